"""When operators are told that a source broke, and that it is back: once each, and many in one message. Pure.

A source is broken when several polls in a row failed over some time, or when a day passed without a good one: a portal
that is down for a quarter of an hour at night is nobody's business. What happens within `GATHER` of the last message
waits for the next one. When most of the sources fail, that is one trouble and not many: it is told as one, and those
that fall into it afterwards are noted without a word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.values import SourceState

FAILURES = 5
LASTING = timedelta(minutes=30)
FAILURES_OF_A_DAY = 2
DAY = timedelta(days=1)
GATHER = timedelta(minutes=20)
# Fewer failing sources are never "most of them".
_FEW = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What operators know: the sources that are broken, and when they were told something last."""

    broken: frozenset[str] = frozenset()
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is to be told now, and what to remember.

    `broke` and `mended` are told; `failing` of `watched` tells, where it is not 0, that most sources fail. `noted` are
    remembered as broken, `forgotten` are not any more; both hold also what is told.
    """

    broke: tuple[SourceState, ...] = ()
    mended: tuple[str, ...] = ()
    failing: int = 0
    watched: int = 0
    noted: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.broke or self.mended)


def decide(states: Sequence[SourceState], told: Told, now: datetime) -> Alarm:
    """What to tell of the sources that are watched now; a source that is not among `states` is forgotten silently."""
    names = {state.name for state in states}
    gone = tuple(sorted(told.broken - names))
    mended = tuple(state.name for state in states if state.name in told.broken and state.failures == 0)
    failing = [state for state in states if state.failures]
    fresh = [state for state in failing if state.name not in told.broken]
    wide = len(failing) >= max(_FEW, (len(states) + 1) // 2)
    if wide and _is_known(told.broken, failing):
        return _paced(Alarm(mended=mended, noted=_names(fresh), forgotten=gone), told, now)
    broke = [state for state in fresh if is_broken(state, now)]
    if wide and broke:
        whole = Alarm(tuple(fresh), mended, len(failing), len(states), _names(fresh), gone)
        return _paced(whole, told, now)
    return _paced(Alarm(tuple(broke), mended, noted=_names(broke), forgotten=gone), told, now)


def is_broken(state: SourceState, now: datetime) -> bool:
    """Whether a source fails for good enough a reason to disturb somebody."""
    since = state.last_success
    if state.failures >= FAILURES:
        return since is None or now - since >= LASTING
    return state.failures >= FAILURES_OF_A_DAY and since is not None and now - since >= DAY


def _is_known(broken: Collection[str], failing: Sequence[SourceState]) -> bool:
    """Whether operators know already that most sources fail."""
    known = sum(state.name in broken for state in failing)
    return known >= _FEW and 2 * known >= len(failing)


def _paced(alarm: Alarm, told: Told, now: datetime) -> Alarm:
    """The alarm, or only what needs no words, where the last message is fresh; what waits is decided anew then."""
    if alarm.speaks and told.last is not None and now - told.last < GATHER:
        quiet = alarm.noted if not alarm.broke else ()
        return Alarm(noted=quiet, forgotten=alarm.forgotten)
    return Alarm(
        alarm.broke,
        alarm.mended,
        alarm.failing,
        alarm.watched,
        alarm.noted,
        tuple(sorted({*alarm.forgotten, *alarm.mended})),
    )


def _names(states: Sequence[SourceState]) -> tuple[str, ...]:
    return tuple(state.name for state in states)
