"""When an article was published: the date that the page shows beside the title, else the one it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.dates import Moment
from scraper.extract.markup import Document
from scraper.extract.render import plain

_DECLARED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "pubdate",
    "publishdate",
    "datepublished",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "date",
    "article:modified_time",
)
_NAMED = "time[datetime], [class*=date], [class*=time], [class*=ngay], [class*=publish], [id*=date i], [id*=ngay i], [class*=Date], [class*=post-meta]"
_LONGEST = 160


def find(
    document: Document, selectors: Sequence[str], title: LexborNode | None, root: LexborNode | None
) -> Moment | None:
    """The moment of publication in UTC; None where the page gives no day.

    Order: a rule's selectors; the first date between the title and the text; data of the page; any element named for
    a date. `datePublished` in microdata goes last: NukeViet writes the time of the last edit there.
    """
    for moment in _candidates(document, selectors, title, root):
        if moment is not None:
            return moment
    return None


def _candidates(
    document: Document, selectors: Sequence[str], title: LexborNode | None, root: LexborNode | None
) -> Iterator[Moment | None]:
    for selector in selectors:
        yield from (_of(node) for node in document.tree.css(selector)[:4])
    if title is not None:
        yield from _near(title, root)
    yield from (dates.parse(document.meta[key]) for key in _DECLARED[:6] if key in document.meta)
    for item in document.linked:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if isinstance(item.get(key), str):
                yield dates.parse(item[key])
    yield from (_of(node) for node in document.tree.css(_NAMED)[:12])
    yield from (dates.parse(document.meta[key]) for key in _DECLARED[6:] if key in document.meta)
    yield from (_of(node) for node in document.tree.css("[itemprop=datePublished], [itemprop=dateCreated]"))


def _of(node: LexborNode) -> Moment | None:
    """The date of one element: its machine-readable attribute, else its text."""
    attributes = node.attributes
    for key in ("datetime", "content"):
        if (value := attributes.get(key)) and (moment := dates.parse(value)):
            shown = dates.parse(text) if len(text := plain(node)) <= _LONGEST else None
            return shown if shown and shown.precise and not moment.precise else moment
    text = plain(node)
    return dates.parse(text) if 6 <= len(text) <= _LONGEST else None


def _near(title: LexborNode, root: LexborNode | None) -> Iterator[Moment | None]:
    """Dates in short elements after the title, before the text has run on for long."""
    passed = 0
    for node in _following(title):
        text = (node.text_content or "").strip()
        passed += len(text)
        if 6 <= len(text) <= 90 and re.search(r"\d{4}|\d/\d", text) and not _machine_only(node.parent):
            # date and time may stand in neighbours: "18/11/2026" | "07:40"
            whole = plain(node.parent) if node.parent is not None else text
            if len(whole) <= _LONGEST and dates.is_date_line(_stamp(whole)):
                yield dates.parse(whole)
        if passed > 600:
            return


def _stamp(text: str) -> str:
    """The part of a meta row that can be a date: counters behind it do not count as words."""
    return re.split(
        r"\s*(?:[|•·]\s*)?(?:lượt xem|đã xem|số lần|lượt đọc|views?|xem:|tác giả|đăng bởi|in bài|nguồn)",
        text,
        flags=re.IGNORECASE,
    )[0]


def _following(start: LexborNode) -> Iterator[LexborNode]:
    """Text nodes after an element in document order."""
    node: LexborNode | None = start
    while node is not None:
        while node is not None and node.next is None:
            node = node.parent
        if node is None:
            return
        node = node.next
        assert node is not None
        for inner in node.traverse(include_text=True, skip_empty=True):
            if inner.is_text_node:
                yield inner


def _machine_only(node: LexborNode | None) -> bool:
    """Whether an element is hidden microdata, which may hold the time of the last edit."""
    attributes = node.attributes if node is not None else {}
    names = (attributes.get("class") or "").split()
    return (
        "datetime" not in attributes and (attributes.get("itemprop", "") or "").startswith("date") or "hidden" in names
    )
