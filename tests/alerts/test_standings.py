"""Claims become facts: one a unit and index, contradictions kept, nothing invented."""

from __future__ import annotations

from support.alerting import claim

from alerts.standings import standings
from parwatch_core.ranking import Index


def test_the_newest_year_stands_in_front_whatever_the_order() -> None:
    """Papers name last year first as often as not."""
    (standing,) = standings([claim(year=2020, rank=10), claim(year=2021, rank=2)])
    assert (standing.claim.year, standing.change, standing.previous and standing.previous.year) == (2021, 8, 2020)


def test_the_change_in_the_text_wins_over_arithmetic() -> None:
    """The article knows why 10th to 2nd is "seven places" (a unit was merged); we do not."""
    (standing,) = standings([claim(rank_change=7), claim(year=2020, rank=10)])
    assert standing.change == 7


def test_a_gap_of_years_is_no_change_against_the_year_before() -> None:
    """2019 to 2021 says nothing about 2020."""
    (standing,) = standings([claim(), claim(year=2019, rank=10)])
    assert standing.change is None
    assert [older.year for older in standing.earlier] == [2019]


def test_rank_and_score_of_one_year_complete_each_other() -> None:
    """A rank in one sentence and a score in the next are one result; each value keeps its own unit."""
    score = claim(rank=None, of_total=None, score=88.0, score_unit="điểm", evidence="Đạt 88 điểm.")
    (standing,) = standings([score, claim(score_unit="")])
    assert (standing.claim.rank, standing.claim.of_total) == (2, 10)
    assert (standing.claim.score, standing.claim.score_unit) == (88.0, "điểm")
    assert standing.claim.evidence != "Đạt 88 điểm."


def test_two_ranks_for_one_year_are_both_told() -> None:
    """Papers disagree ("thứ 3" here, "hạng 18" there): choosing one would be inventing."""
    assert [standing.claim.rank for standing in standings([claim(rank=3), claim(rank=18)])] == [3, 18]


def test_units_are_told_apart_and_spellings_are_not() -> None:
    """hoà and hòa are one unit; another index, province or field is another standing."""
    same = standings([claim(unit="huyện Hoà An"), claim(unit="Huyện Hòa An", year=2020, rank=9)])
    assert len(same) == 1
    others = [claim(), claim(index=Index.SIPAS), claim(province="Hà Nam"), claim(group="khối huyện")]
    assert len(standings(others)) == 4


def test_ranks_come_before_scores_and_doubt_comes_last_among_equals() -> None:
    """The article's order is kept within each kind."""
    claims = [
        claim(unit="A", rank=None, score=90.0),
        claim(unit="B", doubtful=True),
        claim(unit="C"),
        claim(unit="D"),
    ]
    assert [standing.claim.unit for standing in standings(claims)] == ["C", "D", "B", "A"]


def test_no_claims_are_no_standings() -> None:
    """An update may have lost them all."""
    assert standings([]) == ()


def test_units_follow_their_values_when_claims_are_merged() -> None:
    """ "%" of one claim never lands on the points of another."""
    ranked = claim(score=88.0, score_unit="", score_change=1.0, score_change_unit="")
    other = claim(rank=None, of_total=None, score_unit="%", score_change_unit="%", group=None)
    (standing,) = standings([ranked, other])
    assert (standing.claim.score_unit, standing.claim.score_change_unit) == ("", "")


def test_doubt_survives_a_merge() -> None:
    """One doubtful half makes the whole doubtful."""
    (standing,) = standings([claim(), claim(rank=None, of_total=None, score=1.0, doubtful=True)])
    assert standing.claim.doubtful
