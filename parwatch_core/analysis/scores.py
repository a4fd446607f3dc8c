"""Scores: what a sentence says of units on indices without a rank."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parwatch_core.analysis import amounts, dating, moods
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Score
from parwatch_core.analysis.passages import Found, Passage
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.windows import Window
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

_SURE = 0.85
_NATION = Unit("cả nước", UnitLevel.NATION)
_INDEXED_SCORE = re.compile(r"I[.gYPUulp,()I]{0,10}?[els(:d][.gle]{0,2}E")


def scores_alone(passage: Passage, told: Iterable[Found]) -> list[Found]:
    """Scores that no rank took: "chỉ số CCHC của huyện đạt 88 điểm"."""
    used = {item.claim.score for item in told}
    found = []
    for match in _INDEXED_SCORE.finditer(passage.marked.spelling):
        name: IndexName = passage.marked.marks[match.start()].value
        score: Score = passage.marked.marks[match.end() - 1].value
        if name.strong and name.index is not None and score.value not in used and _plausible(score, name.index):
            claim = _scored(passage, match, name.index, score, passage.context.cast.subject())
            found += [] if claim is None else [Found(claim, _SURE)]
    return found


_IN_BRACKETS = re.compile(r"U[.u]?\([.gled]{0,2}E\)")
_BEHIND_COLON = re.compile(r"(?:^|[:,;])[.g]?U[.el:]{0,2}E(?=[;,c]|$)")
_ANNOUNCED = re.compile(r"I[^WwX:;]*:")  # Chỉ số hài lòng năm 2019 như sau: phường Tân Phong 96,8%; phường Phú Mỹ 95,3%
_BY_THE_WAY = 0.6


def scores_in_brackets(passage: Passage, told: Iterable[Found]) -> list[Found]:
    """Ba vị trí tiếp theo thuộc về Đồng Tháp (83,71%), Đà Nẵng (83,70%): in an article that has told ranks before."""
    marked, context = passage.marked, passage.context
    announced = _ANNOUNCED.match(marked.spelling, max(0, marked.spelling.find("I")))
    if (context.line is None and announced is None) or set("XCW") & set(marked.spelling):
        return []
    used = {item.claim.score for item in told}
    found = []
    listed = _BEHIND_COLON.finditer(marked.spelling, announced.end() - 1) if announced else ()
    for match in (*_IN_BRACKETS.finditer(marked.spelling), *listed):
        before = marked.nearest_before("I", match.start())
        name = context.carried_index() if before is None else marked.marks[before].value
        score: Score = marked.marks[marked.spelling.rindex("E", match.start(), match.end())].value
        if name is None or not name.strong or name.index is None or score.value in used:
            continue
        if _plausible(score, name.index):
            claim = _scored(passage, match, name.index, score, None)
            found += [] if claim is None else [Found(claim, _BY_THE_WAY)]
    return found


_SATISFIED = re.compile(r"(?<!g)E[.gPUp,ca]{0,6}I")


def satisfied(passage: Passage) -> list[Found]:
    """88,29% người dân hài lòng với sự phục vụ ...: the value of SIPAS in an article that names the index."""
    if not passage.context.satisfaction:
        return []
    found = []
    for match in _SATISFIED.finditer(passage.marked.spelling):
        name: IndexName = passage.marked.marks[match.end() - 1].value
        score: Score = passage.marked.marks[match.start()].value
        if (
            name.index is Index.SIPAS
            and score.unit == "%"
            and _served(passage, match)
            and _plausible(score, name.index)
        ):
            claim = _scored(passage, match, name.index, score, passage.context.cast.chief() or _NATION)
            found += [] if claim is None else [Found(claim, _SURE)]
    return found


def _served(passage: Passage, match: re.Match[str]) -> bool:
    """Satisfied "với sự phục vụ", not with a school or a service of its own."""
    mark = passage.marked.marks[match.end() - 1]
    return mark.end - mark.start >= len(_SERVED)


_SERVED = ("hài", "lòng", "với", "sự", "phục", "vụ")


def _plausible(score: Score, index: Index) -> bool:
    """Boards count to 100; the indices of digital government from 0 to 1."""
    if index in (Index.DTI, Index.ICT) and score.value <= 1:
        return True
    return 20 <= score.value <= 100


def _scored(
    passage: Passage, match: re.Match[str], index: Index, score: Score, subject: Unit | None
) -> RankingClaim | None:
    marked, context = passage.marked, passage.context
    whole = Standing(match.start(), match.end(), 1)
    window = Window(0, len(marked.spelling))
    inside = marked.nearest_before("Y", match.end(), match.start())
    year = dating.year_of(marked, whole, window, context) if inside is None else marked.marks[inside].value
    averaged = "v" in marked.spelling[max(0, match.start() - 6) : match.end()]
    unit = _scored_unit(passage, match) or subject
    if averaged or unit is None or moods.is_wish(marked, whole, year, context.latest, context.wishing):
        return None
    _, gain = amounts.gains_of(marked, whole, window)
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
    """The unit named with the index, else the one named before, else the whole nation where it says so."""
    marked = passage.marked
    for end, start in ((match.end(), match.start()), (match.start(), 0)):
        place = marked.nearest_before("U", end, start)
        if place is not None:
            unit: Unit = marked.marks[place].value
            return unit
    fields = [mark.value.level for mark in marked.marks[match.start() :] if mark.kind == "P"]
    if UnitLevel.PROVINCE in fields:
        return _NATION
    return None
