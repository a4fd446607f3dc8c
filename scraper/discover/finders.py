"""How a survey finds each kind of channel: feed, sitemap, lists. Each returns findings, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import feeds, sitemaps
from scraper.discover.anchors import anchors
from scraper.discover.channels import Channel, ChannelKind, Fetched
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.discover.pages import SeenPage, look
from scraper.discover.places import MOST_PROBES, feed_places, names_feed
from scraper.discover.reading import own, parse
from scraper.discover.sections import is_reform, sections
from scraper.discover.visits import Visits
from scraper.urls import canonical, identity, same_site

_SECTIONS = 4
_SECTIONS_ALONE = 6
_FURTHER = 2
_TRIED = 2
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A channel with the links that it gave. `reform`: its section is the one on administrative reform."""

    channel: Channel
    links: tuple[Link, ...]
    reform: bool = False


def finding(kind: ChannelKind, url: str, links: Iterable[Link], source: Source, response: Fetched) -> list[Finding]:
    """One finding, where there are links to the own site; else none."""
    kept = own(links, response.final_url, source.url)
    return [Finding(Channel(kind, url), kept)] if kept else []


async def find_feed(
    source: Source, front: SeenPage | None, home: str, cms: str | None, visits: Visits
) -> list[Finding]:
    """The first feed that yields links: the one given, one announced, one linked, one in the usual places."""
    if source.feed:
        return await _try(source, [source.feed], visits, wanted=True)
    announced = front.feeds[:_TRIED] if front else ()
    if found := await _try(source, announced, visits, wanted=True):
        return found
    linked = await _linked(front, visits) if front else []
    places = [urljoin(home, place) for place in feed_places(cms)]
    unknown = [url for url in dict.fromkeys((*linked, *places)) if url not in announced]
    return await _try(source, unknown[:MOST_PROBES], visits)


async def _try(source: Source, urls: Iterable[str], visits: Visits, *, wanted: bool = False) -> list[Finding]:
    """The first of `urls` that is a feed with links; what is wrong with a `wanted` one is a problem."""
    for url in urls:
        response = await visits.fetch(url, "feed", needed=wanted)
        if response is None:
            continue
        text = text_of(response)
        shape = shape_of(text)
        links = feeds.parse(text, response.final_url).links if shape is Shape.FEED else ()
        if found := finding(ChannelKind.FEED, url, links, source, response):
            return found
        if wanted:
            reason = "has no link to this site" if shape is Shape.FEED else f"is {shape.value}, not RSS or Atom"
            visits.problems.append(f"the feed at {url} {reason}")
    return []


async def _linked(front: SeenPage, visits: Visits) -> list[str]:
    """Feeds that the page links visibly; where it links a page of feeds, those listed there."""
    links = [anchor.url for anchor in front.listed.anchors if names_feed(anchor.url)][:_TRIED]
    for url in links:
        response = await visits.fetch(url, "feed")
        text = text_of(response) if response else ""
        tree = parse(text) if shape_of(text) is Shape.HTML else None
        if tree is not None and response is not None:
            listed = [anchor.url for anchor in anchors(tree, response.final_url) if names_feed(anchor.url)]
            return [feed for feed in listed if feed != url][:_TRIED]
    return links


async def find_sitemap(source: Source, home: str, visits: Visits) -> list[Finding]:
    """The sitemap of news that robots.txt or /sitemap.xml leads to."""
    for url in await sitemap_places(home, visits):
        (leaf, *_), response = await sitemap_leaves(url, visits)
        if response is None and leaf != url:
            response = await visits.fetch(leaf, "sitemap")
        if response is not None and shape_of(text_of(response)) is Shape.SITEMAP:
            links = sitemaps.parse(text_of(response), response.final_url)
            return finding(ChannelKind.SITEMAP, leaf, links, source, response)
    return []


async def sitemap_places(home: str, visits: Visits) -> list[str]:
    """Where the site says that its sitemaps are, else the usual place."""
    robots = await visits.fetch(urljoin(home, "/robots.txt"), "robots")
    named = _SITEMAP_LINE.findall(text_of(robots)) if robots else []
    return ([url for url in named if same_site(url, home)] or [urljoin(home, "/sitemap.xml")])[:_TRIED]


async def sitemap_leaves(url: str, visits: Visits) -> tuple[tuple[str, ...], Fetched | None]:
    """The sitemaps that the index at `url` names, best first; `url` itself, with its answer, where it is no index."""
    response = await visits.fetch(url, "sitemap")
    if response is None or shape_of(text := text_of(response)) is not Shape.SITEMAP_INDEX:
        return (url,), response
    return tuple(leaf for leaf in sitemaps.leaves(text, response.final_url) if same_site(leaf, url)) or (url,), None


async def find_lists(source: Source, seen: list[SeenPage], visits: Visits, *, only: bool, deep: bool) -> list[Finding]:
    """The lists among the pages `seen` (the front page last) and the sections of the site.

    `only`: there is neither feed nor sitemap, more sections are read. `deep`: the second pages are read too; they are
    findings without confidence, for what they show now and not to be polled.
    """
    pages = [(page, page.url, False) for page in seen if not page.is_article]
    known = {identity(page.url) for page in seen}
    parts = [part for part in sections(seen[-1].listed, seen[-1].url) if identity(part.url) not in known]
    for part in parts[: _SECTIONS_ALONE if only else _SECTIONS]:
        url = canonical(part.url)
        page = await _visit(source, url, visits)
        if page is not None and identity(page.url) not in known and not page.is_article:
            known.add(identity(page.url))
            pages.append((page, url, is_reform(part)))
    found = [_of_list(source, page, url, reform) for page, url, reform in pages]
    if deep:
        found += await _second_pages(source, [page for page, _, _ in pages], visits)
    return found


async def _second_pages(source: Source, pages: list[SeenPage], visits: Visits) -> list[Finding]:
    found = []
    for page in pages:
        further = await _visit(source, page.further, visits) if page.further else None
        if further is not None:
            links = own(further.listed.links, further.url, source.url)
            found.append(Finding(Channel(ChannelKind.LIST, further.url, 0.0), links))
    return found


async def _visit(source: Source, url: str, visits: Visits) -> SeenPage | None:
    response = await visits.fetch(url, "page")
    return look(source, response) if response else None


def _of_list(source: Source, page: SeenPage, url: str, reform: bool) -> Finding:
    links = own(page.listed.links, page.url, source.url)
    return Finding(Channel(ChannelKind.LIST, url, page.listed.confidence), links, reform)
