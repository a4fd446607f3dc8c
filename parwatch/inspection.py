"""What `parwatch check` and the bot's /add find at an address: the survey, some articles as they would be stored, why.

It goes the way of a first poll, and keeps what was answered, so that nothing is asked for twice. `Check` is what
`--json` prints: fields are added, never renamed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from parwatch import lessons, recording, remedies
from parwatch.remedies import Setting
from parwatch_core.analysis import analyse
from parwatch_core.errors import FetchError, ParwatchError, SourcesError
from parwatch_core.fetching import FetchStatus
from parwatch_core.matching import Matcher
from parwatch_core.page import Link, Page, PageKind
from parwatch_core.ranking import Verdict
from parwatch_core.source import Source
from scraper import discover, sources
from scraper.discover import Channel, ChannelKind, Discovery, evidence
from scraper.discover.evidence import Evidence
from scraper.encoding import decode
from scraper.extract import guard, remainder
from scraper.fetch import Fetcher, Kind, Request, Response
from scraper.urls import identity, same_site

NEWEST = 10
# So many pages are read where a CMS is known: enough to see what repeats. An unknown site teaches on SAMPLE pages.
READ = 3
# Some of the first links may be no articles; this many more are tried before giving up.
TRIES = 4
_EXAMPLES = 3
# How a server that has no https answers to it. A wrong certificate is another matter: it is never gone round.
_NO_HTTPS = (
    FetchStatus.REFUSED,
    FetchStatus.RESET,
    FetchStatus.TIMEOUT,
    FetchStatus.UNREACHABLE,
    FetchStatus.PROTOCOL,
    FetchStatus.TLS_OTHER,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"[^\s/:?#@]+\.[^\s/:?#@]+(?::\d+)?(?:[/?#]\S*)?")
_COUNTER = re.compile(r"^(?=.*\d)(?=.{,80}$).*(?:truy cập|lượt xem|đang xem|trực tuyến|online)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A channel and the reasons: `sureness` is `confidence` (0 to 1) in a word, `why` says it in a clause."""

    kind: ChannelKind
    url: str
    confidence: float
    sureness: str
    why: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Category:
    """A section of the site that may hold news; `watched`: it is polled as a list of its own."""

    title: str
    url: str
    watched: bool


@dataclass(frozen=True, slots=True)
class Example:
    """An article as it would be stored. `left_out` are lines of the page that are not in it, `dropped` how many."""

    url: str
    page: Page
    verdict: Verdict | None
    dropped: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """All that `check` found. `read` and `articles`: how many pages were read, how many of them are articles."""

    url: str
    found: Discovery
    channels: tuple[Found, ...]
    categories: tuple[Category, ...]
    newest: tuple[Link, ...]
    read: int
    articles: int
    example: Example | None
    problems: tuple[str, ...]
    settings: tuple[Setting, ...]
    block: str


@dataclass(slots=True)
class _Visitor:
    """Fetches for the survey and keeps the answers, by identity of the address asked and of the one reached."""

    fetcher: Fetcher
    source: Source
    tell: Callable[[str], None]
    topics: tuple[Matcher, ...] = ()
    answers: dict[str, Response] = field(default_factory=dict)
    failures: list[FetchError] = field(default_factory=list)
    """Of pages: feeds and sitemaps are asked for on the chance that there are some."""

    async def get(self, url: str, kind: Kind) -> Response:
        """One request, or its answer where it was made before. Raises FetchError."""
        if (known := self.answers.get(identity(url))) is not None and kind == "page":
            return known
        self.tell(url)
        asked = Request(url, kind, tls=self.source.tls, ca=self.source.ca, challenge=self.source.challenge)
        try:
            response = await self.fetcher.fetch(asked)
        except FetchError as error:
            if kind == "page":
                self.failures.append(error)
            raise
        self.answers.setdefault(identity(url), response)
        self.answers.setdefault(identity(response.final_url), response)
        return response

    def answer(self, url: str) -> Response | None:
        """What was answered at an address, where it was asked."""
        return self.answers.get(identity(url))


@dataclass(frozen=True, slots=True)
class _Sample:
    """The pages that were read, with the links they stand under, and what could not be had."""

    read: tuple[tuple[Response, recording.Reading], ...]
    problems: tuple[str, ...]

    @property
    def articles(self) -> tuple[tuple[Response, recording.Reading], ...]:
        return tuple(pair for pair in self.read if pair[1].page.kind is PageKind.ARTICLE)


