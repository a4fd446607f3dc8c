"""Naming: on which index a rank is: the nearest fitting name of its own clause, else the one being spoken of."""

from __future__ import annotations

import re

from parwatch_core.analysis.context import Context
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.windows import Window

_BREAKS_INDEX = frozenset(",;cmkX")
_MOST_FILLERS = 6
_MOST_FILLERS_BEFORE_SUBJECT = 3  # "về số thủ tục được cắt giảm trong chương trình CCHC" is of something else
_FOREIGN_TOPIC = re.compile(r"[gPYy()u]{0,4}r[.gdeslUupb]+(?=[,;)c(:]|$)")
_FOREIGN_HOLDER = re.compile(r"X[.g]{0,4}$")  # Huân chương Lao động hạng Ba
_COMPONENTS = re.compile(r"[.,gdrnjcv]{0,4}C[.gr]{0,3}[,:]")  # Trong 8 chỉ số thành phần, ... xếp thứ 4
_COMPONENT_OF = re.compile(r"C[^,;:]{0,8}gI[^,;]*$")  # chỉ số thành phần ... trong chỉ số CCHC


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
    return (
        context.carried_index() or _of_the_title(marked, standing, context) or _of_the_last(marked, standing, context)
    )


def _of_the_title(marked: Marked, standing: Standing, context: Context) -> IndexName | None:
    """ "Về kết quả đánh giá: ... xếp thứ 7/15" under a title about the reform work."""
    board = "b" in marked.spelling[: standing.start] and not standing.pole
    placed = standing.total is not None and bool(set("UuPY") & set(marked.spelling))
    return context.title_subject if (board or placed) and "X" not in marked.spelling else None


def _of_the_last(marked: Marked, standing: Standing, context: Context) -> IndexName | None:
    """Đến năm 2020 huyện lên hạng 8: of what the sentence before ranked in another year, even if named by subject."""
    follows = context.line is not None and context.sentence - context.line.sentence == 1
    told = "Y" in marked.spelling[: standing.start] and not standing.pole
    return context.line.name if context.line and follows and told and "X" not in marked.spelling else None


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
