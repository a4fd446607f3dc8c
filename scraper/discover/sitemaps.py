"""Sitemaps and their indexes -> links, newest first.

NukeViet lists newest first with lastmod, WordPress oldest first without one; a portal's sitemap may hold every page
since 2005. lastmod is not trusted for novelty (an edit may not show, a rebuild touches all): it only sorts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from parwatch_core.page import Link
from parwatch_core.text import unescape
from scraper.discover.feeds import read_date
from scraper.urls import resolve

# Far more than any office publishes between two looks, and a bound on what a hostile sitemap can make of one poll.
MAX_LINKS = 2000
_LONGEST = 4096
# Entries of one sitemap, by its protocol; what is beyond belongs to the last of them.
_MOST = 50_000
_LOC = re.compile(r"<loc\b[^<>]*>")
_LASTMOD = re.compile(r"<lastmod\b[^<>]*>([^<]{0,200})<")
_NUMBERS = re.compile(r"\d+")
_NEWS = re.compile(r"news|post|article|tin|bai-?viet|content", re.IGNORECASE)
_NOT_NEWS = re.compile(
    r"page|about|categor|tag|tax|user|author|image|video|product|siteterm|gioi-?thieu", re.IGNORECASE
)
_OLDEST = datetime.min.replace(tzinfo=UTC)


def parse(text: str, base: str) -> tuple[Link, ...]:
    """The pages of a sitemap (not of an index), newest first as far as it tells, MAX_LINKS at most."""
    return tuple(_newest_first(_entries(text, base))[:MAX_LINKS])


def leaves(text: str, base: str) -> tuple[str, ...]:
    """The sitemaps that an index names, those of news first, and of several numbered parts the last first."""
    return tuple(link.url for link in sorted(_entries(text, base), key=_leaf_rank, reverse=True))


def is_news(url: str) -> bool:
    """Whether the name of a sitemap speaks of news, not of pages, categories or users."""
    name = url.rpartition("/")[2]
    return bool(_NEWS.search(name)) and not _NOT_NEWS.search(name)


def _leaf_rank(link: Link) -> tuple[bool, bool, datetime, list[int]]:
    name = link.url.rpartition("/")[2]
    numbers = [int(number[:9]) for number in _NUMBERS.findall(name)]
    return bool(_NEWS.search(name)), not _NOT_NEWS.search(name), link.published or _OLDEST, numbers


def _entries(text: str, base: str) -> list[Link]:
    """Each <loc> with the <lastmod> that follows it before the next one."""
    return [link for block in _LOC.split(text, _MOST)[1:] if (link := _entry(block, base)) is not None]


def _entry(block: str, base: str) -> Link | None:
    address = block[:_LONGEST].partition("</")[0].replace("<![CDATA[", "").replace("]]>", "")
    url = resolve(base, unescape(address))
    lastmod = _LASTMOD.search(block)
    return Link(url, "", read_date(lastmod[1].strip()) if lastmod else None) if url else None


def _newest_first(links: list[Link]) -> list[Link]:
    """By lastmod where there is one; else by the site's own order, turned round where its numbers or years rise."""
    if any(link.published for link in links):
        return sorted(links, key=lambda link: link.published or _OLDEST, reverse=True)
    rises = _numbers(links[-1]) > _numbers(links[0]) if links else False
    return links[::-1] if rises else links


def _numbers(link: Link) -> list[int]:
    return [int(number[:12]) for number in _NUMBERS.findall(link.url)]
