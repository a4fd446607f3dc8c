"""Series: "A, B và C lần lượt xếp thứ 2, 3 và 5" deals the ranks out to units, indices or years, one each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.units import Unit


@dataclass(frozen=True, slots=True)
class Share:
    """What a series deals to one rank; None: nothing."""

    unit: Unit | None = None
    index: IndexName | None = None
    year: int | None = None


def shares(marked: Marked, ranks: Sequence[Standing]) -> list[Share]:
    """A share for each rank; empty ones where the sentence has no "lần lượt" or the numbers do not fit."""
    if "q" not in marked.spelling or len(ranks) < 2:
        return [Share()] * len(ranks)
    units = _run(marked, "U", len(ranks))
    indices = _run(marked, "I", len(ranks))
    years = _run(marked, "Y", len(ranks))
    return [Share(*dealt) for dealt in zip(units, indices, years, strict=True)]


def _run(marked: Marked, letter: str, size: int) -> list[Any]:
    """The values of the first enumeration of exactly `size` marks of a kind."""
    link = rf"(?:[.g]?[,c]{{1,2}}[.g]?{letter})"
    match = re.search(rf"{letter}{link}{{{size - 1}}}(?!{link})", marked.spelling)
    if match is None or size > _LONGEST:
        return [None] * size
    return [marked.marks[place].value for place in range(*match.span()) if marked.spelling[place] == letter]


_LONGEST = 20
