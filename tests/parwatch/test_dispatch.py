"""The dispatcher between a real outbox and a channel that does what the test says: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from support import archive
from support.world import Clock, no_wait

from parwatch.dispatch import IN_FLIGHT, TOKEN_PAUSE, Dispatcher
from parwatch_core.errors import (
    BadMarkup,
    BadMessage,
    BadToken,
    ChatGone,
    ChatMoved,
    DatabaseBusy,
    DeliveryError,
    TooManyRequests,
)
from parwatch_core.notice import Delivery, Language, NoticeKind
from storage import folding, outbox, subscribers
from storage.database import Database
from storage.values import Depth

Act = Callable[[Delivery], Awaitable[int | None]]


@dataclass
class Stage:
    """A channel: each delivery is noted; `acts` by chat say what becomes of it, else it is sent."""

    acts: dict[int, Act] = field(default_factory=dict)
    seen: list[Delivery] = field(default_factory=list)
    sent: list[Delivery] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def deliver(self, delivery: Delivery) -> int | None:
        self.seen.append(delivery)
        number = await self.acts[delivery.chat_id](delivery) if delivery.chat_id in self.acts else len(self.seen)
        async with self.news:
            self.sent.append(delivery)
            self.news.notify_all()
        return number

    def chats(self) -> list[int]:
        return [delivery.chat_id for delivery in self.sent]

    async def until(self, check: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(check)


def failing(*errors: Exception) -> Act:
    """The errors one after the other, then success."""
    left = list(errors)

    async def act(_delivery: Delivery) -> int:
        if left:
            raise left.pop(0)
        return 77

    return act


async def hanging(_delivery: Delivery) -> int:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.fixture
def clock() -> Clock:
    return Clock(archive.NOW)


def told(database: Database, *chats: int, stories: int = 1) -> list[int]:
    """Subscribe the chats and publish stories; their articles."""
    with database.write() as session:
        for chat in chats:
            subscribers.subscribe(session, chat, Language.VI, archive.NOW)
        ids = [archive.add(session) for _ in range(stories)]
        for one in ids:
            outbox.publish(session, one.article_id, one.version_id, NoticeKind.NEW, archive.NOW)
    return [one.article_id for one in ids]


def depth(database: Database) -> Depth:
    with database.read() as session:
        return outbox.depth(session)


async def test_a_slow_chat_delays_nobody(database: Database, clock: Clock) -> None:
    """A chat that hangs holds its own next message back, and nothing else; so do sixty of them, one short of all."""
    slow = range(1, IN_FLIGHT)
    told(database, *slow, 100, 101, stories=3)
    stage = Stage(dict.fromkeys(slow, hanging))
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_pause)
    running = asyncio.create_task(dispatcher.run())
    await stage.until(lambda: len(stage.sent) == 6)
    assert sorted(stage.chats()) == [100] * 3 + [101] * 3
    assert len(stage.seen) == 6 + len(slow), "one message a chat at a time"
    await dispatcher.finish(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert depth(database).sent == 6


async def no_pause(_seconds: float) -> None:
    """A tick that comes at once, but lets others work."""
    await asyncio.sleep(0.001)


async def test_an_outcome_is_stored_when_the_database_has_time_again(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is out: however often the database is busy meanwhile, it is marked, and not sent again."""
    told(database, 1, stories=2)
    real, refusals = database.write, [DatabaseBusy("locked")] * 5

    def write() -> object:
        if stage.seen and refusals:
            raise refusals.pop()
        return real()

    stage = Stage()
    monkeypatch.setattr(database, "write", write)
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert refusals == []
    assert len(stage.sent) == 2
    assert (depth(database).sent, depth(database).sending) == (2, 0)


