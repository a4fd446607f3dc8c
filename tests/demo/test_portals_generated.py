"""The generated portals: as many as asked for, all different, heavy with boilerplate, cheap to serve."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from parwatch.demo.loopback import Request
from parwatch.demo.portals.article import Label
from parwatch.demo.portals.generated import generate
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def made(count: int = 12) -> tuple[Portal, ...]:
    return generate(count, 10, NOW, clock=lambda: NOW)


@pytest.fixture
async def running() -> AsyncIterator[tuple[Portal, ...]]:
    portals = made()
    for portal in portals:
        await portal.start()
    yield portals
    for portal in portals:
        await portal.stop()


async def test_each_portal_serves_its_articles_in_about_40_kb(running: tuple[Portal, ...]) -> None:
    """Front page and articles answer 200, between 30 and 55 KB, with every paragraph in the HTML."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for portal in running:
            for article in portal.articles[:3]:
                page = await client.get(portal.address(article))
                assert page.status_code == 200
                assert 30_000 < len(page.content) < 55_000
                assert all(line in page.text for line in (article.title, *article.paragraphs))
            front = await client.get(portal.url)
            assert all(article.title in front.text for article in portal.articles)


async def test_only_the_counters_change(running: tuple[Portal, ...]) -> None:
    """Two fetches of a list differ in bytes, and have the same links and titles."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for portal in running:
            first, second = [(await client.get(portal.url)).text for _ in range(2)]
            assert first != second
            assert "@@" not in first
            assert "{-" not in first
            still = [line for line in zip(first.splitlines(), second.splitlines(), strict=True) if line[0] != line[1]]
            assert 0 < len(still) <= 15


async def test_a_published_article_shows(running: tuple[Portal, ...]) -> None:
    """The kept pages are not served stale: a revision is seen at once."""
    portal = running[0]
    article = portal.articles[0]
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(portal.url)
        clock = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
        portal._clock = lambda: clock
        portal.publish(article)
        assert "23/11/2026 22:00" in (await client.get(portal.url)).text


def test_the_seed_decides_everything() -> None:
    """The same arguments give the same articles; another seed gives others."""
    first, again = made(3), made(3)
    assert [portal.articles for portal in first] == [portal.articles for portal in again]
    other = generate(3, 10, NOW, clock=lambda: NOW, seed=2)
    assert first[0].articles != other[0].articles


def test_five_hundred_articles_are_five_hundred_stories() -> None:
    """No title and no body occurs twice; every third article is a ranking with evidence in its text."""
    articles = [article for portal in made(50) for article in portal.articles]
    assert len({article.paragraphs for article in articles}) == 500
    assert len({(article.title, article.lead) for article in articles}) == 500
    rankings = [article for article in articles if article.truth.label is Label.RANKING]
    assert len(rankings) == 150
    for article in rankings:
        assert all(claim.evidence in article.paragraphs for claim in article.truth.claims)


def test_portals_look_different() -> None:
    """Layout, class names and forms of address vary, so that no rule for one fits all."""
    looks = {(portal.style.look.layout, portal.style.look.prefix, portal.style.look.address) for portal in made(50)}  # type: ignore[attr-defined]
    assert len(looks) > 25
    assert {layout for layout, _, _ in looks} == {"div", "table", "article"}


async def test_serving_is_light() -> None:
    """A kept page costs well under a millisecond, so that the benchmark measures its client and not its portals."""
    portal = made(1)[0]
    await portal.start()
    paths = ["/", *(portal.style.path(article) for article in portal.articles)]
    for path in paths:
        portal.respond(Request("GET", path, path))
    started = time.process_time()
    for path in paths * 20:
        assert portal.respond(Request("GET", path, path)).status == 200
    await portal.stop()
    assert (time.process_time() - started) / (20 * len(paths)) < 0.002


def test_other_addresses_are_refused() -> None:
    """A portal cannot be put on an address that others could reach."""
    with pytest.raises(ValueError, match="no loopback address"):
        generate(1, 1, NOW, clock=lambda: NOW, first_host="192.0.2.1")
    assert len(sample_portals(NOW)) == 5
