"""The outbox: who still has to be told what.

    pending ──claim──> sending ──mark_sent──> sent
       ^                │ │ └────dead───────> dead
       │                │ └──retry──> failed ──claim──> sending
       └─release_expired┘

A sent message that changes afterwards (`revise`: one more portal carries the story) goes round again with the
`message_id` that it got, to be edited in place; given up then, it stays sent.

A row is written in the transaction that stores the article, once per notice and chat. `claim` takes rows by one
conditional UPDATE under the write lock, so two instances never take the same one; a chat has one row in flight, which
the database itself holds. Marking comes after sending: a crash between the two sends again, 60 s later at the
earliest, and the row says that it is `uncertain`.

`attempt` fences off a sender that slept through its lease: given to `retry` or `dead`, a row that someone else has
claimed since is left alone. `mark_sent` takes none, for what was sent was sent.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from parwatch_core.notice import Delivery, Language, NoticeKind
from storage import notices
from storage.statements import AnyRow, Upsert, change, insert_into, is_lite, storable
from storage.tables import NOTICES, OUTBOX, SUBSCRIBERS
from storage.values import Depth, OutboxState

_RESEND_AFTER = timedelta(seconds=60)

_IS_WAITING = OUTBOX.c.state.in_((OutboxState.PENDING.value, OutboxState.FAILED.value))
_CHAT_IS_TOLD = OUTBOX.c.chat_id.in_(select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active))
_CHAT_ENDED = (
    select(SUBSCRIBERS.c.ended_at)
    .join(OUTBOX, OUTBOX.c.chat_id == SUBSCRIBERS.c.chat_id)
    .where(SUBSCRIBERS.c.active.is_(False))
)
_IN_FLIGHT = select(OUTBOX.c.chat_id).where(OUTBOX.c.state == OutboxState.SENDING.value)

# The oldest row of each chat that waits for nothing; oldest chats first, so that none is passed over.
_HEADS = (
    select(func.min(OUTBOX.c.id))
    .where(_IS_WAITING, OUTBOX.c.not_before <= bindparam("now"), _CHAT_IS_TOLD, OUTBOX.c.chat_id.not_in(_IN_FLIGHT))
    .group_by(OUTBOX.c.chat_id)
    .order_by(func.min(OUTBOX.c.id))
    .limit(bindparam("most"))
)
_CLAIM = (
    update(OUTBOX)
    .where(OUTBOX.c.id.in_(_HEADS), _IS_WAITING)
    .values(state=OutboxState.SENDING.value, attempts=OUTBOX.c.attempts + 1, lease_until=bindparam("until"))
    .returning(OUTBOX.c.id, OUTBOX.c.notice_id, OUTBOX.c.chat_id, OUTBOX.c.attempts, OUTBOX.c.plain, OUTBOX.c.uncertain)
    .returning(OUTBOX.c.message_id)
)
# What giving up means: dead, unless the message had arrived and was only to be edited.
_GIVEN_UP = case((OUTBOX.c.message_id.is_(None), OutboxState.DEAD.value), else_=OutboxState.SENT.value)
_EXPIRED = select(OUTBOX.c.id, OUTBOX.c.lease_until, _CHAT_IS_TOLD.label("told")).where(
    OUTBOX.c.state == OutboxState.SENDING.value, OUTBOX.c.lease_until < bindparam("now")
)
_VANISHED = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"))
    .values(uncertain=True, lease_until=None, error="the sender vanished while sending; it may have arrived")
)
_WAIT_AGAIN = _VANISHED.values(state=OutboxState.PENDING.value, not_before=bindparam("again"))
_GIVE_UP = _VANISHED.values(state=_GIVEN_UP, settled_at=bindparam("now"))
_NEW_NOTICE = select(NOTICES.c.id).where(
    NOTICES.c.article_id == bindparam("article_id"), NOTICES.c.kind == bindparam("kind")
)
_NOTICE = _NEW_NOTICE.where(NOTICES.c.version_id == bindparam("version_id"))
_NEXT_DUE = select(func.min(OUTBOX.c.not_before)).where(_IS_WAITING, _CHAT_IS_TOLD)


def publish(session: Session, article_id: int, version_id: int, kind: NoticeKind, now: datetime) -> int:
    """Decide that this version is told, with one row for every active subscriber; the notice's id.

    Said again, nothing is added for those who have their row. A story is new once: NEW for a later version of it
    gives back the notice that there is.
    """
    lite = is_lite(session)
    notice = {"article_id": article_id, "version_id": version_id, "kind": kind.value}
    added: int | None = session.scalar(_notice_on(lite), {**notice, "created_at": now})
    notice_id: int = added or session.scalars(_NEW_NOTICE if kind is NoticeKind.NEW else _NOTICE, notice).one()
    change(session, _rows_on(lite), notice=notice_id, now=now)
    return notice_id


def claim(session: Session, now: datetime, lease_seconds: float, limit: int) -> tuple[Delivery, ...]:
    """Take up to `limit` rows that are due, one a chat and none for a chat that has one in flight; oldest first.

    The caller sends them within `lease_seconds` and reports each with `mark_sent`, `retry` or `dead`. The notice is
    built now, so that portals which joined the story meanwhile are named.
    """
    values = {"now": now, "until": now + timedelta(seconds=lease_seconds), "most": limit}
    rows = sorted(session.execute(_CLAIM, values).all(), key=lambda row: row.id)
    told = notices.build(session, {row.notice_id for row in rows})
    languages = _languages(session, [row.chat_id for row in rows])
    return tuple(_delivery(row, told, languages) for row in rows)


def mark_sent(session: Session, outbox_id: int, message_id: int | None, now: datetime) -> bool:
    """It was delivered, whatever was thought of the row meanwhile. False where that was known."""
    sent: dict[str, Any] = {"state": OutboxState.SENT.value, "settled_at": now, "lease_until": None, "error": None}
    if message_id is not None:
        sent["message_id"] = message_id
    statement = update(OUTBOX).where(OUTBOX.c.id == outbox_id, OUTBOX.c.state != OutboxState.SENT.value)
    return change(session, statement.values(**sent)).rowcount > 0


def retry(
    session: Session,
    outbox_id: int,
    not_before: datetime,
    error: str,
    *,
    uncertain: bool = False,
    plain: bool = False,
    attempt: int | None = None,
) -> bool:
    """The try failed; another one may follow at `not_before`. False where the row is no longer in flight.

    `uncertain`: the message may have arrived all the same (sticks). `plain`: send it without formatting from now on
    (sticks). A chat that is no longer told gets no other try: its row becomes dead.
    """
    ended_at = session.scalar(_CHAT_ENDED.where(OUTBOX.c.id == outbox_id))
    if ended_at is not None:
        return dead(session, outbox_id, error, ended_at, attempt=attempt)
    values: dict[str, Any] = {"state": OutboxState.FAILED.value, "not_before": not_before, "error": storable(error)}
    values.update({name: True for name, given in (("uncertain", uncertain), ("plain", plain)) if given})
    statement = update(OUTBOX).where(_in_flight(outbox_id, attempt))
    return change(session, statement.values(**values, lease_until=None)).rowcount > 0


def dead(session: Session, outbox_id: int, error: str, now: datetime, *, attempt: int | None = None) -> bool:
    """Give the row up for good, and say why. False where the row is no longer in flight.

    A row whose message did arrive, and only the edit of it failed, is sent again.
    """
    values = {"state": _GIVEN_UP, "error": storable(error), "settled_at": now, "lease_until": None}
    return change(session, update(OUTBOX).where(_in_flight(outbox_id, attempt)).values(**values)).rowcount > 0


def revise(session: Session, article_id: int, now: datetime) -> int:
    """The story's newest notice changed (a further portal carries it): edit its messages; how many."""
    newest = select(func.max(NOTICES.c.id)).where(NOTICES.c.article_id == article_id).scalar_subquery()
    arrived = and_(OUTBOX.c.state == OutboxState.SENT.value, OUTBOX.c.message_id.is_not(None), _CHAT_IS_TOLD)
    again = {
        "state": OutboxState.PENDING.value,
        "not_before": now,
        "uncertain": False,
        "error": None,
        "settled_at": None,
    }
    statement = update(OUTBOX).where(OUTBOX.c.notice_id == newest, arrived).values(**again)
    return change(session, statement).rowcount


