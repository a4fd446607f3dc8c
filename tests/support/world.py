"""The service in a test: real rooms, real sockets, a real database; only the clock and the waits are the test's."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.context import PollContext
from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.portal import Portal
from parwatch.demo.telegram import BotApi, Message
from parwatch.dispatch import Dispatcher
from parwatch.events import Event, Outcome, PageDone, PollDone
from parwatch.pipeline import Pipeline
from parwatch_core.notice import Language
from parwatch_core.source import Source
from scraper import urls
from scraper.fetch import Fetcher
from storage import articles, subscribers
from storage.database import Database
from storage.values import StoredArticle

CHAT = 4242
LOOPBACK = ("127.0.0.0/8", "::1/128")


async def no_wait(_seconds: float) -> None:
    """A wait that is over at once."""


@dataclass
class World:
    """A service whose time the test moves. `poll` runs one poll, `deliver` empties the outbox."""

    database: Database
    bot_api: BotApi
    pipeline: Pipeline
    dispatcher: Dispatcher
    events: list[Event]
    clock: Clock
    polls: dict[str, PollDone] = field(default_factory=dict)

    async def poll(self, *sources: Source) -> list[PollDone]:
        """Poll these sources one after another; how each ended."""
        ended = []
        for source in sources:
            await self.pipeline.poll(source)
            ended.append(next(e for e in reversed(self.events) if isinstance(e, PollDone)))
        return ended

    @property
    def context(self) -> PollContext:
        """What the polls work with; a test may look on or stop them."""
        return self.pipeline.context

    async def deliver(self) -> tuple[Message, ...]:
        """Deliver what is due; all messages in the chat so far."""
        await self.dispatcher.drain()
        return self.bot_api.to(CHAT)

    def pages(self, outcome: Outcome) -> list[PageDone]:
        """The pages that ended this way, over all polls."""
        return [e for e in self.events if isinstance(e, PageDone) and e.outcome is outcome]

    def stored(self) -> dict[str, StoredArticle]:
        """Every stored story, by each address that carries it."""
        with self.database.read() as session:
            found = articles.latest(session, None)
        return {copy.url: story for story in found for copy in story.copies}


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@contextlib.asynccontextmanager
async def world(database: Database, clock: Clock) -> AsyncIterator[World]:
    """A service with one subscriber, CHAT."""
    events: list[Event] = []
    async with contextlib.AsyncExitStack() as stack:
        bot_api = await stack.enter_async_context(BotApi(clock=lambda: clock().timestamp()))
        bot_api.know(CHAT)
        with database.write() as session:
            subscribers.subscribe(session, CHAT, Language.VI, clock())
        fetcher = Fetcher(
            user_agent="parwatch-test",
            allow_networks=LOOPBACK,
            delay=0,
            clock=lambda: clock().timestamp(),
            wall=lambda: clock().timestamp(),
            sleep=_moving(clock),
        )
        await stack.enter_async_context(fetcher)
        # The Bot API's flood control runs on the test's clock, so waiting for a turn means moving that clock.
        pacer = Pacer(lambda: clock().timestamp(), _moving(clock))
        channel = TelegramChannel(bot_api.token, bot_api.base_url, pacer=pacer)
        stack.push_async_callback(channel.close)
        worker = stack.enter_context(ThreadPoolExecutor(1))
        dispatcher = Dispatcher(database, channel, clock=clock, sleep=no_wait)
        pipeline = Pipeline(
            fetcher, database, clock=clock, worker=worker, observe=events.append, chance=random.Random(1)
        )
        yield World(database, bot_api, pipeline, dispatcher, events, clock)


def _moving(clock: Clock):
    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    return sleep


def source_of(portal: Portal, **more: object) -> Source:
    """The portal as a bare address in sources.toml gives it."""
    return Source(name=portal.site.key, url=portal.url, **more)  # type: ignore[arg-type]


def address(portal: Portal, article: SampleArticle) -> str:
    """The address under which an article is stored."""
    return urls.canonical(portal.address(article))


def expected_stories(portals: Iterable[Portal]) -> set[str]:
    """The stories that a first poll must tell."""
    return {article.story for portal in portals for article in portal.articles if article.alerts}


@contextlib.asynccontextmanager
async def serving(portals: Sequence[Portal]) -> AsyncIterator[Sequence[Portal]]:
    """The portals, up and listening."""
    async with contextlib.AsyncExitStack() as stack:
        for portal in portals:
            await portal.start()
            stack.push_async_callback(portal.stop)
        yield portals
