"""robots.txt by RFC 9309: what it allows, when it is asked, and what its absence means."""

import pytest
from support.clocks import Clock
from support.wire import Wire, answer, drip, in_turn, page, then_close, then_reset

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from scraper import robots
from scraper.fetch import Fetcher, Request

LOOPBACK = ("127.0.0.0/8",)
FORBID_ALL = "User-agent: *\nDisallow: /\n"


def fetcher(**options) -> Fetcher:
    base = {"user_agent": "parwatch/1.0 (+mailto:webmaster@example.org)", "allow_networks": LOOPBACK, "delay": 0.0}
    return Fetcher(**{**base, **options})


def text(body: str, status: str = "200 OK", **headers: str) -> bytes:
    return answer(body, status, **{"Content_Type": "text/plain", **headers})


async def outcome(route, path="/tin", **options) -> FetchStatus:
    async with Wire({"/robots.txt": route, path: answer(page())}) as portal, fetcher(**options) as client:
        try:
            return (await client.fetch(Request(portal.url(path)))).status
        except FetchError as error:
            return error.status


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        (FORBID_ALL, "/tin", False),
        ("User-agent: *\nDisallow: /admin/\n", "/tin", True),
        ("User-agent: *\nDisallow:\n", "/tin", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: parwatch\nAllow: /\n", "/tin", True),
        ("User-agent: PARWATCH\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "/tin", False),
        ("User-agent: otherbot\nDisallow: /\n", "/tin", True),
        ("User-agent: *\nDisallow: /tin\nAllow: /tin-tuc\n", "/tin-tuc/1", True),
        ("User-agent: *\nDisallow: /*.aspx$\n", "/Pages/x.aspx", False),
        ("User-agent: *\nDisallow: /*.aspx$\n", "/Pages/x.aspx?id=1", True),
        ("User-agent: *\nDisallow: /tin-tức\n", "/tin-t%E1%BB%A9c/1", False),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", "/tin", False),
        ("User-agent: *\rDisallow: /\r", "/tin", False),
        ("", "/tin", True),
        ("\0\1\2", "/tin", True),
        ("<!DOCTYPE html><html><body>User-agent: *\nDisallow: /\n</body></html>", "/tin", True),
    ],
)
def test_the_longest_rule_of_our_own_group_decides(body, path, allowed):
    rules = robots.read(body.encode(), "parwatch")
    assert rules.allows(f"https://x.gov.vn{path}") is allowed


def test_the_product_token_is_the_word_before_the_version():
    assert robots.product("parwatch/1.0 (+https://x)") == "parwatch"
    assert robots.product("") == ""


@pytest.mark.parametrize(("said", "kept"), [("10", 10.0), ("86400", 30.0), ("-3", 0.0), ("x", 0.0)])
def test_a_crawl_delay_is_kept_within_reason(said, kept):
    assert robots.read(f"User-agent: *\nCrawl-delay: {said}\n".encode(), "parwatch").delay == kept


def test_what_follows_the_size_limit_is_not_read():
    body = b"User-agent: *\n" + b"# " + b"x" * robots.SIZE_LIMIT + b"\nDisallow: /\n"
    assert robots.read(body, "parwatch").allows("https://x.gov.vn/tin")


async def test_a_forbidden_page_is_not_asked_for():
    async with Wire({"/robots.txt": text(FORBID_ALL), "/tin": answer(page())}) as portal, fetcher() as client:
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(portal.url("/tin")))
    assert (caught.value.status, caught.value.permanent) == (FetchStatus.ROBOTS, True)
    assert portal.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("route", "named"),
    [
        (text("", "404 Not Found"), FetchStatus.OK),
        (text("", "403 Forbidden"), FetchStatus.OK),
        (text("", "401 Unauthorized"), FetchStatus.OK),
        (text("", "500 Internal Server Error"), FetchStatus.ROBOTS_UNAVAILABLE),
        (text("", "503 Service Unavailable"), FetchStatus.ROBOTS_UNAVAILABLE),
        (text("", "429 Too Many Requests", Retry_After="60"), FetchStatus.ROBOTS_UNAVAILABLE),
        (answer(page()), FetchStatus.OK),
        (text(""), FetchStatus.OK),
        (answer("", "301 Moved", Location="/"), FetchStatus.OK),
        (answer("", "302 Found", Location="/robots.txt"), FetchStatus.OK),
        (text("User-agent: *\nDisallow: /tin\n" + "# x\n" * 300_000), FetchStatus.ROBOTS),
        (then_reset(), FetchStatus.RESET),
        (then_close(b"khong phai http\r\n\r\n"), FetchStatus.PROTOCOL),
    ],
)
async def test_what_each_answer_to_robots_means_for_the_page(route, named):
    assert await outcome(route) is named


