"""Commands for whoever runs the service. They need the database only, and start as fast as that allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parwatch_core.errors import ParwatchError

if TYPE_CHECKING:
    from storage.database import Database, Session


def migrate() -> None:
    """Bring the database's schema up to date; the service does this at its start too."""
    with opened(migrated=False) as database:
        changed = database.migrate()
    typer.echo("the database was brought up to date" if changed else "the database is up to date")


def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """A consistent copy of the SQLite database, while the service runs."""
    with opened(migrated=False) as database:
        database.backup(file)
    typer.echo(f"{file} written ({file.stat().st_size / 1024:.0f} KiB)")


def health() -> None:
    """Whether the service is running and well; exit 0 or 1. What the container's health check calls."""
    from parwatch import health
    from parwatch.clock import utc_now

    with opened(migrated=False) as database:
        verdict = health.check(database, utc_now)
    if not verdict.ok:
        raise ParwatchError(verdict.line)
    typer.echo(verdict.line)


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[Database]:
    """The database that the settings name. Raises StorageError, SettingsError."""
    from parwatch import settings
    from storage.database import Database

    database = Database(settings.load().parwatch_database_url.get_secret_value())
    try:
        if migrated:
            database.migrate()
        yield database
    finally:
        database.close()


@contextmanager
def reading() -> Iterator[Session]:
    """A session on that database, to read only. Raises StorageError, SettingsError."""
    with opened() as database, database.read() as session:
        yield session
