"""The running service: a process of its own with a portal, a Bot API and a database, through what life does to it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from support import archive
from support.process import Home, Service
from support.tiny import HOSTS, Tiny, tiny
from support.wire import Asked, Wire
from support.world import CHAT, LOOPBACK

from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch import service as service_module
from parwatch.clock import utc_now
from parwatch.demo.telegram import TOKEN, BotApi, Fault
from parwatch.dispatch import Dispatcher
from parwatch.pipeline import Pipeline
from parwatch.scheduler import Scheduler
from parwatch.service import Service as Roof
from parwatch.watching import SourcesFile
from parwatch_core.notice import Language, NoticeKind
from scraper.fetch import Fetcher
from storage import heartbeats, outbox, subscribers
from storage.database import Database
from storage.values import Depth

OTHER_CHAT = 4343
WRONG_SECRET = "AAHwrongwrongwrongwrongwrongwrong00"
WRONG_TOKEN = f"110201543:{WRONG_SECRET}"


@contextlib.contextmanager
def opened(home: Home):
    database = Database(f"sqlite:///{home.database}")
    try:
        yield database
    finally:
        database.close()


def seeded(home: Home, *chats: int) -> None:
    """A home with one alert that waits for these chats, and a source that is of no importance."""
    home.watch("http://127.0.0.1:1/", every="6h")
    with opened(home) as database:
        database.migrate()
        with database.write() as session:
            for chat in chats:
                subscribers.subscribe(session, chat, Language.VI, archive.NOW)
            ids = archive.add(session)
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, archive.NOW)


def depth(home: Home) -> Depth:
    with opened(home) as database, database.read() as session:
        return outbox.depth(session)


async def asked(url: str, code: int, seconds: float = 10.0) -> dict[str, Any]:
    """What /healthz says as soon as it answers with this code."""
    async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False) as client:
        while (answer := await client.get(f"{url}/healthz")).status_code != code:
            pass
    return dict(answer.json())


async def requests(wire: Wire, path: str, count: int = 1, seconds: float = 15.0) -> None:
    """Wait until a portal was asked for a path so often."""
    async with asyncio.timeout(seconds):
        while wire.paths().count(path) < count:
            await asyncio.sleep(0.01)


# --- the life of a service


async def test_a_service_follows_its_file_and_tells_how_it_is(tmp_path: Path) -> None:
    """Found, alerted, shown; a broken edit changes nothing; a mended one adds a portal and drops another; Ctrl+C."""
    home = Home(tmp_path)
    async with tiny() as first, tiny() as second:
        home.watch(first.url)
        assert "makes it" in (await home.command("health")).refused()
        async with home.service() as service:
            await service.prints("Huyện Phụng Hiệp, Hậu Giang")
            assert service.count("no TELEGRAM_BOT_TOKEN: alerts are written to this console instead of Telegram") == 1
            await service.says("polled", source=first.host, alerts=1)
            url = await service.page()
            assert (await asked(url, 200))["ok"]
            assert (await home.command("health")).out.startswith("ok: heartbeat ")
            await edited(home, service, first, second)
            assert await service.stop(signal.SIGINT) == 0
        assert service.count("stopped") == 1
        assert "Traceback" not in service.everything()
        assert (await home.command("health")).refused() == "not running: it was stopped; start it with `parwatch run`"


async def edited(home: Home, service: Service, first: Tiny, second: Tiny) -> None:
    """The middle of a life: what its owner does to sources.toml."""
    before = home.file.read_text(encoding="utf-8")
    home.file.write_text(before + '\n[[source]]\nurl = "ftp://x"\n', encoding="utf-8")
    broken = await service.says("sources.toml was not taken over; the last good version stays")
    assert re.fullmatch(r"7:1: url: 'ftp://x' is no web address; .*", broken["mistake"])
    polls = first.wire.paths().count("/rss")
    await requests(first.wire, "/rss", polls + 1)
    fresh = home.place / "fresh"
    fresh.write_text(before.replace(first.url, second.url), encoding="utf-8")
    fresh.replace(home.file)
    await service.says("sources.toml read", sources=1)
    await requests(second.wire, "/rss")
    polls = first.wire.paths().count("/rss")
    await requests(second.wire, "/sitemap.xml")  # its fourth request, three seconds after the first
    assert first.wire.paths().count("/rss") <= polls + 1, "one may have been under way"


async def test_a_refused_token_holds_the_alerts_and_a_good_one_sends_them_once(tmp_path: Path) -> None:
    """Health says what is wrong, the token is nowhere; a second poller is named and survived."""
    home = Home(tmp_path)
    seeded(home, CHAT)
    async with BotApi() as api:
        api.know(CHAT)
        at = {"PARWATCH_TELEGRAM_API_URL": api.base_url}
        async with home.service(**at, TELEGRAM_BOT_TOKEN=WRONG_TOKEN) as service:
            await service.says("alerts wait in the outbox until TELEGRAM_BOT_TOKEN is mended")
            health = await asked(await service.page(), 503)
            assert "token" in health["status"]
            assert "TELEGRAM_BOT_TOKEN" in (await home.command("health", TELEGRAM_BOT_TOKEN=WRONG_TOKEN)).refused()
            arguments = service.arguments()
            assert await service.stop() == 0
        assert (depth(home).sent, depth(home).dead) == (0, 0)
        kept = b"".join(file.read_bytes() for file in home.database.parent.iterdir())
        for place in (service.everything().encode(), health["status"].encode(), arguments, kept):
            assert WRONG_SECRET.encode() not in place
        api.fail(Fault.CONFLICT, "getUpdates")
        async with home.service(**at, TELEGRAM_BOT_TOKEN=TOKEN) as service:
            await api.arrived(CHAT)
            await service.until(lambda: "Another process is reading this bot's messages" in service.everything())
            api.say(CHAT, "/help")
            await service.says("the bot hears again")
            await asked(await service.page(), 200)
            assert await service.stop() == 0
        assert sum("Sông Trà" in message.text for message in api.to(CHAT)) == 1
        assert TOKEN.split(":")[1] not in service.everything()
        assert depth(home).sent == 1


async def test_a_killed_service_loses_no_alert_and_repeats_none_that_arrived(tmp_path: Path) -> None:
    """What was on its way is sent a minute after the next one sees that its lease is over; what was marked is not."""
    home = Home(tmp_path, {"TELEGRAM_BOT_TOKEN": TOKEN})
    seeded(home, CHAT, OTHER_CHAT)
    async with BotApi() as api:
        home.environment["PARWATCH_TELEGRAM_API_URL"] = api.base_url
        api.know(CHAT)
        api.know(OTHER_CHAT)
        api.fail(Fault.SILENCE, chat_id=OTHER_CHAT)
        async with home.service() as service:
            await api.until(lambda: len(api.calls("sendMessage")) == 2)
            await until(lambda: depth(home).sent >= 1)
            assert await service.stop(signal.SIGKILL) == -signal.SIGKILL
        assert (depth(home).sent, depth(home).sending) == (1, 1)
        an_hour_passes(home)
        async with home.service() as service:
            await until(lambda: not depth(home).sending)
            assert await service.stop() == 0
        assert len(api.to(OTHER_CHAT)) == 0
        an_hour_passes(home)
        async with home.service() as service:
            await api.arrived(OTHER_CHAT)
            assert await service.stop() == 0
        assert (len(api.to(CHAT)), len(api.to(OTHER_CHAT))) == (1, 1)
        assert depth(home).sent == 2


async def until(holds: Callable[[], bool]) -> None:
    """Wait for another process: nothing but its database tells."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