async def test_a_busy_database_is_asked_again(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are still there when it can be read; the loop lives on."""
    told(database, 1)
    real, refusals = database.write, [DatabaseBusy("locked")] * 3

    def write() -> object:
        if refusals:
            raise refusals.pop()
        return real()

    stage = Stage()
    monkeypatch.setattr(database, "write", write)
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_pause)
    running = asyncio.create_task(dispatcher.run())
    await stage.until(lambda: stage.chats() == [1])
    await dispatcher.finish(5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert depth(database).sent == 1


async def test_a_chat_that_is_gone_is_told_nothing_more(database: Database, clock: Clock) -> None:
    """Its subscription ends with the reason, what waited for it is given up, the others are not touched."""
    told(database, 1, 2, stories=3)
    stage = Stage({1: failing(ChatGone("Forbidden: bot was blocked by the user"))})
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert stage.chats() == [2, 2, 2]
    assert sum(delivery.chat_id == 1 for delivery in stage.seen) == 1
    with database.read() as session:
        gone = subscribers.get(session, 1)
    assert gone and not gone.active
    assert gone.ended_because == "Forbidden: bot was blocked by the user"
    assert (depth(database).sent, depth(database).dead) == (3, 3)


async def test_a_group_that_moved_is_followed(database: Database, clock: Clock) -> None:
    """Everything that it was not told yet goes to the new id, in order and once."""
    told(database, -5, stories=3)
    stage = Stage({-5: failing(ChatMoved("upgraded", new_chat_id=-1005))})
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert stage.chats() == [-1005] * 3
    assert len({delivery.notice.url for delivery in stage.sent}) == 3
    with database.read() as session:
        assert [one.chat_id for one in subscribers.active(session)] == [-1005]


async def test_refused_markup_is_sent_plain_once(database: Database, clock: Clock) -> None:
    """And given up when that is refused too."""
    told(database, 1, 2)
    refused = BadMarkup("can't parse entities")
    stage = Stage({1: failing(refused), 2: failing(refused, refused, refused)})
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert [(delivery.chat_id, delivery.plain) for delivery in stage.sent] == [(1, True)]
    assert [delivery.plain for delivery in stage.seen if delivery.chat_id == 2] == [False, True]
    assert (depth(database).sent, depth(database).dead) == (1, 1)


async def test_a_refused_token_stops_the_queue_and_a_mended_one_finds_it_whole(
    database: Database, clock: Clock
) -> None:
    """Nothing is lost or aged by it: the pause is the dispatcher's, so that a restart sends at once."""
    told(database, *range(1, 4), stories=2)
    refuse = BadToken("Telegram refused the bot token")
    broken = Dispatcher(
        database, Stage({chat: failing(*[refuse] * 9) for chat in range(1, 4)}), clock=clock, sleep=no_wait
    )
    await broken.drain()
    assert broken.paused_until == clock() + TOKEN_PAUSE
    assert broken.waiting_because == "Telegram refused the bot token"
    assert depth(database).sent == depth(database).dead == 0
    stage = Stage()
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert sorted(stage.chats()) == [1, 1, 2, 2, 3, 3]
    assert not any(delivery.uncertain for delivery in stage.sent)


async def test_a_paused_dispatcher_resumes_by_itself(database: Database, clock: Clock) -> None:
    """One attempt a minute shows whether the token is good again; in between nobody is asked."""
    told(database, 1)
    stage = Stage({1: failing(BadToken("no"), BadToken("no"))})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    for seen, sent, pause in ((1, 0, 0), (1, 0, 59), (2, 0, 1), (3, 1, 60)):
        clock.advance(seconds=pause)
        await dispatcher.drain()
        assert (len(stage.seen), len(stage.sent)) == (seen, sent)


async def test_a_story_that_another_portal_carries_edits_its_message(database: Database, clock: Clock) -> None:
    """The second delivery holds the id that the first one got; a failed edit leaves the alert sent."""
    (article,) = told(database, 1, 2)
    stage = Stage({1: failing(), 2: failing()})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    stage.acts[2] = failing(BadMessage("message to edit not found"))
    with database.write() as session:
        assert outbox.revise(session, article, clock()) == 2
    await dispatcher.drain()
    assert [(d.chat_id, d.message_id) for d in stage.seen] == [(1, None), (2, None), (1, 77), (2, 77)]
    assert (depth(database).sent, depth(database).dead) == (2, 0)


@pytest.mark.parametrize(
    ("error", "pause"),
    [(DeliveryError("refused"), 5), (TooManyRequests("429", retry_after=30), 30), (ValueError("a defect"), 5)],
)
async def test_a_failed_message_waits_for_its_time(
    database: Database, clock: Clock, error: Exception, pause: int
) -> None:
    """Not a second earlier, and then once; a defect of our own is no exception."""
    told(database, 1)
    stage = Stage({1: failing(error)})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    clock.advance(seconds=pause - 1)
    await dispatcher.drain()
    assert len(stage.seen) == 1
    clock.advance(seconds=1)
    await dispatcher.drain()
    await dispatcher.drain()
    assert (len(stage.seen), len(stage.sent)) == (2, 1)


async def test_a_stop_lets_what_is_under_way_end_and_claims_nothing_more(database: Database, clock: Clock) -> None:
    """What was on its way is marked; what hangs is given back by its lease, as uncertain, and sent once more."""
    told(database, 1, 2)
    arrived = asyncio.Event()

    async def slowly(_delivery: Delivery) -> int:
        await arrived.wait()
        return 5

    stage = Stage({1: slowly, 2: hanging})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_pause)
    running = asyncio.create_task(dispatcher.run())
    async with asyncio.timeout(10):
        while len(stage.seen) < 2:
            await asyncio.sleep(0)
    finishing = asyncio.create_task(dispatcher.finish(0.2))
    arrived.set()
    await finishing
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (depth(database).sent, depth(database).sending) == (1, 1)
    clock.now += timedelta(minutes=5)
    later = Stage()
    await Dispatcher(database, later, clock=clock, sleep=no_wait).drain()
    clock.now += timedelta(minutes=5)
    await Dispatcher(database, later, clock=clock, sleep=no_wait).drain()
    assert [(delivery.chat_id, delivery.uncertain) for delivery in later.sent] == [(2, True)]


