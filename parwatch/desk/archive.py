"""What the service has found, how it is, and what it watches."""

from __future__ import annotations

from dataclasses import replace

from alerts.desk import StatusReport
from alerts.desk.archive import Condition, Found, Listing, SourceReport
from parwatch.desk.counter import Counter
from parwatch_core.preferences import DEFAULT
from parwatch_core.source import Source
from storage import articles, notices, search, sources, subscribers
from storage.database import Session
from storage.values import SourceState


class StoredArchive(Counter):
    """Fills alerts.desk.Archive."""

    async def status(self, chat_id: int) -> StatusReport:
        """Sources that are watched now, how they do, and what is stored; operators hear what fails, and why."""
        report = await self._read(self._status)
        return report if chat_id in self._operators else replace(report, troubles=())

    async def sources(self) -> tuple[SourceReport, ...]:
        """Everything in sources.toml, in its order."""
        states = {state.name: state for state in await self._read(sources.states)}
        return tuple(_reported(source, states.get(source.name)) for source in self._watched())

    async def latest(
        self,
        chat_id: int,
        count: int,
        *,
        everything: bool = False,
        older_than: int | None = None,
        newer_than: int | None = None,
    ) -> Listing:
        """The stories next to a notice, by this chat's wishes."""

        def work(session: Session) -> Listing:
            known = subscribers.get(session, chat_id)
            wishes = None if everything else known.preferences if known else DEFAULT
            if newer_than is not None:
                found = notices.newer(session, newer_than, count + 1, wishes)
                return Listing(found[-count:], newer=len(found) > count, older=True)
            found = notices.older(session, older_than, count + 1, wishes)
            return Listing(found[:count], newer=older_than is not None, older=len(found) > count)

        return await self._read(work)

    async def search(self, words: str, count: int, skip: int = 0) -> tuple[Found, ...]:
        """Articles by their words."""
        hits = await self._read(lambda session: search.articles(session, words, count, skip))
        return tuple(Found(hit.title, hit.url, hit.portal, hit.dated, hit.snippet, hit.marks) for hit in hits)

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


def _reported(source: Source, state: SourceState | None) -> SourceReport:
    name = source.label or source.name
    if state is None:
        return SourceReport(name, source.url, _condition(source, state))
    return SourceReport(name, source.url, _condition(source, state), state.articles, state.last_success)


def _condition(source: Source, state: SourceState | None) -> Condition:
    if not source.enabled:
        return Condition.PAUSED
    if state is None or state.last_poll is None:
        return Condition.NEW
    return Condition.FAILING if state.failures else Condition.GOOD