def was_told(session: Session, article_id: int) -> bool:
    """Whether anything was ever published about the story."""
    return session.scalar(select(NOTICES.c.id).where(NOTICES.c.article_id == article_id).limit(1)) is not None


def release_expired(session: Session, now: datetime) -> int:
    """Put rows back whose sender vanished in the middle; how many. They may have arrived, so they wait 60 s more."""
    rows = session.execute(_EXPIRED, {"now": now}).all()
    for row in rows:
        if row.told:
            change(session, _WAIT_AGAIN, row=row.id, again=row.lease_until + _RESEND_AFTER)
        else:
            change(session, _GIVE_UP, row=row.id, now=now)
    return len(rows)


def next_due(session: Session) -> datetime | None:
    """When the next row may be claimed, past or future; None where nothing waits. Lets a dispatcher sleep."""
    due: datetime | None = session.scalar(_NEXT_DUE)
    return due


def depth(session: Session) -> Depth:
    """How many rows stand in each state."""
    by_state = select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state)
    numbers = {row[0]: row[1] for row in session.execute(by_state)}
    waiting = or_(_IS_WAITING, OUTBOX.c.state == OutboxState.SENDING.value)
    oldest = session.scalar(select(func.min(OUTBOX.c.created_at)).where(waiting))
    return Depth(**numbers, oldest=oldest)


