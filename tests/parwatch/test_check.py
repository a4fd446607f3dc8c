"""`parwatch check URL`: what it finds and how it says it, and what each fault looks like to a person."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import wire
from support.process import Home, Inside
from support.saved_site import SavedSite

from parwatch import inspection, remedies
from parwatch.cli import portrait
from parwatch.cli.console import jsonable
from parwatch.demo.loopback import Handler, LoopbackServer, Request, Response
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.inspection import Check
from parwatch_core.errors import FetchError, ParwatchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Page, PageKind
from parwatch_core.source import Source
from scraper import sources
from scraper.discover import ChannelKind, Discovery
from scraper.discover.evidence import Evidence
from scraper.extract import remainder
from scraper.fetch import Fetcher

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(user_agent="parwatch/test", allow_networks=("127.0.0.0/8",), delay=0) as made:
        yield made


async def looked(fetcher: Fetcher, url: str) -> Check:
    source, notes = inspection.as_source(url)
    return await inspection.look(fetcher, source, lambda _: None, notes)


async def portal_looked(fetcher: Fetcher, key: str) -> tuple[Portal, Check]:
    portal = next(p for p in sample_portals(NOW, clock=lambda: NOW) if p.site.key == key)
    await portal.start()
    try:
        return portal, await looked(fetcher, portal.url)
    finally:
        await portal.stop()


def printed(check: Check, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int = 0) -> str:
    """The report as a pipe gets it, or as a terminal of so many columns."""
    if columns:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("FORCE_COLOR", "")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    portrait.show(check)
    return capsys.readouterr().out


KEYS = ["nukeviet", "tandan", "nested_tables", "sharepoint", "liferay"]


@pytest.mark.parametrize("key", KEYS)
async def test_a_sample_portal_is_understood_from_its_bare_address(fetcher: Fetcher, key: str) -> None:
    """Every article is found, one is extracted as printed, each channel has its reasons, the block says whose it is."""
    portal, check = await portal_looked(fetcher, key)
    printed_titles = {article.title for article in portal.articles}
    assert {link.title for link in check.newest} <= printed_titles
    assert len(check.newest) == min(inspection.NEWEST, len(check.found.links))
    assert check.example is not None
    assert check.example.page.title in printed_titles
    assert check.example.dropped > 10
    assert check.example.left_out
    assert all(channel.evidence is not None and channel.evidence.links for channel in check.channels)
    assert all(channel.why for channel in check.channels)
    (source,) = sources.parse(check.block)
    assert source.label == check.found.site_name
    assert (source.unit, source.province) == (portal.site.unit, portal.site.province)


async def test_the_example_is_the_ranking_where_a_title_promises_one(fetcher: Fetcher) -> None:
    """Not the newest article but the newest that reports a rank is shown, with its claims and verdict."""
    _, check = await portal_looked(fetcher, "nested_tables")
    assert check.example is not None and check.example.verdict is not None
    assert check.example.verdict.is_reform_ranking
    assert check.example.verdict.claims
    assert check.example.url != check.newest[0].url


async def test_the_report_fits_a_terminal(
    fetcher: Fetcher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 80 columns no line is longer but addresses and the block, which are never folded; nothing ends in blanks."""
    _, check = await portal_looked(fetcher, "nested_tables")
    lines = printed(check, capsys, monkeypatch, 80).splitlines()
    long = [line for line in lines if len(line) > 80]
    assert all("http://" in line or line in check.block for line in long), long
    assert [line for line in lines if line != line.rstrip()] == []
    assert any(line.startswith("Removed") for line in lines)