MANY = folding.MANY


async def test_many_alerts_are_one_message(database: Database, clock: Clock) -> None:
    """What gathered for a chat leaves together, is marked together and is never sent again."""
    told(database, 1, 2, stories=MANY)
    stage = Stage()
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    assert sorted((delivery.chat_id, len(delivery.notices)) for delivery in stage.sent) == [(1, MANY), (2, MANY)]
    assert (depth(database).sent, depth(database).waiting) == (2 * MANY, 0)
    clock.advance(days=1)
    await dispatcher.drain()
    assert len(stage.sent) == 2


@pytest.mark.parametrize("error", [DeliveryError("refused"), TooManyRequests("429", retry_after=5)])
async def test_many_that_were_not_sent_are_sent_together(
    database: Database, clock: Clock, error: DeliveryError
) -> None:
    """One repetition of one message, after the pause."""
    told(database, 1, stories=MANY)
    stage = Stage({1: failing(error)})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    assert depth(database).failed == MANY
    clock.advance(seconds=5)
    await dispatcher.drain()
    assert [len(delivery.notices) for delivery in stage.seen] == [MANY, MANY]
    assert depth(database).sent == MANY


async def test_many_that_perhaps_arrived_are_repeated_once_as_one(database: Database, clock: Clock) -> None:
    """Not before a minute, marked uncertain, apart from what came meanwhile; unclear again: all are given up."""
    told(database, 1, stories=MANY)
    unclear = DeliveryError("no answer", maybe_sent=True)
    stage = Stage({1: failing(unclear, unclear)})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    clock.advance(seconds=59)
    await dispatcher.drain()
    assert len(stage.seen) == 1
    clock.advance(seconds=1)
    await dispatcher.drain()
    assert [(len(delivery.notices), delivery.uncertain) for delivery in stage.seen] == [(MANY, False), (MANY, True)]
    assert (depth(database).dead, depth(database).waiting) == (MANY, 0)


