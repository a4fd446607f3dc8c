"""Feeds, sitemaps and robots.txt."""

from __future__ import annotations

import random
from collections.abc import Callable

from fuzz.corpus import Corpus, Sample
from fuzz.grammar import listings
from fuzz.mutation import mangled
from fuzz.surface import Surface, hold, hold_text
from fuzz.surfaces.pages import Answered, check_links

from parwatch_core.errors import FetchError
from parwatch_core.source import Source
from parwatch_core.zones import to_vietnam
from scraper import robots
from scraper.discover import Channel, ChannelKind, fault, feeds, link_digest, read, sitemaps
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.fetch.connection import target

HOME = "https://songtra.example.gov.vn/"
_TYPES = (None, None, "application/xml", "text/xml; charset=windows-1258", "application/rss+xml; charset=utf-16")


def _drawn(chance: random.Random, samples: tuple[Sample, ...], grammar: Callable[[random.Random], str]) -> Sample:
    if chance.random() < 0.45:
        made = grammar(chance).encode("utf-8", "surrogatepass")
        return Sample(HOME, mangled(chance, made) if chance.random() < 0.4 else made)
    sample = chance.choice(samples)
    return Sample(sample.url, mangled(chance, sample.body, [chance.choice(samples).body]))


def make_feed(chance: random.Random, corpus: Corpus) -> tuple[Source, Answered]:
    """A feed."""
    sample = _drawn(chance, corpus.feeds, listings.feed)
    return Source("x", sample.url), Answered(sample.url, sample.body, chance.choice(_TYPES))


def make_sitemap(chance: random.Random, corpus: Corpus) -> tuple[Source, Answered]:
    """A sitemap or an index of sitemaps."""
    sample = _drawn(chance, corpus.sitemaps, listings.sitemap)
    return Source("x", sample.url), Answered(sample.url, sample.body, chance.choice(_TYPES))


def check_feed(case: tuple[Source, Answered]) -> None:
    """Links of the site; a title and a home that can be shown."""
    source, answered = case
    _check(ChannelKind.FEED, source, answered)
    feed = feeds.parse(text_of(answered), answered.final_url)
    hold_text(feed.title, "the feed's title")
    for link in feed.links:
        if link.published is not None:
            to_vietnam(link.published)


def check_sitemap(case: tuple[Source, Answered]) -> None:
    """Links of the site, a bounded number of them, the newest first where they are dated."""
    source, answered = case
    _check(ChannelKind.SITEMAP, source, answered)
    text = text_of(answered)
    if shape_of(text) is Shape.SITEMAP_INDEX:
        for leaf in sitemaps.leaves(text, answered.final_url):
            sitemaps.is_news(leaf)
        return
    links = sitemaps.parse(text, answered.final_url)
    hold(len(links) <= sitemaps.MAX_LINKS, "a bound on links", len(links))
    dated = [link.published for link in links if link.published is not None]
    hold(dated == sorted(dated, reverse=True), "newest first")


def _check(kind: ChannelKind, source: Source, answered: Answered) -> None:
    channel = Channel(kind, source.url)
    links = read(channel, source, answered)
    check_links(links, source, answered)
    if not links:
        hold_text(fault(channel, source, answered) or "", "the fault")
    link_digest(answered.body)


def make_robots(chance: random.Random, corpus: Corpus) -> tuple[bytes, str, str]:
    """A robots.txt, who asks, and for what."""
    sample = _drawn(chance, corpus.robots, listings.robots)
    agent = chance.choice(("parwatch/1.0 (+https://x.vn)", "parwatch", "", "Ă/1"))
    return sample.body, agent, listings.address(chance)


def check_robots(case: tuple[bytes, str, str]) -> None:
    """A yes or a no, and a delay within its bounds."""
    body, agent, address = case
    rules = robots.read(body, robots.product(agent))
    hold(0.0 <= rules.delay <= robots.DELAY_CAP, "a delay within its bounds", rules.delay)
    for url in (*_asked(address), HOME, f"{HOME}tin-tuc/a-12.html?print=1"):
        hold(rules.allows(url) in (True, False), "a yes or a no")


def _asked(address: str) -> tuple[str, ...]:
    """The address as the fetcher asks robots.txt for it; none where it would refuse the address before."""
    try:
        return (target(address).url,)
    except FetchError:
        return ()


SURFACES = (
    Surface("feeds", "RSS, RDF and Atom", make_feed, check_feed, 600),
    Surface("sitemaps", "sitemaps and their indexes", make_sitemap, check_sitemap),
    Surface("robots", "robots.txt", make_robots, check_robots),
)