# Building these costs more than running them, and every alert takes both.
@functools.cache
def _notice_on(lite: bool) -> ReturningInsert[Any]:
    """Adds a notice and gives its id; adds and gives nothing where there is one."""
    columns = ("article_id", "version_id", "kind", "created_at")
    statement = insert_into(NOTICES, lite=lite).values({name: bindparam(name) for name in columns})
    return statement.on_conflict_do_nothing().returning(NOTICES.c.id)


@functools.cache
def _rows_on(lite: bool) -> Upsert:
    """A first row of the notice for every active subscriber who has none."""
    first = {"state": OutboxState.PENDING.value, "attempts": 0, "uncertain": False, "plain": False}
    row: dict[str, ColumnElement[Any]] = {
        name: bindparam(None, value, type_=OUTBOX.c[name].type) for name, value in first.items()
    }
    row.update({name: bindparam("now", type_=OUTBOX.c[name].type) for name in ("not_before", "created_at")})
    notice = bindparam("notice", type_=OUTBOX.c.notice_id.type)
    told = select(notice, SUBSCRIBERS.c.chat_id, *row.values()).where(SUBSCRIBERS.c.active)
    return insert_into(OUTBOX, lite=lite).from_select(["notice_id", "chat_id", *row], told).on_conflict_do_nothing()


def _in_flight(outbox_id: int, attempt: int | None) -> Any:
    mine = and_(OUTBOX.c.id == outbox_id, OUTBOX.c.state == OutboxState.SENDING.value)
    return mine if attempt is None else and_(mine, OUTBOX.c.attempts == attempt)


def _languages(session: Session, chat_ids: Iterable[int]) -> dict[int, Language]:
    statement = select(SUBSCRIBERS.c.chat_id, SUBSCRIBERS.c.language).where(SUBSCRIBERS.c.chat_id.in_(list(chat_ids)))
    return {row.chat_id: Language(row.language) for row in session.execute(statement)}


def _delivery(row: AnyRow, told: dict[int, Any], languages: dict[int, Language]) -> Delivery:
    return Delivery(
        outbox_id=row.id,
        chat_id=row.chat_id,
        language=languages[row.chat_id],
        notice=told[row.notice_id],
        attempt=row.attempts,
        plain=row.plain,
        uncertain=row.uncertain,
        message_id=row.message_id,
    )
