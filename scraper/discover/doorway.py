"""Front pages that show nothing but the way in: a picture, a choice of languages, frames, a script that moves on.

The fetcher follows what redirects at once. What waits, asks for a click, or shows the site in frames, ends there: then
the page's own links are few, and one of them is the door.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parwatch_core.text import search_key
from scraper.discover.anchors import base_of
from scraper.urls import identity, resolve, same_site

MOST_LINKS = 12
"""A page that links more of its own site is no doorway."""

_MOST_DOORS = 3
_WORDS = re.compile(
    r"(?:(?:bam |nhan |click )?(?:vao|den|toi|ve) )?"
    r"(?:trang (?:chu|nhat|web|thong tin.*)|cong thong tin.*|website)"
    r"|vao(?: xem)?|tiep tuc|bo qua(?: intro)?|tieng viet|viet ?nam(?:ese)?|enter(?: site)?|home(?: page)?"
    r"|skip(?: intro)?|click (?:here|vao day)|continue"
)
_PATH = re.compile(
    r"/(?:vi|vn|vi-vn|vietnamese|trang-?chu|trang-?nhat|home|index\w*|default\w*|main\w*|portal|web)(?:\.\w{2,5})?/?$",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"english|\beng?\b|francais|中文|日本語|/en(?:[/.?-]|$)", re.IGNORECASE)
_MAIN_FRAME = re.compile(r"main|content|body|center|chinh|giua|noi-?dung|right", re.IGNORECASE)
_SIDE_FRAME = re.compile(r"top|left|menu|banner|header|footer|bottom|counter", re.IGNORECASE)
# Also inside a string that a timer runs, and in attributes: setTimeout("location.href='/vi'", 3000).
_SCRIPTED = re.compile(
    r"""location(?:\.href|\.replace|\.assign)?\s*[=(]\s*\\?["']([^"'\\<>\s]{1,300})\\?["']|"""
    r"""http-equiv\s*=\s*["']?refresh[^>]{0,60}?url\s*=\s*["']?([^"'>\s]{1,300})""",
    re.IGNORECASE,
)


def doors(tree: LexborHTMLParser, markup: str, url: str, links: int) -> tuple[str, ...]:
    """Where a doorway at `url` leads, the likeliest first; nothing for a page with more than a few own `links`."""
    if links > MOST_LINKS:
        return ()
    base = base_of(tree, url)
    best: dict[str, int] = {}
    for points, href in _candidates(tree, markup):
        address = resolve(base, href)
        if address and same_site(address, url) and identity(address) != identity(url) and points > 0:
            best[address] = max(points, best.get(address, 0))
    return tuple(sorted(best, key=lambda address: -best[address]))[:_MOST_DOORS]


def _candidates(tree: LexborHTMLParser, markup: str) -> Iterator[tuple[int, str]]:
    """Addresses as written, with points for how much they look like the way in."""
    for match in _SCRIPTED.finditer(markup):
        yield 5, match[1] or match[2]
    for node in tree.css("frame[src], iframe[src]"):
        yield _of_frame(node), node.attrs.get("src") or ""
    for node in tree.css("a[href], area[href]"):
        yield _of_link(node), node.attrs.get("href") or ""


def _of_frame(node: LexborNode) -> int:
    attributes = node.attrs
    names = f"{attributes.get('name') or ''} {attributes.get('id') or ''} {attributes.get('src') or ''}"
    if _MAIN_FRAME.search(names):
        return 4
    return 1 if node.tag == "iframe" or _SIDE_FRAME.search(names) else 2


def _of_link(node: LexborNode) -> int:
    """Points of a link by its words, its picture and its path; links to other languages have none."""
    attributes = node.attrs
    image = node.css_first("img")
    alt = image.attrs.get("alt") if image is not None else None
    told = [search_key(text) for text in (node.text(), alt or "", attributes.get("title") or "") if text.strip()]
    href = attributes.get("href") or ""
    if _FOREIGN.search(f"{' '.join(told)} {href}"):
        return 0
    words = 3 * any(_WORDS.fullmatch(text.strip(" .>»«<[]()-")) for text in told)
    path = 2 * bool(_PATH.search(urlsplit(href).path if "://" in href else f"/{href.partition('?')[0].lstrip('./')}"))
    return words + path + (image is not None or node.tag == "area")
