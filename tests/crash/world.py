"""A database, a sample Bot API and a clock; lives that end by a kill; the account of who was told what how often."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from crash.child import PRELOADED, Task, Work, clock_from, live
from crash.death import Death
from crash.points import Point

from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.demo.telegram import TOKEN, BotApi, Fault, Limits, Message
from parwatch.dispatch import Dispatcher
from storage import outbox
from storage.database import Database

# The pace is kept in tests of its own; here pacers run on clocks of theirs, and the server's flood control sleeps.
NO_LIMITS = Limits(burst=10**6, group_per_minute=10**6, overall_per_second=10**6)
# How a call looks in the server's log that is held or whose answer is held.
_HELD = {Point.REQUESTED: Fault.SILENCE, Point.ACCEPTED: Fault.SILENCE_AFTER}
_LIFE_SECONDS = 60.0
_ROWS = """
    SELECT o.chat_id, v.title, o.state, o.not_before, o.message_id, o.uncertain FROM outbox o
    JOIN notices n ON n.id = o.notice_id JOIN versions v ON v.id = n.version_id ORDER BY o.id
"""

Told = tuple[int, str]
"""Chat and title: what must arrive once."""


@dataclass(frozen=True)
class Row:
    """A row of the outbox."""

    told: Told
    state: str
    not_before: datetime
    message_id: int | None
    uncertain: bool


@dataclass(frozen=True)
class Life:
    """How a child ended. `exposed`: accepted in this life, and the database does not know it.

    `messages`: so many of these are the kill's doing. (Where an answer was lost, the database says so: `uncertain`.)
    """

    killed: bool
    code: int | None
    exposed: frozenset[Told]
    messages: int


@dataclass
class World:
    """What outlives the processes. `zero` moves the clock of all of them: see crash.child.clock_from."""

    home: Path
    api: BotApi
    zero: float
    lives: list[Life] = field(default_factory=list)
    promised: dict[Told, datetime] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.home / "parwatch.db"

    def now(self) -> datetime:
        """The time that everybody here believes."""
        now: datetime = clock_from(self.zero)()
        return now

    def advance(self, **span: float) -> None:
        """Let time pass, or go back."""
        self.zero += timedelta(**span).total_seconds()

    def rows(self) -> list[Row]:
        """The outbox as it is on the disk."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            found = connection.execute(_ROWS).fetchall()
        return [Row((chat, title), state, _time(then), *rest) for chat, title, state, then, *rest in found]

    def promise(self) -> None:
        """Note what is stored and not yet promised, with its time."""
        for row in self.rows():
            self.promised.setdefault(row.told, row.not_before)

    def accepted(self, messages: tuple[Message, ...] | None = None) -> Counter[Told]:
        """How often each was accepted by the server; a folded message tells several."""
        titles = {title for _, title in self.promised}
        shown = self.api.messages if messages is None else messages
        return Counter((one.chat_id, title) for one in shown for title in titles if title in one.text)

    async def live(
        self, death: Death, work: Work = Work.DELIVER, fault: Fault | None = None, method: str = "sendMessage"
    ) -> Life:
        """One life of a child, to its end by `death` or of itself."""
        before, asked = len(self.api.messages), len(self.api.requests)
        suspected_before = {row.told for row in self.rows() if row.uncertain}
        held = _HELD.get(death.point)
        if held:
            chats = sorted({row.told[0] for row in self.rows() if row.state in ("pending", "failed")})
            self.api.fail(held, method, chat_id=chats[death.skip % len(chats)])
        if fault:
            self.api.fail(fault, method)
        task = Task(work, self.home, self.api.base_url, self.api.token, self.zero, death)
        code = await _ended(task, self.api, asked, held)
        # What was in the wires is settled: carried out, or cut.
        await self.api.stop()
        await self.api.start()
        if work is Work.PUBLISH:
            self.promise()
        told = self.accepted(self.api.messages[before:])
        rows = self.rows() if self.database.exists() else []
        known = {row.told for row in rows if row.state == "sent"}
        suspected = {row.told for row in rows if row.uncertain}
        assert all(count == 1 for count in told.values()), ("twice in one life", told)
        exposed = frozenset(told.keys() - known)
        doing = exposed - (suspected - suspected_before)
        unknown = sum(bool(self.accepted((one,)).keys() & doing) for one in self.api.messages[before:])
        life = Life(code is not None and code < 0, code, exposed, unknown)
        self.lives.append(life)
        return life

    async def recover(self) -> None:
        """A dispatcher that nobody kills, until nothing waits any more; hours pass where they have to."""
        database = Database(f"sqlite:///{self.database}", 5.0)
        database.migrate()
        try:
            async with self.dispatcher(database) as dispatcher:
                for _ in range(200):
                    await dispatcher.drain()
                    if not self._rest(database):
                        return
        finally:
            database.close()
        raise AssertionError("something still waits after 200 rounds")

    @contextlib.asynccontextmanager
    async def dispatcher(self, database: Database) -> AsyncIterator[Dispatcher]:
        """One in this process, on this world's clock."""
        pacer = Pacer(lambda: self.now().timestamp(), self._sleep)
        channel = TelegramChannel(self.api.token, self.api.base_url, pacer=pacer, patience=0.5)
        try:
            yield Dispatcher(database, channel, clock=self.now, sleep=self._sleep)
        finally:
            await channel.close()

    async def _sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)
        await asyncio.sleep(0)

    def _rest(self, database: Database) -> bool:
        """Move the clock to where there is something to do; False where nothing waits."""
        with database.read() as session:
            depth, due = outbox.depth(session), outbox.next_due(session)
        if not depth.waiting:
            return False
        pause = 31.0 if depth.sending or due is None else max(1.0, (due - self.now()).total_seconds() + 0.01)
        self.advance(seconds=pause)
        return True

    # the account

    def judge(self) -> None:
        """Every promise is kept once; told again only what a kill left unknown, once a kill, a minute later."""
        total, exposed = self.accepted(), Counter(told for life in self.lives for told in life.exposed)
        lost = [told for told in self.promised if not total[told]]
        assert not lost, ("lost", lost)
        wrong = {told: count for told, count in total.items() if count != 1 + exposed[told]}
        assert not wrong, ("told too often", wrong, exposed)
        assert {row.state for row in self.rows()} <= {"sent"}, self.rows()
        for told, then in self.promised.items():
            times = [one.at for one in self.api.messages if one.chat_id == told[0] and told[1] in one.text]
            assert times[0] >= then.timestamp() - 0.001, ("before its time", told)
            assert all(later - earlier >= 60.0 for earlier, later in pairwise(times)), times
        self._check_calls()
        assert TOKEN.partition(":")[2] not in _written(self.home), "the token was written down"

    def _check_calls(self) -> None:
        """No chat is asked again before the time that the server has named."""
        until: dict[str, float] = {}
        for call in self.api.calls("sendMessage"):
            chat = call.params["chat_id"]
            assert call.at >= until.get(chat, 0.0), ("an early retry", call)
            if call.description == Fault.TOO_MANY:
                until[chat] = call.at + 7


