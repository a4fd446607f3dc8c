"""Fixtures that several rooms share: a database of each kind, empty and migrated."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import postgres

from storage.database import Database


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """The suite's own PostgreSQL server; skips where no server is installed."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip(postgres.describe())
    # Not pytest's own directory: below it an unprivileged user may not enter, and a socket's path must be short.
    home = Path(tempfile.mkdtemp(prefix="parwatch-pg-"))
    server = postgres.Server(programs, home)
    try:
        server.start()
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


_KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=_KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that holds nothing yet; every test with it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parwatch.db'}"
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.database()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that was migrated once, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "parwatch.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: postgres.Server) -> str:
    """The name of a PostgreSQL database that was migrated once, to be copied."""
    url = postgres_server.database()
    _migrate(url)
    return url.rsplit("/", 1)[1]


def _migrate(url: str) -> None:
    database = Database(url)
    database.migrate()
    database.close()


@pytest.fixture(params=_KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database; every test with it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "parwatch.db")
        database = Database(f"sqlite:///{file}", busy_timeout=5.0)
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        database = Database(server.database(request.getfixturevalue("migrated_template")), busy_timeout=5.0)
    yield database
    database.close()
