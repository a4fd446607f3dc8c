"""Looks at the sources' states now and then, and tells the operators through the outbox what broke and what is back.

What operators know and the message that tells it are one transaction: a crash tells nothing twice and forgets nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

import structlog

from alerts.spans import clean, shorten
from alerts.texts.operating import Operating, operating
from parwatch.alarm import Alarm, Told, decide
from parwatch.trouble import Trouble
from parwatch_core.errors import StorageError
from parwatch_core.notice import Language
from parwatch_core.source import Source
from storage import alarms, announcements, sources
from storage.database import Database, Session
from storage.values import SourceState

EVERY_SECONDS = 30.0
_SHOWN = 10
_REASON = 250
_NAME = 120

log = structlog.get_logger("parwatch.sentry")


class Sentry:
    """Runs beside the service. Without operators' chats it has nobody to tell, and does nothing."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        operators: Collection[int],
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_told: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_told` is told, in the event loop, that the outbox has more."""
        self._database = database
        self._watched = watched
        self._operators = tuple(operators)
        self._clock = clock
        self._sleep = sleep
        self._on_told = on_told
        self._unseen = Trouble(log, "the sources' states cannot be looked at, trying until they can")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._sleep(EVERY_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Look once."""
        try:
            spoke = await asyncio.to_thread(self._look)
        except StorageError as error:
            self._unseen.say(str(error))
            return
        self._unseen.over()
        if spoke:
            self._on_told()

    def _look(self) -> bool:
        now = self._clock()
        if self._nothing_to_do(now):
            return False
        with self._database.write() as session:
            # Decided again under the lock: another instance may have spoken meanwhile.
            alarm = self._decide(session, now)
            alarms.remember(session, alarm.noted, now)
            alarms.forget(session, alarm.forgotten)
            if not alarm.speaks:
                return False
            return self._tell(session, alarm, now)

    def _nothing_to_do(self, now: datetime) -> bool:
        """Only a read: a look that finds nothing takes nobody's write lock."""
        if not self._operators:
            return True
        with self._database.read() as session:
            alarm = self._decide(session, now)
        return not (alarm.speaks or alarm.noted or alarm.forgotten)

    def _decide(self, session: Session, now: datetime) -> Alarm:
        names = {source.name for source in self._watched() if source.enabled}
        states = [state for state in sources.states(session) if state.name in names]
        return decide(states, Told(alarms.told(session), announcements.last_alarm(session)), now)

    def _tell(self, session: Session, alarm: Alarm, now: datetime) -> bool:
        lines = announcements.open_lines(session, self._operators, now)
        for language in sorted(set(lines.values())):
            mine = [line for line, spoken in lines.items() if spoken is language]
            announcements.alarm(session, message(alarm, language), mine, now)
        return True


def message(alarm: Alarm, language: Language) -> str:
    """The alarm as operators read it: what broke with its reason, in English as the service writes it; what is back."""
    words = operating(language)
    parts = [_broken(alarm, words), _mended(alarm, words)]
    return "\n\n".join(part for part in parts if part)


def _broken(alarm: Alarm, words: Operating) -> str:
    if not alarm.broke:
        return ""
    if alarm.failing:
        head = words.network.format(failing=alarm.failing, watched=alarm.watched)
    elif len(alarm.broke) == 1:
        (only,) = alarm.broke
        return f"{words.broke.format(name=_name(only.name))}\n{_reason(only)}"
    else:
        head = words.broke_many.format(count=len(alarm.broke))
    lines = [f"• {_name(state.name)}: {_reason(state)}" for state in alarm.broke[:_SHOWN]]
    return "\n".join([head, *lines, *_and_more(len(alarm.broke), words)])


def _mended(alarm: Alarm, words: Operating) -> str:
    if not alarm.mended:
        return ""
    if len(alarm.mended) == 1:
        return words.mended.format(name=_name(alarm.mended[0]))
    lines = [f"• {_name(name)}" for name in alarm.mended[:_SHOWN]]
    return "\n".join([words.mended_many.format(count=len(alarm.mended)), *lines, *_and_more(len(alarm.mended), words)])


def _and_more(count: int, words: Operating) -> list[str]:
    return [words.more.format(count=count - _SHOWN)] if count > _SHOWN else []


def _name(name: str) -> str:
    return shorten(clean(name), _NAME)


def _reason(state: SourceState) -> str:
    return shorten(clean(state.last_error or "?"), _REASON)
