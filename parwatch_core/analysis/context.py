"""Context: what the sentences before have said that a later sentence leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Mark
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import UnitLevel

_MEMORY = 4  # sentences over which an index name carries


@dataclass(slots=True)
class Context:
    """What holds at a point of the article.

    `cast`: the units that the article is about, the likeliest first; `latest`: the last year that a result may have.
    """

    cast: tuple[Unit, ...] = ()
    title_index: IndexName | None = None
    latest: int | None = None
    index: IndexName | None = None
    index_age: int = 0
    year: int | None = None
    unit: Unit | None = None
    rank: int | None = None
    pole: str = ""
    wishing: bool = False
    totals: dict[UnitLevel | None, int] = field(default_factory=dict)

    def subject(self, level: UnitLevel | None = None) -> Unit | None:
        """Whom "huyện", "tỉnh" or no word at all means: the first of the cast that has this level."""
        for unit in self.cast:
            if level is None or unit.level is level:
                return unit
        if level is UnitLevel.PROVINCE:
            names = [unit.province for unit in self.cast if unit.province]
            return Unit(names[0], level, names[0]) if names else None
        return None

    def carried_index(self) -> IndexName | None:
        """The index that is still being spoken of; the title's speaks for the whole article."""
        if self.index is not None and self.index_age <= _MEMORY:
            return self.index
        return self.title_index

    def see_index(self, names: Iterable[IndexName]) -> None:
        """Remember the sentence's last strong index, or grow older."""
        strong = [name for name in names if name.strong]
        if strong:
            self.index, self.index_age = strong[-1], 0
        else:
            self.index_age += 1

    def see_totals(self, fields: Iterable[Mark]) -> None:
        """Remember how many units of a level were ranked."""
        for mark in fields:
            if mark.value.total is not None and mark.value.total > 1:
                self.totals[mark.value.level] = mark.value.total
