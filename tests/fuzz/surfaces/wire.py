"""What a server sends around and instead of a page: headers, challenges, redirects, compressed bodies, addresses."""

from __future__ import annotations

import contextlib
import gzip
import random
import zlib
from dataclasses import dataclass

import brotli
import zstandard
from fuzz.corpus import Corpus
from fuzz.grammar import listings, markup, words
from fuzz.mutation import garbled, mangled
from fuzz.surface import Surface, hold, hold_text

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from scraper import challenge
from scraper.fetch import Request, compression
from scraper.fetch.connection import Answer, target
from scraper.fetch.judgement import judge, retry_after
from scraper.fetch.redirects import leads_to
from scraper.filetype import sniff
from scraper.urls import canonical, identity, resolve, same_site, site

HERE = target("https://songtra.example.gov.vn/tin-tuc/")
WALL = 1_790_000_000.0
DAY = 86_400.0
_STATUS = (200, 200, 200, 200, 204, 206, 301, 302, 304, 307, 401, 403, 404, 410, 418, 429, 500, 503, 520, 999)
_STUBS = (
    b'<html><body><script>document.cookie="D1N=abc%d;path=/";window.location.reload();</script></body></html>',
    b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
    b'<meta http-equiv="refresh" content="%d; url=/vi/">',
    b"<script>location.href='/trang-%d';</script>",
    b"<html><head><title>Request Rejected</title></head><body>Your support ID is: %d</body></html>",
    "<title>Hãy đợi</title><p>Bạn truy cập quá nhanh</p>".encode(),
    b"<form><input type=password></form><title>Login</title>",
    b'<div id="root"></div><script src=app.js></script>',
)
_PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=1),
    "zstd": zstandard.compress,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A compressed body as it comes from the wire, in pieces."""

    encoding: str
    body: bytes
    step: int
    limit: int


def make_answer(chance: random.Random, corpus: Corpus) -> tuple[Answer, Request]:
    """An answer with headers out of their senses, mostly over a page that is none."""
    body = chance.choice(_STUBS).replace(b"%d", words.number(chance).encode())
    if chance.random() < 0.3:
        body = chance.choice(corpus.fixtures).body
    body = mangled(chance, body, _STUBS) if chance.random() < 0.7 else body
    headers = {
        "retry-after": chance.choice(
            (words.number(chance), words.date(chance), garbled(chance, "Fri, 31 Dec 2027 23:59:59 GMT"))
        ),
        "date": words.date(chance),
        "content-type": chance.choice(
            ("text/html; charset=utf-8", "image/png", garbled(chance, "text/html; charset=utf-8"))
        ),
        "location": listings.address(chance),
        "content-length": words.number(chance),
    }
    kept = {name: value for name, value in headers.items() if chance.random() < 0.6}
    cookies = tuple(garbled(chance, "D1N=abc; Path=/; HttpOnly") for _ in range(chance.choice((0, 1, 3))))
    request = Request(
        HERE.url, chance.choice(("page", "page", "feed", "sitemap", "robots")), etag=chance.choice((None, '"x"'))
    )
    return Answer(HERE, chance.choice(_STATUS), kept, cookies, body), request


def check_answer(case: tuple[Answer, Request]) -> None:
    """A named class, a pause within a day, a next hop that is an address or a named failure."""
    answer, request = case
    judged = judge(answer, request, WALL)
    hold(isinstance(judged.status, FetchStatus), "a named class")
    for pause in (judged.pause, retry_after(answer, WALL)):
        hold(pause is None or 0.0 <= pause <= DAY, "a pause within a day", pause)
    onward = leads_to(answer)
    if onward is not None:
        with contextlib.suppress(FetchError):
            target(onward, HERE.url)
    cookie = challenge.cookie(answer.body)
    hold(
        cookie is None or (cookie.isascii() and cookie.isprintable() and "=" in cookie),
        "a cookie that can be sent",
        cookie,
    )
    sniff(answer.body)


def make_packed(chance: random.Random, corpus: Corpus) -> Packed:
    """A page, compressed once or twice, damaged or cut, with a limit that may be too small."""
    body = chance.choice(corpus.fixtures).body * chance.choice((1, 1, 40))
    names = [chance.choice(sorted(_PACKERS)) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    for name in names:
        body = _PACKERS[name](body)
    body = mangled(chance, body) if chance.random() < 0.7 else body
    said = (
        ", ".join(names)
        if chance.random() < 0.7
        else chance.choice(("gzip", "br", "zstd", "deflate", "x", ",", "gzip,"))
    )
    return Packed(
        said,
        body,
        chance.choice((1, 7, 4_096, 10**6)) if len(body) < 5_000 else 4_096,
        chance.choice((100, 10_000, 10_000_000)),
    )


def check_packed(case: Packed) -> None:
    """The body within its limit, or one of the two failures that have a name."""
    pieces = [case.body[start : start + case.step] for start in range(0, len(case.body), case.step)]
    out = 0
    with contextlib.suppress(compression.CorruptError, compression.TooLargeError):
        layer = compression.decoder(case.encoding, case.body[: case.step], case.limit)
        for piece in pieces:
            out += len(layer.feed(piece))
        layer.complete()
    hold(out <= case.limit, "never more than the limit", (out, case.limit))
    with contextlib.suppress(compression.CorruptError, compression.TooLargeError):
        hold(
            len(compression.gunzip(case.body, case.limit)) <= max(case.limit, len(case.body)),
            "never more than the limit",
        )


def make_address(chance: random.Random, corpus: Corpus) -> tuple[str, str]:
    """A base and what stands in a link."""
    href = chance.choice((listings.address(chance), chance.choice(markup.HREFS), chance.choice(corpus.articles).url))
    base = chance.choice(("https://songtra.example.gov.vn/tin/a.html?b=c#d", listings.address(chance), ""))
    return base, garbled(chance, href)[:20_000] if chance.random() < 0.8 else href


def check_address(case: tuple[str, str]) -> None:
    """One spelling of an address, whatever it is; what is fetched is named or refused by name."""
    base, href = case
    one = canonical(href)
    hold(canonical(one) == one, "canonical is idempotent", (one, canonical(one)))
    hold(identity(one) == identity(href), "the same page has one identity", (href, one))
    same_site(href, base)
    site(href)
    whole = resolve(base, href) if site(base) else None  # a page has an address that can be read
    if whole is not None:
        hold(whole.startswith(("http://", "https://")), "a web address", whole)
        if site(whole):  # one that cannot be read has no site, and nobody follows it
            hold_text(canonical(whole), "an address")
    for url in (href, base):
        with contextlib.suppress(FetchError):
            found = target(url)
            hold(found.host.isascii() and found.host and 0 < found.port < 65_536, "a host and a port", found)


SURFACES = (
    Surface(
        "answers",
        "status, headers and bodies of servers: challenges, redirects, Retry-After",
        make_answer,
        check_answer,
    ),
    Surface("compression", "gzip, deflate, brotli and zstd, whole, damaged and layered", make_packed, check_packed),
    Surface("addresses", "links and addresses", make_address, check_address),
)
