"""The outbox: who still has to be told what.

    pending ──claim──> sending ──mark_sent──> sent
       ^                │ │ └────dead───────> dead
       │                │ └──retry──> failed ──claim──> sending
       └─release_expired┘

A sent message that changes afterwards (`revise`: one more portal carries the story) goes round again with the
`message_id` that it got, to be edited in place; given up then, it stays sent.

A row is written in the transaction that stores the article, once per notice and chat, for each subscriber who wants the
notice, due when the subscriber wants it. Rows that wait together may leave as one message (storage.folding): every row
keeps its own state, and what becomes of the message is written to all of them in one transaction.

A message on its way is a row of `flights` (storage.flights), which the rows in it name. `claim` makes flights under the
write lock, so two instances never take the same row; a chat has one flight, which the database itself holds. Marking
comes after sending: a crash between the two sends again, 60 s later at the earliest, and the rows say that they are
`uncertain`.

The flight fences off a sender that slept through its lease: `retry` and `dead` change the rows that are still in it,
and a row that someone else has claimed since is in another. `mark_sent` asks for none, for what was sent was sent.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from parwatch_core.interest import personal, wants
from parwatch_core.notice import Delivery, Notice, NoticeKind
from parwatch_core.preferences import minute_of
from parwatch_core.ranking import RankingClaim
from storage import flights, folding, notices, subscribers
from storage.folding import Recent, Waiting
from storage.statements import AnyRow, Upsert, change, chunks, insert_into, is_lite, storable
from storage.tables import FLIGHTS, NOTICES, OUTBOX, SUBSCRIBERS
from storage.values import Depth, Folding, OutboxState

# How many rows of a chat are looked at for its next message.
_MOST_LOOKED_AT = 100

_IS_WAITING = OUTBOX.c.state.in_((OutboxState.PENDING.value, OutboxState.FAILED.value))
_CHAT_IS_TOLD = OUTBOX.c.chat_id.in_(select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active))
_CHAT_IS_AWAKE = OUTBOX.c.chat_id.in_(
    select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active, ~subscribers.asleep(bindparam("minute")))
)
_IS_DUE = and_(
    _IS_WAITING,
    OUTBOX.c.not_before <= bindparam("now"),
    _CHAT_IS_AWAKE,
    OUTBOX.c.chat_id.not_in(select(FLIGHTS.c.chat_id)),
)

# Chats that have something due, those with the oldest row first, so that none is passed over.
_CHATS = (
    select(OUTBOX.c.chat_id)
    .where(_IS_DUE)
    .group_by(OUTBOX.c.chat_id)
    .order_by(func.min(OUTBOX.c.id))
    .limit(bindparam("most"))
)
_PLACE = func.row_number().over(partition_by=OUTBOX.c.chat_id, order_by=OUTBOX.c.id).label("place")
_DUE_OF_CHATS = (
    select(OUTBOX.c.id, OUTBOX.c.notice_id, OUTBOX.c.chat_id, OUTBOX.c.attempts, OUTBOX.c.plain, OUTBOX.c.uncertain)
    .add_columns(OUTBOX.c.message_id, OUTBOX.c.folding, _PLACE)
    .where(_IS_WAITING, OUTBOX.c.not_before <= bindparam("now"), OUTBOX.c.chat_id.in_(_CHATS))
    .subquery()
)
_CANDIDATES = select(_DUE_OF_CHATS).where(_DUE_OF_CHATS.c.place <= _MOST_LOOKED_AT).order_by(_DUE_OF_CHATS.c.id)
_FIRST_DUE = select(OUTBOX.c.id).where(_IS_DUE).limit(1)
_CHAT_ENDED = select(SUBSCRIBERS.c.ended_at).where(
    SUBSCRIBERS.c.chat_id == bindparam("chat"), SUBSCRIBERS.c.active.is_(False)
)
_NEW_NOTICE = select(NOTICES.c.id).where(
    NOTICES.c.article_id == bindparam("article_id"), NOTICES.c.kind == bindparam("kind")
)
_NOTICE = _NEW_NOTICE.where(NOTICES.c.version_id == bindparam("version_id"))
_NEXT_DUE = select(func.min(OUTBOX.c.not_before)).where(_IS_WAITING, _CHAT_IS_TOLD)
# The notices of the last minutes, found without an index on their time: numbers grow with it.
_LATEST_NOTICES = select(NOTICES.c.id, NOTICES.c.created_at).order_by(NOTICES.c.id.desc()).limit(64).subquery()
_RECENT = (
    select(
        OUTBOX.c.chat_id,
        func.count(),
        func.max(
            case(
                (
                    and_(OUTBOX.c.state == OutboxState.PENDING.value, OUTBOX.c.folding == Folding.MUST.value),
                    OUTBOX.c.not_before,
                )
            )
        ),
    )
    .where(
        OUTBOX.c.notice_id.in_(
            select(_LATEST_NOTICES.c.id).where(
                _LATEST_NOTICES.c.created_at > bindparam("since"), _LATEST_NOTICES.c.id != bindparam("notice")
            )
        )
    )
    .group_by(OUTBOX.c.chat_id)
)


@dataclass(frozen=True, slots=True)
class Published:
    """A notice, and for how many chats a row was written now."""

    notice_id: int
    rows: int


def publish(
    session: Session,
    article_id: int,
    version_id: int,
    kind: NoticeKind,
    now: datetime,
    *,
    told: Sequence[RankingClaim] | None = None,
) -> int:
    """Decide that this version is told, with a row for every active subscriber who wants it; the notice's id.

    Said again, nothing is added for those who have their row. A story is new once: NEW for a later version of it
    gives back the notice that there is. `told`: what an UPDATE corrects; None: it goes to all whom it concerns.
    """
    return _publish(session, article_id, version_id, kind, now, told).notice_id


def publish_if_wanted(
    session: Session,
    article_id: int,
    version_id: int,
    kind: NoticeKind,
    now: datetime,
    *,
    told: Sequence[RankingClaim] | None = None,
) -> int | None:
    """The same for what only few ask for (another index): without anybody who wants it there is no notice; None."""
    published = _publish(session, article_id, version_id, kind, now, told)
    if published.rows:
        return published.notice_id
    named = select(OUTBOX.c.id).where(OUTBOX.c.notice_id == published.notice_id).limit(1)
    if session.scalar(named) is None:
        change(session, delete(NOTICES).where(NOTICES.c.id == published.notice_id))
    return None


def claim(session: Session, now: datetime, lease_seconds: float, limit: int) -> tuple[Delivery, ...]:
    """Take up to `limit` messages that are due, one a chat and none for a chat that has one in flight; oldest first.

    None for a chat in its quiet hours either. The caller sends them within `lease_seconds` and reports each with
    `mark_sent`, `retry` or `dead`. The notices are built now, so that portals which joined meanwhile are named.
    """
    values = {"now": now, "minute": minute_of(now), "most": limit}
    waiting: defaultdict[int, list[Waiting]] = defaultdict(list)
    for row in session.execute(_CANDIDATES, values):
        waiting[row.chat_id].append(_waiting(row))
    parties = {chat_id: folding.together(rows) for chat_id, rows in waiting.items()}
    if not parties:
        return ()
    by_chat = flights.take_off(session, parties, now + timedelta(seconds=lease_seconds))
    told = notices.build(session, {row.notice_id for party in parties.values() for row in party})
    people = _people(session, parties)
    return tuple(_delivery(people[chat], by_chat[chat], party, told) for chat, party in parties.items())


def mark_sent(session: Session, delivery: Delivery, message_id: int | None, now: datetime) -> bool:
    """It was delivered, whatever was thought of its rows meanwhile. False where that was known of all of them."""
    sent: dict[str, Any] = {"state": OutboxState.SENT.value, "settled_at": now, "flight_id": None, "error": None}
    if message_id is not None:
        sent["message_id"] = message_id
    mine = update(OUTBOX).where(OUTBOX.c.id.in_(delivery.outbox_ids), OUTBOX.c.state != OutboxState.SENT.value)
    changed = change(session, mine.values(**sent, folded=bool(delivery.others))).rowcount > 0
    flights.land(session, delivery.flight)
    return changed


def retry(
    session: Session,
    delivery: Delivery,
    not_before: datetime,
    error: str,
    *,
    uncertain: bool = False,
    plain: bool = False,
    apart: bool = False,
) -> bool:
    """The try failed; another one may follow at `not_before`. False where no row of it is in flight any more.

    `uncertain`: the message may have arrived all the same (sticks). `plain`: send it without formatting from now on
    (sticks). `apart`: send each of its rows by itself from now on (sticks). A chat that is no longer told gets no
    other try: its rows become dead.
    """
    ended_at = session.scalar(_CHAT_ENDED, {"chat": delivery.chat_id})
    if ended_at is not None:
        return dead(session, delivery, error, ended_at)
    values: dict[str, Any] = {"state": OutboxState.FAILED.value, "not_before": not_before, "error": storable(error)}
    values.update({name: True for name, given in (("uncertain", uncertain), ("plain", plain)) if given})
    if apart:
        values["folding"] = Folding.NEVER.value
    return flights.end(session, delivery.flight, values)


def dead(session: Session, delivery: Delivery, error: str, now: datetime) -> bool:
    """Give its rows up for good, and say why. False where none of them is in flight any more.

    A row whose message did arrive, and only the edit of it failed, is sent again.
    """
    return flights.end(
        session, delivery.flight, {"state": flights.GIVEN_UP, "error": storable(error), "settled_at": now}
    )


def revise(session: Session, article_id: int, now: datetime) -> int:
    """The story's newest notice changed (a further portal carries it): edit its messages; how many.

    A message in which it was told together with others names one portal each and stays as it is.
    """
    newest = select(func.max(NOTICES.c.id)).where(NOTICES.c.article_id == article_id).scalar_subquery()
    arrived = and_(OUTBOX.c.state == OutboxState.SENT.value, OUTBOX.c.message_id.is_not(None), _CHAT_IS_TOLD)
    again = {
        "state": OutboxState.PENDING.value,
        "not_before": now,
        "uncertain": False,
        "error": None,
        "settled_at": None,
    }
    statement = update(OUTBOX).where(OUTBOX.c.notice_id == newest, arrived, OUTBOX.c.folded.is_(False)).values(**again)
    return change(session, statement).rowcount


def was_told(session: Session, article_id: int) -> bool:
    """Whether anything was ever published about the story."""
    return session.scalar(select(NOTICES.c.id).where(NOTICES.c.article_id == article_id).limit(1)) is not None


def told_by(session: Session, chat_id: int, message_id: int) -> dict[int, Notice]:
    """The notices that a message told, by their numbers, oldest first; empty for a message that is none of ours."""
    mine = select(OUTBOX.c.notice_id).where(OUTBOX.c.chat_id == chat_id, OUTBOX.c.message_id == message_id)
    found = list(session.scalars(mine.order_by(OUTBOX.c.id)))
    built = notices.build(session, found)
    return {notice_id: built[notice_id] for notice_id in found}


def is_due(session: Session, now: datetime) -> bool:
    """Whether `claim` would find something now."""
    return session.scalar(_FIRST_DUE, {"now": now, "minute": minute_of(now)}) is not None


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
    """A row of the notice for a chat that has none."""
    return insert_into(OUTBOX, lite=lite).on_conflict_do_nothing()


def _publish(
    session: Session,
    article_id: int,
    version_id: int,
    kind: NoticeKind,
    now: datetime,
    told: Sequence[RankingClaim] | None,
) -> Published:
    lite = is_lite(session)
    values = {"article_id": article_id, "version_id": version_id, "kind": kind.value}
    added: int | None = session.scalar(_notice_on(lite), {**values, "created_at": now})
    notice_id: int = added or session.scalars(_NEW_NOTICE if kind is NoticeKind.NEW else _NOTICE, values).one()
    rows = _first_rows(session, notice_id, now, told)
    if rows:
        session.execute(_rows_on(lite), rows)
    return Published(notice_id, len(rows))


def _first_rows(
    session: Session, notice_id: int, now: datetime, told: Sequence[RankingClaim] | None
) -> list[dict[str, Any]]:
    """A row for everyone who wants the notice. Wishes are weighed once, however many chats share them."""
    audiences = subscribers.audiences(session)
    if not audiences:
        return []
    notice = notices.build(session, [notice_id])[notice_id]
    interested = [audience for audience in audiences if wants(audience.preferences, notice, told)]
    recent = _recent(session, notice_id, now) if interested else {}
    first = {"notice_id": notice_id, "state": OutboxState.PENDING.value, "attempts": 0, "created_at": now}
    first.update(uncertain=False, plain=False, folded=False)
    rows = []
    for audience in interested:
        usual = folding.first_turn(audience.preferences, Recent(), now)
        for chat in audience.chats:
            seen = recent.get(chat)
            then, folds = folding.first_turn(audience.preferences, seen, now) if seen else usual
            rows.append({**first, "chat_id": chat, "not_before": then, "folding": folds.value})
    return rows


def _recent(session: Session, notice_id: int, now: datetime) -> dict[int, Recent]:
    rows = session.execute(_RECENT, {"since": now - folding.BURST_SPAN, "notice": notice_id})
    return {chat: Recent(count, gathered) for chat, count, gathered in rows}


def _people(session: Session, chat_ids: Iterable[int]) -> dict[int, AnyRow]:
    """The chats with their language and wishes, and the topic of a forum that is told."""
    columns = select(SUBSCRIBERS.c.chat_id, SUBSCRIBERS.c.language, SUBSCRIBERS.c.preferences, SUBSCRIBERS.c.thread_id)
    found = (
        row for some in chunks(chat_ids) for row in session.execute(columns.where(SUBSCRIBERS.c.chat_id.in_(some)))
    )
    return {row.chat_id: row for row in found}


def _waiting(row: AnyRow) -> Waiting:
    return Waiting(
        id=row.id,
        notice_id=row.notice_id,
        attempts=row.attempts,
        uncertain=row.uncertain,
        plain=row.plain,
        folding=Folding(row.folding),
        message_id=row.message_id,
    )


def _delivery(person: AnyRow, flight: int, party: Sequence[Waiting], told: dict[int, Notice]) -> Delivery:
    preferences = subscribers.preferences_of(person)
    head, *others = party
    return Delivery(
        outbox_id=head.id,
        chat_id=person.chat_id,
        language=preferences.language,
        notice=personal(preferences, told[head.notice_id]),
        attempt=1 + max(row.attempts for row in party),
        plain=head.plain,
        uncertain=head.uncertain,
        message_id=head.message_id,
        others=tuple(personal(preferences, told[row.notice_id]) for row in others),
        other_ids=tuple(row.id for row in others),
        flight=flight,
        thread=person.thread_id,
    )
