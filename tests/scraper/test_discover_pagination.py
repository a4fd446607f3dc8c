"""Lists walked into the past: the next page of every kind of pager, and every way in which lists end."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paged import PagedSite, PastTheEnd, path
from support.saved_site import SavedSite
from support.shared import SHARED

from parwatch.demo.portals.samples import sample_portals
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import pagination
from scraper.discover.pager import Onward, onward
from scraper.discover.pagination import BARREN, Ending, Leaf, Walk
from scraper.discover.reading import parse
from scraper.fetch import Fetcher, Request, Response
from scraper.urls import identity, same_site

HOME = "https://songtra.example.gov.vn"
LIST = f"{HOME}/tin-tuc"
BUDGET = 40


def told(html: str, url: str = LIST, number: int = 1, shape: str = "") -> Onward:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return onward(tree, url, number=number, shape=shape)


def following(html: str, url: str = LIST, number: int = 1) -> str | None:
    found = told(html, url, number).url
    return found.removeprefix(HOME) if found else None


PORTLET = "/web/guest/tin-tuc?p_p_id=101_INSTANCE_a1B2&_101_INSTANCE_a1B2_delta=20&_101_INSTANCE_a1B2_cur="


@pytest.mark.parametrize(
    ("html", "url", "number", "expected"),
    [
        pytest.param(
            '<ul class="pagination"><li class="active"><a href="javascript:void(0)">1</a></li>'
            '<li><a rel="next" title="Tin Tức - Trang 3" href="/tin-tuc/page-3/">3</a></li>'
            '<li><a rel="next" title="Tin Tức - Trang 2" href="/tin-tuc/page-2/">2</a></li>'
            '<li><a rel="next" title="Tin Tức - Trang 2" href="/tin-tuc/page-2/">&raquo;</a></li></ul>',
            f"{LIST}/", 1, "/tin-tuc/page-2/", id="NukeViet marks every later page as next",
        ),
        pytest.param(
            '<a class="prev page-numbers" href="/c/a/page/2/">Newer posts</a><a class="page-numbers" href="/c/a/">1</a>'
            '<a class="page-numbers" href="/c/a/page/2/">2</a><a class="page-numbers" href="/c/a/page/4/">4</a>'
            '<a class="next page-numbers" href="/c/a/page/4/">Older posts</a>',
            f"{HOME}/c/a/page/3/", 3, "/c/a/page/4/", id="WordPress in the middle",
        ),
        pytest.param(
            '<div class="nav-previous"><a href="/page/2/">&larr; Older posts</a></div>',
            f"{HOME}/", 1, "/page/2/", id="WordPress of old, words alone",
        ),
        pytest.param(
            '<li><a title="2" href="/tin-tuc?start=6">2</a></li><li><a href="/tin-tuc?start=12">3</a></li>'
            '<li><a title="Trang sau" href="/tin-tuc?start=6"><span class="icon-next"></span></a></li>'
            '<li><a title="End" href="/tin-tuc?start=12"><span class="icon-last"></span></a></li>',
            LIST, 1, "/tin-tuc?start=6", id="Joomla counts articles",
        ),
        pytest.param(
            '<a href="/tin-tuc">1</a><a href="?page=2">3</a><a title="Đến trang cuối" href="?page=8">cuối »</a>',
            f"{LIST}?page=1", 2, "/tin-tuc?page=2", id="Drupal counts from 0",
        ),
        pytest.param(
            f'<ul class="pager"><li><a href="{PORTLET}3">Cuối</a></li><li><a href="{PORTLET}2">Tiếp theo</a></li></ul>',
            f"{HOME}/web/guest/tin-tuc", 1, f"{PORTLET}2", id="Liferay's portlet parameter",
        ),
        pytest.param(
            '<a href="?cur=1">1</a><a href="?cur=2">2</a><a href="?cur=3">3</a>',
            LIST, 1, "/tin-tuc?cur=2", id="page 1 has an address of its own",
        ),
        pytest.param(
            '<a href="default.aspx?p=1">1</a><a href="default.aspx?p=2">[2]</a><a href="default.aspx?p=30">30</a>',
            f"{HOME}/default.aspx?p=2", 2, "/default.aspx?p=3", id="a gap is filled by the pattern",
        ),
        pytest.param(
            'Trang: <b>1</b> <a href="/tin-tuc/trang-2.htm">2</a>',
            f"{LIST}.htm", 1, "/tin-tuc/trang-2.htm", id="two pages, one number",
        ),
        pytest.param(
            '<a href="?kt=2">&gt;</a><a href="?kt=40">&gt;&gt;</a>', LIST, 1, "/tin-tuc?kt=2", id="signs alone"
        ),
        pytest.param(
            '<link rel="next" href="/tin-tuc?after=abc">', LIST, 1, "/tin-tuc?after=abc", id="a cursor in the head"
        ),
        pytest.param(
            '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">Trang sau</a>',
            f"{LIST}?page=3", 3, None, id="the last page links itself",
        ),
        pytest.param('<a href="/tin-tuc/bai-viet-so-2.html">Huyện xếp thứ 2</a>', LIST, 1, None, id="no pager"),
        pytest.param(
            '<div class="calendar"><a href="?thang=12&nam=2026">»</a></div>', LIST, 1, None, id="a calendar by name"
        ),
        pytest.param(
            "".join(f'<td><a href="?ngay={day}">{day}</a></td>' for day in range(1, 32)),
            LIST, 1, None, id="a calendar by its days",
        ),
        pytest.param(
            '<div class="rating">' + "".join(f'<a href="?rate={n}">{n}</a>' for n in range(1, 6)) + "</div>",
            LIST, 1, None, id="stars",
        ),
        pytest.param('<a href="https://khac.vn/?page=2">2</a><a href="//khac.vn/?page=3">3</a>', LIST, 1, None,
                     id="another site"),
    ],
)  # fmt: skip
def test_the_next_page(html: str, url: str, number: int, expected: str | None) -> None:
    """The page with the least number beyond the present one, whatever system wrote the pager."""
    assert following(html, url, number) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<a href=\"javascript:__doPostBack('ctl00$grid','Page$2')\">2</a>",
        '<input type="submit" value="Trang sau" onclick="__doPostBack(\'pager\',\'\')">',
        '<div class="phan-trang"><a href="#" onclick="loadPage(2)">2</a></div>',
    ],
)
def test_a_pager_that_cannot_be_followed_is_said_so(html: str) -> None:
    """JavaScript and posted forms are no addresses."""
    assert told(html) == Onward(scripted=True)


@pytest.mark.parametrize(
    "html", ['<div class="pagination"><a href="javascript:void(0)">1</a></div>', '<a href="#" class="next">›</a>']
)
def test_neither_a_single_page_nor_a_slide_is_such_a_pager(html: str) -> None:
    """The present page needs no address, and what slides pictures turns no pages."""
    assert told(html) == Onward()


def test_the_way_that_was_taken_is_kept() -> None:
    """Two pagers on one page: the one whose pages were turned so far goes on."""
    both = '<a rel="next" href="?video=2">2</a><a rel="next" href="?video=3">3</a>{}'
    first = told('<a href="?trang=2">2</a><a href="?trang=3">3</a>')
    page = both.format('<a href="?trang=1">1</a><a href="?trang=3">3</a>')
    assert told(page, f"{LIST}?trang=2", 2, first.shape).url == f"{LIST}?trang=3"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("cms", "kind", "expected"),
    [
        ("nukeviet", "front", "/page-2/"),
        ("nukeviet", "front-page2", "/page-3/"),
        ("nukeviet", "list-page1", "/cai-cach-hanh-chinh/page-2/"),
        ("nukeviet", "list-page2", None),
        ("wordpress", "front", "/page/2/"),
        ("wordpress", "front-page2", "/page/3/"),
        ("wordpress", "list-page1", "/category/cai-cach-hanh-chinh/page/2/"),
        ("wordpress", "list-page2", None),
        ("joomla", "front", "/index.php?start=9"),
        ("joomla", "list-page1", "/index.php/c-i-cach-hanh-chinh?start=6"),
        ("joomla", "list-page2", "/index.php/c-i-cach-hanh-chinh?start=12"),
        ("joomla", "list-pastend", None),
        ("joomla", "tin-tuc-page1", "/index.php/tin-tuc?start=6"),
        ("joomla", "tin-tuc-page2", "/index.php/tin-tuc?start=12"),
    ],
)
def test_recorded_pagers(cms: str, kind: str, expected: str | None) -> None:
    """Pages of three real systems, first, middle, last and past the end."""
    folder = SHARED / "sites" / cms
    entry = next(e for e in json.loads((folder / "manifest.json").read_text()) if e["kind"] == kind)
    tree = parse((folder / entry["file"]).read_text(encoding="utf-8"))
    assert tree is not None
    found = onward(tree, entry["url"], number=2 if kind.endswith("2") else 1).url
    parts = urlsplit(found) if found else None
    assert (f"{parts.path}{'?' * bool(parts.query)}{parts.query}" if parts else None) == expected


@pytest.mark.shared
@pytest.mark.parametrize("name", ["cntt", "covid", "pctn"])
def test_recorded_portlets(name: str) -> None:
    """Real Liferay lists turn by a parameter of one portlet among eight."""
    tree = parse((SHARED / "pages" / "liferay_hanoi" / f"lfr_neg_list_{name}.html").read_text(encoding="utf-8"))
    assert tree is not None
    found = onward(tree, "https://portal.example.gov.vn/").url
    assert found is not None and found.endswith("&_101_cur=2")


# --- walks


async def walked(start: str, *, most: int = BUDGET) -> tuple[Walk, int]:
    """The list at `start` walked to its end with the real fetcher; how many requests it took."""
    source, walk, asked = Source(name="x", url=start), pagination.begin(start), 0
    async with Fetcher(user_agent="parwatch-test", allow_networks=("127.0.0.0/8",), delay=0.0) as fetcher:
        while walk.next is not None and asked < most:
            asked += 1
            walk = await _turned(fetcher, source, walk)
    return walk, asked


async def _turned(fetcher: Fetcher, source: Source, walk: Walk) -> Walk:
    assert walk.next is not None
    try:
        response = await fetcher.fetch(Request(walk.next))
    except FetchError as error:
        return pagination.failed(walk, error.status)
    return pagination.turned(walk, pagination.leaf(source, walk, response))


ENDINGS = {
    PastTheEnd.TO_FIRST: (Ending.REDIRECTED, 1),
    PastTheEnd.TO_FRONT: (Ending.REDIRECTED, 1),
    PastTheEnd.NOTHING: (Ending.BARREN, 2),
    PastTheEnd.FIRST_AGAIN: (Ending.REPEATED, 1),
    PastTheEnd.LAST_AGAIN: (Ending.REPEATED, 1),
    PastTheEnd.NOT_FOUND: (Ending.GONE, 1),
    PastTheEnd.BROKEN: (Ending.GONE, 1),
}


@pytest.mark.parametrize("session", [False, True], ids=["", "session ids"])
@pytest.mark.parametrize("past_end", PastTheEnd, ids=lambda value: value.name)
async def test_every_end_of_a_list_is_survived(past_end: PastTheEnd, session: bool) -> None:
    """All articles are seen, and a pager that never ends costs one request too many, two where nothing is shown."""
    async with PagedSite(20, past_end, session=session) as site:
        walk, asked = await walked(site.url)
        assert walk.seen == {identity(site.address(number)) for number in range(1, 21)}
        ending, extra = ENDINGS[past_end]
        assert (walk.ending, asked - site.last) == (ending, extra)


async def test_random_boxes_do_not_keep_a_walk_alive() -> None:
    """The last page again with another pinned article each time is not the same page, and still nothing new."""
    async with PagedSite(20, PastTheEnd.LAST_AGAIN) as site:

        def pin(_target: str) -> None:
            site.pinned = random.Random(len(site.requests)).randint(1, 20)

        site.on_request = pin
        walk, asked = await walked(site.url)
        assert walk.ending in (Ending.BARREN, Ending.REPEATED)
        assert len(walk.seen) == 20
        assert asked <= site.last + BARREN


@pytest.mark.parametrize("cms", [pytest.param(name, marks=pytest.mark.shared) for name in ("nukeviet", "wordpress")])
async def test_recorded_lists_end(cms: str) -> None:
    """The section on reform of two recorded portals: both pages and the end."""
    async with SavedSite(cms) as site:
        start = next(entry["url"] for entry in site.manifest if entry["kind"] == "list-page1")
        walk, asked = await walked(site.url.rstrip("/") + urlsplit(start).path)
        assert (walk.pages, walk.ending, asked) == (2, Ending.LAST, 2)


async def test_lists_of_every_sample_portal_are_walked_whole() -> None:
    """The longest list of each of the five markups shows all articles of its portal."""
    lists = {
        "nukeviet": "/", "tandan": "/portal/folder/tin-tuc.html", "nested_tables": "/tintuc/tatca.htm",
        "sharepoint": "/tin-tuc/Pages/danh-sach.aspx", "liferay": "/web/guest/tin-tuc",
    }  # fmt: skip
    for portal in sample_portals(datetime(2026, 3, 2, tzinfo=UTC)):
        await portal.start()
        try:
            walk, asked = await walked(portal.url.rstrip("/") + lists[portal.site.key])
        finally:
            await portal.stop()
        assert {identity(portal.address(article)) for article in portal.articles} <= walk.seen, portal.site.key
        assert (walk.ending, asked) == (Ending.LAST, walk.pages)
        assert walk.pages == 2, portal.site.key


def test_a_calendar_without_end_is_left() -> None:
    """Ever new months without an article: given up after a few."""
    source, walk = Source(name="x", url=LIST), pagination.begin(LIST)
    for month in range(2, 100):
        if walk.next is None:
            break
        page = f'<html><body><p>Không có sự kiện</p><a rel="next" href="?m={month}&y=2026">Tiếp</a></body></html>'
        response = Response(walk.next, walk.next, FetchStatus.OK, 200, page.encode())
        walk = pagination.turned(walk, pagination.leaf(source, walk, response))
    assert walk.ending is Ending.BARREN
    assert walk.pages <= BARREN


def test_a_failing_list_is_no_ended_list() -> None:
    """A server error on the first page is a failure, a missing page an answer, a flood blocker never an end."""
    walk = pagination.begin(LIST)
    assert pagination.failed(walk, FetchStatus.HTTP_SERVER).ending is Ending.FAILED
    assert pagination.failed(walk, FetchStatus.HTTP_GONE).ending is Ending.GONE
    later = pagination.turned(walk, Leaf(LIST, (Link(f"{HOME}/a"),), Onward(f"{LIST}?page=2")))
    assert pagination.failed(later, FetchStatus.RATE_LIMITED).ending is Ending.FAILED
    assert pagination.failed(later, FetchStatus.NEEDS_JS).ending is Ending.FAILED


# --- properties


@dataclass(frozen=True)
class Node:
    """What a random site answers: where the request ends, which articles it shows, where its pager leads."""

    lands: int
    shows: frozenset[int]
    leads: int | None
    fails: bool


NODES = st.builds(
    Node,
    lands=st.integers(0, 12),
    shows=st.frozensets(st.integers(0, 30), max_size=6),
    leads=st.none() | st.integers(0, 12),
    fails=st.sampled_from((False, False, False, True)),
)


def answered(node: Node, number: int, walk: Walk, redirects: bool) -> Walk:
    if node.fails:
        return pagination.failed(walk, FetchStatus.HTTP_GONE)
    url = f"{LIST}?page={node.lands if redirects else number}"
    links = tuple(Link(f"{HOME}/bai-{article}") for article in sorted(node.shows))
    leads = Onward(f"{LIST}?page={node.leads}") if node.leads is not None else Onward()
    return pagination.turned(walk, Leaf(url, links, leads))


@given(st.lists(NODES, min_size=13, max_size=13), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_walk_ends_by_itself_on_every_finite_site(graph: list[Node], redirects: bool) -> None:
    """No address is asked for twice, so there are never more requests than pages; every page's articles are kept."""
    walk, asked, shown = pagination.begin(f"{LIST}?page=0"), [], set()
    while walk.next is not None:
        asked.append(walk.next)
        number = int(walk.next.rpartition("=")[2])
        before, walk = walk, answered(graph[number], number, walk, redirects)
        if walk.pages > before.pages:
            shown |= {identity(f"{HOME}/bai-{article}") for article in graph[number].shows}
    assert len(asked) == len(set(asked)) <= len(graph)
    assert walk.ending is not None
    assert walk.seen == shown


