"""Claims become facts: one for each unit, index and year, with the witnesses, the gaps filled, the disputes kept."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from support import witnesses

from parwatch_core.facts import Fact, Witness
from parwatch_core.history import facts_of, scores_agree, with_changes
from parwatch_core.identity import identify
from parwatch_core.ranking import Index, UnitLevel

_numbers = itertools.count(1)


def said(*parts: int | None, article: int | None = None, **changes: Any) -> Witness:
    """What an article says; each call is another one, unless it is numbered."""
    return witnesses.said(*parts, article=next(_numbers) if article is None else article, **changes)


def told(facts: tuple[Fact, ...]) -> list[tuple[int | None, int | None, float | None, int, tuple[str, ...]]]:
    """Rank, total, score, number of articles and what is disputed."""
    return [(fact.rank, fact.of_total, fact.score, fact.articles, fact.disputed) for fact in facts]


# --- who is meant


@pytest.mark.parametrize(
    "spellings",
    [
        [("TP. Hà Tĩnh", "Hà Tĩnh"), ("thành phố Hà Tĩnh", None), ("UBND thành phố Hà Tĩnh", "ha tinh")],
        [("huyện Hương Sơn", "Hà Tĩnh"), ("HUYỆN HƯƠNG SƠN", "Hà Tĩnh"), ("H. Hương Sơn", "tỉnh Hà Tĩnh")],
        [("huyện Hoà An", "Cao Bằng"), ("huyện Hòa An", None)],
        [("huyện Hàm Thuận Bắc", "Bình Thuận"), ("huyen Ham Thuan Bac", "Lâm Đồng")],
    ],
)
def test_one_unit_under_many_spellings(spellings: list[tuple[str, str | None]]) -> None:
    """Kinds written out or not, offices, tone places, marks, the province of then or of now."""
    assert len({identify(unit, UnitLevel.DISTRICT, home).key for unit, home in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("huyện Kỳ Anh", UnitLevel.DISTRICT, "Hà Tĩnh"), ("thị xã Kỳ Anh", UnitLevel.DISTRICT, "Hà Tĩnh")),
        (("Hà Tĩnh", UnitLevel.PROVINCE, None), ("thành phố Hà Tĩnh", UnitLevel.DISTRICT, "Hà Tĩnh")),
        (("huyện Hương Sơn", UnitLevel.DISTRICT, "Hà Tĩnh"), ("xã Hương Sơn", UnitLevel.COMMUNE, "Hà Tĩnh")),
        (("Sở Nội vụ", UnitLevel.DEPARTMENT, "Hà Tĩnh"), ("Sở Nội vụ", UnitLevel.DEPARTMENT, "Nghệ An")),
        (("Bình Dương", UnitLevel.PROVINCE, None), ("Hồ Chí Minh", UnitLevel.PROVINCE, None)),
    ],
)
def test_namesakes_and_heirs_are_units_of_their_own(one: Any, other: Any) -> None:
    """Kind, level and province tell namesakes apart; what took over another's ground is not that other."""
    assert identify(*one).key != identify(*other).key


def test_what_replaced_what_is_linked() -> None:
    """A district knows the communes on its ground, a commune the district that it came from."""
    district = identify("huyện Hương Sơn", UnitLevel.DISTRICT, "Hà Tĩnh")
    commune = identify("xã Hương Sơn", UnitLevel.COMMUNE, "Hà Tĩnh")
    assert "xã Hương Sơn, Hà Tĩnh" in district.successors
    assert commune.predecessors == ("huyện Hương Sơn, Hà Tĩnh",)
    (fact,) = facts_of([said()])
    assert fact.successors == district.successors


def test_a_ministry_has_no_province_and_one_spelling() -> None:
    """ "và", "-" or "," between the two halves of a name; the province of the portal is not the ministry's."""
    names = ("Bộ Thông tin và Truyền thông", "Bộ Thông tin - Truyền thông", "Bộ Thông tin, Truyền thông")
    assert len({identify(name, UnitLevel.MINISTRY, home).key for name in names for home in (None, "Hà Nội")}) == 1


