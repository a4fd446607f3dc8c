"""Builds and wires every object. Settings end here: what is built gets plain arguments."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TextIO

import structlog

from alerts.bot import Bot
from alerts.channels import Channel, ConsoleChannel
from alerts.pacing import Pacer
from alerts.switchboard import Switchboard
from alerts.telegram import TelegramChannel
from parwatch import health, prospects
from parwatch import settings as environment
from parwatch.__about__ import __version__
from parwatch.clock import utc_now
from parwatch.desk import StorageDesk, StoredOperations
from parwatch.dispatch import Dispatcher
from parwatch.events import Observe
from parwatch.outlets import Outlets
from parwatch.pipeline import Pipeline
from parwatch.scheduler import Scheduler
from parwatch.sentry import Sentry
from parwatch.service import Service
from parwatch.settings import Settings
from parwatch.watching import SourcesFile
from parwatch.web import app
from parwatch.web.server import WebServer
from parwatch_core import addresses
from parwatch_core.notice import Delivery, Language
from parwatch_core.outlet import Outlet
from parwatch_core.topic import Topic
from scraper.fetch import Fetcher
from storage import subscribers
from storage.database import Database

# The chat that stands for the console while no bot token is set.
CONSOLE_CHAT = 0
# A thread that waits for a lock cannot be called back: two of these waits, one behind the other, have to fit between
# SIGTERM and the kill that follows half a minute later.
BUSY_SECONDS = 6.0

log = structlog.get_logger("parwatch")


@dataclass(frozen=True, slots=True)
class Engine:
    """What polls and what delivers: enough for `parwatch once`, and the inside of the service."""

    database: Database
    fetcher: Fetcher
    pipeline: Pipeline
    dispatcher: Dispatcher
    pacer: Pacer
    outlets: Outlets


def user_agent(contact: str) -> str:
    """Who we are, and where a portal's administrator can ask."""
    return f"parwatch/{__version__} (+{contact})" if contact else f"parwatch/{__version__}"


@contextlib.contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database, brought up to date. Raises StorageError."""
    database = Database(settings.parwatch_database_url.get_secret_value(), BUSY_SECONDS)
    try:
        database.migrate()
        yield database
    finally:
        database.close()


def migrate(settings: Settings) -> None:
    """Bring the database up to date and close it. Raises StorageError."""
    with open_database(settings):
        return


def fetcher(settings: Settings) -> Fetcher:
    """The one fetcher of this process."""
    return Fetcher(user_agent=user_agent(settings.parwatch_contact), allow_networks=settings.parwatch_allow_networks)


@contextlib.asynccontextmanager
async def engine(
    settings: Settings,
    observe: Observe,
    on_sent: Callable[[Delivery], None] = lambda _delivery: None,
    *,
    console: TextIO | None = None,
    topics: Callable[[], tuple[Topic, ...]] = tuple,
    channels: tuple[Outlet, ...] | None = None,
) -> AsyncIterator[Engine]:
    """Open everything that a poll and a delivery need, and close it at the end.

    `topics` gives those of sources.toml at the moment. `console` is where alerts are written while there is no bot
    token; None: stdout.
    `channels` are those of sources.toml; None: nothing will be delivered here, and they stay as they are.
    Raises ParwatchError, for a channel that cannot be used too.
    """
    pacer = Pacer(time.monotonic, careful=True)
    async with contextlib.AsyncExitStack() as stack:
        database = stack.enter_context(open_database(settings))
        _console_subscriber(database, active=settings.telegram_bot_token is None)
        client = await stack.enter_async_context(fetcher(settings))
        channel = await _channel(settings, pacer, stack, console or sys.stdout)
        # One worker: pages are read one after another, so that writers never wait for each other.
        worker = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="pages"))
        outlets = Outlets(database, clock=utc_now, environment=environment.variable)
        if channels is not None:
            await asyncio.to_thread(outlets.sync, channels)
        ways = Switchboard(channel, outlets.ways)
        dispatcher = Dispatcher(database, ways, clock=utc_now, on_sent=on_sent, on_noted=_noted(pacer))
        pipeline = Pipeline(
            client,
            database,
            clock=utc_now,
            worker=worker,
            observe=observe,
            chance=random.Random(),  # noqa: S311 - spreads polls, guards nothing
            on_notice=dispatcher.wake,
            topics=topics,
        )
        yield Engine(database, client, pipeline, dispatcher, pacer, outlets)


def service(settings: Settings, inside: Engine, file: SourcesFile) -> Service:
    """The whole service around an open engine."""
    operators = settings.parwatch_admin_chats
    desk = StorageDesk(
        inside.database,
        watched=lambda: file.sources,
        clock=utc_now,
        operators=operators,
        topics=lambda: tuple(topic.name for topic in file.topics if topic.enabled),
        operations=_operations(settings, inside, file),
    )
    token = settings.telegram_bot_token
    bot = Bot(token.get_secret_value(), settings.parwatch_telegram_api_url, desk, pacer=inside.pacer) if token else None
    page = app.build(inside.database, lambda: health.check(inside.database, utc_now), utc_now)
    return Service(
        file=file,
        database=inside.database,
        pipeline=inside.pipeline,
        scheduler=Scheduler(inside.pipeline.poll, clock=utc_now, chance=random.Random()),  # noqa: S311
        dispatcher=inside.dispatcher,
        bot=bot,
        web=WebServer(page, settings.parwatch_http_host, settings.parwatch_http_port),
        sentry=_sentry(inside, file, operators) if token else None,
        outlets=inside.outlets,
        clock=utc_now,
    )


def _operations(settings: Settings, inside: Engine, file: SourcesFile) -> StoredOperations:
    return StoredOperations(
        inside.database,
        watched=lambda: file.sources,
        clock=utc_now,
        operators=settings.parwatch_admin_chats,
        closed=settings.parwatch_closed,
        file=settings.parwatch_sources,
        look=prospects.looking(inside.fetcher),
        on_announced=inside.dispatcher.wake,
    )


def _sentry(inside: Engine, file: SourcesFile, operators: tuple[int, ...]) -> Sentry:
    return Sentry(
        inside.database,
        watched=lambda: file.sources,
        operators=operators,
        clock=utc_now,
        on_told=inside.dispatcher.wake,
    )


def _noted(pacer: Pacer) -> Callable[[int], None]:
    """A line to an operator shares the pace of the chat that it leads to."""
    return lambda number: pacer.noted(addresses.chat_of(number))


def _console_subscriber(database: Database, *, active: bool) -> None:
    """Without a token the console is the one subscriber; with one it is none, and what waited for it is dropped."""
    with database.write() as session:
        if active:
            subscribers.subscribe(session, CONSOLE_CHAT, Language.VI, utc_now())
        else:
            subscribers.unsubscribe(session, CONSOLE_CHAT, utc_now())


async def _channel(settings: Settings, pacer: Pacer, stack: contextlib.AsyncExitStack, console: TextIO) -> Channel:
    if settings.telegram_bot_token is None:
        return ConsoleChannel(console)
    channel = TelegramChannel(
        settings.telegram_bot_token.get_secret_value(), settings.parwatch_telegram_api_url, pacer=pacer
    )
    stack.push_async_callback(channel.close)
    return channel
