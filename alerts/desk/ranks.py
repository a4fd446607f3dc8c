"""What the bot asks about ranks: where a unit stood, who leads an index, and pictures of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from parwatch_core.facts import Fact
from parwatch_core.leagues import League
from parwatch_core.notice import Language
from parwatch_core.places import Place
from parwatch_core.ranking import Index


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What is known of the units that somebody named.

    `places` are the gazetteer's units of the name, `facts` those of the units meant, newest year first, `linked` those
    of the units that they replaced or that replaced them. `suggestions`: what may be meant, where nothing was found.
    """

    places: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()
    linked: tuple[Fact, ...] = ()
    suggestions: tuple[Place, ...] = ()


class Ranks(Protocol):
    """Where units stood. Pictures are PNG, None where there is nothing to draw."""

    async def unit(self, typed: str) -> UnitReport:
        """The units of this name, typed in any way."""

    async def unit_of(self, reference: str) -> UnitReport:
        """The unit with this reference (parwatch_core.identity); an empty report for anything else."""

    async def years(self, index: Index, province: str | None) -> tuple[int, ...]:
        """Years of which ranks are known, newest first: of provinces and ministries, or of the units of a province."""

    async def leagues(self, index: Index, year: int, province: str | None) -> tuple[League, ...]:
        """The tables of that year: of provinces and ministries, or of the units of a province."""

    async def unit_picture(self, facts: Sequence[Fact], language: Language) -> bytes | None:
        """One unit's ranks over the years."""

    async def league_picture(self, league: League, language: Language) -> bytes | None:
        """A league table."""