def an_hour_passes(home: Home) -> None:
    with contextlib.closing(sqlite3.connect(home.database)) as connection, connection:
        connection.execute("UPDATE flights SET lease_until = datetime(lease_until, '-1 hour')")
        connection.execute("UPDATE outbox SET not_before = datetime(not_before, '-1 hour')")


async def test_a_portal_that_hangs_does_not_hold_the_service(tmp_path: Path) -> None:
    """SIGTERM waits for it, a second one does not; exit 0 either way, and the database is whole."""

    async def silence(_asked: Asked, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    home = Home(tmp_path)
    async with Wire(routes={"/": silence}, host=next(HOSTS)) as wire:
        home.watch(wire.url())
        async with home.service() as service:
            await requests(wire, "/")
            service.process.send_signal(signal.SIGTERM)
            await service.says("stopping: what runs is finished first; a second signal cuts it short")
            assert await service.stop(seconds=10) == 0
        assert service.count("stopped; a poll was cut off and goes on from there at the next start") == 1
        assert "Traceback" not in service.everything()
    with contextlib.closing(sqlite3.connect(home.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# --- the same service in this process, where the test owns the waits


@dataclass
class Stand:
    """A service over a fast fetcher and a database that gives up quickly."""

    roof: Roof
    database: Database
    api: BotApi
    stop: asyncio.Event
    running: asyncio.Task[bool]

    async def stopped(self) -> bool:
        self.stop.set()
        async with asyncio.timeout(20):
            return await self.running


@contextlib.asynccontextmanager
async def standing(home: Home, *, sleep: Callable[[float], Any]) -> AsyncIterator[Stand]:
    async with contextlib.AsyncExitStack() as stack:
        api = await stack.enter_async_context(BotApi())
        api.know(CHAT)
        database = Database(f"sqlite:///{home.database}", busy_timeout=0.1)
        stack.callback(database.close)
        database.migrate()
        with database.write() as session:
            subscribers.subscribe(session, CHAT, Language.VI, utc_now())
        fetcher = await stack.enter_async_context(Fetcher(user_agent="parwatch-test", allow_networks=LOOPBACK, delay=0))
        channel = TelegramChannel(api.token, api.base_url, pacer=Pacer(asyncio.get_running_loop().time))
        stack.push_async_callback(channel.close)
        worker = stack.enter_context(ThreadPoolExecutor(1))
        dispatcher = Dispatcher(database, channel, clock=utc_now, sleep=sleep)
        pipeline = Pipeline(
            fetcher,
            database,
            clock=utc_now,
            worker=worker,
            observe=lambda _event: None,
            chance=random.Random(1),
            on_notice=dispatcher.wake,
        )
        file = SourcesFile(home.file)
        file.load()
        roof = Roof(
            file=file,
            database=database,
            pipeline=pipeline,
            scheduler=Scheduler(pipeline.poll, clock=utc_now, chance=random.Random(1)),
            dispatcher=dispatcher,
            bot=None,
            web=None,
            clock=utc_now,
            sleep=sleep,
        )
        stop = asyncio.Event()
        stand = Stand(roof, database, api, stop, asyncio.create_task(roof.run(stop)))
        yield stand
        await stand.stopped()


async def soon(_seconds: float) -> None:
    await asyncio.sleep(0.02)


async def test_a_locked_database_is_waited_for_and_nothing_is_lost(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """While another process writes, pages are read and not stored; afterwards each alert arrives, once."""
    home = Home(tmp_path)
    async with tiny() as portal:
        home.watch(portal.url)
        async with standing(home, sleep=soon) as stand:
            await stand.api.arrived(CHAT)
            with contextlib.closing(sqlite3.connect(home.database, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                portal.publish(5, "huyện Long Mỹ")
                await requests(portal.wire, "/bai-2.html", 2)
                assert not stand.running.done()
            await stand.api.arrived(CHAT, 2)
            assert await stand.stopped()
        texts = [message.text for message in stand.api.to(CHAT)]
    assert len(texts) == 2
    assert "Long Mỹ" in texts[1]


async def test_a_stop_ends_in_its_time_whatever_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal that never answers is cut off when the time is over; the heartbeat says that nobody is there."""
    monkeypatch.setattr(service_module, "DRAIN_SECONDS", 0.1)

    async def silence(_asked: Asked, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    home = Home(tmp_path)
    async with Wire(routes={"/": silence}, host=next(HOSTS)) as wire:
        home.watch(wire.url())
        async with standing(home, sleep=soon) as stand:
            await requests(wire, "/")
            assert not await stand.stopped()
        with opened(home) as database, database.read() as session:
            beat = heartbeats.last(session)
    assert beat is not None
    assert beat.trouble is not None
    assert beat.trouble.startswith("not running: it was stopped")
    assert utc_now() - beat.at < timedelta(seconds=20)
