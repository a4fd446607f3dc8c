"""Three real CMSs, as they were recorded, read by the service from their bare front-page addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator

import pytest
from support.saved_site import SavedSite
from support.shared import seed as seed_text
from support.world import Clock, World, world

from parwatch.events import Outcome
from parwatch_core.analysis import analyse
from parwatch_core.fetching import FetchStatus
from parwatch_core.ranking import Index, RankingClaim, Verdict
from parwatch_core.source import Source
from scraper.extract.plaintext import from_text
from scraper.urls import canonical
from storage.database import Database

pytestmark = pytest.mark.shared

# Where each CMS prints its counters: visitor statistics, hits of the article.
_COUNTERS = re.compile(
    rb'<ul class="counter.*?</ul>|<dd class="hits">.*?</dd>|<span class="counter.*?</span>', re.DOTALL
)


@pytest.fixture
async def service(database: Database) -> AsyncIterator[World]:
    async with world(database, Clock()) as made:
        yield made


def squashed(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFC", text)).lower()


def move_counters(site: SavedSite) -> int:
    """Every page shows other numbers from now on, as after an hour of visitors; on how many pages."""
    moved = 0
    for path, answer in site.answers.items():
        body = _COUNTERS.sub(
            lambda found: re.sub(rb"\d", lambda digit: b"%d" % (9 - int(digit[0])), found[0]), answer.body
        )
        if body != answer.body:
            site.replaced[path] = body
            moved += 1
    return moved


@pytest.mark.parametrize("cms", ["nukeviet", "wordpress", "joomla"])
async def test_a_recorded_portal_is_read_whole_and_clean(service: World, cms: str) -> None:
    """Every saved article of its lists is stored clean, nothing else is, and a second poll finds nothing new."""
    async with SavedSite(cms) as site:
        source = Source(name=cms, url=site.url)
        pages = [entry["kind"] for entry in site.manifest if entry["kind"] not in ("search", "notfound")]
        listed = {canonical(site.url.rstrip("/") + path): site.articles[path] for path in site.addresses_in(*pages)}
        (ended,) = await service.poll(source)
        assert ended.status is FetchStatus.OK
        stored = service.stored()
        assert listed.keys() - stored.keys() == set(), "not stored"
        known = {canonical(site.url.rstrip("/") + path) for path in site.articles}
        assert stored.keys() - known == set(), "stored, and no article"
        for url, row in listed.items():
            flat = squashed(stored[url].text)
            assert [part for part in row["with"] if squashed(part) not in flat] == [], url
            assert [part for part in row["without"] if squashed(part) in flat] == [], url
        assert move_counters(site) >= (0 if cms == "wordpress" else 20)
        for _ in range(3):
            service.clock.advance(hours=3)
            (ended,) = await service.poll(source)
            assert set(ended.counts) <= {Outcome.UNCHANGED, Outcome.REJECTED, Outcome.FAILED}
        assert len({event.url for event in service.pages(Outcome.UNCHANGED)}) >= 10
        assert {url: story.version_id for url, story in service.stored().items()} == {
            url: story.version_id for url, story in stored.items()
        }


def judged(seed: str) -> Verdict:
    """A seed as it is: its text with all its furniture, cleaned and judged."""
    raw = seed_text(seed)
    page = from_text(raw)
    return analyse(page.title, page.text)


def facts(verdict: Verdict) -> set[tuple[object, ...]]:
    return {(c.index, c.year, c.rank, c.of_total) for c in verdict.claims}


def of(verdict: Verdict, index: Index, year: int) -> RankingClaim:
    (claim,) = [claim for claim in verdict.claims if (claim.index, claim.year) == (index, year)]
    return claim


def test_ham_thuan_bac() -> None:
    """2 of 10 in 2021 after 10 in 2020, and the IT rank under its own index."""
    verdict = judged("000")
    assert verdict.is_reform_ranking
    assert facts(verdict) == {(Index.PAR, 2021, 2, 10), (Index.PAR, 2020, 10, 10), (Index.ICT, 2021, 3, 10)}
    assert "Hàm Thuận Bắc" in of(verdict, Index.PAR, 2021).unit
    assert of(verdict, Index.PAR, 2021).rank_change == 8


def test_huong_son() -> None:
    """Second of the province in 2021."""
    verdict = judged("001")
    assert verdict.is_reform_ranking
    claim = of(verdict, Index.PAR, 2021)
    assert (claim.rank, claim.of_total) == (2, None)
    assert "Hương Sơn" in claim.unit


def test_phung_hiep() -> None:
    """7 of 8 in 2021."""
    verdict = judged("002")
    assert facts(verdict) == {(Index.PAR, 2021, 7, 8)}
    assert "Phụng Hiệp" in verdict.claims[0].unit


def test_bac_yen() -> None:
    """11 of 12 with 88 points, up 2.63 points, in 2017."""
    verdict = judged("003")
    claim = of(verdict, Index.PAR, 2017)
    assert (claim.rank, claim.of_total, claim.score, claim.score_unit) == (11, 12, 88.0, "điểm")
    assert (claim.score_change, claim.score_change_unit) == (2.63, "điểm")
    assert "Bắc Yên" in claim.unit


def test_cao_lanh() -> None:
    """A reform meeting without a rank gives no alert."""
    verdict = judged("004")
    assert not verdict.is_reform_ranking
    assert verdict.claims == ()


@pytest.mark.parametrize(
    ("seed", "furniture"),
    [
        ("000", ["Thống kê truy cập", "1202783", "Đăng nhập", "Chung nhan", "Từ DuyTRANG", "Phiêu du"]),
        ("001", ["Mã xác thực", "lượt đánh giá", "270.869", "Online: 21", "Liên kết website", "Bản đồ hành chính"]),
        ("002", ["Số giấy phép", "Đơn vị quản lý", "02933961138", "Trang web Ủy ban"]),
        ("003", ["THỐNG KÊ TRUY CẬP", "44540891", "THÔNG TIN CẢI CÁCH", "GMT +7"]),
        ("004", ["Xuất bản thông tin", "null ", "Trang chủ Chi tiết", "Có thể bạn quan tâm"]),
    ],
)
def test_a_seed_text_is_cleaned(seed: str, furniture: list[str]) -> None:
    """The boilerplate of the text dump goes, the longest paragraph stays whole."""
    raw = seed_text(seed)
    page = from_text(raw)
    assert [line for line in furniture if line in f"{page.title}\n{page.text}"] == []
    longest = max(raw.splitlines(), key=len)
    assert squashed(longest) in squashed(page.text)
