"""Articles that say where a unit stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from parwatch_core.facts import Witness
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

START = datetime(2026, 3, 1, tzinfo=UTC)


def said(
    rank: int | None = 2, total: int | None = None, *, article: int = 1, portal: str = "", **changes: Any
) -> Witness:
    """An article, the later the higher its number, on where huyện Hương Sơn stood on the reform index of 2021."""
    values: dict[str, Any] = {"unit": "huyện Hương Sơn", "unit_level": UnitLevel.DISTRICT, "index": Index.PAR}
    values.update(province="Hà Tĩnh", year=2021, rank=rank, of_total=total, evidence=f"xếp thứ {rank}")
    values.update(changes)
    where = portal or f"portal{article}"
    dated = START + timedelta(days=article)
    return Witness(RankingClaim(**values), article, "Tin", f"https://portal{article}/", where, where, dated)
