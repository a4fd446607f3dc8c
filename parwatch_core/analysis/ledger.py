"""The ledger: claims of all sentences, each fact once. A later telling fills the gaps of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from parwatch_core.analysis.letters import key
from parwatch_core.analysis.passages import Found
from parwatch_core.ranking import Index, RankingClaim

_KEPT = ("unit", "unit_level", "index", "evidence", "doubtful", "score_unit", "score_change_unit")


def settle(found: Iterable[Found]) -> list[Found]:
    """Merge what tells the same fact; two ranks of one unit, index and year contradict each other and both stay."""
    facts: list[Found] = []
    places: dict[tuple[str, Index], list[int]] = {}  # by unit and index, so that long tables stay linear
    for item in found:
        known = places.setdefault((unit_key(item.claim.unit), item.claim.index), [])
        place = next((number for number in known if _same(facts[number].claim, item.claim)), None)
        if place is not None:
            facts[place] = _merged(facts[place], item)
        elif len(known) < _MOST_CONTRADICTIONS:
            known.append(len(facts))
            facts.append(item)
    return facts


_MOST_CONTRADICTIONS = 64


def unit_key(unit: str) -> str:
    """Under which two tellings name the same unit: without marks of tone placement and with one "và"."""
    return key(unit).replace(" - ", " ").replace(" và ", " ").replace(",", "").removesuffix(" việt nam")


def _same(one: RankingClaim, other: RankingClaim) -> bool:
    """Whether two claims of one unit on one index tell the same fact."""
    return (
        _agree(one.year, other.year)
        and _agree(one.rank, other.rank)
        and _agree(one.score, other.score)
        and not (one.rank is None and other.rank is None and one.score is None)
        and (one.year is not None or other.year is not None or one.rank == other.rank)
    )


def _agree(one: float | None, other: float | None) -> bool:
    return one is None or other is None or one == other


def _merged(one: Found, other: Found) -> Found:
    """The claim with the year tells the sentence; gaps are filled from the other."""
    if one.claim.year is None and other.claim.year is not None:
        one, other = other, one
    gaps = {
        item.name: getattr(other.claim, item.name)
        for item in fields(RankingClaim)
        if item.name not in _KEPT and getattr(one.claim, item.name) is None
    }
    if one.claim.score is None:
        gaps["score_unit"] = other.claim.score_unit
    if one.claim.score_change is None:
        gaps["score_change_unit"] = other.claim.score_change_unit
    doubtful = one.claim.doubtful and other.claim.doubtful
    return Found(replace(one.claim, doubtful=doubtful, **gaps), max(one.confidence, other.confidence))
