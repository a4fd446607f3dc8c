"""What every part of the desk stands on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from typing import TypeVar

from parwatch_core.source import Source
from storage.database import Database, Session

Result = TypeVar("Result")


class Counter:
    """A database that is asked in threads, so that no question holds up the event loop."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
    ) -> None:
        """`watched` gives the sources of the moment: sources.toml may change while the bot runs."""
        self._database = database
        self._watched = watched
        self._clock = clock
        self._operators = frozenset(operators)

    async def _read(self, work: Callable[[Session], Result]) -> Result:
        def reading() -> Result:
            with self._database.read() as session:
                return work(session)

        return await asyncio.to_thread(reading)

    async def _write(self, work: Callable[[Session], Result]) -> Result:
        """One transaction."""

        def writing() -> Result:
            with self._database.write() as session:
                return work(session)

        return await asyncio.to_thread(writing)
