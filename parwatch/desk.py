"""What the bot may ask of the service: storage behind the protocol of alerts.desk, in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from alerts.desk import StatusReport
from parwatch_core.notice import Language, Notice
from parwatch_core.preferences import Preferences
from parwatch_core.source import Source
from storage import articles, notices, outbox, sources, subscribers
from storage.database import Database


class StorageDesk:
    """Answers the bot. `watched` gives the sources of the moment: sources.toml may change while the bot runs."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
    ) -> None:
        self._database = database
        self._watched = watched
        self._clock = clock
        self._operators = frozenset(operators)

    async def subscribe(self, chat_id: int, language: Language) -> bool:
        """Subscribe a chat. True: it was not subscribed before."""

        def work() -> bool:
            with self._database.write() as session:
                return subscribers.subscribe(session, chat_id, language, self._clock())

        return await asyncio.to_thread(work)

    async def unsubscribe(self, chat_id: int) -> bool:
        """Send nothing more to a chat. True: it was subscribed."""

        def work() -> bool:
            with self._database.write() as session:
                return subscribers.unsubscribe(session, chat_id, self._clock())

        return await asyncio.to_thread(work)

    async def preferences(self, chat_id: int) -> Preferences | None:
        """What the chat wants to be told, and when; None for one that is not subscribed."""

        def work() -> Preferences | None:
            with self._database.read() as session:
                found = subscribers.get(session, chat_id)
            return found.preferences if found and found.active else None

        return await asyncio.to_thread(work)

    async def prefer(self, chat_id: int, preferences: Preferences) -> bool:
        """Keep other wishes; what waits for the chat gets the time that they give it. False: it never subscribed."""

        def work() -> bool:
            with self._database.write() as session:
                return subscribers.prefer(session, chat_id, preferences, self._clock())

        return await asyncio.to_thread(work)

    async def forget(self, chat_id: int) -> bool:
        """Delete all that is stored of a chat. False: nothing was."""

        def work() -> bool:
            with self._database.write() as session:
                return subscribers.forget(session, chat_id)

        return await asyncio.to_thread(work)

    async def told_by(self, chat_id: int, message_id: int) -> dict[int, Notice]:
        """The notices that a message of ours told, by their numbers, oldest first; empty for any other message."""

        def work() -> dict[int, Notice]:
            with self._database.read() as session:
                return outbox.told_by(session, chat_id, message_id)

        return await asyncio.to_thread(work)

    async def status(self, chat_id: int) -> StatusReport:
        """Sources that are watched now, how they do, and what is stored; operators hear what fails, and why."""
        report = await asyncio.to_thread(self._status)
        return report if chat_id in self._operators else replace(report, troubles=())

    async def latest(self, count: int) -> tuple[Notice, ...]:
        """The newest alerts."""

        def work() -> tuple[Notice, ...]:
            with self._database.read() as session:
                return notices.latest(session, count)

        return await asyncio.to_thread(work)

    def _status(self) -> StatusReport:
        names = {source.name for source in self._watched() if source.enabled}
        with self._database.read() as session:
            states = [state for state in sources.states(session) if state.name in names]
            counts = articles.counts(session)
        return StatusReport(
            sources=len(names),
            failing=sum(state.failures > 0 for state in states),
            articles=counts.articles,
            alerts=counts.notices,
            last_poll=max((state.last_poll for state in states if state.last_poll), default=None),
            troubles=tuple(f"{state.name}: {state.last_error}" for state in states if state.failures),
        )
