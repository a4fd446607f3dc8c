"""What the process does that will be killed: the real dispatcher, or the whole service, on a real database.

It is forked from a server process that has imported parwatch already (multiprocessing's forkserver), so that a kill
costs milliseconds; in every other way the child is a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from crash.death import Death, MortalChannel, prepare
from crash.points import Point
from support import archive

from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.dispatch import Dispatcher
from parwatch_core.notice import NoticeKind
from storage import outbox
from storage.database import Database

PRELOADED = ("parwatch.bootstrap", "parwatch.dispatch", "alembic.command", "sqlalchemy.dialects.sqlite", "telegram")
BUSY_SECONDS = 5.0
# The article that a child stores.
STORED = "Huyện Phụng Hiệp xếp thứ 3 về cải cách hành chính"


class Work(StrEnum):
    """What the child does: deliver all that is due, or store one more article with its alerts."""

    DELIVER = "deliver"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Task:
    """One life. `zero`: the Unix time at which the machine's monotonic clock would have stood at zero."""

    work: Work
    home: Path
    api: str
    token: str
    zero: float
    death: Death

    @property
    def database(self) -> Path:
        return self.home / "parwatch.db"


def clock_from(zero: float) -> Any:
    """A wall clock that parent and child share: monotonic time is the same for all processes of a machine."""
    return lambda: datetime.fromtimestamp(zero + time.monotonic(), UTC)


def live(task: Task) -> None:
    """The child's life, from start to end."""
    log = os.open(task.home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    prepare(task.death)
    task.death.at(Point.START)
    match task.work:
        case Work.DELIVER:
            asyncio.run(_deliver(task))
        case Work.PUBLISH:
            _publish(task)


def _open(task: Task) -> Database:
    database = Database(f"sqlite:///{task.database}", BUSY_SECONDS)
    database.migrate()
    return database


async def _deliver(task: Task) -> None:
    database = _open(task)
    pacer = Pacer(time.monotonic, careful=True)
    channel = TelegramChannel(task.token, task.api, pacer=pacer)
    mortal = MortalChannel(channel, task.death)
    dispatcher = Dispatcher(database, mortal, clock=clock_from(task.zero), on_noted=pacer.noted)
    await dispatcher.drain()
    await channel.close()
    database.close()


def _publish(task: Task) -> None:
    """One article in one transaction, as parwatch.recording stores it."""
    database = _open(task)
    now = clock_from(task.zero)()
    with database.write() as session:
        ids = archive.add(
            session, archive.article("https://songtra.example.gov.vn/killed", title=STORED, body_hash="killed"), at=now
        )
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, now)
    database.close()
