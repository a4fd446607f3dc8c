"""The past of a portal, read into the archive: all of it, politely, and nobody is told."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.paged import PER_PAGE, PagedSite, PastTheEnd
from support.process import Home
from support.saved_site import SavedSite
from support.world import CHAT, LOOPBACK, Clock, World, address, serving, source_of, world

from parwatch import memory
from parwatch.backfill import OLD_RUN, Backfill, Budget, is_past
from parwatch.context import PollContext
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.events import BackfillDone, Event, ListRead, Outcome, PageDone
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import Source
from scraper.discover import Channel, ChannelKind, Discovery
from scraper.discover.pagination import Ending
from scraper.fetch import Fetcher, Request, Response
from scraper.urls import canonical
from storage import sources
from storage.database import Database
from storage.values import SourceState

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lite(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """SQLite only: what differs between the databases is held by the first test and by those of the storage."""
    opened = Database(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'lite.db')}")
    yield opened
    opened.close()


@pytest.fixture
async def service(lite: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(lite, clock) as made:
        yield made


@pytest.fixture
async def portals(clock: Clock) -> AsyncIterator[Sequence[Portal]]:
    async with serving(sample_portals(clock(), clock=clock)) as served:
        yield served


async def backfill(service: World, source: Source, since: datetime = LONG_AGO, **budget: int) -> BackfillDone:
    done = await service.pipeline.backfill(source, since, Budget(**budget))
    assert done is not None
    return done


def source_at(site: PagedSite) -> Source:
    return Source(name="paged", url=site.url)


def ending(done: BackfillDone, url: str) -> str:
    """How the walk over one list ended."""
    (found,) = [walked.ending for walked in done.walked if canonical(walked.url) == canonical(url)]
    return found


async def test_five_portals_are_read_whole_and_nobody_is_told(
    database: Database, clock: Clock, portals: Sequence[Portal]
) -> None:
    """Rankings of today among them: a backfill fills the archive, and a second run asks for no article again."""
    async with world(database, clock) as service:
        await _five_portals(service, portals)


async def _five_portals(service: World, portals: Sequence[Portal]) -> None:
    for portal in portals:
        done = await backfill(service, source_of(portal))
        assert (done.status, done.complete) == (FetchStatus.OK, True), done
        before = len(portal.requests)
        again = await backfill(service, source_of(portal))
        assert again.counts == {}
        assert again.known == len(portal.articles)
        asked = {logged.target for logged in portal.requests[before:]}
        assert not asked & {portal.style.path(article) for article in portal.articles}
    wanted = {address(portal, article) for portal in portals for article in portal.articles}
    assert service.stored().keys() == wanted
    assert await service.deliver() == ()


@pytest.mark.parametrize("past_end", PastTheEnd, ids=lambda value: value.name)
async def test_every_end_of_a_list_is_survived(service: World, past_end: PastTheEnd) -> None:
    """All articles are stored, however the list says that it is over."""
    async with PagedSite(14, past_end) as site:
        done = await backfill(service, source_at(site))
        assert service.stored().keys() == {site.address(number) for number in range(1, 15)}
        assert (done.status, done.complete) == (FetchStatus.OK, True), done
        assert done.oldest == site.date(14)
        assert max(site.asked("/bai/").values()) == 1
        assert site.asked("/tin-tuc/?page=6") == {}


async def test_it_ends_where_articles_are_older(service: World) -> None:
    """The page that is all older ends the walk, by the dates of its articles; pages beyond it are not asked for."""
    async with PagedSite(60) as site:
        since = site.date(9)  # on page 2 of 10
        done = await backfill(service, source_at(site), since)
        stored = service.stored()
        assert {site.address(number) for number in range(1, 10)} <= stored.keys()
        assert len(stored) == 3 * PER_PAGE
        assert ending(done, site.url) == Ending.REACHED
        assert site.asked("/tin-tuc/?page=4") == {}
        assert done.complete


@pytest.mark.parametrize(("sitemap", "beyond"), [("dated", range(0)), ("bare", range(61 - OLD_RUN, 61))])
async def test_a_sitemap_ends_where_articles_are_older(service: World, sitemap: str, beyond: range) -> None:
    """A run of older articles ends it, not the first one; without dates it is read from both ends."""
    async with PagedSite(60, sitemap=sitemap) as site:
        done = await backfill(service, source_at(site), site.date(9))
        assert ending(done, site.url.replace("/tin-tuc/", "/sitemap.xml")) == Ending.REACHED
        assert service.stored().keys() == {site.address(number) for number in (*range(1, 9 + OLD_RUN + 1), *beyond)}


async def test_a_pinned_old_article_does_not_end_it(service: World) -> None:
    """Portals pin old articles on top of every page; the date is that of the page, not of one link."""
    async with PagedSite(30, pinned=30) as site:
        await backfill(service, source_at(site), site.date(20))
        assert {site.address(number) for number in (*range(1, 21), 30)} <= service.stored().keys()


async def test_a_budget_is_kept_and_the_next_run_goes_on(service: World) -> None:
    """Pages of lists first, then articles; a run that was cut short is not complete, and costs nothing twice."""
    async with PagedSite(40) as site:
        source = source_at(site)
        done = await backfill(service, source, pages=2)
        assert not done.complete
        assert {site.address(number) for number in range(1, PER_PAGE + 1)} <= service.stored().keys()
        assert len(service.stored()) <= 2 * PER_PAGE
        done = await backfill(service, source, articles=5)
        assert (sum(done.counts.values()), done.complete) == (5, False)
        done = await backfill(service, source)
        assert done.complete
        assert service.stored().keys() == {site.address(number) for number in range(1, 41)}
        assert max(site.asked("/bai/").values()) == 1


async def test_a_stop_ends_after_the_page_at_hand(lite: Database, clock: Clock) -> None:
    """What was read is stored; a run after it goes on with the next article."""
    async with PagedSite(20) as site:
        async with world(lite, clock) as service:

            def stop_at(target: str) -> None:
                if target.endswith("-4.html"):
                    service.pipeline.stop()

            site.on_request = stop_at
            await service.pipeline.backfill(source_at(site), LONG_AGO, Budget())
            assert service.stored().keys() == {site.address(number) for number in range(1, 5)}
        site.on_request = lambda _target: None
        async with world(lite, clock) as service:
            done = await backfill(service, source_at(site))
            assert (done.known, done.counts) == (4, {Outcome.STORY: 16})
            assert max(site.asked("/bai/").values()) == 1


async def test_news_is_left_to_the_poll(service: World, portals: Sequence[Portal]) -> None:
    """A ranking that appears between two polls is told once, though a backfill came first."""
    for portal in portals:
        await service.poll(source_of(portal))
    before = len(await service.deliver())
    portal = next(portal for portal in portals if any(article.alerts for article in portal.held_back))
    service.clock.advance(hours=1)
    shown = portal.publish(next(article for article in portal.held_back if article.alerts))
    done = await backfill(service, source_of(portal))
    assert done.complete
    assert address(portal, shown) not in service.stored()
    service.clock.advance(hours=1)
    await service.poll(source_of(portal))
    assert address(portal, shown) in service.stored()
    assert len(await service.deliver()) == before + 1


async def test_a_first_poll_after_it_tells_only_what_is_new(service: World, portals: Sequence[Portal]) -> None:
    """The archive is known by then; what is published later is told as ever."""
    portal = next(portal for portal in portals if any(article.alerts for article in portal.held_back))
    await backfill(service, source_of(portal))
    (ended,) = await service.poll(source_of(portal))
    assert (ended.status, ended.notices) == (FetchStatus.OK, 0)
    service.clock.advance(hours=1)
    portal.publish(next(article for article in portal.held_back if article.alerts))
    await service.poll(source_of(portal))
    assert len(await service.deliver()) == 1


async def test_it_reports_as_it_goes(service: World) -> None:
    """Every page of a list and every article is an event for the bar, and the last one is the report."""
    async with PagedSite(14) as site:
        done = await backfill(service, source_at(site))
        pages = [event for event in service.events if isinstance(event, ListRead)]
        assert [(event.number, event.fresh) for event in pages if event.url == canonical(site.url)] == [
            (1, 6), (2, 6), (3, 2),
        ]  # fmt: skip
        assert sum(isinstance(event, PageDone) for event in service.events) == sum(done.counts.values()) == 14
        assert service.events[-1] == done
        assert done.list_pages == sum(walked.pages for walked in done.walked)


async def test_what_it_learned_of_the_site_is_kept(service: World) -> None:
    """Channels and wrapper are there for the first poll, which reads the same articles alike: no new version."""
    async with PagedSite(14) as site:
        await backfill(service, source_at(site))
        with service.database.read() as session:
            state = sources.state(session, "paged")
        assert state.wrapper is not None
        assert state.discovery is not None and state.discovery["channels"]
        service.clock.advance(hours=2)
        (ended,) = await service.poll(source_at(site))
        assert ended.counts.keys() == {Outcome.UNCHANGED}


async def test_a_dead_portal_is_a_report_and_no_crash(service: World) -> None:
    """Nothing listens: the class of the failure and what to do about it."""
    done = await backfill(service, Source(name="gone", url="http://127.0.0.9:9/"))
    assert (done.status, done.complete, done.walked) == (FetchStatus.REFUSED, False, ())
    assert "refuse" in done.message


async def test_a_portal_that_counts_requests_is_waited_for(lite: Database, clock: Clock) -> None:
    """429 with Retry-After in the middle: the run waits as long as asked and loses nothing."""
    seconds = 0.0
    events: list[Event] = []

    async def sleep(pause: float) -> None:
        nonlocal seconds
        seconds += pause
        await asyncio.sleep(0)

    async with (
        PagedSite(14, limit=9) as site,
        Fetcher(
            user_agent="parwatch-test", allow_networks=LOOPBACK, delay=0, clock=lambda: seconds, sleep=sleep
        ) as fetcher,
    ):
        with ThreadPoolExecutor(1) as worker:
            context = PollContext(fetcher, lite, clock, worker, random.Random(1), events.append, lambda: None)
            run = Backfill(context, source_at(site), SourceState("paged"), LONG_AGO, Budget(), sleep)
            done = await run.run()
    assert (done.status, done.counts) == (FetchStatus.OK, {Outcome.STORY: 14})
    assert seconds >= 30 * (len(site.requests) // 9)


@pytest.mark.shared
@pytest.mark.parametrize("cms", ["nukeviet", "wordpress", "joomla"])
async def test_a_recorded_portal_is_read_whole(service: World, cms: str) -> None:
    """Every saved article that a recorded page links is stored, nothing else is, and no message leaves."""
    async with SavedSite(cms) as site:
        done = await backfill(service, Source(name=cms, url=site.url))
        pages = [entry["kind"] for entry in site.manifest if entry["kind"] not in ("search", "notfound")]
        listed = {canonical(site.url.rstrip("/") + path) for path in site.addresses_in(*pages)}
        known = {canonical(site.url.rstrip("/") + path) for path in site.articles}
        assert listed <= service.stored().keys() <= known
        assert done.status is FetchStatus.OK
        asked = [path for path in site.requests if path in site.articles]
        assert len(asked) == len(set(asked))
        assert await service.deliver() == ()
        assert service.bot_api.to(CHAT) == ()


class RandomSite:
    """A network of pages that link each other at random; `lists` and `articles` count what was asked for."""

    def __init__(self, seed: int, pages: int) -> None:
        self.draw = random.Random(seed)
        self.pages = pages
        self.lists = self.articles = 0

    async def fetch(self, request: Request) -> Response:
        self.articles += "/bai-" in request.url
        self.lists += "/l?" in request.url
        if "/l?" not in request.url:
            raise FetchError(FetchStatus.HTTP_GONE, "HTTP 404", url=request.url)
        titles = ("Hội nghị sơ kết công tác cải cách hành chính", "Khánh thành cầu nối đôi bờ sông tại xã")
        items = "".join(
            f'<h3 class="i"><a href="/tin-tuc/bai-viet-hay-{self.draw.randint(1, 10**6)}.html">{text}</a></h3>'
            for text in titles * 2
        )
        turns = "".join(f'<a rel="next" href="/l?page={self.draw.randint(1, self.pages)}">{n}</a>' for n in (2, 3))
        html = f"<html><body>{items}<div class=paging>{turns}</div></body></html>"
        return Response(request.url, request.url, FetchStatus.OK, 200, html.encode())


@pytest.mark.parametrize("seed", range(8))
async def test_no_site_can_cost_more_than_the_budget(lite: Database, clock: Clock, seed: int) -> None:
    """Pagers that lead anywhere, articles without end: lists and articles asked for stay within what was allowed."""
    draw = random.Random(seed)
    site = RandomSite(seed, draw.choice((3, 50, 10**6)))
    budget = Budget(draw.randint(1, 30), draw.randint(1, 80))
    channels = tuple(Channel(ChannelKind.LIST, f"http://s.vn/l?page={number}") for number in range(draw.randint(1, 4)))
    source = Source(name="s", url="http://s.vn/")
    known = memory.learn(memory.recall(None, source, clock()), Discovery(source.url, channels=channels), clock())
    with ThreadPoolExecutor(1) as worker:
        context = PollContext(site, lite, clock, worker, draw, lambda _event: None, lambda: None)  # type: ignore[arg-type]
        done = await Backfill(context, source, SourceState("s", discovery=memory.keep(known)), LONG_AGO, budget).run()
    assert site.lists <= budget.pages
    assert site.articles <= budget.articles
    assert len(done.walked) == len(channels)


@given(st.lists(st.none() | st.integers(-900, 900), max_size=8))
def test_a_page_is_past_only_by_all_of_its_dates(days: list[int | None]) -> None:
    """One date that is not older, or too few dates, and the walk goes on."""
    since = datetime(2023, 1, 1, tzinfo=UTC)
    known = [day for day in days if day is not None]
    dates = [None if day is None else since + timedelta(days=day) for day in days]
    assert is_past(dates, since) == (bool(known) and max(known) < 0 and len(known) * 2 >= len(days))


async def test_the_command(tmp_path: Path) -> None:
    """A report as JSON on stdout, exit 0; a mistake is one line and exit 1, or usage and exit 2."""
    home = Home(tmp_path)
    async with PagedSite(7) as site:
        home.watch(site.url, every="1h", name="Trang mẫu")
        _surveyed(home, Source(name="Trang mẫu", url=site.url))
        since = f"{site.date(7) - timedelta(days=30):%Y-%m-%d}"
        done = await home.command("backfill", "--since", since, "--articles", "2", "--json")
        assert done.code == 0, done
        (report,) = done.json
        assert (report["source"], report["counts"], report["complete"]) == ("Trang mẫu", {"story": 2}, False)
        assert {walked["kind"] for walked in report["walked"]} == {"list"}
        assert (await home.command("backfill", "--since", since, "--source", "x")).refused().startswith("no source")
        assert (await home.command("backfill", "--since", "hôm qua")).code == 2


def _surveyed(home: Home, source: Source) -> None:
    """The source is known by its list: a polite survey would take a quarter of a minute."""
    home.database.parent.mkdir()
    database = Database(f"sqlite:///{home.database}")
    database.migrate()
    found = Discovery(source.url, channels=(Channel(ChannelKind.LIST, source.url),))
    blank = memory.recall(None, source, datetime.now(UTC))
    learned = memory.keep(memory.learn(blank, found, datetime.now(UTC)))
    with database.write() as session:
        sources.save_state(session, SourceState(source.name, discovery=learned))
    database.close()
