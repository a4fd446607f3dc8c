"""Which links of a page lead to articles: learned from repeated structure, without a selector.

A list of news repeats one DOM signature (the link's ancestors with their classes); its links carry titles of a length
that menus do not have, addresses with a long slug or an id, often under headings and near dates. Groups are judged as
a whole, so that a short headline in a list of articles is found and a long name in a menu is not. Where in doubt a
link is taken: it costs one fetch, and the extraction decides what the page is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parwatch_core.page import Link
from parwatch_core.text import nfc, squeeze
from scraper.discover.anchors import Anchor, Named, anchors, chosen

_DATE = re.compile(
    r"\b[0-3]?\d\s?[/.-]\s?[01]?\d\s?[/.-]\s?(?:19|20)\d\d|\btháng \d{1,2},? (?:năm )?(?:19|20)\d\d", re.I
)
_ID = re.compile(
    r"[-_/=]\d{2,}(?:[-_./?&]|$)|[?&](?:item|news|article|post|tin|bai|content|c)?_?id=\d|/\d{4}/\d{1,2}/|view_content",
    re.I,
)
_SUFFIX = re.compile(r"\.(?:s?html?|vhtml|aspx|jsp|php)$", re.I)
# Pages that are no articles whatever their title says: functions, documents of law, other views of the same page.
_FUNCTION = re.compile(
    r"[/=](?:users?|login|dang-?nhap|register|search(?!/label/)|tim-?kiem|seek|rss|feeds?|tags?|author|lien-?he|contact|so-?do|"
    r"sitemap|print|in-?bai|email|mailto|cart|voting|banners?|wp-(?:admin|login|content)|component/mailto|statistics)"
    r"(?:[/?.]|$)|[?&](?:print|format|share|replytocom|page|trang|start|p|layout|tmpl)=|/(?:page|trang)[-/]?\d+/?$",
    re.I,
)
_LAW = re.compile(r"[/=](?:van-?ban|vbpq|vanban|laws?|legal|thu-?tuc|tthc|hoi-?dap|faq|du-?thao)[^/?]*/", re.I)
_SLUG_JOINTS = 4
_SIGNATURE_DEPTH = 3
_GROUP = 3
_ACCEPTED = 3.0
_ALONE = 4.0
_NEAR = 3
_TITLE_WORDS = 5
_ROOT_SLASHES = 2


@dataclass(frozen=True, slots=True)
class ListPage:
    """What a page lists: its articles, all its links, and how sure it is (0 to 1) that it is a list.

    It holds nothing of the page's tree, which a survey of many requests would keep in memory to its end.
    """

    links: tuple[Link, ...]
    anchors: tuple[Named, ...]
    confidence: float


def learn(tree: LexborHTMLParser, url: str, selector: str | None = None) -> ListPage:
    """The articles that the page at `url` lists; `selector` replaces the learning of links."""
    everything = anchors(tree, url)
    names = tuple(anchor.named for anchor in everything)
    if selector:
        picked = chosen(tree, url, selector)
        return ListPage(_links(picked), names, 1.0 if picked else 0.0)
    articles = _articles(everything)
    grouped = len(articles) >= _GROUP
    return ListPage(_links(articles), names, min(0.9, 0.4 + len(articles) / 20) if grouped else 0.1)


def is_function(url: str) -> bool:
    """Whether an address is a function of the site (login, search, print, tags), never an article."""
    return _FUNCTION.search(url) is not None


def has_id(url: str) -> bool:
    """Whether an address carries a number or a date that names one article."""
    return _ID.search(url.partition("://")[2]) is not None


def has_date(anchor: Anchor) -> bool:
    """Whether the page shows a date near the link."""
    return _has_date(anchor.node)


def _links(found: Iterable[Anchor]) -> tuple[Link, ...]:
    return tuple(Link(anchor.url, squeeze(nfc(anchor.title))) for anchor in found)


def _articles(everything: list[Anchor]) -> list[Anchor]:
    """The anchors of accepted groups, and single ones that speak for themselves; in the page's order."""
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in everything:
        if not is_function(anchor.url):
            groups[_signature(anchor.node)].append(anchor)
    accepted: set[str] = set()
    for members in groups.values():
        accepted.update(anchor.url for anchor in _accepted(members))
    above = _above(accepted)
    return [anchor for anchor in everything if anchor.url in accepted and _bare(anchor.url) not in above]


def _above(urls: Iterable[str]) -> set[str]:
    """The addresses above `urls`: what has articles below it is a section, however its name reads."""
    found: set[str] = set()
    for url in urls:
        above = url.partition("?")[0].rstrip("/").rpartition("/")[0]
        while above not in found and above.count("/") > _ROOT_SLASHES:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _bare(url: str) -> str:
    """An address as `_above` spells it: "/tin-tuc.html" stands above "/tin-tuc/bai-12.html" like "/tin-tuc/"."""
    return _SUFFIX.sub("", url.rstrip("/"))


def _accepted(members: list[Anchor]) -> list[Anchor]:
    scores = [_score(anchor) for anchor in members]
    mean = sum(scores) / len(scores)
    if len(members) >= _GROUP and mean + _dates(members) >= _ACCEPTED:
        return [anchor for anchor, score in zip(members, scores, strict=True) if score > 0]
    return [anchor for anchor, score in zip(members, scores, strict=True) if score >= _ALONE]


def _score(anchor: Anchor) -> float:
    """How much one link looks like an article's: words of the title, shape of the address, place."""
    path = anchor.url.partition("://")[2]
    score = 3.0 if anchor.words >= 8 else 2.0 if anchor.words >= 6 else 1.0 if anchor.words >= 4 else -1.0
    score += 1.5 * (_joints(path) >= _SLUG_JOINTS) + 1.0 * bool(_ID.search(path)) + 0.5 * bool(_SUFFIX.search(path))
    score += 1.0 * _is_heading(anchor.node)
    return score - 3.0 * anchor.chrome - 6.0 * bool(_LAW.search(path))


def _joints(path: str) -> int:
    """How many hyphens or underscores the longest slug has: "/a/ten-bai-viet-12.html" has three."""
    return max(part.count("-") + part.count("_") for part in path.partition("?")[0].split("/"))


def _is_heading(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag in ("h1", "h2", "h3", "h4", "h5")


def _signature(node: LexborNode) -> str:
    """Tag and class of the nearest ancestors; digits in classes ("item-3", "leading-0") only count."""
    parts: list[str] = []
    parent = node.parent
    while parent is not None and parent.is_element_node and len(parts) < _SIGNATURE_DEPTH:
        parts.append(f"{parent.tag}.{parent.attrs.get('class') or ''}")
        parent = parent.parent
    return _DIGITS.sub("0", ">".join(parts))


_DIGITS = re.compile(r"\d+")


def _dates(members: list[Anchor]) -> float:
    """2 where most of the first members stand near a date, else 0. Headings of boxes do too: their names are short."""
    sample = members[:_NEAR]
    if sum(anchor.words for anchor in members) < _TITLE_WORDS * len(members):
        return 0.0
    return 2.0 if sum(_has_date(anchor.node) for anchor in sample) * 2 > len(sample) else 0.0


def _has_date(node: LexborNode) -> bool:
    """Whether a small block around the link shows a date: larger blocks hold other links' dates."""
    block = node.parent
    for _ in range(_NEAR):
        if block is None or len(text := block.text()) > _LARGE_BLOCK:
            return False
        if _DATE.search(text):
            return True
        block = block.parent
    return False


_LARGE_BLOCK = 1500
