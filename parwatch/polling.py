"""The course of a single poll: find links, choose what to read, read it page by page, enter how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parwatch import lessons, memory
from parwatch.context import PollContext
from parwatch.deciding import RECHECK_FIRST, Watch, next_recheck, recheck_due
from parwatch.events import Listed, Outcome, PollDone
from parwatch.reader import PageReader, portal_of
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Link, PageKind
from parwatch_core.source import Source
from scraper import discover
from scraper.backoff import next_attempt
from scraper.discover import Channel
from scraper.fetch import Kind
from storage import articles, sources
from storage.values import PollRecord, SourceState, Validators

# A survey costs up to 18 requests; a day is soon enough for a new section or the next file of a sitemap.
SURVEY_AGAIN = timedelta(days=1)
# This many polls in a row without a single link: the layout has changed.
BARREN_POLLS = 3
PAGES_A_POLL = 300
RECHECKS_A_POLL = 10
RECHECK_POOL = 50
# A list does not become an article; a fault page, an empty shell or a missing page may.
LASTING = frozenset({PageKind.LIST, PageKind.HOME})


@dataclass(frozen=True, slots=True)
class Todo:
    """The pages to read: those not seen before, newest first as listed, then known ones that are due again.

    `quiet_until`: when to look for the latter again, where nothing new is linked; None: at the next poll.
    """

    fresh: tuple[str, ...]
    due: tuple[str, ...]
    left: int
    quiet_until: datetime | None


class Poll:
    """One poll of one source. `run` may be called once."""

    def __init__(self, context: PollContext, source: Source, state: SourceState) -> None:
        self._context = context
        self._source = source
        self._state = state
        self._started = context.clock()
        self._memory = memory.recall(state.discovery, source, self._started)
        self._validators = dict(state.validators)
        self._reader = PageReader(context, source, wrapper=lessons.recall(state.wrapper, source.name))
        self._links = 0

    async def run(self) -> timedelta | None:
        """The whole poll; the pause until the next one when it is not the source's own interval."""
        try:
            links = await self._find()
            todo = await self._todo(links)
            self._context.say(Listed(self._source.name, len(links), len(todo.fresh), len(todo.due)))
            left = todo.left + await self._read_all(todo)
        except FetchError as error:
            self._list_again(survey=self._links > 0)
            return await self._end(error.status, error.explained, error.retry_after)
        if left or self._reader.unread:
            self._list_again(survey=left > 0)
        settled = self._memory.settled or left == 0
        self._memory = replace(self._memory, settled=settled, quiet_until=todo.quiet_until)
        return await self._end(FetchStatus.OK)

    def _list_again(self, *, survey: bool) -> None:
        """Pages were left: what the lists were like must not be remembered as gone through, or nobody would come back.

        With `survey` the whole site is looked at again, for links that no channel shows.
        """
        before = memory.recall(self._state.discovery, self._source, self._started)
        surveyed = before.surveyed if survey else self._memory.surveyed
        self._memory = replace(self._memory, digests=before.digests, surveyed=surveyed, quiet_until=None)
        self._validators = dict(self._state.validators)

    # --- links

    async def _find(self) -> tuple[Link, ...]:
        if self._survey_due():
            return await self._survey()
        links: list[Link] = []
        failures: list[FetchError] = []
        unchanged = False
        for channel in self._memory.channels:
            try:
                fresh = await self._read_channel(channel)
            except FetchError as error:
                failures.append(error)
                continue
            unchanged = unchanged or fresh is None
            links.extend(fresh or ())
        if failures and len(failures) == len(self._memory.channels):
            raise failures[0]
        self._links = len(links)
        barren = 0 if links or unchanged else self._memory.barren + 1
        self._memory = replace(self._memory, barren=barren)
        return tuple(links)

    def _survey_due(self) -> bool:
        known = self._memory
        stale = known.surveyed is None or self._started - known.surveyed >= SURVEY_AGAIN
        return stale or not known.channels or known.barren >= BARREN_POLLS

    async def _survey(self) -> tuple[Link, ...]:
        self._memory, links = await self._reader.survey(self._memory, self._started)
        self._links = len(links)
        return links

    async def _read_channel(self, channel: Channel) -> tuple[Link, ...] | None:
        """The channel's links; None when it says, or shows, that nothing has changed since the last poll."""
        kind: Kind = "page" if channel.kind is discover.ChannelKind.LIST else "feed"
        response = await self._reader.get(channel.url, kind, self._validators.get(channel.url))
        if response.status is FetchStatus.NOT_MODIFIED:
            return None
        self._validators[channel.url] = Validators(response.etag, response.last_modified)
        digest = discover.link_digest(response.body)
        if self._memory.digests.get(channel.url) == digest:
            return None
        self._memory = replace(self._memory, digests={**self._memory.digests, channel.url: digest})
        return discover.read(channel, self._source, response)

    async def _todo(self, links: tuple[Link, ...]) -> Todo:
        """The pages to read. While nothing is linked anew and nothing can be due, the archive is not asked."""
        quiet = self._memory.quiet_until
        if not links and quiet and self._started < quiet <= self._started + RECHECK_FIRST:
            return Todo((), (), 0, quiet)
        return await self._context.in_worker(lambda: self._choose(links))

    def _choose(self, links: tuple[Link, ...]) -> Todo:
        wanted = list(dict.fromkeys(link.url for link in links))
        with self._context.database.read() as session:
            known = articles.known(session, wanted)
            recent = articles.recheck_candidates(session, self._source.name, RECHECK_POOL)
            rejected = articles.rejected(session, self._source.name, RECHECK_POOL)
        fresh = [url for url in wanted if url not in known]
        candidates = [*recent, *(entry for entry in rejected if entry.rejected not in LASTING)]
        longest_first = sorted(candidates, key=lambda entry: entry.last_checked)
        due = [entry.url for entry in longest_first if recheck_due(entry.first_seen, entry.last_checked, self._started)]
        left = max(0, len(fresh) - PAGES_A_POLL)
        # A page that comes into the archive by another way (a backfill) is due in RECHECK_FIRST at the earliest.
        rests = (next_recheck(entry.first_seen, entry.last_checked) for entry in candidates)
        upcoming = (rest for rest in rests if rest > self._started)
        quiet = None if fresh or due else min((self._started + RECHECK_FIRST, *upcoming))
        return Todo(tuple(fresh[:PAGES_A_POLL]), tuple(due[:RECHECKS_A_POLL]), left, quiet)

    # --- pages

    async def _read_all(self, todo: Todo) -> int:
        """Read page by page; how many were left because the service stops."""
        pages = (*todo.fresh, *todo.due)
        await self._reader.first_lesson(pages, self._memory)
        for place, url in enumerate(pages):
            if self._context.stopping and not self._reader.holds(url):
                return len(pages) - place
            await self._reader.read(url, portal_of(self._source, self._memory), self._watch())
        return 0

    def _watch(self) -> Watch:
        return Watch(self._memory.since, self._source.backfill_alert, first_poll=not self._memory.settled)

    # --- the end

    async def _end(self, status: FetchStatus, message: str = "", retry_after: float | None = None) -> timedelta | None:
        failures = 0 if status.good else self._state.failures + 1
        every = self._source.every.total_seconds()
        pause = next_attempt(status, failures, every, retry_after, self._context.chance.random())
        if status.good and not self._memory.channels:
            message = "no feed, sitemap or list of articles found: set feed or links in sources.toml"
        now = self._context.clock()
        await self._context.in_worker(lambda: self._store_end(status, message, now, pause))
        self._context.say(
            PollDone(
                self._source.name,
                status,
                self._links,
                dict(self._reader.counts),
                self._reader.notices,
                self._reader.removed,
                (now - self._started).total_seconds(),
                message,
            )
        )
        return None if status.good else timedelta(seconds=pause)

    def _store_end(self, status: FetchStatus, message: str, now: datetime, pause: float) -> None:
        stored = self._reader.counts[Outcome.STORY] + self._reader.counts[Outcome.COPY]
        record = PollRecord(
            self._source.name,
            status,
            now + timedelta(seconds=pause),
            message or None,
            stored,
            unchanged=not stored and not self._reader.counts[Outcome.VERSION],
        )
        with self._context.database.write() as session:
            self._reader.flush(session)
            kept = replace(
                self._state,
                discovery=memory.keep(self._memory),
                validators=self._validators,
                wrapper=None if lessons.drifted(self._reader.pages) else lessons.keep(self._reader.wrapper),
            )
            sources.record_poll(session, record, now, kept)
