"""Who wrote an article, where the page names a person or an office; None where it does not.

A site's own name, its address and its administrator are no authors: portals fill the author field with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from parwatch_core.text import nfc, search_key, squeeze
from scraper.extract.dates import without_date
from scraper.extract.headline import site_name
from scraper.extract.markup import Document, split_url
from scraper.extract.pieces import Piece
from scraper.extract.render import Line, plain
from scraper.extract.surroundings import NOTHING, Surroundings

_LABEL = re.compile(
    r"""^\W*(?:
      (?:tác\ giả(?:\ bài\ viết)?|t/h|th|thực\ hiện|người\ (?:viết|thực\ hiện|đăng)|bài\ viết|người\ gửi
        |(?:được\ )?đăng\ bởi|viết\ bởi|biên\ soạn|ctv|pv|p\.v|by|author|written\ by|posted\ by|published\ by
        |(?:được\ )?gửi\ bởi|submitted\ by
        |(?:tin|bài)(?:\s*(?:,|&|-|và)?\s*(?:bài|ảnh))*)\s*[:;]\s*
      | (?:(?:được\ )?(?:(?:viết|đăng|gửi|tạo|đóng\ góp|xuất\ bản|biên\ tập)\ )?bởi|(?:written|posted|submitted)\ by|by
        |theo)\s+)""",
    re.IGNORECASE | re.VERBOSE,
)
# "Được gửi bởi admin vào T3, 03/11/2026": the rest of the sentence is no name.
_WHEN = re.compile(
    r"\s+(?:vào|lúc|ngày|on|at)\s+(?=\D{0,20}\d).*$|\s*[|•·]\s.*$"
    r"|[\s,–-]+(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\b.*|\d{1,2}\s?[/:h.-]\s?\d.*)$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^\W*(?:nguồn(?: tin)?|theo|source)\s*:\s*", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:quan ?tri(?: vien| he thong| web(?:site)?)?|(?:super ?)?(?:admin(?:istrator)?|user)s?(?:[ _.]?\w{0,12})?|root"
    r"|editor|host|(?:ban )?quan tri.{0,20}|bien tap vien|btv|an danh|anonymous|khach|null|none|chua ro"
    r"|dang cap nhat|webmaster|test.*)$"
)
_SITE = re.compile(
    r"^(?:cong|trang) (?:thong tin|tin|web|tttd?t)|^website|portal|\.vn\b|\.com\b|^https?:|@"
    r"|^(?:ubnd|uy ban nhan dan) (?:tinh|huyen|xa|thanh pho|phuong)"
)
_LABEL_ALONE = re.compile(
    r"^\W*(?:tác giả(?: bài viết)?|người (?:viết|đăng|thực hiện)|(?:(?:được )?(?:viết|đăng|gửi) )?bởi"
    r"|(?:written |posted )?by)\W*$",
    re.IGNORECASE,
)
_IN_ROW = re.compile(
    r"(?:(?:tác giả(?: bài viết)?|người (?:viết|đăng|gửi|thực hiện))\s*:|(?:viết|đăng|gửi|đóng góp) bởi\s*:?)"
    r"\s*([^|•·:/—]{2,80})",
    re.IGNORECASE,
)
# "By Văn Hùng, 3 Tháng 11, 2026": the two words begin sentences too, so what follows must be a name.
_BY = re.compile(
    r"^\W*(?:by|bởi)\s+([^|•·:/,—]{2,60}?)(?=\s*(?:[|•·:/,—]|\b(?:trong|in|on|vào|lúc|ngày)\b|$))", re.IGNORECASE
)
# The editors sign what nobody wrote: an author only where the page labels them so.
_EDITORS = re.compile(r"^(?:ban|to|phong|bo phan) bien tap\b")
_OUTLET = re.compile(r"^(?:bao|tap chi|dai|ttxvn|vov|vtv|cong|trang|thong tan|nhan dan|vnexpress|chinhphu)\b")
_EDGES = " .,;:|-–—/"
Row = Piece | Line
"""A line of the page, rendered or not."""

_NAME_WORD = r"(?:[A-ZĐÀ-Ỹ][\wà-ỹ.]*)"
_PERSON = re.compile(
    rf"^{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}(?:\s*[-–,&]\s*{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}){{0,3}}"
    r"(?:\s*\([^()]{2,50}\))?$"
)
_OFFICE = re.compile(
    r"^(?:phòng|ban|văn phòng|nhóm|trung tâm|công an|sở|tổ|hội|chi cục|bộ phận|đoàn|mttq|hội đồng|trường|trạm|điện lực"
    r"|bhxh|thanh tra|pv|p\.v|ctv)\b(?!.*\d)",
    re.IGNORECASE,
)
_FIELDS = (
    *("[rel=author]", ".author", ".tacgia", ".tac-gia", ".author-name", ".article-author", ".byline", ".news-author"),
    *("[itemprop=author] [itemprop=name]", "[itemprop=author]", ".nguoi-viet", "[class*=author_]", "[class*=Author]"),
    *("[class*=__author]", "[class$=-author]", ".post-author", "[class*=author-name]", "[typeof$=Person]"),
)
_METADATA = re.compile(
    r"^\W*(?:(?:tác giả(?: bài viết)?|nguồn(?: tin)?|người đăng|ngày đăng|đăng bởi|cập nhật(?: lần cuối)?)\s*:.{0,60}"
    r"|(?:được )?(?:viết|đăng|gửi) bởi .{2,40} (?:vào|lúc|ngày) .{0,30}\d{4}.{0,20})$",
    re.IGNORECASE,
)


def without_metadata(lines: Sequence[Line], author: str | None = None) -> list[Line]:
    """The lines without the labelled fields of the page: "Tác giả: Minh Châu", or label and name one below the other.

    A signature without a label is part of the text; the author's name above the text is not.
    """
    while lines and author is not None and clean(lines[0].text) == author:
        lines = lines[1:]
    kept: list[Line] = []
    labelled = False
    for line in lines:
        is_name = labelled and len(line.text) <= 60 and _is_name(line.text)
        labelled = bool(_LABEL_ALONE.match(line.text))
        if not (is_name or labelled or _METADATA.match(line.text)):
            kept.append(line)
    return kept


def clean(text: str, site: str = "", host: str = "") -> str | None:
    """A found name without label and furniture; None where it names nobody, or only the site itself."""
    name = squeeze(nfc(text)).strip(_EDGES)
    name = _WHEN.sub("", _LABEL.sub("", name)).strip(_EDGES)
    key = search_key(name)
    if not (2 <= len(name) <= 80) or _NOBODY.match(key) or _SITE.search(key) or not re.search(r"[^\W\d_]{2}", name):
        return None
    words = key.split()
    if name.islower() and len(words) == 1:  # the handle of an account: "baodientu"
        return None
    if len(words) > 1 and len(set(words)) == 1:  # "admin admin"
        return None
    own = search_key(site)
    is_site = bool(own) and (key == own or (len(key) > 12 and key in own))
    is_host = bool(host) and key.replace(" ", "") == host.removeprefix("www.").partition(".")[0]
    return None if is_site or is_host else name


def find(
    document: Document,
    selectors: Sequence[str],
    lines: Sequence[Line],
    around: Surroundings = NOTHING,
    whole: Callable[[], Sequence[Line]] = tuple,
) -> str | None:
    """The author by a rule's selectors, a label in or around the text, a signature, or the page's own data.

    `whole` gives the lines of the text with those that were left out as fields of the template: asked for last.
    """
    site, host = site_name(document), split_url(document.url).hostname or ""
    names = (clean(text, site, host) for text in _candidates(document, selectors, lines, around, whole))
    return next((name for name in names if name is not None), None)


def in_lines(lines: Sequence[Line]) -> str | None:
    """The author that a text without markup names: by a label or a signature."""
    names = (clean(text) for text in (*_labelled(lines), *_signature(lines)) if not _EDITORS.match(search_key(text)))
    return next((name for name in names if name is not None), None)


def _candidates(
    document: Document,
    selectors: Sequence[str],
    lines: Sequence[Line],
    around: Surroundings,
    whole: Callable[[], Sequence[Line]],
) -> Iterator[str]:
    for selector in selectors:
        for node in document.tree.css(selector)[:3]:
            text = plain(node)
            if not _SOURCE.match(text):
                yield text
    yield from _labelled(lines)
    yield from _in_rows((*around.above, *around.rows, *around.below, *lines[:6], *lines[-4:]))
    yield from _unedited(chain(_signature(lines), _fields(document), _signed_below(around.below)))
    everything = whole()
    yield from _labelled(everything)
    yield from _in_rows((*everything[:4], *everything[-4:]))
    yield from _unedited(_signature(everything))
    yield from _declared(document)


def _unedited(names: Iterable[str]) -> Iterator[str]:
    """Names without labels that are not those of the editors."""
    return (name for name in names if not _EDITORS.match(search_key(name)))


def _labelled(lines: Sequence[Line]) -> Iterator[str]:
    """Lines like "Tác giả: Minh Châu" at either end of the text."""
    for line in [*reversed(lines[-6:]), *lines[:3]]:
        match = _LABEL.match(line.text)  # no label has a vowel pair that takes its tone mark in two places
        if match and ":" in match.group() and len(line.text) - match.end() <= 60:
            yield line.text[match.end() :]


def _in_rows(rows: Sequence[Row]) -> Iterator[str]:
    """Names behind a label anywhere in a meta row, in the row that follows a label of its own, or beside a date."""
    labelled = False
    unlabelled: list[str] = []
    for row in rows:
        text = row.text
        if labelled and len(text) <= 60 and _is_name(text):
            yield text
        labelled = bool(_LABEL_ALONE.match(text))
        if (rest := without_date(text) if len(text) <= 120 else None) and not row.is_link and _is_name(rest):
            unlabelled.append(rest)
        if len(text) <= 200 and (match := _IN_ROW.search(text)) and match.group(1)[0].isupper():
            yield match.group(1)
        if len(text) <= 200 and (match := _BY.match(text)) and _is_name(match.group(1)):
            yield match.group(1)
    yield from unlabelled


def _signed_below(below: Sequence[Piece]) -> Iterator[str]:
    """A signature that the template puts under the container of the text."""
    first = next((piece for piece in below), None)
    if first is not None and not first.is_link:
        yield from _signature([Line(first.text)])


def _signature(lines: Sequence[Line]) -> Iterator[str]:
    """A short last line that is a name or an office: portals sign so, without a label."""
    for line in reversed(lines[-2:]):
        text = line.text.strip()
        if _SOURCE.match(text):
            text = _SOURCE.sub("", text)
            text = "" if _OUTLET.match(search_key(text)) else text
        short = 4 <= len(text) <= 60 and not text.endswith((".", ":", ";", "!", "?", "…"))
        if short and line.tag not in ("li", "tr", "figcaption") and not line.is_link and _is_name(text):
            yield text
        if len(line.text) > 80:
            return


def _is_name(text: str) -> bool:
    person = bool(_PERSON.match(text)) and text.upper() != text
    return person or bool(_OFFICE.match(text) and len(text.split()) <= 9)


def _fields(document: Document) -> Iterator[str]:
    """Elements that are named for an author, when there are few of them (comments and teasers have many)."""
    for selector in _FIELDS:
        nodes = document.tree.css(selector) if document.may_hold(selector) else []
        if 0 < len(nodes) <= 3:
            yield from (text for node in nodes if len(text := plain(node)) <= 80)


def _declared(document: Document) -> Iterator[str]:
    for item in document.linked:
        author = item.get("author")
        for person in author if isinstance(author, list) else [author]:
            name = person.get("name") if isinstance(person, dict) else person
            if isinstance(name, str):
                yield name
    for key in ("article:author", "author", "dc.creator", "dc.contributor"):
        if key in document.meta:
            yield document.meta[key]
