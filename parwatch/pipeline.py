"""One poll of one source: its channels -> unseen links -> pages -> the archive and the outbox.

The order is that of docs/architecture.md. Network waits happen here, in the event loop; reading a page and storing it
happen in a worker thread, so that neither the bot nor another source waits for them.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from parwatch import recording
from parwatch.deciding import Watch, recheck_due
from parwatch.events import Listed, Observe, Outcome, PageDone, PollDone, Surveyed
from parwatch_core.errors import FetchError, ParwatchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper import discover, urls
from scraper.backoff import next_attempt
from scraper.fetch import Fetcher, Request, Response
from storage import articles, sources
from storage.database import Database
from storage.values import KnownChannel, PollRecord, SourceState

# A survey costs several requests; a site changes its feeds and lists rarely.
SURVEY_AGAIN = timedelta(days=7)
# This many polls without a single link: the layout has changed.
BARREN_POLLS = 3
PAGES_A_POLL = 300
RECHECKS_A_POLL = 10
RECHECK_POOL = 50

log = structlog.get_logger("parwatch.pipeline")


@dataclass(frozen=True, slots=True)
class Found:
    """What the channels gave: links in their order, and the channels with their new validators."""

    links: tuple[Link, ...]
    channels: tuple[KnownChannel, ...]
    status: FetchStatus
    surveyed: discover.Discovery | None = None


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
        self._fetcher = fetcher
        self._database = database
        self._clock = clock
        self._worker = worker
        self._observe = observe
        self._chance = chance
        self._on_notice = on_notice

    async def poll(self, source: Source) -> timedelta | None:
        """Poll one source now. Returns the pause until the next poll where it differs from the source's interval.

        Never raises for what a portal does; what it did is in the source's state.
        """
        started = self._clock()
        try:
            state = await self._in_worker(lambda: self._state(source))
            return await _Poll(self, source, state, started).run()
        except ParwatchError as error:
            log.warning("poll not finished", source=source.name, error=str(error))
        except Exception:
            # The boundary of one source: its trouble must not end the job of any other.
            log.exception("poll broke", source=source.name)
        return None

    async def get(self, source: Source, url: str, kind: str, known: KnownChannel | None = None) -> Response:
        """One request as this source wants it made. Raises FetchError; the outcome is recorded either way."""
        request = Request(
            url,
            kind=kind,
            etag=known.etag if known else None,
            last_modified=known.last_modified if known else None,
            tls=source.tls,
            ca=source.ca,
            challenge=source.challenge,
        )
        try:
            response = await self._fetcher.fetch(request)
        except FetchError as error:
            await self._in_worker(lambda: self._fetched(source, url, error.status, str(error)))
            raise
        return response
