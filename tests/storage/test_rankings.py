"""Claims across all stories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from support.archive import NOW, add, article, claim, fingerprint, verdict

from parwatch_core.facts import Fact
from parwatch_core.ranking import Index, RankingClaim, UnitLevel
from storage import articles, rankings
from storage.database import Database


@pytest.fixture
def three(database: Database) -> Database:
    """Three claims in two stories."""
    with database.write() as session:
        add(
            session,
            judged=verdict(
                claim("huyện Đức Cơ", province="Gia Lai", year=2023),
                claim("huyện Đức Cơ", province="Gia Lai", year=2024, index=Index.DTI),
            ),
        )
        add(session, judged=verdict(claim("Sở Nội vụ", province=None, year=None)))
    return database


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ({}, [2024, 2023, None]),
        ({"unit": "duc co"}, [2024, 2023]),
        ({"unit": "Đức Cơ"}, [2024, 2023]),
        ({"unit": "Đức"}, [2024, 2023]),
        ({"unit": "uc co"}, []),
        ({"unit": "100%"}, []),
        ({"province": "gia lai"}, [2024, 2023]),
        ({"index": Index.DTI}, [2024]),
        ({"year": 2023}, [2023]),
        ({"unit": "sở nội vụ"}, [None]),
        ({"limit": 1}, [2024]),
    ],
)
def test_find(three: Database, asked: dict[str, object], years: list[int | None]) -> None:
    """Units and provinces match by whole words, with and without marks; the newest year comes first."""
    with three.read() as session:
        found = rankings.find(session, **asked)  # type: ignore[arg-type]
    assert [stored.claim.year for stored in found] == years


def test_claims_of_replaced_bodies_are_not_listed(database: Database) -> None:
    """After a correction only the corrected rank is found, with the article that now says it."""
    new = article()
    with database.write() as session:
        ids = add(session, new, verdict(claim(rank=2)))
        edited = replace(new, title="Đính chính", body_hash="edited")
        articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(claim(rank=3)), NOW)
        found = rankings.find(session)
    assert [(stored.claim.rank, stored.title, stored.url, stored.source) for stored in found] == [
        (3, "Đính chính", new.url, new.source)
    ]
    assert (found[0].article_id, found[0].dated) == (ids.article_id, new.published)


# --- facts


def say(database: Database, *claims: RankingClaim) -> None:
    """An article for each of these claims."""
    with database.write() as session:
        for one in claims:
            add(session, judged=verdict(one))


def hatinh(unit: str = "huyện Hương Sơn", year: int | None = 2021, rank: int = 2, **changes: Any) -> RankingClaim:
    return claim(unit, **{"province": "Hà Tĩnh", "year": year, "rank": rank, "of_total": 13, **changes})


def shown(facts: Iterable[Fact]) -> list[tuple[str, int | None, int | None, int | None, int]]:
    """Unit, year, rank, change and number of articles."""
    return [(fact.unit, fact.year, fact.rank, fact.rank_change, fact.articles) for fact in facts]


def test_articles_that_agree_are_one_fact(database: Database) -> None:
    """However the unit is written, with the portal and address of each; only current bodies speak."""
    city = "thành phố Hà Tĩnh"
    say(database, hatinh("TP. Hà Tĩnh"), hatinh(city, of_total=None), hatinh(city, rank=5))
    with database.read() as session:
        found = rankings.facts(session)
    assert shown(found) == [("thành phố Hà Tĩnh", 2021, 2, None, 2), ("thành phố Hà Tĩnh", 2021, 5, None, 1)]
    assert [fact.disputed for fact in found] == [("rank",), ("rank",)]
    assert {witness.url.split("/tin/")[0] for witness in found[0].witnesses} == {"https://songtra.example.gov.vn"}


def test_a_year_is_told_with_its_change(database: Database) -> None:
    """The year before is read too, but not listed."""
    say(database, hatinh(year=2020, rank=10), hatinh(), hatinh("huyện Can Lộc", rank=4))
    with database.read() as session:
        found = rankings.facts(session, index=Index.PAR, year=2021)
        assert rankings.facts(session, index=Index.SIPAS, year=2021) == ()
    assert shown(found) == [("huyện Can Lộc", 2021, 4, None, 1), ("huyện Hương Sơn", 2021, 2, 8, 1)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, None])
def test_a_limit_cuts_facts_and_spoils_none(database: Database, limit: int | None) -> None:
    """What is shown is what would be shown without a limit: all witnesses, and the change from the year before."""
    years = [2019, 2020, 2021, None]
    say(database, *(hatinh(year=year, rank=rank) for rank, year in enumerate(years, 1) for _ in range(2)))
    say(database, *(hatinh(year=year, rank=7, index=Index.SIPAS) for year in years))
    with database.read() as session:
        assert rankings.facts(session, limit=limit) == rankings.facts(session, limit=None)[:limit]
        assert shown(rankings.facts(session, limit=1)) == [("huyện Hương Sơn", 2021, 3, -1, 2)]


@pytest.mark.parametrize(
    ("province", "units"),
    [
        ("ha tinh", ["huyện Hương Sơn"]),
        ("tỉnh Hà Tĩnh", ["huyện Hương Sơn"]),
        ("Bình Thuận", ["huyện Hàm Thuận Bắc"]),
        ("Lâm Đồng", ["huyện Hàm Thuận Bắc", "huyện Đức Trọng"]),
        ("Nơi Đâu", []),
        ("%", []),
    ],
)
def test_a_province_takes_in_what_it_was_made_of(database: Database, province: str, units: list[str]) -> None:
    """Bình Thuận is in Lâm Đồng since July 2025; a claim without a province has the gazetteer's."""
    say(
        database,
        hatinh(province=None),
        hatinh("huyện Hàm Thuận Bắc", province="Bình Thuận"),
        hatinh("huyện Đức Trọng", province="Lâm Đồng"),
        hatinh("chưa rõ", province=None, unit_level=UnitLevel.OTHER),
    )
    with database.read() as session:
        assert [fact.unit for fact in rankings.facts(session, province=province)] == units