def as_source(url: str) -> tuple[Source, tuple[str, ...]]:
    """The source that an address makes, and what was done to the address. Raises ParwatchError."""
    address, notes = _address(url)
    try:
        (source,) = sources.parse(f"[[source]]\nurl = {remedies.toml(address)}\n", "the address")
    except SourcesError as error:
        raise ParwatchError("; ".join(problem.message.removeprefix("url: ") for problem in error.problems)) from None
    return source, notes


def _address(url: str) -> tuple[str, tuple[str, ...]]:
    """The address in full; one without a scheme is taken as browsers take it."""
    if _SCHEME.match(url) or not _HOST.fullmatch(url):
        return url, ()
    return f"https://{url}", (f"the address has no scheme: https://{url} was taken",)


def without_https(url: str, error: FetchError) -> tuple[Source, tuple[str, ...]] | None:
    """The source to try next where an address was given without a scheme and its server has no https; None: none."""
    _, notes = as_source(url)
    if not notes or error.status not in _NO_HTTPS:
        return None
    source, _ = as_source(f"http://{url}")
    return source, (f"the address has no scheme and {urlsplit(source.url).netloc} no https: {source.url} was taken",)


async def look_at(fetcher: Fetcher, url: str, tell: Callable[[str], None], topics: tuple[Matcher, ...] = ()) -> Check:
    """Look at an address as a person types it. Raises ParwatchError for what is none, FetchError for what fails."""
    source, notes = as_source(url)
    try:
        return await look(fetcher, source, tell, notes, topics)
    except FetchError as error:
        other = without_https(url, error)
        if other is None:
            raise
    return await look(fetcher, other[0], tell, other[1], topics)


async def look(
    fetcher: Fetcher,
    source: Source,
    tell: Callable[[str], None],
    notes: tuple[str, ...] = (),
    topics: tuple[Matcher, ...] = (),
) -> Check:
    """Survey a source and read its first articles. Raises FetchError where its own address gives nothing."""
    visitor = _Visitor(fetcher, source, tell, topics)
    found = await discover.survey(source, visitor.get)
    surveyed = tuple(visitor.failures)
    sample = await _sample(visitor, found)
    channels = tuple(_reasons(channel, source, found, visitor) for channel in found.channels)
    front = visitor.answer(found.home)
    notes = (*notes, *_markup(visitor))
    problems = (*notes, *found.problems, *remedies.unreached(surveyed, found.problems), *sample.problems)
    given = remedies.settings(_evidence(source, found, channels, sample, visitor))
    return Check(
        url=source.url,
        found=found,
        channels=channels,
        categories=_categories(source, found, front) if front else (),
        newest=newest(_dated(found.links, sample))[:NEWEST],
        read=len(sample.read),
        articles=len(sample.articles),
        example=_example(*sample.articles[0]) if sample.articles else None,
        problems=tuple(dict.fromkeys((*problems, *remedies.complaints(sample.articles, found)))),
        settings=given,
        block=remedies.block(source, found, given),
    )


def _markup(visitor: _Visitor) -> tuple[str, ...]:
    """What is wrong with the page at the address itself: letters that cannot be read, markup that must not be."""
    opening = visitor.answer(visitor.source.url)
    if opening is None:
        return ()
    decoded = decode(opening.body, opening.content_type)
    dangers = filter(None, [guard.danger(decoded.text.encode("utf-8", "replace"))])
    return tuple(f"{visitor.source.url}: {problem}" for problem in (*decoded.problems, *dangers))


def _dated(links: Sequence[Link], sample: _Sample) -> list[Link]:
    """The links with the dates of those pages that were read, where the channel gives none."""
    dates = {identity(reading.url): reading.page.published for _, reading in sample.articles}
    return [link if link.published else replace(link, published=dates.get(identity(link.url))) for link in links]


def newest(links: Sequence[Link]) -> tuple[Link, ...]:
    """The newest first; links without a date come last, in the order of their channel."""
    return tuple(sorted(links, key=lambda link: link.published.timestamp() if link.published else 0.0, reverse=True))


def _candidates(found: Discovery) -> list[Link]:
    """The links to read, newest first, those before all others whose title speaks of a reform ranking."""
    links = newest(found.links)
    telling = [link for link in links[: 3 * NEWEST] if analyse(link.title, link.title).is_reform_ranking][:1]
    return [*telling, *(link for link in links if link not in telling)]


