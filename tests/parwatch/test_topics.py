"""A [[topic]] of sources.toml from the portal's page to a person's message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from support.world import CHAT, Clock, World, serving, source_of, world

from parwatch import inspection
from parwatch.cli import portrait
from parwatch.demo.portals.article import Label
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.topics import matchers
from parwatch_core.notice import Language
from parwatch_core.preferences import DEFAULT
from parwatch_core.topic import Topic
from storage import articles, subscribers
from storage.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def portal(clock: Clock) -> AsyncIterator[Portal]:
    async with serving(sample_portals(clock(), clock=clock)[:1]) as served:
        yield served[0]


@pytest.fixture
async def service(database: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(database, clock) as made:
        yield made


def _watched(service: World, *topics: Topic) -> None:
    service.pipeline.context.topics = lambda: topics


def _plain_news(portal: Portal) -> Sequence[str]:
    return [one.title for one in portal.articles if one.truth.label is Label.NONE and one.fresh]


async def test_an_article_of_a_topic_is_told_though_it_ranks_nobody(
    service: World, database: Database, portal: Portal
) -> None:
    """The message names the topic and quotes the sentence; who left the topic out hears nothing; it is stored."""
    title = _plain_news(portal)[0]
    _watched(service, Topic("Tin của xã", all_of=(title,)))
    await service.poll(source_of(portal))
    (message,) = [one for one in await service.deliver() if title in one.text]
    assert message.text.startswith("📰 Chủ đề: Tin của xã\n\n")
    with database.read() as session:
        (stored,) = articles.latest(session, topic="Tin của xã")
        assert stored.title == title
        assert articles.latest(session, topic="Tin khác") == ()


async def test_a_topic_left_out_is_not_told(service: World, database: Database, portal: Portal, clock: Clock) -> None:
    """The choice is each chat's own."""
    title = _plain_news(portal)[0]
    with database.write() as session:
        subscribers.subscribe(session, CHAT, Language.VI, clock())
        subscribers.prefer(session, CHAT, replace(DEFAULT, topics_out=frozenset({"Tin của xã"})), clock())
    _watched(service, Topic("Tin của xã", all_of=(title,)))
    await service.poll(source_of(portal))
    assert not [one for one in await service.deliver() if title in one.text]


async def test_a_ranking_that_is_also_of_a_topic_is_one_message(service: World, portal: Portal) -> None:
    """The rank stands first, the topic has its line."""
    ranking = next(one for one in portal.articles if one.truth.label is Label.RANKING and one.fresh)
    _watched(service, Topic("Cải cách", any_of=("cải cách hành chính",)))
    await service.poll(source_of(portal))
    (message,) = [one for one in await service.deliver() if ranking.title in one.text]
    assert "Hạng" in message.text
    assert "\n🔎 Chủ đề: Cải cách\n🏛" in message.text


async def test_a_topic_added_later_does_not_tell_the_archive(service: World, portal: Portal, clock: Clock) -> None:
    """Only what comes in after it: the stored articles are not news."""
    await service.poll(source_of(portal))
    told = await service.deliver()
    _watched(service, Topic("Mọi thứ", any_of=("xã", "huyện", "tỉnh", "và")))
    clock.advance(hours=2)
    await service.poll(source_of(portal))
    assert await service.deliver() == told


async def test_check_shows_what_the_example_is_of(
    service: World, portal: Portal, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each topic with the sentences that say so, before anything is stored."""
    everything = matchers((Topic("Mọi tin", any_of=("xã", "huyện", "tỉnh", "và")),))
    found = await inspection.look(service.context.fetcher, source_of(portal), lambda _: None, topics=everything)
    portrait.show(found)
    shown = capsys.readouterr().out
    assert "Mọi tin" in shown
    assert found.example is not None and found.example.verdict is not None
    (hit,) = found.example.verdict.topics
    assert " ".join(hit.because[0].text.split()[:5]) in " ".join(shown.split())
