"""The class of an answer, on values that only a damaged or hostile server sends."""

from __future__ import annotations

import pytest

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from scraper import challenge
from scraper.fetch.connection import Answer, target
from scraper.fetch.judgement import retry_after
from scraper.fetch.redirects import leads_to

HERE = target("https://songtra.example.gov.vn/tin/")
NOW = 1_790_000_000.0


def answer(body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(HERE, 200, named, (), body)


@pytest.mark.parametrize(
    "value",
    ["Fri, 31 Dec 99999999999 23:59:59 GMT", "Fri, 31 Dec 2027 23:59:59 -99999999999", "9" * 5_000 + "x", "Mon, 0 x"],
)
def test_a_date_that_no_clock_shows_is_no_wish(value):
    """The standard library raises OverflowError for some of these, not ValueError."""
    assert retry_after(answer(retry_after=value), NOW) is None


def test_a_wish_is_for_a_day_at_most():
    assert retry_after(answer(retry_after="9" * 5_000), NOW) == 86_400.0
    assert retry_after(answer(retry_after="120"), NOW) == 120.0


@pytest.mark.parametrize("sign", [b"\x1a", b"\x00", b"\x7f", b"\r\nX: y", b"\xe9", b"\\"])
def test_a_cookie_holds_what_a_header_may_hold(sign):
    """RFC 6265, cookie-octet: anything else would end the request with an error of the client's own."""
    page = b"<script>document.cookie='D1N=abc" + sign + b"2;path=/';location.reload()</script>"
    found = challenge.cookie(page)
    assert found is None or found == "D1N=abc"
    assert challenge.cookie(page.replace(sign, b"")) == "D1N=abc2"


@pytest.mark.parametrize(
    "url", ["http://a.vn:-12/", "http://a.vn:99999/", "http://1\0.2/", "http://1@1:x/", "http://0x1/:\0"]
)
def test_an_address_that_cannot_be_is_named_and_not_asked(url):
    """A negative port, a NUL, an odd spelling that stays odd however often it is spelled out."""
    with pytest.raises(FetchError) as error:
        target(url)
    assert error.value.status is FetchStatus.BAD_URL


def test_a_refresh_in_a_number_without_end_is_none():
    """int() refuses more than 4,300 digits with an error."""
    page = b'<meta http-equiv="refresh" content="' + b"1" * 5_000 + b'; url=/vi/">'
    assert leads_to(answer(page)) is None
    assert leads_to(answer(b'<meta http-equiv="refresh" content="0; url=/vi/">')) == "/vi/"
