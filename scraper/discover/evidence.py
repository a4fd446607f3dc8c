"""Why a channel is believed to list articles: what its links carry, counted. For people; no poll needs it.

The counts are over the links that `read` gives. A feed or a sitemap says a date by itself; a list page shows it near
the link, so the page is looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import lists
from scraper.discover.anchors import Anchor, Named, anchors, chosen
from scraper.discover.channels import Channel, ChannelKind, Fetched
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.discover.pages import look
from scraper.discover.reading import parse, read
from scraper.discover.sections import sections
from scraper.urls import canonical, identity

_TITLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the `links` of one channel carry: `dated` a date, `numbered` an id in the address, `titled` a headline."""

    links: int
    dated: int
    numbered: int
    titled: int


def weigh(channel: Channel, source: Source, response: Fetched) -> Evidence:
    """Count what speaks for the links of one channel. Pure."""
    links = read(channel, source, response)
    dates = _dates_near(source, response) if channel.kind is ChannelKind.LIST else set()
    return Evidence(
        links=len(links),
        dated=sum(link.published is not None or identity(link.url) in dates for link in links),
        numbered=sum(lists.has_id(link.url) for link in links),
        titled=sum(len(link.title.split()) >= _TITLE_WORDS for link in links),
    )


def announced_feeds(source: Source, front: Fetched) -> tuple[str, ...]:
    """The feeds that a page announces in its head."""
    page = look(source, front) if shape_of(text_of(front)) is Shape.HTML else None
    return page.feeds if page else ()


def categories(source: Source, front: Fetched) -> tuple[Named, ...]:
    """The sections of a site that may hold news, reform first, as its front page links them."""
    page = look(source, front) if shape_of(text_of(front)) is Shape.HTML else None
    return sections(page.listed, page.url) if page else ()


def link_selector(source: Source, response: Fetched, articles: Iterable[Link]) -> str | None:
    """A CSS selector for the links to `articles` on a list page, to be corrected by a person; None: none fits.

    It is the nearest ancestor with a class that most of the links share, and names no more than twice as many.
    """
    tree = parse(text_of(response))
    wanted = {identity(link.url) for link in articles}
    if tree is None or not wanted:
        return None
    found = [anchor for anchor in anchors(tree, response.final_url) if identity(canonical(anchor.url)) in wanted]
    ranked = Counter(selector for anchor in found if (selector := _holder(anchor.node))).most_common(1)
    if not ranked or ranked[0][1] * 2 < len(wanted):
        return None
    return ranked[0][0] if len(chosen(tree, response.final_url, ranked[0][0])) <= 2 * len(wanted) else None


def _dates_near(source: Source, response: Fetched) -> set[str]:
    tree = parse(text_of(response))
    if tree is None:
        return set()
    return {identity(canonical(anchor.url)) for anchor in _anchors(tree, source, response) if lists.has_date(anchor)}


def _anchors(tree: LexborHTMLParser, source: Source, response: Fetched) -> Sequence[Anchor]:
    selector = source.selectors.links
    return chosen(tree, response.final_url, selector) if selector else anchors(tree, response.final_url)


def _holder(node: LexborNode) -> str | None:
    """ "div.news-item a": the nearest ancestor that bears a plain class."""
    parent = node.parent
    while parent is not None and parent.is_element_node and parent.tag != "body":
        names = [name for name in (parent.attrs.get("class") or "").split() if name.replace("-", "").isalpha()]
        if names:
            return f"{parent.tag}.{names[0]} a"
        parent = parent.parent
    return None
