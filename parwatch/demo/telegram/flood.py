"""Flood control of the sample Bot API: refuses what comes faster than the real one would take it.

Limits of Telegram's Bot FAQ: one message a second to one chat (short bursts pass), twenty a minute to one group,
thirty a second in all.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`burst`: messages to one chat that pass without a pause; then one a second."""

    burst: int = 3
    group_per_minute: int = 20
    overall_per_second: int = 30


@dataclass(slots=True)
class _Bucket:
    """Tokens for one chat, refilled by one a second."""

    tokens: float
    at: float


class FloodControl:
    """Counts accepted messages. `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float], limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._buckets: dict[int, _Bucket] = {}
        self._groups: dict[int, deque[float]] = {}
        self._all: deque[float] = deque(maxlen=limits.overall_per_second)

    def retry_after(self, chat_id: int) -> int:
        """Whole seconds to wait, at least 1, or 0 where the message may pass; only then is it counted."""
        now = self._clock()
        bucket = self._refilled(chat_id, now)
        group = self._groups.setdefault(chat_id, deque(maxlen=self._limits.group_per_minute)) if chat_id < 0 else None
        wait = max(1.0 - bucket.tokens, self._full(self._all, 1.0, now), self._full(group, 60.0, now))
        # A millionth of a second is the rounding of the clock, not a message too early.
        if wait > 1e-6:
            return max(1, math.ceil(wait))
        bucket.tokens -= 1.0
        self._all.append(now)
        if group is not None:
            group.append(now)
        return 0

    def _refilled(self, chat_id: int, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(chat_id, _Bucket(float(self._limits.burst), now))
        bucket.tokens = min(float(self._limits.burst), bucket.tokens + now - bucket.at)
        bucket.at = now
        return bucket

    @staticmethod
    def _full(window: deque[float] | None, seconds: float, now: float) -> float:
        """Seconds until a window has room; zero or less: it has."""
        if window is None or len(window) < (window.maxlen or 0):
            return 0.0
        return window[0] + seconds - now
