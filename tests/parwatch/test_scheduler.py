"""When sources are polled: at once when new, spread after a start, one at a time, drained at the end."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parwatch.clock import utc_now
from parwatch.scheduler import APART, SPREAD, Scheduler, first_run
from parwatch_core.source import Source

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class NoChance(random.Random):
    """Always the start of the spread."""

    def random(self) -> float:
        return 0.0


def source(name: str = "a", every: timedelta = timedelta(minutes=30)) -> Source:
    return Source(name=name, url=f"https://{name}.gov.vn/", every=every)


def test_a_source_that_is_not_due_keeps_its_time() -> None:
    """A restart polls nothing earlier than its interval."""
    assert first_run(source(), NOW - timedelta(minutes=10), NOW, among=9, share=0.9) == NOW + timedelta(minutes=20)


@given(
    share=st.floats(0, 1, exclude_max=True),
    seconds=st.integers(1, 86400),
    late=st.none() | st.integers(0, 10**6),
    among=st.integers(1, 2000),
)
def test_new_and_overdue_sources_are_spread(share: float, seconds: int, late: int | None, among: int) -> None:
    """Hundreds start within a minute, one starts at once, and none later than one interval of its own."""
    every = timedelta(seconds=seconds)
    last_poll = None if late is None else NOW - every - timedelta(seconds=late)
    at = first_run(source(every=every), last_poll, NOW, among=among, share=share)
    assert NOW <= at <= NOW + min(SPREAD, every, APART * among)


async def test_jobs_follow_the_sources() -> None:
    """Added, removed, switched off: the jobs are those of the file."""

    async def poll(_source: Source) -> None:
        return None

    scheduler = Scheduler(poll, clock=utc_now, chance=NoChance())
    scheduler.start()
    later = {"a": utc_now(), "b": utc_now()}
    scheduler.sync((source("a"), source("b")), later)
    assert scheduler.next_run("a") and scheduler.next_run("b")
    before = scheduler.next_run("a")
    scheduler.sync((source("a"), Source(name="b", url="https://b.gov.vn/", enabled=False)), later)
    assert scheduler.next_run("a") == before
    assert scheduler.next_run("b") is None
    scheduler.sync((source("a", timedelta(hours=2)),), later)
    assert scheduler.next_run("a") > before
    assert await scheduler.drain(1.0)


async def test_a_poll_that_asks_for_a_longer_pause_gets_it() -> None:
    """A failing source is asked again when its back-off is over, not at its interval."""
    polled = asyncio.Event()

    async def poll(_source: Source) -> timedelta:
        polled.set()
        return timedelta(hours=5)

    scheduler = Scheduler(poll, clock=utc_now, chance=NoChance())
    scheduler.start()
    scheduler.sync((source(),), {})
    await asyncio.wait_for(polled.wait(), 10)
    while scheduler.next_run("a") < utc_now() + timedelta(hours=4):
        await asyncio.sleep(0)
    assert await scheduler.drain(1.0)


async def test_drain_waits_for_what_runs_and_starts_nothing_more() -> None:
    """A running poll ends by itself; the result says so."""
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def poll(_source: Source) -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    scheduler = Scheduler(poll, clock=utc_now, chance=NoChance())
    scheduler.start()
    scheduler.sync((source(),), {})
    await asyncio.wait_for(begun.wait(), 10)
    draining = asyncio.create_task(scheduler.drain(10.0))
    await asyncio.sleep(0)
    assert not draining.done()
    may_end.set()
    assert await draining
    assert ended.is_set()


async def test_drain_cuts_off_what_does_not_end() -> None:
    """A poll that hangs is cancelled when the time is over, and the result says so."""
    begun = asyncio.Event()

    async def poll(_source: Source) -> None:
        begun.set()
        await asyncio.Event().wait()

    scheduler = Scheduler(poll, clock=utc_now, chance=NoChance())
    scheduler.start()
    scheduler.sync((source(),), {})
    await asyncio.wait_for(begun.wait(), 10)
    assert not await scheduler.drain(0.0)
