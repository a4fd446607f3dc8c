"""Binding: which index, year, unit, total and score belong to a rank: the nearest fitting one of its own clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parwatch_core.analysis.context import Context, is_board
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Field, Gain, Marked, Score
from parwatch_core.analysis.standings import TOP, Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import UnitLevel

_BREAKS_INDEX = frozenset(",;cmkX")
_BREAKS_YEAR = frozenset(",;csIEG")
_MOST_FILLERS = 6
_MOST_FILLERS_BEFORE_SUBJECT = 3  # "về số thủ tục được cắt giảm trong chương trình CCHC" is of something else
_FOREIGN_TOPIC = re.compile(r"[gPYy()u]{0,4}r[.gdeslUupb]+(?=[,;)c(:]|$)")
_LIST_AFTER = re.compile(r"[.gbIYyrPps(E)dqUCve]{0,12}?(?<![U])[.gPp]?l?[l:][.g]{0,2}U")
_FOREIGN_HOLDER = re.compile(r"X[.g]{0,4}$")  # Huân chương Lao động hạng Ba
_COMPONENTS = re.compile(r"[.,gdrnjcv]{0,4}C[.gr]{0,3}[,:]")  # Trong 8 chỉ số thành phần, ... xếp thứ 4
_COMPONENT_OF = re.compile(r"C[^,;:]{0,8}gI[^,;]*$")  # chỉ số thành phần ... trong chỉ số CCHC
_AMONG = re.compile(r"[.]?U(?=[.]?[E(])")
_BRACKET_UNIT = re.compile(r"U[.]?\($")
_SCORE_RIGHT = re.compile(r"[.gdlePbIrYu]{0,8}?(?:gU[.]?|,G[.<lgy]{0,4})?(?:\(|,(?=[.]?[elE]))?[.gledrs]{0,3}E")
_CLAUSE_END = frozenset(";")


@dataclass(frozen=True, slots=True)
class Window:
    """The marks that may belong to one standing: between its neighbours."""

    left: int
    right: int


def windows(marked: Marked, found: Sequence[Standing]) -> list[Window]:
    """A window for each standing, from the end of the one before to the start of the one after.

    A rank that was moved to shares what stands before the rank that was left: "A từ vị trí 25 xuống 49" is all A's.
    """
    starts = [*(standing.start for standing in found), len(marked.spelling)]
    made: list[Window] = []
    for number, standing in enumerate(found):
        before = found[number - 1] if number else None
        left = 0 if before is None else made[-1].left if before.origin and standing.arrival else before.end
        made.append(Window(left, starts[number + 1]))
    return made


# ---------------------------------------------------------------- index


def index_of(marked: Marked, standing: Standing, window: Window, context: Context) -> IndexName | None:
    """The index of a rank; None: none of ours, or a component of one."""
    if _FOREIGN_HOLDER.search(marked.spelling, 0, standing.start) or _among_components(marked, standing):
        return None
    if _in_an_area(marked, standing):
        return None
    after = _index_after(marked, standing, window)
    if after is not None:
        return after
    if _foreign_after(marked, standing, window):
        return None
    before = marked.nearest_before("IXC", standing.start)
    inside = re.search("I", marked.spelling[standing.start : standing.end])
    if inside:
        return _name(marked, standing.start + inside.start())
    if before is not None:
        return _index_before(marked, standing, before, context)
    later = marked.nearest_after("I", standing.end, window.right)
    if later is not None and _announced(marked, standing, later):
        return _name(marked, later)
    return context.carried_index() or _of_the_title(marked, standing, context)


def _of_the_title(marked: Marked, standing: Standing, context: Context) -> IndexName | None:
    """ "Về kết quả đánh giá: ... xếp thứ 7/15" under a title about the reform work: what is ranked goes without saying."""
    board = standing.total is not None and "b" in marked.spelling[: standing.start]
    return context.title_subject if board and "X" not in marked.spelling else None


def _among_components(marked: Marked, standing: Standing) -> bool:
    """Whether the sentence goes through the components and has not come back to the index by its name."""
    match = _COMPONENTS.match(marked.spelling, 0, standing.start)
    if match is None:
        return False
    return not any(mark.kind == "I" and mark.value.strong for mark in marked.marks[match.end() : standing.start])


_AREA = re.compile(r"(?:^|[;:])[.gcd]{0,3}(r)[^r;]*$")


def _in_an_area(marked: Marked, standing: Standing) -> bool:
    """Riêng lĩnh vực cải cách thể chế, huyện dẫn đầu: fronted, a part of the index whose name is not the index's."""
    match = _AREA.search(marked.spelling, 0, standing.start)
    if match is None or marked.marks[match.start(1)].value is None:
        return False
    names = [mark.value for mark in marked.marks[match.start(1) : standing.start] if mark.kind == "I"]
    return all(name.part for name in names)


def _announced(marked: Marked, standing: Standing, later: int) -> bool:
    """xếp thứ 2, tăng 3 bậc về chỉ số CCHC: farther off only an index by its own name counts."""
    gap = marked.spelling[standing.end : later]
    if set(gap) & frozenset(";U"):
        return False
    near = "," not in gap and gap.count(".") <= _MOST_FILLERS_BEFORE_SUBJECT
    return near or gap.endswith("r") or _name(marked, later).strong


def _name(marked: Marked, place: int) -> IndexName:
    name: IndexName = marked.marks[place].value
    return name


