"""What people say of their alerts: "this is wrong", once a chat and notice, kept for the operator.

A chat can say it of what it was told only. Whoever forges a button's data reaches his own alerts and no others.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from parwatch_core.interest import personal
from parwatch_core.notice import Complaint, Notice
from parwatch_core.preferences import DEFAULT
from storage import notices, subscribers
from storage.statements import change, insert_or
from storage.tables import FEEDBACK, OUTBOX
from storage.values import Feedback


def told(session: Session, chat_id: int, notice_id: int) -> Notice | None:
    """A notice that went out to this chat, as the chat is told it today; None for any other.

    What is on its way counts: a person may press a button before we know that the message arrived.
    """
    tried = select(OUTBOX.c.id).where(
        OUTBOX.c.notice_id == notice_id, OUTBOX.c.chat_id == chat_id, OUTBOX.c.attempts > 0
    )
    if session.scalar(tried) is None:
        return None
    known = subscribers.get(session, chat_id)
    return personal(known.preferences if known else DEFAULT, notices.build(session, [notice_id])[notice_id])


def give(session: Session, chat_id: int, notice_id: int, complaint: Complaint, now: datetime) -> bool:
    """Keep what a chat says of a notice. False where it said something before, or was never told the notice."""
    if told(session, chat_id, notice_id) is None:
        return False
    row = {"chat_id": chat_id, "notice_id": notice_id, "complaint": complaint.value, "at": now}
    added = insert_or(session, FEEDBACK).values(**row).on_conflict_do_nothing().returning(FEEDBACK.c.id)
    return session.scalar(added) is not None


def latest(session: Session, limit: int = 20, skip: int = 0, *, waiting: bool = False) -> tuple[Feedback, ...]:
    """The newest first. `waiting`: only what no operator has handled yet."""
    newest = select(FEEDBACK).order_by(FEEDBACK.c.id.desc()).limit(limit).offset(skip)
    if waiting:
        newest = newest.where(FEEDBACK.c.handled_at.is_(None))
    rows = session.execute(newest).all()
    built = notices.build(session, {row.notice_id for row in rows})
    return tuple(
        Feedback(row.id, row.chat_id, Complaint(row.complaint), row.at, built[row.notice_id], row.handled_at)
        for row in rows
    )


def handle(session: Session, number: int, now: datetime) -> bool:
    """An operator is done with it. False where it was handled before, or is gone."""
    mine = update(FEEDBACK).where(FEEDBACK.c.id == number, FEEDBACK.c.handled_at.is_(None))
    return change(session, mine.values(handled_at=now)).rowcount > 0


def count(session: Session, *, waiting: bool = False) -> int:
    """How many there are. `waiting`: only what no operator has handled yet."""
    statement = select(func.count()).select_from(FEEDBACK)
    if waiting:
        statement = statement.where(FEEDBACK.c.handled_at.is_(None))
    return session.scalar(statement) or 0
