"""One alert to thousands of chats: the real dispatcher, bot and pace against the sample Bot API, on a simulated clock.

`python -m bench.broadcast CHATS TROUBLED` does it in a process of its own and prints one JSON line. Time passes only
while nobody works: a wait of the pace costs no real second, and what the work takes adds nothing to the simulated ones.
The server counts as Telegram does and refuses what comes too fast.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alerts.bot import Bot
from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from bench.measure import Meter, peak_mib, resident_mib, run
from parwatch.demo.telegram import BotApi, Fault
from parwatch.desk import StorageDesk
from parwatch.dispatch import Dispatcher
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.page import Article, Fingerprint
from parwatch_core.ranking import Index, RankingClaim, Salience, UnitLevel, Verdict
from storage import articles, outbox, subscribers
from storage.database import Database, Session

CHILD_SECONDS = 1800.0
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
_CLAIM = RankingClaim(
    "huyện Sông Trà", UnitLevel.DISTRICT, Index.PAR, "xếp thứ 2/10", "Trà Giang", 2025, 2, of_total=10
)
# Somebody new says /start so often (simulated seconds) while the alert goes out.
ASK_EVERY = 1.0
_ASKERS = 5_000_000
STEP = 0.02


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`last`: simulated seconds until the last sound chat had it; `slowest`: until the slowest /start was answered.

    `refused`: 429s that our pace brought about; `early`: calls to a chat before the time that a 429 had named;
    `cpu` in seconds, the sample server's part included; memory in MiB, with what the server remembers.
    """

    chats: int
    troubled: int
    told: int
    twice: int
    last: float
    refused: int
    early: int
    asked: int
    slowest: float
    cpu: float
    wall: float
    grown: float
    peak: float


def broadcast(chats: int, troubled: int = 0) -> Broadcast:
    """Tell so many chats, of which every `troubled`-th one (0: none) blocks the bot, fails or floods."""
    ended = run([sys.executable, "-m", "bench.broadcast", str(chats), str(troubled)], CHILD_SECONDS)
    if ended.code:
        raise RuntimeError(f"the broadcast failed:\n{ended.stderr[-3000:]}")
    return Broadcast(**json.loads(ended.stdout))


