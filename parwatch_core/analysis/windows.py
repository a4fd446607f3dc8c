"""Windows: the stretch of a sentence whose marks may belong to one rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.standings import Standing


@dataclass(frozen=True, slots=True)
class Window:
    """The marks that may belong to one standing: between its neighbours."""

    left: int
    right: int


def windows(marked: Marked, found: Sequence[Standing]) -> list[Window]:
    """A window for each standing, from the end of the one before to the start of the one after.

    A rank that was moved to shares what stands before the rank that was left: "A từ vị trí 25 xuống 49" is all A's.
    """
    starts = [*(standing.start for standing in found), len(marked.spelling)]
    made: list[Window] = []
    for number, standing in enumerate(found):
        before = found[number - 1] if number else None
        left = 0 if before is None else made[-1].left if before.origin and standing.arrival else before.end
        made.append(Window(left, starts[number + 1]))
    return made