@pytest.mark.parametrize("error", [BadMessage("message is too long"), BadMarkup("can't parse entities")])
async def test_many_that_are_refused_for_their_text_go_one_by_one(
    database: Database, clock: Clock, error: DeliveryError
) -> None:
    """Only the one at fault is given up."""
    told(database, 1, stories=MANY)

    async def act(delivery: Delivery) -> int:
        if stage.seen[0].notices[2] in delivery.notices:
            raise error
        return 5

    stage = Stage({1: act})
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert len(stage.seen[0].notices) == MANY
    assert all(delivery.others == () for delivery in stage.seen[1:])
    first = stage.seen[0].outbox_ids
    assert sorted(delivery.outbox_id for delivery in stage.sent) == [*first[:2], *first[3:]]
    assert (depth(database).sent, depth(database).dead) == (MANY - 1, 1)


async def test_a_group_that_moved_takes_its_digest_along(database: Database, clock: Clock) -> None:
    """The message of many that was refused at the old id arrives as one at the new."""
    told(database, -5, stories=MANY)
    stage = Stage({-5: failing(ChatMoved("upgraded", new_chat_id=-1005))})
    await Dispatcher(database, stage, clock=clock, sleep=no_wait).drain()
    assert [(delivery.chat_id, len(delivery.notices)) for delivery in stage.sent] == [(-1005, MANY)]


async def test_a_restart_in_the_middle_repeats_one_message(database: Database, clock: Clock) -> None:
    """The process died after Telegram accepted and before it was noted: one message too many, and nothing lost."""
    told(database, 1, stories=MANY)
    with database.write() as session:
        (lost,) = outbox.claim(session, clock(), 120, 10)
    assert len(lost.notices) == MANY
    stage = Stage()
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    for pause, seen in ((119, 0), (31, 0), (59, 0), (1, 1), (999, 1)):
        clock.advance(seconds=pause)
        await dispatcher.drain()
        assert len(stage.sent) == seen
    assert (stage.sent[0].outbox_ids, stage.sent[0].uncertain) == (lost.outbox_ids, True)
    assert depth(database).sent == MANY


async def test_an_edit_with_a_missing_answer_is_made_again_until_it_is_known(database: Database, clock: Clock) -> None:
    """An edit made twice is made once, so nothing is given up; a message is repeated once only."""
    (article_id,) = told(database, 1)
    stage = Stage()
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    with database.write() as session:
        outbox.revise(session, article_id, clock())
    stage.acts[1] = failing(*[DeliveryError("no answer", maybe_sent=True)] * 5)
    for _ in range(6):
        await dispatcher.drain()
        clock.advance(hours=1)
    assert [one.message_id for one in stage.sent] == [None, 1]
    assert len(stage.seen) == 7
    assert depth(database).sent == 1


@pytest.mark.parametrize("jump", [1, -1])
async def test_a_clock_that_jumps_by_a_day_sends_nothing_twice(database: Database, clock: Clock, jump: int) -> None:
    """What is under way keeps its flight; the rest goes on, also while the clock is behind."""
    told(database, 1, 2)
    gate = asyncio.Event()

    async def slow(_delivery: Delivery) -> int:
        await gate.wait()
        return 5

    stage = Stage({1: slow})
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    running = asyncio.create_task(dispatcher.drain())
    await stage.until(lambda: stage.chats() == [2])
    clock.advance(days=jump)
    later = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    for _ in range(3):
        await dispatcher._round()
        clock.advance(seconds=31)
    gate.set()
    await running
    clock.advance(days=2)
    await later.drain()
    assert sorted(stage.chats()) == [1, 2]
    assert len(stage.seen) == 2
    assert depth(database).sent == 2


async def test_a_refused_token_pauses_for_a_minute_also_when_the_clock_goes_back(
    database: Database, clock: Clock
) -> None:
    """The pause ends by the clock that began it; one that is a day behind does not make it a day."""
    told(database, 1)
    stage = Stage({1: failing(BadToken("refused"))})
    clock.advance(hours=1)
    dispatcher = Dispatcher(database, stage, clock=clock, sleep=no_wait)
    await dispatcher.drain()
    assert dispatcher.paused_until == clock() + TOKEN_PAUSE
    clock.advance(minutes=-10)
    told(database, 2)
    await dispatcher.drain()
    assert 2 in stage.chats()
