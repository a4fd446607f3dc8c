"""History: what many articles claim becomes facts, one for each unit, index and year, with the witnesses of it.

    facts_of(witnesses) -> tuple[Fact, ...]     newest year first
    with_changes(facts) -> tuple[Fact, ...]     change of rank filled from the year before

`leagues` makes tables of them, `identity` knows which names are of one unit.
Articles disagree (one unit of 2015 is "thứ 3" in one paper and "hạng 18" in another). Both readings stay as facts and
are marked: choosing one would be inventing. Where articles agree in rank, one supplies the total, another the score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from parwatch_core.analysis.holders import UNKNOWN
from parwatch_core.facts import Fact, Witness, weight_of
from parwatch_core.identity import Subject, identify
from parwatch_core.ranking import Index, RankingClaim
from parwatch_core.text import search_key

# Totals so far apart are of different fields: first of 6 in the region and 19th of 63 is no contradiction.
_FAR = 2.0


def facts_of(witnesses: Iterable[Witness]) -> tuple[Fact, ...]:
    """One fact for each reading of a unit, index, year and field; newest year first, the best witnessed reading first.

    Claims without a year contradict nothing: those of one year of publication are held together, each rank by itself.
    """
    cases: defaultdict[tuple[str, Index, int | None, int | None], list[tuple[Subject, Witness]]] = defaultdict(list)
    for witness in witnesses:
        subject = _subject(witness)
        claim = witness.claim
        published = None if claim.year is not None else witness.dated.year
        cases[subject.key, claim.index, claim.year, published].append((subject, witness))
    found = [fact for case in cases.values() for fact in _of_case(case)]
    return tuple(sorted(found, key=_newest_first))


def _subject(witness: Witness) -> Subject:
    """Whom a claim is about. "Some unit leads the country" names nobody: each article's nobody is another one."""
    claim = witness.claim
    subject = identify(claim.unit, claim.unit_level, claim.province)
    if claim.unit == UNKNOWN.name:
        return replace(subject, key=f"{subject.key}|{witness.article_id}")
    return subject


