"""A running sample portal: the articles it shows, the requests it got, and the server that speaks for it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from parwatch.demo.loopback import LoopbackServer, Request, Response
from parwatch.demo.portals.article import SampleArticle, Site, View, Visit
from parwatch.demo.portals.content import Content
from parwatch.demo.portals.style import Style

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as the portal saw it. `at` is in seconds of a monotonic clock, `status` what was answered."""

    at: float
    method: str
    target: str
    headers: Mapping[str, str]
    status: int


class Counters:
    """The visitor statistics. Every request is a visitor, so two pages are never the same."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311 - counters, no secrets
        self._total = self._random.randint(900_000, 44_000_000)
        self._today = self._random.randint(300, 4_000)

    def visit(self) -> Visit:
        """The counters of one more request; `total` and `today` grow, the others wander."""
        draw = self._random
        self._today += draw.randint(1, 3)
        self._total += draw.randint(1, 3)
        return Visit(
            online=draw.randint(11, 97),
            today=self._today,
            week=self._today * 6 + draw.randint(0, 99),
            month=self._today * 23 + draw.randint(0, 999),
            total=self._total,
            token=f"{draw.getrandbits(128):032x}",
            session=f"{draw.getrandbits(104):026X}",
        )


class Portal:
    """One sample portal: start() and stop() it, publish() what it holds back, revise() what it shows.

    `requests` is the log of all requests since the construction, oldest first.
    """

    def __init__(
        self, content: Content, style: Style, *, host: str, port: int = 0, clock: Clock, seed: str | None = None
    ) -> None:
        self.site: Site = content.site
        self.style = style
        self.requests: list[Logged] = []
        self._clock = clock
        self._shown = {article.number: article for article in content.shown}
        self._held = {article.number: article for article in content.held_back}
        self._changed = max((article.published for article in content.shown), default=clock())
        self._counters = Counters(seed or content.site.key)
        self._server = LoopbackServer(self._answer, host, port)

    async def start(self) -> None:
        """Listen on the portal's own address. OSError where the port is taken."""
        await self._server.start()

    async def stop(self) -> None:
        """Close the port and all connections."""
        await self._server.stop()

    @property
    def name(self) -> str:
        """What the portal calls itself."""
        return self.site.name

    @property
    def url(self) -> str:
        """The address that a person would paste into sources.toml."""
        return f"{self._server.url}/"

    @property
    def articles(self) -> tuple[SampleArticle, ...]:
        """What is published, newest first."""
        newest = sorted(self._shown.values(), key=lambda article: (article.published, article.number), reverse=True)
        return tuple(newest)

    @property
    def held_back(self) -> tuple[SampleArticle, ...]:
        """What publish() has not been told to show yet."""
        return tuple(self._held.values())

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Strings of the pages that no clean text may hold."""
        return self.site.boilerplate

    @property
    def feed_url(self) -> str | None:
        """Where the feed is, announced or not; None for none."""
        path = self.style.feed_path()
        return self._server.url + path if path else None

    @property
    def sitemap_url(self) -> str | None:
        """Where the sitemap or its index is; None for none."""
        path = self.style.sitemap_path()
        return self._server.url + path if path else None

    def address(self, article: SampleArticle) -> str:
        """The canonical URL of an article, published or not."""
        return self._server.url + self.style.path(article)

    def article_at(self, url: str) -> SampleArticle | None:
        """The published article whose canonical URL this is."""
        return next((article for article in self.articles if self.address(article) == url), None)

    def publish(self, article: SampleArticle) -> SampleArticle:
        """Show an article on lists, feed and sitemap from now on, dated now; returns it as it is shown."""
        moment = self._clock().astimezone(UTC)
        shown = replace(article, published=moment.replace(second=0, microsecond=0), fresh=True)
        self._held.pop(article.number, None)
        self._shown[article.number] = shown
        self._changed = moment
        return shown

    def revise(self, article: SampleArticle) -> SampleArticle:
        """Show this text under the number it had; its place and date stay. KeyError where it is not published."""
        before = self._shown[article.number]
        self._shown[article.number] = replace(article, published=before.published)
        self._changed = self._clock().astimezone(UTC)
        return self._shown[article.number]

    def respond(self, request: Request) -> Response:
        """The answer to a request, without a socket."""
        return self.style.respond(self._view(), request)

    def _view(self) -> View:
        return View(
            site=self.site,
            base=self._server.url,
            articles=self.articles,
            visit=self._counters.visit(),
            now=self._clock().astimezone(UTC),
            changed=self._changed,
        )

    async def _answer(self, request: Request) -> Response:
        response = self.respond(request)
        self.requests.append(Logged(time.monotonic(), request.method, request.target, request.headers, response.status))
        await asyncio.sleep(0)  # pages are rendered in one go: let the other portals breathe in between
        return response