async def _sample(visitor: _Visitor, found: Discovery) -> _Sample:
    """Read the first articles as a first poll would: an unknown site teaches its wrapper before."""
    wanted = READ if found.cms else lessons.SAMPLE
    problems: list[str] = []
    had: list[tuple[str, Response]] = []
    for link in _candidates(found)[: wanted + TRIES]:
        if len(had) >= wanted:
            break
        try:
            response = await visitor.get(link.url, "page")
        except FetchError as error:
            problems.append(remedies.missing(link.url, error))
            continue
        if same_site(response.final_url, link.url):
            had.append((link.url, response))
        else:
            problems.append(f"{link.url} leads to another site: {response.final_url}; such pages are not stored")
    return await asyncio.to_thread(_read, visitor, found, had, problems)


def _read(visitor: _Visitor, found: Discovery, had: list[tuple[str, Response]], problems: list[str]) -> _Sample:
    source, topics = visitor.source, visitor.topics
    wrapper = None if found.cms else lessons.study(response for _, response in had)
    portal = recording.Portal(found.site_name or source.name, found.unit, found.province)
    read = tuple(
        (response, recording.read(source, portal, url, response.body, response.content_type, wrapper, topics))
        for url, response in had
    )
    for _, reading in read:
        if reading.page.kind is not PageKind.ARTICLE:
            problems.append(f"{reading.url}: not an article but {remedies.of_kind(reading.page)}")
    return _Sample(read, tuple(problems))


def _reasons(channel: Channel, source: Source, found: Discovery, visitor: _Visitor) -> Found:
    response = visitor.answer(channel.url)
    weighed = evidence.weigh(channel, source, response) if response else None
    why = remedies.because(channel, weighed, _origin(channel, source, found, visitor))
    word = remedies.sureness(channel.confidence)
    return Found(channel.kind, channel.url, channel.confidence, word, why, weighed)


def _origin(channel: Channel, source: Source, found: Discovery, visitor: _Visitor) -> str:
    """Where the address of a channel comes from, as a clause."""
    front, robots = visitor.answer(found.home), visitor.answer(f"{found.home.rstrip('/')}/robots.txt")
    if identity(channel.url) == identity(source.url):
        return "the address given"
    if channel.kind is ChannelKind.LIST:
        return "the front page" if identity(channel.url) == identity(found.home) else "linked as a section"
    if channel.kind is ChannelKind.FEED:
        announced = front is not None and channel.url in evidence.announced_feeds(source, front)
        return "announced by the page" if announced else "not announced, found by asking"
    named = robots is not None and b"sitemap:" in robots.body.lower()
    return "named in robots.txt" if named else "at its usual place"


def _categories(source: Source, found: Discovery, front: Response) -> tuple[Category, ...]:
    watched = {identity(channel.url) for channel in found.channels}
    seen = evidence.categories(source, front)
    return tuple(Category(one.title, one.url, identity(one.url) in watched) for one in seen)


def _example(response: Response, reading: recording.Reading) -> Example:
    out = remainder.left_out(response.body, reading.url, reading.page, response.content_type)
    return Example(reading.url, reading.page, reading.verdict, len(out), _telling(out))


def _telling(lines: Sequence[str]) -> tuple[str, ...]:
    """Some lines that show what kind of thing was left out: a counter where there is one, then the longest."""
    plain = dict.fromkeys(line.lstrip("-•» ") for line in lines)
    counters = [line for line in plain if _COUNTER.search(line)][:1]
    longest = sorted((line for line in plain if line not in counters), key=len, reverse=True)
    return (*counters, *longest)[:_EXAMPLES]


def _evidence(
    source: Source, found: Discovery, channels: Sequence[Found], sample: _Sample, visitor: _Visitor
) -> remedies.Circumstances:
    lists = [channel for channel in channels if channel.kind is ChannelKind.LIST]
    poor = lists[0] if lists and max(channel.confidence for channel in channels) < remedies.FAIRLY else None
    page = visitor.answer(poor.url) if poor else None
    articles = {identity(reading.url) for _, reading in sample.articles}
    proven = [link for link in found.links if identity(link.url) in articles]
    return remedies.Circumstances(
        source=source,
        found=found,
        pages=tuple(reading.page for _, reading in sample.articles),
        bodies=tuple((response.body, reading.url) for response, reading in sample.articles),
        links=evidence.link_selector(source, page, proven) if page else None,
        failures=tuple(visitor.failures),
    )
