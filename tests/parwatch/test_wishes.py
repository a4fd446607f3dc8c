"""From a portal's page to a person's message: whom a page is told, when, and how many make one message."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from support.archive import NOW, article, claim, verdict
from support.world import CHAT, Clock, World, expected_stories, serving, source_of, world

from parwatch.deciding import Watch
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.recording import Reading, Recorded, record
from parwatch_core.notice import Delivery, Language, NoticeKind
from parwatch_core.page import Page, PageKind
from parwatch_core.preferences import REFORM, Area, Pace, Preferences, Quiet, Scope, Timing
from parwatch_core.ranking import Index, Verdict
from parwatch_core.source import Source
from parwatch_core.zones import VIETNAM
from scraper import dedup
from storage import outbox, subscribers
from storage.database import Database

SOURCE = Source(name="songtra", url="https://songtra.example.gov.vn/")
WATCH = Watch(NOW - timedelta(days=1), timedelta(days=2), first_poll=False)
PAPI = claim(index=Index.PAPI, rank=7)
_bodies = itertools.count(1)


def reading(judged: Verdict, url: str = "https://songtra.example.gov.vn/tin/1") -> Reading:
    """An article at this address, with a body of its own and this verdict."""
    number = next(_bodies)
    text = " ".join(f"chữ{number}và{word}" for word in range(60))
    found = dedup.fingerprint(f"Bài {number}", text)
    new = article(url, text=text, body_hash=found.body_hash)
    return Reading(url, Page(PageKind.ARTICLE), new, found, judged)


def recorded(database: Database, judged: Verdict, **changes: Any) -> Recorded:
    with database.write() as session:
        return record(session, SOURCE, reading(judged, **changes), WATCH, NOW)


def claimed(database: Database) -> list[Delivery]:
    """What goes out now, and was sent."""
    with database.write() as session:
        found = outbox.claim(session, NOW, 60, 100)
        for delivery in found:
            outbox.mark_sent(session, delivery, 5, NOW)
    return list(found)


def person(database: Database, chat: int, **wishes: Any) -> None:
    with database.write() as session:
        subscribers.subscribe(session, chat, Language.VI, NOW)
        subscribers.prefer(session, chat, Preferences(**wishes), NOW)


def other(*claims: Any) -> Verdict:
    """An article that ranks on other indices only."""
    return replace(verdict(*claims), is_reform_ranking=False, confidence=0.0)


def test_an_article_on_another_index_reaches_who_asked_for_it(database: Database) -> None:
    """And nobody else; where nobody asks it is stored in silence."""
    assert recorded(database, other(PAPI)).notified is False
    person(database, 1)
    person(database, 2, indices=REFORM | {Index.PAPI})
    assert recorded(database, other(PAPI), url="https://songtra.example.gov.vn/tin/2").notified is True
    (delivery,) = claimed(database)
    assert (delivery.chat_id, delivery.notice.claims) == (2, (PAPI,))


def test_a_correction_on_another_index_is_told_to_its_readers_only(database: Database) -> None:
    """Who reads the reform indices hears nothing of it, and of theirs as ever."""
    person(database, 1)
    person(database, 2, indices=frozenset({Index.PAPI}))
    recorded(database, verdict(claim(), PAPI))
    assert sorted(delivery.chat_id for delivery in claimed(database)) == [1, 2]
    recorded(database, verdict(claim(), replace(PAPI, rank=8)))
    (delivery,) = claimed(database)
    assert (delivery.chat_id, delivery.notice.kind) == (2, NoticeKind.UPDATE)
    recorded(database, verdict(claim(rank=1), replace(PAPI, rank=8)))
    assert [delivery.chat_id for delivery in claimed(database)] == [1]


def test_a_correction_reaches_whose_unit_it_concerns(database: Database) -> None:
    """Also whose unit the article has stopped naming: they were told something wrong."""
    mine = claim("huyện Can Lộc", province="Hà Tĩnh", rank=3)
    theirs = claim("huyện Hương Sơn", province="Hà Tĩnh", rank=4)
    for chat, unit in ((1, "Can Lộc"), (2, "Hương Sơn"), (3, "Nghi Xuân")):
        person(database, chat, scope=Scope(Area.UNITS, (f"huyện {unit}, Hà Tĩnh",)))
    recorded(database, verdict(mine, theirs))
    assert sorted(delivery.chat_id for delivery in claimed(database)) == [1, 2]
    recorded(database, verdict(replace(mine, rank=5), theirs))
    assert [delivery.chat_id for delivery in claimed(database)] == [1]
    recorded(database, verdict(replace(mine, rank=5)))
    assert [delivery.chat_id for delivery in claimed(database)] == [2]


def test_archive_material_is_told_to_nobody(database: Database) -> None:
    """Whatever somebody asks for."""
    person(database, 2, indices=frozenset({Index.PAPI}))
    with database.write() as session:
        assert not record(session, SOURCE, reading(other(PAPI)), None, NOW).notified
        old = replace(WATCH, since=NOW + timedelta(days=9))
        assert not record(session, SOURCE, reading(other(PAPI), url="https://a.vn/2"), old, NOW).notified
    assert claimed(database) == []


# ---------------------------------------------------------------- the whole way, to a Bot API


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 22, 30, tzinfo=VIETNAM))


@pytest.fixture
async def service(database: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(database, clock) as made:
        yield made


@pytest.fixture
async def portals(clock: Clock) -> AsyncIterator[Sequence[Portal]]:
    async with serving(sample_portals(clock(), clock=clock)) as made:
        yield made


@pytest.mark.parametrize(
    ("wishes", "hour"),
    [
        (Preferences(quiet=Quiet(22 * 60, 7 * 60)), 7),
        (Preferences(timing=Timing(Pace.DAILY, 8 * 60)), 8),
        (Preferences(timing=Timing(Pace.DAILY, 6 * 60), quiet=Quiet(22 * 60, 7 * 60)), 7),
    ],
)
async def test_what_is_found_at_night_is_one_message_in_the_morning(
    service: World, portals: Sequence[Portal], clock: Clock, wishes: Preferences, hour: int
) -> None:
    """Five portals, nine stories: nothing until the hour, then one message that the Bot API accepts, then nothing."""
    with service.database.write() as session:
        subscribers.prefer(session, CHAT, wishes, clock())
    await service.poll(*map(source_of, portals))
    assert await service.deliver() == ()
    clock.now = datetime(2026, 3, 3, hour, tzinfo=VIETNAM) - timedelta(seconds=1)
    assert await service.deliver() == ()
    clock.advance(seconds=1)
    (message,) = await service.deliver()
    assert message.text.startswith(f"🗞 {len(expected_stories(portals))} bài mới\n\n1. ")
    assert message.text.count("\nHạng ") >= 5
    clock.advance(days=2)
    assert len(await service.deliver()) == 1


async def test_a_unit_is_watched_across_all_portals(service: World, portals: Sequence[Portal], clock: Clock) -> None:
    """Who watches one district gets its articles and no others, and its claims stand first."""
    wishes = Preferences(scope=Scope(Area.UNITS, ("huyện Tánh Linh, Bình Thuận",)))
    with service.database.write() as session:
        subscribers.prefer(session, CHAT, wishes, clock())
    await service.poll(*map(source_of, portals))
    messages = await service.deliver()
    assert 1 <= len(messages) < len(expected_stories(portals))
    assert all("Tánh Linh" in message.text for message in messages)
