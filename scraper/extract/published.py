"""When an article was published: the date that the page shows beside the title, else the one it declares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborNode

from parwatch_core.zones import VIETNAM
from scraper.extract import dates
from scraper.extract.dates import Moment
from scraper.extract.markup import Document
from scraper.extract.render import plain

_DECLARED = (
    *("article:published_time", "article:published", "og:published_time", "pubdate", "publishdate", "datepublished"),
    *("dc.date", "dc.date.issued", "dcterms.created"),
)
_LAST_RESORT = ("date", "article:modified_time", "og:updated_time")
_NAMED = (
    "time[datetime], [class*=date i], [class*=time], [class*=ngay], [class*=publish], [id*=date i], [id*=ngay i],"
    " [class*=post-meta], [class*=meta-info], [class*=submitted], [property*='dc:date'][content],"
    " [property*=dateCreated][content]"
)
# A clock shows now, and what stands in the header of the site belongs to no article.
_CLOCK = re.compile(
    r"clock|dong-?ho|today|hien-?tai|current|(?<!entry-)(?<!article-)(?<!post-)(?<!detail-)(?<!news-)(?<!date-)header|banner|topbar"
    r"|\btop\b|menu|\bnav|search|row-date|weather",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"footer|related|other|tin-?khac|lien-?quan|comment|sidebar", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)[/-]")
_YEAR_OR_DAY = re.compile(r"\d{4}|\d[/.-]\d")
_ZONE = re.compile(r"(?<=\d)\s*(?:Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?(?:\s?(?:SA|CH|AM|PM))?", re.IGNORECASE)
_LONGEST = 160
_HEAD = 600
"""Characters after the headline, or before the text, among which the date stands."""


def find(
    document: Document, selectors: Sequence[str], title: LexborNode | None, root: LexborNode | None
) -> Moment | None:
    """The moment of publication in UTC; None where the page gives no day.

    Order: a rule's selectors; the first date between the headline and the text, or above the text; data of the page;
    the element named for a date that is closest to the text. `datePublished` in microdata goes last: NukeViet writes
    the time of the last edit there.
    """
    found = (moment for moment in _candidates(document, selectors, title, root) if moment is not None)
    first = next(found, None)
    if first is None or first.precise:
        return first
    day = first.at.astimezone(VIETNAM).date()
    return next((other for other in found if other.precise and other.at.astimezone(VIETNAM).date() == day), first)


def _candidates(
    document: Document, selectors: Sequence[str], title: LexborNode | None, root: LexborNode | None
) -> Iterator[Moment | None]:
    # The header of an article is named like that of a site: what holds the headline is no header of the site.
    above = [*_ancestors(root), *_ancestors(title)]
    for selector in selectors:
        yield from (_of(node) for node in _closest(document.tree.css(selector)[:12], above))
    if title is not None:
        yield from _shown(_following(title))
    yield from _above(root)
    yield from (dates.parse(document.meta[key]) for key in _DECLARED if key in document.meta)
    yield from _linked(document)
    yield from (_of(node) for node in _closest(document.tree.css(_NAMED)[:24], above))
    yield from (dates.parse(document.meta[key]) for key in _LAST_RESORT if key in document.meta)
    yield from (_of(node) for node in document.tree.css("[itemprop=datePublished], [itemprop=dateCreated]")[:24])
    if match := _IN_ADDRESS.search(document.url):
        yield dates.parse("-".join(part.zfill(2) for part in match.groups()))


def _linked(document: Document) -> Iterator[Moment | None]:
    for item in document.linked:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            if isinstance(item.get(key), str):
                yield dates.parse(item[key])


def _ancestors(node: LexborNode | None) -> list[int]:
    """mem_id of an element and of everything above it, the element first."""
    found: list[int] = []
    while node is not None:
        found.append(node.mem_id)
        node = node.parent
    return found


def _closest(nodes: Sequence[LexborNode], above: Sequence[int]) -> list[LexborNode]:
    """Elements by how closely they share an ancestor with the text; those of other blocks last, clocks not at all."""
    rank = {key: level for level, key in enumerate(above)}
    ranked = [(*_place(node, rank), node) for node in nodes]
    return [node for clock, _, _, node in sorted(ranked, key=lambda place: place[1:3]) if not clock]


def _place(node: LexborNode, rank: Mapping[int, int]) -> tuple[bool, bool, int]:
    """Whether a name says "clock", whether one says "elsewhere", and the level of the ancestor shared with the text."""
    clock = elsewhere = False
    while (parent := node.parent) is not None and node.mem_id not in rank:
        names = (
            f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}" if node.is_element_node else ""
        )
        clock = clock or bool(_CLOCK.search(names))
        elsewhere = elsewhere or node.tag in ("footer", "nav") or bool(_ELSEWHERE.search(names))
        node = parent
    return clock, elsewhere, rank.get(node.mem_id, len(rank))


def _of(node: LexborNode) -> Moment | None:
    """The date of one element: its machine-readable attribute, else its text; none of one that tells of an edit."""
    if _is_edit(node):
        return None
    attributes = node.attributes
    for key in ("datetime", "content", "title") if node.tag == "abbr" else ("datetime", "content"):
        if (value := attributes.get(key)) and (moment := dates.parse(value)):
            shown = dates.parse(text) if len(text := plain(node)) <= _LONGEST else None
            return _agreed(moment, shown, value)
    text = plain(node)
    return dates.parse(text) if 6 <= len(text) <= _LONGEST else None


def _agreed(moment: Moment, shown: Moment | None, value: str) -> Moment:
    """The moment of a machine-readable attribute, mended by what readers are shown beside it.

    WordPress themes print local time as if it were UTC ("T21:10:00+00:00"): then the day shown is the one written, not
    the one that the zone makes of it.
    """
    if shown is None:
        return moment
    if not moment.precise:
        return shown if shown.precise else moment
    day = shown.at.astimezone(VIETNAM).date()
    written = dates.parse(_ZONE.sub("", value))
    if moment.at.astimezone(VIETNAM).date() != day and written and written.at.astimezone(VIETNAM).date() == day:
        return written
    return moment


def _shown(texts: Iterable[LexborNode]) -> Iterator[Moment | None]:
    """Dates that stand alone in the first text nodes."""
    passed = 0
    day = ""
    for node in texts:
        text = (node.text_content or "").strip()
        if day and text:  # "31/10/2026" | "09:30" in two boxes
            yield dates.parse(f"{day} {text}" if _TIME.fullmatch(text) else day)
            day = ""
        passed += len(text)
        if 6 <= len(text) <= 90 and _YEAR_OR_DAY.search(text) and not _for_machines(node.parent, text):
            # date and time may stand in neighbours: "18/11/2026" | "07:40"
            whole = plain(node.parent) if node.parent is not None else text
            if len(whole) <= _LONGEST and dates.is_date_line(dates.stamp(whole)):
                moment = dates.parse(whole)
                day = whole if moment is not None and not moment.precise else ""
                if not day:
                    yield moment
        if passed > _HEAD:
            break
    yield dates.parse(day)


def _above(root: LexborNode | None) -> Iterator[Moment | None]:
    """Dates at the beginning of the text, then in what stands just before it."""
    if root is None:
        return
    yield from _shown(node for node in root.traverse(include_text=True, skip_empty=True) if node.is_text_node)
    rank = {key: level for level, key in enumerate(_ancestors(root))}
    node = root
    for _ in range(3):
        before = node.prev
        while before is not None:
            if before.is_element_node and not any(_place(before, rank)[:2]):
                yield from _shown(n for n in before.traverse(include_text=True, skip_empty=True) if n.is_text_node)
            before = before.prev
        if node.parent is None or node.parent.tag == "body":
            return
        node = node.parent


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


def _for_machines(node: LexborNode | None, text: str) -> bool:
    """Whether a text is hidden microdata, which may hold the time of the last edit. Readers are shown no ISO times."""
    if node is None or re.match(r"\d{4}-\d\d-\d\dT\d", text):
        return node is not None
    attributes = node.attributes
    names = (attributes.get("class") or "").split()
    if "hidden" in names or _is_edit(node):
        return True
    return "datetime" not in attributes and (attributes.get("itemprop") or "").startswith("date")


def _is_edit(node: LexborNode) -> bool:
    """Whether an element gives the time of the last edit: templates print it before the day of publication."""
    attributes = node.attributes
    names = (attributes.get("class") or "").split()
    return "dateModified" in (attributes.get("itemprop") or "") or ("updated" in names and "published" not in names)
