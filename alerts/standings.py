"""The claims of a notice, as a reader wants them: one entry a unit and index, the newest year in front.

"From 10th in 2020 to 2nd in 2021" arrives as two claims and is one fact with a change of eight places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from parwatch_core.ranking import RankingClaim
from parwatch_core.text import fold_tone, nfc, squeeze

_MERGED = ("rank", "of_total", "score", "rank_change", "score_change")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands on one index.

    `change` counts places, positive for a rise, against the year before, or None where nothing is known. `previous`
    is the claim for the year before, if the notice has it; `earlier` are older years, newest first.
    """

    claim: RankingClaim
    change: int | None = None
    previous: RankingClaim | None = None
    earlier: tuple[RankingClaim, ...] = ()


def standings(claims: Iterable[RankingClaim]) -> tuple[Standing, ...]:
    """Group `claims`. The order of the article is kept, but what has a certain rank comes first."""
    groups: dict[tuple[str, ...], list[RankingClaim]] = {}
    for claim in claims:
        groups.setdefault(_key(claim), []).append(claim)
    found = [standing for group in groups.values() for standing in _of_group(group)]
    return tuple(sorted(found, key=lambda standing: (standing.claim.rank is None, standing.claim.doubtful)))


def _key(claim: RankingClaim) -> tuple[str, ...]:
    names = (claim.unit, claim.province or "", claim.group or "")
    return (claim.index, *(fold_tone(squeeze(nfc(name)).lower()) for name in names))


def _of_group(group: list[RankingClaim]) -> list[Standing]:
    """The standings of one unit and index: one, unless claims for the same year contradict each other.

    Two ranks for one year are both told (papers disagree, and a province is 19th of the country and 1st of its
    region at once); choosing one would be inventing.
    """
    merged = sorted(_merge(group), key=lambda claim: claim.year or 9999, reverse=True)
    newest = merged[0].year
    heads = [claim for claim in merged if claim.year == newest]
    older = [claim for claim in merged if claim.year != newest]
    if len(heads) > 1:
        return [Standing(claim, claim.rank_change) for claim in heads]
    return [_standing(heads[0], older)]


def _merge(group: list[RankingClaim]) -> list[RankingClaim]:
    """Claims for one year that complete each other (a rank here, the score there) become one."""
    merged: list[RankingClaim] = []
    for claim in group:
        place = next((i for i, known in enumerate(merged) if _completes(known, claim)), None)
        if place is None:
            merged.append(claim)
        else:
            merged[place] = _fill(merged[place], claim)
    return merged


def _completes(known: RankingClaim, claim: RankingClaim) -> bool:
    pairs = ((getattr(known, name), getattr(claim, name)) for name in _MERGED)
    return known.year == claim.year and all(a is None or b is None or a == b for a, b in pairs)


def _fill(known: RankingClaim, claim: RankingClaim) -> RankingClaim:
    """`known` with its gaps filled from `claim`; a value and its unit come from the same claim."""
    first, second = (known, claim) if known.rank is not None else (claim, known)
    empty = {field.name for field in fields(first) if getattr(first, field.name) in (None, "")}
    if first.score is not None:
        empty.discard("score_unit")
    if first.score_change is not None:
        empty.discard("score_change_unit")
    filled = replace(first, **{name: getattr(second, name) for name in empty})
    return replace(filled, doubtful=known.doubtful or claim.doubtful)


def _standing(head: RankingClaim, older: list[RankingClaim]) -> Standing:
    before = next((claim for claim in older if head.year is not None and claim.year == head.year - 1), None)
    change = head.rank_change
    if change is None and before and before.rank is not None and head.rank is not None:
        change = before.rank - head.rank
    return Standing(head, change, before, tuple(claim for claim in older if claim is not before))
