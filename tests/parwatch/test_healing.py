"""Nothing is lost when a portal stumbles: what could not be read is read later, and told exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from support.world import Clock, World, address, serving, source_of, world

from parwatch.demo.loopback import Request, Response
from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.events import Outcome
from parwatch_core.fetching import FetchStatus
from storage import sources
from storage.database import Database

HTML = (("Content-Type", "text/html; charset=utf-8"),)
CHALLENGE = b'<html><body><script>document.cookie="D1N=0123456789abcdef";location.reload();</script></body></html>'


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(database: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(database, clock) as made:
        yield made


@pytest.fixture
async def nukeviet(clock: Clock) -> AsyncIterator[Portal]:
    async with serving(
        [portal for portal in sample_portals(clock(), clock=clock) if portal.site.key == "nukeviet"]
    ) as (one,):
        yield one


@pytest.fixture
async def tandan(clock: Clock) -> AsyncIterator[Portal]:
    async with serving([portal for portal in sample_portals(clock(), clock=clock) if portal.site.key == "tandan"]) as (
        one,
    ):
        yield one


def failing(portal: Portal, article: SampleArticle, answer: Response) -> Callable[[], None]:
    """The page of this article answers with a fault until the returned function is called."""
    path, sound = portal.style.path(article), portal.respond

    def respond(request: Request) -> Response:
        return answer if request.target.startswith(path) else sound(request)

    portal.respond = respond  # type: ignore[method-assign]

    def heal() -> None:
        portal.respond = sound  # type: ignore[method-assign]

    return heal


@pytest.mark.parametrize(
    "fault",
    [
        Response(500, b"<html><body>500 Internal Server Error</body></html>", HTML),
        Response(503, b"<html><body>503</body></html>", HTML),
        Response(429, b"", (*HTML, ("Retry-After", "5"))),
        Response(200, CHALLENGE, HTML),
        Response(200, b"", HTML),
        Response(404, b"<html><body>404</body></html>", HTML),
    ],
    ids=["500", "503", "429", "challenge", "empty", "404"],
)
async def test_a_page_that_failed_is_read_later_and_told_once(
    service: World, nukeviet: Portal, clock: Clock, fault: Response
) -> None:
    """The lists do not change any more, and still the page is asked for again; its alert comes once."""
    article = next(article for article in nukeviet.articles if article.alerts)
    heal = failing(nukeviet, article, fault)
    source = source_of(nukeviet)
    for _ in range(3):
        await service.poll(source)
        clock.advance(minutes=30)
    before = await service.deliver()
    assert address(nukeviet, article) not in service.stored()
    heal()
    for _ in range(8):
        clock.advance(hours=1)
        await service.poll(source)
    assert {address(nukeviet, one) for one in nukeviet.articles} <= service.stored().keys()
    told = (await service.deliver())[len(before) :]
    assert [message for message in told if nukeviet.address(article) in message.links] != []
    assert len([message for message in told if nukeviet.address(article) in message.links]) == 1


async def test_a_fault_on_a_known_page_changes_nothing(service: World, nukeviet: Portal, clock: Clock) -> None:
    """An article whose page shows an error today keeps its text, and makes no version."""
    source = source_of(nukeviet)
    await service.poll(source)
    before = service.stored()
    heals = [failing(nukeviet, article, Response(200, CHALLENGE, HTML)) for article in nukeviet.articles]
    for _ in range(3):
        clock.advance(hours=6)
        await service.poll(source)
    assert {url: story.version_id for url, story in service.stored().items()} == {
        url: story.version_id for url, story in before.items()
    }
    for heal in reversed(heals):
        heal()
    clock.advance(hours=12)
    (ended,) = await service.poll(source)
    assert ended.status is FetchStatus.OK
    assert set(ended.counts) <= {Outcome.UNCHANGED}


async def test_a_poll_that_is_stopped_goes_on_next_time(service: World, nukeviet: Portal, clock: Clock) -> None:
    """A stop after the second page leaves seven; the next poll reads them, and old ones make no alert."""
    source = source_of(nukeviet)
    say = service.context.say

    def stop_after_two(event: object) -> None:
        say(event)  # type: ignore[arg-type]
        service.context.stopping = len(service.pages(Outcome.STORY)) == 2

    service.context.say = stop_after_two
    await service.poll(source)
    assert len(service.stored()) == 2
    service.context.say = say
    service.context.stopping = False
    clock.advance(minutes=30)
    await service.poll(source)
    assert service.stored().keys() == {address(nukeviet, article) for article in nukeviet.articles}
    links = {link for message in await service.deliver() for link in message.links}
    assert {nukeviet.address(a) for a in nukeviet.articles if a.alerts} == links & {
        nukeviet.address(a) for a in nukeviet.articles
    }


async def test_a_site_without_a_rule_teaches_its_wrapper(service: World, tandan: Portal, clock: Clock) -> None:
    """Its first pages are held until they have taught; all are read with the wrapper, which is kept and used again."""
    source = source_of(tandan)
    await service.poll(source)
    methods = {event.page.method for event in service.pages(Outcome.STORY) if event.page}
    assert methods == {"wrapper"}
    with service.database.read() as session:
        learned = sources.state(session, source.name).wrapper
    assert learned is not None
    tandan.publish(tandan.held_back[0])
    clock.advance(minutes=30)
    (ended,) = await service.poll(source)
    assert ended.counts[Outcome.STORY] == 1
    assert service.pages(Outcome.STORY)[-1].page.method == "wrapper"  # type: ignore[union-attr]


async def test_an_unchanged_site_is_quiet_but_never_past_a_recheck(
    service: World, nukeviet: Portal, clock: Clock
) -> None:
    """While the lists stay the same no known page is asked for before its time; then it is, though nothing is new."""
    source = source_of(nukeviet)
    for _ in range(2):
        await service.poll(source)
    looked: list[str] = []
    sound = nukeviet.respond

    def respond(request: Request) -> Response:
        looked.append(request.target)
        return sound(request)

    nukeviet.respond = respond  # type: ignore[method-assign]
    paths = {nukeviet.style.path(article) for article in nukeviet.articles}
    clock.advance(minutes=20)
    await service.poll(source)
    assert paths.isdisjoint(looked)
    clock.advance(minutes=45)
    await service.poll(source)
    assert not paths.isdisjoint(looked)
