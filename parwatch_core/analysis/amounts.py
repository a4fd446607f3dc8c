"""Amounts: out of how many a rank is, with which score and by how much it changed."""

from __future__ import annotations

import re

from parwatch_core.analysis.context import Context, is_board
from parwatch_core.analysis.marks import Field, Gain, Marked, Score
from parwatch_core.analysis.standings import TOP, Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.windows import Window
from parwatch_core.ranking import UnitLevel

_SCORE_RIGHT = re.compile(
    r"[.gdlePbIrYu]{0,8}?(?:gU[.]?|,G[.<lgy]{0,4})?(?:\(|,(?=[.]?[elE]))?[.gledrs]{0,3}E"
    r"|[.gdPbIrYu]{0,6}(?:gU)?[.gdPbIrYu]{0,12}[le][.g]?E"  # ... về bộ chỉ số trên Cổng Dịch vụ công với 95,6 điểm
)


def group_of(marked: Marked, standing: Standing, window: Window) -> str | None:
    """The field by its own name: "khối huyện", "khối sở, ngành"."""
    for place in range(window.left, window.right):
        if marked.spelling[place] == "P" and marked.marks[place].value.words.startswith(_GROUP):
            words: str = marked.marks[place].value.words
            return words.replace(" ,", ",")
    return None


_REGION = ("khu vực", "trong khu vực", "vùng", "trong vùng", "toàn vùng", "toàn khu vực")
_GROUP = ("khối", "khoi", *_REGION)


def total_of(marked: Marked, standing: Standing, unit: Unit | None, year: int | None, context: Context) -> int | None:
    """How many were ranked: written with the rank, counted in its sentence, or counted near it."""
    if standing.total is not None:
        return standing.total
    level = unit.level if unit else None
    for place in _fields_by_distance(marked, standing):
        field: Field = marked.marks[place].value
        stated = place >= standing.end or is_board(marked, place)
        if field.words.startswith(_REGION) and place >= standing.end:
            return None
        if place == standing.start - 1 and standing.pole == TOP:  # trong 5 tỉnh dẫn đầu: the first five of more
            continue
        if field.total and stated and _same_board(field.level, level) and field.total >= (standing.rank or 2):
            return field.total
    total = context.totals.get(level) if level and year in (None, context.year) else None
    return total if total is not None and total >= (standing.rank or 2) else None


def _fields_by_distance(marked: Marked, standing: Standing) -> list[int]:
    """All fields of the sentence; those after the rank first, then the nearest."""
    places = [number for number, letter in enumerate(marked.spelling) if letter == "P"]
    return sorted(places, key=lambda place: (place < standing.end, abs(place - standing.end)))


def _same_board(field: UnitLevel | None, unit: UnitLevel | None) -> bool:
    return field is None or unit is None or field is unit


_HELD_SCORE = re.compile(r"[.u]?\([.gled]{0,2}E|[.,]?[el:][.gled]{0,2}E|(?:,[.]?)?E(?=[,;)c]|$)")


def held_score(marked: Marked, place: int) -> Score | None:
    """The score behind a unit: Bộ Tài chính (84,42); Sở Tư pháp đạt 95,12 điểm."""
    match = _HELD_SCORE.match(marked.spelling, place + 1)
    return _score(marked, match.end() - 1) if match else None


def score_of_holder(marked: Marked, standing: Standing, window: Window, unit: Unit) -> Score | None:
    """The score behind a unit that follows the rank: đứng cuối bảng là Ủy ban Dân tộc (72,1%)."""
    for place in range(standing.end, window.right):
        if marked.spelling[place] == "U" and marked.marks[place].value is unit:
            return held_score(marked, place)
    return None


def score_of(marked: Marked, standing: Standing, window: Window, unit: Unit) -> Score | None:
    """The score in the rank's clause: "với 92,36 điểm" behind it, or "đạt 88 điểm" before it."""
    held = score_of_holder(marked, standing, window, unit)
    if held is not None:
        return held
    match = _SCORE_RIGHT.match(marked.spelling, standing.end, window.right)
    if match is not None:
        return _score(marked, match.end() - 1)
    place = marked.nearest_before("E", standing.start, window.left)
    if place is None or ";" in marked.spelling[place : standing.start] or _owned(marked, place, standing):
        return None
    return _score(marked, place)


def _score(marked: Marked, place: int) -> Score:
    score: Score = marked.marks[place].value
    return score


def _owned(marked: Marked, place: int, standing: Standing) -> bool:
    """A score in brackets belongs to what stands before them, not to the unit that follows."""
    return marked.spelling[place - 1 : place] == "(" and "U" in marked.spelling[place : standing.start]


def _leads_to(marked: Marked, gain: int, window: Window) -> bool:
    """A change before the rank is the rank's own at the beginning, behind a new subject or before a move."""
    fresh = window.left == 0 or bool(set("IU") & set(marked.spelling[window.left : gain]))
    return fresh or marked.spelling[gain + 1 : gain + 2] in ("m", "k")


_AFTERTHOUGHT = re.compile(r"[^;]*;[.gcd]{0,2}")  # xếp thứ 5/9; tăng 01 bậc so với năm 2020
_ANOTHER_INDEX = re.compile(r"[,c:][^,c]*I")


def gains_of(marked: Marked, standing: Standing, window: Window) -> tuple[Gain | None, Gain | None]:
    """The change in places and in the score that the rank's clause tells."""
    places = score = None
    if standing.origin:  # the change is the arrival's
        return None, None
    for number in range(window.left, window.right):
        if marked.spelling[number] != "G":
            continue
        between = marked.spelling[min(number, standing.end) : max(number, standing.start)]
        if (";" in between and not _AFTERTHOUGHT.fullmatch(between)) or _ANOTHER_INDEX.search(between):
            continue
        if number < standing.start and not _leads_to(marked, number, window):
            continue
        gain: Gain = marked.marks[number].value
        if gain.unit == "bậc":
            places = places or gain
        else:
            score = score or gain
    return places, score
