"""One request on a real socket: what comes back, under which name it fails, and what it may cost."""

import asyncio
import gzip
import tracemalloc
import zlib
from itertools import pairwise

import brotli
import pytest
import zstandard
from support.clocks import Clock
from support.wire import Wire, answer, drip, in_turn, page, then_close, then_reset

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import ChallengeMode
from scraper.fetch import Fetcher, Request

LOOPBACK = ("127.0.0.0/8", "::1/128")
AGENT = "parwatch/1.0 (+mailto:webmaster@example.org)"


def fetcher(**options) -> Fetcher:
    return Fetcher(**{"user_agent": AGENT, "allow_networks": LOOPBACK, "delay": 0.0, **options})


async def failure(request: Request, **options) -> FetchError:
    async with fetcher(**options) as client:
        with pytest.raises(FetchError) as caught:
            await client.fetch(request)
    return caught.value


async def status_of(route, path="/tin", **options) -> FetchStatus:
    async with Wire({path: route}) as portal:
        return (await failure(Request(portal.url(path)), **options)).status


# the good answers


async def test_a_page_comes_back_with_its_bytes_its_validators_and_its_address():
    async with (
        Wire({"/tin": answer(page(), ETag='"v1"', Last_Modified="Sat, 21 Nov 2026 01:00:00 GMT")}) as portal,
        fetcher() as client,
    ):
        got = await client.fetch(Request(portal.url("/tin#cuoi")))
    assert (got.status, got.http_status, got.body) == (FetchStatus.OK, 200, page())
    assert (got.etag, got.last_modified) == ('"v1"', "Sat, 21 Nov 2026 01:00:00 GMT")
    assert got.content_type == "text/html; charset=utf-8"
    assert got.final_url == portal.url("/tin")
    assert not got.permanent_move
    assert 0 < got.seconds < 5


async def test_the_request_names_the_program_and_a_contact():
    async with Wire({"/": answer(page())}) as portal, fetcher() as client:
        await client.fetch(Request(portal.url()))
    assert portal.asked[-1].headers["user-agent"] == AGENT.lower()


async def test_both_validators_are_sent_and_304_has_no_body():
    modified = "Sat, 21 Nov 2026 01:00:00 GMT"
    async with Wire({"/rss": answer("", "304 Not Modified")}) as portal, fetcher() as client:
        got = await client.fetch(Request(portal.url("/rss"), "feed", etag='"v1"', last_modified=modified))
    sent = portal.asked[-1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', modified.lower())
    assert (got.status, got.body, got.etag, got.last_modified) == (FetchStatus.NOT_MODIFIED, b"", '"v1"', modified)


async def test_304_to_a_question_without_validators_is_a_broken_answer():
    assert await status_of(answer("", "304 Not Modified")) is FetchStatus.PROTOCOL


async def test_no_validators_no_conditional_headers():
    async with Wire({"/": answer(page())}) as portal, fetcher() as client:
        await client.fetch(Request(portal.url()))
    assert not {"if-none-match", "if-modified-since", "cookie"} & portal.asked[-1].headers.keys()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("GZIP", lambda raw: gzip.compress(raw[:100]) + gzip.compress(raw[100:])),
        ("deflate", zlib.compress),
        ("deflate", lambda raw: zlib.compress(raw)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("gzip, br", lambda raw: brotli.compress(gzip.compress(raw))),
        ("gzip", lambda raw: raw),
        ("identity", gzip.compress),
        ("gzip", lambda raw: gzip.compress(raw) + b"\0\0\0"),
        ("utf-8", lambda raw: raw),
    ],
)
async def test_every_compression_is_undone_and_a_lying_header_does_no_harm(name, pack):
    body = page("Xếp thứ 2/10 năm 2021. " * 200)
    async with Wire({"/": answer(pack(body), Content_Encoding=name)}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url()))).body == body


