"""The cast: the units that an article is about, found only when a sentence leaves its subject out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from parwatch_core.analysis.letters import Folded
from parwatch_core.analysis.units import Unit, UnitReader
from parwatch_core.analysis.words import words
from parwatch_core.ranking import UnitLevel

_LEAD = 1500
_TITLE = 400


@dataclass(slots=True)
class Cast:
    """The units of title, portal and lead, in this order."""

    head: Folded
    body: Folded
    units: UnitReader
    _members: tuple[Unit, ...] | None = field(default=None)

    def members(self) -> tuple[Unit, ...]:
        """All of them, the likeliest first."""
        if self._members is None:
            lead = Counter(_named_units(self.body, _LEAD, self.units))
            self._members = tuple(dict.fromkeys([*self._named_first(), *(unit for unit, _ in lead.most_common())]))
        return self._members

    def chief(self) -> Unit | None:
        """The unit of the title, else the portal's own."""
        return next(iter(self._named_first()), None)

    def subject(self, level: UnitLevel | None = None) -> Unit | None:
        """Whom "huyện", "tỉnh" or no word at all means: the first member of this level."""
        for unit in self.members():
            if level is None or unit.level is level:
                return unit
        if level is UnitLevel.PROVINCE:
            names = [unit.province for unit in self.members() if unit.province]
            return Unit(names[0], level, names[0]) if names else None
        return None

    def _named_first(self) -> list[Unit]:
        own = self.units.home.unit
        return [*_named_units(self.head, _TITLE, self.units), *([own] if own else [])]


def _named_units(folded: Folded, end: int, units: UnitReader) -> list[Unit]:
    tokens = words(folded, 0, min(end, len(folded.text)))
    capitals = sum(tokens.capital)
    shouting = capitals > 0.8 * max(1, sum(1 for word in tokens.keys if word.isalpha()))
    found = []
    position = 0
    while position < len(tokens):
        begins = tokens.capital[position] or tokens.keys[position] in units.heads
        mention = units.at(tokens, position, shouting) if begins else None
        if mention is not None:
            found.append(mention.unit)
        position = mention.end if mention is not None else position + 1
    return found
