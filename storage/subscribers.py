"""The chats that are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, insert, select, update
from sqlalchemy.orm import Session

from parwatch_core.notice import Language
from storage.statements import AnyRow, change
from storage.tables import OUTBOX, SUBSCRIBERS
from storage.values import OutboxState, Subscriber

_WAITING = (OutboxState.PENDING.value, OutboxState.FAILED.value)


def subscribe(session: Session, chat_id: int, language: Language, now: datetime) -> bool:
    """Tell this chat from now on, in this language. Whether that is news: the chat is new, or had stopped."""
    old = get(session, chat_id)
    if old is None:
        change(session, insert(SUBSCRIBERS), **_fresh(chat_id, language, now))
        return True
    values: dict[str, Any] = {"language": language.value} if old.active else _fresh(chat_id, language, now)
    change(session, update(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == chat_id).values(**values))
    return not old.active


def unsubscribe(session: Session, chat_id: int, now: datetime) -> bool:
    """The person asked to stop: what still waits for the chat is not sent. False where it was not subscribed."""
    return deactivate(session, chat_id, "unsubscribed", now)


def deactivate(session: Session, chat_id: int, reason: str, now: datetime) -> bool:
    """Stop telling a chat, for a reason that can be shown. What still waits for it becomes dead, with that reason."""
    ended = {"active": False, "ended_at": now, "ended_because": reason}
    statement = update(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == chat_id, SUBSCRIBERS.c.active)
    if change(session, statement.values(**ended)).rowcount == 0:
        return False
    _give_up(session, chat_id, reason, now)
    return True


def move(session: Session, old: int, new: int, now: datetime) -> bool:
    """A group became a supergroup: its subscription and what it was not told yet go to the new id.

    What was in flight to the old id was refused, so it waits again. A chat that had stopped does not come back by
    moving. False where the old id is unknown.
    """
    known = get(session, old)
    if known is None:
        return False
    _take_back(session, old)
    if known.active:
        subscribe(session, new, known.language, now)
        _move_waiting(session, old, new)
    _give_up(session, old, f"moved to {new}", now)
    ended = {"active": False, "ended_at": now, "ended_because": f"moved to {new}"}
    change(session, update(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == old).values(**ended))
    return True


def get(session: Session, chat_id: int) -> Subscriber | None:
    """The subscriber, active or not; None for a chat that never subscribed."""
    row = session.execute(select(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == chat_id)).one_or_none()
    return None if row is None else _from_row(row)


def active(session: Session) -> tuple[Subscriber, ...]:
    """Everyone who is told, the oldest first."""
    statement = select(SUBSCRIBERS).where(SUBSCRIBERS.c.active)
    rows = session.execute(statement.order_by(SUBSCRIBERS.c.subscribed_at, SUBSCRIBERS.c.chat_id))
    return tuple(_from_row(row) for row in rows)


def _fresh(chat_id: int, language: Language, now: datetime) -> dict[str, Any]:
    ended = {"ended_at": None, "ended_because": None}
    return {"chat_id": chat_id, "language": language.value, "active": True, "subscribed_at": now, **ended}


def _give_up(session: Session, chat_id: int, reason: str, now: datetime) -> None:
    waiting = update(OUTBOX).where(OUTBOX.c.chat_id == chat_id, OUTBOX.c.state.in_(_WAITING))
    # A message that had arrived and was only to be edited stays sent.
    ended = case((OUTBOX.c.message_id.is_(None), OutboxState.DEAD.value), else_=OutboxState.SENT.value)
    change(session, waiting.values(state=ended, error=reason, settled_at=now))


def _take_back(session: Session, chat_id: int) -> None:
    """What is in flight waits again, so that the new id of a chat still has one in flight at most."""
    flying = update(OUTBOX).where(OUTBOX.c.chat_id == chat_id, OUTBOX.c.state == OutboxState.SENDING.value)
    change(session, flying.values(state=OutboxState.PENDING.value, lease_until=None))


def _move_waiting(session: Session, old: int, new: int) -> None:
    """Hand over the rows of the old chat that the new one has not got."""
    told = select(OUTBOX.c.notice_id).where(OUTBOX.c.chat_id == new).scalar_subquery()
    waiting = update(OUTBOX).where(OUTBOX.c.chat_id == old, OUTBOX.c.state.in_(_WAITING))
    change(session, waiting.where(OUTBOX.c.notice_id.not_in(told)).values(chat_id=new))


def _from_row(row: AnyRow) -> Subscriber:
    return Subscriber(
        chat_id=row.chat_id,
        language=Language(row.language),
        active=row.active,
        subscribed_at=row.subscribed_at,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
    )
