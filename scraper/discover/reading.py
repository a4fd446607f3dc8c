"""One known channel, read again: response -> links. Pure, and cheap enough for every poll."""

from __future__ import annotations

from collections.abc import Iterable

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import feeds, lists, sitemaps
from scraper.discover.channels import Channel, ChannelKind, Fetched
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.extract.guard import danger
from scraper.urls import canonical, identity, site

_EXPECTED = {ChannelKind.FEED: "an RSS or Atom feed", ChannelKind.SITEMAP: "a sitemap", ChannelKind.LIST: "a web page"}


def read(channel: Channel, source: Source, response: Fetched) -> tuple[Link, ...]:
    """The links of one channel, canonical, one for each page, only to the source's own site, in the channel's order.

    A body that is not what the channel should give has no links: `fault` says what it is. What is new is for the
    caller to decide, by `urls.identity` alone; titles and dates are hints.
    """
    text = text_of(response)
    if channel.kind is ChannelKind.LIST:
        tree = parse(text)
        found = lists.learn(tree, response.final_url, source.selectors.links).links if tree else ()
    elif channel.kind is ChannelKind.FEED:
        found = feeds.parse(text, response.final_url).links if shape_of(text) is Shape.FEED else ()
    else:
        found = sitemaps.parse(text, response.final_url) if shape_of(text) is Shape.SITEMAP else ()
    return own(found, response.final_url, source.url)


def fault(channel: Channel, source: Source, response: Fetched) -> str | None:
    """Why the channel gives no links, as a sentence for a person; None where it gives some."""
    if read(channel, source, response):
        return None
    shape = shape_of(text_of(response))
    fits = shape is {ChannelKind.FEED: Shape.FEED, ChannelKind.SITEMAP: Shape.SITEMAP}.get(channel.kind, Shape.HTML)
    if fits:
        return f"{channel.url} is empty: no link to an article of {site(source.url)}"
    return f"{channel.url} should be {_EXPECTED[channel.kind]}, but it is {shape.value}"


def parse(markup: str) -> LexborHTMLParser | None:
    """The tree of a page; None for markup that is made to hang a parser."""
    encoded = markup.encode()
    return None if danger(encoded) else LexborHTMLParser(encoded, options=LexborDocumentOptions.WO_EVENTS)


def own(found: Iterable[Link], *homes: str) -> tuple[Link, ...]:
    """The links to the sites of `homes`, canonical, the first of each page."""
    sites = {site(home) for home in homes} - {""}  # an address that cannot be read has no site
    kept: dict[str, Link] = {}
    for link in found:
        if site(link.url) in sites:
            url = canonical(link.url)
            kept.setdefault(identity(url), Link(url, link.title, link.published))
    return tuple(kept.values())
