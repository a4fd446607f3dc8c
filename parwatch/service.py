"""The running service: scheduler, dispatcher, bot, web page and the watch over sources.toml, in one event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from alerts.bot import Bot
from parwatch.dispatch import Dispatcher
from parwatch.health import BEAT
from parwatch.pipeline import Pipeline
from parwatch.scheduler import Scheduler
from parwatch.watching import SourcesFile
from parwatch.web.server import WebServer
from parwatch_core.errors import StorageError
from parwatch_core.source import Source
from storage import heartbeats
from storage import sources as source_store
from storage.database import Database

log = structlog.get_logger("parwatch")

# Container engines kill after their grace period; ours is half a minute in all.
DRAIN_SECONDS = 25.0
DISPATCH_DRAIN_SECONDS = 4.0
EVENTS_KEPT = timedelta(days=30)


class Service:
    """Everything that `parwatch run` does. Built by bootstrap; `run` returns after a clean stop."""

    def __init__(
        self,
        *,
        file: SourcesFile,
        database: Database,
        pipeline: Pipeline,
        scheduler: Scheduler,
        dispatcher: Dispatcher,
        bot: Bot | None,
        web: WebServer | None,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.file = file
        self.database = database
        self.pipeline = pipeline
        self.scheduler = scheduler
        self.dispatcher = dispatcher
        self.bot = bot
        self.web = web
        self._clock = clock
        self._sleep = sleep
        self._started = clock()

    async def run(self, stop: asyncio.Event) -> bool:
        """Work until `stop` is set, then drain. False when something had to be cut off at the end."""
        if self.web:
            # First of all: a port in use has to be known before anything is polled or sent.
            await self.web.start()
        self.scheduler.start()
        await self._apply(self.file.sources)
        background = [
            asyncio.create_task(self._supervise("dispatcher", self.dispatcher.run)),
            asyncio.create_task(self._supervise("sources.toml", lambda: self.file.follow(self._apply))),
            asyncio.create_task(self._supervise("heartbeat", self._beat)),
        ]
        try:
            await self._with_bot(stop)
        finally:
            clean = await self._drain(background)
        return clean

    async def _with_bot(self, stop: asyncio.Event) -> None:
        if self.bot is None:
            await stop.wait()
            return
        await self.bot.start()
        try:
            await stop.wait()
        finally:
            await self.bot.stop()

    async def _apply(self, sources: tuple[Source, ...]) -> None:
        self.scheduler.sync(sources, await asyncio.to_thread(self._last_polls))

    def _last_polls(self) -> dict[str, datetime]:
        with self.database.read() as session:
            states = source_store.states(session)
        return {state.name: state.last_poll for state in states if state.last_poll}

    async def _drain(self, background: list[asyncio.Task[None]]) -> bool:
        log.info("stopping: what runs is finished first")
        self.pipeline.stop()
        clean = await self.scheduler.drain(DRAIN_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.dispatcher.drain(), DISPATCH_DRAIN_SECONDS)
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        if self.web:
            await self.web.stop()
        log.info("stopped", clean=clean)
        return clean

    async def _supervise(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep one background part alive: a defect in it is logged and it starts again, the rest goes on."""
        while True:
            try:
                await work()
                return
            except Exception:
                log.exception("a part of the service broke and is started again", part=name)
                await self._sleep(BEAT.total_seconds())

    async def _beat(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._write_beat)
            except StorageError as error:
                log.warning("heartbeat not written", error=str(error))
            await self._sleep(BEAT.total_seconds())

    def _write_beat(self) -> None:
        now = self._clock()
        # A bot that never heard anything counts from the start of the service.
        heard = (self.bot.last_good_poll or self._started) if self.bot else None
        with self.database.write() as session:
            heartbeats.beat(session, now, heard, self._trouble())
            source_store.prune(session, now - EVENTS_KEPT)

    def _trouble(self) -> str | None:
        paused = self.dispatcher.paused_until
        if paused and paused > self._clock():
            return "the bot token is refused; alerts wait until TELEGRAM_BOT_TOKEN is mended"
        return self.bot.trouble if self.bot else None
