"""What the pages show, as frozen values: the routes fetch them, the templates only lay them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from parwatch import spelling
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


def head(stored: StoredClaim) -> str:
    """What stands large beside a claim: the rank, or the score where no rank is claimed."""
    return spelling.score(stored.claim) if stored.claim.rank is None else spelling.place(stored.claim)
