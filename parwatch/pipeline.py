"""One poll of one source: its channels -> unseen links -> pages -> the archive and the outbox.

The order is that of docs/architecture.md. Network waits happen here, in the event loop; reading a page and storing it
happen in a worker thread, so that neither the bot nor another source waits for them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from parwatch.events import Event, Observe
from parwatch.polling import Poll
from parwatch_core.errors import ParwatchError
from parwatch_core.source import Source
from scraper.fetch import Fetcher, Kind, Request, Response
from storage import sources
from storage.database import Database
from storage.values import SourceState, Validators

T = TypeVar("T")

log = structlog.get_logger("parwatch.pipeline")


class Pipeline:
    """Polls sources. One instance serves all of them; `poll` may run for many sources at once."""

    def __init__(
        self,
        fetcher: Fetcher,
        database: Database,
        *,
        clock: Callable[[], datetime],
        worker: Executor,
        observe: Observe,
        chance: random.Random,
        on_notice: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.chance = chance
        self._fetcher = fetcher
        self._worker = worker
        self._observe = observe
        self._on_notice = on_notice
        self.stopping = False

    def stop(self) -> None:
        """Let running polls end after the page that they are at; what is left is read after the next start."""
        self.stopping = True

    async def poll(self, source: Source) -> timedelta | None:
        """Poll one source now. Returns the pause until the next poll where it differs from the source's interval.

        Never raises for what a portal or the database does; what a portal did is in the source's state.
        """
        try:
            state = await self.in_worker(lambda: self._state(source))
            return await Poll(self, source, state).run()
        except ParwatchError as error:
            log.warning("poll not finished; the next one goes on from here", source=source.name, error=str(error))
        except Exception:
            # The boundary of one source: its trouble must not end the job of any other.
            log.exception("poll broke", source=source.name)
        return None

    async def get(self, source: Source, url: str, kind: Kind, known: Validators | None = None) -> Response:
        """One request as this source wants it made. Raises FetchError."""
        known = known or Validators()
        return await self._fetcher.fetch(
            Request(url, kind, known.etag, known.last_modified, source.tls, source.ca, source.challenge)
        )

    def say(self, event: Event) -> None:
        """Tell whoever looks on."""
        self._observe(event)

    def noticed(self) -> None:
        """Say that the outbox has something new."""
        self._on_notice()

    async def in_worker(self, work: Callable[[], T]) -> T:
        """Run CPU work or a transaction in the worker thread."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _state(self, source: Source) -> SourceState:
        with self.database.read() as session:
            return sources.state(session, source.name)
