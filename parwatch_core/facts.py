"""Facts: where a unit stood, with the witnesses. Values only; `history` makes them of claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parwatch_core.ranking import Index, RankingClaim, UnitLevel

# A claim that can be read two ways counts this much of one that cannot.
_SURE, _DOUBTFUL = 4, 1


@dataclass(frozen=True, slots=True)
class Witness:
    """A claim with the article that makes it. `portal` is what people call the `source`; `dated` is aware."""

    claim: RankingClaim
    article_id: int
    title: str
    url: str
    source: str
    portal: str
    dated: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a unit stands on an index in a year, by all articles that say so.

    `unit` is the gazetteer's name where it knows the unit; `subject` is the same for every spelling and every year.
    `disputed` names the fields ("rank", "of_total", "score") in which articles contradict each other: another rank is a
    fact of its own, another total or score is found in `witnesses`. `doubtful`: every witness can be read otherwise.
    `predecessors` and `successors` are labels of units that this one replaced, or that replaced it.
    """

    subject: str
    unit: str
    level: UnitLevel
    province: str | None
    index: Index
    year: int | None
    group: str | None
    rank: int | None
    of_total: int | None
    score: float | None
    score_unit: str
    rank_change: int | None
    score_change: float | None
    score_change_unit: str
    witnesses: tuple[Witness, ...]
    disputed: tuple[str, ...] = ()
    doubtful: bool = False
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        """How many different articles say so."""
        return len({witness.article_id for witness in self.witnesses})

    @property
    def portals(self) -> tuple[str, ...]:
        """The portals that carry them, each once, in the order of the witnesses."""
        return tuple(dict.fromkeys(witness.portal for witness in self.witnesses))

    @property
    def weight(self) -> int:
        """How much speaks for it: articles, the doubtful ones at a quarter."""
        return weight_of(self.witnesses)


def weight_of(witnesses: Iterable[Witness]) -> int:
    """Articles, each once, at its best claim."""
    best: dict[int, int] = {}
    for witness in witnesses:
        worth = _DOUBTFUL if witness.claim.doubtful else _SURE
        best[witness.article_id] = max(worth, best.get(witness.article_id, 0))
    return sum(best.values())
