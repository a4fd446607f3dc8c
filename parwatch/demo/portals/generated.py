"""Any number of portals for the benchmark: a seeded generator over styles, class names, titles and bodies.

Every page is about 40 KB of which the article is a tenth, and carries counters and tokens that change at each request
while the list stays the same in substance. Pages are rendered once and kept with marks in place of the counters, so
that serving them costs next to nothing beside the client that is measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from parwatch.demo.loopback import Request, Response
from parwatch.demo.portals import wording
from parwatch.demo.portals.article import Block, BlockKind, Label, SampleArticle, Section, Site, Truth, View, Visit
from parwatch.demo.portals.content import Content
from parwatch.demo.portals.portal import Clock, Portal
from parwatch.demo.portals.style import HTML, TEXT, XML, Style, leaf
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

NAMES = ("box", "tin", "cms", "portal", "nd", "ct")
ADDRESSES = ("/tin/{slug}-{number}.html", "/bai-viet/{number}/{slug}", "/chitiet.aspx?ItemID={number}")
FURNITURE = 130
RANKED = 3

# Digits of the counters stand in rendered pages as these marks, in fields of Visit.
_MARKS = Visit(online=-1, today=-2, week=-3, month=-4, total=-5, token="@@TOKEN@@", session="@@SESSION@@")  # noqa: S106


@dataclass(frozen=True, slots=True)
class Look:
    """How one generated portal differs from the next: layout, prefix of its class names, form of its addresses."""

    layout: str
    prefix: str
    address: str
    feed: bool


class Generated(Style):
    """A made-up CMS in one of three layouts (`div`, `table`, `article`). Keeps its rendered pages."""

    folder = "generated"
    page_size = 10

    def __init__(self, look: Look, filler: Sequence[str]) -> None:
        self.look = look
        self._filler = tuple(filler)
        self._kept: dict[tuple[datetime, str], bytes] = {}
        self._number = re.compile(re.sub(r"\\\{(slug|number)\\\}", _group, re.escape(look.address)))

    def path(self, article: SampleArticle) -> str:
        """By the look's form of address."""
        return self.look.address.format(slug=article.slug, number=article.number)

    def feed_path(self) -> str | None:
        """Every third portal has one."""
        return "/rss.xml" if self.look.feed else None

    def respond(self, view: View, request: Request) -> Response:
        """Front page, feed, robots, article, or an honest 404."""
        if request.path == "/":
            return self._page(view, "list", page=leaf(view.articles, 1, self.page_size))
        if request.path == "/robots.txt":
            return Response(200, b"User-agent: *\nDisallow:\n", (TEXT,))
        if self.look.feed and request.path == "/rss.xml":
            return Response(200, self.render("feed.xml", view), (XML,))
        match = self._number.fullmatch(request.target)
        article = view.find(int(match["number"])) if match else None
        return self._page(view, "article", article=article) if article else self.unknown(view, request)

    def unknown(self, view: View, request: Request) -> Response:
        """An empty 404."""
        return Response(404, b"", (HTML,))

    def _page(self, view: View, template: str, **names: object) -> Response:
        article = names.get("article")
        key = (view.changed, self.path(article) if isinstance(article, SampleArticle) else template)
        if key not in self._kept:
            self._kept[key] = self._rendered(view, template, **names)
        return Response(200, _counted(self._kept[key], view.visit), (HTML,))

    def _rendered(self, view: View, template: str, **names: object) -> bytes:
        still = replace(view, visit=_MARKS)
        look, feed = self.look, self.feed_path()
        return self.render(f"{template}.html", still, look=look, filler=self._filler, feed=feed, **names)


def generate(
    count: int, articles: int, now: datetime, *, clock: Clock, seed: int = 1, first_host: str = "127.1.0.1"
) -> tuple[Portal, ...]:
    """`count` portals of `articles` articles each, not yet started, on addresses counted up from `first_host`.

    The same arguments give the same portals, byte for byte but for the counters. Every third article is a ranking.
    """
    network, last = first_host.rsplit(".", 1)
    hosts = [f"{network}.{int(last) + place}" for place in range(count)]
    return tuple(_portal(place, articles, now, clock, seed, host) for place, host in enumerate(hosts))


def _portal(place: int, articles: int, now: datetime, clock: Clock, seed: int, host: str) -> Portal:
    draw = random.Random(f"{seed}/{place}")  # noqa: S311 - content, no secrets
    unit, province = wording.UNITS[place % len(wording.UNITS)]
    site = _site(place, unit, province, draw)
    shown = tuple(_article(number, unit, province, now, draw) for number in range(1, articles + 1))
    look = Look(("div", "table", "article")[place % 3], draw.choice(NAMES), ADDRESSES[place // 3 % 3], place % 3 == 1)
    filler = [wording.phrase(draw) for _ in range(FURNITURE)]
    return Portal(Content(site, shown, ()), Generated(look, filler), host=host, clock=clock)


def _site(place: int, unit: str, province: str, draw: random.Random) -> Site:
    return Site(
        key=f"generated-{place}",
        name=f"Cổng thông tin {unit} số {place + 1}",
        unit=unit,
        province=province,
        motto=f"Trang mẫu, dữ liệu minh hoạ - {province}",
        address=f"Khu phố {draw.randint(1, 9)}, {unit}",
        sections=(Section("tin-tuc", "Tin tức"),),
        menu=wording.MENU,
        links=(),
        notices=(),
        boilerplate=("Tổng lượt truy cập", "Đang truy cập", "Đăng nhập", "dữ liệu minh hoạ", "Tin liên quan"),
    )


def _article(number: int, unit: str, province: str, now: datetime, draw: random.Random) -> SampleArticle:
    published = (now - timedelta(hours=7 * number, minutes=draw.randint(0, 59))).astimezone(UTC)
    title, lead, claim = wording.ranking(draw, unit, province, now.year - 1) if number % RANKED == 0 else _plain(draw)
    blocks = tuple(Block(BlockKind.PARAGRAPH, wording.paragraph(draw)) for _ in range(draw.randint(4, 8)))
    return SampleArticle(
        number=number,
        story=f"{unit}-{number}-{draw.getrandbits(32)}",
        slug=f"bai-{draw.getrandbits(40):010x}",
        section="tin-tuc",
        title=title,
        published=published.replace(second=0, microsecond=0),
        lead=lead,
        blocks=blocks,
        truth=Truth(Label.RANKING, (_claim(claim, unit, province),)) if claim else Truth(Label.NONE),
        fresh=now - published < timedelta(days=2),
    )


def _plain(draw: random.Random) -> tuple[str, str, None]:
    return wording.title(draw), wording.sentence(draw), None


def _claim(standing: wording.Standing, unit: str, province: str) -> RankingClaim:
    return RankingClaim(
        unit=unit,
        unit_level=UnitLevel.DISTRICT,
        province=province,
        index=Index.PAR,
        year=standing.year,
        rank=standing.rank,
        of_total=standing.of_total,
        score=standing.score,
        score_unit="điểm",
        evidence=standing.sentence,
    )


def _counted(page: bytes, visit: Visit) -> bytes:
    """The kept page with the counters of this request."""
    for name in ("online", "today", "week", "month", "total"):
        page = page.replace(f"{{{getattr(_MARKS, name)}}}".encode(), str(getattr(visit, name)).encode())
    return page.replace(b"@@TOKEN@@", visit.token.encode()).replace(b"@@SESSION@@", visit.session.encode())


def _group(match: re.Match[str]) -> str:
    return r"(?P<number>\d+)" if match[1] == "number" else r"[\w-]+"
