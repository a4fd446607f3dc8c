"""When each source is polled. APScheduler, and nothing else, lives here.

The job store is in memory and rebuilt from sources.toml; the last run of each source is in our own table. One job a
source, coalesced, one at a time; a start spreads what is overdue, so that a restart makes no spike.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from parwatch_core.source import Source

Poll = Callable[[Source], Awaitable[timedelta | None]]

# New and overdue sources start one after the other at this distance on average: a single one, which somebody may have
# just pasted, at once; a restart with hundreds of them over a minute. Never later than one interval of its own.
APART = timedelta(milliseconds=100)
SPREAD = timedelta(seconds=60)


def first_run(source: Source, last_poll: datetime | None, now: datetime, *, among: int, share: float) -> datetime:
    """The first poll of one of `among` sources scheduled together; `share` in [0, 1) is its place among them."""
    due = last_poll + source.every if last_poll else now
    return due if due > now else now + min(APART * among, SPREAD, source.every) * share


class Scheduler:
    """Runs `poll(source)` for every source on its interval. A poll may return a longer pause until its next run."""

    def __init__(self, poll: Poll, *, clock: Callable[[], datetime], chance: random.Random) -> None:
        self._poll = poll
        self._clock = clock
        self._chance = chance
        self._sources: dict[str, Source] = {}
        self._running: set[asyncio.Task[object]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin to poll. Needs a running event loop."""
        self._scheduler.start()

    def sync(self, sources: tuple[Source, ...], last_polls: Mapping[str, datetime]) -> None:
        """Make the jobs those of `sources`: new ones are added, gone ones removed, changed ones rescheduled."""
        wanted = {source.name: source for source in sources if source.enabled}
        for name in self._sources.keys() - wanted.keys():
            self._remove(name)
        fresh = [source for name, source in wanted.items() if self._sources.get(name) != source]
        for source in fresh:
            share = self._chance.random()
            self._add(
                source,
                first_run(source, last_polls.get(source.name), self._clock(), among=len(fresh), share=share),
            )
        self._sources = wanted

    def next_run(self, name: str) -> datetime | None:
        """When a source is polled next; None when it is not scheduled."""
        job = self._scheduler.get_job(name)
        return job.next_run_time if job else None

    async def drain(self, limit: float) -> bool:
        """Stop: no poll begins any more, running ones get `limit` seconds to end. False when some were cut off."""
        if self._scheduler.running:
            self._scheduler.pause()
        running = set(self._running)
        if running:
            await asyncio.wait(running, timeout=limit)
        late = {task for task in running if not task.done()}
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if self._scheduler.running:
            # wait=True would cancel coroutines in flight (APScheduler 3.11); ours have ended above.
            self._scheduler.shutdown(wait=False)
        return not late

    def _add(self, source: Source, first: datetime) -> None:
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(seconds=int(source.every.total_seconds()), timezone=UTC),
            id=source.name,
            args=(source,),
            replace_existing=True,
            next_run_time=first,
        )

    def _remove(self, name: str) -> None:
        try:
            self._scheduler.remove_job(name)
        except JobLookupError:
            return

    async def _run(self, source: Source) -> None:
        # APScheduler does not hand out its tasks, and drain has to wait for them.
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            pause = await self._poll(source)
        except asyncio.CancelledError:
            # drain() has cut it off, and says so; APScheduler would print it as a defect.
            return
        finally:
            self._running.discard(task)
        if pause is not None and self._scheduler.get_job(source.name):
            self._scheduler.modify_job(source.name, next_run_time=self._clock() + pause)
