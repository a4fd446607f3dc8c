"""How often one chat may ask: who floods the bot is told so once and then not answered until the flood is over.

A bucket for each chat, one for commands and one for buttons. Every group's pace stays below what Telegram lets a bot
send to a group in a minute, so that questions leave room for alerts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from alerts.pacing import Clock


class Verdict(Enum):
    """What becomes of a command or a pressed button."""

    ANSWER = "answer"
    WARN = "warn"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, and one more every `seconds`."""

    burst: int
    seconds: float


COMMANDS = Allowance(20, 2.0)
PRESSES = Allowance(40, 1.0)
GROUP_COMMANDS = Allowance(10, 6.0)
GROUP_PRESSES = Allowance(20, 4.0)
# Buckets that have filled up again are forgotten when there are so many.
_MANY_CHATS = 2000


@dataclass(slots=True)
class _Bucket:
    allowance: Allowance
    left: float
    at: float
    warned: bool = False

    def refill(self, now: float) -> None:
        self.left = min(self.allowance.burst, self.left + max(0.0, now - self.at) / self.allowance.seconds)
        self.at = now
        # Half full: the flood is over, and the next one is a new one.
        self.warned = self.warned and self.left < self.allowance.burst / 2

    def take(self) -> Verdict:
        if self.left >= 1:
            self.left -= 1
            return Verdict.ANSWER
        verdict = Verdict.IGNORE if self.warned else Verdict.WARN
        self.warned = True
        return verdict


class Limit:
    """Counts what chats ask. `clock` is monotonic seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[tuple[int, bool], _Bucket] = {}

    def judge(self, chat_id: int, *, press: bool) -> Verdict:
        """Count one command, or one pressed button, and say what becomes of it."""
        now = self._clock()
        if len(self._buckets) >= _MANY_CHATS and (chat_id, press) not in self._buckets:
            self._forget_full(now)
        bucket = self._buckets.setdefault((chat_id, press), _fresh(chat_id, press, now))
        bucket.refill(now)
        return bucket.take()

    def _forget_full(self, now: float) -> None:
        for bucket in self._buckets.values():
            bucket.refill(now)
        self._buckets = {key: one for key, one in self._buckets.items() if one.left < one.allowance.burst}


def _fresh(chat_id: int, press: bool, now: float) -> _Bucket:
    # Groups and channels have negative ids (Bot API, "Chat").
    group, private = (GROUP_PRESSES, PRESSES) if press else (GROUP_COMMANDS, COMMANDS)
    allowance = group if chat_id < 0 else private
    return _Bucket(allowance, allowance.burst, now)
