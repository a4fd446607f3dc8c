"""Holders: the units that hold a rank."""

from __future__ import annotations

import re

from parwatch_core.analysis.context import Context
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.windows import Window
from parwatch_core.ranking import UnitLevel

_LIST_AFTER = re.compile(r"[.gbIYyrPps(E)dqUCve]{0,12}?(?<![U])[.gPp]?l?[l:][.g]{0,2}U")
_AMONG = re.compile(r"[IY.]{0,4}U(?=[.]?[E(])")
_BRACKET_UNIT = re.compile(r"U[.]?\($")


def units_of(marked: Marked, standing: Standing, window: Window, context: Context, previous: Unit | None) -> list[Unit]:
    """The units that hold the rank, most often one; several when a list follows ("dẫn đầu là A, B, C")."""
    if _BRACKET_UNIT.search(marked.spelling, max(0, standing.start - 3), standing.start + 1):
        place = marked.nearest_before("U", standing.start)
        if place is not None:
            return [_unit(marked, place)]
    listed = _listed_after(marked, standing, window)
    if listed:
        return listed
    named = _subject_before(marked, standing, window)
    if named:
        return named
    return [_unnamed(marked, standing, window, context, previous) or UNKNOWN]


def is_region(unit: Unit) -> bool:
    """Đồng bằng sông Hồng: ranked, but no unit of government."""
    return unit.level is UnitLevel.OTHER and unit != UNKNOWN


UNKNOWN = Unit("chưa rõ", UnitLevel.OTHER)  # "Dẫn đầu cả nước về CCHC" in a text that names no unit at all


def _unnamed(
    marked: Marked, standing: Standing, window: Window, context: Context, previous: Unit | None
) -> Unit | None:
    """huyện, tỉnh ta, or nothing: the unit spoken of."""
    word = _anaphor_before(marked, standing, window)
    if word is not None and marked.marks[word].value is not None:
        meant = context.cast.subject(marked.marks[word].value)
        if meant is not None and fits_field(marked, standing, window, meant):
            return meant
    for unit in (previous, context.unit):
        if unit is not None and fits_field(marked, standing, window, unit):
            return unit
    return next((unit for unit in context.cast.members() if fits_field(marked, standing, window, unit)), None)


_BY_AUTHOR = re.compile(r"a[.]?g$")


def _anaphor_before(marked: Marked, standing: Standing, window: Window) -> int | None:
    """The nearest "huyện", "tỉnh" before the rank; not the one that did the ranking: theo đánh giá của tỉnh."""
    place = marked.nearest_before("u", standing.start, window.left)
    while place is not None and _BY_AUTHOR.search(marked.spelling, 0, place):
        place = marked.nearest_before("u", place, window.left)
    return place


def _unit(marked: Marked, place: int) -> Unit:
    unit: Unit = marked.marks[place].value
    return unit


def _listed_after(marked: Marked, standing: Standing, window: Window) -> list[Unit]:
    """dẫn đầu bảng xếp hạng là Quảng Ninh, Hà Nội, Đồng Tháp."""
    match = _LIST_AFTER.match(marked.spelling, standing.end, window.right)
    if match is None and marked.spelling[max(0, standing.start - 1) : standing.start] == "P":
        match = _AMONG.match(marked.spelling, standing.end, window.right)  # 5 tỉnh dẫn đầu có Hải Phòng, Quảng Ninh
    if match is None:
        return []
    return [_unit(marked, place) for place in run_of_units(marked, match.end() - 1, window.right)]


_LARGEST_BOARD = 200  # a city ranks 168 communes; a rank beyond that without its total is of tennis players


def is_grounded(marked: Marked, standing: Standing) -> bool:
    """Whether anything in its sentence ties the rank to government: an index, a unit, a year, those who were ranked."""
    if standing.total is not None:
        return True
    if standing.rank is not None and standing.rank > _LARGEST_BOARD:
        return False
    return bool(set("IUuYyG") & set(marked.spelling)) or "P" in marked.spelling[standing.end :]


