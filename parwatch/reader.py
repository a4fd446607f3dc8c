"""The pages of one source: asked for, read, recorded one after another. What a poll and a backfill have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from parwatch import lessons, memory, recording
from parwatch.context import PollContext
from parwatch.deciding import Watch
from parwatch.events import Outcome, PageDone, Surveyed
from parwatch.lessons import SAMPLE
from parwatch.memory import Memory
from parwatch.recording import Portal, Reading, Recorded
from parwatch.topics import matchers
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.matching import Matcher
from parwatch_core.page import Link, Page
from parwatch_core.source import Source
from scraper import discover, urls
from scraper.extract import Wrapper
from scraper.extract.wrapper import MIN_PAGES
from scraper.fetch import Kind, Response
from storage import articles, sources
from storage.database import Session
from storage.values import FetchEvent, Validators

# What these say of one page holds for the whole host: the rest of the pages would only make it worse.
HOST_TROUBLE = frozenset(
    {
        FetchStatus.DNS,
        FetchStatus.REFUSED,
        FetchStatus.RESET,
        FetchStatus.TIMEOUT,
        FetchStatus.UNREACHABLE,
        FetchStatus.RATE_LIMITED,
        FetchStatus.CHALLENGE,
        FetchStatus.BLOCKED,
        FetchStatus.MAINTENANCE,
        FetchStatus.ROBOTS_UNAVAILABLE,
    }
)

# How requests are made, where it is not the context's own way.
Ask = Callable[[Source, str, Kind, Validators | None], Awaitable[Response]]


def portal_of(source: Source, known: Memory) -> Portal:
    """Whose portal it is: as configured, else as the survey read it."""
    return Portal(
        source.label or known.site_name or source.name, source.unit or known.unit, source.province or known.province
    )


class PageReader:
    """Reads for one source. `counts` (pages by outcome), `notices` and `removed` (blocks cut) tell what came of it.

    `unread` counts the pages that could not be had this time and may be had the next. `wrapper` is the site's learned
    one, None for a site that a CMS rule reads or that has not taught yet.
    """

    def __init__(
        self, context: PollContext, source: Source, ask: Ask | None = None, wrapper: Wrapper | None = None
    ) -> None:
        self.wrapper = wrapper
        self.unread = 0
        self.pages: list[Page] = []
        self.counts: Counter[Outcome] = Counter()
        self.notices = 0
        self.removed = 0
        self._context = context
        self._source = source
        self._ask = ask or context.get
        self._held: dict[str, Response | None] = {}
        self._extracted: dict[str, Page] = {}
        self._events: list[FetchEvent] = []

    async def get(self, url: str, kind: Kind, known: Validators | None = None) -> Response:
        """One request; it is logged with the next page that is stored. Raises FetchError."""
        at = self._context.clock()
        try:
            response = await self._ask(self._source, url, kind, known)
        except FetchError as error:
            self._events.append(FetchEvent(self._source.name, url, kind, error.status, at, error=str(error)))
            raise
        self._events.append(
            FetchEvent(
                self._source.name,
                url,
                kind,
                response.status,
                at,
                response.http_status,
                len(response.body),
                response.seconds,
            )
        )
        return response

    async def survey(self, known: Memory, now: datetime) -> tuple[Memory, tuple[Link, ...]]:
        """Look at the whole site: what is remembered of it from now on, and the links seen. Raises FetchError."""
        found = await discover.survey(self._source, self.get)
        channels = tuple((channel.kind.value, channel.url) for channel in found.channels)
        unit = self._source.unit or found.unit
        self._context.say(Surveyed(self._source.name, found.cms, unit, channels, found.problems))
        return memory.learn(known, found, now), found.links

    async def read(self, url: str, portal: Portal, watch: Watch | None) -> Reading | None:
        """Fetch, read and record one page; None where it could not be had. Without a `watch` nothing is told of it.

        Raises FetchError only for what holds for the whole host.
        """
        response = self._held.pop(url) if url in self._held else await self._fetch(url)
        return None if response is None else await self._record(url, response, portal, watch)

    async def first_lesson(self, urls: Sequence[str], known: Memory) -> None:
        """Hold the first of these pages until they have taught the site's wrapper, where no CMS is known of.

        They are not asked for again when they are read. Raises FetchError as `read` does.
        """
        if self.wrapper is not None or known.cms is not None or len(urls) < MIN_PAGES:
            return
        for url in urls[:SAMPLE]:
            if self._context.stopping:
                break
            self._held[url] = await self._fetch(url)
        sample = {url: had for url, had in self._held.items() if had is not None and _is_here(had, url)}
        lesson = await self._context.in_worker(lambda: lessons.attend(sample, self._source.selectors))
        self.wrapper = lesson.wrapper
        self._extracted.update(lesson.pages)
        # What was read of a page is all that is wanted of it.
        self._held.update((url, replace(sample[url], body=b"")) for url in lesson.pages)

    def holds(self, url: str) -> bool:
        """Whether the page was fetched and waits to be read: no reason to leave it, even at a stop."""
        return url in self._held

    async def _fetch(self, url: str) -> Response | None:
        """One page, not read yet; None where it could not be had. Raises FetchError as `read` does."""
        try:
            return await self.get(url, "page")
        except FetchError as error:
            await self._not_read(url, error)
            if error.status in HOST_TROUBLE:
                raise
            return None

    def flush(self, session: Session) -> None:
        """Write the log of requests; runs inside the caller's transaction."""
        events, self._events = self._events, []
        sources.record_fetch(session, *events)

    async def _not_read(self, url: str, error: FetchError) -> None:
        self.counts[Outcome.FAILED] += 1
        self._context.say(PageDone(self._source.name, url, Outcome.FAILED, message=str(error)))
        self.unread += not error.permanent
        if error.permanent:
            await self._context.in_worker(lambda: self._reject(url, error.status))

    def _reject(self, url: str, why: FetchStatus) -> None:
        with self._context.database.write() as session:
            # A known article whose page is gone stays stored: portals vanish, the archive does not.
            if articles.known(session, [url]).get(url) is None:
                articles.reject(session, url, self._source.name, why, self._context.clock())
            else:
                articles.touch(session, url, self._context.clock())

    async def _record(self, url: str, response: Response, portal: Portal, watch: Watch | None) -> Reading:
        """Read and record a page that was fetched before."""
        reading, recorded = await self._context.in_worker(lambda: self._store(url, response, portal, watch))
        self.counts[recorded.outcome] += 1
        self.pages.append(replace(reading.page, text=""))
        if recorded.outcome in (Outcome.STORY, Outcome.COPY):
            self.removed += reading.page.removed
        self._context.say(
            PageDone(self._source.name, url, recorded.outcome, reading.page, reading.verdict, recorded.notified)
        )
        if recorded.notified or recorded.outcome is Outcome.COPY:
            self.notices += recorded.notified
            self._context.noticed()
        return reading

    def _store(self, url: str, response: Response, portal: Portal, watch: Watch | None) -> tuple[Reading, Recorded]:
        reading = self._reading(url, response, portal)
        with self._context.database.write() as session:
            self.flush(session)
            return reading, recording.record(session, self._source, reading, watch, self._context.clock(), self._topics)

    def _reading(self, url: str, response: Response, portal: Portal) -> Reading:
        if not _is_here(response, url):
            # A redirect to another site: whatever is there, this portal did not publish it.
            return recording.elsewhere(url)
        if (page := self._extracted.pop(url, None)) is not None:
            return recording.judge(self._source, portal, url, page, self._topics)
        return recording.read(
            self._source, portal, url, response.body, response.content_type, self.wrapper, self._topics
        )

    @property
    def _topics(self) -> tuple[Matcher, ...]:
        return matchers(self._context.topics())


def _is_here(response: Response, url: str) -> bool:
    """Whether a page was found at its own site."""
    return urls.same_site(response.final_url, url)