async def test_a_gzipped_sitemap_file_is_unpacked():
    sitemap = b'<?xml version="1.0"?><urlset><url><loc>https://x.vn/1</loc></url></urlset>'
    route = answer(gzip.compress(sitemap), Content_Type="application/x-gzip")
    async with Wire({"/sitemap.xml.gz": route}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url("/sitemap.xml.gz"), "sitemap"))).body == sitemap


async def test_a_wrong_content_type_is_overruled_by_the_first_bytes():
    async with Wire({"/": answer(page(), Content_Type="application/pdf")}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK


async def test_an_address_in_vietnamese_is_encoded_as_a_browser_does():
    path = "/tin-t%E1%BB%A9c?q=%C4%91"
    async with Wire({path: answer(page())}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url("/tin-tức?q=đ")))).status is FetchStatus.OK


# redirects


def moved(to: str, status: str = "301 Moved Permanently", **headers: str) -> bytes:
    return answer("", status, Location=to, **headers)


async def test_a_chain_of_permanent_hops_is_a_move():
    routes = {"/a": moved("/b"), "/b": moved("c", "308 Permanent Redirect"), "/c": answer(page())}
    async with Wire(routes) as portal, fetcher() as client:
        got = await client.fetch(Request(portal.url("/a")))
    assert (got.permanent_move, got.final_url, got.url) == (True, portal.url("/c"), portal.url("/a"))


async def test_one_temporary_hop_makes_it_no_move():
    routes = {"/a": moved("/b"), "/b": moved("/c", "302 Found"), "/c": answer(page())}
    async with Wire(routes) as portal, fetcher() as client:
        assert not (await client.fetch(Request(portal.url("/a")))).permanent_move


async def test_five_hops_are_followed_and_a_sixth_is_not():
    routes = {f"/{number}": moved(f"/{number + 1}") for number in range(6)} | {
        "/6": answer(page()),
        "/5": answer(page()),
    }
    async with Wire(routes) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url("/0")))).final_url == portal.url("/5")
        portal.routes["/5"] = moved("/6")
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(portal.url("/0")))
    assert caught.value.status is FetchStatus.REDIRECT_LOOP


async def test_a_circle_is_noticed_at_once():
    async with Wire({"/a": moved("/b"), "/b": moved("/a")}) as portal:
        error = await failure(Request(portal.url("/a")))
    assert error.status is FetchStatus.REDIRECT_LOOP
    assert portal.paths() == ["/robots.txt", "/a", "/b"]


async def test_a_redirect_to_itself_with_a_cookie_is_answered_with_the_cookie():
    async def once(asked, writer):
        known = "phien=1" in asked.headers.get("cookie", "")
        writer.write(answer(page()) if known else moved("/", "302 Found", Set_Cookie="phien=1; path=/; HttpOnly"))

    async with Wire({"/": once}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK


async def test_vietnamese_letters_in_location_are_read():
    async with Wire({"/a": moved("/tin-tức"), "/tin-t%E1%BB%A9c": answer(page())}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url("/a")))).status is FetchStatus.OK


@pytest.mark.parametrize(
    "stub",
    [
        '<html><head><meta http-equiv="refresh" content="0; url=/vi/"></head></html>',
        "<META content='2;URL=/vi/' http-equiv=Refresh>",
        "<html><script>window.location.href = '/vi/';</script></html>",
        '<script type="text/javascript">location.replace("/vi/");</script>',
    ],
)
async def test_a_page_that_only_forwards_is_a_hop(stub):
    async with Wire({"/": answer(stub), "/vi/": answer(page())}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url()))).final_url == portal.url("/vi/")


async def test_a_news_page_that_reloads_itself_is_no_redirect():
    body = page().replace(b"<head>", b'<head><meta http-equiv="refresh" content="300">')
    async with Wire({"/": answer(body)}) as portal, fetcher() as client:
        await client.fetch(Request(portal.url()))
    assert portal.paths().count("/") == 1


