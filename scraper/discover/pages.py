"""A page as the survey sees it: what it lists, which feeds it announces, where it says home is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from parwatch_core.source import Source
from parwatch_core.text import search_key
from scraper.discover import lists
from scraper.discover.anchors import base_of
from scraper.discover.channels import Fetched
from scraper.discover.doorway import doors
from scraper.discover.lists import ListPage
from scraper.discover.markup import text_of
from scraper.discover.owner import Owner, guess
from scraper.discover.pager import onward
from scraper.discover.reading import parse
from scraper.urls import resolve

_COMMENTS = re.compile(r"comment|phản hồi|bình luận", re.IGNORECASE)
_ANNOUNCED = "link[rel~=alternate][type*=rss], link[rel~=alternate][type*=atom]"
_ARTICLE_MARKS = (
    'meta[property="og:type"][content=article], meta[property="article:published_time"], h1[itemprop=headline], '
    "[itemprop=articleBody], body.single-post, #news-bodyhtml"
)
_HOME_WORDS = frozenset(("trang chu", "trang nhat", "home", "home page"))


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A fetched page, without its markup. `feeds` are announced in its head, comments left out; `home` is the front
    page it names, `further` the next page of its list, `doors` where a page of few links lets in."""

    url: str
    listed: ListPage
    is_article: bool
    feeds: tuple[str, ...]
    home: str
    owner: Owner
    further: str | None
    doors: tuple[str, ...] = ()


def look(source: Source, response: Fetched) -> SeenPage | None:
    """The page in `response`; None for markup that is made to hang a parser."""
    markup = text_of(response)
    tree = parse(markup)
    if tree is None:
        return None
    url = response.final_url
    listed = lists.learn(tree, url, source.selectors.links)
    is_article = urlsplit(url).path not in ("", "/") and tree.css_first(_ARTICLE_MARKS) is not None
    return SeenPage(
        url,
        listed,
        is_article,
        _announced(tree, url),
        _home(listed, url),
        guess(tree),
        onward(tree, url).url,
        doors(tree, markup, url, len(listed.anchors)),
    )


def is_front(page: SeenPage, asked: str) -> bool:
    """Whether the page, which answered to the address `asked`, is its site's front page."""
    roots = {urlsplit(url).path for url in (asked, page.url)} & {"", "/"}
    return bool(roots) or page.home == page.url


def _announced(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    base = base_of(tree, url)
    found = []
    for node in tree.css(_ANNOUNCED):
        href = node.attrs.get("href") or ""
        feed = resolve(base, href)
        if feed and not _COMMENTS.search(f"{node.attrs.get('title')} {href}"):
            found.append(feed)
    return tuple(dict.fromkeys(found))


def _home(listed: ListPage, url: str) -> str:
    """The root, or where "Trang chủ" leads on a site that lives below a path of another one."""
    for anchor in listed.anchors:
        if search_key(anchor.title) in _HOME_WORDS and urlsplit(anchor.url).path.rstrip("/").count("/") > 1:
            return anchor.url
    return urljoin(url, "/")
