"""Claims: what a sentence says of units on indices, built from its marks and the context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parwatch_core.analysis import amounts, dating, holders, moods, naming
from parwatch_core.analysis.context import Context, Line
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked, Score
from parwatch_core.analysis.passages import IMPLIED, Found, Passage
from parwatch_core.analysis.series import Share, shares
from parwatch_core.analysis.standings import BOTTOM, LAST_BUT_ONE, Standing
from parwatch_core.analysis.succession import next_in_line
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.windows import Window, windows
from parwatch_core.ranking import Index, RankingClaim, UnitLevel


@dataclass(frozen=True, slots=True)
class Bond:
    """A rank with everything that was found to belong to it. `place`: where a series names its unit."""

    standing: Standing
    window: Window
    name: IndexName
    index: Index
    year: int | None
    place: int | None = None


def ranks_told(passage: Passage, ranks: Sequence[Standing]) -> list[Found]:
    """The claims of a sentence that tell a rank, with those who come next in line."""
    marked = passage.marked
    found: list[Found] = []
    previous: Unit | None = None
    for standing, window, share in zip(ranks, windows(marked, ranks), shares(marked, ranks), strict=True):
        found += next_in_line(passage, window.left, standing.start)
        bond = _bond(passage, standing, window, share)
        claims = [] if bond is None else _claims_of(passage, bond, previous)
        if bond is None or not claims:
            passage.context.break_line()
        else:
            aside = bool(_IN_BRACKETS.search(marked.spelling, 0, standing.start))
            previous = _remember(passage.context, bond, claims[0].claim, aside=aside)
            claims += _of_other_years(passage, bond, share, claims)
        found += claims
    found += next_in_line(passage, ranks[-1].end if ranks else 0, len(marked.spelling))
    passage.context.told = (found[0].claim, found[0].confidence) if len(found) == 1 else None
    return _with_moves(found, ranks)


_IN_BRACKETS = re.compile(r"\([^)]*$")


def changed_since(passage: Passage) -> list[Found]:
    """ "Tăng 3 bậc so với năm 2021." as a sentence of its own: the last claim again, with its change."""
    told, spelling = passage.context.told, passage.marked.spelling
    line = passage.context.line
    if line is None or passage.context.sentence - line.sentence != 1:
        return []
    if told is None or set("IUWw") & set(spelling) or spelling.count("G") != 1:
        return []
    claim, confidence = told
    gain = passage.marked.marks[spelling.index("G")].value
    steps = gain.unit == "bậc"
    passage.context.told = None
    return (
        [Found(replace(claim, rank_change=int(gain.value)), confidence)] if steps and claim.rank_change is None else []
    )


def _remember(context: Context, bond: Bond, claim: RankingClaim, *, aside: bool) -> Unit:
    """Leave in the context what the rest of the sentence and the next ones may lean on; a year aside is not theirs."""
    unit = Unit(claim.unit, claim.unit_level, claim.province)
    context.unit = unit
    context.line = Line(
        bond.name,
        claim.rank,
        claim.year,
        rising=bond.standing.pole not in (BOTTOM, LAST_BUT_ONE),
        evidence=claim.evidence,
        sentence=context.sentence,
    )
    if not aside:
        context.see_year(claim.year)
    return unit


def _bond(passage: Passage, standing: Standing, window: Window, share: Share) -> Bond | None:
    """What the rank is of and when; None: it is no result on any of our indices."""
    marked, context = passage.marked, passage.context
    name = share.index or naming.index_of(marked, standing, window, context)
    if name is None or name.index is None or moods.is_vague(marked, standing) or moods.is_general(marked, standing):
        return None
    if not holders.is_grounded(marked, standing):
        return None
    index, name = name.index, naming.full_name(marked, name, context)
    year = share.year or dating.year_of(marked, standing, window, context)
    if year is None and index is Index.QD766:
        year = dating.year_of_day(marked, standing)
    if moods.is_wish(marked, standing, year, context.latest, context.wishing):
        return None
    if standing.origin and year is None:
        return None
    if standing.superlative and not (name.strong and moods.is_of_a_board(marked, standing)):
        return None
    if standing.pole == BOTTOM and _CROWD.search(marked.spelling, 0, standing.start):
        return None
    return Bond(standing, window, name, index, year, share.place)


_CROWD = re.compile(r"P[.g]{0,3}$")  # các tỉnh xếp cuối bảng là ...: the last few, in no order that is told


def _claims_of(passage: Passage, bond: Bond, previous: Unit | None) -> list[Found]:
    """One claim for each unit that holds the rank; a list after "dẫn đầu là" counts on."""
    if bond.place is not None:
        units = [passage.marked.marks[bond.place].value]
    else:
        units = holders.units_of(passage.marked, bond.standing, bond.window, passage.context, previous)
    if units == [holders.UNKNOWN] and not passage.names(bond.name):
        return []  # neither what nor who is said here: a chart of songs between two paragraphs about the reform
    last = bond.standing.pole in (BOTTOM, LAST_BUT_ONE)
    if last and len(units) > 1 and holders.is_list(passage.marked, bond.standing):
        return []  # Ba tỉnh thấp nhất là A, B, C: in no order that is told
    counting = len({unit.level for unit in units}) == 1
    found = []
    for number, unit in enumerate(units):
        if number and last:
            break
        step = number if counting else 0
        claim = None if holders.is_region(unit) else _claim(passage, bond, unit, step)
        if claim is not None:
            found.append(Found(claim, passage.confidence(bond.name) * (IMPLIED if step else 1)))
    return found


def _claim(passage: Passage, bond: Bond, unit: Unit, step: int) -> RankingClaim | None:
    marked, standing, window = passage.marked, bond.standing, bond.window
    total = amounts.total_of(marked, standing, unit, bond.year, passage.context)
    rank, implied = _rank(standing, step, unit, total, bond.year)
    score = _score(marked, bond, unit, step)
    places, gain = (None, None) if step else amounts.gains_of(marked, standing, window)
    if rank is None and score is None:
        return None
    if rank is not None and total is not None and rank > total:  # a list counted on past the end of the board
        total = None
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=bond.index,
        evidence=passage.evidence,
        province=unit.province,
        year=bond.year,
        rank=rank,
        of_total=rank if implied and standing.pole == BOTTOM else total,
        score=score.value if score else None,
        score_unit=score.unit if score else "",
        rank_change=int(places.value) if places else (0 if _held(marked, standing) else None),
        score_change=gain.value if gain else None,
        score_change_unit=gain.unit if gain else "",
        group=amounts.group_of(marked, standing, window),
        doubtful=bool(step) or implied or unit == holders.UNKNOWN or (bool(standing.pole) and not bond.name.strong),
    )


def _score(marked: Marked, bond: Bond, unit: Unit, step: int) -> Score | None:
    """The score of the unit; one that a series or a list names has it right behind its name or not at all."""
    if bond.place is not None:
        return amounts.held_score(marked, bond.place)
    holder = amounts.score_of_holder if step else amounts.score_of
    return holder(marked, bond.standing, bond.window, unit)


def _of_other_years(passage: Passage, bond: Bond, share: Share, claims: list[Found]) -> list[Found]:
    """2 năm liền (2021 và 2022) xếp hạng nhất: the same rank in each of the years that are enumerated."""
    if share.year or bond.year is None or bond.standing.origin or bond.standing.arrival:
        return []
    years = dating.years_with(passage.marked, bond.standing, bond.year)
    if not years:
        return []
    told = [_rank_only(item) for item in claims if item.claim.rank is not None]
    return [replace(item, claim=replace(item.claim, year=year)) for year in years for item in told]


def _rank_only(item: Found) -> Found:
    """Score and change are of the one year that they stand with."""
    claim = replace(item.claim, score=None, score_unit="", rank_change=None, score_change=None, score_change_unit="")
    return replace(item, claim=claim)


_HELD = re.compile(r"[^;]{0,6}h[^;]{0,4}y")


def _held(marked: Marked, standing: Standing) -> bool:
    """xếp hạng 11/12 nhưng vẫn giữ mức so với năm 2016."""
    return bool(_HELD.match(marked.spelling, standing.end))


def _rank(standing: Standing, step: int, unit: Unit, total: int | None, year: int | None) -> tuple[int | None, bool]:
    """The rank, and whether it was worked out from the size of the board instead of being written."""
    if standing.rank is not None:
        return standing.rank + step, False
    size = total or board_size(unit.level, year)
    if size is None:
        return None, False
    return size - (standing.pole == LAST_BUT_ONE), total is None


def board_size(level: UnitLevel, year: int | None) -> int | None:
    """How many provinces and ministries the Ministry of Home Affairs ranked in a year; other boards vary."""
    if level is UnitLevel.PROVINCE:
        return 34 if year is not None and year >= 2025 else 63
    if level is UnitLevel.MINISTRY and year is not None:
        return 19 if year <= 2017 else 18 if year == 2018 else 17
    return None


def _with_moves(found: list[Found], ranks: Sequence[Standing]) -> list[Found]:
    """từ vị trí thứ 10 ... lên thứ 2: the change that two ranks imply."""
    moves: dict[int | None, int] = {
        to.rank: origin.rank - to.rank
        for origin, to in pairwise(ranks)
        if origin.origin and origin.rank is not None and to.rank is not None
    }
    return [_moved(item, moves) for item in found]


def _moved(item: Found, moves: dict[int | None, int]) -> Found:
    change = moves.get(item.claim.rank)
    if change is None or item.claim.rank_change is not None:
        return item
    return replace(item, claim=replace(item.claim, rank_change=change))
