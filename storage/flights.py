"""Messages on their way: what is claimed from the outbox until its end is known.

A chat has one flight, and a row is in flight exactly while it is `sending`; the database itself holds both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.folding import Waiting
from storage.statements import change
from storage.tables import FLIGHTS, OUTBOX, SUBSCRIBERS
from storage.values import Folding, OutboxState

_RESEND_AFTER = timedelta(seconds=60)
# No lease is longer. One that seems to be was given before the clock was set back: whoever holds it, nobody knows till
# when, and a chat must not wait for as long as the clock was wrong.
LONGEST_LEASE = timedelta(minutes=10)

# What giving up means: dead, unless the message had arrived and was only to be edited.
GIVEN_UP = case((OUTBOX.c.message_id.is_(None), OutboxState.DEAD.value), else_=OutboxState.SENT.value)

_TAKE_OFF = insert(FLIGHTS).returning(FLIGHTS.c.chat_id, FLIGHTS.c.id)
_BOARD = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"))
    .values(state=OutboxState.SENDING.value, attempts=OUTBOX.c.attempts + 1, flight_id=bindparam("flight"))
    .values(folding=bindparam("fold"), folded=bindparam("several"))
)
_EXPIRED = select(
    FLIGHTS.c.id,
    FLIGHTS.c.chat_id.in_(select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active)).label("told"),
).where(or_(FLIGHTS.c.lease_until < bindparam("now"), FLIGHTS.c.lease_until > bindparam("never")))
_VANISHED = (
    update(OUTBOX)
    .where(OUTBOX.c.flight_id == bindparam("flight"))
    .values(uncertain=True, flight_id=None, error="the sender vanished while sending; it may have arrived")
)
_WAIT_AGAIN = _VANISHED.values(state=OutboxState.PENDING.value, not_before=bindparam("again"))
_GIVE_UP = _VANISHED.values(state=GIVEN_UP, settled_at=bindparam("now"))
_LANDED = delete(FLIGHTS).where(FLIGHTS.c.id == bindparam("flight"))


def take_off(session: Session, parties: Mapping[int, Sequence[Waiting]], until: datetime) -> dict[int, int]:
    """A flight for each chat's party, with its rows on board; the flights' numbers by chat."""
    made = session.execute(_TAKE_OFF, [{"chat_id": chat, "lease_until": until} for chat in parties]).all()
    flights: dict[int, int] = {row.chat_id: row.id for row in made}
    boarding = [
        {
            "row": row.id,
            "flight": flights[chat],
            # What went together once goes together again: a repetition must not become many.
            "fold": Folding.MUST.value if len(party) > 1 else row.folding.value,
            "several": len(party) > 1,
        }
        for chat, party in parties.items()
        for row in party
    ]
    session.connection().execute(_BOARD, boarding)
    return flights


def end(session: Session, flight: int, values: Mapping[str, Any]) -> bool:
    """End a flight: the rows that are still in it get these values. False where none is."""
    mine = update(OUTBOX).where(OUTBOX.c.flight_id == flight)
    changed = change(session, mine.values(**values, flight_id=None)).rowcount > 0
    land(session, flight)
    return changed


def land(session: Session, flight: int) -> None:
    """The flight is over; no row may be in it any more."""
    change(session, _LANDED, flight=flight)


def release_expired(session: Session, now: datetime, *, keep: Collection[int] = ()) -> int:
    """Put rows back whose sender vanished in the middle; how many. They may have arrived, so they wait 60 s more.

    `keep`: flights of the caller's own, which it still works on; a lease says nothing of those (a clock that jumped, a
    database that was locked for longer). The 60 s count from now: a sender that was only slow has spoken by then.
    """
    released = 0
    for flight in session.execute(_EXPIRED, {"now": now, "never": now + LONGEST_LEASE}).all():
        if flight.id in keep:
            continue
        if flight.told:
            released += change(session, _WAIT_AGAIN, flight=flight.id, again=now + _RESEND_AFTER).rowcount
        else:
            released += change(session, _GIVE_UP, flight=flight.id, now=now).rowcount
        land(session, flight.id)
    return released
