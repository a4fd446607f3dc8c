"""Series: "A, B và C lần lượt xếp thứ 2, 3 và 5" deals the ranks out to units, indices or years, one each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing

_COORDINATED = re.compile(r"[,c]{1,2}")
_LONGEST = 20
_REACH = 90  # marks on either side of the ranks in which their holders are looked for


@dataclass(frozen=True, slots=True)
class Share:
    """What a series deals to one rank; None: nothing. `place`: where the unit stands in the sentence."""

    place: int | None = None
    index: IndexName | None = None
    year: int | None = None


def shares(marked: Marked, ranks: Sequence[Standing]) -> list[Share]:
    """A share for each rank; empty ones where nothing is dealt out or the numbers do not fit."""
    dealt = [Share()] * len(ranks)
    if len(ranks) < 2:
        return dealt
    for first, last in _groups(marked, ranks):
        for number, share in enumerate(_deal(marked, ranks[first].start, ranks[last - 1].end, last - first), first):
            dealt[number] = share
    return dealt


def _groups(marked: Marked, ranks: Sequence[Standing]) -> Iterator[tuple[int, int]]:
    """Runs [first, last) of two and more ranks that only commas and "và" part: thứ 2, thứ 3 và thứ 5."""
    first = 0
    for number in range(1, len(ranks) + 1):
        gap = marked.spelling[ranks[number - 1].end : ranks[number].start] if number < len(ranks) else ";"
        if _COORDINATED.fullmatch(gap) and not ranks[number].pole:
            continue
        if 2 <= number - first <= _LONGEST:
            yield first, number
        first = number


def _deal(marked: Marked, start: int, end: int, size: int) -> list[Share]:
    """The shares of ranks [start, end): as many units, indices or years as ranks, right before or after them."""
    dealt = [Share()] * size
    units = _run(marked, "U", start, end, size)
    if units:
        dealt = [replace(share, place=place) for share, place in zip(dealt, units, strict=True)]
    for letter, field in (("I", "index"), ("Y", "year")):
        places = _run(marked, letter, start, end, size)
        values = [marked.marks[place].value for place in places]
        dealt = [replace(share, **{field: value}) for share, value in zip(dealt, values or [None] * size, strict=True)]
    return dealt


def _run(marked: Marked, letter: str, start: int, end: int, size: int) -> list[int]:
    """Places of the enumeration of exactly `size` marks of a kind next to the ranks; none: there is no such."""
    before, after = _patterns(letter, size)
    match = before.search(marked.spelling, max(0, start - _REACH), start) or after.match(
        marked.spelling, end, end + _REACH
    )
    if match is None:
        return []
    return [place for place in range(*match.span(1)) if marked.spelling[place] == letter]


@cache
def _patterns(letter: str, size: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Enumerations before and after the ranks. "Lần lượt" or nothing but a verb stands between; scores in brackets."""
    item = rf"{letter}(?:[.]?\([^()UIY]{{0,12}}\))?"
    comma = r"[.g]?[,c]{1,2}[.gj]?"
    run = rf"((?<!{letter}[,c]){item}(?:{comma}{item}){{{size - 1}}})"
    before = re.compile(rf"{run}(?:[^{letter};]{{0,14}}q[^UIY;]{{0,4}}|[.gejsdP]{{0,4}})$")
    after = re.compile(rf"(?:[.gP]{{0,3}}q?l|[.g]{{0,2}}q[.gl:]{{0,2}}|[.g]?[(:]){run}(?!{comma}{letter})")
    return before, after
