"""Where a site keeps its past: more lists than are worth polling, and every sitemap of news."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from parwatch_core.source import Source
from scraper.discover.channels import Get
from scraper.discover.finders import sitemap_leaves, sitemap_places
from scraper.discover.markup import Shape, shape_of, text_of
from scraper.discover.pages import look
from scraper.discover.sections import sections
from scraper.discover.sitemaps import is_news
from scraper.discover.visits import Visits
from scraper.urls import canonical

MOST_SECTIONS = 12
MOST_SITEMAPS = 20


@dataclass(frozen=True, slots=True)
class Archive:
    """Addresses to walk, likeliest first: sections with news that the front page links, and sitemaps."""

    sections: tuple[str, ...]
    sitemaps: tuple[str, ...]


async def archive(source: Source, get: Get) -> Archive:
    """Look for both, with a handful of requests. What does not answer is left out; raises nothing for it."""
    visits = Visits(get)
    found: list[str] = []
    response = await visits.fetch(source.url, "page")
    page = look(source, response) if response else None
    front = await visits.fetch(page.home, "page") if page and page.home != page.url else response
    if front is not None and (seen := look(source, front)) is not None:
        found = [canonical(section.url) for section in sections(seen.listed, seen.url)]
    home = page.home if page else urljoin(source.url, "/")
    return Archive(tuple(dict.fromkeys(found))[:MOST_SECTIONS], await _sitemaps(home, visits))


async def _sitemaps(home: str, visits: Visits) -> tuple[str, ...]:
    """The sitemaps themselves, indexes opened; of an index those of news, or all where none is named so."""
    found: list[str] = []
    for place in await sitemap_places(home, visits):
        leaves, response = await sitemap_leaves(place, visits)
        if leaves != (place,) or (response and shape_of(text_of(response)) is Shape.SITEMAP):
            found += [leaf for leaf in leaves if is_news(leaf)] or leaves
    return tuple(dict.fromkeys(canonical(url) for url in found))[:MOST_SITEMAPS]
