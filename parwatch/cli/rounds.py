"""One round over the sources: what `parwatch once` does, with a bar while it works."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import Any

from rich.progress import TaskID

from parwatch import bootstrap, logs
from parwatch.cli.console import clean
from parwatch.cli.progress import counting
from parwatch.clock import utc_now
from parwatch.events import Event, Listed, Outcome, PageDone, PollDone
from parwatch.settings import Settings
from parwatch.watching import SourcesFile, named
from parwatch_core.source import Source
from storage import sources as source_store
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Round:
    """How a round went. `ok` is false when not one of the polls that were due came to a good end."""

    polls: tuple[PollDone, ...]
    troubles: tuple[str, ...]
    ok: bool


def once(configured: Settings, file: SourcesFile, name: str | None, *, quiet: bool) -> Round:
    """Poll every due source, or the named one, and deliver. `quiet` keeps stdout free for the caller's JSON."""
    logs.configure(configured.parwatch_log_format)
    return asyncio.run(_once(configured, file, name, quiet=quiet))


async def _once(configured: Settings, file: SourcesFile, name: str | None, *, quiet: bool) -> Round:
    polls: dict[str, PollDone] = {}
    with _Progress(quiet=quiet) as progress:

        def observe(event: Event) -> None:
            progress.show(event)
            if isinstance(event, PollDone):
                polls[event.source] = event

        # Without a token alerts are written out; beside a JSON document there is no room for them on stdout.
        console = sys.stderr if quiet else sys.stdout
        async with bootstrap.engine(
            configured, observe, console=console, topics=lambda: file.topics, channels=file.channels
        ) as inside:
            due = await asyncio.to_thread(_due, inside.database, file.sources, name)
            progress.begin(len(due))
            await asyncio.gather(*(inside.pipeline.poll(source) for source in due))
            await inside.dispatcher.drain()
            undelivered = inside.dispatcher.waiting_because
    return _round([source.name for source in due], polls, undelivered)


def _round(due: list[str], polls: dict[str, PollDone], undelivered: str | None) -> Round:
    ended = tuple(poll for _, poll in sorted(polls.items()))
    troubles = [f"{poll.source}: {poll.message}" for poll in ended if not poll.status.good]
    # Its reason stands in the log: the database, or a defect.
    troubles += [f"{name}: the poll did not come to its end" for name in due if name not in polls]
    if undelivered:
        troubles.append(f"an alert was not delivered and waits in the outbox: {undelivered}")
    return Round(ended, tuple(troubles), ok=not due or any(poll.status.good for poll in ended))


def _due(database: Database, watched: tuple[Source, ...], name: str | None) -> list[Source]:
    if name is not None:
        return [named(watched, name)]
    now = utc_now()
    with database.read() as session:
        next_due = {state.name: state.next_due for state in source_store.states(session)}
    return [s for s in watched if s.enabled and ((due := next_due.get(s.name)) is None or due <= now)]


class _Progress:
    """One bar over the sources, one line for each that ended."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar = counting(quiet=quiet)
        self._sources = self._articles = TaskID(0)

    def __enter__(self) -> _Progress:
        self._bar.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._bar.stop()

    def begin(self, polls: int) -> None:
        self._sources = self._bar.add_task("sources", total=polls)
        self._articles = self._bar.add_task("pages", total=0)

    def show(self, event: Event) -> None:
        match event:
            case Listed():
                total = (self._bar.tasks[self._articles].total or 0) + event.fresh + event.due
                self._bar.update(self._articles, total=total)
            case PageDone():
                self._bar.advance(self._articles)
            case PollDone():
                self._bar.advance(self._sources)
                self._tell(event)
            case _:
                return

    def _tell(self, poll: PollDone) -> None:
        """A poll that failed is told at the end, where it cannot be overlooked."""
        if poll.status.good and not self._quiet:
            self._bar.console.print(clean(summary(poll)), markup=False, highlight=False, soft_wrap=True)


def summary(poll: PollDone) -> str:
    """One line on a poll that went well."""
    counts = {outcome: poll.counts.get(outcome, 0) for outcome in Outcome}
    new = f"{counts[Outcome.STORY]} new, {counts[Outcome.COPY]} copies, {counts[Outcome.VERSION]} changed"
    return f"{poll.source}: {poll.links} links, {new}, {poll.notices} alerts, {poll.seconds:.1f} s"
