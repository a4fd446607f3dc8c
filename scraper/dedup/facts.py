"""The facts that make two texts in the same words two stories: numbers, dates, periods, and the units of the title.

Offices reuse last year's report, last month's notice and the neighbour's article word for word. What changes is the
period ("tháng 11" -> "tháng 12"), the figures and whose name stands in the title. Each fact is one short string:

    "91.27", "3/11"          a number or a fraction; separators and leading zeros are made one
    "năm 2025", "tháng 11"   a period: a number with the word that says what it counts
    "xã an phú"              a level of government and the words after it
    "@năm 2025"              a period of the title
    "@xã an phú"             a unit of the title, told from plain words by its capitals
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TITLE = "@"
# In the spelling of `folded`: tone marks in their older place, also where only one spelling is right.
PERIODS = ("năm", "tháng", "qúy", "tuần", "kỳ", "khóa", "lần", "đợt", "ngày")
# The last word of each level: "thị trấn", "thành phố", "thị xã", "đặc khu".
UNITS = ("xã", "phường", "trấn", "huyện", "quận", "phố", "tỉnh", "khu", "sở", "thôn")

WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+(?:\s?/\s?[0-9]+|[.,:-][0-9]+)*")
_DATE = re.compile(r"[0-9]{1,2}\D{1,3}[0-9]{1,2}\D{1,3}(?:19|20)[0-9]{2}")
_PARTS = re.compile(r"[0-9]+")
_YEAR = re.compile(r"(?:năm )?((?:19|20)[0-9]{2})")
_ROMAN = re.compile(r"[ivx]{1,5}")
_ORDINAL = frozenset(("thứ", "học", "họp"))
_PERIOD_SET, _UNIT_SET = frozenset(PERIODS), frozenset(UNITS)
_MARKED = _PERIOD_SET | _UNIT_SET


def facts(title: str, title_words: list[str], text: str, words: list[str]) -> frozenset[str]:
    """The facts of an article: `title` as it is, `text` and both lists of words folded (fingerprints.folded)."""
    titled = {*_periods(title_words, _marked(title_words)), *_named_units(title, title_words)}
    marked = _marked(words)
    found = {*titled, *_numbers(title), *_numbers(text), *_periods(words, marked), *_units(words, marked)}
    return frozenset(found.union(TITLE + fact for fact in titled))


def split(text: str) -> list[str]:
    """The words of a text, as `WORD` finds them, in two thirds of its time: most stand between blanks already."""
    found: list[str] = []
    for piece in text.split():
        if piece.isalnum():
            found.append(piece)
        else:
            found += WORD.findall(piece)
    return found


def years(found: frozenset[str]) -> frozenset[str]:
    """The years that are reported on; those of full dates may be the day on which a copy was put up."""
    return frozenset(match[1] for fact in found if (match := _YEAR.fullmatch(fact)))


def _numbers(text: str) -> Iterator[str]:
    for number in _NUMBER.findall(text):
        if number.isdigit():
            yield number.lstrip("0") or "0"
        else:
            yield from _compound(number)


def _compound(number: str) -> Iterator[str]:
    """A date or fraction with "/", a decimal or a time with "."; "2021-2026" is two numbers."""
    parts = [part.lstrip("0") or "0" for part in _PARTS.findall(number)]
    if _DATE.fullmatch(number) or ("/" in number and "-" not in number):
        yield "/".join(parts)
    elif "-" in number:
        yield from parts
    else:
        yield ".".join(parts)


def _marked(words: list[str]) -> list[tuple[int, str]]:
    """Where the words for periods and levels stand, but for the last word."""
    return [(at, word) for at, word in enumerate(words[:-1]) if word in _MARKED]


def _periods(words: list[str], marked: list[tuple[int, str]]) -> Iterator[str]:
    for at, word in marked:
        if word not in _PERIOD_SET:
            continue
        following = next((other for other in words[at + 1 : at + 4] if other not in _ORDINAL), "")
        if (following.isdigit() and len(following) <= 4) or _ROMAN.fullmatch(following):
            yield f"{word} {following.lstrip('0')}"


def _units(words: list[str], marked: list[tuple[int, str]]) -> Iterator[str]:
    """Each level with one and with two words after it: names are mostly two syllables, seldom one."""
    for at, word in marked:
        if word in _UNIT_SET:
            yield f"{word} {words[at + 1]}"
            yield " ".join(words[at : at + 3])


def _named_units(title: str, words: list[str]) -> Iterator[str]:
    """The units of a title: a level before one or two capitals. A title all in capitals tells no names."""
    written = WORD.findall(title)
    if len(written) != len(words) or title.isupper():
        return
    for at, word in enumerate(words[:-1]):
        if word in _UNIT_SET and written[at + 1][0].isupper():
            length = 3 if at + 2 < len(words) and written[at + 2][0].isupper() else 2
            yield " ".join(words[at : at + length])
