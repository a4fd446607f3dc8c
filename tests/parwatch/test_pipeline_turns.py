"""How many polls run at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parwatch.clock import utc_now
from parwatch.pipeline import Pipeline
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import Source
from scraper.fetch import Request, Response
from storage.database import Database

SOURCES = tuple(Source(f"s{number}", f"http://127.0.0.1/{number}") for number in range(6))


class Slow:
    """A network on which every request waits until it is let go, and then fails; `most` ran at once."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.running = self.most = self.asked = 0

    async def fetch(self, request: Request) -> Response:
        self.asked += 1
        self.running += 1
        self.most = max(self.most, self.running)
        await self.let_go.wait()
        self.running -= 1
        raise FetchError(FetchStatus.REFUSED, "refused", url=request.url)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'parwatch.db'}")
    opened.migrate()
    yield opened
    opened.close()


async def polls(database: Database, network: Slow, *, stop: bool) -> None:
    """Begin all polls with two turns, wait until both are taken, perhaps stop, let go."""
    with ThreadPoolExecutor(1) as worker:
        pipeline = Pipeline(
            network,  # type: ignore[arg-type]
            database,
            clock=utc_now,
            worker=worker,
            observe=lambda _event: None,
            chance=random.Random(1),
            at_once=2,
        )
        tasks = [asyncio.create_task(pipeline.poll(source)) for source in SOURCES]
        async with asyncio.timeout(10):
            while network.running < 2:
                await asyncio.sleep(0.001)
            if stop:
                pipeline.stop()
            network.let_go.set()
            await asyncio.gather(*tasks)


async def test_polls_take_turns(database: Database) -> None:
    """No more run at once than there are turns, and all come to theirs."""
    network = Slow()
    await polls(database, network, stop=False)
    assert network.most == 2
    assert network.asked >= len(SOURCES)


async def test_a_waiting_poll_does_not_begin_once_the_service_stops(database: Database) -> None:
    """Only the two that were running ask anything."""
    network = Slow()
    await polls(database, network, stop=True)
    assert network.asked == 2
