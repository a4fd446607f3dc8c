"""League tables: by rank, gaps seen as gaps, one table for each field."""

from __future__ import annotations

from typing import Any

from support.witnesses import said

from parwatch_core.history import facts_of
from parwatch_core.leagues import Gap, League, leagues
from parwatch_core.ranking import Index, UnitLevel


def tables(*ranked: dict[str, Any]) -> tuple[League, ...]:
    """The leagues of these units, an article each."""
    return leagues(facts_of(said(article=number, **row) for number, row in enumerate(ranked, 1)))


def unit(name: str, rank: int | None, total: int | None = 13, **changes: Any) -> dict[str, Any]:
    return {"unit": name, "rank": rank, "total": total, **changes}


def rows(league: League) -> list[Any]:
    """A rank and a unit, or the ranks of a gap."""
    return [(row.first, row.last) if isinstance(row, Gap) else (row.rank, row.unit) for row in league.rows]


def test_gaps_are_seen() -> None:
    """At the top, in between and at the end, as far as the total says."""
    (league,) = tables(unit("huyện Can Lộc", 5), unit("huyện Hương Sơn", 2), unit("huyện Vũ Quang", 9))
    assert rows(league) == [
        (1, 1), (2, "huyện Hương Sơn"), (3, 4), (5, "huyện Can Lộc"), (6, 8), (9, "huyện Vũ Quang"), (10, 13),
    ]  # fmt: skip
    assert (league.index, league.year, league.level, league.province, league.total) == (
        Index.PAR, 2021, UnitLevel.DISTRICT, "Hà Tĩnh", 13,
    )  # fmt: skip


def test_a_shared_rank_leaves_no_gap_behind() -> None:
    """Two fifths are followed by the seventh."""
    (league,) = tables(
        *(unit(f"huyện {name}", rank, 7) for name, rank in zip("ABCDEFG", (1, 2, 3, 4, 5, 5, 7), strict=True))
    )
    assert [row for row in league.rows if isinstance(row, Gap)] == []


def test_both_readings_of_a_disputed_rank_are_listed() -> None:
    """And neither makes a gap: the rank is taken by somebody."""
    (league,) = tables(unit("huyện Hương Sơn", 1, 3), unit("huyện Hương Sơn", 2, 3), unit("huyện Can Lộc", 3, 3))
    assert rows(league) == [(1, "huyện Hương Sơn"), (2, "huyện Hương Sơn"), (3, "huyện Can Lộc")]


def test_scores_without_a_rank_come_last() -> None:
    """The best first; where only scores are known there are no gaps to show but the whole table."""
    scored = [unit(f"huyện {name}", None, None, score=score) for name, score in (("Can Lộc", 80.0), ("Kỳ Anh", 90.0))]
    (league,) = tables(unit("huyện Hương Sơn", 1, 3), *scored)
    assert rows(league) == [(1, "huyện Hương Sơn"), (2, 3), (None, "huyện Kỳ Anh"), (None, "huyện Can Lộc")]


def test_each_field_has_its_table() -> None:
    """Levels, groups, provinces, years and indices; a fact without a group joins the only group that there is."""
    found = tables(
        unit("Sở Nội vụ", 1, 20, unit_level=UnitLevel.DEPARTMENT, group="khối sở, ngành"),
        unit("Sở Tư pháp", 2, None, unit_level=UnitLevel.DEPARTMENT),
        unit("huyện Hương Sơn", 1),
        unit("huyện Con Cuông", 1, province="Nghệ An"),
        unit("Hà Tĩnh", 8, 63, unit_level=UnitLevel.PROVINCE),
        unit("Nghệ An", 9, 63, unit_level=UnitLevel.PROVINCE, province="Nghệ An"),
        unit("huyện Hương Sơn", 1, year=2022),
        unit("huyện Hương Sơn", 1, index=Index.SIPAS),
    )
    named = [(league.index.value, league.year, league.level.value, league.province, league.group) for league in found]
    assert named == [
        ("PAR", 2022, "huyện", "Hà Tĩnh", None),
        ("PAR", 2021, "tỉnh", None, None),
        ("PAR", 2021, "sở", "Hà Tĩnh", "khối sở, ngành"),
        ("PAR", 2021, "huyện", "Hà Tĩnh", None),
        ("PAR", 2021, "huyện", "Nghệ An", None),
        ("SIPAS", 2021, "huyện", "Hà Tĩnh", None),
    ]
    assert rows(found[2]) == [(1, "Sở Nội vụ"), (2, "Sở Tư pháp"), (3, 20)]


def test_a_misread_total_makes_no_table_of_a_million_gaps() -> None:
    """A gap is one row however long, and none is shown past what a country has."""
    (league,) = tables(unit("huyện Hương Sơn", 2, 1_000_000))
    assert rows(league) == [(1, 1), (2, "huyện Hương Sơn")]