async def test_a_redirect_without_location_leads_nowhere():
    assert await status_of(answer("", "302 Found")) is FetchStatus.PROTOCOL


@pytest.mark.parametrize("to", ["ftp://example.org/", "javascript:alert(1)", "http://user:pw@127.0.0.1/"])
async def test_a_redirect_to_what_is_no_web_address_is_refused(to):
    assert await status_of(moved(to)) is FetchStatus.BAD_URL


# the guard


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
async def test_nothing_is_sent_to_a_local_address_in_any_spelling(host):
    async with Wire({"/": answer(page())}) as portal:
        error = await failure(Request(portal.url(host=host)), allow_networks=())
    assert error.status is FetchStatus.PRIVATE_ADDRESS
    assert portal.connections == 0


async def test_a_redirect_to_a_private_address_is_refused_at_that_hop():
    async with Wire({"/a": moved("http://169.254.169.254/latest/meta-data/")}) as portal:
        error = await failure(Request(portal.url("/a")))
    assert (error.status, error.permanent) == (FetchStatus.PRIVATE_ADDRESS, True)


async def test_the_address_that_was_checked_is_the_one_connected_to():
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return ["10.0.0.1", "127.0.0.1"]

    async with Wire({"/": answer(page())}) as portal, fetcher(resolve=resolve) as client:
        got = await client.fetch(Request(portal.url(host="portal.example")))
    assert got.status is FetchStatus.OK
    assert portal.asked[-1].headers["host"] == f"portal.example:{portal.port}"
    assert asked == ["portal.example"]  # the second request used the same connection


async def test_ipv6_is_spoken():
    async with Wire({"/": answer(page())}, host="::1") as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url(host="[::1]")))).status is FetchStatus.OK
        with pytest.raises(FetchError) as caught:
            async with fetcher(allow_networks=("127.0.0.0/8",)) as strict:
                await strict.fetch(Request(portal.url(host="[::1]")))
    assert caught.value.status is FetchStatus.PRIVATE_ADDRESS


async def test_a_dead_address_is_passed_over_for_the_next():
    async def resolve(host, port):
        return ["127.0.0.99", "127.0.0.1"]

    async with Wire({"/": answer(page())}) as portal, fetcher(resolve=resolve) as client:
        assert (await client.fetch(Request(portal.url(host="portal.example")))).status is FetchStatus.OK


# below HTTP


async def test_an_unknown_name_is_dns():
    async def resolve(host, port):
        raise OSError(-2, "Name or service not known")

    assert (await failure(Request("http://khong-co.example/"), resolve=resolve)).status is FetchStatus.DNS


async def test_a_closed_port_is_refused():
    async with Wire() as portal:
        url = portal.url()
    assert (await failure(Request(url))).status is FetchStatus.REFUSED


@pytest.mark.parametrize("url", ["", "khong phai dia chi", "ftp://x.vn/", "http://", "http://[::1", "http://a:b@x.vn/"])
async def test_what_is_no_address_is_bad_url(url):
    assert (await failure(Request(url))).status is FetchStatus.BAD_URL


async def test_a_cut_line_is_reset():
    assert await status_of(then_reset()) is FetchStatus.RESET


async def test_a_server_that_hangs_up_without_a_word_is_reset():
    assert await status_of(then_close(b"")) is FetchStatus.RESET


@pytest.mark.parametrize("raw", [b"SSH-2.0-OpenSSH_9\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\0\1\2\3\r\n\r\n"])
async def test_what_is_not_http_is_protocol(raw):
    assert await status_of(then_close(raw)) is FetchStatus.PROTOCOL


async def test_endless_headers_are_protocol():
    assert (
        await status_of(drip(b"X-Rac: " + b"a" * 8_000 + b"\r\n", b"HTTP/1.1 200 OK\r\n", 0.0)) is FetchStatus.PROTOCOL
    )