@contextlib.asynccontextmanager
async def world(home: Path, zero: float | None = None) -> AsyncIterator[World]:
    """A world around the database in `home`, whose clock stands at the machine's time unless told otherwise."""
    made = World(home, BotApi(), time.time() - time.monotonic() if zero is None else zero)
    made.api = BotApi(limits=NO_LIMITS, clock=lambda: made.now().timestamp())
    async with made.api:
        if made.database.exists():
            made.promise()
        for chat in {chat for chat, _ in made.promised}:
            made.api.know(chat)
        yield made


async def _ended(task: Task, api: BotApi, asked: int, held: Fault | None) -> int | None:
    """Run the child to its end; where the server sees the point come, kill it then."""
    child = _context().Process(target=live, args=(task,), daemon=True)
    child.start()
    if held:
        await api.until(
            lambda: any(call.description == held.value for call in api.requests[asked:]), seconds=_LIFE_SECONDS
        )
        child.kill()
    await asyncio.to_thread(child.join, _LIFE_SECONDS)
    if child.exitcode is None:
        child.kill()
        raise AssertionError(f"it neither died nor ended at {task.death.point}:\n{_written(task.home)}")
    assert child.exitcode <= 0, f"it broke at {task.death.point}:\n{_written(task.home)}"
    return child.exitcode


def _context() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    return context


def _written(home: Path) -> str:
    """All that the children have said."""
    log = home / "log"
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
