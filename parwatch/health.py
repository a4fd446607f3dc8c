"""Is the service well? The running service writes heartbeats into the database; `parwatch health` judges them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage import heartbeats
from storage.database import Database
from storage.values import Heartbeat

# The heart beats every BEAT; three missed beats are a stopped service.
BEAT = timedelta(seconds=20)
STOPPED_AFTER = 3 * BEAT
DEAF_AFTER = timedelta(minutes=5)
STOPPED = "not running: it was stopped; start it with `parwatch run`"


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict; `line` is one line for a person."""

    ok: bool
    line: str


def check(database: Database, clock: Callable[[], datetime]) -> Health:
    """How the service that writes into this database is. Raises StorageError."""
    with database.read() as session:
        beat = heartbeats.last(session)
    return judge(beat, clock())


def judge(beat: Heartbeat | None, now: datetime) -> Health:
    """Whether the service is running, hears its bot, and has no trouble that a person should mend."""
    if beat is None:
        return Health(False, "not running: no heartbeat yet; start it with `parwatch run`")
    silence = now - beat.at
    if silence > STOPPED_AFTER:
        return Health(False, f"not running: last heartbeat {_ago(silence)} ago; look at its log and start it again")
    if beat.trouble:
        return Health(False, beat.trouble)
    if beat.bot_polled_at and now - beat.bot_polled_at > DEAF_AFTER:
        deaf = _ago(now - beat.bot_polled_at)
        return Health(False, f"the bot has heard nothing from Telegram for {deaf}; look at the log")
    return Health(True, f"ok: heartbeat {_ago(silence)} ago")


def _ago(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
