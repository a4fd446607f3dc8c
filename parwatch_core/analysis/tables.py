"""Tables: rows of cells ("1 | Quảng Ninh | 91,04 | 1") that carry ranks without a sentence.

The header says what the columns are; the caption above says which index and year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parwatch_core.analysis import numerals
from parwatch_core.analysis.context import Context
from parwatch_core.analysis.letters import Folded
from parwatch_core.analysis.passages import CARRIED, Found
from parwatch_core.analysis.sentences import Span
from parwatch_core.analysis.units import Unit, UnitReader
from parwatch_core.analysis.words import words
from parwatch_core.ranking import Index, RankingClaim

_RANK = re.compile(r"\b(?:xếp hạng|thứ hạng|hạng|xếp thứ|vị trí|thứ bậc|xếp loại thứ)\b(?! mục)")
_UNIT = re.compile(r"\b(?:đơn vị|địa phương|tỉnh|huyện|xã|sở|bộ|cơ quan|tên|phường)\b")
_SCORE = re.compile(r"\b(?:điểm|giá trị|chỉ số|kết quả|tổng điểm|điểm số)\b|%")
_TOTAL = re.compile(r"\b(?:tổng|index|cuối cùng|chung)\b")
_CELLS = 24


@dataclass(frozen=True, slots=True)
class Columns:
    """Which cell holds what. `percent`: scores are shares."""

    rank: int
    unit: int
    score: int | None
    percent: bool


def is_row(folded: Folded, span: Span) -> bool:
    """Whether a line is a row of a table."""
    return folded.key.count("|", span.start, span.end) >= 1


def header(folded: Folded, span: Span) -> Columns | None:
    """The columns of a table of ranks, by its header row; None: no header of such a table."""
    cells = [folded.key[start:end] for start, end in _cells(folded, span)]
    rank = _first(_RANK, cells, ())
    unit = _first(_UNIT, cells, (rank,))
    if rank is None or unit is None or any(cell.strip().isdigit() for cell in cells):
        return None
    score = _score_column(cells, (rank, unit))
    return Columns(rank, unit, score, score is not None and "%" in cells[score])


def row_claim(folded: Folded, span: Span, columns: Columns, units: UnitReader, context: Context) -> list[Found]:
    """The claim of one row; none where the row has no unit, no rank or the caption no index."""
    cells = _cells(folded, span)
    name = context.carried_index()
    if name is None or name.index is None or len(cells) <= max(columns.rank, columns.unit):
        return []
    rank = numerals.integer(_text(folded, cells[columns.rank]))
    unit = _unit(folded, cells[columns.unit], units)
    if rank is None or unit is None or rank == 0:
        return []
    return [Found(_claim(folded, span, columns, cells, unit, rank, name.index, context.year), CARRIED)]


def _claim(
    folded: Folded,
    span: Span,
    columns: Columns,
    cells: Sequence[tuple[int, int]],
    unit: Unit,
    rank: int,
    index: Index,
    year: int | None,
) -> RankingClaim:
    written = columns.score is not None and columns.score < len(cells)
    text = _text(folded, cells[columns.score or 0]) if written else ""
    score = numerals.decimal(text.rstrip("% "))
    return RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=index,
        evidence=folded.source(span.start, span.end),
        province=unit.province,
        year=year,
        rank=rank,
        score=score,
        score_unit="%" if score is not None and (columns.percent or text.endswith("%")) else "",
    )


def _first(pattern: re.Pattern[str], cells: Sequence[str], taken: tuple[int | None, ...]) -> int | None:
    return next((number for number, cell in enumerate(cells) if number not in taken and pattern.search(cell)), None)


def _score_column(cells: Sequence[str], taken: tuple[int, int]) -> int | None:
    """Of several columns of points the total, else the last: the parts are added up to the right."""
    scores = [number for number, cell in enumerate(cells) if number not in taken and _SCORE.search(cell)]
    totals = [number for number in scores if _TOTAL.search(cells[number])]
    best = totals or scores
    return best[-1] if best else None


def _cells(folded: Folded, span: Span) -> list[tuple[int, int]]:
    """The bounds of the cells, without outer space."""
    bounds = []
    start = span.start
    for part in folded.key[span.start : span.end].split("|", _CELLS):
        inner = part.strip()
        begin = start + (part.index(inner) if inner else 0)
        bounds.append((begin, begin + len(inner)))
        start += len(part) + 1
    return bounds


def _text(folded: Folded, cell: tuple[int, int]) -> str:
    return folded.key[cell[0] : cell[1]]


def _unit(folded: Folded, cell: tuple[int, int], units: UnitReader) -> Unit | None:
    """The unit that fills the cell."""
    tokens = words(folded, *cell)
    mention = units.at(tokens, 0, shouting=False) if len(tokens) else None
    return mention.unit if mention is not None else None
