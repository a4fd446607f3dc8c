"""A portal with one long list, whose pager always offers a further page, and which ends in any way that portals do.

`/` shows the newest five articles, `/tin-tuc/` is the list, its pages are `/tin-tuc/?page=2` and so on.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from parwatch.demo.loopback import LoopbackServer, Request, Response
from parwatch.demo.portals import wording
from parwatch_core.zones import VIETNAM

HTML = (("Content-Type", "text/html; charset=utf-8"),)
PER_PAGE = 6


class PastTheEnd(StrEnum):
    """What the list answers beyond its last page."""

    TO_FIRST = "301 to page 1"
    TO_FRONT = "301 to the front page"
    NOTHING = "200 with nothing"
    FIRST_AGAIN = "200 with page 1 for every number"
    LAST_AGAIN = "the last page again"
    NOT_FOUND = "404"
    BROKEN = "500"


@dataclass
class PagedSite:
    """`async with PagedSite(...) as site:` serves it. Article 1 is the newest; each is a day older than the one before.

    `session`: every link carries another session id. `limit`: every so many requests one is answered 429. `pinned` is
    shown on top of every page. With a `sitemap` ("bare" or "dated"), robots.txt names it; the numbers of its
    addresses fall with time, so that the order of a bare one misleads.
    """

    count: int = 20
    past_end: PastTheEnd = PastTheEnd.NOT_FOUND
    newest: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    session: bool = False
    limit: int | None = None
    pinned: int | None = None
    sitemap: str = ""
    requests: list[str] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _target: None
    _server: LoopbackServer = field(init=False)

    def __post_init__(self) -> None:
        self._server = LoopbackServer(self._respond)
        self._draw = random.Random(7)

    async def __aenter__(self) -> PagedSite:
        await self._server.start()
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self._server.stop()

    @property
    def url(self) -> str:
        """The list, as a person would paste it."""
        return f"{self._server.url}/tin-tuc/"

    @property
    def last(self) -> int:
        """The number of the last page."""
        return -(-self.count // PER_PAGE)

    def date(self, number: int) -> datetime:
        return self.newest - timedelta(days=number - 1)

    def address(self, number: int) -> str:
        return f"{self._server.url}{path(number)}"

    def asked(self, start: str) -> Counter[str]:
        """How often each path that starts so was asked for."""
        return Counter(target for target in self.requests if target.startswith(start))

    async def _respond(self, request: Request) -> Response:
        self.requests.append(request.target)
        self.on_request(request.target)
        if self.limit and len(self.requests) % self.limit == 0:
            return Response(429, b"", (*HTML, ("Retry-After", "30")))
        if request.path == "/tin-tuc/":
            return self.page(int(request.query.get("page") or 1))
        if self.sitemap and request.path in ("/robots.txt", "/sitemap.xml"):
            return self._robots() if request.path == "/robots.txt" else self._sitemap()
        if request.path == "/":
            return self._list(range(1, 6), None)
        number = int(request.path.removesuffix(".html").rpartition("-")[2]) if request.path.startswith("/bai/") else 0
        return self._article(number) if 1 <= number <= self.count else Response(404, b"", HTML)

    def page(self, number: int) -> Response:
        """One page of the list, or what stands for it past the end."""
        if number <= self.last:
            return self._list(self._on(number), number)
        match self.past_end:
            case PastTheEnd.TO_FIRST:
                return Response(301, b"", (*HTML, ("Location", "/tin-tuc/")))
            case PastTheEnd.TO_FRONT:
                return Response(301, b"", (*HTML, ("Location", "/")))
            case PastTheEnd.NOTHING:
                return self._list((), number)
            case PastTheEnd.FIRST_AGAIN:
                return self._list(self._on(1), number)
            case PastTheEnd.LAST_AGAIN:
                return self._list(self._on(self.last), number)
            case PastTheEnd.NOT_FOUND:
                return Response(404, b"", HTML)
            case PastTheEnd.BROKEN:
                return Response(500, b"", HTML)

    def _robots(self) -> Response:
        return Response(200, f"Sitemap: {self._server.url}/sitemap.xml\n".encode(), (("Content-Type", "text/plain"),))

    def _sitemap(self) -> Response:
        places = "".join(
            f"<url><loc>{self.address(number)}</loc>{self._lastmod(number)}</url>"
            for number in range(1, self.count + 1)
        )
        return Response(200, f"<urlset>{places}</urlset>".encode(), (("Content-Type", "text/xml"),))

    def _lastmod(self, number: int) -> str:
        return f"<lastmod>{self.date(number).isoformat()}</lastmod>" if self.sitemap == "dated" else ""

    def _on(self, page: int) -> range:
        return range((page - 1) * PER_PAGE + 1, min(page * PER_PAGE, self.count) + 1)

    def _list(self, numbers: range | tuple[()], page: int | None) -> Response:
        shown = [*([self.pinned] if self.pinned and page else []), *numbers]
        items = "".join(
            f'<div class="item"><h3><a href="{path(number)}">{title(number)}</a></h3>'
            f"<span>{self.date(number).astimezone(VIETNAM):%d/%m/%Y}</span></div>"
            for number in shown
        )
        return _html(f'<div class="list">{items}</div>{self._pager(page) if page else MENU}', "Tin tức")

    def _pager(self, page: int) -> str:
        links = [self._turn(number, str(number)) for number in (page - 1, page + 1, page + 2) if number > 0]
        return f'<div class="pages"><b>{page}</b> {" ".join(links)} {self._turn(page + 1, "Trang sau »")}</div>'

    def _turn(self, number: int, words: str) -> str:
        session = f"&zsid={self._draw.getrandbits(64):x}" if self.session else ""
        return f'<a href="/tin-tuc/?page={number}{session}">{words}</a>'

    def _article(self, number: int) -> Response:
        draw = random.Random(f"article {number}")
        body = "".join(f"<p>{wording.paragraph(draw)}</p>" for _ in range(4))
        moment = self.date(number).astimezone(VIETNAM).isoformat()
        head = f'<meta property="article:published_time" content="{moment}"><meta property="og:type" content="article">'
        return _html(f"<article><h1>{title(number)}</h1>{body}</article>", title(number), head)


MENU = '<ul class="menu"><li><a href="/tin-tuc/">Tin tức</a></li></ul>'


def title(number: int) -> str:
    """The headline of an article."""
    return f"{wording.title(random.Random(f'title {number}'))} ngày thứ {number}"


def path(number: int) -> str:
    return f"/bai/tin-hoat-dong-cua-huyen-{number}.html"


def _html(body: str, name: str, head: str = "") -> Response:
    page = f"<!DOCTYPE html><html lang=vi><head><title>{name}</title>{head}</head><body>{body}</body></html>"
    return Response(200, page.encode(), HTML)
