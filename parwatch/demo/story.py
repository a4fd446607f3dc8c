"""The demo: the real service against five sample portals and a sample Bot API, told in a terminal.

Nothing here is a stand-in for a part of the service. What is made up is the world around it: the portals, the Bot API
and one person who subscribes.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from parwatch import bootstrap
from parwatch.demo.narration import Narrator
from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import expected_alerts, sample_portals
from parwatch.demo.reckoning import Reckoning, reckon
from parwatch.demo.telegram import BotApi, Message
from parwatch.events import Event, PollDone
from parwatch.service import Service
from parwatch.settings import Settings
from parwatch.watching import SourcesFile
from storage.database import Database

SUBSCRIBER = 20_260_701
FIRST_POLLS_SECONDS = 120.0
ALERT_SECONDS = 60.0
# The demo's portals publish while somebody looks on, so they are read every few seconds.
EVERY = "5s"


async def play(*, keep: bool) -> int:
    """Run the whole demo. Returns the exit code: 0 when everything that should arrive has arrived."""
    console = Console(highlight=False)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parwatch-demo-")))
        portals = [await stack.enter_async_context(_served(portal)) for portal in sample_portals(datetime.now(UTC))]
        bot_api = await stack.enter_async_context(BotApi())
        return await _Stage(console, folder, portals, bot_api).play(keep=keep)


@contextlib.asynccontextmanager
async def _served(portal: Portal) -> AsyncIterator[Portal]:
    await portal.start()
    try:
        yield portal
    finally:
        await portal.stop()


class _Stage:
    """Everything that stands while the demo plays."""

    def __init__(self, console: Console, folder: Path, portals: list[Portal], bot_api: BotApi) -> None:
        self._folder = folder
        self._portals = portals
        self._bot_api = bot_api
        self._narrator = Narrator(console, portals)
        self._polled: set[str] = set()
        self._changed = asyncio.Event()

    async def play(self, *, keep: bool) -> int:
        settings, file = self._settings(), self._sources()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with bootstrap.engine(settings, self._observe, topics=lambda: file.topics) as inside:
            service = bootstrap.service(settings, inside, file)
            # Before the portals are read: who subscribes later is told of what comes later.
            self._bot_api.say(SUBSCRIBER, "/start")
            running = asyncio.create_task(service.run(stop))
            acts = asyncio.create_task(self._acts(service, inside.database))
            await asyncio.wait({running, acts}, return_when=asyncio.FIRST_COMPLETED)
            if not acts.done():
                acts.cancel()
                await asyncio.gather(acts, return_exceptions=True)
                return 0 if await running else 1
            result = acts.result()
            if keep and result.complete:
                self._narrator.stays(service.web.url if service.web else "")
                await stop.wait()
            stop.set()
            await running
        return 0 if result.complete else 1

    async def _acts(self, service: Service, database: Database) -> Reckoning:
        self._narrator.opens()
        await self._bot_api.arrived(SUBSCRIBER, seconds=ALERT_SECONDS)
        self._narrator.subscribed(self._bot_api.to(SUBSCRIBER)[0])
        follow = asyncio.create_task(self._follow_messages(seen=1))
        try:
            await self._first_polls()
            await self._expected()
            published = self._publish()
            await self._alert_on(published)
        except TimeoutError:
            pass  # what is missing is found by the reckoning, which names it
        finally:
            follow.cancel()
            await asyncio.gather(follow, return_exceptions=True)
        result = await asyncio.to_thread(reckon, self._portals, self._messages(), database)
        self._narrator.sums_up(result)
        return result

    # --- the acts

    async def _first_polls(self) -> None:
        """Until every portal has been read once, all the way through."""
        async with asyncio.timeout(FIRST_POLLS_SECONDS):
            while len(self._polled) < len(self._portals):
                await self._changed.wait()
                self._changed.clear()

    async def _expected(self) -> None:
        """Until as many alerts have come as there are stories that deserve one."""
        await self._bot_api.arrived(SUBSCRIBER, 1 + len(expected_alerts(self._portals)), seconds=ALERT_SECONDS)

    def _publish(self) -> tuple[Portal, SampleArticle]:
        portal = next(portal for portal in self._portals if any(article.alerts for article in portal.held_back))
        article = portal.publish(next(article for article in portal.held_back if article.alerts))
        self._narrator.publishes(portal, article)
        return portal, article

    async def _alert_on(self, published: tuple[Portal, SampleArticle]) -> None:
        portal, article = published
        address = portal.address(article)

        def told() -> bool:
            return any(address in message.links for message in self._messages())

        await self._bot_api.until(lambda: told() or None, seconds=ALERT_SECONDS)

    # --- the world around the service

    async def _follow_messages(self, seen: int) -> None:
        """Show each alert as it arrives in the chat."""
        while True:
            messages = await self._bot_api.arrived(SUBSCRIBER, seen + 1, seconds=3600)
            for message in messages[seen:]:
                self._narrator.arrives(message)
            seen = len(messages)

    def _messages(self) -> tuple[Message, ...]:
        """The alerts; the first message is the welcome."""
        return self._bot_api.to(SUBSCRIBER)[1:]

    def _observe(self, event: Event) -> None:
        self._narrator.tells(event)
        if isinstance(event, PollDone):
            self._polled.add(event.source)
            self._changed.set()

    def _sources(self) -> SourcesFile:
        path = self._folder / "sources.toml"
        blocks = "".join(f'\n[[source]]\nurl = "{portal.url}"\n' for portal in self._portals)
        path.write_text(f'[defaults]\nevery = "{EVERY}"\n{blocks}', encoding="utf-8")
        file = SourcesFile(path)
        file.load()
        return file

    def _settings(self) -> Settings:
        return Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings takes it, its stub for models does not say so
            parwatch_sources=self._folder / "sources.toml",
            parwatch_database_url=SecretStr(f"sqlite:///{self._folder / 'demo.db'}"),
            telegram_bot_token=SecretStr(self._bot_api.token),
            parwatch_telegram_api_url=self._bot_api.base_url,
            parwatch_allow_networks=("127.0.0.0/8",),
            parwatch_http_port=0,
            parwatch_contact="demo",
        )
