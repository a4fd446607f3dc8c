"""Commands that run the service, or one round of its work.

The rooms are imported by the command that needs them: `--help`, shell completion and every other command would pay a
second for them.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from parwatch.cli.console import AsJson, clean, print_json

if TYPE_CHECKING:
    from parwatch.settings import Settings
    from parwatch.watching import SourcesFile


def run() -> None:
    """The service: polls, alerts, bot and web page. SIGTERM ends it cleanly."""
    from parwatch import lean

    with lean.without(*lean.OPTIONAL):
        configured, file = _told()
        from parwatch.cli import serving

    serving.serve(configured, file)


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Stay up when the show is over, until Ctrl+C.")] = False,
) -> None:
    """The same service against five sample portals and a sample Bot API on loopback; no token, no network."""
    import asyncio

    from parwatch import logs
    from parwatch.demo import story

    logs.configure("console", level=logs.QUIET)
    raise typer.Exit(asyncio.run(story.play(keep=keep)))


def once(
    source: Annotated[str | None, typer.Option(help="Only this source, due or not.")] = None,
    as_json: AsJson = False,
) -> None:
    """Poll every due source (or the named one) now, deliver what there is to tell, and exit."""
    configured, file = _told()
    from parwatch.cli import rounds

    done = rounds.once(configured, file, source, quiet=as_json)
    if as_json:
        print_json(done.polls)
    for line in done.troubles:
        sys.stderr.write(f"parwatch: {clean(line)}\n")
    if not done.ok:
        raise typer.Exit(1)


def backfill(
    since: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="How far back: articles published on this day or later.")
    ],
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    pages: Annotated[int, typer.Option(min=1, max=100_000, help="How many pages of lists at most, a source.")] = 200,
    articles: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many articles at most, a source.")] = 2000,
    as_json: AsJson = False,
) -> None:
    """Read the past of every source (or the named one) into the archive; nobody is told of it.

    Ctrl+C stops it, and the same command goes on where it was.
    """
    configured, file = _told()
    from parwatch.backfill import Budget
    from parwatch.cli import backfill as run
    from parwatch_core.zones import VIETNAM

    # The first day of the calendar does not exist in every zone.
    start = since.replace(year=max(since.year, 2), tzinfo=VIETNAM)
    result = run.run(configured, file, source, start, Budget(pages, articles), quiet=as_json)
    if as_json:
        print_json(result.done)
    for line in result.troubles:
        sys.stderr.write(f"parwatch: {clean(line)}\n")
    if result.stopped:
        raise typer.Exit(130)
    if not result.ok:
        raise typer.Exit(1)


def _told() -> tuple[Settings, SourcesFile]:
    """What the environment and sources.toml say: their mistakes are told before the rooms are loaded."""
    from parwatch import settings
    from parwatch.watching import SourcesFile

    configured = settings.load()
    file = SourcesFile(configured.parwatch_sources)
    file.load()
    return configured, file