class Simulated:
    """A clock that moves to the next sleeper when nobody works. `working`: how many do, apart from the event loop."""

    def __init__(self) -> None:
        self.now = 0.0
        self.working = 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> float:
        return self.now

    def wall(self) -> datetime:
        """The same as a time of day."""
        return NOW + timedelta(seconds=self.now)

    async def sleep(self, seconds: float) -> None:
        """Wait for simulated seconds."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + max(seconds, 0.0), next(self._numbers), woken))
        await woken

    async def run(self) -> None:
        """Move it until cancelled, in small steps: what is about to work has the time to say so."""
        while True:
            await _idle()
            if self.working or not self._sleepers:
                continue
            self.now = min(max(self.now, self._sleepers[0][0]), self.now + STEP)
            while self._sleepers and self._sleepers[0][0] <= self.now:
                _, _, woken = heapq.heappop(self._sleepers)
                if not woken.done():
                    woken.set_result(None)

    @contextlib.contextmanager
    def work(self) -> Iterator[None]:
        """No time passes meanwhile."""
        self.working += 1
        try:
            yield
        finally:
            self.working -= 1


async def _idle() -> None:
    """Until everything that could go on in the event loop has gone on."""
    await asyncio.sleep(0.001)
    for _ in range(20):
        await asyncio.sleep(0)


class _Counted(Database):
    """A database whose transactions take no simulated time."""

    clock: Simulated

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        with self.clock.work(), super().read() as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        with self.clock.work(), super().write() as session:
            yield session


class _Watched(Pacer):
    """A pacer that lets no time pass while an alert is on its way."""

    def __init__(self, clock: Simulated) -> None:
        super().__init__(clock, clock.sleep, careful=True)
        self._simulated = clock
        self._flying: set[int] = set()

    async def turn(self, chat_id: int, *, reply: bool = False) -> None:
        await super().turn(chat_id, reply=reply)
        if not reply:
            self._flying.add(chat_id)
            self._simulated.working += 1

    def noted(self, chat_id: int) -> None:
        super().noted(chat_id)
        if chat_id in self._flying:
            self._flying.remove(chat_id)
            self._simulated.working -= 1


@dataclass
class _Audience:
    """Who is told; who of them is in trouble; when who else asked for what."""

    chats: range
    troubled: frozenset[int]
    asked: dict[int, float] = field(default_factory=dict)

    @property
    def sound(self) -> frozenset[int]:
        return frozenset(self.chats) - self.troubled


async def _measure(chats: int, troubled: int, folder: Path) -> Broadcast:
    clock = Simulated()
    database = _Counted(f"sqlite:///{folder / 'broadcast.db'}")
    database.clock = clock
    audience = _Audience(
        range(1, chats + 1), frozenset(range(troubled, chats + 1, troubled)) if troubled else frozenset()
    )
    async with BotApi(clock=clock, today=lambda: clock.wall().timestamp()) as server:
        _prepare(server, database, audience, clock)
        before = resident_mib(os.getpid())
        with Meter() as meter:
            await _told(server, database, audience, clock)
        return _figures(server, audience, meter, resident_mib(os.getpid()) - before)


def _prepare(server: BotApi, database: Database, audience: _Audience, clock: Simulated) -> None:
    database.migrate()
    for chat in audience.chats:
        server.know(chat)
    for place, chat in enumerate(sorted(audience.troubled)):
        match place % 3:
            case 0:
                server.know(chat).blocked = True
            case 1:
                server.fail(Fault.TOO_MANY, chat_id=chat)
            case 2:
                server.fail(Fault.ERROR_500, chat_id=chat)
    with database.write() as session:
        for chat in audience.chats:
            subscribers.subscribe(session, chat, Language.VI, clock.wall())
        found = Article(
            "https://a.example.gov.vn/1", "a", "Sông Trà xếp thứ 2", "Xếp thứ 2/10.", "body", method="generic"
        )
        judged = Verdict(True, (_CLAIM,), 0.9, Salience.MAIN)
        ids = articles.add_story(session, found, Fingerprint("body", b"", (), frozenset()), judged, clock.wall())
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, clock.wall())


async def _told(server: BotApi, database: Database, audience: _Audience, clock: Simulated) -> None:
    """Until every sound chat has it and everybody who asked was answered."""
    pacer = _Watched(clock)
    channel = TelegramChannel(server.token, server.base_url, pacer=pacer)
    dispatcher = Dispatcher(database, channel, clock=clock.wall, sleep=clock.sleep, on_noted=pacer.noted)
    desk = StorageDesk(database, watched=lambda: (), clock=clock.wall, operators=())
    bot = Bot(server.token, server.base_url, desk, pacer=pacer, clock=clock, sleep=clock.sleep, now=clock.wall)
    await bot.start()
    work = [asyncio.create_task(part) for part in (clock.run(), dispatcher.run(), _asking(server, audience, clock))]
    try:
        await server.until(lambda: _finished(server, audience), seconds=CHILD_SECONDS)
    finally:
        for task in work[1:]:
            task.cancel()
        await asyncio.gather(*work[1:], return_exceptions=True)
        await bot.stop()
        work[0].cancel()
        await channel.close()
        database.close()


async def _asking(server: BotApi, audience: _Audience, clock: Simulated) -> None:
    for asker in itertools.count(_ASKERS):
        await clock.sleep(ASK_EVERY)
        audience.asked[asker] = clock.now
        server.say(asker, "/start")


def _finished(server: BotApi, audience: _Audience) -> bool:
    if len(server.messages) < len(audience.sound):
        return False
    reached = {message.chat_id for message in server.messages}
    return audience.sound <= reached and audience.asked.keys() <= reached


def _figures(server: BotApi, audience: _Audience, meter: Meter, grown: float) -> Broadcast:
    told = [message for message in server.messages if message.chat_id < _ASKERS]
    answered: dict[int, float] = {}
    for message in server.messages:
        answered.setdefault(message.chat_id, message.at)
    waits = [answered[asker] - then for asker, then in audience.asked.items() if asker in answered]
    calls = server.calls("sendMessage")
    return Broadcast(
        chats=len(audience.chats),
        troubled=len(audience.troubled),
        told=len(audience.sound & answered.keys()),
        twice=len(told) - len({message.chat_id for message in told}),
        last=max(answered[chat] for chat in audience.sound),
        refused=sum(call.status == 429 and call.description != Fault.TOO_MANY for call in calls),
        early=_early(server),
        asked=len(waits),
        slowest=max(waits, default=0.0),
        cpu=meter.cpu,
        wall=meter.wall,
        grown=grown,
        peak=peak_mib(),
    )


def _early(server: BotApi) -> int:
    """Calls to a chat before the time that a refusal (always of seven seconds here) had named."""
    until: dict[str, float] = {}
    early = 0
    for call in server.calls("sendMessage"):
        chat = str(call.params["chat_id"])
        early += call.at < until.get(chat, 0.0)
        if call.description == Fault.TOO_MANY:
            until[chat] = call.at + 7
    return early


def main() -> None:
    """Print the figures of one broadcast."""
    chats, troubled = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="bench-broadcast-") as folder:
        print(json.dumps(asdict(asyncio.run(_measure(chats, troubled, Path(folder))))))


if __name__ == "__main__":
    main()
