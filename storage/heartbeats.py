"""Signs of life of the running services, for `parwatch health`."""

from __future__ import annotations

import functools
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.statements import Upsert, change, insert_into, is_lite
from storage.tables import HEARTBEATS
from storage.values import Heartbeat

_NEWEST = select(HEARTBEATS).order_by(HEARTBEATS.c.at.desc()).limit(1)


def beat(
    session: Session,
    at: datetime,
    bot_polled_at: datetime | None = None,
    trouble: str | None = None,
    *,
    name: str = "service",
) -> None:
    """Note that the service is alive. Several of them on one database tell themselves apart by `name`."""
    values = {"at": at, "bot_polled_at": bot_polled_at, "trouble": trouble}
    change(session, _beat_on(is_lite(session)), name=name, **values)


def last(session: Session) -> Heartbeat | None:
    """The newest sign of life; None where there never was one."""
    row = session.execute(_NEWEST).one_or_none()
    return None if row is None else Heartbeat(row.at, row.bot_polled_at, row.trouble)


@functools.cache
def _beat_on(lite: bool) -> Upsert:
    statement = insert_into(HEARTBEATS, lite=lite)
    again = {column: statement.excluded[column] for column in ("at", "bot_polled_at", "trouble")}
    return statement.on_conflict_do_update(index_elements=["name"], set_=again)
