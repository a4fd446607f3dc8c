"""The sample portals serve what they promise, over real sockets; and their truth is what stands on their pages."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import httpx
import pytest

from parwatch.demo.portals.article import BlockKind, Label, SampleArticle, amended
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import expected_alerts, sample_portals
from parwatch_core.ranking import Index
from parwatch_core.zones import to_vietnam

NOW = datetime(2026, 11, 23, 14, 5, 30, tzinfo=UTC)
KEYS = ("nukeviet", "tandan", "nested_tables", "sharepoint", "liferay")
LISTS = {
    "nukeviet": ("/", "/page-2/"),
    "tandan": tuple(f"/portal/folder/tin-tuc.html?page={number}" for number in (1, 2)),
    "nested_tables": ("/tintuc/tatca.htm", "/tintuc/tatca/trang-2.htm"),
    "sharepoint": tuple(f"/tin-tuc/Pages/danh-sach.aspx?Page={number}" for number in (1, 2)),
    "liferay": ("/web/guest/tin-tuc", "/web/guest/tin-tuc?cur=2"),
}


class Hands:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def portals(hands: Hands) -> AsyncIterator[dict[str, Portal]]:
    made = sample_portals(NOW, clock=hands)
    for portal in made:
        await portal.start()
    yield {portal.site.key: portal for portal in made}
    for portal in made:
        await portal.stop()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


def printed(page: httpx.Response) -> str:
    """The words of a page: no tags, entities resolved, NFC, blanks folded."""
    text = re.sub(r"<script.*?</script>|<head>.*?</head>", " ", page.text, flags=re.DOTALL)
    text = html.unescape(re.sub(r"</?(?:span|b|strong|em|i)\b[^>]*>", "", text))
    return " ".join(unicodedata.normalize("NFC", re.sub(r"<[^>]+>", " ", text)).split())


def cells(article: SampleArticle) -> Iterable[str]:
    for block in article.blocks:
        yield from (cell for row in block.rows for cell in row)


def everywhere(portals: dict[str, Portal]) -> list[tuple[Portal, SampleArticle]]:
    return [(portal, article) for portal in portals.values() for article in portal.articles]


class TestPages:
    async def test_every_article_is_served_with_its_truth(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Title, byline, lead, every paragraph and every cell of a table occur in the HTML of the article's page."""
        for portal, article in everywhere(portals):
            page = await client.get(portal.address(article))
            words = printed(page)
            prose = [line for line in article.paragraphs if " | " not in line]
            assert page.status_code == 200
            for line in (*prose, *cells(article), article.byline):
                assert " ".join(line.split()) in words, (portal.site.key, article.title, line)
            assert article.title in html.unescape(unicodedata.normalize("NFC", page.text))

    async def test_boilerplate_is_on_the_page_and_in_no_article(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Each forbidden string is printed on the portal's article pages and occurs in no article's own text."""
        for portal in portals.values():
            words = printed(await client.get(portal.address(portal.articles[0])))
            own = "\n".join(line for article in portal.articles for line in (article.title, *article.paragraphs))
            assert len(portal.boilerplate) >= 8
            for text in portal.boilerplate:
                assert text.strip() in words, (portal.site.key, text)
                assert text not in own, (portal.site.key, text)

    async def test_pages_say_that_they_are_samples(self, portals: dict[str, Portal], client: httpx.AsyncClient) -> None:
        """Nobody can take a page for real news: the footer of every page says so."""
        for portal in portals.values():
            assert "dữ liệu minh hoạ" in (await client.get(portal.url, follow_redirects=True)).text

    async def test_no_two_fetches_are_the_same(self, portals: dict[str, Portal], client: httpx.AsyncClient) -> None:
        """Counters and tokens differ between two fetches of an article, and nothing of the article does."""
        for portal in portals.values():
            address = portal.address(portal.articles[0])
            first, second = [await client.get(address) for _ in range(2)]
            assert first.text != second.text
            for line in portal.articles[0].paragraphs:
                assert (line in printed(first)) == (line in printed(second))

    async def test_the_lists_hold_every_article_once_over_their_pages(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Paging is complete: the two list pages together link to every article."""
        for key, portal in portals.items():
            pages = [await client.get(portal.url.rstrip("/") + path) for path in LISTS[key]]
            text = "".join(html.unescape(page.text) for page in pages)
            assert all(portal.style.path(article) in text for article in portal.articles), key

    async def test_the_front_page_leads_to_the_newest(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """From the bare address one comes to a page that links to the newest article."""
        for portal in portals.values():
            front = await client.get(portal.url, follow_redirects=True)
            assert portal.style.path(portal.articles[0]) in html.unescape(front.text)


class TestManners:
    async def test_nukeviet_feed_prints_the_month_for_the_minutes(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """pubDate's minutes are the month; the day and the hour are right; guid is news_N between blanks."""
        portal = portals["nukeviet"]
        entries = feedparser.parse((await client.get(portal.feed_url)).content).entries
        assert [entry.link for entry in entries] == [portal.address(article) for article in portal.articles]
        for entry, article in zip(entries, portal.articles, strict=True):
            month = article.published.month
            assert entry.published_parsed[:5] == (*article.published.timetuple()[:4], month)
            assert entry.id.strip() == f"news_{article.number}"

    async def test_nukeviet_published_time_is_malformed(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Only the first ten characters of article:published_time are right; microdata says the time of the fetch."""
        portal = portals["nukeviet"]
        article = portal.articles[-1]
        text = (await client.get(portal.address(article))).text
        meta = re.search(r'article:published_time" content="([^"]+)"', text)
        assert meta is not None
        assert meta[1].startswith(f"{to_vietnam(article.published):%Y-%m-%d}+07")
        assert f'"datePublished">{to_vietnam(NOW):%Y-%m-%d}T' in text

    async def test_nukeviet_sitemap_index_leads_to_the_news(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """robots.txt -> index -> news sitemap with every article."""
        portal = portals["nukeviet"]
        robots = (await client.get(f"{portal.url}robots.txt")).text
        assert f"Sitemap: {portal.sitemap_url}" in robots
        index = (await client.get(portal.sitemap_url)).text
        news = next(url for url in re.findall("<loc>(.*?)</loc>", index) if "news" in url)
        found = re.findall("<loc>(.*?)</loc>", (await client.get(news)).text)
        assert found == [portal.address(article) for article in portal.articles]

    async def test_nukeviet_never_says_304_and_goes_home(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Last-Modified is a day ago whatever happened; unknown paths and pages past the end are redirected."""
        portal = portals["nukeviet"]
        page = await client.get(portal.url)
        again = await client.get(portal.url, headers={"If-Modified-Since": page.headers["Last-Modified"]})
        assert (again.status_code, page.headers["Last-Modified"]) == (200, "Sun, 22 Nov 2026 14:05:30 GMT")
        for path, target in (("khong-co", "/"), ("page-9/", "/"), ("kinh-te/page-7/", "/kinh-te/")):
            moved = await client.get(portal.url + path)
            assert (moved.status_code, moved.headers["Location"]) == (301, target)
        assert (await client.get(f"{portal.url}kinh-te/bai-999.html")).status_code == 404

    async def test_nukeviet_feed_and_sitemap_are_byte_stable(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Nothing in them counts visitors, and they carry no validators."""
        portal = portals["nukeviet"]
        for url in (portal.feed_url, portal.sitemap_url):
            first, second = [await client.get(url) for _ in range(2)]
            assert first.content == second.content
            assert "etag" not in first.headers

    async def test_tandan_answers_everything_with_200(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """robots.txt, feeds and missing articles all get an apology in HTML; there is no validator."""
        portal = portals["tandan"]
        for path in ("robots.txt", "rss.xml", "sitemap.xml", "portal/read/tin-tuc/news/khong-co.html"):
            page = await client.get(portal.url + path)
            assert page.status_code == 200
            assert "Không tìm thấy nội dung yêu cầu" in page.text
            assert not {"etag", "last-modified"} & set(page.headers)

    async def test_tandan_headline_is_not_in_the_body(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """The title of an article stands in the head only, and one body has lost its first letter."""
        portal = portals["tandan"]
        openings = []
        for article in portal.articles:
            body = (await client.get(portal.address(article))).text.split('class="news-detail"')[1]
            assert article.title not in html.unescape(body.split('class="other-news"')[0])
            openings.append(article.blocks[0])
        assert any(block.text.startswith("húng tôi") for block in openings)
        assert any(block.kind is BlockKind.DROPCAP for block in openings)

    async def test_tables_feed_is_linked_nowhere_and_304_needs_both(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """/rss.xml works, no page mentions it; a page answers 304 only when both validators are sent."""
        portal = portals["nested_tables"]
        front = await client.get(portal.url)
        both = {"If-None-Match": front.headers["ETag"], "If-Modified-Since": front.headers["Last-Modified"]}
        assert "rss" not in front.text
        assert (await client.get(portal.url, headers=both)).status_code == 304
        for name in both:
            assert (await client.get(portal.url, headers={name: both[name]})).status_code == 200
        feed = await client.get(portal.feed_url)
        assert len(feedparser.parse(feed.content).entries) == len(portal.articles)
        unchanged = await client.get(portal.feed_url, headers={"If-None-Match": feed.headers["ETag"]})
        assert unchanged.status_code == 304

    async def test_tables_repeat_their_last_page_and_serve_nfd(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """A page past the end is the last page again; some articles come decomposed."""
        portal = portals["nested_tables"]
        last, beyond = [await client.get(f"{portal.url}tintuc/tatca/trang-{number}.htm") for number in (2, 9)]
        links = [re.findall(r'class="tin" href="([^"]+)"', page.text) for page in (last, beyond)]
        assert links[0] == links[1] != []
        pages = [(await client.get(portal.address(article))).text for article in portal.articles]
        composed = [unicodedata.is_normalized("NFC", page) for page in pages]
        assert set(composed) == {True, False}

    async def test_sharepoint_is_one_form_and_lies_about_304(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """The page lies in one form; a date alone gets a wrong 304; with an ETag, which never repeats, a right 200."""
        portal = portals["sharepoint"]
        address = portal.address(portal.articles[0])
        page = await client.get(address)
        assert page.text.index("<form") < page.text.index("ArticleContent") < page.text.index("</form>")
        assert 'name="__VIEWSTATE"' in page.text
        old = {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}
        assert (await client.get(address, headers=old)).status_code == 304
        assert (await client.get(address, headers={**old, "If-None-Match": page.headers["ETag"]})).status_code == 200

    async def test_sharepoint_identity_is_in_the_query(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """ItemID names the article; a missing one is a soft 404; there is neither feed nor sitemap."""
        portal = portals["sharepoint"]
        paths = {httpx.URL(portal.address(article)).path for article in portal.articles}
        assert paths == {"/tin-tuc/Pages/chi-tiet.aspx"}
        missing = await client.get(f"{portal.url}tin-tuc/Pages/chi-tiet.aspx?ItemID=9")
        assert missing.status_code == 200
        assert "Tin bài không tồn tại" in missing.text
        assert (portal.feed_url, portal.sitemap_url) == (None, None)

    async def test_liferay_links_change_at_each_request(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """Links carry a session and view state, differ between two fetches, and lead to the same article."""
        portal = portals["liferay"]
        seen = []
        for _ in range(2):
            text = html.unescape((await client.get(f"{portal.url}web/guest/tin-tuc")).text)
            seen.append(re.findall(r'class="asset-title"><a href="([^"]+)"', text)[0])
        assert seen[0] != seen[1]
        assert ";jsessionid=" in seen[0]
        assert "p_p_id=" in seen[0]
        for link in seen:
            assert portal.articles[0].title in (await client.get(portal.url.rstrip("/") + link)).text

    async def test_liferay_announces_a_feed_and_prints_null(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """The Atom feed is announced, honours its ETag and holds right times; the page says "null" before the title."""
        portal = portals["liferay"]
        page = await client.get(portal.address(portal.articles[0]))
        assert f'<link href="{portal.style.feed_path()}" rel="alternate"' in page.text
        assert f"null {portal.articles[0].title}" in html.unescape(page.text)
        feed = await client.get(portal.feed_url)
        entry = feedparser.parse(feed.content).entries[0]
        assert entry.published_parsed[:5] == portal.articles[0].published.timetuple()[:5]
        unchanged = await client.get(portal.feed_url, headers={"If-None-Match": feed.headers["ETag"]})
        assert unchanged.status_code == 304


class TestLife:
    @pytest.mark.parametrize("key", KEYS)
    async def test_publish_shows_the_article_everywhere(
        self, key: str, portals: dict[str, Portal], hands: Hands, client: httpx.AsyncClient
    ) -> None:
        """A held-back article is nowhere; once published it is on list, feed, sitemap and at its address, dated now."""
        portal = portals[key]
        article = portal.held_back[0]
        channels = [portal.url.rstrip("/") + LISTS[key][0], portal.feed_url]
        for url in filter(None, channels):
            assert portal.style.path(article) not in html.unescape((await client.get(url)).text)
        hands.now += timedelta(minutes=7)
        shown = portal.publish(article)
        assert shown.published == datetime(2026, 11, 23, 14, 12, tzinfo=UTC)
        for url in filter(None, channels):
            assert portal.style.path(article) in html.unescape((await client.get(url)).text)
        assert article.title in html.unescape((await client.get(portal.address(article))).text)
        assert portal.articles[0] == shown
        assert portal.held_back == ()

    async def test_publishing_changes_the_validators(
        self, portals: dict[str, Portal], hands: Hands, client: httpx.AsyncClient
    ) -> None:
        """Where validators are right, they no longer match after something was published."""
        portal = portals["nested_tables"]
        before = await client.get(portal.url)
        hands.now += timedelta(minutes=1)
        portal.publish(portal.held_back[0])
        headers = {"If-None-Match": before.headers["ETag"], "If-Modified-Since": before.headers["Last-Modified"]}
        assert (await client.get(portal.url, headers=headers)).status_code == 200

    async def test_revise_changes_the_body_in_place(
        self, portals: dict[str, Portal], client: httpx.AsyncClient
    ) -> None:
        """A revised article keeps address and date and shows the new text; an unpublished one cannot be revised."""
        portal = portals["nukeviet"]
        article = portal.articles[0]
        revised = portal.revise(amended(article, "xếp thứ 3/10", "xếp thứ 2/10"))
        text = html.unescape((await client.get(portal.address(article))).text)
        assert "xếp thứ 2/10" in text
        assert "xếp thứ 3/10" not in text
        assert revised.published == article.published
        assert "xếp thứ 2/10" in revised.truth.claims[0].evidence
        with pytest.raises(KeyError):
            portal.revise(portal.held_back[0])
        with pytest.raises(ValueError, match="không có chữ này"):
            amended(article, "không có chữ này", "")

    async def test_requests_are_logged(self, portals: dict[str, Portal], client: httpx.AsyncClient) -> None:
        """The log holds target, headers, status and a monotonic time, in order."""
        portal = portals["tandan"]
        await client.get(f"{portal.url}?x=1", headers={"User-Agent": "mười".encode()})
        await client.get(f"{portal.url}robots.txt")
        first, second = portal.requests
        assert (first.method, first.target, first.status) == ("GET", "/?x=1", 200)
        assert first.headers["user-agent"].encode("latin-1").decode() == "mười"
        assert first.at <= second.at

    async def test_addresses_are_their_own(self, portals: dict[str, Portal]) -> None:
        """Each portal has a loopback address of its own, as the demo's per-host pacing needs."""
        assert [httpx.URL(portal.url).host for portal in portals.values()] == [f"127.0.0.{n}" for n in range(11, 16)]
        portal = portals["liferay"]
        assert portal.article_at(portal.address(portal.articles[2])) == portal.articles[2]


class TestContent:
    async def test_every_portal_has_rankings_and_hard_negatives(self, portals: dict[str, Portal]) -> None:
        """At least eight articles each, one fresh ranking, four negatives with a named trap, one ranking held back."""
        for portal in portals.values():
            articles = portal.articles
            negatives = [article for article in articles if article.truth.label is not Label.RANKING]
            assert len(articles) >= 8
            assert any(article.alerts for article in articles)
            assert len(negatives) >= 4
            assert all(article.truth.trap for article in articles)
            assert any(article.truth.label is Label.RANKING for article in portal.held_back)

    async def test_articles_have_the_length_of_news(self, portals: dict[str, Portal]) -> None:
        """200 to 600 words each, as officials write them."""
        for portal, article in everywhere(portals):
            words = len(" ".join(article.paragraphs).split())
            assert 200 <= words <= 600, (portal.site.key, article.title, words)

    async def test_claims_have_evidence_and_negatives_none(self, portals: dict[str, Portal]) -> None:
        """Evidence occurs verbatim in title or text; an article has claims exactly if it is labelled a ranking."""
        held = [(portal, article) for portal in portals.values() for article in portal.held_back]
        for _, article in (*everywhere(portals), *held):
            text = "\n".join((article.title, *article.paragraphs))
            assert bool(article.truth.claims) == (article.truth.label is Label.RANKING), article.title
            for claim in article.truth.claims:
                assert claim.evidence in text
                assert claim.index.is_reform
                assert claim.rank is not None or claim.score is not None
                assert claim.year == to_vietnam(article.published).year - 1

    async def test_one_story_is_carried_by_three_portals(self, portals: dict[str, Portal]) -> None:
        """The original, an exact copy, and a near copy with another title, lead and byline."""
        copies = [article for _, article in everywhere(portals) if article.story == "par-index-toan-quoc"]
        original, near, exact = copies
        assert (original.title, original.paragraphs) == (exact.title, exact.paragraphs)
        assert near.blocks == original.blocks
        assert (near.title, near.lead, near.byline) != (original.title, original.lead, original.byline)
        others = [article.story for _, article in everywhere(portals) if article not in copies]
        assert len(others) == len(set(others))

    async def test_an_old_ranking_must_not_alert(self, portals: dict[str, Portal]) -> None:
        """One ranking is older than the two days that a first poll may alert on."""
        rankings = [article for _, article in everywhere(portals) if article.truth.label is Label.RANKING]
        old = [article for article in rankings if not article.alerts]
        assert [NOW - article.published > timedelta(days=30) for article in old] == [True]
        alerts = expected_alerts(portals.values())
        assert set(alerts) == {article.story for article in rankings if article.alerts}
        assert [len(addresses) for addresses in alerts.values()].count(3) == 1
        assert sum(len(addresses) for addresses in alerts.values()) == len(rankings) - 1

    async def test_forms_and_indices_vary(self, portals: dict[str, Portal]) -> None:
        """PAR, SIPAS and 766; ranks in tables, with and without total, score and change; a rise, a fall, a stay."""
        claims = [
            claim
            for portal in portals.values()
            for article in (*portal.articles, *portal.held_back)
            for claim in article.truth.claims
        ]
        assert {claim.index for claim in claims} == {Index.PAR, Index.SIPAS, Index.QD766}
        assert any(" | " in claim.evidence for claim in claims)
        changes = {claim.rank_change for claim in claims if claim.rank_change is not None}
        assert min(changes) < 0 < max(changes)
        assert 0 in changes
        assert any(claim.of_total is None for claim in claims)
        assert any(claim.score is None for claim in claims)

    @pytest.mark.parametrize("moment", ["2026-01-01T00:10:00+07:00", "2028-02-29T23:50:00+07:00"])
    async def test_the_news_is_fresh_at_any_moment(self, moment: str) -> None:
        """Dates in the texts follow `now`, over a turn of the year as on a leap day."""
        now = datetime.fromisoformat(moment)
        for portal in sample_portals(now, clock=lambda: now):
            for article in portal.articles:
                assert article.published <= now
                assert "{" not in "".join((article.title, *article.paragraphs))

    async def test_values_are_frozen(self, portals: dict[str, Portal]) -> None:
        """A test that wants another article makes a copy of it."""
        article = portals["tandan"].articles[0]
        assert replace(article, number=99).number == 99
        with pytest.raises(AttributeError):
            article.number = 99  # type: ignore[misc]
