"""The running service: scheduler, dispatcher, bot, web page and the watch over sources.toml, in one event loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from alerts.bot import Bot
from parwatch.dispatch import Dispatcher
from parwatch.health import BEAT, STOPPED
from parwatch.outlets import Outlets
from parwatch.pipeline import Pipeline
from parwatch.scheduler import Scheduler
from parwatch.sentry import Sentry
from parwatch.trouble import Trouble
from parwatch.watching import SourcesFile
from parwatch.web.server import WebServer
from parwatch_core.errors import StorageError
from parwatch_core.source import Source
from storage import heartbeats
from storage import sources as source_store
from storage.database import Database

log = structlog.get_logger("parwatch")

# Container engines kill after their grace period; ours is half a minute in all. Polls, then twice the part of the
# dispatcher, and a thread that waits for the database's lock (bootstrap.BUSY_SECONDS, twice) fit into it.
DRAIN_SECONDS = 12.0
DISPATCH_DRAIN_SECONDS = 3.0
# How soon a new trouble is in the heartbeat, and so in what `parwatch health` says.
PULSE_SECONDS = 1.0
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
        sentry: Sentry | None = None,
        outlets: Outlets | None = None,
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
        self.sentry = sentry
        self.outlets = outlets
        self._clock = clock
        self._sleep = sleep
        self._started = clock()
        self._unwritten = Trouble(log, "heartbeat not written, trying until it is")

    async def run(self, stop: asyncio.Event, hurry: asyncio.Event | None = None) -> bool:
        """Work until `stop` is set, then finish what runs. `hurry` cuts that short.

        False when a poll was cut off in the middle; what it had not read yet is read after the next start.
        """
        if self.web:
            # First of all: a port in use has to be known before anything is polled or sent.
            await self.web.start()
            log.info("web page is up", url=self.web.url)
        self.scheduler.start()
        await self._apply(self.file.sources)
        background = [
            asyncio.create_task(self._supervise("dispatcher", self.dispatcher.run)),
            asyncio.create_task(self._supervise("sources.toml", lambda: self.file.follow(self._taken_up))),
            asyncio.create_task(self._supervise("heartbeat", self._beat)),
        ]
        if self.sentry:
            background.append(asyncio.create_task(self._supervise("sentry", self.sentry.run)))
        try:
            if self.bot:
                await self.bot.start()
            await stop.wait()
        finally:
            clean = await self._stop(background, hurry or asyncio.Event())
        return clean

    async def _taken_up(self, sources: tuple[Source, ...]) -> None:
        """sources.toml has changed: its channels were those of the old one so far."""
        await self._apply(sources)
        if self.outlets:
            await self.outlets.follow(self.file.channels)

    async def _apply(self, sources: tuple[Source, ...]) -> None:
        try:
            last_polls = await asyncio.to_thread(self._last_polls)
        except StorageError as error:
            # The new set must not be lost over this: its sources are polled a little early.
            log.warning("when the sources were polled last is not known", reason=str(error))
            last_polls = {}
        self.scheduler.sync(sources, last_polls)

    def _last_polls(self) -> dict[str, datetime]:
        with self.database.read() as session:
            states = source_store.states(session)
        return {state.name: state.last_poll for state in states if state.last_poll}

    async def _stop(self, background: list[asyncio.Task[None]], hurry: asyncio.Event) -> bool:
        log.info("stopping: what runs is finished first; a second signal cuts it short")
        self.pipeline.stop()
        finishing = asyncio.create_task(self._finish(DRAIN_SECONDS, DISPATCH_DRAIN_SECONDS))
        hurrying = asyncio.create_task(hurry.wait())
        await asyncio.wait((finishing, hurrying), return_when=asyncio.FIRST_COMPLETED)
        if not finishing.done():
            finishing.cancel()
            await asyncio.gather(finishing, return_exceptions=True)
        hurrying.cancel()
        clean = finishing.result() if not finishing.cancelled() else await self._finish(0, 0)
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        if self.web:
            await self.web.stop()
        await self._last_beat()
        log.info("stopped" if clean else "stopped; a poll was cut off and goes on from there at the next start")
        return clean

    async def _finish(self, polls: float, deliveries: float) -> bool:
        """Give what runs its time, in seconds; whether it was enough for the polls."""
        ending = [asyncio.create_task(self.bot.stop())] if self.bot else []
        clean = await self.scheduler.drain(polls)
        await self.dispatcher.finish(deliveries)
        await asyncio.gather(*ending, return_exceptions=True)
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
        """Every BEAT, and at once when there is a new trouble or an old one is over."""
        written: tuple[datetime, str | None] | None = None
        while True:
            now, trouble = self._clock(), self._trouble()
            if written is None or now - written[0] >= BEAT or trouble != written[1]:
                try:
                    await asyncio.to_thread(self._write_beat, now, trouble)
                except StorageError as error:
                    self._unwritten.say(str(error))
                else:
                    self._unwritten.over()
                    written = now, trouble
            await self._sleep(PULSE_SECONDS)

    async def _last_beat(self) -> None:
        """Say that nobody is there, unless the database is locked anyway: the end must not wait for that."""
        if self._unwritten.reason is None:
            with contextlib.suppress(StorageError):
                await asyncio.to_thread(self._write_beat, self._clock(), STOPPED)

    def _write_beat(self, now: datetime, trouble: str | None) -> None:
        # A bot that never heard anything counts from the start of the service.
        heard = (self.bot.last_good_poll or self._started) if self.bot else None
        with self.database.write() as session:
            heartbeats.beat(session, now, heard, trouble)
            source_store.prune(session, now - EVENTS_KEPT)

    def _trouble(self) -> str | None:
        paused = self.dispatcher.paused_until
        if paused and paused > self._clock():
            return "the bot token is refused; alerts wait until TELEGRAM_BOT_TOKEN is mended"
        return self.bot.trouble if self.bot else None
