"""parwatch's own pipeline from bare addresses: survey, fetch, extract, de-duplicate, analyse, store, write alerts.

Wired as bootstrap wires it, but for the pause between two requests to a host, which is injected as zero.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.contestants.task import Result, Stored, Task, main
from bench.measure import Meter
from parwatch.clock import utc_now
from parwatch.events import Event, Listed, Outcome, PageDone, PollDone
from parwatch.pipeline import Pipeline
from parwatch_core.notice import Language
from parwatch_core.source import Source
from parwatch_core.zones import to_vietnam
from scraper.fetch import Fetcher, Request, Response
from storage import subscribers
from storage.database import Database

LOOPBACK = ("127.0.0.0/8",)
CHAT = 1
# Alerts are judged on all articles, so none may be too old for one.
BACKFILL = timedelta(days=400)


@dataclass
class Workshop:
    """The pipeline, what it says, and the number of requests it made."""

    pipeline: Pipeline
    events: list[Event]
    sources: tuple[Source, ...]
    fetcher: CountingFetcher

    async def poll(self) -> Meter:
        """Poll every source once, all at a time as `parwatch once` does."""
        self.events.clear()
        self.fetcher.requests = 0
        with Meter() as meter:
            await asyncio.gather(*(self.pipeline.poll(source) for source in self.sources))
        return meter


class CountingFetcher(Fetcher):
    """The fetcher, counting what it is asked (robots.txt it asks itself and is not counted)."""

    requests = 0

    async def fetch(self, request: Request) -> Response:
        """As the fetcher does."""
        self.requests += 1
        return await super().fetch(request)


@contextlib.asynccontextmanager
async def workshop(task: Task, folder: Path) -> AsyncIterator[Workshop]:
    """The pipeline on a fresh database with one subscriber."""
    database = Database(f"sqlite:///{folder / 'parwatch.db'}")
    events: list[Event] = []
    sources = tuple(Source(front.split("/")[2], front, backfill_alert=BACKFILL) for front in task.fronts)
    try:
        database.migrate()
        with database.write() as session:
            subscribers.subscribe(session, CHAT, Language.VI, utc_now())
        fetcher = CountingFetcher(user_agent="parwatch-bench", allow_networks=LOOPBACK, delay=0)
        with ThreadPoolExecutor(1) as worker:
            async with fetcher:
                chance, observe = random.Random(1), events.append
                pipeline = Pipeline(fetcher, database, clock=utc_now, worker=worker, observe=observe, chance=chance)
                yield Workshop(pipeline, events, sources, fetcher)
    finally:
        database.close()


def poll(task: Task, folder: Path) -> Result:
    """The first poll fills the archive and is not timed; each round polls every source again."""
    return asyncio.run(_poll(task, folder))


async def _poll(task: Task, folder: Path) -> Result:
    result = Result(changed_text=0)
    async with workshop(task, folder) as shop:
        await shop.poll()
        for _ in range(task.rounds):
            meter = await shop.poll()
            result.cpu.append(meter.cpu)
            result.wall.append(meter.wall)
            result.changed_links += sum(isinstance(event, Listed) and event.fresh > 0 for event in shop.events)
            result.changed_text = (result.changed_text or 0) + _changed(shop.events)
            result.requests = shop.fetcher.requests
            _all_good(shop.events, len(task.fronts))
    return result


def _changed(events: list[Event]) -> int:
    """Pages of which the pipeline says that something is new."""
    quiet = {Outcome.UNCHANGED, Outcome.REJECTED}
    return sum(isinstance(event, PageDone) and event.outcome not in quiet for event in events)


def _all_good(events: list[Event], sources: int) -> None:
    ended = [event for event in events if isinstance(event, PollDone)]
    failed = [event for event in ended if not event.status.good]
    if failed or len(ended) != sources:
        raise RuntimeError(f"{len(ended)} of {sources} polls ended, {len(failed)} badly: {failed[:1]}")


def archive(task: Task, folder: Path) -> Result:
    """The first poll of every source."""
    return asyncio.run(_archive(task, folder))


async def _archive(task: Task, folder: Path) -> Result:
    async with workshop(task, folder) as shop:
        meter = await shop.poll()
        _all_good(shop.events, len(task.fronts))
        stored = [_stored(event) for event in shop.events if isinstance(event, PageDone) and event.page]
        return Result([meter.cpu], [meter.wall], requests=shop.fetcher.requests, stored=[s for s in stored if s])


def _stored(event: PageDone) -> Stored | None:
    if event.outcome not in (Outcome.STORY, Outcome.COPY) or event.page is None:
        return None
    page = event.page
    day = to_vietnam(page.published).date().isoformat() if page.published else None
    return Stored(event.url, page.title, day, page.text, event.notified, event.outcome is Outcome.COPY)


if __name__ == "__main__":
    main(poll, archive)
