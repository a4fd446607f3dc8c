"""Claims: what a sentence says of units on indices, built from its marks and the context."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parwatch_core.analysis import binding, moods
from parwatch_core.analysis.context import Context
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Gain, Marked, Score
from parwatch_core.analysis.standings import BOTTOM, LAST_BUT_ONE, Standing, standings
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

# How sure a claim is by the way in which its index was named.
NAMED, BY_SUBJECT, CARRIED, BY_TITLE = 0.95, 0.75, 0.8, 0.65
_IMPLIED = 0.8
_NATIONAL = "cả nước"


@dataclass(frozen=True, slots=True)
class Found:
    """A claim and how sure it is, 0 to 1."""

    claim: RankingClaim
    confidence: float


def read_claims(marked: Marked, evidence: str, context: Context) -> list[Found]:
    """All claims of a sentence. Leaves in the context what the next sentence may lean on."""
    found: list[Found] = []
    ranks = standings(marked)
    previous: Unit | None = None
    for standing, window in zip(ranks, binding.windows(marked, ranks), strict=True):
        claims = _of_standing(marked, standing, window, context, previous, evidence)
        if claims:
            first = claims[0].claim
            previous = Unit(first.unit, first.unit_level, first.province)
            context.unit, context.rank, context.pole = previous, first.rank, standing.pole
        found += claims
    found += _next_in_line(marked, context, evidence)
    found += _scores_alone(marked, context, evidence, {(item.claim.unit, item.claim.score) for item in found})
    return with_moves(found, ranks)


def _of_standing(
    marked: Marked, standing: Standing, window: binding.Window, context: Context, previous: Unit | None, evidence: str
) -> list[Found]:
    name = binding.index_of(marked, standing, window, context)
    if name is None or name.index is None or moods.is_vague(marked, standing):
        return []
    year = binding.year_of(marked, standing, window, context)
    if moods.is_wish(marked, standing, year, context.latest, context.wishing):
        return []
    if standing.origin and year is None:
        return []
    named = marked.nearest_before("U", standing.start, window.left) is not None
    if standing.superlative and not (name.strong and "I" in marked.spelling):
        return []
    units = binding.units_of(marked, standing, window, context, previous)
    return _share(marked, standing, window, context, units, name, year, evidence, named)


def _share(
    marked: Marked,
    standing: Standing,
    window: binding.Window,
    context: Context,
    units: list[Unit],
    name: IndexName,
    year: int | None,
    evidence: str,
    named: bool,
) -> list[Found]:
    """One claim for each unit that holds the rank; a list after "dẫn đầu là" counts on."""
    counting = len(units) > 1 and len({unit.level for unit in units}) == 1
    found = []
    for number, unit in enumerate(units):
        if number and standing.pole in (BOTTOM, LAST_BUT_ONE):
            break
        step = number if counting else 0
        claim = _claim(marked, standing, window, context, unit, name, year, evidence, step)
        if claim is not None:
            sure = _confidence(marked, name, context) * (1 if not step else _IMPLIED)
            found.append(Found(claim, sure))
    return found


def _claim(
    marked: Marked,
    standing: Standing,
    window: binding.Window,
    context: Context,
    unit: Unit,
    name: IndexName,
    year: int | None,
    evidence: str,
    step: int,
) -> RankingClaim | None:
    total = binding.total_of(marked, standing, window, unit, context)
    rank, implied = _rank(standing, step, unit, total, year)
    score = None if step else binding.score_of(marked, standing, window)
    places, gain = (None, None) if step else binding.gains_of(marked, standing, window)
    if rank is None and score is None:
        return None
    assert name.index is not None
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=name.index,
        evidence=evidence,
        province=unit.province,
        year=year,
        rank=rank,
        of_total=total if total or not implied else rank,
        score=score.value if score else None,
        score_unit=score.unit if score else "",
        rank_change=int(places.value) if places else (0 if _held(marked, standing) else None),
        score_change=gain.value if gain else None,
        score_change_unit=gain.unit if gain else "",
        doubtful=bool(step) or implied or (bool(standing.pole) and not name.strong),
    )


def _held(marked: Marked, standing: Standing) -> bool:
    """xếp hạng 11/12 nhưng vẫn giữ mức so với năm 2016."""
    return bool(re.match(r"[^;]{0,6}h[^;]{0,4}y", marked.spelling[standing.end :]))


def _rank(standing: Standing, step: int, unit: Unit, total: int | None, year: int | None) -> tuple[int | None, bool]:
    """The rank, and whether it was worked out from the number of units on the board."""
    if standing.rank is not None:
        return standing.rank + step, False
    size = total or board_size(unit.level, year)
    if size is None:
        return None, False
    return size - (1 if standing.pole == LAST_BUT_ONE else 0), total is None


def board_size(level: UnitLevel, year: int | None) -> int | None:
    """How many provinces and ministries the Ministry of Home Affairs ranked in a year; other boards vary."""
    if level is UnitLevel.PROVINCE:
        return 34 if year is not None and year >= 2025 else 63
    if level is UnitLevel.MINISTRY and year is not None:
        return 19 if year <= 2017 else 18 if year == 2018 else 17
    return None


def _confidence(marked: Marked, name: IndexName, context: Context) -> float:
    if not any(mark.kind == "I" and mark.value is name for mark in marked.marks):
        return CARRIED if name is context.index else BY_TITLE
    return NAMED if name.strong else BY_SUBJECT


# ---------------------------------------------------------------- those who follow, and scores without a rank

_NEXT = re.compile(r"x[.gblPs]{0,4}?[l:]?[.g]{0,2}(?=U)")


def _next_in_line(marked: Marked, context: Context, evidence: str) -> list[Found]:
    """tiếp theo là Đồng Nai, Đà Nẵng, Hải Phòng: the ranks after the last one named."""
    match = _NEXT.search(marked.spelling)
    name = context.carried_index()
    if match is None or context.rank is None or name is None or name.index is None or context.pole in ("B", "L"):
        return []
    places = binding.run_of_units(marked, match.end(), len(marked.spelling))
    found = []
    for step, place in enumerate(places, 1):
        unit: Unit = marked.marks[place].value
        score = bracketed_score(marked, place)
        claim = RankingClaim(
            unit=unit.name,
            unit_level=unit.level,
            index=name.index,
            evidence=evidence,
            province=unit.province,
            year=context.year,
            rank=context.rank + step,
            score=score.value if score else None,
            score_unit=score.unit if score else "",
            doubtful=True,
        )
        found.append(Found(claim, CARRIED * _IMPLIED))
    return found


_BRACKETED = re.compile(r"[.]?\([.gled]{0,2}E")
_INDEXED_SCORE = re.compile(r"I[.gYPUulp,]{0,8}?(?:[els(:]|lg|d)[.gle]{0,2}E|I[.gYUu]{0,3}\(E")


def bracketed_score(marked: Marked, place: int) -> Score | None:
    """Bộ Tài chính (84,42)."""
    match = _BRACKETED.match(marked.spelling, place + 1)
    score: Score | None = marked.marks[match.end() - 1].value if match else None
    return score


def _scores_alone(marked: Marked, context: Context, evidence: str, told: set[tuple[str, float | None]]) -> list[Found]:
    """Scores that no rank took: "chỉ số CCHC của huyện đạt 88 điểm"."""
    used = {score for _, score in told}
    found = []
    for match in _INDEXED_SCORE.finditer(marked.spelling):
        place = match.end() - 1
        name: IndexName = marked.marks[match.start()].value
        score: Score = marked.marks[place].value
        if not name.strong or name.index is None or score.value in used or not _plausible(score, name.index):
            continue
        claim = _score_claim(marked, match, name.index, score, context, evidence)
        if claim is not None:
            found.append(Found(claim, 0.85))
    return found


def _plausible(score: Score, index: Index) -> bool:
    return 0 < score.value <= 1 if index in (Index.DTI, Index.ICT) and score.value <= 1 else 20 <= score.value <= 100


def _score_claim(
    marked: Marked, match: re.Match[str], index: Index, score: Score, context: Context, evidence: str
) -> RankingClaim | None:
    place = match.end() - 1
    stand_in = Standing(match.start(), match.end(), 1)
    window = binding.Window(0, len(marked.spelling))
    year = binding.year_of(marked, stand_in, window, context)
    if "v" in marked.spelling[max(0, match.start() - 6) : place] or moods.is_wish(
        marked, stand_in, year, context.latest, context.wishing
    ):
        return None
    unit = _scored_unit(marked, match, context)
    if unit is None:
        return None
    _, gain = binding.gains_of(marked, stand_in, window)
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=index,
        evidence=evidence,
        province=unit.province,
        year=year,
        score=score.value,
        score_unit=score.unit,
        score_change=gain.value if gain else None,
        score_change_unit=gain.unit if gain else "",
    )


def _scored_unit(marked: Marked, match: re.Match[str], context: Context) -> Unit | None:
    inside = marked.nearest_before("U", match.end(), match.start())
    before = marked.nearest_before("U", match.start())
    if inside is not None or before is not None:
        unit: Unit = marked.marks[inside if inside is not None else before or 0].value
        return unit
    nation = marked.nearest_before("P", match.end(), match.start())
    if nation is not None and marked.marks[nation].value.level is UnitLevel.PROVINCE:
        return Unit(_NATIONAL, UnitLevel.NATION)
    return context.subject()


# ---------------------------------------------------------------- moves


def with_moves(found: list[Found], ranks: list[Standing]) -> list[Found]:
    """từ vị trí thứ 10 ... lên thứ 2: the change that two ranks imply."""
    moves = {
        to.rank: origin.rank - to.rank
        for origin, to in zip(ranks, ranks[1:], strict=False)
        if origin.origin and origin.rank is not None and to.rank is not None
    }
    return [_moved(item, moves) for item in found]


def _moved(item: Found, moves: dict[int | None, int]) -> Found:
    change = moves.get(item.claim.rank)
    if change is None or item.claim.rank_change is not None:
        return item
    return replace(item, claim=replace(item.claim, rank_change=change))
