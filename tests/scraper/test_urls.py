from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.urls import canonical, identity, resolve, same_site

HOME = "https://songtra.example.gov.vn/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://SongTra.Example.gov.vn:443/Tin", "https://songtra.example.gov.vn/Tin"),
        ("http://songtra.example.gov.vn:80", "http://songtra.example.gov.vn/"),
        ("http://songtra.example.gov.vn:8080/", "http://songtra.example.gov.vn:8080/"),
        (HOME + "a#top", HOME + "a"),
        (HOME + "a?utm_source=zalo&ItemID=12&fbclid=x&gclid=y", HOME + "a?ItemID=12"),
        (HOME + "a;jsessionid=0A1B?id=3", HOME + "a?id=3"),
        (HOME + "a?PHPSESSID=1&b=2&a=1", HOME + "a?b=2&a=1"),
        (HOME + "tin/../bai/./x.html", HOME + "bai/x.html"),
        (HOME + "%7Ebai%2dviet", HOME + "~bai-viet"),
        (HOME + "a%2fb", HOME + "a%2Fb"),
        (HOME + "100%", HOME + "100%25"),
        ("https://nguoi:mat@songtra.example.gov.vn/", HOME),
        ("https://cổng.example.vn/", "https://xn--cng-qmz.example.vn/"),
    ],
)
def test_one_page_has_one_spelling(url: str, expected: str) -> None:
    """Case, default ports, fragments, tracking, sessions, dots, escapes are made one; parameters keep their order."""
    assert canonical(url) == expected


def test_vietnamese_paths_are_one_whatever_their_form() -> None:
    """Raw, escaped and decomposed letters of a path are the same page."""
    spellings = ["tin/hòa", "tin/h%C3%B2a", "tin/h%c3%b2a", "tin/ho\u0300a", "tin/ho%CC%80a"]
    assert {canonical(HOME + spelling) for spelling in spellings} == {HOME + "tin/h%C3%B2a"}


def test_liferay_keeps_what_selects_the_article_and_drops_how_it_is_drawn() -> None:
    """A portlet and its own parameters are the page; state, mode, place and "back" are not."""
    drawn = "p_p_lifecycle=0&p_p_state=maximized&p_p_mode=view&p_p_col_id=column-2&p_p_col_count=6"
    own = "p_p_id=101_INSTANCE_x&_101_INSTANCE_x_assetEntryId=5"
    assert canonical(f"{HOME}tin?{own}&{drawn}&_101_INSTANCE_x_redirect=%2F") == f"{HOME}tin?{own}"
    assert canonical(f"{HOME}tin?p_p_id=59_INSTANCE_y&{drawn}") == f"{HOME}tin"


def test_identity_ignores_scheme_and_www_but_not_the_trailing_slash() -> None:
    """A portal that moves to https or adds "www." shows no new articles; "/tin" and "/tin/" may be two pages."""
    assert identity("http://www.songtra.example.gov.vn/tin") == identity(HOME + "tin")
    assert identity(HOME + "tin") != identity(HOME + "tin/")


@pytest.mark.parametrize("url", ["", "mailto:a@b.vn", "javascript:;", "http://[broken", "http://", "http://a:port/"])
def test_what_is_no_address_comes_back_as_it_is(url: str) -> None:
    """canonical never raises; it is called on whatever a page holds."""
    assert canonical(url) == url


def test_a_site_is_its_host_and_the_www_twin() -> None:
    """Subdomains, other ports and look-alikes are other sites: links may be injected into a hijacked portal."""
    assert same_site("http://www.songtra.example.gov.vn/a", HOME)
    assert same_site("https://SONGTRA.example.gov.vn:443", HOME)
    for other in ("https://xa.songtra.example.gov.vn/", "https://songtra.example.gov.vn:8443/", "https://gov.vn/", "x"):
        assert not same_site(other, HOME)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a b", HOME + "a b"),
        ("bai.html", HOME + "tin/bai.html"),
        ("?ItemID=3", HOME + "tin/?ItemID=3"),
        (" /a\n.html#x ", HOME + "a.html"),
        ("//khac.vn/a", "https://khac.vn/a"),
        ("/../a/./b", HOME + "a/b"),
        ("#top", None),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@b.vn", None),
        ("http://[broken", None),
    ],
)
def test_links_resolve_as_in_a_browser(href: str, expected: str | None) -> None:
    """White space goes, fragments go, and what is no page gives None."""
    assert resolve(HOME + "tin/", href) == expected


PARTS = st.text(string.ascii_letters + string.digits + "/-_.%?&=;:@!~+ òạđỳ\u0300#", max_size=60)


@given(PARTS)
def test_canonical_is_idempotent(rest: str) -> None:
    """The canonical form of a canonical form is itself, whatever was in the address."""
    once = canonical(HOME + rest)
    assert canonical(once) == once
    assert identity(once) == identity(HOME + rest)


@given(PARTS)
def test_quick_and_slow_resolution_agree(path: str) -> None:
    """The short cut for rooted links gives what the full resolution gives."""
    from urllib.parse import urldefrag, urljoin

    for href in ("/" + path.strip().lstrip("/"), path):
        found = resolve(HOME + "tin/a", href)
        slow = urldefrag(urljoin(HOME + "tin/a", re.sub(r"[\t\r\n]", "", href).strip())).url
        assert found is None or found == slow


@pytest.mark.parametrize("url", ["https://a.vn/b\ud800.html", "https://a.vn/?b=\udfff&c=1"])
def test_half_a_surrogate_pair_is_escaped_and_stays_so(url):
    """UTF-8 has no such character; the address must be one that can be stored, and canonical."""
    one = canonical(url)
    assert one.isascii()
    assert canonical(one) == one


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://s.vn//g/.", "http://s.vn//g/"),
        ("http://s.vn//g/../..", "http://s.vn/"),
        ("http://s.vn/a/./b/../c", "http://s.vn/a/c"),
        ("http://s.vn/../..", "http://s.vn/"),
        ("http://s.vn/a/..", "http://s.vn/"),
        ("http://s.vn/a/b/..", "http://s.vn/a/"),
    ],
)
def test_dots_lead_where_they_should(url, expected):
    """Two slashes at the start of a path are no host."""
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize("url", ["http://a\0b.vn/", "http://a b.vn/x", "http://a<b>.vn/", "http://a\u00a0b.vn/"])
def test_a_host_that_cannot_be_has_no_site(url):
    assert not same_site(url, url)


@pytest.mark.parametrize("url", ["https://a.vn/b|\u0301", "https://a.vn/b%7C\u0301", "https://a.vn/?q=%3c\u0338"])
def test_a_mark_behind_an_escape_leaves_the_escape_alone(url):
    """NFC would make "C" and the acute behind "%7" one letter."""
    one = canonical(url)
    assert canonical(one) == one
    assert "%7C%CC%81" in one or "%3C%CC%B8" in one