def test_nobody_is_not_one_unit() -> None:
    """ "Some unit leads" in two articles is not one fact with two witnesses."""
    nobody = {"unit": "chưa rõ", "unit_level": UnitLevel.OTHER, "province": None}
    one, other = said(1, **nobody), said(1, **nobody)
    assert [fact.articles for fact in facts_of([one, other])] == [1, 1]


# --- agreement


def test_articles_that_agree_are_one_fact_and_fill_each_other() -> None:
    """Total from one, score from another; two claims of one article are one article."""
    found = facts_of(
        [said(2), said(2, 13), said(None, score=88.5, score_unit="điểm"), said(2, article=1), said(2, article=1)]
    )
    assert told(found) == [(2, 13, 88.5, 4, ())]
    assert (found[0].score_unit, found[0].portals[0][:6]) == ("điểm", "portal")


def test_the_newest_sure_witness_stands_first() -> None:
    """What is quoted for a fact is the newest article that can be read in one way."""
    found = facts_of([said(2, article=1), said(2, article=9, doubtful=True), said(2, article=5)])
    assert [witness.article_id for witness in found[0].witnesses] == [5, 1, 9]
    assert not found[0].doubtful


def test_a_rounded_score_is_no_contradiction() -> None:
    """88.5 and 88.46 are one score, and the more exact one is kept; 88.7 is another."""
    assert told(facts_of([said(2, score=88.5), said(2, score=88.46)])) == [(2, None, 88.46, 2, ())]
    assert told(facts_of([said(2, score=88.7), said(2, score=88.46), said(2, score=88.46)])) == [
        (2, None, 88.46, 3, ("score",))
    ]


@pytest.mark.parametrize(
    ("a", "b", "agree"), [(81, 81.3, True), (81, 81.6, False), (0.6077, 0.608, True), (3, 3, True)]
)
def test_scores_agree_where_one_is_the_other_rounded(a: float, b: float, agree: bool) -> None:
    assert scores_agree(a, b) is scores_agree(b, a) is agree


def test_years_indices_and_fields_are_facts_of_their_own() -> None:
    """The same unit first in its region and 19th of the country is not contradicted by itself."""
    found = facts_of(
        [said(19, 63), said(1, 6, group="trong khu vực"), said(5, 63, year=2020), said(7, 63, index=Index.SIPAS)]
    )
    assert [(f.year, f.index, f.rank, f.disputed) for f in found] == [
        (2021, Index.PAR, 19, ()),
        (2021, Index.PAR, 1, ()),
        (2021, Index.SIPAS, 7, ()),
        (2020, Index.PAR, 5, ()),
    ]


def test_a_field_named_by_one_article_only_is_the_same_field() -> None:
    """ "xếp thứ 2" and "xếp thứ 2 khối huyện" are one fact, whichever came first."""
    for claims in ([said(2), said(2, group="khối huyện")], [said(2, group="Khối huyện"), said(2)]):
        (fact,) = facts_of(claims)
        assert (fact.articles, (fact.group or "").lower()) == (2, "khối huyện")


def test_totals_far_apart_are_two_fields() -> None:
    """First of 6 and first of 63 in one year are two facts, and neither is disputed."""
    assert told(facts_of([said(1, 6), said(1, 63)])) == [(1, 6, None, 1, ()), (1, 63, None, 1, ())]


# --- disagreement


def test_two_ranks_are_both_kept_and_marked() -> None:
    """ "thứ 3" in two papers, "hạng 18" in one: the better witnessed reading comes first."""
    assert told(facts_of([said(18, 63), said(3, 63), said(3)])) == [
        (3, 63, None, 2, ("rank",)),
        (18, 63, None, 1, ("rank",)),
    ]


