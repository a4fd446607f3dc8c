"""A source's past, read into the archive: its lists page after page, then its sections, then its sitemaps.

A walk goes back until a page shows nothing but articles older than wanted, by the dates that the articles themselves
bear (those of lists are hints), or until it ends (`scraper.discover.pagination`), or until the budget is used up. Lists
are walked side by side, a page of each in turn, so that a long one does not use up what a short one needs.

Nobody is told of what is found, however new it is. Therefore what a poll would tell is left to the poll: of a source
whose first look has been gone through, the unseen articles in its channels, which the next poll reads.

What is stored is stored page by page. A run that was cut off is taken up by the next one: it walks the lists again, and
articles that are known cost no request.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from parwatch import lessons, memory
from parwatch.context import PollContext
from parwatch.events import BackfillDone, ListRead, Walked
from parwatch.reader import HOST_TROUBLE, PageReader, portal_of
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper import discover
from scraper.discover import Channel, ChannelKind, pagination
from scraper.discover.pagination import Ending, Walk
from scraper.extract.wrapper import MIN_PAGES
from scraper.fetch import Kind, Response
from scraper.urls import identity
from storage import articles, sources
from storage.values import SourceState, Validators

# In a sitemap, whose order is a hint too: this many articles in a row that are older than wanted end it.
OLD_RUN = 20
# A portal that counts requests is waited for, as long as it names no more than this; then it is asked again.
LONGEST_WAIT = 900.0
USUAL_WAIT = 60.0
WAITS_IN_A_ROW = 3

_SPENT = "the budget was used up"
_STOPPED = "the run was stopped"
_UNFINISHED = frozenset({_SPENT, _STOPPED, Ending.FAILED.value})
_KINDS: dict[ChannelKind, Kind] = {
    ChannelKind.FEED: "feed",
    ChannelKind.SITEMAP: "sitemap",
    ChannelKind.LIST: "page",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may cost a source: pages of lists (feeds and sitemaps count as one each), and articles."""

    pages: int = 200
    articles: int = 2000


def is_past(dates: Sequence[datetime | None], since: datetime) -> bool:
    """Whether a page is older than `since`: every date known, and known for half of its articles at least.

    One old article says nothing: lists pin some on top of every page.
    """
    known = [date for date in dates if date is not None]
    return bool(known) and 2 * len(known) >= len(dates) and all(date < since for date in known)


