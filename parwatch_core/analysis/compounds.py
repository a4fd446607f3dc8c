"""Compounds: marks that belong together as one: counted fields, changes, an agency with its province behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from parwatch_core.analysis import marks as m
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Field, Gain, Mark, Marked, Score
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.words import Words
from parwatch_core.ranking import UnitLevel

Build = Callable[[list[Mark], Words], Mark | None]


def combine(found: list[Mark], tokens: Words) -> Marked:
    """Number words, counted fields and changes, which take more than one mark, as one each."""
    marked = Marked.of(found)
    for needed, pattern, build in _COMPOUNDS:
        if needed in marked.spelling:
            marked = _replace(marked, pattern, build, tokens)
    return marked


def _replace(marked: Marked, pattern: re.Pattern[str], build: Build, tokens: Words) -> Marked:
    out: list[Mark] = []
    position = 0
    for match in pattern.finditer(marked.spelling):
        built = build(list(marked.marks[match.start() : match.end()]), tokens)
        if built is not None:
            out += marked.marks[position : match.start()]
            out.append(built)
            position = match.end()
    return marked if not position else Marked.of([*out, *marked.marks[position:]])


def _about(parts: list[Mark], tokens: Words) -> Mark:
    """hơn 81%."""
    return Mark(m.SCORE, parts[0].start, parts[-1].end, replace(parts[-1].value, about=True))


def _distance(parts: list[Mark], tokens: Words) -> Mark:
    """cao hơn 9,05% so với tỉnh cuối bảng: no score of anybody's."""
    return Mark(m.DIFFER, parts[0].start, parts[-1].end)


def _gain(parts: list[Mark], tokens: Words) -> Mark:
    """tăng 8 bậc, giảm 0,5 điểm."""
    value = parts[-1].value if parts[-1].kind == m.SCORE else Score(parts[-2].value, "bậc")
    sign = -1 if parts[0].kind in (m.SHRINK, m.FALL) else 1
    return Mark(m.GAIN, parts[0].start, parts[-1].end, Gain(sign * value.value, value.unit))


def _field(parts: list[Mark], tokens: Words) -> Mark:
    """10 huyện, thị xã và thành phố; các huyện; toàn tỉnh."""
    total = parts[0].value if parts[0].kind == m.NUMBER else None
    levels = [part.value for part in parts if part.kind in (m.NOUN, m.ANAPHOR, m.FIELD) and part.value is not None]
    text = " ".join(tokens.keys[parts[0].start : parts[-1].end])
    return Mark(m.FIELD, parts[0].start, parts[-1].end, Field(levels[0] if levels else None, total, text))


def _component(parts: list[Mark], tokens: Words) -> Mark:
    """An index name under "chỉ số thành phần" names the component."""
    return Mark(m.COMPONENT, parts[0].start, parts[-1].end)


def _foreign(parts: list[Mark], tokens: Words) -> Mark:
    """Hội thi tìm hiểu cải cách hành chính, bệnh viện huyện Phước Sơn: a contest, a hospital, whatever follows."""
    return Mark(m.FOREIGN, parts[0].start, parts[-1].end)


def _strong_index(parts: list[Mark], tokens: Words) -> Mark:
    """bảng xếp hạng về công tác CCHC: the subject of a ranking board is its name."""
    name = parts[-1].value
    return Mark(m.INDEX, parts[0].start, parts[-1].end, IndexName(name.index, True))


def _region(parts: list[Mark], tokens: Words) -> Mark | None:
    """khu vực Đồng bằng sông Hồng: among whom, not who."""
    unit: Unit = parts[-1].value
    if unit.level is not UnitLevel.OTHER:
        return None
    field: Field = parts[0].value
    text = " ".join(tokens.keys[parts[0].start : parts[-1].end])
    return Mark(m.FIELD, parts[0].start, parts[-1].end, replace(field, words=text))


_PARTS_OF = {
    UnitLevel.DEPARTMENT: (UnitLevel.PROVINCE,),
    UnitLevel.COMMUNE: (UnitLevel.DISTRICT, UnitLevel.PROVINCE),
    UnitLevel.DISTRICT: (UnitLevel.PROVINCE,),
}


def _address(parts: list[Mark], tokens: Words) -> Mark | None:
    """Sở Nội vụ Trà Vinh; thành phố Thuận An (Bình Dương); xã Ba Vì, thành phố Hà Nội: the small one, and where."""
    small: Unit = parts[0].value
    large: Unit = next(part.value for part in reversed(parts) if part.kind == m.UNIT)
    if large.level not in _PARTS_OF.get(small.level, ()) or not _lies_in(small, large):
        return None
    if large.level is UnitLevel.PROVINCE:
        small = replace(small, province=large.name)
    return Mark(m.UNIT, parts[0].start, parts[-1].end, small)


def _lies_in(small: Unit, large: Unit) -> bool:
    where = large.name if large.level is UnitLevel.PROVINCE else large.province
    return small.province is None or where is None or small.province == where or not small.certain


# The letter without which there is none of its kind, what it looks like, and what it becomes.
_COMPOUNDS: tuple[tuple[str, re.Pattern[str], Build], ...] = (
    ("~", re.compile(r"~E"), _about),
    ("<", re.compile(r"<[.g~]?E"), _distance),
    ("n", re.compile(r"[imok][.g~]?n[zs](?![tn])"), _gain),
    ("E", re.compile(r"[io][.g]?E"), _gain),
    ("C", re.compile(r"C[.gr]{0,3}I"), _component),
    ("X", re.compile(r"X[.gr]{0,3}I|X[.g]{0,2}U"), _foreign),
    ("b", re.compile(r"b[.grd]{0,2}I"), _strong_index),
    (
        "",
        re.compile(
            r"(?<![t/s])n[pu](?:[,c]+[pu])*|(?<=s)n[pu](?:[,c]+[pu])*|j[pu](?:[,c]+[pu])*|p(?:[,c]+[pu])*|u(?:[,c]+u)+|P"
        ),
        _field,
    ),
    ("U", re.compile(r"P[.]?U"), _region),
    ("U", re.compile(r"U(?:[,.g]?U|[.]?\(U\))"), _address),
)
