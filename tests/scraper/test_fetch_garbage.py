"""Whatever a server writes, the caller sees a response or a FetchError, within the deadline."""

import contextlib
import random

import pytest
from support.wire import NO_ROBOTS, Wire, page, then_close

from parwatch_core.errors import FetchError
from scraper.fetch import Fetcher, Request

STATUS_LINES = [
    "200 OK", "200", "301 Moved", "304 Not Modified", "404 Not Found", "429 Slow", "500 Error", "99 Low", "1000 High",
    "100 Continue", "103 Early Hints", "101 Switching", "204 No Content", "206 Partial", "-1 x", "418 \xff",
]  # fmt: skip
HEADERS = [
    "Content-Length: -5", "Content-Length: 99999999999999999999", "Content-Length: abc", "Content-Length: 1_0",
    "Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Encoding: gzip", "Content-Encoding: br",
    "Content-Encoding: zstd", "Content-Encoding: deflate", "Location: http://[::1", "Location: \xff\xfe",
    "Location: //", "Location: http:///x", "Location: http://a..b/", "Location: http://xn--/", "Location: http://x.vn:99999/",
    "Location: /" + "a" * 70_000, "Retry-After: -1", "Retry-After: 1e9", "Retry-After: Mon, 99 Foo 2020",
    "Retry-After: \xb3", "Date: x", "Set-Cookie: =", "Set-Cookie: a=\xe9", "Bad Header: x",
    "\0: x", "Content-Type: text/html; charset=\xff",
]  # fmt: skip
BODIES = [
    b"", page(), b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffffff\r\n", b"\x1f\x8b\x08", bytes(range(256)),
    b"<meta http-equiv=refresh content='0;url=http://[x'>", b"<script>location='http://a..b/';</script>",
    b"<title>&#x110000;&#xd800;</title>",
]  # fmt: skip


def garbage(chance: random.Random) -> bytes:
    body = chance.choice(BODIES)
    headers = chance.sample(HEADERS, chance.randint(0, 3))
    if chance.random() < 0.5:
        headers.append(f"Content-Length: {len(body)}")
    lines = [f"HTTP/1.{chance.choice('0112')} {chance.choice(STATUS_LINES)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def no_names(host: str, port: int) -> list[str]:
    raise OSError(-2, "no name is looked up in a test")


@pytest.mark.parametrize("seed", range(4))
async def test_garbage_is_answered_with_a_named_failure(seed):
    chance = random.Random(seed)
    options = {"allow_networks": ("127.0.0.0/8",), "delay": 0.0, "deadline": 2.0, "resolve": no_names}
    async with Wire({"/robots.txt": NO_ROBOTS}) as portal:
        for number in range(60):
            portal.routes["/x"] = then_close(garbage(chance))
            kind = ("page", "feed", "sitemap", "robots")[number % 4]
            async with Fetcher(user_agent="parwatch/1.0 (test)", **options) as client:
                with contextlib.suppress(FetchError):
                    got = await client.fetch(Request(portal.url("/x"), kind, etag="\u1eaf"))
                    assert got.status.good
