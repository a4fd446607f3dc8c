"""Dating: of which year a rank is."""

from __future__ import annotations

import re

from parwatch_core.analysis.context import Context
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.windows import Window

_BREAKS_YEAR = frozenset(",;csEG")
_MOST_FILLERS = 6


def year_of(marked: Marked, standing: Standing, window: Window, context: Context) -> int | None:
    """The year of a rank: said after it, with its index, before it in the sentence, or last spoken of."""
    after = _year_after(marked, standing, window)
    if after is not None or standing.origin:
        return after or _year_left(marked, standing, window) or _year_opposed(marked)
    aside = _BESIDE_BRACKET.search(marked.spelling, 0, standing.start)
    if aside is not None:
        return _year(marked, aside.start(1))
    if _LAST_YEAR.search(marked.spelling, window.left, standing.start):
        return None if context.year is None else context.year - 1
    said = _year_before(marked, standing, window) or _year_of_index(marked, standing)
    return said or context.year or context.reviewed or _year_compared(marked, standing)


_LAST_YEAR = re.compile(r"(?<![<lG])(?<![<lG]g)K[^YKI;]*$")  # năm trước đó, chỉ số này chỉ đứng hạng 40


# so với năm 2020 (đứng thứ 43/63)
_BESIDE_BRACKET = re.compile(r"([yY])[.]?\([^)(Y]{0,4}$")
_OPPOSED = re.compile(r"(?:<|Gl)[.g]{0,2}(y)")


def _year_opposed(marked: Marked) -> int | None:
    """tăng 2 bậc so với năm 2021, từ vị trí thứ sáu lên thứ tư: the rank that was left is of the year compared with."""
    match = _OPPOSED.search(marked.spelling)
    return None if match is None else _year(marked, match.start(1))


_COMPARED_TO = re.compile(r"[^;]{0,12}?G[<.lg]{0,3}(y)")


def _year_compared(marked: Marked, standing: Standing) -> int | None:
    """tăng 3 bậc so với năm 2022, and no other year anywhere: boards come once a year."""
    match = _COMPARED_TO.match(marked.spelling, standing.end)
    return None if match is None else marked.marks[match.start(1)].value + 1


def _year_left(marked: Marked, standing: Standing, window: Window) -> int | None:
    """năm 2019 từ thứ 10, năm 2020 lên thứ 5: the year before "từ" is its own only if the arrival has another."""
    if marked.nearest_after("Y", standing.end) is None:
        return None
    place = marked.nearest_before("Y", standing.start, window.left)
    return None if place is None else _year(marked, place)


def _year(marked: Marked, place: int) -> int:
    year: int = marked.marks[place].value
    return year


def _year_after(marked: Marked, standing: Standing, window: Window) -> int | None:
    place = marked.nearest_after("Y", standing.end, window.right)
    if place is None:
        return None
    gap = marked.spelling[standing.end : place]
    if set(gap) & _BREAKS_YEAR or gap.count(".") > _MOST_FILLERS or _is_aside(marked, standing, place):
        return None
    return _year(marked, place)


_TOLD_IN_BRACKETS = re.compile(r"[^)]{0,12}[Ens]")


def _is_aside(marked: Marked, standing: Standing, place: int) -> bool:
    """xếp thứ 22 (năm 2021 xếp thứ 27): a year in brackets that has a rank or a score of its own."""
    gap = marked.spelling[standing.end : place]
    return gap.rfind("(") > gap.rfind(")") and bool(_TOLD_IN_BRACKETS.match(marked.spelling, place + 1))


_YEARS = re.compile(r"Y(?:[.g]?[,c]{1,2}[.g]?Y)+")


_TOLD_AFTER = re.compile(r"[.gUu]{0,2}[l:]?[.g]?s?t?n|[.gUu]{0,2}[mk]")  # thứ 7 trong năm 2021, còn năm 2020 là thứ 15


_TOLD_BEFORE = re.compile(r"n[.gP]{0,2}$")


def year_of_day(marked: Marked, standing: Standing) -> int | None:
    """tính đến ngày 30/11/2025: the year of the last date before the rank, for what is counted daily."""
    dates = (mark.value for mark in reversed(marked.marks[: standing.start]) if mark.kind == "." and mark.value)
    return next(dates, None)


def years_with(marked: Marked, standing: Standing, year: int) -> list[int]:
    """The years that are enumerated with this one where the rank has its year from."""
    for match in _YEARS.finditer(marked.spelling):
        values = [_year(marked, place) for place in range(*match.span()) if marked.spelling[place] == "Y"]
        told_apart = match.start() >= standing.end and _TOLD_AFTER.match(marked.spelling, match.end())
        told_apart = told_apart or _TOLD_BEFORE.search(marked.spelling, 0, match.start())
        if (
            year in values
            and not told_apart
            and not set(marked.spelling[match.end() : standing.start]) & frozenset(";sn")
        ):
            return [value for value in values if value != year]
    return []


def _year_before(marked: Marked, standing: Standing, window: Window) -> int | None:
    until = standing.start
    if standing.arrival:  # từ thứ 29 năm 2019 lên thứ 14: the year between is that of the rank that was left
        left = marked.spelling.rfind("f", window.left, until)
        until = until if left < 0 or ";" in marked.spelling[left:until] else left
    place = marked.nearest_before("Y", until, window.left)
    if place is None:
        place = marked.nearest_before("Y", until)
    index = marked.nearest_before("I", standing.start)
    if place is not None and index is not None and ";" in marked.spelling[place:index]:
        return None  # tăng trưởng năm 2018 đạt 12%; chỉ số CCHC dẫn đầu ...
    return None if place is None else _year(marked, place)


def _year_of_index(marked: Marked, standing: Standing) -> int | None:
    """Behind the rank, but in its sentence."""
    place = marked.nearest_after("Y", standing.end)
    if place is None or set(";f") & set(marked.spelling[standing.end : place]) or _is_aside(marked, standing, place):
        return None
    return _year(marked, place)
