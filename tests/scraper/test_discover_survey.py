from __future__ import annotations

import gc
from dataclasses import dataclass, field

import pytest
from selectolax.lexbor import LexborHTMLParser

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import Selectors, Source
from scraper.discover import Channel, ChannelKind, fault, read, survey
from scraper.discover.visits import MOST_REQUESTS

HOME = "https://songtra.example.gov.vn/"
TITLE = "Xã An Phú nâng cao chất lượng phục vụ người dân, bài số"


@dataclass(frozen=True)
class Answer:
    final_url: str
    body: bytes
    content_type: str | None = "text/html; charset=utf-8"


@dataclass
class Web:
    """Pages by address; whatever is not there fails as a 404. `asked` lists every request."""

    pages: dict[str, str | FetchStatus] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def get(self, url: str, kind: str) -> Answer:
        self.asked.append((url, kind))
        final = self.moved.get(url, url)
        page = self.pages.get(final, FetchStatus.HTTP_GONE)
        if isinstance(page, FetchStatus):
            raise FetchError(page, f"{page}", url=url)
        return Answer(final, page.encode())


def items(*numbers: int, section: str = "tin-tuc") -> str:
    return "".join(
        f'<div class="item"><h3><a href="/{section}/xa-an-phu-nang-cao-chat-luong-{n}.html">{TITLE} {n}</a></h3></div>'
        for n in numbers
    )


def page(*parts: str, head: str = "", title: str = "Cổng thông tin điện tử xã An Phú, tỉnh Trà Giang") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{''.join(parts)}</body></html>"


def feed(*numbers: int, section: str = "tin-tuc") -> str:
    entries = (
        f"<item><title>{TITLE} {n}</title><link>{HOME}{section}/xa-an-phu-nang-cao-chat-luong-{n}.html</link></item>"
        for n in numbers
    )
    return f"<rss><channel><title>Tin</title><link>{HOME}</link>{''.join(entries)}</channel></rss>"


def source(url: str = HOME, **more: object) -> Source:
    return Source(name="an-phu", url=url, **more)  # type: ignore[arg-type]


def numbers(links: object) -> set[int]:
    return {int(link.url.rsplit("-", 1)[1].split(".")[0]) for link in links}  # type: ignore[attr-defined]


MENU = '<nav><a href="/">Trang chủ</a><a href="/tin-tuc/">Tin tức</a><a href="/cchc/">Cải cách hành chính</a></nav>'
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="/kenh/1.xml">'


async def test_an_announced_feed_is_taken_without_probing() -> None:
    """The feed of <link rel=alternate> is the first channel; no well-known place is asked for; comments are no feed."""
    comments = '<link rel="alternate" type="application/rss+xml" title="Dòng phản hồi" href="/phan-hoi/feed/">'
    web = Web({HOME: page(items(1, 2, 3), head=comments + ALTERNATE), HOME + "kenh/1.xml": feed(3, 4, 5)})
    found = await survey(source(), web.get)
    assert found.channels[0] == Channel(ChannelKind.FEED, HOME + "kenh/1.xml")
    assert [url for url, kind in web.asked if kind == "feed"] == [HOME + "kenh/1.xml"]
    assert numbers(found.links) == {1, 2, 3, 4, 5}
    assert (found.unit, found.province, found.problems) == ("xã An Phú", "Trà Giang", ())


async def test_probing_stops_at_the_first_feed_and_after_four_places() -> None:
    """Nothing announced: the places of the system are asked in order, four at most, and HTML there is passed over."""
    front = page(items(1, 2, 3), head='<meta name="generator" content="Drupal 7">')
    web = Web({HOME: front, HOME + "rss.xml": feed(7, 8)})
    assert (await survey(source(), web.get)).channels[0].url == HOME + "rss.xml"
    assert len([url for url, kind in web.asked if kind == "feed"]) == 1
    without = Web({HOME: front, HOME + "rss.xml": front})
    found = await survey(source(), without.get)
    assert len([url for url, kind in without.asked if kind == "feed"]) == 4
    assert [channel.kind for channel in found.channels] == [ChannelKind.LIST]


