"""How times, ranks and scores are written on the terminal and on the page: one way for both, and a dash for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from parwatch_core.text import decimal
from parwatch_core.zones import to_vietnam

if TYPE_CHECKING:
    from parwatch_core.ranking import RankingClaim

NOTHING = "—"


def moment(value: datetime | None) -> str:
    """An instant on a Vietnamese clock, as people there write it: "14/03/2026 15:30"."""
    return to_vietnam(value).strftime("%d/%m/%Y %H:%M") if value else NOTHING


def place(claim: RankingClaim) -> str:
    """ "2/10", "2", or the dash where only a score is claimed."""
    if claim.rank is None:
        return NOTHING
    return f"{claim.rank}/{claim.of_total}" if claim.of_total else str(claim.rank)


def score(claim: RankingClaim) -> str:
    """ "88 điểm", "89,42%", or the dash."""
    return measure(claim.score, claim.score_unit)


def measure(value: float | None, unit: str) -> str:
    """A number in its unit, or the dash for none."""
    if value is None:
        return NOTHING
    return f"{decimal(value)}{'' if unit == '%' else ' '}{unit}".strip()
