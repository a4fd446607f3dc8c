"""Succession: "tiếp theo là Đồng Nai, Đà Nẵng, Hải Phòng" gives the ranks after the last one named."""

from __future__ import annotations

import re

from parwatch_core.analysis import amounts, holders
from parwatch_core.analysis.context import Line
from parwatch_core.analysis.passages import CARRIED, IMPLIED, Found, Passage
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import RankingClaim

_NEXT = re.compile(r"x(?:[.g]{0,2}U[.g]{0,2}[l:]|[.gblPsq]{0,4}?[l:]?)[.g]{0,2}(?=U)")


def next_in_line(passage: Passage, start: int, end: int) -> list[Found]:
    """The claims of a list of followers that begins in marks [start, end)."""
    match = _NEXT.search(passage.marked.spelling, start, end)
    line = passage.context.line
    if match is None or line is None or line.rank is None or not line.rising:
        return []
    places = holders.run_of_units(passage.marked, match.end(), len(passage.marked.spelling))
    if holders.is_region(passage.marked.marks[places[0]].value):
        return []
    claims = [_following(passage, line, place, line.rank + step) for step, place in enumerate(places, 1)]
    return [Found(claim, CARRIED * IMPLIED) for claim in claims]


def _following(passage: Passage, line: Line, place: int, rank: int) -> RankingClaim:
    unit: Unit = passage.marked.marks[place].value
    score = amounts.held_score(passage.marked, place)
    assert line.name.index is not None
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=line.name.index,
        evidence=passage.evidence,
        province=unit.province,
        year=line.year if line.evidence == passage.evidence else passage.context.year,
        rank=rank,
        score=score.value if score else None,
        score_unit=score.unit if score else "",
        doubtful=True,
    )
