"""One poll of one source: its channels -> unseen links -> pages -> the archive and the outbox.

The order is that of docs/architecture.md.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime, timedelta

import structlog

from parwatch.backfill import Backfill, Budget
from parwatch.context import PollContext
from parwatch.events import BackfillDone, Observe
from parwatch.polling import Poll
from parwatch_core.errors import ParwatchError
from parwatch_core.source import Source
from parwatch_core.topic import Topic
from scraper.fetch import Fetcher
from storage import sources
from storage.database import Database
from storage.values import SourceState

# Each poll holds its pages in memory. Hundreds of new sources are all due in the first second of a service; a known
# source takes a fraction of a second, so that none waits long for its turn.
POLLS_AT_ONCE = 30

# Trouble of our own, such as a locked database, is over sooner than a portal's: the source need not wait its interval.
AFTER_TROUBLE = timedelta(minutes=1)

log = structlog.get_logger("parwatch.pipeline")


class Pipeline:
    """Polls sources. One instance serves all of them; `poll` may be called for any number of them, `at_once` run."""

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
        topics: Callable[[], tuple[Topic, ...]] = tuple,
        at_once: int = POLLS_AT_ONCE,
    ) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self.context = PollContext(fetcher, database, clock, worker, chance, observe, on_notice, topics)

    def stop(self) -> None:
        """Let running polls end after the page that they are at; what is left is read after the next start."""
        self.context.stopping = True

    async def poll(self, source: Source) -> timedelta | None:
        """Poll one source now. Returns the pause until the next poll where it differs from the source's interval.

        Never raises for what a portal or the database does; what a portal did is in the source's state.
        """
        async with self._turns:
            # A poll that waited until the service stops is one that never began.
            return None if self.context.stopping else await self._poll(source)

    async def backfill(self, source: Source, since: datetime, budget: Budget) -> BackfillDone | None:
        """Read the source's past into the archive, back to `since`; nobody is told. None: it broke, see the log."""
        async with self._turns:
            return await self._backfill(source, since, budget)

    async def _backfill(self, source: Source, since: datetime, budget: Budget) -> BackfillDone | None:
        try:
            state = await self.context.in_worker(lambda: self._state(source))
            return await Backfill(self.context, source, state, since, budget).run()
        except ParwatchError as error:
            log.warning("backfill not finished; a further run goes on from here", source=source.name, error=str(error))
        except Exception:
            log.exception("backfill broke", source=source.name)
        return None

    async def _poll(self, source: Source) -> timedelta | None:
        try:
            state = await self.context.in_worker(lambda: self._state(source))
            return await Poll(self.context, source, state).run()
        except ParwatchError as error:
            log.warning("poll not finished; the next one goes on from here", source=source.name, error=str(error))
            return min(source.every, AFTER_TROUBLE)
        except Exception:
            # The boundary of one source: its trouble must not end the job of any other.
            log.exception("poll broke", source=source.name)
        return None

    def _state(self, source: Source) -> SourceState:
        with self.context.database.read() as session:
            return sources.state(session, source.name)
