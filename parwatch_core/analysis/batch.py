"""Batch: one line of `parwatch analyse --batch`, dict to dict."""

from __future__ import annotations

from datetime import date
from typing import Any

from parwatch_core.analysis.judgement import analyse
from parwatch_core.ranking import RankingClaim


def analyse_record(record: dict[str, Any]) -> dict[str, Any]:
    """Judge `{"id", "title", "text", "published"?, "portal_unit"?, "portal_province"?}`.

    Gives `{"id", "is_reform_ranking", "facts"}` with the facts of reform indices; those of other indices are read too
    but are no reform facts. `score` is "88 điểm", `change` "+8 bậc" or, where the rank did not move, "+2.63 điểm".
    """
    verdict = analyse(
        record.get("title") or "",
        record.get("text") or "",
        published=_day(record.get("published")),
        portal_unit=record.get("portal_unit"),
        portal_province=record.get("portal_province"),
    )
    facts = [_fact(claim) for claim in verdict.claims if claim.index.is_reform]
    return {"id": record.get("id"), "is_reform_ranking": verdict.is_reform_ranking, "facts": facts}


def _day(value: object) -> date | None:
    """The day of an ISO date or time; None for anything else."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def _fact(claim: RankingClaim) -> dict[str, Any]:
    return {
        "unit": claim.unit,
        "unit_level": str(claim.unit_level),
        "province": claim.province,
        "index": str(claim.index),
        "year": claim.year,
        "rank": claim.rank,
        "of_total": claim.of_total,
        "score": None if claim.score is None else _amount(claim.score, claim.score_unit),
        "change": _change(claim),
        "evidence": claim.evidence,
    }


def _change(claim: RankingClaim) -> str | None:
    if claim.rank_change:
        return f"{claim.rank_change:+d} bậc"
    if claim.score_change is not None:
        return _amount(claim.score_change, claim.score_change_unit, sign="+")
    return "0 bậc" if claim.rank_change == 0 else None


def _amount(value: float, unit: str, sign: str = "") -> str:
    space = "" if unit in ("%", "") else " "
    return f"{value:{sign}g}{space}{unit}"
