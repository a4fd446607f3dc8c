"""Discovery on recorded portals, over real sockets and the real fetcher."""

from __future__ import annotations

import re
import time

import pytest
from support.saved_site import SavedSite
from support.shared import SHARED

from parwatch_core.source import Source
from scraper.discover import Channel, ChannelKind, Discovery, link_digest, lists, read, survey
from scraper.discover.reading import parse
from scraper.fetch import Fetcher, Request, Response
from scraper.urls import identity

pytestmark = pytest.mark.shared
CMSS = ("nukeviet", "wordpress", "joomla")


async def _look(site: SavedSite, path: str = "") -> Discovery:
    async with Fetcher(user_agent="parwatch-test", allow_networks=("127.0.0.0/8",), delay=0.0) as fetcher:

        async def get(url: str, kind: str) -> Response:
            return await fetcher.fetch(Request(url, kind=kind))  # type: ignore[arg-type]

        return await survey(Source(name=site.cms, url=site.url + path), get)


def _known(found: Discovery) -> set[str]:
    return {identity(link.url) for link in found.links}


def _listed(site: SavedSite) -> set[str]:
    """The saved articles that some recorded page links; some of Joomla's stand on lists that were not recorded."""
    pages = [entry["kind"] for entry in site.manifest if entry["kind"] not in ("search", "notfound")]
    found = site.addresses_in(*pages)
    assert len(found) >= {"nukeviet": 23, "wordpress": 16, "joomla": 16}[site.cms]
    return {identity(site.url.rstrip("/") + path) for path in found}


@pytest.mark.parametrize("cms", CMSS)
async def test_every_saved_article_is_found_from_the_bare_front_page(cms: str) -> None:
    """Feed, sitemap, front page, sections and second pages show every saved article that any list shows."""
    async with SavedSite(cms) as site:
        found = await _look(site)
        assert _listed(site) - _known(found) == set()
        assert found.cms == cms
        assert found.unit == "huyện Sông Trà"
        assert found.channels[0].kind is ChannelKind.FEED
        assert len(site.requests) <= 18


@pytest.mark.parametrize("cms", CMSS)
async def test_a_second_look_shows_nothing_new(cms: str) -> None:
    """The same pages again give the same identities, by survey and by every channel."""
    async with SavedSite(cms) as site:
        first = await _look(site)
        assert _known(await _look(site)) == _known(first)
        for channel in first.channels:
            path = channel.url.removeprefix(site.url.rstrip("/"))
            body = site.as_own(site.answers[path].body)
            response = Response(channel.url, channel.url, status="ok", http_status=200, body=body)  # type: ignore[arg-type]
            links = read(channel, Source(name=cms, url=site.url), response)
            assert links
            assert {identity(link.url) for link in links} <= _known(first)


@pytest.mark.parametrize(
    ("cms", "path"),
    [
        ("nukeviet", "cai-cach-hanh-chinh/"),
        ("nukeviet", "rss/"),
        ("wordpress", "feed/"),
        ("joomla", "index.php/tin-tuc"),
    ],
)
async def test_any_address_of_the_site_finds_its_feed(cms: str, path: str) -> None:
    """A section or a feed may be pasted in place of the front page."""
    async with SavedSite(cms) as site:
        found = await _look(site, path)
        assert found.channels[0].kind is ChannelKind.FEED
        assert found.home == site.url
        assert _listed(site) - _known(found) == set()


async def test_an_article_is_found_once_it_is_in_the_feed() -> None:
    """One article less in every list, then the recorded state: that one is new and nothing else."""
    async with SavedSite("nukeviet") as site:
        after = await _look(site)
        newest = next(iter(site.answers["/rss/"].body.split(b"<item>")[1].split(b"<link>")[1:])).split(b"</link>")[0]
        hidden = newest.decode().split("/")[-1]
        site.replaced = {
            path: answer.body.replace(hidden.encode(), b"x.pdf")
            for path, answer in site.answers.items()
            if hidden.encode() in answer.body
        }
        before = await _look(site)
        assert {key.rsplit("/", 1)[1] for key in _known(after) - _known(before)} == {hidden}


def _saved(path: str) -> bytes:
    return (SHARED / path).read_bytes()


@pytest.mark.parametrize(
    ("file", "articles", "others"),
    [
        ("pages/liferay_hanoi/lfr_neg_home.html", 37, 0),
        ("pages/liferay_hanoi/lfr_neg_list_cntt.html", 10, 0),
        ("pages/hatinh_mock/neg_vpcp_home.html", 10, 6),
    ],
)
def test_lists_of_other_portals_are_learned(file: str, articles: int, others: int) -> None:
    """Real front pages and lists of other systems: the articles (ids in their addresses) and few other links."""
    tree = parse(_saved(file).decode())
    assert tree is not None
    links = lists.learn(tree, "https://portal.example.gov.vn/").links
    real = [link for link in links if re.search(r"[/-]\d{5,}", link.url)]
    assert len(real) >= articles
    assert len(links) - len(real) <= others


@pytest.mark.parametrize("cms", CMSS)
def test_an_unchanged_list_costs_less_than_its_parse(cms: str) -> None:
    """The digest of a page's links takes a fraction of the time of reading it."""
    body = _saved(f"sites/{cms}/front.html")
    channel, source = Channel(ChannelKind.LIST, "http://x.vn/"), Source(name="x", url="http://x.vn/")
    response = Response("http://x.vn/", "http://x.vn/", status="ok", http_status=200, body=body)  # type: ignore[arg-type]
    assert _seconds(lambda: link_digest(body)) * 3 < _seconds(lambda: read(channel, source, response))


def _seconds(call: object) -> float:
    best = 1.0
    for _ in range(5):
        started = time.process_time()
        for _ in range(5):
            call()  # type: ignore[operator]
        best = min(best, time.process_time() - started)
    return best
