"""Changes: whether an edited article claims something else than before."""

from __future__ import annotations

from collections.abc import Iterable

from parwatch_core.analysis.ledger import unit_key
from parwatch_core.ranking import RankingClaim

Fact = tuple[object, ...]


def claims_changed(old: Iterable[RankingClaim], new: Iterable[RankingClaim]) -> bool:
    """Whether the facts differ. Their order, the wording of the evidence and how sure we are do not count."""
    return {_fact(claim) for claim in old} != {_fact(claim) for claim in new}


def _fact(claim: RankingClaim) -> Fact:
    return (
        unit_key(claim.unit),
        claim.index,
        claim.year,
        claim.rank,
        claim.of_total,
        claim.score,
        claim.rank_change,
        claim.score_change,
    )
