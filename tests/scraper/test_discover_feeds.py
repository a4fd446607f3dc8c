from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover import feeds, link_digest, sitemaps
from scraper.discover.markup import Shape, shape_of

BASE = "https://songtra.example.gov.vn/rss/"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tin T&#7913;c</title>
<link>https://songtra.example.gov.vn/</link><atom:link href="https://songtra.example.gov.vn/rss/" rel="self"/>
<item><title>L&#x1ECB;ch 12&amp;#x002F;2026</title><link>https://songtra.example.gov.vn/a-1.html</link>
<guid isPermaLink="false"> <![CDATA[news_1]]> </guid><pubDate>Sat, 21 Nov 2026 08:11:00 +0700</pubDate></item>
<item><title><![CDATA[<b>Hội nghị</b> sơ kết]]></title><link><![CDATA[/b-2.html]]></link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Cổng</title><link rel="self" href="/feed"/><link href="/"/>
<entry><title type="text">Bài một</title><link rel="replies" href="/c"/><link rel="alternate" href="/mot?a=1&amp;b=2"/>
<updated>2026-11-21T08:00:00+07:00</updated></entry></feed>"""


def test_rss_gives_addresses_titles_and_dates() -> None:
    """Entities (escaped twice too), CDATA, tags and relative addresses are read; a guid is used only as an address."""
    feed = feeds.parse(RSS, BASE)
    assert (feed.title, feed.home) == ("Tin Tức", "https://songtra.example.gov.vn/")
    assert [link.url for link in feed.links] == [
        "https://songtra.example.gov.vn/a-1.html",
        "https://songtra.example.gov.vn/b-2.html",
    ]
    assert [link.title for link in feed.links] == ["Lịch 12/2026", "Hội nghị sơ kết"]
    assert feed.links[0].published == datetime(2026, 11, 21, 1, 11, tzinfo=UTC)


def test_atom_takes_the_link_to_the_page() -> None:
    """Of several links the alternate one is the article, not the comments."""
    feed = feeds.parse(ATOM, BASE)
    assert [link.url for link in feed.links] == ["https://songtra.example.gov.vn/mot?a=1&b=2"]
    assert feed.home == "https://songtra.example.gov.vn/"
    assert feed.links[0].published == datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("Tin T", "Tin & T"),
        RSS[: RSS.index("</channel>")],
        RSS.replace("</item>", ""),
        RSS.replace("sơ kết", "sơ \x0b kết"),
        "\n\n" + RSS,
    ],
    ids=["raw ampersand", "cut end", "unclosed items", "control character", "blank before the declaration"],
)
def test_broken_xml_still_gives_both_items(broken: str) -> None:
    """Portals write feeds by hand; what a strict parser refuses still lists its articles."""
    assert len(feeds.parse(broken, BASE).links) == 2


def test_prefixed_items_are_read_without_their_prefix() -> None:
    """A feed in which the scanner finds nothing is scanned once more, with the prefixes off."""
    space = "http://www.w3.org/2005/Atom"
    text = (
        f'<a:feed xmlns:a="{space}"><a:title>Cổng</a:title><a:entry><a:title>Bài một</a:title>'
        '<a:link rel="alternate" href="/mot?a=1&amp;b=2"/></a:entry></a:feed>'
    )
    assert [link.url for link in feeds.parse(text, BASE).links] == ["https://songtra.example.gov.vn/mot?a=1&b=2"]


@pytest.mark.parametrize("reference", ["&#x110000;", "&#xDFFF;", "&#99999999999999999999;"])
def test_references_to_no_character_are_read_past_in_prefixed_feeds(reference: str) -> None:
    """feedparser raised three kinds of error on these."""
    text = f"<a:feed><a:entry><a:title>Bài {reference}</a:title><a:link>/mot</a:link></a:entry></a:feed>"
    assert [link.url for link in feeds.parse(text, BASE).links] == ["https://songtra.example.gov.vn/mot"]


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00Z", "9999-12-31T23:30:00Z", "Fri, 31 Dec 9999 23:59:59 -2359"])
def test_a_year_that_cannot_be_is_no_date(written: str) -> None:
    """.NET writes its first or last instant where an item has no date; neither has an hour in Viet Nam."""
    text = f"<rss><item><link>/mot</link><pubDate>{written}</pubDate></item></rss>"
    assert [link.published for link in feeds.parse(text, BASE).links] == [None]


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    """Old portals give the page in <guid> only."""
    text = "<rss><channel><item><title>x</title><guid>https://songtra.example.gov.vn/c</guid></item></channel></rss>"
    assert [link.url for link in feeds.parse(text, BASE).links] == ["https://songtra.example.gov.vn/c"]


@given(st.text(max_size=300))
def test_no_text_makes_the_readers_fail(text: str) -> None:
    """Whatever a server sends under the name of a feed or a sitemap, the answer is links or nothing."""
    wrapped = f"<rss><item><title>{text}</title><link>{text}</link><pubDate>{text}</pubDate></item>"
    assert isinstance(feeds.parse(wrapped, BASE).links, tuple)
    assert isinstance(sitemaps.parse(f"<urlset><url><loc>{text}</loc><lastmod>{text}</lastmod></url>", BASE), tuple)


def test_blanks_without_end_in_a_date_cost_nothing() -> None:
    """A pattern that tries every border between blanks takes seconds for a megabyte of them."""
    import time

    started = time.process_time()
    sitemaps.parse("<urlset><url><loc>/a</loc><lastmod>" + " " * 1_000_000, BASE)
    assert time.process_time() - started < 2
    (link,) = sitemaps.parse("<urlset><url><loc>/a</loc><lastmod>\n2023-01-02 \n</lastmod></url>", BASE)
    assert link.published is not None


def test_a_link_with_an_attribute_name_without_end_costs_nothing() -> None:
    """Tried from each of its letters, half a million would take minutes; the address beside it is read."""
    long = "9" * 500_000
    (link,) = feeds.parse(f'<feed><entry><link {long} href="/tin/1"/><title>Tin</title></entry></feed>', BASE).links
    assert link.url.endswith("/tin/1")


@pytest.mark.parametrize("hostile", ["<title ", "<item>", "<link>", "<item><link", "<![CDATA["])
def test_hostile_repetition_is_read_in_linear_time(hostile: str) -> None:
    """Two megabytes of one unclosed tag take no longer than reading them: no pattern scans past the next tag."""
    import time

    started = time.process_time()
    text = "<rss><item>" + hostile * (2_000_000 // len(hostile))
    feeds.parse(text[:200_000], BASE) if hostile == "<item>" else feeds.parse(text, BASE)
    assert time.process_time() - started < 8


def test_sitemaps_sort_newest_first() -> None:
    """By lastmod where there is one; a list without dates whose numbers rise is turned round."""
    dated = "".join(f"<url><loc>/a{n}</loc><lastmod>2026-11-0{n}</lastmod></url>" for n in (2, 3, 1))
    bare = "".join(f"<url><loc>https://x.vn/{year}/bai</loc></url>" for year in (2018, 2022, 2026))
    assert [link.url[-2:] for link in sitemaps.parse(f"<urlset>{dated}</urlset>", BASE)] == ["a3", "a2", "a1"]
    assert sitemaps.parse(f"<urlset>{bare}</urlset>", BASE)[0].url == "https://x.vn/2026/bai"


def test_an_index_gives_the_newest_sitemap_of_news() -> None:
    """News before pages, categories and users; of numbered parts the last, where new articles are added."""
    names = [
        "sitemap-pages.xml",
        "post-sitemap1.xml",
        "category-sitemap.xml",
        "post-sitemap12.xml",
        "post-sitemap2.xml",
    ]
    index = "<sitemapindex>" + "".join(f"<sitemap><loc>/{name}</loc></sitemap>" for name in names)
    assert sitemaps.leaves(index, BASE)[0].endswith("/post-sitemap12.xml")


def test_a_body_is_known_by_its_first_element() -> None:
    """An HTML page under the address of a feed is called an HTML page."""
    assert shape_of(RSS) is shape_of(ATOM) is Shape.FEED
    assert shape_of("<?xml version='1.0'?><urlset>") is Shape.SITEMAP
    assert shape_of("<!-- x --><!DOCTYPE html><html>") is Shape.HTML
    assert shape_of("%PDF-1.4") is Shape.OTHER


def test_the_digest_sees_links_and_nothing_else() -> None:
    """Counters, clocks and the order of blocks do not change it; one new link does, in pages and in feeds."""
    page = b'<html><a href="/a">A</a> <b>Online: 12</b> <a href="/b">B</a></html>'
    moved = b'<html><a href="/b">B</a> <b>Online: 13</b> <a href="/a">A</a></html>'
    assert link_digest(page) == link_digest(moved) != link_digest(page.replace(b"/b", b"/c"))
    signed = page.replace(b"/b", b"/b;jsessionid=0A?redirect=/c&amp;s=0123456789abcdef")
    assert link_digest(signed) == link_digest(signed.replace(b"0A", b"1B").replace(b"89ab", b"98ba"))
    assert link_digest(b'<html><a href="/b?s=12">') != link_digest(b'<html><a href="/b?s=13">')
    feed = RSS.encode()
    assert (
        link_digest(feed) == link_digest(feed.replace(b"08:11", b"08:12")) != link_digest(feed.replace(b"a-1", b"a-3"))
    )
