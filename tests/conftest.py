"""Fixtures that several rooms share: a database of each kind, empty or migrated."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import postgres
from support.shared import SHARED

from storage.database import Database
from storage.tables import METADATA

# From the last table to the first, for the sake of references.
_TABLES = ("search_words", *(table.name for table in reversed(METADATA.sorted_tables)))
_EMPTY = ";".join(f"DELETE FROM {name}" for name in _TABLES)
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests on recorded data are skipped, before any fixture, where the data is not there."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there")


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


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database that was migrated once, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "parwatch.db"
    _migrated(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def lite(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database without rows, for what does not depend on the kind of database."""
    database = Database(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'parwatch.db')}", busy_timeout=5.0)
    yield database
    database.close()


@pytest.fixture(scope="session")
def migrated_url(postgres_server: postgres.Server) -> str:
    """A PostgreSQL database that was migrated once, to be emptied: making another one takes a third of a second."""
    url = postgres_server.database()
    _migrated(url).close()
    return url


def _migrated(url: str) -> Database:
    database = Database(url, busy_timeout=5.0)
    database.migrate()
    return database


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that holds nothing yet; every test with it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parwatch.db'}"
    server: postgres.Server = request.getfixturevalue("postgres_server")
    return server.database()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without rows; every test with it runs on SQLite and on PostgreSQL. Leave its tables alone."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_file'), tmp_path / 'parwatch.db')}"
    else:
        url = request.getfixturevalue("migrated_url")
        request.getfixturevalue("postgres_server").execute(_EMPTY, url.rsplit("/", 1)[1])
    database = Database(url, busy_timeout=5.0)
    yield database
    database.close()


@pytest.fixture(scope="module", params=DATABASES)
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for all examples of the properties of a module, each of which leaves nothing behind."""
    lite = request.param == "sqlite"
    file = tmp_path_factory.mktemp("shared") / "parwatch.db"
    database = _migrated(f"sqlite:///{file}" if lite else request.getfixturevalue("postgres_server").database())
    yield database
    database.close()