async def test_a_pipe_gets_each_fact_on_one_line(
    fetcher: Fetcher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report names the channels with their sureness, the newest articles, the text, and ends in the block."""
    _, check = await portal_looked(fetcher, "nested_tables")
    text = printed(check, capsys, monkeypatch)
    assert "sure, 100%: not announced, found by asking; 9 of 9 items carry a headline, a date and an id" in text
    assert all(f"  {link.title}\n" in text for link in check.newest)
    assert check.example is not None
    assert check.example.page.text.splitlines()[0] in text
    assert text.endswith(f"To paste into sources.toml\n{check.block}\n")


async def test_hostile_text_is_not_obeyed(
    fetcher: Fetcher, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escape sequences and markup in a portal's words reach neither the terminal nor the block."""
    site = tiny_site(name="UBND \x1b[2J[bold]huyện Sông Trà[/]")
    async with site as server:
        check = await looked(fetcher, server.url)
    text = printed(check, capsys, monkeypatch)
    assert "\x1b" not in text
    assert "[bold]" in text
    sources.parse(check.block)


def test_the_keys_of_the_json_are_these(check: Check) -> None:
    """Fields may be added; none of these is renamed."""
    said: dict[str, Any] = json.loads(json.dumps(jsonable(check)))
    assert list(said) == [
        "url", "found", "channels", "categories", "newest", "read", "articles", "example", "problems", "settings",
        "block",
    ]  # fmt: skip
    assert {"home", "cms", "site_name", "unit", "province", "channels", "links", "problems"} <= said["found"].keys()
    assert said["channels"][0].keys() >= {"kind", "url", "confidence", "sureness", "why", "evidence"}
    assert said["example"].keys() == {"url", "page", "verdict", "dropped", "left_out"}
    assert all(setting.keys() == {"key", "value", "why"} for setting in said["settings"])


# --- a small site of our own


@contextlib.asynccontextmanager
async def serving(respond: Handler) -> AsyncIterator[LoopbackServer]:
    server = LoopbackServer(respond)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


def tiny_site(
    *, name: str = "Cổng thông tin điện tử huyện Sông Trà", **pages: bytes
) -> contextlib.AbstractAsyncContextManager[LoopbackServer]:
    """A front page with six articles, unless `pages` (a path without its slash) says otherwise."""
    links = "".join(
        f'<li><a href="/tin/bai-{n}.html">Ủy ban nhân dân huyện họp lần thứ {n} trong năm</a></li>' for n in range(6)
    )
    front = f"<html><head><title>{name}</title></head><body><h1>{name}</h1><ul>{links}</ul></body></html>"

    async def respond(request: Request) -> Response:
        path = request.path.strip("/")
        if path in pages:
            return Response(200, pages[path], HTML)
        if not path:
            return Response(200, front.encode(), HTML)
        if path.startswith("tin/bai-"):
            return Response(200, article(path), HTML)
        return Response(404, b"not found", HTML)

    return serving(respond)


_WORDS = (
    "họp",
    "giao",
    "ban",
    "nước",
    "đường",
    "làng",
    "trường",
    "học",
    "mùa",
    "hội",
    "thi",
    "cây",
    "kè",
    "chợ",
    "thuế",
)


def article(name: str) -> bytes:
    """An article of twelve paragraphs in words of its own, and a counter beside it."""
    number = int(name[-6])
    mixed = [
        " ".join(_WORDS[(number * 5 + n + step * (number + 1)) % len(_WORDS)] for step in range(14)) for n in range(12)
    ]
    text = "".join(f"<p>Tin về {words}, theo báo cáo của các xã.</p>" for words in mixed)
    head = f"Ủy ban nhân dân huyện họp lần thứ {number} trong năm"
    return (
        f"<html><head><title>{head}</title></head><body><div class=menu>Đang truy cập: 1{number}</div>"
        f"<h1>{head}</h1><div class=than-bai>{text}</div></body></html>"
    ).encode()


@pytest.fixture
async def check(fetcher: Fetcher) -> Check:
    async with tiny_site() as server:
        return await looked(fetcher, server.url)


async def test_an_unknown_site_is_read_as_a_first_poll_would(check: Check) -> None:
    """Its layout is learned from its own pages, and a date that no article shows is asked for."""
    assert (check.found.cms, check.read, check.articles) == (None, 6, 6)
    assert check.example is not None
    assert check.example.page.method == "wrapper"
    assert "Đang truy cập" not in check.example.page.text
    assert any("Đang truy cập" in line for line in check.example.left_out)
    keys = {setting.key: setting.value for setting in check.settings}
    assert keys.keys() == {"unit", "province", "date", "feed"}
    assert keys["unit"] == "huyện Sông Trà"
    assert "# date = ..." in check.block


async def test_the_address_of_an_article_leads_to_its_site(fetcher: Fetcher) -> None:
    """The article itself is read too, and the block holds the front page."""
    portal = next(p for p in sample_portals(NOW, clock=lambda: NOW) if p.site.key == "nukeviet")
    await portal.start()
    try:
        address = portal.address(portal.articles[0])
        check = await looked(fetcher, address)
    finally:
        await portal.stop()
    assert check.articles
    (source,) = sources.parse(check.block)
    assert source.url.rstrip("/") == portal.url.rstrip("/")
    assert len(check.found.links) >= len(portal.articles)


def test_a_line_that_every_article_holds_is_shown() -> None:
    """It is no word of any of them: `drop` is proposed, and two articles are too few to tell."""
    texts = [f"Dòng riêng của bài {n}.\nDòng chung của mọi bài." for n in range(3)]
    assert remainder.repeated(texts) == ("Dòng chung của mọi bài.",)
    assert remainder.repeated(texts[:2]) == ()
    pages = tuple(Page(PageKind.ARTICLE, text=text, published=NOW) for text in texts)
    (drop,) = [setting for setting in remedies.settings(circumstances(pages)) if setting.key == "drop"]
    assert drop.value is None
    assert "Dòng chung của mọi bài." in drop.why


async def test_a_site_without_articles_says_so(fetcher: Fetcher) -> None:
    """Problem and advice instead of an example; the block is valid all the same."""
    bare = (
        b"<html><head><title>UBND</title></head><body><p>"
        + "Bản đồ hành chính của huyện. ".encode() * 9
        + b"</body></html>"
    )
    async with tiny_site(**{"": bare}) as server:
        check = await looked(fetcher, server.url)
    assert (check.newest, check.example, check.articles) == ((), None, 0)
    assert "no articles found; try the address of the news page" in check.problems[-1]
    sources.parse(check.block)


async def test_a_page_that_must_not_be_parsed_is_named(fetcher: Fetcher) -> None:
    """Nothing is read of it, and the first problem says why."""
    async with tiny_site(**{"": b"<html><body>" + b"<div>Tin " * 5000}) as server:
        check = await looked(fetcher, server.url)
    assert "hostile: elements nested 5" in check.problems[0]
    assert check.articles == 0


# --- faults, as the command tells them


async def test_a_site_without_articles_ends_in_failure(tmp_path: Path) -> None:
    """The findings stand on stdout, what is wrong in one line on stderr, and the exit code is 1."""
    home = Home(tmp_path)
    async with tiny_site(**{"": wire.page()}) as server:
        done = await home.command("check", server.url, "--json")
    assert done.code == 1
    assert done.json["example"] is None
    (line,) = done.err.splitlines()
    assert line.startswith("parwatch: no article could be read at http://127.0.0.1")


@pytest.mark.parametrize("status", [status for status in FetchStatus if not status.good])
def test_every_failure_has_advice(status: FetchStatus) -> None:
    """The line that ends the command says what can be done."""
    error = FetchError(status, "it failed", url="https://a.example/")
    assert status.advice
    assert error.explained == f"it failed; {status.advice}"
    assert "\n" not in error.explained


async def test_a_portal_without_https_is_read_without(tmp_path: Path) -> None:
    """Where the address names no scheme; what comes of it is told of the address that was taken."""
    lines: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A handshake is no request: the server hangs up, as web servers do.
        lines.append(await reader.read(4))
        if lines[-1] == b"GET ":
            writer.write(wire.answer("oops", "500 Internal Server Error", Connection="close"))
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        done = await Home(tmp_path).command("check", f"127.0.0.1:{port}/tin")
    assert lines[0][:1] == b"\x16"
    assert lines[-1] == b"GET "
    assert "500" in done.refused() or "robots.txt" in done.refused()


FAULTS: dict[str, tuple[bytes, str, str]] = {
    "server error": (b"oops", "500 Internal Server Error", "try again later"),
    "gone": (b"", "410 Gone", "check the address"),
    "a file": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 400, "200 OK", "use the address of a web page or a feed"),
    "a browser check": (
        b'<html><body><script>document.cookie="D1N=abc";location.reload()</script></body></html>',
        "200 OK",
        'set challenge = "cookie"',
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_one_line_with_advice(tmp_path: Path, fault: str) -> None:
    """On stderr, with exit code 1 and nothing on stdout."""
    body, status, advice = FAULTS[fault]

    async def respond(request: Request) -> Response:
        return Response(404) if request.path == "/robots.txt" else Response(int(status[:3]), body, HTML)

    async with serving(respond) as server:
        done = await Home(tmp_path).command("check", f"{server.url}/tai-lieu")
    assert advice in done.refused()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("huyện Sông Trà", "no web address"),
        ("ftp://sontra.example.gov.vn/", "no web address"),
        ("/tin-tuc", "no web address"),
        ("http://", "no web address"),
        ("https://127.0.0.1:1/", "PARWATCH_ALLOW_NETWORKS"),
    ],
)
def test_what_is_no_address_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    """One line says what an address looks like, before anything is asked for."""
    home = Home(tmp_path, {"PARWATCH_ALLOW_NETWORKS": ""})
    assert said in Inside(monkeypatch, capfd).run(home, "check", address).refused()


