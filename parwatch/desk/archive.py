"""What the service has found, and how it is."""

from __future__ import annotations

from dataclasses import replace

from alerts.desk import StatusReport
from parwatch.desk.counter import Counter
from parwatch_core.notice import Notice
from storage import articles, notices, outbox, sources
from storage.database import Session


class StoredArchive(Counter):
    """Fills alerts.desk.Archive."""

    async def told_by(self, chat_id: int, message_id: int) -> dict[int, Notice]:
        """The notices that a message of ours told, by their numbers, oldest first; empty for any other message."""
        return await self._read(lambda session: outbox.told_by(session, chat_id, message_id))

    async def status(self, chat_id: int) -> StatusReport:
        """Sources that are watched now, how they do, and what is stored; operators hear what fails, and why."""
        report = await self._read(self._status)
        return report if chat_id in self._operators else replace(report, troubles=())

    async def latest(self, count: int) -> tuple[Notice, ...]:
        """The newest alerts."""
        return await self._read(lambda session: notices.latest(session, count))

    def _status(self, session: Session) -> StatusReport:
        names = {source.name for source in self._watched() if source.enabled}
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