def is_list(marked: Marked, standing: Standing) -> bool:
    """Whether several units are named behind the rank."""
    return len(_listed_after(marked, standing, Window(0, len(marked.spelling)))) > 1


_RUN = re.compile(r"(?:[.g]?\([^)U;]*\)[.g]?|[.el]{0,2}E)?[,c]+[.g]?(?=U)")


def run_of_units(marked: Marked, first: int, limit: int) -> list[int]:
    """Places of the units of a list that begins at `first`."""
    places = [first]
    while (step := _RUN.match(marked.spelling, places[-1] + 1, limit)) is not None:
        places.append(step.end())
    return places


_AUTHOR_AFTER = re.compile(r"[.g]{0,2}a")


def _subject_before(marked: Marked, standing: Standing, window: Window) -> list[Unit]:
    """The nearest unit named before the rank that fits the field, with those coordinated with it."""
    place = standing.start
    while (found := marked.nearest_before("U", place, window.left)) is not None:
        if ";" in marked.spelling[found : standing.start]:
            return []
        place = found
        if _speaks(marked, found):
            continue
        if fits_field(marked, standing, window, _unit(marked, found)) and not _is_author(marked, found):
            return _coordinated(marked, found, window) if standing.pole else [_unit(marked, found)]
    inside = marked.nearest_before("U", standing.end, standing.start)
    return [] if inside is None else [_unit(marked, inside)]


def _speaks(marked: Marked, place: int) -> bool:
    """Giám đốc Sở Nội vụ: năm 2020 SIPAS của tỉnh xếp thứ 58."""
    return marked.spelling.startswith("H", place - 1) and ":" in marked.spelling[place + 1 : place + 4]


def _is_author(marked: Marked, place: int) -> bool:
    """Bộ Nội vụ công bố ...: who ranks, not who is ranked."""
    return bool(_AUTHOR_AFTER.match(marked.spelling, place + 1))


def _coordinated(marked: Marked, place: int, window: Window) -> list[Unit]:
    """Ngân hàng Nhà nước, tỉnh Quảng Ninh dẫn đầu: units of different levels hold a rank each."""
    units = [_unit(marked, place)]
    while (before := marked.nearest_before("U", place, window.left)) is not None:
        genitive = marked.spelling[max(0, before - 1) : before] == "g"  # báo cáo của Bộ Nội vụ, Hải Phòng dẫn đầu
        if genitive or not re.fullmatch(r"[,c.g]{1,2}", marked.spelling[before + 1 : place]):
            break
        units.insert(0, _unit(marked, before))
        place = before
    return units


def fits_field(marked: Marked, standing: Standing, window: Window, unit: Unit) -> bool:
    """A province is not ranked "toàn tỉnh", a district not "cả nước"."""
    if not _fits_board(unit.level, standing.total):
        return False
    level = field_level(marked, standing, window)
    if level is None or unit.level is UnitLevel.OTHER:
        return True
    if level is UnitLevel.DISTRICT:  # "toàn tỉnh" ranks its districts and, on boards of their own, all below
        return unit.level not in (UnitLevel.PROVINCE, UnitLevel.MINISTRY)
    if level is UnitLevel.PROVINCE:
        return unit.level in (UnitLevel.PROVINCE, UnitLevel.MINISTRY, UnitLevel.COMMUNE)
    return True


def _fits_board(level: UnitLevel, total: int | None) -> bool:
    """63 or 34 provinces are ranked (or the fifteen at most of a region), and one or two dozen ministries."""
    if total is None:
        return True
    if level is UnitLevel.PROVINCE:
        return total <= _LARGEST_REGION or total in (34, 63, 64)
    return level is not UnitLevel.MINISTRY or 10 <= total <= 30


_LARGEST_REGION = 15


def field_level(marked: Marked, standing: Standing, window: Window) -> UnitLevel | None:
    """The level that the words right after the rank say was ranked."""
    place = marked.nearest_after("P", standing.end, window.right)
    if place is None or set(marked.spelling[standing.end : place]) & frozenset(",;cUI"):
        return None
    level: UnitLevel | None = marked.marks[place].value.level
    return level