def test_a_doubtful_claim_weighs_less() -> None:
    """It does not stain what is said plainly, is itself marked, and three of it do not outweigh one plain one."""
    doubtful = [said(3, 10, doubtful=True) for _ in range(3)]
    found = facts_of([*doubtful, said(2, 10)])
    assert told(found) == [(2, 10, None, 1, ()), (3, 10, None, 3, ("rank",))]
    assert [fact.doubtful for fact in found] == [False, True]
    assert told(facts_of([said(2, 11, doubtful=True), said(2, 10)])) == [(2, 10, None, 2, ())]


def test_another_total_is_marked_in_the_fact() -> None:
    """The total that most articles give is shown."""
    assert told(facts_of([said(2, 10), said(2, 13), said(2, 13)])) == [(2, 13, None, 3, ("of_total",))]


def test_a_score_joins_only_the_rank_that_it_belongs_to() -> None:
    """With two ranks for a year a bare score goes to the one with that score, or stands alone."""
    ranks = [said(3, score=70.0), said(18, score=60.0)]
    assert told(facts_of([*ranks, said(None, score=60.0)])) == [
        (18, None, 60.0, 2, ("rank",)),
        (3, None, 70.0, 1, ("rank",)),
    ]
    assert [fact.articles for fact in facts_of([*ranks, said(None, score=50.0)])] == [1, 1, 1]


def test_scores_without_a_rank_can_disagree() -> None:
    """A score beside a rank with another score is kept, and both are marked."""
    found = facts_of([said(2, score=88.0), said(None, score=77.0)])
    assert told(found) == [(None, None, 77.0, 1, ("score",)), (2, None, 88.0, 1, ("score",))]


def test_claims_without_a_year_contradict_nothing() -> None:
    """They may be of any year: each rank is a fact, and what was published in another year is another one."""
    found = facts_of([said(3, year=None), said(5, year=None), said(3, year=None, article=400)])
    assert sorted((fact.rank, fact.articles, fact.disputed) for fact in found) == [(3, 1, ()), (3, 1, ()), (5, 1, ())]


# --- change


def test_the_change_is_read_from_the_year_before() -> None:
    """Where no article states it; from 10th to 2nd is 8 places up. A stated one stays."""
    found = with_changes(facts_of([said(10, 10, year=2020), said(2, 10), said(4, 13, year=2022, rank_change=-1)]))
    assert [fact.rank_change for fact in found] == [-1, 8, None]


@pytest.mark.parametrize(
    "before",
    [
        [said(10, 10, year=2019)],
        [said(10, 10, year=2020), said(9, 10, year=2020)],
        [said(30, 63, year=2020)],
        [said(9, 10, year=2020, group="khối sở"), said(3, 10, group="khối huyện", year=2020)],
    ],
)
def test_no_change_is_invented(before: list[Witness]) -> None:
    """Not over a gap, not from a disputed year, not from another field."""
    now = said(2, 10, group="khối xã") if before[0].claim.group else said(2, 10)
    found = with_changes(facts_of([*before, now]))
    assert next(fact.rank_change for fact in found if fact.year == 2021) is None


# --- whatever comes


def test_the_order_of_articles_does_not_matter() -> None:
    """All facts are the same however the claims are shuffled; every claim is in exactly one fact."""
    chance = random.Random(7)
    for _ in range(200):
        claims = [_any(chance, number) for number in range(chance.randrange(1, 9))]
        first = facts_of(claims)
        chance.shuffle(claims)
        assert facts_of(claims) == first
        held = [witness for fact in first for witness in fact.witnesses]
        assert sorted(map(repr, held)) == sorted(map(repr, claims))
        for fact in first:
            assert {witness.claim.rank for witness in fact.witnesses} <= {fact.rank, None}


def _any(chance: random.Random, number: int) -> Witness:
    return said(
        chance.choice([None, 1, 2, 3]),
        chance.choice([None, 6, 10, 63]),
        article=number,
        score=chance.choice([None, 88.0, 77.5]),
        doubtful=chance.random() < 0.3,
        group=chance.choice([None, None, "khối huyện"]),
        year=chance.choice([2021, 2021, None]),
    )
