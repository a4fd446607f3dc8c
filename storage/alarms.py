"""Which sources the operators know to be broken, so that they are told once, and once more when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.statements import change, chunks, insert_or
from storage.tables import ALARMS


def told(session: Session) -> frozenset[str]:
    """The sources that the operators know to be broken."""
    return frozenset(session.scalars(select(ALARMS.c.source)))


def remember(session: Session, sources: Iterable[str], now: datetime) -> None:
    """The operators know that these are broken."""
    rows = [{"source": name, "told_at": now} for name in sources]
    if rows:
        session.execute(insert_or(session, ALARMS).on_conflict_do_nothing(), rows)


def forget(session: Session, sources: Iterable[str]) -> None:
    """These are not broken any more, or are not watched."""
    for some in chunks(sources):
        change(session, delete(ALARMS).where(ALARMS.c.source.in_(some)))
