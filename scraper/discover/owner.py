"""Whose portal is it? A guess from the words that a front page uses for itself.

"Cổng thông tin điện tử huyện Sông Trà, tỉnh Trà Giang" names the unit and its province; the title, the header's
logo and headings, the description and the footer are read in this order, and the first that names a unit wins. Only
the form of the words is used: no list of places, so that a new commune of 2025 is understood like an old district.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from parwatch_core.text import UPPER, nfc, squeeze

_WORD = rf"[{UPPER}][\w’'-]*"
# The name is looked ahead at and not consumed: "thị xã Hồng Lĩnh tỉnh Hà Tĩnh" in capitals holds two levels.
_PLACE = re.compile(
    r"\b((?i:đặc khu|thị trấn|thị xã|thành phố|tp\.?|xã|phường|quận|huyện|tỉnh))\s+"
    rf"(?=((?:{_WORD}|\d{{1,2}})(?:\s+{_WORD}){{0,3}}(?:\s*[-–]\s*(?i:Vũng Tàu|Tháp Chàm))?))"
)
_LEVELS = ("đặc khu", "thị trấn", "thị xã", "thành phố", "xã", "phường", "quận", "huyện", "tỉnh")
# A department or ministry: its name runs on in small letters up to a comma, a dash or the province.
_OFFICE = re.compile(
    r"\b(Sở|Bộ|Ban Quản lý|Cục|Tổng cục|Thanh tra|Văn phòng)\s+"
    rf"([{UPPER}][^,;|()\-–—:.]*?)(?=\s*(?:[,;|()\-–—:.]|(?:tỉnh|thành phố|tp)\b|$))",
    re.IGNORECASE,
)
_OFFICE_WORDS = 9
# The cities under the central government are provinces by themselves (34 of 2025 and 63 before: the same six).
_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
_FOOTER_LENGTH = 1200
_PORTAL = re.compile(r"cổng (?:thông tin|ttđt|giao tiếp)|trang (?:thông )?tin|ubnd|[uủ][ỷy] ban nhân dân|portal", re.I)
_FRONT = re.compile(r"^(?:trang chủ|trang nhất|home)\s*[-–|:]\s*", re.IGNORECASE)
_LONGEST_NAME = 160
_SELECTORS = (
    ".site-title, .site-name, #site-name, .brand, .portal-name",
    ".banner h1, header h1, header h2, #header h1, #header h2",
    ".logo img[alt], #logo img[alt], header img[alt], #header img[alt], .banner img[alt]",
)


@dataclass(frozen=True, slots=True)
class Owner:
    """The site's name as it gives it, its unit ("huyện Sông Trà", "Sở Nội vụ") and the province's bare name."""

    site_name: str | None = None
    unit: str | None = None
    province: str | None = None


def guess(tree: LexborHTMLParser) -> Owner:
    """The owner of the site whose front page is `tree`."""
    texts = list(_self_descriptions(tree))
    unit = next((found for text in texts if (found := unit_in(text))), None)
    province = next((found for text in texts if (found := province_in(text))), None)
    return Owner(_site_name(texts), unit, province)


def unit_in(text: str) -> str | None:
    """The unit that a line names first; of "huyện X, tỉnh Y" the huyện, as the owner stands before its superior."""
    office = _OFFICE.search(text)
    if office and len(office[2].split()) <= _OFFICE_WORDS:
        return f"{office[1].capitalize()} {_spelled(office[2], text)}".strip()
    for level, name in _places(text):
        return f"{level} {name}"
    return None


def province_in(text: str) -> str | None:
    """The province that a line names: "tỉnh X", or one of the cities under the central government."""
    for level, name in _places(text):
        if level == "tỉnh" or (level == "thành phố" and name in _CITIES):
            return name
    return None


def _places(text: str) -> Iterator[tuple[str, str]]:
    """Level and name, as ("huyện", "Sông Trà"); a name stops where capitals stop, or at the next level."""
    for match in _PLACE.finditer(text):
        level = match[1].lower()
        level = "thành phố" if level.startswith("tp") else level
        name = _cut_at_level(match[2])
        if name.lower() not in _LEVELS:
            yield level, _spelled(name, text)


def _cut_at_level(name: str) -> str:
    words = name.split()
    for at in range(1, len(words)):
        if " ".join(words[at : at + 2]).lower() in _LEVELS or words[at].lower() in _LEVELS:
            return " ".join(words[:at])
    return name


def _spelled(name: str, text: str) -> str:
    """A name from a line all in capitals as it is written elsewhere; other names as they are."""
    return name.title() if text.isupper() and name.isupper() else name.strip()


def _self_descriptions(tree: LexborHTMLParser) -> Iterator[str]:
    found = [_content(tree, 'meta[property="og:site_name"]'), _text(tree, "title")]
    for selector in _SELECTORS:
        found += [node.attrs.get("alt") or node.text() for node in tree.css(selector)]
    found += [_content(tree, "meta[name=description]"), _text(tree, "footer, #footer, .footer", " | ")[:_FOOTER_LENGTH]]
    for text in found:
        if line := squeeze(nfc(text or "")):
            yield line


def _site_name(texts: list[str]) -> str | None:
    """The line that calls itself a portal, else the first that names a unit, else the title."""
    short = [_FRONT.sub("", text) for text in texts if len(text) < _LONGEST_NAME]
    portals = (text for text in short if _PORTAL.search(text))
    units = (text for text in short if unit_in(text))
    return next(portals, None) or next(units, None) or next(iter(short), None)


def _content(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return (node.attrs.get("content") or "") if node else ""


def _text(tree: LexborHTMLParser, selector: str, separator: str = " ") -> str:
    node = tree.css_first(selector)
    return node.text(separator=separator) if node else ""