def test_an_address_without_scheme_is_completed() -> None:
    """As browsers do; what was taken is told."""
    source, notes = inspection.as_source("hatinh.gov.vn/tin-tuc")
    assert source.url == "https://hatinh.gov.vn/tin-tuc"
    assert notes == ("the address has no scheme: https://hatinh.gov.vn/tin-tuc was taken",)
    with pytest.raises(ParwatchError, match="no web address"):
        inspection.as_source("localhost")


# --- decided purely


def test_a_sureness_is_a_word_and_a_number() -> None:
    """Three words over the whole range."""
    assert [remedies.sureness(n / 100) for n in (0, 49, 50, 79, 80, 100)] == [
        *["doubtful"] * 2, *["fairly sure"] * 2, *["sure"] * 2,
    ]  # fmt: skip


def test_reasons_are_counted() -> None:
    """What all links carry is said together, the rest by number."""
    from scraper.discover import Channel

    channel = Channel(ChannelKind.LIST, "https://a.example/", 0.7)
    whole = remedies.because(channel, Evidence(14, 14, 14, 14), "the front page")
    assert whole == "the front page; 14 of 14 links carry a headline, a date and an id"
    part = remedies.because(channel, Evidence(14, 12, 12, 14), "the front page")
    assert part == "the front page; of 14 links 14 carry a headline, 12 carry a date and an id"
    assert remedies.because(channel, Evidence(3, 0, 0, 0), "x").endswith("none carries a headline, a date or an id")
    assert remedies.because(channel, None, "the front page") == "the front page"


