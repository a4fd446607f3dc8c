"""Trouble that kills nobody: outages, refusals, a database that refuses, clocks that jump, two senders at once."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from crash.cases import CHATS, FOUND, TEMPLATES
from crash.world import World, world

from parwatch.demo.telegram import Fault
from parwatch.dispatch import Dispatcher
from parwatch_core.errors import StorageError
from storage import outbox, subscribers
from storage.database import Database

HOURS = 3


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[World]:
    """Two stories for five chats, found a moment ago; nothing is sent yet."""
    import time

    TEMPLATES["plain"](Database(f"sqlite:///{tmp_path / 'parwatch.db'}", 5.0))
    async with world(tmp_path, FOUND.timestamp() - time.monotonic()) as one:
        one.advance(seconds=20)
        yield one


@pytest.fixture
def database(made: World) -> Iterator[Database]:
    opened = Database(f"sqlite:///{made.database}", busy_timeout=0.05)
    yield opened
    opened.close()


async def hours_pass(made: World, dispatcher: Dispatcher) -> None:
    """The dispatcher tries whenever something is due."""
    for _ in range(HOURS * 6):
        await dispatcher.drain()
        made.advance(minutes=10)


def extra(made: World) -> int:
    return sum(count - 1 for count in made.accepted().values())


def check(made: World, most_extra: int = 0) -> None:
    """Everybody has everything, nobody anything three times, and each row knows it."""
    accepted = made.accepted()
    assert accepted.keys() == made.promised.keys(), "lost"
    assert max(accepted.values()) <= 2
    assert extra(made) <= most_extra
    assert {row.state for row in made.rows()} == {"sent"}
    made._check_calls()


async def test_hours_without_telegram_lose_nothing_and_repeat_nothing(made: World, database: Database) -> None:
    """Nobody listens on the port: not sent, so tried freely, and delivered once when it is back."""
    await made.api.stop()
    async with made.dispatcher(database) as dispatcher:
        await hours_pass(made, dispatcher)
        assert made.api.messages == ()
        await made.api.start()
    await made.recover()
    check(made)


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.ERROR_500, Fault.DROP, Fault.GARBLED_AFTER])
async def test_hours_of_nonsense_lose_nothing_and_repeat_at_most_once(
    made: World, database: Database, fault: Fault
) -> None:
    """Each call of every kind fails for hours: the one repetition that a message has is not spent on that."""
    for method in ("sendMessage", "getMe"):
        made.api.fail(fault, method, times=10**6)
    async with made.dispatcher(database) as dispatcher:
        await hours_pass(made, dispatcher)
        made.api._planned.clear()
    await made.recover()
    # One for each chat's message of which nobody knew; a garbled answer was an accepted message.
    check(made, most_extra=len(made.promised) if fault is Fault.GARBLED_AFTER else 0)


@pytest.mark.parametrize("fault", [Fault.SILENCE_AFTER, Fault.DROP_AFTER, Fault.GARBLED_AFTER])
async def test_an_answer_that_is_lost_after_acceptance_is_one_message_more(made: World, fault: Fault) -> None:
    """Nobody can know better; after a minute it is repeated, once."""
    made.api.fail(fault, chat_id=CHATS[0])
    await made.recover()
    check(made, most_extra=1)
    assert extra(made) == 1


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.DROP, Fault.ERROR_500, Fault.TOO_MANY])
async def test_a_failure_before_acceptance_is_no_message_more(made: World, fault: Fault) -> None:
    """Whatever is thought of it meanwhile; and what was told to wait is not asked early."""
    made.api.fail(fault, chat_id=CHATS[0])
    await made.recover()
    check(made)


async def test_a_database_that_is_locked_for_long_loses_and_repeats_nothing(made: World, database: Database) -> None:
    """Another process holds the lock when the outcome is to be noted, for longer than the lease."""
    other = sqlite3.connect(made.database, isolation_level=None, check_same_thread=False)
    busy = 0

    async def sleep(seconds: float) -> None:
        nonlocal busy
        busy += 1
        made.advance(seconds=seconds + 30)
        if busy == 10 and other.in_transaction:
            other.execute("ROLLBACK")
        await asyncio.sleep(0)

    async with made.dispatcher(database) as dispatcher:
        dispatcher._sleep = sleep
        deliver = dispatcher._channel.deliver

        async def locked(delivery):  # type: ignore[no-untyped-def]
            number = await deliver(delivery)
            if not busy and not other.in_transaction:
                other.execute("BEGIN IMMEDIATE")
            return number

        dispatcher._channel.deliver = locked  # type: ignore[method-assign]
        await dispatcher.drain()
    assert busy >= 10
    other.close()
    await made.recover()
    check(made)


async def test_a_full_disk_loses_and_repeats_nothing(made: World) -> None:
    """SQLite may not grow by a page when the outcome is to be noted; the note is made when there is room."""
    refused = 0

    class Full(Database):
        @contextlib.contextmanager
        def write(self):  # type: ignore[no-untyped-def]
            nonlocal refused
            with super().write() as session:
                yield session
                if made.api.messages and refused < 5:
                    refused += 1
                    connection = session.connection().connection
                    pages = connection.execute("PRAGMA page_count").fetchone()[0]
                    connection.execute(f"PRAGMA max_page_count = {pages}")
                    try:
                        connection.execute("CREATE TABLE filler AS SELECT randomblob(1000000) AS bytes")
                    finally:
                        connection.execute("PRAGMA max_page_count = 1073741823")

    database = Full(f"sqlite:///{made.database}", busy_timeout=0.5)
    async with made.dispatcher(database) as dispatcher:
        await dispatcher.drain()
    database.close()
    assert refused == 5
    await made.recover()
    check(made)


@pytest.mark.parametrize("days", [1, -1])
async def test_a_clock_that_jumps_by_a_day_loses_nothing(made: World, database: Database, days: int) -> None:
    """In the middle of sending, there and back again; only what was early by the wrong clock is early."""
    made.api.fail(Fault.SILENCE, chat_id=CHATS[0])
    async with made.dispatcher(database) as dispatcher:
        running = asyncio.create_task(dispatcher.drain())
        await made.api.until(lambda: any(call.description == Fault.SILENCE for call in made.api.requests))
        made.advance(days=days)
        await dispatcher._round()
        made.advance(days=-days)
        await running
    await made.recover()
    check(made)


async def test_two_senders_on_one_database_tell_everybody_once(made: World) -> None:
    """Each claims what the other has not; what one has in flight the other leaves alone."""
    url = f"sqlite:///{made.database}"
    databases = [Database(url, 5.0), Database(url, 5.0)]
    async with made.dispatcher(databases[0]) as one, made.dispatcher(databases[1]) as other:
        for _ in range(3):
            await asyncio.gather(one.drain(), other.drain())
            made.advance(minutes=31)
    for database in databases:
        database.close()
    await made.recover()
    check(made)


async def test_a_subscriber_who_leaves_and_returns_during_an_outage_is_told_of_what_is_new(
    made: World, database: Database
) -> None:
    """/stop is kept also by the queue: what waited is given up, with its reason, and is no lost alert."""
    with database.write() as session:
        subscribers.unsubscribe(session, CHATS[0], made.now())
        assert outbox.depth(session).dead == 2
    async with made.dispatcher(database) as dispatcher:
        await dispatcher.drain()
    assert made.api.to(CHATS[0]) == ()


async def test_an_unusable_database_is_said_and_survived(made: World, database: Database) -> None:
    """The claim fails as well: the dispatcher says so and comes back for it."""
    claim = outbox.claim
    broken = [StorageError("cannot grow, the disk is full")] * 3

    def failing(*args, **named):  # type: ignore[no-untyped-def]
        if broken:
            raise broken.pop()
        return claim(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "claim", failing)
        async with made.dispatcher(database) as dispatcher:
            for _ in range(4):
                await dispatcher.drain()
    await made.recover()
    check(made)
