"""From /start in a chat to an alert in it: the bot, the desk and the database of the real service."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from support.talking import Person
from support.world import Clock, World, no_wait, serving, source_of, world

from alerts.bot import Bot
from alerts.pacing import Pacer
from parwatch.demo.portals.samples import sample_portals
from parwatch.desk import StorageDesk
from parwatch_core import places
from parwatch_core.identity import reference, subject_of
from parwatch_core.notice import Language
from parwatch_core.preferences import Area, Preferences, Quiet, Scope
from storage import subscribers
from storage.database import Database
from storage.tables import FEEDBACK, FLIGHTS, OUTBOX, SUBSCRIBERS

FORUM, ADMIN, PERSON = -1_000_000_000_007, 70, 1


@pytest.fixture
async def there(database: Database) -> AsyncIterator[World]:
    async with world(database, Clock()) as there:
        yield there


@contextlib.asynccontextmanager
async def listening(there: World) -> AsyncIterator[StorageDesk]:
    """A bot with a desk of its own, as after a start."""
    desk = StorageDesk(there.database, watched=tuple, clock=there.clock)
    # One second passes for every look at the clock: nobody waits for a turn.
    pacer = Pacer(lambda: there.clock().timestamp(), _passing(there.clock))
    bot = Bot(there.bot_api.token, there.bot_api.base_url, desk, pacer=pacer, sleep=no_wait)
    await bot.start()
    yield desk
    await bot.stop()


def _passing(clock: Clock):
    async def sleep(seconds: float) -> None:
        clock.advance(seconds=seconds)

    return sleep


async def stored(desk: StorageDesk, chat_id: int) -> Preferences:
    found = await desk.preferences(chat_id)
    assert found is not None
    return found


async def test_choices_outlive_the_process(there: World) -> None:
    """Made in taps, kept in the database, shown by the next process, in the language of the chat."""
    person = Person(there.bot_api, PERSON)
    async with listening(there):
        await person.say("/start")
        await person.send("hello:en")
        await person.send(f"unit:{reference(subject_of(places.find('huyện Hương Sơn')[0]).key)}")
        await person.send("set:quiet:1320:360")
    async with listening(there) as desk:
        assert "Quiet hours: 22:00 to 6:00" in (await person.say("/settings")).text
        assert await stored(desk, PERSON) == Preferences(
            language=Language.EN,
            scope=Scope(Area.UNITS, ("huyện Hương Sơn, Hà Tĩnh",)),
            quiet=Quiet(1320, 360),
        )
        await person.send("set:lang:vi")
        assert "⚙️ Cài đặt" in (await person.say("/settings")).text


async def test_alerts_of_a_forum_arrive_in_its_topic(there: World) -> None:
    """Where /start was said; in the general topic once that one is gone."""
    there.bot_api.admins(FORUM, ADMIN)
    admin = Person(there.bot_api, FORUM, user_id=ADMIN)
    async with listening(there):
        answer = await admin.say("/start", thread=5)
        assert answer.thread == 5
    portals = sample_portals(there.clock())[:2]
    async with serving(portals):
        await there.poll(source_of(portals[0]))
        await there.deliver()
        first = [message for message in there.bot_api.to(FORUM) if message.message_id > answer.message_id]
        assert first
        assert {message.thread for message in first} == {5}
        there.bot_api.know(FORUM).threads.clear()
        await there.poll(source_of(portals[1]))
        await there.deliver()
    later = there.bot_api.to(FORUM)[1 + len(first) :]
    assert later
    assert {message.thread for message in later} == {None}


async def test_a_group_that_moves_keeps_topic_and_choices(database: Database) -> None:
    """A subscription is handed over whole."""
    now = Clock()()
    with database.write() as session:
        subscribers.subscribe(session, -5, Language.EN, now, 9)
        subscribers.move(session, -5, -1_000_000_000_005, now)
        moved = subscribers.get(session, -1_000_000_000_005)
    assert moved is not None
    assert (moved.active, moved.language, moved.thread) == (True, Language.EN, 9)


async def test_forgetting_leaves_no_row(there: World) -> None:
    """Neither the subscription nor what was told, waiting or on its way; /start begins anew."""
    person = Person(there.bot_api, PERSON)
    portals = sample_portals(there.clock())[:1]
    async with listening(there) as desk:
        await person.say("/start")
        await person.send("set:sure:1")
        async with serving(portals):
            await there.poll(source_of(portals[0]))
            await there.deliver()
        await person.say("/forget")
        await person.send("forget:yes")
        with there.database.read() as session:
            left = [
                session.scalar(select(func.count()).select_from(table).where(table.c.chat_id == PERSON))
                for table in (SUBSCRIBERS, OUTBOX, FLIGHTS, FEEDBACK)
            ]
        assert left == [0, 0, 0, 0]
        assert await desk.language(PERSON) is None
        assert "👋 Xin chào!" in (await person.say("/start")).text
        assert not (await stored(desk, PERSON)).doubtful