class Backfill:
    """One run over one source. `run` may be called once; it raises StorageError, nothing for what a portal does."""

    def __init__(
        self,
        context: PollContext,
        source: Source,
        state: SourceState,
        since: datetime,
        budget: Budget,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._context = context
        self._source = source
        self._since = since
        self._sleep = sleep
        self._started = context.clock()
        self._memory = memory.recall(state.discovery, source, self._started)
        self._reader = PageReader(context, source, self._patiently, lessons.recall(state.wrapper, source.name))
        self._pages_left = budget.pages
        self._articles_left = budget.articles
        self._walked: list[Walked] = []
        self._lists: set[str] = set()
        self._left: set[str] = set()
        self._known: set[str] = set()
        self._read_now: set[str] = set()
        self._unread = False
        self._taught = False
        self._oldest: datetime | None = None

    async def run(self) -> BackfillDone:
        """Walk everything; how it went."""
        status, message = FetchStatus.OK, ""
        try:
            await self._walk_all()
        except FetchError as error:
            status, message = error.status, error.explained
        await self._context.in_worker(self._flush)
        done = self._done(status, message)
        self._context.say(done)
        return done

    async def _walk_all(self) -> None:
        if not self._memory.channels:
            self._memory, _ = await self._reader.survey(self._memory, self._started)
            await self._context.in_worker(self._remember)
        channels = self._memory.channels
        lists = [channel.url for channel in channels if channel.kind is ChannelKind.LIST]
        named = [channel.url for channel in channels if channel.kind is ChannelKind.SITEMAP]
        await self._leave_to_polls()
        # A settled source's feed holds nothing but what is known and what is the polls'.
        for feed in (one for one in channels if one.kind is ChannelKind.FEED and not self._memory.settled):
            await self._read_whole(feed)
        await self._walk(lists)
        if self._halted is None:
            more = await discover.archive(self._source, self._reader.get)
            await self._leave_to_polls()
            await self._walk(url for url in more.sections if identity(url) not in self._lists)
            await self._leave_to_polls()
            named += more.sitemaps
        for url in dict.fromkeys(named):
            await self._read_whole(Channel(ChannelKind.SITEMAP, url))

    async def _leave_to_polls(self) -> None:
        """Note what the next poll would find new. Asked before each stage: lists are long, and news comes meanwhile."""
        for channel in self._memory.channels if self._memory.settled else ():
            response = await self._answer(channel.url, _KINDS[channel.kind])
            if not isinstance(response, FetchStatus):
                self._left |= await self._unknown(await self._links(channel, response))

    async def _unknown(self, links: Sequence[Link]) -> set[str]:
        urls = [link.url for link in links]
        stored, rejected = await self._context.in_worker(lambda: self._look_up(urls))
        return set(urls) - stored.keys() - rejected

    async def _links(self, channel: Channel, response: Response) -> Sequence[Link]:
        return await self._context.in_worker(lambda: discover.read(channel, self._source, response))

    @property
    def _halted(self) -> str | None:
        """Why nothing more may be asked for; None: it may."""
        if self._context.stopping:
            return _STOPPED
        return _SPENT if self._pages_left <= 0 or self._articles_left <= 0 else None

    # --- lists

    async def _walk(self, urls: Iterable[str]) -> None:
        """Walk lists side by side, a page of each in turn."""
        walks = deque((url, pagination.begin(url)) for url in urls)
        self._lists.update(identity(url) for url, _ in walks)
        try:
            while walks and self._halted is None:
                url, walk = walks[0]
                walk = await self._turn(url, walk)
                walks.popleft()
                if walk.next is not None:
                    walks.append((url, walk))
                else:
                    self._enter(ChannelKind.LIST, url, walk.pages, len(walk.seen), walk.ending or Ending.LAST)
        finally:
            for url, walk in walks:
                self._enter(ChannelKind.LIST, url, walk.pages, len(walk.seen), self._halted or Ending.FAILED)

    async def _turn(self, start: str, walk: Walk) -> Walk:
        """Read one page of a list and the articles that it shows first."""
        assert walk.next is not None
        self._pages_left -= 1
        response = await self._answer(walk.next, "page")
        if isinstance(response, FetchStatus):
            return pagination.failed(walk, response)
        leaf = await self._context.in_worker(lambda: pagination.leaf(self._source, walk, response))
        after = pagination.turned(walk, leaf)
        if after.pages == walk.pages:
            return after
        self._lists.update(after.visited)
        fresh = walk.fresh(leaf)
        self._context.say(ListRead(self._source.name, start, after.pages, len(leaf.links), len(fresh)))
        dates = [date async for _, date in self._dates(fresh)]
        return after.ended(Ending.REACHED) if after.next is not None and is_past(dates, self._since) else after

    # --- feeds and sitemaps

    async def _read_whole(self, channel: Channel) -> None:
        """Read what one document lists, newest first, until a run of articles older than wanted."""
        if (why := self._halted) is not None:
            return self._enter(channel.kind, channel.url, 0, 0, why)
        self._pages_left -= 1
        response = await self._answer(channel.url, _KINDS[channel.kind])
        if isinstance(response, FetchStatus):
            return self._enter(channel.kind, channel.url, 0, 0, Ending.FAILED)
        links = await self._links(channel, response)
        self._context.say(ListRead(self._source.name, channel.url, 1, len(links), len(links)))
        rest = await self._until_old(links)
        if rest and not any(link.published for link in links):
            # The order of a sitemap without dates is a guess: the other end may be the new one.
            await self._until_old(rest[::-1])
        return self._enter(channel.kind, channel.url, 1, len(links), Ending.REACHED if rest else Ending.LAST)

    async def _until_old(self, links: Sequence[Link]) -> Sequence[Link]:
        """Read in this order until a run of articles older than wanted; what is left then."""
        old = 0
        async for link, date in self._dates(links):
            old = old if date is None else old + 1 if date < self._since else 0
            if old >= OLD_RUN:
                return links[links.index(link) + 1 :]
        return ()

    # --- articles

    async def _dates(self, links: Sequence[Link]) -> AsyncIterator[tuple[Link, datetime | None]]:
        """The articles with their dates, known ones as stored, the others read now; None: not known.

        Passed over is what is known to be no article, what is the poll's, and what failed a moment ago on another list.
        """
        wanted = [link for link in links if identity(link.url) not in self._lists]
        stored, rejected = await self._context.in_worker(lambda: self._look_up([link.url for link in wanted]))
        await self._teach([link.url for link in wanted if link.url not in stored and link.url not in rejected])
        for link in wanted:
            url = link.url
            if url in stored:
                self._known.update({url} - self._read_now)
                yield link, self._met(stored[url])
            elif url in rejected or url in self._left or url in self._read_now:
                continue
            elif self._reader.holds(url) or (self._articles_left > 0 and not self._context.stopping):
                yield link, self._met(await self._read(url))
            else:
                self._unread = True

    async def _teach(self, urls: Sequence[str]) -> None:
        """Let the first articles of a site that no CMS is known of teach its wrapper, as a first poll does; once."""
        fresh = [url for url in urls if url not in self._left and url not in self._read_now][: self._articles_left]
        if not self._taught and len(fresh) >= MIN_PAGES:
            self._taught = True
            await self._reader.first_lesson(fresh, self._memory)

    async def _read(self, url: str) -> datetime | None:
        self._articles_left -= 1
        self._read_now.add(url)
        reading = await self._reader.read(url, portal_of(self._source, self._memory), None)
        return reading.article.published if reading and reading.article else None

    def _met(self, date: datetime | None) -> datetime | None:
        if date is not None:
            self._oldest = min(date, self._oldest or date)
        return date

    def _look_up(self, urls: Sequence[str]) -> tuple[dict[str, datetime], set[str]]:
        with self._context.database.read() as session:
            stored = articles.dates(session, urls)
            return stored, set(articles.known(session, urls)) - stored.keys()

    # --- requests

    async def _answer(self, url: str, kind: Kind) -> Response | FetchStatus:
        """One page of a list, or why there is none. Raises FetchError for what holds for the whole host."""
        try:
            return await self._reader.get(url, kind)
        except FetchError as error:
            if error.status in HOST_TROUBLE:
                raise
            return error.status

    async def _patiently(self, source: Source, url: str, kind: Kind, known: Validators | None) -> Response:
        """A request that waits where the portal says "too many": a backfill has time, and goes on where it was."""
        for _ in range(WAITS_IN_A_ROW):
            try:
                return await self._context.get(source, url, kind, known)
            except FetchError as error:
                wait = error.retry_after or USUAL_WAIT
                if error.status is not FetchStatus.RATE_LIMITED or wait > LONGEST_WAIT or self._context.stopping:
                    raise
            await self._rest(wait)
        return await self._context.get(source, url, kind, known)

    async def _rest(self, seconds: float) -> None:
        """Sleep a second at a time, so that a stop need not wait for the end of it."""
        while seconds > 0 and not self._context.stopping:
            await self._sleep(min(1.0, seconds))
            seconds -= 1.0

    # --- what is kept

    def _remember(self) -> None:
        """Keep what the survey found, unless a poll did so meanwhile: the next poll goes on from it."""
        with self._context.database.write() as session:
            self._reader.flush(session)
            state = sources.state(session, self._source.name)
            if state.discovery is None:
                sources.save_state(session, replace(state, discovery=memory.keep(self._memory)))

    def _flush(self) -> None:
        """Write the log of requests, and the wrapper where it was learned here: the next poll reads by it."""
        with self._context.database.write() as session:
            self._reader.flush(session)
            state = sources.state(session, self._source.name)
            if state.wrapper is None and self._reader.wrapper is not None:
                sources.save_state(session, replace(state, wrapper=lessons.keep(self._reader.wrapper)))

    def _enter(self, kind: ChannelKind, url: str, pages: int, found: int, ending: str) -> None:
        self._walked.append(Walked(kind.value, url, pages, found, str(ending)))

    def _done(self, status: FetchStatus, message: str) -> BackfillDone:
        return BackfillDone(
            source=self._source.name,
            status=status,
            since=self._since.astimezone(UTC),
            walked=tuple(self._walked),
            list_pages=sum(walked.pages for walked in self._walked),
            counts=dict(self._reader.counts),
            known=len(self._known),
            oldest=self._oldest,
            complete=status.good and not self._unread and not any(one.ending in _UNFINISHED for one in self._walked),
            seconds=(self._context.clock() - self._started).total_seconds(),
            message=message,
        )
