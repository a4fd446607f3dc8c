"""The full look at an unknown site: front page, feed, sitemap, lists. Some dozen requests, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import feeds, sitemaps
from scraper.discover.channels import Channel, ChannelKind, Discovery, Fetched, Get
from scraper.discover.finders import Finding, find_feed, find_lists, find_sitemap, finding
from scraper.discover.lists import is_function
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.discover.owner import Owner
from scraper.discover.pages import SeenPage, is_front, look
from scraper.discover.places import guess_cms
from scraper.discover.visits import Visits
from scraper.urls import canonical, identity, same_site

_IS_LIST = 0.4
_FRESH = 3
_MOST_LISTS = 6
_ORDER = {ChannelKind.FEED: 0, ChannelKind.LIST: 1, ChannelKind.SITEMAP: 2}


@dataclass(frozen=True, slots=True)
class _Start:
    """The address that was given and the front page: `found` where the address is a channel itself, `given` where it
    is a page; `seen` are the pages, the front page last. The bodies are not kept."""

    found: list[Finding]
    given: SeenPage | None
    seen: list[SeenPage]
    home: str
    cms: str | None


async def survey(source: Source, get: Get) -> Discovery:
    """Look at the whole site of a source. Raises FetchError where the source's own address gives nothing.

    The address may be the front page, a section, an article or a feed. `links` also holds what was seen beyond the
    channels (second pages, sections that need no polling), so that the first look misses nothing.
    """
    visits = Visits(get)
    start = await _start(source, visits)
    found, seen = start.found, await _inside(source, start.seen, visits)
    if not found or source.feed:
        found += await find_feed(source, seen[-1] if seen else None, start.home, start.cms, visits)
    site_map = await find_sitemap(source, start.home, visits)
    if seen:
        found += await find_lists(source, seen, visits, only=not (found or site_map), deep=not site_map)
    links = _links((*found, *site_map), seen)
    own = [Link(canonical(page.url)) for page in seen if page.is_article]
    channels = _channels((*found, *site_map), start.given)
    return _discovery(start.home, start.cms, seen, channels, (*own, *links), visits.problems)


async def _start(source: Source, visits: Visits) -> _Start:
    """Where every survey begins. Raises FetchError where the source's own address gives nothing."""
    opening = await visits.opening(source.url)
    _complain_of_redirects(source, opening, visits)
    found = _given_channel(source, opening)
    given, given_cms = (None, None) if found else _looked(source, opening)
    if given and is_front(given, source.url):
        return _Start(found, given, [given], given.url, given_cms)
    home = given.home if given else urljoin(opening.final_url, "/")
    del opening  # hundreds of first surveys would hold as many bodies while they wait
    front, cms = await _front(source, home, visits)
    if front is None:
        return _Start(found, given, [given] if given else [], given.url if given else home, given_cms)
    apart = given is not None and identity(given.url) != identity(front.url)
    return _Start(found, given, [given, front] if given and apart else [front], front.url, cms)


def _complain_of_redirects(source: Source, opening: Fetched, visits: Visits) -> None:
    if not same_site(opening.final_url, source.url):
        visits.problems.append(f"{source.url} now leads to another site: {opening.final_url}")
    elif identity(opening.final_url) != identity(source.url) and urlsplit(opening.final_url).path in ("", "/"):
        visits.problems.append(f"{source.url} leads to the front page: the address may be gone, or misspelled")


def _looked(source: Source, response: Fetched) -> tuple[SeenPage | None, str | None]:
    """The page and the system that made it."""
    page = look(source, response)
    return page, guess_cms(text_of(response), page.url) if page else None


def _given_channel(source: Source, opening: Fetched) -> list[Finding]:
    """The address itself as a channel, where it is a feed or a sitemap."""
    text = text_of(opening)
    shape = shape_of(text)
    if shape is Shape.FEED:
        return finding(ChannelKind.FEED, source.url, feeds.parse(text, opening.final_url).links, source, opening)
    if shape is Shape.SITEMAP:
        return finding(ChannelKind.SITEMAP, source.url, sitemaps.parse(text, opening.final_url), source, opening)
    return []


async def _front(source: Source, home: str, visits: Visits) -> tuple[SeenPage | None, str | None]:
    """The front page and the system that made it; None for what is not had or not known."""
    response = await visits.fetch(home, "page", needed=True)
    if response is None or shape_of(text_of(response)) is not Shape.HTML:
        return None, None
    return _looked(source, response)


async def _inside(source: Source, seen: list[SeenPage], visits: Visits) -> list[SeenPage]:
    """The pages with the one behind the front page's door, where the front page lists nothing itself."""
    if not seen or seen[-1].listed.confidence >= _IS_LIST:
        return seen
    outside = seen[-1]
    for url in outside.doors:
        response = await visits.fetch(url, "page")
        page = look(source, response) if response else None
        if page is not None and len(page.listed.anchors) > len(outside.listed.anchors):
            return [*seen, page]
    return seen


def _channels(found: Iterable[Finding], given: SeenPage | None) -> tuple[Channel, ...]:
    """What is worth polling, best first: a list only where it is one, and a section only where it adds something."""
    chosen: list[Finding] = []
    for one in found:
        is_given = given is not None and one.channel.url == given.url
        if one.channel.kind is not ChannelKind.LIST or _is_worth(one, chosen, is_given):
            chosen.append(one)
    chosen.sort(key=lambda one: (_ORDER[one.channel.kind], -one.channel.confidence))
    return tuple(one.channel for one in chosen)


def _is_worth(one: Finding, chosen: list[Finding], is_given: bool) -> bool:
    """The list that was given, the first one, the section on reform, or one whose newest links no other shows."""
    polled = [other for other in chosen if other.channel.kind is ChannelKind.LIST]
    if one.channel.confidence < _IS_LIST or len(polled) >= _MOST_LISTS:
        return False
    shown = {identity(link.url) for other in chosen for link in other.links}
    adds = any(identity(link.url) not in shown for link in one.links[:_FRESH])
    return is_given or one.reform or not polled or adds


def _links(found: Iterable[Finding], seen: list[SeenPage]) -> Iterator[Link]:
    """All links, the first of each page, without the lists themselves and without functions of the site."""
    known = {identity(page.url) for page in seen} | {identity(one.channel.url) for one in found}
    for one in found:
        for link in one.links:
            key = identity(link.url)
            if key not in known and not is_function(link.url):
                known.add(key)
                yield link


def _discovery(
    home: str,
    cms: str | None,
    seen: list[SeenPage],
    channels: tuple[Channel, ...],
    links: tuple[Link, ...],
    problems: list[str],
) -> Discovery:
    if not channels:
        problems.append(f"no feed, no sitemap and no list of articles was found at {home}")
    owners = [page.owner for page in reversed(seen)] or [Owner()]
    return Discovery(
        home=canonical(home),
        cms=cms,
        site_name=owners[0].site_name,
        unit=next((owner.unit for owner in owners if owner.unit), None),
        province=next((owner.province for owner in owners if owner.province), None),
        channels=channels,
        links=links,
        problems=tuple(problems),
    )