@pytest.mark.parametrize(
    "raw",
    [
        answer(page(), length=len(page()) + 100),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n<html><body>0123\r\n",
        answer(gzip.compress(page())[:-20], Content_Encoding="gzip"),
        answer(brotli.compress(page())[:-20], Content_Encoding="br"),
        answer(zstandard.compress(page())[:-20], Content_Encoding="zstd"),
    ],
)
async def test_a_body_that_was_cut_is_truncated(raw):
    assert await status_of(then_close(raw)) is FetchStatus.TRUNCATED


async def test_broken_compression_is_bad_encoding():
    broken = bytearray(gzip.compress(page() * 20))
    broken[60:80] = b"\xff" * 20
    assert await status_of(answer(bytes(broken), Content_Encoding="gzip")) is FetchStatus.BAD_ENCODING


# bounds


@pytest.mark.parametrize(
    "route",
    [
        drip(b"HTTP", pause=10.0),
        drip(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
        drip(b"<p>", b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n"),
    ],
    ids=["silence", "slow headers", "slow body"],
)
async def test_the_deadline_holds_for_the_whole(route):
    started = asyncio.get_running_loop().time()
    assert await status_of(route, deadline=0.3) is FetchStatus.TIMEOUT
    assert asyncio.get_running_loop().time() - started < 1.0


async def test_the_deadline_holds_over_all_hops_together():
    async def slow(asked, writer):
        await asyncio.sleep(0.15)
        writer.write(moved("/a" + asked.path))

    async with Wire({"/" + "a/" * depth + "x": slow for depth in range(8)}) as portal:
        error = await failure(Request(portal.url("/x")), deadline=0.3)
    assert error.status is FetchStatus.TIMEOUT


async def test_the_wait_for_the_turn_is_not_part_of_the_deadline():
    async with Wire({"/": answer(page())}) as portal, fetcher(delay=0.3, deadline=0.25) as client:
        await client.fetch(Request(portal.url()))
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK


async def test_an_announced_size_above_the_cap_is_not_read_at_all():
    assert await status_of(answer(b"x" * 10, length=11_000_000)) is FetchStatus.TOO_LARGE


async def test_an_endless_body_is_cut_off():
    endless = drip(b"<p>" * 5_000, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", 0.0, 10_000)
    assert await status_of(endless, cap=100_000) is FetchStatus.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("gzip", lambda: gzip.compress(b"\0" * 200_000_000, 9)),
        ("deflate", lambda: zlib.compress(b" " * 200_000_000, 9)),
        ("br", lambda: brotli.compress(b" " * 200_000_000, quality=5)),
        ("zstd", lambda: zstandard.compress(b" " * 200_000_000, 3)),
        ("gzip, gzip", lambda: gzip.compress(gzip.compress(b" " * 200_000_000, 9), 9)),
    ],
)
async def test_a_bomb_stops_early_in_bounded_memory(name, bomb):
    async with Wire({"/": answer(bomb(), Content_Encoding=name)}) as portal, fetcher(cap=1_000_000) as client:
        with pytest.raises(FetchError):  # the code of the first request is loaded before the memory is measured
            await client.fetch(Request(portal.url()))
        tracemalloc.start()
        with pytest.raises(FetchError) as caught:
            await client.fetch(Request(portal.url()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert caught.value.status is FetchStatus.TOO_LARGE
    assert peak < 20_000_000


async def test_a_picture_is_left_unread():
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 2_000
    route = drip(b"\0" * 1_000, b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + picture, 0.01)
    assert await status_of(route, deadline=2.0) is FetchStatus.BAD_TYPE


# what the server says


@pytest.mark.parametrize(
    ("status", "named"),
    [
        ("404 Not Found", FetchStatus.HTTP_GONE),
        ("410 Gone", FetchStatus.HTTP_GONE),
        ("400 Bad Request", FetchStatus.HTTP_CLIENT),
        ("403 Forbidden", FetchStatus.HTTP_CLIENT),
        ("401 Unauthorized", FetchStatus.LOGIN),
        ("500 Internal Server Error", FetchStatus.HTTP_SERVER),
        ("502 Bad Gateway", FetchStatus.HTTP_SERVER),
        ("204 No Content", FetchStatus.EMPTY),
        ("300 Multiple Choices", FetchStatus.PROTOCOL),
    ],
)
async def test_every_status_has_its_class(status, named):
    assert await status_of(answer("", status)) is named


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", FetchStatus.EMPTY),
        (b"\xef\xbb\xbf \r\n\0", FetchStatus.EMPTY),
        (b"%PDF-1.7 ...", FetchStatus.BAD_TYPE),
        (b"\xff\xd8\xff\xe0....", FetchStatus.BAD_TYPE),
        (b"PK\x03\x04....", FetchStatus.BAD_TYPE),
        (b'{"data": []}', FetchStatus.BAD_TYPE),
        (b"<html><body><div id='root'></div><script src=a.js></script></body></html>", FetchStatus.NEEDS_JS),
        (b"<html><body></body></html>", FetchStatus.EMPTY),
    ],
)
async def test_what_is_no_page_is_never_ok(body, named):
    assert await status_of(answer(body)) is named


async def test_a_feed_that_is_html_is_bad_type():
    async with Wire({"/rss": answer(page())}) as portal:
        assert (await failure(Request(portal.url("/rss"), "feed"))).status is FetchStatus.BAD_TYPE


async def test_a_feed_behind_rubbish_is_still_a_feed():
    feed = b"\n<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>"
    async with Wire({"/rss": answer(feed)}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url("/rss"), "feed"))).body == feed


