"""What the bot's questions read: stories next to a notice, units by their reference, years of an index."""

from __future__ import annotations

import pytest
from support.archive import NOW, add, article, claim, verdict

from parwatch_core.identity import identify, reference, referred
from parwatch_core.notice import NoticeKind
from parwatch_core.places import label
from parwatch_core.preferences import Area, Preferences, Scope
from parwatch_core.ranking import Index, UnitLevel
from storage import notices, outbox, rankings, search
from storage.database import Database

GIA_LAI = Preferences(scope=Scope(Area.PROVINCES, ("Gia Lai",)))


@pytest.fixture
def told(database: Database) -> Database:
    """Two hundred stories: every tenth on Gia Lai, the first of them told again with other figures."""
    with database.write() as session:
        stories = []
        for number in range(200):
            home = "Gia Lai" if number % 10 == 0 else "Hà Tĩnh"
            one = claim(home, province=home, unit_level=UnitLevel.PROVINCE)
            stories.append(add(session, article(title=f"{number}"), verdict(one)))
            outbox.publish(session, stories[-1].article_id, stories[-1].version_id, NoticeKind.NEW, NOW)
        outbox.publish(session, stories[0].article_id, stories[0].version_id, NoticeKind.UPDATE, NOW)
    return database


def test_pages_of_what_is_wanted_are_whole(told: Database) -> None:
    """Down to the first and up again: each story once, as it was told last, however far apart they are."""
    with told.read() as session:
        first = notices.older(session, None, 12, GIA_LAI)
        rest = notices.older(session, first[-1].number, 12, GIA_LAI)
        assert [one.title for one in (*first, *rest)] == ["0", *(str(n) for n in range(190, 0, -10))]
        assert first[0].kind is NoticeKind.UPDATE
        assert notices.newer(session, rest[0].number, 12, GIA_LAI) == first
        assert notices.older(session, 1, 5, GIA_LAI) == notices.newer(session, first[0].number, 5, None) == ()


def test_without_wishes_everything_is_listed(told: Database) -> None:
    """Next to each other in the order of the telling."""
    with told.read() as session:
        newest = notices.older(session, None, 3, None)
        assert [one.title for one in newest] == ["0", "199", "198"]
        assert notices.newer(session, newest[-1].number, 3, None) == newest[:2]


def test_a_unit_is_found_by_its_reference(database: Database) -> None:
    """One of the gazetteer with its kin, a department, and nothing for anything else."""
    district = claim("UBND huyện Hương Sơn", province="Hà Tĩnh")
    commune = claim("xã Hương Sơn", province="Hà Tĩnh", unit_level=UnitLevel.COMMUNE)
    office = claim("Sở Nội vụ", province="Gia Lai", unit_level=UnitLevel.DEPARTMENT)
    elsewhere = claim("xã Hương Sơn", province="Hà Nội", unit_level=UnitLevel.COMMUNE)
    with database.write() as session:
        add(session, judged=verdict(district, commune, office, elsewhere))

    def of(one: object) -> str:
        return reference(identify(one.unit, one.unit_level, one.province).key)  # type: ignore[attr-defined]

    with database.read() as session:
        known = rankings.of_reference(session, of(district))
        assert [label(place) for place in known.places] == ["huyện Hương Sơn, Hà Tĩnh"]
        assert [fact.unit for fact in known.facts] == ["huyện Hương Sơn"]
        assert [(fact.unit, fact.province) for fact in known.linked] == [("xã Hương Sơn", "Hà Tĩnh")]
        department = rankings.of_reference(session, of(office))
        assert ([fact.unit for fact in department.facts], department.places) == (["Sở Nội vụ"], ())
        for nobody in ("", "zzz", "000000000000", "' OR 1=1"):
            assert not rankings.of_reference(session, nobody).facts


def test_references_are_short_and_tell_units_apart() -> None:
    """Twelve letters; every unit of the gazetteer has its own and is found by it."""
    from parwatch_core.analysis.places import places

    subjects = {identify(place.full, place.level, place.province).key for place in places()}
    shorts = {reference(key) for key in subjects}
    assert {len(short) for short in shorts} == {12}
    assert len(shorts) == len(subjects)
    found = [referred(short) for short in shorts]
    assert sum(place is None for place in found) == 0


def test_years_are_those_of_a_kind_of_table(database: Database) -> None:
    """Provinces and ministries, or what lies in one province, old ones included; only where a rank is known."""
    with database.write() as session:
        for year, changes in (
            (2022, {"province": "Hà Tĩnh", "unit_level": UnitLevel.PROVINCE}),
            (2023, {"province": "Hà Tĩnh", "unit_level": UnitLevel.PROVINCE, "rank": None, "score": 90.0}),
            (2024, {"province": "Bình Định", "unit_level": UnitLevel.DISTRICT}),
            (2025, {"province": "Hà Tĩnh", "unit_level": UnitLevel.DISTRICT, "index": Index.DTI}),
        ):
            add(session, judged=verdict(claim("một đơn vị", year=year, **changes)))
    with database.read() as session:
        assert rankings.years(session, Index.PAR) == (2022,)
        assert rankings.years(session, Index.PAR, "Gia Lai") == (2024,)  # Bình Định is part of it since 2025
        assert rankings.years(session, Index.DTI, "ha tinh") == (2025,)
        assert rankings.years(session, Index.PCI) == ()


def test_a_query_of_a_thousand_words_is_answered(database: Database) -> None:
    """By its first phrases: SQLite refuses hundreds of them."""
    with database.write() as session:
        add(session, article(text=" ".join(f"w{n}" for n in range(1000))))
        assert len(search.articles(session, " ".join(f"w{n}" for n in range(1000)))) == 1
        assert len(search.terms(" ".join(f"w{n}" for n in range(1000)))) == 32
        assert [hit.portal for hit in search.articles(session, "w1")] == ["songtra"]
