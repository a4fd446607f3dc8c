"""The turns of a host: one request at a time, a pause between two, and silence while it asked for silence.

A host is a name without a port: two ports are one machine. The pause runs from the end of one request to the start
of the next, so a slow server is given more rest than a fast one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

# Redirects can name any number of hosts over the months; lanes that rest are forgotten above this many.
_MANY_HOSTS = 2_000


@dataclass(slots=True)
class _Lane:
    """One host. Times are on the clock of the pacer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0
    silent_until: float = 0.0
    delay: float = 0.0
    waiting: int = 0


class Pacer:
    """Hands out the turns. `delay` is the least pause in seconds; `clock` is monotonic."""

    def __init__(self, delay: float, clock: Clock, sleep: Sleep) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for the host's turn, hold it, and start the pause when it is given back."""
        lane = self._lane(host)
        lane.waiting += 1
        try:
            async with lane.lock:
                await self._rest(lane)
                try:
                    yield
                finally:
                    lane.next_at = self._clock() + max(self._delay, lane.delay)
        finally:
            lane.waiting -= 1

    def silence(self, host: str, seconds: float) -> None:
        """The host asked not to be asked for `seconds`; a shorter wish never shortens a longer one."""
        lane = self._lane(host)
        lane.silent_until = max(lane.silent_until, self._clock() + seconds)

    def silent_for(self, host: str) -> float:
        """Seconds for which the host still wants silence; 0.0: none."""
        lane = self._lanes.get(host)
        return max(0.0, lane.silent_until - self._clock()) if lane else 0.0

    def slow_down(self, host: str, delay: float) -> None:
        """The host's own pause (Crawl-delay), where it is longer than ours."""
        self._lane(host).delay = delay

    async def _rest(self, lane: _Lane) -> None:
        wait = lane.next_at - self._clock()
        if wait > 0:
            await self._sleep(wait)

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= _MANY_HOSTS:
                self._forget()
            lane = self._lanes[host] = _Lane()
        return lane

    def _forget(self) -> None:
        now = self._clock()
        self._lanes = {
            host: lane
            for host, lane in self._lanes.items()
            if lane.waiting or max(lane.next_at, lane.silent_until) > now
        }