async def test_a_redirect_to_the_login_page_is_login():
    async with Wire(
        {"/bai": moved("/users/login?back=1", "302 Found"), "/users/login?back=1": answer(page())}
    ) as portal:
        assert (await failure(Request(portal.url("/bai")))).status is FetchStatus.LOGIN


# second chances


async def test_a_first_hit_stub_is_asked_once_more():
    async with Wire({"/": in_turn(answer("<html></html>"), answer(page()))}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url()))).body == page()
    assert portal.paths().count("/") == 2


async def test_a_page_that_stays_empty_is_asked_no_third_time():
    async with Wire({"/": answer("")}) as portal:
        assert (await failure(Request(portal.url()))).status is FetchStatus.EMPTY
    assert portal.paths().count("/") == 2


D1N = (
    '<html><body><script>document.cookie="D1N=b7e2a5"+"; expires=Fri, 31-Dec-9999; path=/";'
    "window.location.reload(true);</script></body></html>"
)


async def wants_cookie(asked, writer):
    writer.write(answer(page()) if asked.headers.get("cookie") == "d1n=b7e2a5" else answer(D1N))


async def test_a_cookie_challenge_is_reported_and_not_answered_unasked():
    async with Wire({"/": wants_cookie}) as portal:
        assert (await failure(Request(portal.url()))).status is FetchStatus.CHALLENGE
    assert portal.paths().count("/") == 1


async def test_a_cookie_challenge_is_answered_once_where_the_owner_opted_in_and_the_cookie_is_kept():
    request = Request("", challenge=ChallengeMode.COOKIE)
    async with Wire({"/": wants_cookie, "/2": wants_cookie}) as portal, fetcher() as client:
        assert (await client.fetch(Request(portal.url(), challenge=request.challenge))).body == page()
        assert (await client.fetch(Request(portal.url("/2"), challenge=request.challenge))).body == page()
    assert portal.paths() == ["/robots.txt", "/", "/", "/2"]


async def test_a_cookie_challenge_that_is_not_content_is_given_up():
    async with Wire({"/": answer(D1N)}) as portal:
        error = await failure(Request(portal.url(), challenge=ChallengeMode.COOKIE))
    assert error.status is FetchStatus.CHALLENGE
    assert portal.paths().count("/") == 2


# pace