# --- a unit by the name that somebody types


@pytest.fixture
def huong_son(database: Database) -> Database:
    """The district, the communes of that name in two provinces, a department, a ministry."""
    commune = {"unit_level": UnitLevel.COMMUNE, "year": 2025, "index": Index.QD766}
    say(
        database,
        hatinh(),
        hatinh(year=2020, rank=10),
        hatinh("xã Hương Sơn", rank=12, of_total=69, **commune),
        hatinh("xã Hương Sơn", rank=3, of_total=126, province="Hà Nội", **commune),
        hatinh("Sở Nội vụ", rank=1, unit_level=UnitLevel.DEPARTMENT),
        hatinh("Bộ Nội vụ", rank=4, of_total=17, unit_level=UnitLevel.MINISTRY, province=None),
    )
    return database


@pytest.mark.parametrize(
    ("typed", "asked", "own", "linked"),
    [
        ("huyện Hương Sơn", {}, [("huyện Hương Sơn", 2021), ("huyện Hương Sơn", 2020)], [("xã Hương Sơn", 2025)]),
        ("H. Huong Son", {"year": 2021}, [("huyện Hương Sơn", 2021)], []),
        ("xã Hương Sơn", {"province": "Hà Nội"}, [("xã Hương Sơn", 2025)], []),
        (
            "huong son ha tinh",
            {},
            [("xã Hương Sơn", 2025), ("huyện Hương Sơn", 2021), ("huyện Hương Sơn", 2020)],
            [],
        ),
        ("huong son ha tinh", {"index": Index.PAR}, [("huyện Hương Sơn", 2021), ("huyện Hương Sơn", 2020)], []),
        ("sở nội vụ", {}, [("Sở Nội vụ", 2021)], []),
        ("so noi vu", {"province": "Nghệ An"}, [], []),
        ("Bộ Nội vụ", {}, [("Bộ Nội vụ", 2021)], []),
        ("xã Sơn Tây", {"province": "Hà Tĩnh"}, [], [("huyện Hương Sơn", 2021), ("huyện Hương Sơn", 2020)]),
    ],
)
def test_a_unit_and_its_kin(
    huong_son: Database, typed: str, asked: dict[str, Any], own: list[Any], linked: list[Any]
) -> None:
    """Exactly the units of that name, and beside them those whose ground they have or had."""
    with huong_son.read() as session:
        known = rankings.history(session, typed, **asked)
    assert [(fact.unit, fact.year) for fact in known.facts] == own
    assert [(fact.unit, fact.year) for fact in known.linked] == linked
    assert known.suggestions == () or not own


@pytest.mark.parametrize("typed", ["Hương Sonn", "huyen huong sown"])
def test_an_unknown_unit_gets_suggestions(huong_son: Database, typed: str) -> None:
    """Nothing is guessed: what may be meant is named, and no facts are shown."""
    with huong_son.read() as session:
        known = rankings.history(session, typed)
    assert (known.places, known.facts, known.linked) == ((), (), ())
    assert "huyện Hương Sơn" in {place.full for place in known.suggestions}


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "'; --", "x" * 10_000, "\x00", "🙂", "tỉnh"])
def test_whatever_is_typed(huong_son: Database, typed: str) -> None:
    """Any text is a question with an answer, an empty one at worst."""
    with huong_son.read() as session:
        known = rankings.history(session, typed)
    assert known.facts == known.linked == ()