async def test_a_page_of_feeds_is_followed() -> None:
    """NukeViet links "/feeds/", a page that lists the feeds."""
    web = Web(
        {
            HOME: page(items(1, 2, 3), '<a href="/feeds/">RSS</a>'),
            HOME + "feeds/": page(
                '<ul><li><a href="/bai/rss/">Tất cả</a></li><li><a href="/bai/rss/kt/">KT</a></li></ul>'
            ),
            HOME + "bai/rss/": feed(9),
        }
    )
    assert (await survey(source(), web.get)).channels[0].url == HOME + "bai/rss/"


async def test_a_feed_that_is_a_page_is_a_problem_in_words() -> None:
    """An announced feed that answers with HTML is named; the lists still work."""
    web = Web({HOME: page(items(1, 2, 3), head=ALTERNATE), HOME + "kenh/1.xml": page("xin lỗi")})
    found = await survey(source(), web.get)
    assert f"the feed at {HOME}kenh/1.xml is an HTML page, not RSS or Atom" in found.problems
    assert found.channels == (Channel(ChannelKind.LIST, HOME, found.channels[0].confidence),)


async def test_the_feed_of_the_settings_is_the_only_one_asked() -> None:
    """`feed` of sources.toml replaces the search."""
    web = Web({HOME: page(items(1, 2, 3), head=ALTERNATE), HOME + "kenh/1.xml": feed(4), HOME + "my": feed(5)})
    found = await survey(source(feed=HOME + "my"), web.get)
    assert found.channels[0].url == HOME + "my"
    assert HOME + "kenh/1.xml" not in [url for url, _ in web.asked]


async def test_robots_leads_to_the_sitemap_of_news() -> None:
    """robots.txt -> index -> the part that holds news; links to other sites in it are left out."""
    robots = f"User-agent: *\nDisallow: /admin/\nSitemap: {HOME}map.xml\nSitemap: https://khac.vn/map.xml"
    parts = "".join(f"<sitemap><loc>{HOME}{name}.xml</loc></sitemap>" for name in ("sitemap-page", "sitemap-news"))
    urls = "".join(
        f"<url><loc>{link}</loc></url>" for link in (HOME + "tin/bai-viet-20.html", "https://khac.vn/b-21.html")
    )
    web = Web(
        {
            HOME: page("<p>Xin chào</p>"),
            HOME + "robots.txt": robots,
            HOME + "map.xml": f"<sitemapindex>{parts}</sitemapindex>",
            HOME + "sitemap-news.xml": f"<urlset>{urls}</urlset>",
        }
    )
    found = await survey(source(), web.get)
    assert [channel.url for channel in found.channels] == [HOME + "sitemap-news.xml"]
    assert [link.url for link in found.links] == [HOME + "tin/bai-viet-20.html"]


async def test_sections_and_second_pages_show_what_the_front_page_does_not() -> None:
    """The section on reform is always polled; another one only where its newest links are nowhere else."""
    pager = '<a href="/cchc/?page=2">2</a>'
    web = Web(
        {
            HOME: page(MENU, items(1, 2, 3)),
            HOME + "tin-tuc/": page(MENU, items(1, 2, 3, 4)),
            HOME + "cchc/": page(MENU, items(1, 2, 3, section="cchc"), pager),
            HOME + "cchc/?page=2": page(MENU, items(11, 12, 13, section="cchc")),
        }
    )
    found = await survey(source(), web.get)
    assert {channel.url for channel in found.channels} == {HOME, HOME + "cchc/"}
    assert numbers(found.links) == {1, 2, 3, 4, 11, 12, 13}


async def test_a_section_an_article_and_a_feed_lead_to_the_whole_site() -> None:
    """Whatever address is pasted, the front page is looked at too; an article is no channel but a link."""
    article = page('<h1 itemprop="headline">Bài</h1>', items(1, 2, 3))
    web = Web(
        {
            HOME: page(MENU, items(1, 2, 3), head=ALTERNATE),
            HOME + "kenh/1.xml": feed(3, 4),
            HOME + "tin-tuc/": page(MENU, items(5, 6, 7)),
            HOME + "tin-tuc/bai-99.html": article,
        }
    )
    for start in ("", "tin-tuc/", "tin-tuc/bai-99.html", "kenh/1.xml"):
        found = await survey(source(HOME + start), web.get)
        assert found.home == HOME
        assert found.channels[0] == Channel(ChannelKind.FEED, HOME + "kenh/1.xml")
        assert numbers(found.links) >= {1, 2, 3, 4, 5, 6, 7}, start
        assert HOME + "tin-tuc/bai-99.html" not in [channel.url for channel in found.channels]
    assert HOME + "tin-tuc/bai-99.html" in [
        link.url for link in (await survey(source(HOME + "tin-tuc/bai-99.html"), web.get)).links
    ]