async def test_one_request_at_a_time_with_a_pause_from_end_to_start():
    busy, most = 0, 0

    async def handle(asked, writer):
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.03)
        busy -= 1
        writer.write(answer(page()))

    async with Wire({f"/{number}": handle for number in range(3)}) as portal, fetcher(delay=0.1) as client:
        await asyncio.gather(*(client.fetch(Request(portal.url(f"/{number}"))) for number in range(3)))
    times = [asked.at for asked in portal.asked]
    assert most == 1
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))
    assert portal.paths().count("/robots.txt") == 1


async def test_two_hosts_do_not_wait_for_each_other():
    time = Clock()
    async with (
        Wire({"/": answer(page())}) as one,
        Wire({"/": answer(page())}, host="127.0.0.2") as two,
        fetcher(delay=5.0, clock=time, sleep=time.sleep) as client,
    ):
        await client.fetch(Request(one.url()))
        await client.fetch(Request(two.url()))
    assert len(time.slept) == 2  # between robots.txt and page of each


@pytest.mark.parametrize("value", ["90", "Sun, 22 Nov 2026 01:01:30 GMT"])
async def test_retry_after_is_obeyed_in_seconds_and_as_a_date(value):
    time = Clock()
    route = answer("", "429 Too Many Requests", Retry_After=value, Date="Sun, 22 Nov 2026 01:00:00 GMT")
    async with (
        Wire({"/": route, "/2": answer(page())}) as portal,
        fetcher(clock=time, sleep=time.sleep) as client,
    ):
        with pytest.raises(FetchError) as first:
            await client.fetch(Request(portal.url()))
        time.now += 30
        with pytest.raises(FetchError) as second:
            await client.fetch(Request(portal.url("/2")))
        assert portal.paths() == ["/robots.txt", "/"]
        time.now += 61
        assert (await client.fetch(Request(portal.url("/2")))).status is FetchStatus.OK
    assert (first.value.status, first.value.retry_after) == (FetchStatus.RATE_LIMITED, 90)
    assert (second.value.status, second.value.retry_after) == (FetchStatus.RATE_LIMITED, 60)
    assert time.slept == []


async def test_a_server_error_with_retry_after_silences_the_host_too():
    async with Wire({"/": answer("", "503 Service Unavailable", Retry_After="120")}) as portal, fetcher() as client:
        with pytest.raises(FetchError) as first:
            await client.fetch(Request(portal.url()))
        with pytest.raises(FetchError) as second:
            await client.fetch(Request(portal.url("/khac")))
    assert (first.value.status, first.value.retry_after) == (FetchStatus.HTTP_SERVER, 120)
    assert second.value.status is FetchStatus.RATE_LIMITED


async def test_a_flood_blocker_that_answers_200_is_a_rate_limit():
    body = "<html><head><title>Hãy đợi…</title></head><body>Máy chủ đang từ chối truy cập của bạn</body></html>"
    async with Wire({"/": answer(body)}) as portal:
        error = await failure(Request(portal.url()))
    assert (error.status, error.retry_after) == (FetchStatus.RATE_LIMITED, 60)


async def test_connections_are_kept_for_the_next_request_and_closed_with_the_fetcher():
    async with Wire({"/": answer(page())}) as portal, fetcher() as client:
        await client.fetch(Request(portal.url()))
        await client.fetch(Request(portal.url()))
    assert portal.connections == 1


async def test_closing_twice_is_harmless_and_a_closed_fetcher_opens_again():
    async with Wire({"/": answer(page())}) as portal, fetcher() as client:
        await client.fetch(Request(portal.url()))
        await client.aclose()
        await client.aclose()
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK


async def test_a_cancelled_fetch_gives_the_turn_back():
    async with Wire({"/slow": drip(b"", pause=10.0), "/": answer(page())}) as portal, fetcher() as client:
        task = asyncio.create_task(client.fetch(Request(portal.url("/slow"))))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await client.fetch(Request(portal.url()))).status is FetchStatus.OK
