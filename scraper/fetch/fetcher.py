"""The order of things around one request: robots.txt, the host's turn, the hops, the one retry, the judgement."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import ChallengeMode
from scraper import challenge, guard, robots
from scraper.fetch import compression, judgement, redirects
from scraper.fetch.connection import Answer, Connection, Limits, Resolve, Target, target
from scraper.fetch.exchange import Kind, Request, Response
from scraper.fetch.judgement import Judgement
from scraper.filetype import is_binary
from scraper.pacing import Clock, Pacer, Sleep

CAP = 10 * 1024 * 1024
# Of an error page only the words that name the fault are wanted.
_ERROR_BODY = 64 * 1024
# Beside "all kinds" because some firewalls refuse a request without it, and some portals choose by it.
_ACCEPT: dict[str, bytes] = {
    "page": b"text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "feed": b"application/rss+xml,application/atom+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
    "sitemap": b"application/xml,text/xml;q=0.9,*/*;q=0.5",
    "robots": b"text/plain,*/*;q=0.5",
}
_SMALLEST_BUDGET = 0.001
_Value = TypeVar("_Value")
# Hosts whose cookie is remembered, and origins whose robots.txt is; the oldest go first.
_MANY_COOKIES = 1_000
_MANY_ORIGINS = 2_000


@dataclass(slots=True)
class _Budget:
    """Seconds on the wire that one fetch may still spend, all hops together."""

    left: float
    spent: float = 0.0

    @asynccontextmanager
    async def running(self, url: str) -> AsyncIterator[None]:
        """Count the time inside. Raises FetchError TIMEOUT when the budget ends there."""
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(self.left, _SMALLEST_BUDGET)):
                yield
        except TimeoutError as error:
            raise FetchError(FetchStatus.TIMEOUT, "the deadline passed before the answer was whole", url=url) from error
        finally:
            took = asyncio.get_running_loop().time() - started
            self.left -= took
            self.spent += took


@dataclass(slots=True)
class _Visit:
    """One fetch on its way: what was asked, what it may still cost, the cookies it met, and the hops so far."""

    request: Request
    budget: _Budget
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    hops: int = 0
    permanent: bool = True

    def cookie_header(self, host: str) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.get(host, {}).items())

    def remember(self, answer: Answer) -> None:
        """Keep the cookies of a redirect: some portals redirect to the same address until theirs comes back."""
        jar = self.cookies.setdefault(answer.target.host, {})
        for cookie in answer.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            if value and name.strip().isascii() and value.isascii():
                jar[name.strip()] = value.strip()


class Fetcher:
    """Fetches politely. An asynchronous context manager; closing it closes every connection.

    `user_agent` names the program and a contact. `allow_networks` are CIDR blocks let through by the guard against
    private addresses. `delay`: least seconds between two requests to a host. `deadline`: seconds on the wire for one
    fetch, redirects and robots.txt included, the wait for the host's turn not. `cap`: most bytes of a body, on the
    wire and decompressed. `clock` is monotonic, `wall` counts from 1970; both and `sleep` are for tests, `resolve`
    (host, port -> addresses) too.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_networks: Iterable[str] = (),
        delay: float = 1.0,
        deadline: float = 30.0,
        cap: int = CAP,
        clock: Clock = time.monotonic,
        wall: Clock = time.time,
        sleep: Sleep = asyncio.sleep,
        resolve: Resolve | None = None,
    ) -> None:
        self._agent = user_agent.encode("ascii", "replace")
        self._product = robots.product(user_agent)
        self._deadline = deadline
        self._cap = cap
        self._clock = clock
        self._wall = wall
        self._pacer = Pacer(delay, clock, sleep)
        self._connection = Connection(guard.parse_networks(allow_networks), resolve, deadline)
        self._robots: dict[str, robots.Entry] = {}
        self._robots_locks: dict[str, asyncio.Lock] = {}
        self._challenge_cookies: dict[str, str] = {}

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection; a later fetch opens new ones."""
        await self._connection.aclose()

    async def fetch(self, request: Request) -> Response:
        """The page, or NOT_MODIFIED. Raises FetchError for everything else, never another exception of the network."""
        start = target(request.url)
        visit = _Visit(request, _Budget(self._deadline))
        answer, judged = await self._settled(start, visit)
        if judged.pause:
            self._pacer.silence(answer.target.host, judged.pause)
        if not judged.status.good:
            raise FetchError(judged.status, judged.message, url=answer.target.url, retry_after=judged.pause)
        return self._response(answer, visit, judged.status)

    async def _settled(self, start: Target, visit: _Visit) -> tuple[Answer, Judgement]:
        """The last answer of the chain, judged; a first-hit stub and a cookie challenge are asked once more."""
        answer, judged = await self._judged(start, visit)
        if self._answers(answer, judged, visit.request) or judgement.is_stub(answer, judged, visit.request):
            return await self._judged(answer.target, visit)
        return answer, judged

    async def _judged(self, start: Target, visit: _Visit) -> tuple[Answer, Judgement]:
        answer = await self._chain(start, visit)
        return answer, judgement.judge(answer, visit.request, self._wall())

    def _answers(self, answer: Answer, judged: Judgement, request: Request) -> bool:
        """Whether the page wants a cookie and the source's owner opted in; it is remembered for the host."""
        if judged.status is not FetchStatus.CHALLENGE or request.challenge is not ChallengeMode.COOKIE:
            return False
        cookie = challenge.cookie(answer.body)
        if cookie is not None:
            _keep(self._challenge_cookies, answer.target.host, cookie, _MANY_COOKIES)
        return cookie is not None

    async def _chain(self, start: Target, visit: _Visit) -> Answer:
        """Follow redirects by hand, each hop admitted like the first. Raises REDIRECT_LOOP."""
        here, seen = start, set[tuple[str, str]]()
        while True:
            mark = (here.url, visit.cookie_header(here.host))
            if mark in seen or len(seen) > redirects.MOST_HOPS:
                raise FetchError(FetchStatus.REDIRECT_LOOP, _loop(here, start, mark in seen), url=start.url)
            seen.add(mark)
            answer = await self._admitted(here, visit)
            onward = redirects.leads_to(answer)
            if onward is None:
                return answer
            visit.remember(answer)
            visit.hops += 1
            visit.permanent = visit.permanent and redirects.is_permanent(answer)
            here = target(onward, here.url)

    async def _admitted(self, here: Target, visit: _Visit) -> Answer:
        """One hop, if the host's robots.txt allows it. Raises ROBOTS and ROBOTS_UNAVAILABLE."""
        if visit.request.kind != "robots":
            rules = await self._rules(here, visit)
            if not rules.allows(here.url):
                raise FetchError(FetchStatus.ROBOTS, f"robots.txt of {here.host} forbids it", url=here.url)
        return await self._ask(here, visit)

    async def _rules(self, here: Target, visit: _Visit) -> robots.Rules:
        entry = self._robots.get(here.origin)
        if entry is None or entry.until <= self._clock():
            entry = await self._renewed(here, visit)
        if entry.rules is None:
            message = f"robots.txt of {here.host} cannot be had: {entry.failed}"
            raise FetchError(FetchStatus.ROBOTS_UNAVAILABLE, message, url=here.url)
        return entry.rules

    async def _renewed(self, here: Target, visit: _Visit) -> robots.Entry:
        """The entry that another fetch brought while this one waited for the lock, or our own try."""
        lock = self._robots_locks.setdefault(here.origin, asyncio.Lock())
        async with lock:
            known = self._robots.get(here.origin)
            if known is not None and known.until > self._clock():
                return known
            try:
                entry = await self._asked_robots(here, visit, known)
            finally:
                self._robots_locks.pop(here.origin, None)
            _keep(self._robots, here.origin, entry, _MANY_ORIGINS)
        if entry.rules is not None:
            self._pacer.slow_down(here.host, entry.rules.delay)
        return entry

    async def _asked_robots(self, here: Target, visit: _Visit, known: robots.Entry | None) -> robots.Entry:
        """Fetch robots.txt within the visit's budget. Raises what makes the host itself unreachable."""
        where = target("/robots.txt", here.url)
        request = Request(where.url, "robots", tls=visit.request.tls, ca=visit.request.ca)
        try:
            answer = await self._chain(where, _Visit(request, visit.budget))
        except FetchError as error:
            if error.status is FetchStatus.REDIRECT_LOOP:  # RFC 9309, 2.3.1.2: as if there were none
                return robots.renewed(robots.everything(self._product), self._clock())
            if known is not None and known.rules is not None:
                return robots.missed(known, self._clock(), str(error))
            raise
        if answer.status == 200:
            return robots.renewed(robots.read(answer.body, self._product), self._clock())
        if 400 <= answer.status < 500 and answer.status != 429:
            return robots.renewed(robots.everything(self._product), self._clock())
        pause = judgement.judge(answer, request, self._wall()).pause
        if pause:
            self._pacer.silence(here.host, pause)
        return robots.missed(known, self._clock(), f"HTTP {answer.status}")

    async def _ask(self, here: Target, visit: _Visit) -> Answer:
        """One request in the host's turn. Raises RATE_LIMITED at once while the host wants silence."""
        self._respect_silence(here)
        async with self._pacer.turn(here.host):
            self._respect_silence(here)
            async with visit.budget.running(here.url):
                answer = await self._connection.get(
                    here,
                    self._headers(here, visit),
                    (visit.request.tls, visit.request.ca),
                    lambda status: self._limits(visit.request.kind, status),
                    _unwanted,
                )
        return answer

    def _respect_silence(self, here: Target) -> None:
        rest = self._pacer.silent_for(here.host)
        if rest > 0:
            message = f"{here.host} asked to be left alone for {rest:.0f} s more"
            raise FetchError(FetchStatus.RATE_LIMITED, message, url=here.url, retry_after=rest)

    def _headers(self, here: Target, visit: _Visit) -> list[tuple[bytes, bytes]]:
        request = visit.request
        headers = [
            (b"User-Agent", self._agent),
            (b"Accept", _ACCEPT[request.kind]),
            (b"Accept-Language", b"vi,en;q=0.5"),
            (b"Accept-Encoding", compression.ACCEPT),
        ]
        cookie = "; ".join(filter(None, (self._cookie_of(here, request), visit.cookie_header(here.host))))
        optional = (
            (b"If-None-Match", request.etag),
            (b"If-Modified-Since", request.last_modified),
            (b"Cookie", cookie),
        )
        headers += [(name, value.encode("latin-1", "replace")) for name, value in optional if value]
        return headers

    def _cookie_of(self, here: Target, request: Request) -> str:
        wanted = request.challenge is ChallengeMode.COOKIE
        return self._challenge_cookies.get(here.host, "") if wanted else ""

    def _limits(self, kind: Kind, status: int) -> Limits:
        if kind == "robots":
            return Limits(self._cap, enough=robots.SIZE_LIMIT)
        if status != 200:
            return Limits(self._cap, enough=_ERROR_BODY)
        return Limits(self._cap, unpack=True)

    def _response(self, answer: Answer, visit: _Visit, status: FetchStatus) -> Response:
        unchanged = status is FetchStatus.NOT_MODIFIED
        request, headers = visit.request, answer.headers
        return Response(
            url=request.url,
            final_url=answer.target.url,
            status=status,
            http_status=answer.status,
            body=b"" if unchanged else answer.body,
            content_type=headers.get("content-type"),
            etag=headers.get("etag") or (request.etag if unchanged else None),
            last_modified=headers.get("last-modified") or (request.last_modified if unchanged else None),
            seconds=visit.budget.spent,
            permanent_move=visit.hops > 0 and visit.permanent,
        )


def _keep(store: dict[str, _Value], key: str, value: _Value, most: int) -> None:
    store[key] = value
    if len(store) > most:
        del store[next(iter(store))]


def _unwanted(head: bytes) -> bool:
    """Not worth reading on. A gzip file may be a sitemap, or a page whose server forgot to say so."""
    return is_binary(head) and not head.startswith(compression.GZIP_MAGIC)


def _loop(here: Target, start: Target, again: bool) -> str:
    if again:
        return f"redirects in a circle at {here.url}"
    return f"more than {redirects.MOST_HOPS} redirects from {start.url}"