async def test_a_survey_is_bounded() -> None:
    """A front page with a hundred sections costs no more requests than any other."""
    menu = "".join(f'<a href="/tin-{n}/">Tin tức {n}</a>' for n in range(100))
    pages = {
        f"{HOME}tin-{n}/": page(items(n, n + 1000, n + 2000), f'<a href="/tin-{n}/?page=2">2</a>') for n in range(100)
    }
    web = Web({HOME: page(f"<nav>{menu}</nav>", items(1, 2, 3)), **pages})
    await survey(source(), web.get)
    assert len(web.asked) <= MOST_REQUESTS


async def test_only_the_own_address_can_fail_a_survey() -> None:
    """FetchError of the source's own address is raised; nothing found at all is a problem in words."""
    with pytest.raises(FetchError):
        await survey(source(), Web({HOME: FetchStatus.DNS}).get)
    found = await survey(source(), Web({HOME: page("<p>Trống</p>")}).get)
    assert found.channels == ()
    assert found.problems == (f"no feed, no sitemap and no list of articles was found at {HOME}",)


async def test_a_move_to_another_site_is_told() -> None:
    """A domain that leads elsewhere may be merged or hijacked: it is watched there, and it is said."""
    other = "https://anphu.example.gov.vn/"
    web = Web({other: page(items(1, 2, 3))}, moved={HOME: other})
    found = await survey(source(), web.get)
    assert found.problems == (f"{HOME} now leads to another site: {other}",)
    assert all(link.url.startswith(other) for link in found.links)


def test_reading_a_channel_again_gives_canonical_links_of_the_own_site_once() -> None:
    """Doubles, tracking and other sites go; a channel of the wrong kind gives nothing, and `fault` says why."""
    extra = "<item><link>https://khac.vn/a</link></item>"
    body = feed(1, 2).replace("-1.html", "-1.html?utm_source=rss").replace("</channel>", f"{extra}</channel>") + feed(1)
    channel = Channel(ChannelKind.FEED, HOME + "rss")
    links = read(channel, source(), Answer(HOME + "rss", body.encode(), "text/xml"))
    assert [link.url for link in links] == [f"{HOME}tin-tuc/xa-an-phu-nang-cao-chat-luong-{n}.html" for n in (1, 2)]
    wrong = Answer(HOME + "rss", page("x").encode())
    assert read(channel, source(), wrong) == ()
    assert fault(channel, source(), wrong) == f"{HOME}rss should be an RSS or Atom feed, but it is an HTML page"
    assert fault(channel, source(), Answer(HOME + "rss", body.encode())) is None


def test_a_selector_is_used_at_every_reading() -> None:
    """`links` of sources.toml holds for lists."""
    channel = Channel(ChannelKind.LIST, HOME)
    answer = Answer(HOME, page(items(1, 2, 3), '<p class="x"><a href="/y">Y</a></p>').encode())
    assert [link.url for link in read(channel, source(selectors=Selectors(links=".x a")), answer)] == [HOME + "y"]


def test_a_legacy_charset_is_read() -> None:
    """A list in windows-1258 gives its titles in Vietnamese letters."""
    body = page(items(1, 2, 3)).replace("Xã An Phú", "Hội nghị").encode("utf-16")
    links = read(Channel(ChannelKind.LIST, HOME), source(), Answer(HOME, body, "text/html"))
    assert [link.title.split()[0] for link in links] == ["Hội"] * 3


async def test_no_page_is_held_through_a_wait() -> None:
    """While a survey waits for an answer it holds no parsed page: hundreds of first surveys wait at the same time."""
    held: list[int] = []

    @dataclass
    class Watched(Web):
        async def get(self, url: str, kind: str) -> Answer:
            held.append(sum(type(thing) is LexborHTMLParser for thing in gc.get_objects()) - before)
            return await super().get(url, kind)

    gc.collect()
    before = sum(type(thing) is LexborHTMLParser for thing in gc.get_objects())
    web = Watched({HOME: page(MENU, items(1, 2, 3)), HOME + "tin-tuc/": page(items(4, 5)), HOME + "cchc/": page()})
    await survey(source(), web.get)
    assert len(held) > 3
    assert not any(held)
