"""What the pages show, as frozen values: the routes fetch them, the templates only lay them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from parwatch_core.zones import to_vietnam
from storage import articles, rankings, sources
from storage.database import Database
from storage.values import Counts, SourceState, StoredClaim

RANKINGS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Home:
    """The first page."""

    counts: Counts
    claims: tuple[StoredClaim, ...]
    sources: tuple[SourceState, ...]
    now: datetime


def home(database: Database, clock: Callable[[], datetime]) -> Home:
    """Read what the first page shows."""
    with database.read() as session:
        return Home(
            articles.counts(session),
            tuple(stored for stored in rankings.find(session, limit=RANKINGS_SHOWN) if stored.claim.index.is_reform),
            sources.states(session),
            clock(),
        )


def moment(value: datetime | None) -> str:
    """An instant on a Vietnamese clock, as people there write it."""
    return to_vietnam(value).strftime("%d/%m/%Y %H:%M") if value else "—"


def place(stored: StoredClaim) -> str:
    """'2/10', '2', or the score where no rank is claimed."""
    claim = stored.claim
    if claim.rank is None:
        return f"{claim.score:g} {claim.score_unit}".strip().replace(".", ",") if claim.score is not None else "—"
    return f"{claim.rank}/{claim.of_total}" if claim.of_total else str(claim.rank)
