"""The `[[channel]]` tables of sources.toml as subscribers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from parwatch_core.addresses import CHANNELS
from parwatch_core.preferences import Preferences
from storage import subscribers
from storage.tables import SUBSCRIBERS

REMOVED = "the channel is not in sources.toml any more, or switched off"


def sync(session: Session, wanted: Mapping[int, Preferences], now: datetime) -> None:
    """Exactly these channels are told afterwards, by these wishes. What waited for another one becomes dead."""
    known = select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active, SUBSCRIBERS.c.chat_id.between(*CHANNELS))
    for number in session.scalars(known).all():
        if number not in wanted:
            subscribers.deactivate(session, number, REMOVED, now)
    for number, preferences in wanted.items():
        _tell(session, number, preferences, now)


def _tell(session: Session, number: int, preferences: Preferences, now: datetime) -> None:
    """Wishes that did not change are left alone: stored again, they would put off what waits for a digest."""
    known = subscribers.get(session, number)
    if known is None or not known.active:
        subscribers.subscribe(session, number, preferences.language, now)
    if known is None or known.preferences != preferences:
        subscribers.prefer(session, number, preferences, now)
