"""The whole way: a portal's bare address in, alerts in a chat out, over real sockets and a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from support.world import Clock, World, address, expected_stories, serving, source_of, world

from parwatch.demo.portals.article import Label, amended
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.events import Outcome
from parwatch_core.fetching import FetchStatus
from storage import articles
from storage.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def portals(clock: Clock) -> AsyncIterator[Sequence[Portal]]:
    async with serving(sample_portals(clock(), clock=clock)) as served:
        yield served


@pytest.fixture
async def service(database: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(database, clock) as made:
        yield made


async def test_five_bare_addresses_become_an_archive_and_alerts(service: World, portals: Sequence[Portal]) -> None:
    """Every article of every portal is stored clean, each story that deserves an alert gives exactly one."""
    ended = await service.poll(*map(source_of, portals))
    assert [poll.status for poll in ended] == [FetchStatus.OK] * 5
    stored = service.stored()
    wanted = {address(portal, article) for portal in portals for article in portal.articles}
    assert wanted - stored.keys() == set(), "not stored"
    assert stored.keys() - wanted == set(), "stored, and no article"
    for portal in portals:
        for article in portal.articles:
            story = stored[address(portal, article)]
            assert not [noise for noise in portal.boilerplate if noise in story.text], story.url
    messages = await service.deliver()
    assert len(messages) == len(expected_stories(portals))


async def test_old_rankings_fill_the_archive_without_an_alert(service: World, portals: Sequence[Portal]) -> None:
    """The first poll tells only what was published in the last two days."""
    old = [
        (portal, article)
        for portal in portals
        for article in portal.articles
        if article.truth.label is Label.RANKING and not article.fresh
    ]
    assert old
    await service.poll(*map(source_of, portals))
    links = {link for message in await service.deliver() for link in message.links}
    stored = service.stored()
    for portal, article in old:
        assert stored[address(portal, article)].is_reform_ranking
        assert portal.address(article) not in links


async def test_a_second_poll_changes_nothing(service: World, portals: Sequence[Portal], clock: Clock) -> None:
    """Counters move on every page; hours later every page that is read again is found unchanged."""
    sources = [*map(source_of, portals)]
    await service.poll(*sources)
    told = await service.deliver()
    for _ in range(6):
        clock.advance(hours=2)
        ended = await service.poll(*sources)
        assert [poll.counts.keys() - {Outcome.UNCHANGED, Outcome.REJECTED} for poll in ended] == [set()] * 5
    assert service.pages(Outcome.UNCHANGED)
    assert await service.deliver() == told


async def test_a_new_article_alerts_once(service: World, portals: Sequence[Portal], clock: Clock) -> None:
    """What is published between two polls is one alert, whatever the number of later polls."""
    sources = [*map(source_of, portals)]
    await service.poll(*sources)
    before = await service.deliver()
    portal = next(portal for portal in portals if any(article.alerts for article in portal.held_back))
    article = portal.publish(next(article for article in portal.held_back if article.alerts))
    for _ in range(3):
        clock.advance(minutes=30)
        await service.poll(*sources)
    (alert,) = (await service.deliver())[len(before) :]
    assert portal.address(article) in alert.links


async def test_one_story_on_three_portals_is_one_alert_that_names_them(
    service: World, portals: Sequence[Portal]
) -> None:
    """Exact and near copies are recorded, and the alert names every portal."""
    carriers: dict[str, list[Portal]] = {}
    for portal in portals:
        for article in portal.articles:
            if article.alerts:
                carriers.setdefault(article.story, []).append(portal)
    story, where = max(carriers.items(), key=lambda item: len(item[1]))
    assert len(where) == 3
    await service.poll(*map(source_of, portals))
    messages = await service.deliver()
    addresses = {p.address(a) for p in where for a in p.articles if a.story == story}
    (alert,) = [message for message in messages if addresses & set(message.links)]
    assert all(portal.name in alert.text for portal in where)
    with service.database.read() as session:
        counts = articles.counts(session)
    assert (counts.exact_copies, counts.near_copies) == (1, 1)


async def test_an_edit_is_a_version_and_alerts_only_when_the_rank_changed(
    service: World, portals: Sequence[Portal], clock: Clock
) -> None:
    """A corrected word is kept in silence; a corrected rank is an update."""
    portal = portals[0]
    source = source_of(portal)
    await service.poll(source)
    before = await service.deliver()
    article = next(a for a in portal.articles if a.alerts and a.truth.claims[0].rank and "xếp thứ 3" in a.lead)
    reworded = portal.revise(amended(article, "xếp thứ 3", "được xếp thứ 3"))
    clock.advance(hours=2)
    (ended,) = await service.poll(source)
    assert ended.counts.get(Outcome.VERSION) == 1
    assert await service.deliver() == before
    portal.revise(amended(reworded, "được xếp thứ 3", "được xếp thứ 4"))
    clock.advance(hours=4)
    (ended,) = await service.poll(source)
    assert ended.counts.get(Outcome.VERSION) == 1
    (update,) = (await service.deliver())[len(before) :]
    assert "4" in update.text
    assert service.stored()[address(portal, article)].versions == 3
