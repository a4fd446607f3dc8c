"""The chats that are told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from parwatch_core import preferences as wishes
from parwatch_core.addresses import OPERATOR_LINES
from parwatch_core.errors import PreferencesError
from parwatch_core.notice import Language
from parwatch_core.preferences import DEFAULT, Preferences
from storage.statements import AnyRow, change
from storage.tables import ADMISSIONS, FEEDBACK, FLIGHTS, OUTBOX, SUBSCRIBERS
from storage.values import Folding, OutboxState, Subscriber

_WAITING = (OutboxState.PENDING.value, OutboxState.FAILED.value)
# Lines to operators are no chats of their own: they get alarms, and no news.
IS_NO_LINE = ~SUBSCRIBERS.c.chat_id.between(OPERATOR_LINES[0], OPERATOR_LINES[1])
_AUDIENCE = select(SUBSCRIBERS.c.chat_id, SUBSCRIBERS.c.preferences).where(SUBSCRIBERS.c.active, IS_NO_LINE)
# What was never tried and is no edit: its time may still be chosen.
_UNTRIED = and_(OUTBOX.c.state == OutboxState.PENDING.value, OUTBOX.c.attempts == 0, OUTBOX.c.message_id.is_(None))


@dataclass(frozen=True, slots=True)
class Audience:
    """Chats with the same wishes, in whatever language: what is decided for one of them is decided for all."""

    preferences: Preferences
    chats: tuple[int, ...]


def subscribe(session: Session, chat_id: int, language: Language, now: datetime, thread: int | None = None) -> bool:
    """Tell this chat from now on, in this language. Whether that is news: the chat is new, or had stopped.

    `thread`: the topic of a forum that is told; None: its general topic, and everywhere else.
    """
    old = get(session, chat_id)
    if old is None:
        change(session, insert(SUBSCRIBERS), **_fresh(chat_id, language, now), thread_id=thread)
        return True
    values: dict[str, Any] = {"language": language.value} if old.active else _fresh(chat_id, language, now)
    values["thread_id"] = thread
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


def prefer(session: Session, chat_id: int, preferences: Preferences, now: datetime) -> bool:
    """Keep what the chat wants to be told, and when. False for a chat that never subscribed; one that stopped keeps it.

    What waits for the chat and was not tried yet gets the time that the new wishes give it; none of it is dropped.
    """
    statement = update(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == chat_id)
    if change(session, statement.values(language=preferences.language.value, **_wishes(preferences))).rowcount == 0:
        return False
    then = wishes.due(preferences, now)
    waiting = update(OUTBOX).where(OUTBOX.c.chat_id == chat_id, _UNTRIED)
    held = {"folding": Folding.MUST.value} if then > now else {}
    # What goes by itself (a text of the operator's) is no part of a digest and does not wait for one.
    change(session, waiting.where(OUTBOX.c.folding != Folding.NEVER.value).values(not_before=then, **held))
    return True


def forget(session: Session, chat_id: int) -> bool:
    """Delete all that is stored of a chat: that it was here, its wishes, what it was told and what it said of that.

    False: nothing was stored.
    A message that is on its way at this moment arrives, and nothing remembers it.
    """
    for table in (FEEDBACK, OUTBOX, FLIGHTS, ADMISSIONS):
        change(session, delete(table).where(table.c.chat_id == chat_id))
    return change(session, delete(SUBSCRIBERS).where(SUBSCRIBERS.c.chat_id == chat_id)).rowcount > 0


def audiences(session: Session) -> tuple[Audience, ...]:
    """Everyone who is told, by their wishes."""
    chats: defaultdict[str | None, list[int]] = defaultdict(list)
    for chat_id, text in session.execute(_AUDIENCE):
        chats[text].append(chat_id)
    return tuple(Audience(_parsed(text), tuple(found)) for text, found in chats.items())


def asleep(minute: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a subscriber's quiet hours cover this minute of the day (parwatch_core.preferences.Quiet)."""
    start, end = SUBSCRIBERS.c.quiet_start, SUBSCRIBERS.c.quiet_end
    within = and_(start < end, start <= minute, minute < end)
    return and_(start.is_not(None), or_(within, and_(start > end, or_(minute >= start, minute < end))))


def move(session: Session, old: int, new: int, now: datetime) -> bool:
    """A group became a supergroup: its subscription and what it was not told yet go to the new id.

    What was in flight to the old id was refused, so it waits again. A chat that had stopped does not come back by
    moving. False where the old id is unknown.
    """
    known = get(session, old)
    if known is None:
        return False
    _move_admission(session, old, new)
    _take_back(session, old)
    if known.active:
        if subscribe(session, new, known.language, now, known.thread):
            prefer(session, new, known.preferences, now)
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
    change(session, flying.values(state=OutboxState.PENDING.value, flight_id=None))
    change(session, delete(FLIGHTS).where(FLIGHTS.c.chat_id == chat_id))


def _move_admission(session: Session, old: int, new: int) -> None:
    """Who was invited stays so."""
    taken = select(ADMISSIONS.c.chat_id).where(ADMISSIONS.c.chat_id == new)
    if session.scalar(taken) is None:
        change(session, update(ADMISSIONS).where(ADMISSIONS.c.chat_id == old).values(chat_id=new))


def _move_waiting(session: Session, old: int, new: int) -> None:
    """Hand over the rows of the old chat that the new one has not got."""
    told = select(OUTBOX.c.notice_id).where(OUTBOX.c.chat_id == new).scalar_subquery()
    waiting = update(OUTBOX).where(OUTBOX.c.chat_id == old, OUTBOX.c.state.in_(_WAITING))
    change(session, waiting.where(OUTBOX.c.notice_id.not_in(told)).values(chat_id=new))


def preferences_of(row: AnyRow) -> Preferences:
    """The wishes in a row that holds `language` and `preferences`."""
    return _with_language(_parsed(row.preferences), Language(row.language))


def _wishes(preferences: Preferences) -> dict[str, Any]:
    quiet = preferences.quiet
    hours = {"quiet_start": quiet.start if quiet else None, "quiet_end": quiet.end if quiet else None}
    return {"preferences": wishes.dumps(preferences), **hours}


# Read again for every alert and for every message: most chats have one of a few spellings.
@lru_cache(maxsize=4096)
def _parsed(text: str | None) -> Preferences:
    """The wishes as stored. What cannot be read (another hand wrote it) counts as no wishes: better told than not."""
    try:
        return DEFAULT if text is None else wishes.loads(text)
    except PreferencesError:
        return DEFAULT


@lru_cache(maxsize=4096)
def _with_language(preferences: Preferences, language: Language) -> Preferences:
    return replace(preferences, language=language)


def _from_row(row: AnyRow) -> Subscriber:
    return Subscriber(
        chat_id=row.chat_id,
        language=Language(row.language),
        active=row.active,
        subscribed_at=row.subscribed_at,
        ended_at=row.ended_at,
        ended_because=row.ended_because,
        preferences=preferences_of(row),
        thread=row.thread_id,
    )
