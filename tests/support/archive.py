"""Articles, verdicts and times for tests of what is stored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from parwatch_core.page import Article, Fingerprint
from parwatch_core.ranking import Index, RankingClaim, Salience, UnitLevel, Verdict
from storage import articles
from storage.values import StoryIds

NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
NOTHING = Verdict(is_reform_ranking=False)
_numbers = count(1)


def later(**span: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**span)


def claim(unit: str = "huyện Sông Trà", **changes: Any) -> RankingClaim:
    """Second of ten on the reform index of 2025."""
    values: dict[str, Any] = {"unit_level": UnitLevel.DISTRICT, "index": Index.PAR, "evidence": "xếp thứ 2/10"}
    values.update(province="Trà Giang", year=2025, rank=2, of_total=10)
    return RankingClaim(unit, **{**values, **changes})


def verdict(*claims: RankingClaim) -> Verdict:
    """A reform ranking with these claims, or one claim."""
    return Verdict(True, claims or (claim(),), 0.93, Salience.MAIN, ("xếp thứ 2/10",))


def article(url: str | None = None, **changes: Any) -> Article:
    """An article with an address and a body of its own."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "url": url or f"https://songtra.example.gov.vn/tin/{number}",
        "source": "songtra",
        "title": f"Huyện Sông Trà xếp thứ 2 về cải cách hành chính ({number})",
        "text": f"Năm 2025, huyện Sông Trà xếp thứ 2/10.\nBản tin số {number}.",
        "body_hash": f"body-{number}",
        "published": NOW - timedelta(hours=2),
        "method": "nukeviet",
        "removed": 7,
        "portal_unit": "huyện Sông Trà",
        "portal_province": "Trà Giang",
    }
    return Article(**{**values, **changes})


def fingerprint(of: Article, bands: tuple[int, ...] = (), numbers: frozenset[str] = frozenset()) -> Fingerprint:
    """A fingerprint with the article's hash."""
    return Fingerprint(of.body_hash, b"signature of " + of.body_hash.encode(), bands, numbers)


def add(session: Session, new: Article | None = None, judged: Verdict | None = None, at: datetime = NOW) -> StoryIds:
    """Store a story."""
    new = new or article()
    return articles.add_story(session, new, fingerprint(new), judged or verdict(), at)
