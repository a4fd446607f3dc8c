"""Quality of the analysis as floors over the shared, labelled texts; lowered only on purpose."""

from __future__ import annotations

from typing import Any

import pytest
from support.shared import rows, scorer, seed

from parwatch_core.analysis import analyse
from parwatch_core.analysis.batch import analyse_record
from parwatch_core.ranking import Index, RankingClaim

pytestmark = pytest.mark.shared
SCORER = "rankings/score.py"


def _f1(line: str) -> float:
    return float(line.split("F1 ")[1].split()[0])


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    return rows("rankings/dev.jsonl")


@pytest.fixture(scope="module")
def told(gold: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {record["id"]: analyse_record(record) for record in gold}


def test_alerts_are_right(gold: list[dict[str, Any]], told: dict[str, dict[str, Any]]) -> None:
    """F1 over all records and over main and secondary ones; hardly a false alarm on other indices."""
    score = scorer(SCORER)
    assert _f1(score.alert(gold, told)) >= 0.95
    notable = score.alert(gold, told, lambda r: r["label"] != "reform_ranking" or r.get("salience") != "incidental")
    assert _f1(notable) >= 0.97
    others = [record for record in gold if record["label"] == "other_index_ranking"]
    assert sum(told[record["id"]]["is_reform_ranking"] for record in others) <= 1


def test_facts_are_right(gold: list[dict[str, Any]], told: dict[str, dict[str, Any]]) -> None:
    """Rank, total and year; and with unit, index, score and change on top."""
    score = scorer(SCORER)
    assert _f1(score.facts(gold, told, score.loose, True)) >= 0.95
    assert _f1(score.facts(gold, told, score.full, True)) >= 0.88


def test_damaged_copies_get_the_same_verdict(told: dict[str, dict[str, Any]]) -> None:
    """NFD, other tone placement, no-break and zero-width spaces, capitals, glue, wrapping, TCVN3: one verdict."""
    variants = rows("rankings/variants.jsonl")
    same = [
        analyse_record(variant)["is_reform_ranking"] == told[variant["id"].split("~")[0]]["is_reform_ranking"]
        for variant in variants
    ]
    assert sum(same) >= 0.99 * len(same)


def _seed(number: str) -> tuple[bool, dict[tuple[Index, int | None], RankingClaim]]:
    text = seed(number)
    verdict = analyse(text.splitlines()[0], text)
    assert all(claim.evidence in text for claim in verdict.claims)
    return verdict.is_reform_ranking, {(claim.index, claim.year): claim for claim in verdict.claims}


def test_ham_thuan_bac_rose_from_tenth_to_second() -> None:
    """Two reform ranks, and the rank in information technology under its own index."""
    alert, claims = _seed("000")
    assert alert and set(claims) == {(Index.PAR, 2021), (Index.PAR, 2020), (Index.ICT, 2021)}
    assert {claim.unit for claim in claims.values()} == {"huyện Hàm Thuận Bắc"}
    assert {claim.province for claim in claims.values()} == {"Bình Thuận"}
    assert [(claims[key].rank, claims[key].of_total) for key in sorted(claims)] == [(3, 10), (10, 10), (2, 10)]
    assert claims[Index.PAR, 2021].rank_change == 8


def test_huong_son_was_second_in_2021() -> None:
    """The rank without a year in the lead is the same fact as the one with the year at the end."""
    alert, claims = _seed("001")
    assert alert and set(claims) == {(Index.PAR, 2021)}
    claim = claims[Index.PAR, 2021]
    assert (claim.unit, claim.province, claim.rank, claim.of_total) == ("huyện Hương Sơn", "Hà Tĩnh", 2, None)
    assert not claim.doubtful


def test_phung_hiep_was_seventh_of_eight() -> None:
    """đứng hàng thứ 7/8, under a title in capitals."""
    alert, claims = _seed("002")
    assert alert and set(claims) == {(Index.PAR, 2021)}
    claim = claims[Index.PAR, 2021]
    assert (claim.unit, claim.rank, claim.of_total) == ("huyện Phụng Hiệp", 7, 8)


def test_bac_yen_gained_points_and_kept_its_rank() -> None:
    """88 points, 2.63 more than in 2016, 11th of 12 as before."""
    alert, claims = _seed("003")
    assert alert and set(claims) == {(Index.PAR, 2017)}
    claim = claims[Index.PAR, 2017]
    assert (claim.unit, claim.rank, claim.of_total) == ("huyện Bắc Yên", 11, 12)
    assert (claim.score, claim.score_unit) == (88, "điểm")
    assert (claim.score_change, claim.score_change_unit, claim.rank_change) == (2.63, "điểm", 0)


def test_cao_lanh_held_a_meeting() -> None:
    """A reform meeting without a ranking is no alert."""
    assert _seed("004") == (False, {})
