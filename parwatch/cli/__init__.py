"""The command line. Errors meant for a person are one clear line on stderr and exit 1; usage errors exit 2."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Annotated

import typer

from parwatch.__about__ import __version__
from parwatch.cli import batch, check, look, rankings, service, upkeep
from parwatch.cli.console import clean
from parwatch_core.errors import FetchError, ParwatchError

app = typer.Typer(
    name="parwatch",
    help="Watches Vietnamese government portals and alerts when an article reports an administrative-reform ranking.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parwatch {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Nothing to do before a command: settings are read by the commands that need them."""


for _command in (
    service.run,
    service.demo,
    service.once,
    service.backfill,
    check.check,
    batch.extract,
    batch.analyse,
    batch.dedup,
    look.articles,
    rankings.rankings,
    look.sources,
    look.export,
    upkeep.backup,
    upkeep.migrate,
    upkeep.health,
):
    app.command()(_command)


def main() -> None:
    """The entry point of the `parwatch` command."""
    sys.excepthook = _report_defect
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark instead of ending the program.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        _finish(app)
    except ParwatchError as error:
        told = error.explained if isinstance(error, FetchError) else str(error)
        for line in told.splitlines() or [type(error).__name__]:
            sys.stderr.write(f"parwatch: {clean(line)}\n")
        sys.exit(1)
    except BrokenPipeError:
        # `parwatch articles | head`: the reader has seen enough. Python would complain again while flushing at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _finish(command: Callable[[], None]) -> None:
    """Run it, and write out what it printed while it can still be said that nobody reads it."""
    try:
        command()
    finally:
        sys.stdout.flush()


def _report_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A traceback, as Python prints it, without anything that looks like a bot token."""
    from parwatch.logs import redact

    sys.stderr.write(redact("".join(traceback.format_exception(kind, error, trace))))
