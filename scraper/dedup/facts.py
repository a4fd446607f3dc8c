"""The facts that make two texts in the same words two stories: numbers, dates, periods, and the units of the title.

Offices reuse last year's report, last month's notice and the neighbour's article word for word. What changes is the
period ("tháng 11" -> "tháng 12"), the figures and whose name stands in the title. Each fact is one short string:

    "91.27", "3/11"          a number or a fraction, separators and leading zeros made one
    "năm 2025", "tháng 11"   a period: a number with the word that says what it counts
    "@năm 2025"              the same, in the title
    "@xã an phú"             a unit named in the title;  "xã an phú" one named in the body
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TITLE = "@"
PERIODS = ("năm", "tháng", "quý", "tuần", "kỳ", "khóa", "lần", "đợt", "ngày")
UNITS = ("xã", "phường", "thị trấn", "huyện", "quận", "thị xã", "thành phố", "tỉnh", "sở", "thôn")

_DATE = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d"
_NUMBER = re.compile(rf"{_DATE}|\d+(?:\s*/\s*\d+|[.,:]\d+)*")
_DATE_ONLY = re.compile(rf"{_DATE}\Z")
_PARTS = re.compile(r"\d+")
_SPACED = re.compile(r"\s+")
_ROMAN = r"[ivx]{1,5}"
_PERIOD = re.compile(rf"\b({'|'.join(PERIODS)})(?: (?:thứ|học|họp thứ))? ?({_ROMAN}|\d{{1,4}})\b(?![.,]\d)")
# Unit names are mostly two syllables; two are enough to tell neighbours apart, whatever the capitals.
_UNIT = re.compile(rf"\b({'|'.join(UNITS)}) ([^\W\d_]+ [^\W\d_]+)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def facts(title: str, text: str) -> frozenset[str]:
    """The facts of an article. Both parts are folded: lower case, NFC, tone marks in one place."""
    title, text = _SPACED.sub(" ", title), _SPACED.sub(" ", text)
    of_title = {*_periods(title), *_units(title)}
    everywhere = {*_numbers(title), *_numbers(text), *_periods(text), *_units(text), *of_title}
    return frozenset(everywhere | {TITLE + fact for fact in of_title})


def years(found: frozenset[str]) -> frozenset[str]:
    """The years among facts, those inside dates too."""
    return frozenset(year for fact in found if fact[0] != TITLE for year in _YEAR.findall(fact) if _is_year(fact, year))


def _is_year(fact: str, year: str) -> bool:
    return fact == year or fact.endswith((f"/{year}", f" {year}"))


def _numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        parts = [part.lstrip("0") or "0" for part in _PARTS.findall(match.group())]
        is_fraction = "/" in match.group() or _DATE_ONLY.match(match.group())
        yield ("/" if is_fraction else ".").join(parts)


def _periods(text: str) -> Iterator[str]:
    for name, number in _PERIOD.findall(text):
        yield f"{name} {number.lstrip('0')}"


def _units(text: str) -> Iterator[str]:
    return (f"{level} {name}" for level, name in _UNIT.findall(text))