def full_name(marked: Marked, name: IndexName, context: Context) -> IndexName:
    """Under "SIPAS 2017", "tỷ lệ hài lòng" is the index too: a subject whose index is being spoken of by its name."""
    if name.strong:
        return name
    strong = (mark.value for mark in marked.marks if mark.kind == "I" and mark.value.strong)
    return next((other for other in (*strong, context.index) if other and other.index is name.index), name)


def _index_after(marked: Marked, standing: Standing, window: Window) -> IndexName | None:
    """thứ 2 toàn tỉnh về chỉ số CCHC."""
    place = marked.nearest_after("IC", standing.end, window.right)
    if place is None or marked.spelling[place] == "C":
        return None
    gap = marked.spelling[standing.end : place]
    name = _name(marked, place)
    most = _MOST_FILLERS if name.strong else _MOST_FILLERS_BEFORE_SUBJECT
    return None if set(gap) & _BREAKS_INDEX or gap.count(".") > most else name


def _foreign_after(marked: Marked, standing: Standing, window: Window) -> bool:
    """thứ 2 về thu hút đầu tư; đứng đầu chỉ số thành phần ...: the rank says itself that it is of something else."""
    place = marked.nearest_after("XC", standing.end, window.right)
    if place is not None and not set(marked.spelling[standing.end : place]) & frozenset(",;cU"):
        return True
    topic = _FOREIGN_TOPIC.match(marked.spelling, standing.end, window.right)
    return topic is not None


def _index_before(marked: Marked, standing: Standing, place: int, context: Context) -> IndexName | None:
    letter = marked.spelling[place]
    between = marked.spelling[place + 1 : standing.start]
    if letter == "I":
        return None if _COMPONENT_OF.search(marked.spelling, 0, standing.start) else _name(marked, place)
    if ";" in between and _SUBJECT & set(between.rpartition(";")[2]):  # a new clause about a unit, not the next area
        return context.carried_index()
    return None


_SUBJECT = frozenset("Uu")


# ---------------------------------------------------------------- year


def year_of(marked: Marked, standing: Standing, window: Window, context: Context) -> int | None:
    """The year of a rank: said after it, with its index, before it in the sentence, or last spoken of."""
    after = _year_after(marked, standing, window)
    if after is not None or standing.origin:
        return after or _year_left(marked, standing, window)
    said = _year_before(marked, standing, window) or _year_of_index(marked, standing)
    return said or context.year or context.reviewed or _year_compared(marked, standing)


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
    blocked = set(gap) & (_BREAKS_YEAR - {"I"})
    return None if blocked or _is_aside(marked, standing, place) or gap.count(".") > _MOST_FILLERS else _year(marked, place)


_TOLD_IN_BRACKETS = re.compile(r"[^)]{0,12}[Ens]")


def _is_aside(marked: Marked, standing: Standing, place: int) -> bool:
    """xếp thứ 22 (năm 2021 xếp thứ 27): a year in brackets that has a rank or a score of its own."""
    gap = marked.spelling[standing.end : place]
    return gap.rfind("(") > gap.rfind(")") and bool(_TOLD_IN_BRACKETS.match(marked.spelling, place + 1))


_YEARS = re.compile(r"Y(?:[.g]?[,c]{1,2}[.g]?Y)+")


def years_with(marked: Marked, standing: Standing, year: int) -> list[int]:
    """The years that are enumerated with this one where the rank has its year from."""
    for match in _YEARS.finditer(marked.spelling):
        values = [_year(marked, place) for place in range(*match.span()) if marked.spelling[place] == "Y"]
        if year in values and not set(marked.spelling[match.end() : standing.start]) & frozenset(";sn"):
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


# ---------------------------------------------------------------- unit


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
    word = marked.nearest_before("u", standing.start, window.left)
    if word is not None and marked.marks[word].value is not None:
        meant = context.cast.subject(marked.marks[word].value)
        if meant is not None and fits_field(marked, standing, window, meant):
            return meant
    for unit in (previous, context.unit):
        if unit is not None and fits_field(marked, standing, window, unit):
            return unit
    return next((unit for unit in context.cast.members() if fits_field(marked, standing, window, unit)), None)


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
        if fits_field(marked, standing, window, _unit(marked, found)) and not _is_author(marked, found):
            return _coordinated(marked, found, window) if standing.pole else [_unit(marked, found)]
    inside = marked.nearest_before("U", standing.end, standing.start)
    return [] if inside is None else [_unit(marked, inside)]


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


# ---------------------------------------------------------------- total, score, change


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
        if marked.spelling[place] == "U" and _unit(marked, place) is unit:
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


_ANOTHER_INDEX = re.compile(r"[,c:][^,c]*I")


def gains_of(marked: Marked, standing: Standing, window: Window) -> tuple[Gain | None, Gain | None]:
    """The change in places and in the score that the rank's clause tells."""
    places = score = None
    for number in range(window.left, window.right):
        if marked.spelling[number] != "G":
            continue
        between = marked.spelling[min(number, standing.end) : max(number, standing.start)]
        if ";" in between or _ANOTHER_INDEX.search(between):
            continue
        if number < standing.start and not _leads_to(marked, number, window):
            continue
        gain: Gain = marked.marks[number].value
        if gain.unit == "bậc":
            places = places or gain
        else:
            score = score or gain
    return places, score
