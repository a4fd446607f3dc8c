"""Telegram's speed limits, kept by waiting before each message.

The limits are those of the Bot FAQ ("My bot is hitting limits"): about one message a second to one chat, twenty a
minute to one group, thirty a second in all. Telegram publishes no exact window, so each is kept with a margin, over a
sliding window, at the moment a message leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


PRIVATE = Pace(1, 1.05)
GROUP = Pace(20, 61.0)
OVERALL = Pace(25, 1.0)
# Evenly: of what leaves in one burst nobody knows what has arrived, should the process die in that instant.
EVENLY = Pace(1, 0.04)
# A lane that has been quiet for this long holds back nothing and is forgotten.
_QUIET = 120.0
_MANY_LANES = 1000
# After so many seconds without a word a message no longer keeps others back: its chat hangs, not Telegram.
_UNKNOWN_SECONDS = 1.0
_MOST_UNKNOWN = 64


class _Lane:
    """The recent departures under one or more paces. `alerts` and `replies` keep the order of those who wait."""

    def __init__(self, *paces: Pace) -> None:
        self._paces = paces
        self._sent: deque[float] = deque(maxlen=max(pace.count for pace in paces))
        self._held_until = float("-inf")
        self.alerts = asyncio.Lock()
        self.replies = asyncio.Lock()

    def wait(self, now: float) -> float:
        """Seconds from `now` until one more message may leave; zero or less: at once."""
        due = [self._sent[-pace.count] + pace.seconds - now for pace in self._paces if len(self._sent) >= pace.count]
        return max([self._held_until - now, 0.0, *due])

    def stamp(self, now: float) -> None:
        """Count a message that leaves now."""
        self._sent.append(now)

    def hold(self, until: float) -> None:
        """Let nothing leave before `until`."""
        self._held_until = max(self._held_until, until)

    def quiet(self, now: float) -> bool:
        """Whether this lane has no memory that matters."""
        last = self._sent[-1] if self._sent else float("-inf")
        waited_for = self.alerts.locked() or self.replies.locked()
        return not waited_for and max(last + _QUIET, self._held_until) < now


class _Unknown:
    """Alerts that have left and of which is not noted yet how they ended: what a crash now may repeat.

    As few as the pace allows: one, where answer and note take less time than there is between two departures; else as
    many as leave in that time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[int, float] = {}
        self._usual = 0.0
        self._news = asyncio.Event()

    async def room(self) -> None:
        """Wait until one more may leave."""
        while len(self._left) >= min(max(1, math.ceil(self._usual / EVENLY.seconds)), _MOST_UNKNOWN):
            oldest = next(iter(self._left))
            self._news.clear()
            try:
                async with asyncio.timeout(_UNKNOWN_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                self.noted(oldest, _UNKNOWN_SECONDS)

    def leaves(self, chat_id: int) -> None:
        """An alert to this chat leaves now."""
        self._left[chat_id] = self._clock()

    def noted(self, chat_id: int, seconds: float | None = None) -> None:
        """Its end is noted, or is waited for no longer. Harmless where nothing has left."""
        left = self._left.pop(chat_id, None)
        if left is not None:
            took = self._clock() - left if seconds is None else seconds
            self._usual += (min(took, _UNKNOWN_SECONDS) - self._usual) / 5
        self._news.set()


class Pacer:
    """One gate for everything that is sent with one token. `clock` is monotonic seconds.

    `careful`: an alert leaves when the end of the one before is noted; whoever notes them says so by `noted`.
    """

    def __init__(self, clock: Clock, sleep: Sleep = asyncio.sleep, *, careful: bool = False) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[int, _Lane] = {}
        self._all = _Lane(OVERALL, EVENLY)
        self._unknown = _Unknown(clock) if careful else None

    async def turn(self, chat_id: int, *, reply: bool = False) -> None:
        """Return when a message to `chat_id` may leave. Chats do not wait for each other's limits.

        The lane of the chat is entered first and the common one last, so that a chat which has to wait holds no
        place in the common line. `reply`: somebody waits for it and looks on; it passes the alerts that queue, here and
        in its own chat. Of these one at a time stands in the common line, so that replies never starve them.
        """
        lane = self._lane(chat_id)
        async with lane.replies if reply else lane.alerts:
            while not await self._left(chat_id, lane, reply=reply):
                pass

    async def _left(self, chat_id: int, lane: _Lane, *, reply: bool) -> bool:
        """Wait for both lanes and count the departure; False where another message to this chat went first."""
        await self._until_free(lane)
        async with contextlib.AsyncExitStack() as line:
            if not reply:
                await line.enter_async_context(self._all.alerts)
                await self._room()
            await line.enter_async_context(self._all.replies)
            await self._until_free(self._all)
            now = self._clock()
            if lane.wait(now) > 0:
                return False
            lane.stamp(now)
            self._all.stamp(now)
            if self._unknown and not reply:
                self._unknown.leaves(chat_id)
            return True

    async def _room(self) -> None:
        if self._unknown:
            await self._unknown.room()

    def noted(self, chat_id: int) -> None:
        """It is stored what became of the last alert to this chat."""
        if self._unknown:
            self._unknown.noted(chat_id)

    def wait(self, chat_id: int) -> float:
        """Seconds until `turn` would let a message to `chat_id` go, if nobody else were waiting."""
        return self._lane(chat_id).wait(self._clock())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Send nothing to `chat_id` for `seconds`: the server has said so (429)."""
        self._lane(chat_id).hold(self._clock() + seconds)

    async def _until_free(self, lane: _Lane) -> None:
        while (wait := lane.wait(self._clock())) > 0:
            await self._sleep(wait)

    def _lane(self, chat_id: int) -> _Lane:
        if len(self._lanes) >= _MANY_LANES and chat_id not in self._lanes:
            self._forget_quiet_lanes()
        if chat_id not in self._lanes:
            # Groups and channels have negative ids (Bot API, "Chat").
            self._lanes[chat_id] = _Lane(PRIVATE, GROUP) if chat_id < 0 else _Lane(PRIVATE)
        return self._lanes[chat_id]

    def _forget_quiet_lanes(self) -> None:
        now = self._clock()
        self._lanes = {chat: lane for chat, lane in self._lanes.items() if not lane.quiet(now)}
