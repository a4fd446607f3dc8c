"""What is remembered of each source, and the log of its requests."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from parwatch_core.fetching import FetchStatus
from storage.statements import AnyRow, Upsert, change, insert_into, is_lite, storable
from storage.tables import FETCH_EVENTS, SOURCE_STATES
from storage.values import FetchEvent, PollRecord, SourceState, Validators

_STATES = select(SOURCE_STATES)
_STATE = _STATES.where(SOURCE_STATES.c.name == bindparam("wanted"))
_ADD_EVENT = insert(FETCH_EVENTS)


def state(session: Session, name: str) -> SourceState:
    """What is remembered of a source; a blank state where it was never polled."""
    row = session.execute(_STATE, {"wanted": name}).one_or_none()
    return SourceState(name) if row is None else _from_row(row)


def states(session: Session) -> tuple[SourceState, ...]:
    """The states of all sources ever polled, in the order of their names."""
    return tuple(_from_row(row) for row in session.execute(_STATES.order_by(SOURCE_STATES.c.name)))


def save_state(session: Session, new: SourceState) -> None:
    """Replace the whole state. For what one poll changed, `record_poll` is shorter."""
    change(session, _save_on(is_lite(session)), **_to_row(new))


def record_poll(session: Session, record: PollRecord, now: datetime, before: SourceState | None = None) -> SourceState:
    """Enter the end of a poll: counters, failures in a row, when the next one is due. The new state.

    `before` is the state that the poll began with and what it has learned since; None: the stored one.
    """
    old = before or state(session, record.source)
    good = record.status.good
    new = replace(
        old,
        last_poll=now,
        last_success=now if good else old.last_success,
        last_status=record.status,
        last_error=None if record.error is None else storable(record.error),
        failures=0 if good else old.failures + 1,
        next_due=record.next_due,
        polls=old.polls + 1,
        polls_unchanged=old.polls_unchanged + (good and record.unchanged),
        polls_failed=old.polls_failed + (not good),
        articles=old.articles + record.articles,
    )
    save_state(session, new)
    return new


def record_fetch(session: Session, *events: FetchEvent) -> None:
    """Log requests."""
    if events:
        session.execute(_ADD_EVENT, [_event_row(event) for event in events])


def fetches(session: Session, source: str | None = None, limit: int = 50) -> tuple[FetchEvent, ...]:
    """The newest requests, newest first."""
    statement = select(FETCH_EVENTS).order_by(FETCH_EVENTS.c.at.desc(), FETCH_EVENTS.c.id.desc()).limit(limit)
    if source is not None:
        statement = statement.where(FETCH_EVENTS.c.source == source)
    return tuple(_event(row) for row in session.execute(statement))


def prune(session: Session, before: datetime) -> int:
    """Forget the requests before a moment; how many. Articles, notices and deliveries are never pruned."""
    return change(session, delete(FETCH_EVENTS).where(FETCH_EVENTS.c.at < before)).rowcount


@functools.cache
def _save_on(lite: bool) -> Upsert:
    """The upsert of a whole state. Building it costs more than running it, and every poll ends with it."""
    nullable = JSON(none_as_null=True)  # else None would be stored as the JSON word null
    types = {column.name: nullable if isinstance(column.type, JSON) else column.type for column in SOURCE_STATES.c}
    values = {name: bindparam(name, type_=kind) for name, kind in types.items()}
    statement = insert_into(SOURCE_STATES, lite=lite).values(values)
    again = {name: statement.excluded[name] for name in values if name != "name"}
    return statement.on_conflict_do_update(index_elements=["name"], set_=again)


def _to_row(value: SourceState) -> dict[str, Any]:
    names = [column.name for column in SOURCE_STATES.c]
    validators = {url: [known.etag, known.last_modified] for url, known in value.validators.items()}
    row = {name: getattr(value, name) for name in names}
    row.update(validators=validators, last_status=value.last_status and value.last_status.value)
    row.update({name: row[name] and dict(row[name]) for name in ("discovery", "wrapper")})
    return row


def _from_row(row: AnyRow) -> SourceState:
    values = dict(row._mapping)
    values["last_status"] = values["last_status"] and FetchStatus(values["last_status"])
    values["validators"] = {url: Validators(*pair) for url, pair in values["validators"].items()}
    return SourceState(**values)


def _event_row(event: FetchEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "source": event.source,
        "url": storable(event.url),
        "kind": event.kind,
        "status": event.status.value,
        "http_status": event.http_status,
        "size": event.size,
        "seconds": event.seconds,
        "error": None if event.error is None else storable(event.error),
    }


def _event(row: AnyRow) -> FetchEvent:
    values = {name: value for name, value in row._mapping.items() if name != "id"}
    return FetchEvent(**{**values, "status": FetchStatus(values["status"])})
