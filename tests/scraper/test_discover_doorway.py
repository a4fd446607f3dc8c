from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import Source
from scraper.discover import ChannelKind, survey

HOME = "https://anphu.example.gov.vn/"
SOURCE = Source("An Phú", HOME)
TITLES = [
    "Xã An Phú ra quân làm vệ sinh môi trường đầu tháng",
    "Khai giảng lớp xóa mù chữ cho phụ nữ thôn Đồng Tranh",
    "Trao sinh kế cho mười hộ nghèo của thôn Suối Cát",
    "Xã An Phú xếp thứ hai về Chỉ số cải cách hành chính",
]

DOORWAYS = {
    "a picture with a link": '<a href="/trang-chu.html"><img src="splash.jpg" alt="Vào trang chủ"></a>',
    "words": "<p>Chào mừng</p><a href='/ghi-cong'>Ghi công</a> <a href='trang-chu.html'>[ Vào trang chủ ]</a>",
    "languages": '<a href="/en/home">English</a> <a href="/trang-chu.html">Tiếng Việt</a>',
    "frames": (
        '<frameset rows="90,*"><frame name="topFrame" src="/banner.html">'
        '<frame name="mainFrame" src="/trang-chu.html"></frameset>'
    ),
    "a frame in the page": '<iframe src="/trang-chu.html" width="100%" height="2000"></iframe>',
    "a map": '<img usemap="#m" src="s.jpg"><map name="m"><area href="/trang-chu.html" shape="rect"></map>',
    "a timer": "<body onload=\"setTimeout('location.href=\\'/trang-chu.html\\'', 5000)\"><p>Đang mở trang…</p>",
    "an event": "<body onload=\"window.location='/trang-chu.html'\"><img src='l.gif'>",
    "a slow refresh": '<meta http-equiv="refresh" content="15; url=/trang-chu.html"><p>Đang chuyển tới trang chủ</p>',
}


@dataclass(frozen=True)
class Answer:
    final_url: str
    body: bytes
    content_type: str | None = "text/html; charset=utf-8"


@dataclass
class Web:
    """Pages by address; whatever is not there fails as a 404."""

    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get(self, url: str, kind: str) -> Answer:
        self.asked.append(url)
        if url not in self.pages:
            raise FetchError(FetchStatus.HTTP_GONE, "gone", url=url)
        return Answer(url, self.pages[url].encode())


def listing(prefix: str = "/tin/") -> str:
    items = (
        f'<div class="it"><a href="{prefix}bai-{n}.html">{title}</a> (0{n}/11/2026)</div>'
        for n, title in enumerate(TITLES, 1)
    )
    return f"<html><head><title>Cổng thông tin điện tử xã An Phú</title></head><body>{''.join(items)}</body></html>"


@pytest.mark.parametrize("kind", DOORWAYS)
async def test_a_front_page_that_is_only_a_door_leads_to_the_list(kind: str) -> None:
    """Splash, choice of languages, frames, scripts and timers: the list behind them is found and is what is polled."""
    web = Web({HOME: f"<html>{DOORWAYS[kind]}</html>", f"{HOME}trang-chu.html": listing()})
    found = await survey(SOURCE, web.get)
    assert [link.title for link in found.links] == TITLES
    assert [(channel.kind, channel.url) for channel in found.channels] == [(ChannelKind.LIST, f"{HOME}trang-chu.html")]


async def test_a_front_page_with_a_list_needs_no_door() -> None:
    """A portal that also links "Trang chủ" is read as it is."""
    front = listing().replace("<body>", '<body><a href="/trang-chu.html">Trang chủ</a>')
    web = Web({HOME: front, f"{HOME}trang-chu.html": listing()})
    found = await survey(SOURCE, web.get)
    assert [channel.url for channel in found.channels] == [HOME]
    assert f"{HOME}trang-chu.html" not in web.asked


async def test_a_door_to_another_site_is_not_taken() -> None:
    """Only pages of the source's own site are read."""
    web = Web({HOME: '<html><a href="https://khac.example.com/">Vào trang chủ</a></html>'})
    found = await survey(SOURCE, web.get)
    assert not found.channels
    assert all(url.startswith(HOME) for url in web.asked)


@pytest.mark.parametrize("base", ["/cong/", "cong/", "./cong/"])
async def test_links_are_read_against_a_relative_base(base: str) -> None:
    """<base href> may itself be relative to the page."""
    front = listing("tin/").replace("<head>", f'<head><base href="{base}">')
    found = await survey(SOURCE, Web({HOME: front}).get)
    assert [link.url for link in found.links] == [f"{HOME}cong/tin/bai-{n}.html" for n in range(1, 5)]
