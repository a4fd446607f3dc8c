"""Dying at a point: hooks on the objects of this process, put there by the test's entry script, not by the product.

SQLAlchemy says what is executed and when a transaction is about to commit; the pool says when a connection comes back.
A commit is torn by RLIMIT_FSIZE: the kernel ends the process (SIGXFSZ, as abrupt as SIGKILL) at a byte in the middle of
SQLite's writing.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crash.points import TORN, Point
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from alerts.channels import Channel
from parwatch_core.notice import Delivery

_STEPS = ("CREATE", "ALTER", "DROP", "INSERT INTO _ALEMBIC", "UPDATE")
_MADE = "parwatch.crash"


def die() -> None:
    """End at once: no handler, no finally, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()


@dataclass
class Death:
    """Comes at the `skip`-th passing of `point`; `cut`: at which byte of what a commit writes."""

    point: Point
    skip: int = 0
    cut: int = 0
    wal: Path = Path()
    passed: int = 0
    torn: bool = False

    def at(self, point: Point) -> None:
        """This instant has come."""
        if point is self.point and self._now():
            die()

    def install(self) -> None:
        """Listen to every database connection of this process."""
        event.listen(Engine, "before_cursor_execute", self._executed)
        event.listen(Engine, "commit", self._committing)
        event.listen(Pool, "checkin", self._given_back)

    def count(self) -> None:
        """Let every call that is made from now on, in every thread, count as a passing of the point."""
        threading.setprofile(self._step)
        sys.setprofile(self._step)

    def _step(self, *_: Any) -> None:
        self.passed += 1
        if self.passed > self.skip:
            die()

    def _now(self) -> bool:
        self.passed += 1
        return self.passed > self.skip

    def _executed(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        words = statement.strip().upper()
        connection.info.setdefault(_MADE, []).append(words)
        if self.point is Point.MIGRATING and words.startswith(_STEPS) and _migrates(connection.info[_MADE]):
            self.at(Point.MIGRATING)

    def _committing(self, connection: Any) -> None:
        before, torn, _ = _points(connection.info.get(_MADE, []))
        if before:
            self.at(before)
        if torn and torn is self.point and self._now():
            self._tear()

    def _tear(self) -> None:
        """From here on the -wal file may grow by so many bytes only."""
        self.torn = True
        size = self.wal.stat().st_size if self.wal.exists() else 0
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + self.cut, hard))

    def _given_back(self, _connection: Any, record: Any) -> None:
        _, _, after = _points(record.info.pop(_MADE, []))
        if self.torn:
            die()  # it fitted: the commit is whole, and this is the instant after it
        if after:
            self.at(after)


@dataclass(frozen=True)
class MortalChannel:
    """A channel on whose doorstep the process may die."""

    channel: Channel
    death: Death

    async def deliver(self, delivery: Delivery) -> int | None:
        self.death.at(Point.CLAIMED)
        number = await self.channel.deliver(delivery)
        self.death.at(Point.ANSWERED)
        return number


def prepare(death: Death) -> None:
    """In the main thread, before anything else: Python ignores SIGXFSZ, the kernel does not."""
    if death.point in TORN:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if death.point is Point.RANDOM:
        death.count()
    else:
        death.install()


def _points(statements: list[str]) -> tuple[Point | None, Point | None, Point | None]:
    """The instants around the commit of what was executed: before, in, after."""
    made = "\n".join(statements)
    if _migrates(statements):
        return None, Point.MIGRATION_TORN, None
    if "INSERT INTO NOTICES" in made:
        return Point.STORY, Point.STORY_TORN, Point.STORY_DONE
    if "INSERT INTO FLIGHTS" in made:
        return Point.CLAIM, Point.CLAIM_TORN, None
    if "UPDATE OUTBOX" in made:
        return Point.OUTCOME, Point.OUTCOME_TORN, Point.OUTCOME_DONE
    return None, None, None


def _migrates(statements: list[str]) -> bool:
    return any("CREATE TABLE" in statement or "ALTER TABLE" in statement for statement in statements)