async def test_a_silent_robots_ends_with_the_deadline_of_the_whole_fetch():
    assert await outcome(drip(b"", pause=10.0), deadline=0.2) is FetchStatus.TIMEOUT


async def test_robots_that_never_end_are_read_to_the_limit():
    endless = drip(
        b"# x\n" * 5_000, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /a\n", 0.0
    )
    assert await outcome(endless) is FetchStatus.OK


async def test_a_redirected_robots_speaks_for_the_host_that_was_asked():
    async with Wire({"/r": text(FORBID_ALL)}, host="127.0.0.2") as other:
        route = answer("", "301 Moved", Location=other.url("/r"))
        assert await outcome(route) is FetchStatus.ROBOTS


async def test_the_host_of_a_redirect_is_asked_for_its_own_rules():
    async with Wire({"/robots.txt": text(FORBID_ALL), "/x": answer(page())}, host="127.0.0.2") as other:
        async with Wire({"/tin": answer("", "301 Moved", Location=other.url("/x"))}) as portal, fetcher() as client:
            with pytest.raises(FetchError) as caught:
                await client.fetch(Request(portal.url("/tin")))
        assert caught.value.status is FetchStatus.ROBOTS
        assert other.paths() == ["/robots.txt"]


async def test_rules_hold_for_their_lifetime_and_no_longer():
    time = Clock()
    routes = {"/robots.txt": in_turn(text(""), text(FORBID_ALL)), "/": answer(page())}
    async with Wire(routes) as portal, fetcher(clock=time, sleep=time.sleep) as client:
        await client.fetch(Request(portal.url()))
        time.now += robots.LIFETIME - 1
        await client.fetch(Request(portal.url()))
        time.now += 2
        with pytest.raises(FetchError):
            await client.fetch(Request(portal.url()))
    assert portal.paths().count("/robots.txt") == 2


async def test_an_unavailable_robots_is_not_asked_at_every_fetch_but_soon_again():
    time = Clock()
    routes = {"/robots.txt": in_turn(text("", "500 Error"), text("")), "/": answer(page())}
    async with Wire(routes) as portal, fetcher(clock=time, sleep=time.sleep) as client:
        for _ in range(3):
            with pytest.raises(FetchError) as caught:
                await client.fetch(Request(portal.url()))
            assert caught.value.status is FetchStatus.ROBOTS_UNAVAILABLE
        assert portal.paths() == ["/robots.txt"]
        time.now += robots.RETRY + 1
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK


async def test_known_rules_stay_in_force_while_robots_is_unavailable():
    time = Clock()
    rules = text("User-agent: *\nDisallow: /kin\n")
    routes = {"/robots.txt": in_turn(rules, text("", "500 Error")), "/": answer(page()), "/kin": answer(page())}
    async with Wire(routes) as portal, fetcher(clock=time, sleep=time.sleep) as client:
        await client.fetch(Request(portal.url()))
        time.now += robots.LIFETIME + 1
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(portal.url("/kin")))
    assert caught.value.status is FetchStatus.ROBOTS


async def test_the_hosts_own_crawl_delay_lengthens_the_pause():
    time = Clock()
    routes = {"/robots.txt": text("User-agent: *\nCrawl-delay: 7\n"), "/": answer(page())}
    async with Wire(routes) as portal, fetcher(delay=1.0, clock=time, sleep=time.sleep) as client:
        await client.fetch(Request(portal.url()))
        await client.fetch(Request(portal.url()))
    assert [round(pause) for pause in time.slept] == [1, 7]


async def test_robots_itself_can_be_fetched_as_a_body():
    async with Wire({"/robots.txt": text("Sitemap: https://x.vn/s.xml\n" + FORBID_ALL)}) as portal, fetcher() as client:
        got = await client.fetch(Request(portal.url("/robots.txt"), "robots"))
    assert got.body.startswith(b"Sitemap:")
    assert portal.paths() == ["/robots.txt"]