def with_changes(found: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts with `rank_change` filled from the year before, where no article states it and neither is disputed."""
    before: defaultdict[tuple[str, Index, int], list[Fact]] = defaultdict(list)
    for fact in found:
        if fact.year is not None and fact.rank is not None:
            before[fact.subject, fact.index, fact.year].append(fact)
    return tuple(_changed(fact, before) for fact in found)


def _changed(fact: Fact, by_year: dict[tuple[str, Index, int], list[Fact]]) -> Fact:
    if fact.rank is None or fact.year is None or fact.rank_change is not None or "rank" in fact.disputed:
        return fact
    earlier = [old for old in by_year.get((fact.subject, fact.index, fact.year - 1), ()) if _same_field(old, fact)]
    if len(earlier) != 1 or earlier[0].rank is None:
        return fact
    return replace(fact, rank_change=earlier[0].rank - fact.rank)


def _same_field(a: Fact, b: Fact) -> bool:
    named = a.group is None or b.group is None or search_key(a.group) == search_key(b.group)
    return named and not _far(a.of_total, b.of_total)


# ---- one unit, index and year


@dataclass(frozen=True, slots=True)
class _Reading:
    """Witnesses that agree: in rank, in the order of totals, and in the field that was ranked."""

    group: str | None
    rank: int | None
    total: int | None
    witnesses: tuple[Witness, ...]

    @property
    def sure(self) -> bool:
        return any(not witness.claim.doubtful for witness in self.witnesses)


def _of_case(case: list[tuple[Subject, Witness]]) -> list[Fact]:
    readings = _readings([witness for _, witness in case])
    subject = _best_named([subject for subject, _ in case])
    return [_fact(subject, reading, readings) for reading in readings]


def _best_named(subjects: list[Subject]) -> Subject:
    """All have one key; the spelling that most articles use is shown."""
    return Counter(subjects).most_common(1)[0][0]


def _readings(witnesses: list[Witness]) -> list[_Reading]:
    """Rank by rank; what names no rank joins the only reading that it does not contradict. Heaviest first."""
    readings: list[_Reading] = []
    for witness in sorted(witnesses, key=_telling):
        place = _place_for(witness, readings)
        if place is None:
            claim = witness.claim
            readings.append(_Reading(claim.group, claim.rank, claim.of_total, (witness,)))
        else:
            readings[place] = _joined(readings[place], witness)
    return sorted(readings, key=lambda reading: (-weight_of(reading.witnesses), reading.rank or 0))


def _telling(witness: Witness) -> tuple[bool, bool, bool, bool, datetime, int]:
    """Those that say most come first, so that the others find what they agree with."""
    claim = witness.claim
    missing = (claim.rank is None, claim.group is None, claim.of_total is None)
    return (*missing, claim.doubtful, witness.dated, witness.article_id)


def _place_for(witness: Witness, readings: list[_Reading]) -> int | None:
    claim = witness.claim
    fitting = [i for i, reading in enumerate(readings) if _fits(claim, reading)]
    if claim.rank is None and len(fitting) > 1:
        fitting = [i for i in fitting if _score_agrees(claim, readings[i], unknown=False)]
    return fitting[0] if fitting else None


def _fits(claim: RankingClaim, reading: _Reading) -> bool:
    other_group = claim.group and reading.group and search_key(claim.group) != search_key(reading.group)
    if other_group or _far(claim.of_total, reading.total):
        return False
    if claim.rank is None:
        return _score_agrees(claim, reading, unknown=True)
    return claim.rank == reading.rank


def _score_agrees(claim: RankingClaim, reading: _Reading, *, unknown: bool) -> bool:
    """Whether the reading has this score; `unknown` is the answer where one of the two has none."""
    scores = {witness.claim.score for witness in reading.witnesses} - {None}
    if claim.score is None or not scores:
        return unknown
    return any(scores_agree(claim.score, score) for score in scores if score is not None)


def _joined(reading: _Reading, witness: Witness) -> _Reading:
    total = witness.claim.of_total if reading.total is None else reading.total
    return replace(reading, total=total, witnesses=(*reading.witnesses, witness))


def _far(a: int | None, b: int | None) -> bool:
    return a is not None and b is not None and max(a, b) >= _FAR * min(a, b)


def scores_agree(a: float, b: float) -> bool:
    """Whether one number is the other, rounded: 88.5 and 88.46 are, 88.5 and 88.7 are not."""
    places = min(_decimals(a), _decimals(b))
    return abs(a - b) <= 0.5 * 10.0**-places + 1e-9


def _decimals(value: float) -> int:
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


# ---- a reading as a fact


def _fact(subject: Subject, reading: _Reading, all_readings: list[_Reading]) -> Fact:
    witnesses = tuple(
        sorted(reading.witnesses, key=lambda witness: (witness.claim.doubtful, -witness.dated.timestamp()))
    )
    claims = [witness.claim for witness in witnesses]
    score, score_unit = _score(witnesses)
    change = _heaviest(witnesses, "rank_change")
    scored = next((claim for claim in claims if claim.score_change is not None), None)
    return Fact(
        subject=subject.key,
        unit=subject.unit,
        level=subject.level,
        province=subject.province,
        index=claims[0].index,
        year=claims[0].year,
        group=reading.group,
        rank=reading.rank,
        of_total=_heaviest(witnesses, "of_total"),
        score=score,
        score_unit=score_unit,
        rank_change=change,
        score_change=scored.score_change if scored else None,
        score_change_unit=scored.score_change_unit if scored else "",
        witnesses=witnesses,
        disputed=_disputed(reading, all_readings),
        doubtful=not reading.sure,
        predecessors=subject.predecessors,
        successors=subject.successors,
    )


def _newest_sure_first(witness: Witness) -> tuple[bool, float]:
    return witness.claim.doubtful, -witness.dated.timestamp()


def _heaviest(witnesses: Sequence[Witness], name: str) -> int | None:
    """The value of this field that most speaks for; of equals the one that the newest article says."""
    weights: defaultdict[int, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        value = getattr(witness.claim, name)
        if value is not None:
            weights[value].append(witness)
    return max(weights, key=lambda value: weight_of(weights[value]), default=None)


def _score(witnesses: Sequence[Witness]) -> tuple[float | None, str]:
    """The score that most speaks for, in its most exact form, and its unit."""
    said = _by_score(witnesses)
    if not said:
        return None, ""
    camps = [{other: said[other] for other in said if scores_agree(score, other)} for score in said]
    camp = max(camps, key=lambda some: weight_of(chain(*some.values())))
    best = max(camp, key=_decimals)
    named = (witness.claim.score_unit for witness in chain(camp[best], *camp.values()))
    return best, next(filter(None, named), "")


def _by_score(witnesses: Iterable[Witness]) -> dict[float, list[Witness]]:
    """Who says which score: articles are many, the scores that they give one year few."""
    said: defaultdict[float, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        if witness.claim.score is not None:
            said[witness.claim.score].append(witness)
    return said


def _disputed(reading: _Reading, readings: list[_Reading]) -> tuple[str, ...]:
    """The fields in which others say something else. What only doubtful claims contradict stands undisputed."""
    sound = [witness for witness in reading.witnesses if not (reading.sure and witness.claim.doubtful)]
    others = [other for other in readings if other is not reading and (other.sure or not reading.sure)]
    named = []
    if any(_contradicts(reading, other) for other in others):
        named.append("rank")
    if len({witness.claim.of_total for witness in sound} - {None}) > 1:
        named.append("of_total")
    against = [witness for other in others if None in (other.rank, reading.rank) for witness in other.witnesses]
    scores = _by_score(sound)
    if any(not scores_agree(one, other) for one in scores for other in (*scores, *_by_score(against))):
        named.append("score")
    return tuple(named)


def _contradicts(a: _Reading, b: _Reading) -> bool:
    """Two ranks in one field; where a field is named for one of them only, they may be of two."""
    if a.rank is None or b.rank is None or a.rank == b.rank or _far(a.total, b.total):
        return False
    return a.witnesses[0].claim.year is not None and _field(a) == _field(b)


def _field(reading: _Reading) -> str:
    return search_key(reading.group or "")


def _newest_first(fact: Fact) -> tuple[bool, int, Index, str, str, int]:
    return (fact.year is None, -(fact.year or 0), fact.index, fact.subject, search_key(fact.group or ""), -fact.weight)
