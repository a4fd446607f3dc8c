"""Where a site keeps its past: its sections, and all sitemaps of news."""

from __future__ import annotations

import pytest

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import Source
from scraper.discover import Archive, archive
from scraper.fetch import Response

HOME = "https://songtra.example.gov.vn"
FRONT = """<html><body><ul class="menu"><li><a href="/gioi-thieu">Giới thiệu</a></li>
<li><a href="/cai-cach-hanh-chinh/">Cải cách hành chính</a></li><li><a href="/tin-tuc/">Tin tức - Sự kiện</a></li>
<li><a href="/lien-he">Liên hệ</a></li></ul><h1>Cổng thông tin điện tử huyện Sông Trà</h1></body></html>"""


async def look(pages: dict[str, str], path: str = "/") -> tuple[Archive, list[str]]:
    """What is found on a site of these pages, and what was asked for."""
    asked: list[str] = []

    async def get(url: str, _kind: str) -> Response:
        asked.append(url.removeprefix(HOME))
        if asked[-1] not in pages:
            raise FetchError(FetchStatus.HTTP_GONE, "HTTP 404", url=url)
        return Response(url, url, FetchStatus.OK, 200, pages[asked[-1]].encode())

    return await archive(Source(name="x", url=HOME + path), get), asked


def index(*names: str) -> str:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{HOME}/{name}</loc></sitemap>' for name in names)}</sitemapindex>"


async def test_sections_with_news_are_found_reform_first() -> None:
    """Of the front page's menu what may hold news; the rest of it is no list."""
    found, _ = await look({"/": FRONT})
    assert found == Archive((f"{HOME}/cai-cach-hanh-chinh/", f"{HOME}/tin-tuc/"), ())


async def test_every_sitemap_of_news_is_found() -> None:
    """WordPress cuts its posts into parts, oldest in the first: all of them count, pages and users do not."""
    names = ("posts-post-1.xml", "posts-post-2.xml", "posts-page-1.xml", "users-1.xml")
    found, asked = await look({"/": FRONT, "/robots.txt": f"Sitemap: {HOME}/all.xml", "/all.xml": index(*names)})
    assert found.sitemaps == (f"{HOME}/posts-post-2.xml", f"{HOME}/posts-post-1.xml")
    assert asked == ["/", "/robots.txt", "/all.xml"]


async def test_a_single_sitemap_is_one_and_an_apology_is_none() -> None:
    """/sitemap.xml is tried without being named; portals answer unknown addresses with a page."""
    found, _ = await look({"/": FRONT, "/sitemap.xml": f"<urlset><url><loc>{HOME}/a</loc></url></urlset>"})
    assert found.sitemaps == (f"{HOME}/sitemap.xml",)
    assert (await look({"/": FRONT, "/sitemap.xml": FRONT}))[0].sitemaps == ()


@pytest.mark.parametrize("pages", [{}, {"/": "<div>" * 20_000}])
async def test_a_site_that_gives_nothing_has_no_past(pages: dict[str, str]) -> None:
    """Neither failures nor hostile markup end a backfill."""
    assert (await look(pages))[0] == Archive((), ())
