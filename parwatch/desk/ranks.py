"""Where units stood, and pictures of it: drawn in a process of its own, waited for in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from alerts.desk.ranks import UnitReport
from parwatch import pictures
from parwatch.desk.counter import Counter
from parwatch_core.facts import Fact
from parwatch_core.leagues import NATIONAL, League, leagues
from parwatch_core.notice import Language
from parwatch_core.ranking import Index
from storage import rankings
from storage.values import UnitHistory


class StoredRanks(Counter):
    """Fills alerts.desk.Ranks."""

    async def unit(self, typed: str) -> UnitReport:
        """The units of this name, typed in any way."""
        return _report(await self._read(lambda session: rankings.history(session, typed)))

    async def unit_of(self, reference: str) -> UnitReport:
        """The unit with this reference."""
        return _report(await self._read(lambda session: rankings.of_reference(session, reference)))

    async def years(self, index: Index, province: str | None) -> tuple[int, ...]:
        """Years of which ranks are known, newest first."""
        return await self._read(lambda session: rankings.years(session, index, province))

    async def leagues(self, index: Index, year: int, province: str | None) -> tuple[League, ...]:
        """The tables of that year."""
        found = await self._read(
            lambda session: rankings.facts(session, index=index, year=year, province=province, limit=None)
        )
        return leagues(fact for fact in found if (fact.level in NATIONAL) == (province is None))

    async def unit_picture(self, facts: Sequence[Fact], language: Language) -> bytes | None:
        """One unit's ranks over the years."""
        if not pictures.drawable(facts):
            return None
        return await asyncio.to_thread(pictures.unit_png, facts, language)

    async def league_picture(self, league: League, language: Language) -> bytes | None:
        """A league table."""
        if not any(isinstance(row, Fact) for row in league.rows):
            return None
        return await asyncio.to_thread(pictures.league_png, league, language)


def _report(known: UnitHistory) -> UnitReport:
    return UnitReport(known.places, known.facts, known.linked, known.suggestions)