def circumstances(pages: tuple[Page, ...] = (), **found: Any) -> remedies.Circumstances:
    source = Source(name="a", url="https://a.example/")
    return remedies.Circumstances(source, Discovery("https://a.example/", **found), pages, (), None, ())


def test_the_province_is_proposed_where_only_one_has_such_a_unit() -> None:
    """And asked for where several have one."""
    only = {s.key: s.value for s in remedies.settings(circumstances(unit="huyện Vị Thủy"))}
    assert only["province"] == "Hậu Giang"
    several = {s.key: s for s in remedies.settings(circumstances(unit="huyện Châu Thành"))}
    assert several["province"].value is None
    assert "write which one it is" in several["province"].why
    assert "province" not in {s.key for s in remedies.settings(circumstances(unit="tỉnh Hà Tĩnh"))}


def test_the_block_is_toml_whatever_the_portal_calls_itself() -> None:
    """Quotes, backslashes, line ends and control characters of a name come back as they were."""
    name = 'UBND "Sông\\Trà"\n\x7f\t\u2028 x'
    source = Source(name="a", url="https://a.example/")
    given = (remedies.Setting("unit", 'huyện "X"', "because"), remedies.Setting("ca", None, "odd \x00 \n words"))
    (back,) = sources.parse(remedies.block(source, Discovery("https://a.example/", site_name=name), given))
    assert (back.label, back.unit) == (name.strip(), 'huyện "X"')


def test_a_body_selector_is_proposed_only_where_it_reads_the_same() -> None:
    """It names one element on every page; on pages that have none in common there is none."""
    pages = [(article(f"tin/bai-{n}.html"), f"https://a.example/tin/bai-{n}.html") for n in range(3)]
    assert remainder.body_selector(pages) == "div.than-bai"
    other = (pages[2][0].replace(b"than-bai", b"noi-dung"), pages[2][1])
    assert remainder.body_selector([*pages[:2], other]) is None
    assert remainder.body_selector([]) is None


@pytest.mark.shared
@pytest.mark.parametrize("cms", ["nukeviet", "wordpress", "joomla"])
async def test_a_recorded_portal_is_understood(fetcher: Fetcher, cms: str) -> None:
    """The system is named, a feed is surely found, and what is extracted are articles."""
    async with SavedSite(cms) as site:
        check = await looked(fetcher, site.url)
    assert (check.found.cms or "").startswith(cms)
    assert check.channels[0].kind is ChannelKind.FEED
    assert check.channels[0].sureness == "sure"
    assert check.articles == check.read > 0
    assert check.categories[0].title.lower().startswith("cải cách hành chính")
    (source,) = sources.parse(check.block)
    assert source.unit == "huyện Sông Trà"
