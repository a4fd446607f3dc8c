"""When a source is asked again: each class of outcome at its own pace. Pure."""

from __future__ import annotations

from parwatch_core.fetching import FetchStatus

HOUR = 3600.0
_TEMPORARY_CAP = 6 * HOUR
_PERMANENT_CAP = 24 * HOUR
# A server that names a date in 2099 is wrong, not obeyed for a lifetime.
RETRY_AFTER_CAP = 24 * HOUR

# Seconds before the first repetition, where the source's own interval is shorter. A blocker counts requests and
# lengthens its ban for each one that comes too early. Classes that are not named (a reset, a timeout, a 500) often
# mend themselves within seconds and are tried again at the usual interval.
_FLOOR = {
    FetchStatus.RATE_LIMITED: 120.0,
    FetchStatus.CHALLENGE: 900.0,
    FetchStatus.BLOCKED: 900.0,
    FetchStatus.MAINTENANCE: 600.0,
    FetchStatus.UNREACHABLE: 600.0,
    FetchStatus.ROBOTS_UNAVAILABLE: 300.0,
}
_PERMANENT_FLOOR = HOUR


def next_attempt(
    status: FetchStatus, failures: int, every: float, retry_after: float | None = None, jitter: float = 0.0
) -> float:
    """Seconds until the next attempt.

    `failures` counts the failed attempts in a row, this one included; `every` is the source's interval in seconds.
    The first repetition comes after the interval or the class's own pause, whichever is longer; from then on the wait
    doubles, up to 6 h for a temporary class and 24 h for a permanent one, and never below the interval. `retry_after`
    seconds are obeyed where they are longer (up to 24 h). `jitter` in 0..1 adds up to a tenth, so that portals behind
    one firewall do not come back together.
    """
    if status.good:
        return every * (1.0 + 0.1 * jitter)
    wait = _grown(status, max(1, failures), every)
    if retry_after is not None:
        wait = max(wait, min(retry_after, RETRY_AFTER_CAP))
    return wait * (1.0 + 0.1 * jitter)


def _grown(status: FetchStatus, failures: int, every: float) -> float:
    cap = max(every, _PERMANENT_CAP if status.permanent else _TEMPORARY_CAP)
    floor = _PERMANENT_FLOOR if status.permanent else _FLOOR.get(status, 0.0)
    # 2.0 ** 40 intervals are beyond any cap; the limit keeps the power finite.
    return min(cap, max(every, floor) * 2.0 ** min(failures - 1, 40))
