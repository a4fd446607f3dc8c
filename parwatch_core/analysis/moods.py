"""Moods: whether a rank is a result or a wish, and whether it is said of one unit or of a crowd."""

from __future__ import annotations

import re

from parwatch_core.analysis.marks import Field, Marked
from parwatch_core.analysis.standings import Standing

_VAGUE_BEFORE = re.compile(r"v(?!nP)[^,;:]{0,6}$")  # but not "lọt vào tốp 10 khi xếp thứ 9"
_WISH_AFTER = re.compile(r"[.gPrIlYU]{0,4}l[.g]{0,2}W")
_WISH_LIST = re.compile(r"W[^;:]{0,8}:")  # mục tiêu: PAR INDEX xếp thứ 35 trở lên; SIPAS đạt trên 85%; ...
_SEGMENT = re.compile(r"[,;c(:]")


def is_wish(marked: Marked, standing: Standing, year: int | None, latest: int | None, wishing: bool) -> bool:
    """Whether the rank is aimed at.

    A word of aiming holds to the end of its sentence unless a later clause turns to a result ("đã", a past year); a
    word of need holds in its own clause only.
    """
    spelling = marked.spelling
    if year is not None and latest is not None and year > latest:
        return True
    if _WISH_AFTER.match(spelling, standing.end) or "R" in spelling[standing.end : standing.end + 2]:
        return True
    start = 0 if _WISH_LIST.search(spelling, 0, standing.start) else spelling.rfind(";", 0, standing.start) + 1
    before = spelling[start : standing.start]
    clause = _SEGMENT.split(before)[-1]
    listed = ":" in before[before.rfind("W") :]  # Mục tiêu: năm 2024 xếp thứ 5
    resulted = "d" in clause or (year is not None and "Y" in clause and not listed and not wishing)
    if "w" in clause or "W" in clause:
        return not _result_after_wish(clause)
    return ("W" in before or wishing) and not resulted


def _result_after_wish(clause: str) -> bool:
    """ "nhờ nỗ lực phấn đấu đã vươn lên thứ 2": the result comes after the wish."""
    return clause.rfind("d") > max(clause.rfind("w"), clause.rfind("W"))


_GENERAL = re.compile(r"(?:^|[;:])[.g]?(P)$")
_COMPARED = re.compile(r"[o<~][.]?[upP]$")  # kém tỉnh đầu bảng gần 20%
_OF_BOARD = re.compile(r"[.g]{0,2}P|[.]?l[.]?U[.]?[,(]?[.el]{0,2}E|[.,]{0,2}l?[.]?E")


def is_general(marked: Marked, standing: Standing) -> bool:
    """ "Đơn vị xếp thứ nhất được tặng bằng khen": whoever that will be. With "... là Sở Nội vụ" it is a result."""
    if _COMPARED.search(marked.spelling, max(0, standing.start - 3), standing.start):
        return "l" not in marked.spelling[standing.end : standing.end + 2]
    if standing.pole and _several(marked, standing):
        return True
    match = _GENERAL.search(marked.spelling, max(0, standing.start - 3), standing.start)
    if match is None or "U" in marked.spelling[standing.end :].partition(";")[0]:
        return False
    field: Field = marked.marks[match.start(1)].value
    return field.level is None and field.total is None


def _several(marked: Marked, standing: Standing) -> bool:
    """kết quả của 5 đơn vị dẫn đầu như sau: whoever they are; with their names behind it they are a list."""
    place = standing.start - 1
    if place < 0 or marked.spelling[place] != "P" or not _is_plural(marked.marks[place].value):
        return False
    return "U" not in marked.spelling[standing.end :].partition(";")[0]


def _is_plural(field: Field) -> bool:
    return field.total is not None or field.words.startswith(("các ", "những ", "cac ", "nhung "))


def is_of_a_board(marked: Marked, standing: Standing) -> bool:
    """Whether "cao nhất" is a place on a board: an index or a board is named with it, those ranked or who has it."""
    if "U" not in marked.spelling or _is_of_many(marked, standing):
        return False
    return bool(set("Ib") & set(marked.spelling)) or bool(_OF_BOARD.match(marked.spelling, standing.end))


_OWNERS = re.compile(r"P[.eI]{0,4}$")


def _is_of_many(marked: Marked, standing: Standing) -> bool:
    """5 đơn vị có chỉ số CCHC thấp nhất: a crowd, whoever is named before it."""
    match = _OWNERS.search(marked.spelling, max(0, standing.start - 5), standing.start)
    return match is not None and _is_plural(marked.marks[match.start()].value)


def is_vague(marked: Marked, standing: Standing) -> bool:
    """ "trong nhóm dẫn đầu", "một trong những đơn vị đứng đầu": a crowd, no rank."""
    if not standing.pole and standing.total is not None:
        return False
    return bool(_VAGUE_BEFORE.search(marked.spelling, max(0, standing.start - 8), standing.start))
