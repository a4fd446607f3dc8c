"""`parwatch backfill`: the past of the sources, with a bar while it is read. Ctrl+C ends it after the page at hand."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.progress import TaskID

from parwatch import bootstrap, logs
from parwatch.backfill import Budget
from parwatch.cli.console import clean
from parwatch.cli.progress import counting
from parwatch.events import BackfillDone, Event, ListRead, Outcome, PageDone, Walked
from parwatch.settings import Settings
from parwatch.spelling import moment
from parwatch.watching import SourcesFile, named
from parwatch_core.source import Source
from scraper.discover.pagination import Ending


@dataclass(frozen=True, slots=True)
class Result:
    """How the sources went, and one line for each that did not come to its end. `stopped`: by Ctrl+C or SIGTERM."""

    done: tuple[BackfillDone, ...]
    troubles: tuple[str, ...]
    stopped: bool

    @property
    def ok(self) -> bool:
        """Whether one source at least was walked without a failure."""
        return any(one.status.good for one in self.done)


def run(
    configured: Settings,
    file: SourcesFile,
    name: str | None,
    since: datetime,
    budget: Budget,
    *,
    quiet: bool,
) -> Result:
    """Read the past of every enabled source, or of the named one. `quiet` keeps the terminal free."""
    logs.configure(configured.parwatch_log_format)
    return asyncio.run(_run(configured, file, _chosen(file.sources, name), since, budget, quiet=quiet))


async def _run(
    configured: Settings, file: SourcesFile, chosen: Sequence[Source], since: datetime, budget: Budget, *, quiet: bool
) -> Result:
    stopped = asyncio.Event()
    with _Progress(budget, quiet=quiet) as progress:
        async with bootstrap.engine(
            configured, progress.show, console=sys.stderr, topics=lambda: file.topics
        ) as inside:
            _on_signal(stopped, inside.pipeline.stop)
            ended = await asyncio.gather(*(inside.pipeline.backfill(source, since, budget) for source in chosen))
    done = tuple(one for one in ended if one is not None)
    troubles = [f"{one.source}: {one.message}" for one in done if not one.status.good]
    troubles += [f"{one.source}: {each.url}: {each.ending}" for one in done for each in one.walked if _is_odd(each)]
    told = {one.source for one in done}
    # Its reason stands in the log: the database, or a defect.
    troubles += [f"{source.name}: it did not come to its end" for source in chosen if source.name not in told]
    return Result(done, tuple(troubles), stopped.is_set())


def _chosen(watched: Sequence[Source], name: str | None) -> list[Source]:
    """Raises ParwatchError for a name that no source has."""
    return [source for source in watched if source.enabled] if name is None else [named(watched, name)]


def _is_odd(walked: Walked) -> bool:
    """Whether an operator should know how a list ended: a pager that cannot be followed, a page that failed."""
    return walked.ending in (Ending.SCRIPTED, Ending.FAILED)


def _on_signal(stopped: asyncio.Event, stop: Callable[[], None]) -> None:
    """The first signal ends the run after the pages at hand, the second one at once."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)

    def signalled() -> None:
        stopped.set()
        stop()
        for number in numbers:
            loop.remove_signal_handler(number)

    for number in numbers:
        loop.add_signal_handler(number, signalled)


class _Progress:
    """A bar over the pages of lists against their budget, and how many articles; a line for each source that ended."""

    def __init__(self, budget: Budget, *, quiet: bool) -> None:
        self._quiet = quiet
        self._budget = budget
        self._bar = counting(quiet=quiet)
        self._tasks: dict[str, TaskID] = {}
        self._articles: Counter[str] = Counter()

    def __enter__(self) -> _Progress:
        self._bar.start()
        return self

    def __exit__(self, *_error: Any) -> None:
        self._bar.stop()

    def show(self, event: Event) -> None:
        """Move the bar of the event's source."""
        match event:
            case ListRead():
                self._bar.advance(self._task(event.source))
            case PageDone():
                self._articles[event.source] += 1
                text = f"{clean(event.source)}: {self._articles[event.source]} articles, lists"
                self._bar.update(self._task(event.source), description=text)
            case BackfillDone():
                self._bar.remove_task(self._task(event.source))
                if event.status.good and not self._quiet:
                    self._bar.console.print(clean(summary(event)), markup=False, highlight=False, soft_wrap=True)
            case _:
                return

    def _task(self, source: str) -> TaskID:
        if source not in self._tasks:
            self._tasks[source] = self._bar.add_task(f"{clean(source)}: lists", total=self._budget.pages)
        return self._tasks[source]


def summary(done: BackfillDone) -> str:
    """One line on a source that was walked."""
    counts = {outcome: done.counts.get(outcome, 0) for outcome in Outcome}
    new = f"{counts[Outcome.STORY]} new, {counts[Outcome.COPY]} copies, {done.known} known"
    failed = f", {counts[Outcome.FAILED]} failed" if counts[Outcome.FAILED] else ""
    end = "complete" if done.complete else "not complete, run it again to go on"
    pages = f"{done.list_pages} list pages back to {moment(done.oldest)}"
    return f"{done.source}: {pages}, {new}{failed}, {end}, {done.seconds:.0f} s"
