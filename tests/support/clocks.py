"""Time that a test moves: monotonic seconds. (The wall clock of a whole service is support.world.Clock.)"""

from __future__ import annotations

import asyncio


class Clock:
    """Seconds that pass only while somebody sleeps, in the order in which the sleepers wake, or when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        due = self.now + seconds
        self.slept.append(seconds)
        # Others run first; whoever is due earlier has then moved the clock less far.
        await asyncio.sleep(0)
        self.now = max(self.now, due)
