"""Commands that run the service, or a part of its work."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from parwatch import bootstrap, logs, settings
from parwatch.cli.console import AsJson, print_json
from parwatch.clock import utc_now
from parwatch.events import Event, Listed, Outcome, PageDone, PollDone, Surveyed
from parwatch.watching import SourcesFile
from parwatch_core.errors import ParwatchError
from parwatch_core.source import Source
from storage import sources as source_store
from storage.database import Database


def run() -> None:
    """The service: polls, alerts, bot and web page. SIGTERM ends it cleanly."""
    configured = settings.load()
    logs.configure(configured.parwatch_log_format)
    file = SourcesFile(configured.parwatch_sources)
    file.load()
    clean = asyncio.run(_run(configured, file))
    if not clean:
        raise ParwatchError("stopped, but some polls did not end in time; the next start goes on from there")


async def _run(configured: settings.Settings, file: SourcesFile) -> bool:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with bootstrap.engine(configured, logs.observe) as inside:
        service = bootstrap.service(configured, inside, file)
        logs.started(inside.database.place, file, configured.telegram_bot_token is not None)
        return await service.run(stop)


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Stay up when the show is over, until Ctrl+C.")] = False,
) -> None:
    """The same service against five sample portals and a sample Bot API on loopback; no token, no network."""
    from parwatch.demo.story import play

    logs.configure("console", level=logs.QUIET)
    raise typer.Exit(asyncio.run(play(keep=keep)))


def once(
    source: Annotated[str | None, typer.Option(help="Only this source, due or not.")] = None,
    as_json: AsJson = False,
) -> None:
    """Poll every due source (or the named one) now, deliver what there is to tell, and exit."""
    configured = settings.load()
    logs.configure(configured.parwatch_log_format)
    watched = SourcesFile(configured.parwatch_sources).load()
    polls = asyncio.run(_once(configured, watched, source, quiet=as_json))
    if as_json:
        print_json([poll for _, poll in sorted(polls.items())])
    failed = [poll for poll in polls.values() if not poll.status.good]
    for poll in failed:
        sys.stderr.write(f"parwatch: {poll.source}: {poll.message}\n")
    if failed and len(failed) == len(polls):
        raise typer.Exit(1)


async def _once(
    configured: settings.Settings, watched: tuple[Source, ...], name: str | None, *, quiet: bool
) -> dict[str, PollDone]:
    polls: dict[str, PollDone] = {}
    with _Progress(quiet=quiet) as progress:

        def observe(event: Event) -> None:
            progress.show(event)
            if isinstance(event, PollDone):
                polls[event.source] = event

        async with bootstrap.engine(configured, observe) as inside:
            due = await asyncio.to_thread(_due, inside.database, watched, name)
            progress.begin(len(due))
            await asyncio.gather(*(inside.pipeline.poll(source) for source in due))
            await inside.dispatcher.drain()
    return polls


def _due(database: Database, watched: tuple[Source, ...], name: str | None) -> list[Source]:
    if name is not None:
        named = [source for source in watched if source.name == name]
        if not named:
            known = ", ".join(source.name for source in watched)
            raise ParwatchError(f"no source is called {name!r}; there are: {known}")
        return named
    now = utc_now()
    with database.read() as session:
        next_due = {state.name: state.next_due for state in source_store.states(session)}
    return [s for s in watched if s.enabled and ((due := next_due.get(s.name)) is None or due <= now)]


class _Progress:
    """One bar over the sources, one line for each that ended."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True),
            disable=quiet,
            transient=True,
        )
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
                self._bar.console.print(summary(event), markup=False, highlight=False)
            case Surveyed():
                pass


def summary(poll: PollDone) -> str:
    """One line on one poll."""
    if not poll.status.good:
        return f"{poll.source}: {poll.message}"
    counts = {outcome: poll.counts.get(outcome, 0) for outcome in Outcome}
    new = f"{counts[Outcome.STORY]} new, {counts[Outcome.COPY]} copies, {counts[Outcome.VERSION]} changed"
    return f"{poll.source}: {poll.links} links, {new}, {poll.notices} alerts, {poll.seconds:.1f} s"


def migrate() -> None:
    """Bring the database's schema up to date; the service does this at its start too."""
    with bootstrap.open_database(settings.load(), migrate=False) as database:
        changed = database.migrate()
    typer.echo("the database was brought up to date" if changed else "the database is up to date")


def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """A consistent copy of the SQLite database, while the service runs."""
    with bootstrap.open_database(settings.load()) as database:
        database.backup(file)
    typer.echo(f"{file} written ({file.stat().st_size / 1024:.0f} KiB)")


def health() -> None:
    """Whether the service is running and well; exit 0 or 1. What the container's health check calls."""
    with bootstrap.open_database(settings.load(), migrate=False) as database:
        verdict = bootstrap.judge(database, utc_now)
    typer.echo(verdict.line, err=not verdict.ok)
    if not verdict.ok:
        raise typer.Exit(1)
