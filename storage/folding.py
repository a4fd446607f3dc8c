"""Which alerts of a chat are told in one message, and which are held so that they can be. Pure.

A person gets the first alerts of a day one by one, each with its evidence. Many at once make one message: what gathered
while a digest, the quiet hours or a trouble held it, and what comes after the first few of a burst.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parwatch_core.notice import MOST_FOLDED
from parwatch_core.preferences import Preferences, due
from storage.values import Folding

# So many rows that wait are one message, whatever they wait for. Fewer keep their evidence and their buttons.
MANY = 10
# A burst: so many alerts were written for a chat within this span. What follows is gathered, two messages a minute.
BURST = 10
BURST_SPAN = timedelta(minutes=5)
GATHERING = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is due. `edit`: its message was sent and is to be changed."""

    id: int
    notice_id: int
    attempts: int
    uncertain: bool
    plain: bool
    folding: Folding
    message_id: int | None

    @property
    def edit(self) -> bool:
        """Whether there is a message to be changed."""
        return self.message_id is not None


@dataclass(frozen=True, slots=True)
class Recent:
    """What was written for a chat within the last `BURST_SPAN`; `gathered_until`: when the rows gathered now go out."""

    rows: int = 0
    gathered_until: datetime | None = None


def together(waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """Which of a chat's rows that are due go out as its next message; oldest first, the first always with it.

    Rows in one message share its fate, so only rows that would be treated alike are folded: one that may have arrived
    is repeated once and then given up, and must not take with it what was never tried.
    """
    head = waiting[0]
    if not _folds(head):
        return (head,)
    alike = [row for row in waiting if _folds(row) and row.uncertain == head.uncertain]
    if len(alike) >= MANY:
        return tuple(alike[:MOST_FOLDED])
    held = [row for row in alike if row.folding is Folding.MUST]
    return tuple(held) if head in held else (head,)


def first_turn(preferences: Preferences, recent: Recent, now: datetime) -> tuple[datetime, Folding]:
    """When a new row may go out, and how it is folded."""
    then = due(preferences, now)
    if then > now:
        return then, Folding.MUST
    if recent.rows < BURST:
        return now, Folding.MAY
    gathered = recent.gathered_until
    return (gathered if gathered and gathered > now else now + GATHERING), Folding.MUST


def _folds(row: Waiting) -> bool:
    """An edit has a message of its own; what was refused for its text is not to spoil that of others."""
    return not (row.edit or row.plain or row.folding is Folding.NEVER)