@given(st.integers(0, 30), st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_a_site_without_end_is_left_when_it_has_nothing_new(articles: int, per_page: int, draw: random.Random) -> None:
    """Ever new addresses over a finite number of articles: the walk ends, and the articles are its bound."""
    walk, asked = pagination.begin(f"{LIST}?page=0"), 0
    while walk.next is not None:
        asked += 1
        shows = {draw.randint(0, articles) for _ in range(per_page)}
        links = tuple(Link(f"{HOME}/bai-{article}") for article in shows)
        walk = pagination.turned(walk, Leaf(walk.next, links, Onward(f"{LIST}?page={asked}&x={draw.random()}")))
    assert asked <= BARREN * (articles + 2)


WORDS = st.sampled_from(["1", "2", "3", "9", "»", "«", "Trang sau", "next", "[4]", "Huyện xếp thứ 2", "", "Tháng 5"])
HREFS = st.sampled_from(
    [
        "?page=2",
        "?page=3",
        "/tin-tuc/page-9/",
        "#",
        "javascript:x(2)",
        "?d=1&m=2",
        "//khac.vn/?page=2",
        "http://[",
        "?p=9",
    ]
) | st.text("?&=/0123456789abc%-", max_size=12)


@given(st.lists(st.tuples(HREFS, WORDS), max_size=12), st.integers(1, 5))
@settings(max_examples=300, deadline=None)
def test_any_links_give_another_page_of_the_site_or_none(links: list[tuple[str, str]], number: int) -> None:
    """The next page is on the same site and not the present one, whatever stands on the page."""
    html = "".join(f'<a href="{href}">{words}</a>' for href, words in links)
    found = told(html, f"{LIST}?page={number}", number).url
    assert found is None or (same_site(found, LIST) and identity(found) != identity(f"{LIST}?page={number}"))


def test_the_paths_of_the_test_portal_are_articles() -> None:
    """The portal of these tests is read like any other: its links are learned."""
    source = Source(name="x", url=LIST)
    page = PagedSite(6).page(1)
    response = Response(LIST, LIST, FetchStatus.OK, 200, page.body)
    found = pagination.leaf(source, pagination.begin(LIST), response)
    assert [urlsplit(link.url).path for link in found.links] == [path(number) for number in range(1, 7)]
