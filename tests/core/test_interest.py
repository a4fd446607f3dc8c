"""Who is told of which notice, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parwatch_core.interest import Ground, concerning, judge, personal, wants, watched
from parwatch_core.notice import Notice, NoticeKind
from parwatch_core.preferences import REFORM, Area, Bound, Movement, Preferences, Scope, Side
from parwatch_core.ranking import Index, RankingClaim, Salience, UnitLevel


def claim(unit: str = "huyện Hương Sơn", level: UnitLevel = UnitLevel.DISTRICT, **changes: Any) -> RankingClaim:
    values: dict[str, Any] = {"index": Index.PAR, "evidence": "", "province": "Hà Tĩnh", "year": 2024, "rank": 2}
    return RankingClaim(unit, level, **{**values, **changes})


def province(name: str, **changes: Any) -> RankingClaim:
    return claim(name, UnitLevel.PROVINCE, province=name, **changes)


def notice(*claims: RankingClaim, **changes: Any) -> Notice:
    values: dict[str, Any] = {"kind": NoticeKind.NEW, "title": "t", "url": "https://a.vn", "portal": "Hương Sơn"}
    values.update(claims=claims or (claim(),), source="huongson", salience=Salience.MAIN, confidence=0.95)
    return Notice(**{**values, **changes})


def units(*places: str, **changes: Any) -> Preferences:
    return Preferences(scope=Scope(Area.UNITS, places), **changes)


def provinces(*places: str) -> Preferences:
    return Preferences(scope=Scope(Area.PROVINCES, places))


def test_by_default_every_sure_reform_ranking_is_told() -> None:
    """Whatever its salience; other indices are asked for, doubtful verdicts too."""
    for salience in Salience:
        assert wants(Preferences(), notice(salience=salience))
    other = notice(claim(index=Index.PAPI), salience=None, confidence=None)
    assert not wants(Preferences(), other)
    assert wants(Preferences(indices=REFORM | {Index.PAPI}), other)
    assert not wants(Preferences(), notice(confidence=0.55))
    assert wants(Preferences(doubtful=True), notice(confidence=0.55))
    assert wants(Preferences(), notice(claim(doubtful=True)))


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        (units("huyện Hương Sơn, Hà Tĩnh"), True),
        (units("thành phố Hà Tĩnh, Hà Tĩnh"), False),
        (units("Hà Tĩnh"), False),
        (provinces("Hà Tĩnh"), True),
        (provinces("Nghệ An", "Hà Tĩnh"), True),
        (provinces("Nghệ An"), False),
    ],
)
def test_scope(wishes: Preferences, told: bool) -> None:
    """A unit is itself alone, a province is everything in it."""
    assert wants(wishes, notice()) is told


@pytest.mark.parametrize(
    ("chosen", "subject", "told"),
    [
        ("huyện Hương Sơn, Hà Tĩnh", claim("xã Sơn Giang", UnitLevel.COMMUNE), True),
        ("xã Sơn Giang, Hà Tĩnh", claim("huyện Hương Sơn"), False),
        ("Bến Tre", province("Vĩnh Long"), True),
        ("Vĩnh Long", province("Bến Tre"), True),
        ("Bến Tre", province("Trà Vinh"), False),
        ("Huế", province("Thừa Thiên Huế"), True),
        ("Sở Nội vụ, Hà Tĩnh", claim("Sở Nội vụ", UnitLevel.DEPARTMENT), True),
        ("Sở Nội vụ, Hà Tĩnh", claim("Sở Nội vụ", UnitLevel.DEPARTMENT, province="Nghệ An"), False),
        ("Bộ Nội vụ", claim("Bộ Nội vụ", UnitLevel.MINISTRY, province=None), True),
        ("huyện Hương Sơn, Hà Tĩnh", claim("UBND huyện Hương Sơn"), True),
        ("huyện Hương Sơn, Hà Tĩnh", claim("Hương Sơn", province=None), True),
        ("Hòa Bình", province("Hoà Bình"), True),
    ],
)
def test_units_by_identity(chosen: str, subject: RankingClaim, told: bool) -> None:
    """A district leads to its communes, a merged province to the new one; spelling and offices do not matter."""
    assert wants(units(chosen), notice(subject)) is told


def test_merged_provinces_cover_what_lies_in_the_new_one() -> None:
    """Who chose Bến Tre hears of Vĩnh Long's communes; who chose Vĩnh Long of Bến Tre's former districts."""
    commune = claim("xã Mỏ Cày", UnitLevel.COMMUNE, province="Vĩnh Long")
    district = claim("huyện Ba Tri", province="Bến Tre")
    assert wants(provinces("Bến Tre"), notice(commune))
    assert wants(provinces("Vĩnh Long"), notice(district))
    assert not wants(provinces("Trà Vinh"), notice(district))


@pytest.mark.parametrize(
    ("movement", "changes", "told"),
    [
        (Movement.ROSE, {"rank_change": 3}, True),
        (Movement.ROSE, {"rank_change": -3}, False),
        (Movement.FELL, {"rank_change": -1}, True),
        (Movement.FELL, {"rank_change": 0}, False),
        (Movement.CHANGED, {"rank_change": -1}, True),
        (Movement.CHANGED, {}, False),
        (Movement.ANY, {}, True),
    ],
)
def test_movement(movement: Movement, changes: dict[str, int], told: bool) -> None:
    """A change that nobody told is none."""
    assert wants(Preferences(movement=movement), notice(claim(**changes))) is told


def test_movement_between_two_years_of_one_article() -> None:
    """From 17th in 2023 to 2nd in 2024 is a rise, and the rank that counts is the 2nd."""
    risen = notice(claim(rank=17, year=2023), claim(rank=2, year=2024))
    assert wants(Preferences(movement=Movement.ROSE), risen)
    assert not wants(Preferences(movement=Movement.FELL), risen)
    assert wants(Preferences(rank=Bound(Side.BETTER, 2)), risen)
    assert not wants(Preferences(rank=Bound(Side.WORSE, 10)), risen)


def test_bounds_belong_to_both_sides_and_to_ones_own_units() -> None:
    """Rank 2 of a unit that is not watched lets nothing through."""
    both = notice(claim(rank=10), claim("huyện Can Lộc", rank=2))
    assert wants(units("huyện Hương Sơn, Hà Tĩnh", rank=Bound(Side.BETTER, 10)), both)
    assert not wants(units("huyện Hương Sơn, Hà Tĩnh", rank=Bound(Side.BETTER, 9)), both)
    assert wants(units("huyện Hương Sơn, Hà Tĩnh", rank=Bound(Side.WORSE, 10)), both)
    assert not wants(Preferences(rank=Bound(Side.WORSE, 1)), notice(claim(rank=None, score=88.0)))


@pytest.mark.parametrize(
    ("wishes", "what", "ground"),
    [
        (Preferences(muted=frozenset({"huongson"})), notice(), Ground.MUTED),
        (Preferences(topics_out=frozenset({"cchc"})), notice(), Ground.TOPIC_LEFT_OUT),
        (Preferences(indices=frozenset({Index.SIPAS})), notice(), Ground.OTHER_INDEX),
        (provinces("Nghệ An"), notice(), Ground.ELSEWHERE),
        (Preferences(), notice(confidence=0.5), Ground.DOUBTFUL),
        (Preferences(salience=Salience.MAIN), notice(salience=Salience.SECONDARY), Ground.IN_PASSING),
        (Preferences(salience=Salience.SECONDARY), notice(salience=Salience.INCIDENTAL), Ground.IN_PASSING),
        (Preferences(movement=Movement.ROSE), notice(), Ground.NOT_MOVED),
        (Preferences(rank=Bound(Side.BETTER, 1)), notice(), Ground.OUT_OF_RANKS),
        (Preferences(), notice(), Ground.EVERYTHING),
        (provinces("Hà Tĩnh"), notice(), Ground.PLACE),
    ],
)
def test_every_decision_has_its_reason(wishes: Preferences, what: Notice, ground: Ground) -> None:
    """A refusal names the first setting that it fell to, an alert the place by which it came."""
    judged = judge(wishes, what)
    assert judged.reasons[0].ground is ground
    assert judged.wanted is (ground in (Ground.EVERYTHING, Ground.PLACE))
    if ground is Ground.PLACE:
        assert judged.reasons[0].what == "Hà Tĩnh"


def test_correction_goes_to_whom_it_concerns() -> None:
    """Where the claims on one's own units did not change, a correction of others' is none; a withdrawn one is."""
    before = (claim(rank=2), claim("huyện Can Lộc", rank=3))
    now = notice(claim(rank=2), claim("huyện Can Lộc", rank=4), kind=NoticeKind.UPDATE)
    assert wants(Preferences(), now, before)
    assert wants(units("huyện Can Lộc, Hà Tĩnh"), now, before)
    assert judge(units("huyện Hương Sơn, Hà Tĩnh"), now, before).reasons[0].ground is Ground.UNCHANGED
    gone = notice(claim(rank=2), kind=NoticeKind.UPDATE)
    assert wants(units("huyện Can Lộc, Hà Tĩnh"), gone, before)
    assert not wants(units("huyện Nghi Xuân, Hà Tĩnh"), gone, before)


def test_ones_own_units_stand_first() -> None:
    """Chosen indices only, own units in front and counted; without a scope the notice stays as it is."""
    mine, other, papi = claim("huyện Can Lộc"), claim(), claim(index=Index.PAPI)
    told = personal(units("huyện Can Lộc, Hà Tĩnh"), notice(other, papi, mine))
    assert (told.claims, told.highlights) == ((mine, other), 1)
    whole = notice(other, mine)
    assert personal(Preferences(), whole) is whole
    assert personal(Preferences(), notice(other, papi)) == notice(other)
    assert concerning(units("huyện Can Lộc, Hà Tĩnh"), (other, papi, mine)) == (mine,)
    assert watched(Scope(), mine) == ""


def test_namesakes_are_told_apart_by_their_province() -> None:
    """Hương Sơn of Mỹ Đức is not that of Hà Tĩnh."""
    commune = claim("xã Hương Sơn", UnitLevel.COMMUNE, province="Hà Nội")
    assert not wants(units("xã Hương Sơn, Hà Tĩnh"), notice(commune))
    assert wants(units("xã Hương Sơn, Hà Nội"), notice(commune))
    assert wants(provinces("Hà Nội"), notice(replace(commune, unit="Xã HƯƠNG SƠN")))
