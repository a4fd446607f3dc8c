"""Scores: what a sentence says of units on indices without a verb of ranking: scores alone, and those who come next."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parwatch_core.analysis import binding, moods
from parwatch_core.analysis.binding import Window
from parwatch_core.analysis.claims import CARRIED, IMPLIED, Found, Passage
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked, Score
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

_SURE = 0.85
_NATION = Unit("cả nước", UnitLevel.NATION)
_NEXT = re.compile(r"x[.gblPs]{0,4}?[l:]?[.g]{0,2}(?=U)")
_BRACKETED = re.compile(r"[.]?\([.gled]{0,2}E")
_INDEXED_SCORE = re.compile(r"I[.gYPUulp,()I]{0,10}?[els(:d][.gle]{0,2}E")


def next_in_line(passage: Passage) -> list[Found]:
    """tiếp theo là Đồng Nai, Đà Nẵng, Hải Phòng: the ranks after the last one named."""
    marked, context = passage.marked, passage.context
    match = _NEXT.search(marked.spelling)
    name = context.carried_index()
    if match is None or name is None or name.index is None or context.rank is None or context.pole in ("B", "L"):
        return []
    places = binding.run_of_units(marked, match.end(), len(marked.spelling))
    claims = [_following(passage, name.index, place, context.rank + step) for step, place in enumerate(places, 1)]
    return [Found(claim, CARRIED * IMPLIED) for claim in claims]


def _following(passage: Passage, index: Index, place: int, rank: int) -> RankingClaim:
    unit: Unit = passage.marked.marks[place].value
    score = _bracketed(passage.marked, place)
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=index,
        evidence=passage.evidence,
        province=unit.province,
        year=passage.context.year,
        rank=rank,
        score=score.value if score else None,
        score_unit=score.unit if score else "",
        doubtful=True,
    )


def _bracketed(marked: Marked, place: int) -> Score | None:
    """Bộ Tài chính (84,42)."""
    match = _BRACKETED.match(marked.spelling, place + 1)
    score: Score | None = marked.marks[match.end() - 1].value if match else None
    return score


def scores_alone(passage: Passage, told: Iterable[Found]) -> list[Found]:
    """Scores that no rank took: "chỉ số CCHC của huyện đạt 88 điểm"."""
    used = {item.claim.score for item in told}
    found = []
    for match in _INDEXED_SCORE.finditer(passage.marked.spelling):
        name: IndexName = passage.marked.marks[match.start()].value
        score: Score = passage.marked.marks[match.end() - 1].value
        if name.strong and name.index is not None and score.value not in used and _plausible(score, name.index):
            claim = _scored(passage, match, name.index, score)
            found += [] if claim is None else [Found(claim, _SURE)]
    return found


def _plausible(score: Score, index: Index) -> bool:
    """Boards count to 100; the indices of digital government from 0 to 1."""
    if index in (Index.DTI, Index.ICT) and score.value <= 1:
        return True
    return 20 <= score.value <= 100


def _scored(passage: Passage, match: re.Match[str], index: Index, score: Score) -> RankingClaim | None:
    marked, context = passage.marked, passage.context
    whole = Standing(match.start(), match.end(), 1)
    window = Window(0, len(marked.spelling))
    inside = marked.nearest_before("Y", match.end(), match.start())
    year = binding.year_of(marked, whole, window, context) if inside is None else marked.marks[inside].value
    averaged = "v" in marked.spelling[max(0, match.start() - 6) : match.end()]
    unit = _scored_unit(passage, match)
    if averaged or unit is None or moods.is_wish(marked, whole, year, context.latest, context.wishing):
        return None
    _, gain = binding.gains_of(marked, whole, window)
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=index,
        evidence=passage.evidence,
        province=unit.province,
        year=year,
        score=score.value,
        score_unit=score.unit,
        score_change=gain.value if gain else None,
        score_change_unit=gain.unit if gain else "",
    )


def _scored_unit(passage: Passage, match: re.Match[str]) -> Unit | None:
    """The unit named with the index, else the one named before, else the whole nation or the article's subject."""
    marked = passage.marked
    for end, start in ((match.end(), match.start()), (match.start(), 0)):
        place = marked.nearest_before("U", end, start)
        if place is not None:
            unit: Unit = marked.marks[place].value
            return unit
    nation = marked.nearest_before("P", match.end(), match.start())
    if nation is not None and marked.marks[nation].value.level is UnitLevel.PROVINCE:
        return _NATION
    return passage.context.subject()
