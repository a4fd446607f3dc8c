"""What every poll works with: the network, the archive, a worker thread, the clock, chance, and those who look on.

Network waits happen in the event loop; reading a page and storing it happen in a worker thread, so that neither the bot
nor another source waits for them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from parwatch.events import Observe
from parwatch_core.source import Source
from parwatch_core.topic import Topic
from scraper.fetch import Fetcher, Kind, Request, Response
from storage.database import Database
from storage.values import Validators

T = TypeVar("T")


@dataclass(slots=True)
class PollContext:
    """One for all polls of a process. `stopping`: running polls end after the page that they are at.

    `say` tells whoever looks on; `noticed` says that the outbox has something new. `topics` gives those of the moment:
    sources.toml may change while the service runs.
    """

    fetcher: Fetcher
    database: Database
    clock: Callable[[], datetime]
    worker: Executor
    chance: random.Random
    say: Observe
    noticed: Callable[[], None]
    topics: Callable[[], tuple[Topic, ...]] = tuple
    stopping: bool = False

    async def get(self, source: Source, url: str, kind: Kind, known: Validators | None = None) -> Response:
        """One request as this source wants it made. Raises FetchError."""
        known = known or Validators()
        return await self.fetcher.fetch(
            Request(url, kind, known.etag, known.last_modified, source.tls, source.ca, source.challenge)
        )

    async def in_worker(self, work: Callable[[], T]) -> T:
        """Run CPU work or a transaction in the worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, work)
