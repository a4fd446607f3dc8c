"""Connections and transactions: one writer, any number of readers, on SQLite and on PostgreSQL.

A write transaction holds the one write lock from its first statement on: BEGIN IMMEDIATE on SQLite (a transaction that
reads first and writes later fails at once when another process wrote in between, whatever busy_timeout says), an
advisory lock on PostgreSQL. So "is this story known?" and "store it" cannot interleave with another instance's, and
both databases behave alike. Readers never wait: SQLite runs in WAL mode.

SQLite's synchronous is FULL, not the NORMAL that is usual with WAL: NORMAL may lose the last transactions when the
power fails, and a stored alert is a promise. One fsync an article is what that costs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from parwatch_core.errors import DatabaseReadOnly, StorageError
from storage import migrations
from storage.failures import translate

__all__ = ["Database", "Session"]

_FORMS = "sqlite:///data/parwatch.db or postgresql://user@host/database"
# Any number will do, as long as every parwatch takes the same.
_WRITE_LOCK = int.from_bytes(b"parwatch")
_READERS = 4


class Database:
    """One database. Threads may share it; every `read()` and `write()` has a connection of its own.

    `busy_timeout` is in seconds: how long to wait for another writer before `DatabaseBusy`. Opening is lazy: the
    constructor raises `StorageError` for a URL that cannot be used, and touches nothing.
    """

    def __init__(self, url: str, busy_timeout: float = 30.0) -> None:
        self._url = _parse(url)
        self._busy_timeout = busy_timeout
        self._file = _file(self._url)
        self.place = str(self._file) if self._file else _place(self._url)
        self._reader = self._engine(size=_READERS, write=False)
        self._writer = self._engine(size=1, write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and cannot write. Raises `StorageError`."""
        with self._translated(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that holds the write lock; commits at the end, rolls everything back on any error."""
        with self._translated(), Session(self._writer, autoflush=False) as session, session.begin():
            session.connection()  # takes the lock now, not at the first statement
            yield session

    def migrate(self) -> bool:
        """Bring the schema up to date, making the file and its directory where they miss. Whether anything changed.

        Raises `DatabaseTooNew` when a newer parwatch wrote it; nothing is changed then.
        """
        self._make_file()
        with self._translated():
            if self._revision() == migrations.HEAD:
                return False
            with self._migrating() as connection:
                return migrations.upgrade(connection, self.place)

    def backup(self, path: Path) -> None:
        """Write a consistent copy of an SQLite database to `path`, which must not exist, while others write."""
        if self._file is None:
            raise StorageError(f"{self.place} is a PostgreSQL database: back it up with pg_dump")
        _refuse_existing(path)
        part = path.with_name(path.name + ".part")
        try:
            part.unlink(missing_ok=True)
            with self._translated():
                self._vacuum_into(part)
            part.rename(path)
        except OSError as error:
            raise StorageError(f"the backup {path} cannot be written: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every connection. On SQLite the last one folds the -wal file back into the database."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise translate(error, self.place) from error
        except sqlite3.Error as error:
            raise translate(DBAPIError("", None, error), self.place) from error

    # --- SQLite and PostgreSQL, where they differ

    def _engine(self, *, size: int, write: bool) -> Engine:
        pool: dict[str, Any] = {"pool_size": size, "max_overflow": 0, "pool_timeout": self._busy_timeout}
        pool["json_serializer"] = _json
        if self._file is not None:
            return self._sqlite(pool, write=write)
        return self._postgres(pool, write=write)

    def _sqlite(self, pool: dict[str, Any], *, write: bool) -> Engine:
        engine = create_engine(
            "sqlite+pysqlite://", creator=lambda: self._connect(write=write), poolclass=QueuePool, **pool
        )
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _connect(self, *, write: bool) -> sqlite3.Connection:
        assert self._file is not None
        connection = sqlite3.connect(
            f"{self._file.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=self._busy_timeout,
            isolation_level=None,  # BEGIN is ours
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            # 16 MB instead of 4: an article touches many pages that the next one touches again.
            connection.execute("PRAGMA wal_autocheckpoint = 4000")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {'OFF' if write else 'ON'}")
        return connection

    def _postgres(self, pool: dict[str, Any], *, write: bool) -> Engine:
        wait = f"-c lock_timeout={int(self._busy_timeout * 1000)} -c timezone=UTC"
        arguments = {"connect_timeout": 10, "application_name": "parwatch", "options": wait}
        engine = create_engine(self._url, pool_pre_ping=True, connect_args=arguments, **pool)
        if not write:
            return engine.execution_options(postgresql_readonly=True)

        @event.listens_for(engine, "begin")
        def _lock(connection: Connection) -> None:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")

        return engine

    # --- migrate and backup

    def _make_file(self) -> None:
        if self._file is None:
            return
        try:
            if self._file.is_dir():
                raise StorageError(f"the database {self.place} is a directory: name a file in it")
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
        except PermissionError as error:
            raise DatabaseReadOnly(_unwritable(self.place, error)) from error
        except OSError as error:
            raise StorageError(_unwritable(self.place, error)) from error

    def _revision(self) -> str | None:
        with self._reader.connect() as connection:
            return migrations.revision(connection)

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        """A write transaction in which SQLite does not enforce foreign keys, as rebuilding a table asks for."""
        with self._writer.connect() as connection:
            lite = self._file is not None
            if lite:
                connection.connection.execute("PRAGMA foreign_keys = OFF")  # has no effect once a transaction began
            try:
                with connection.begin():
                    yield connection
            finally:
                if lite:
                    connection.connection.execute("PRAGMA foreign_keys = ON")

    def _vacuum_into(self, path: Path) -> None:
        connection = self._connect(write=True)
        try:
            connection.execute("VACUUM INTO ?", (str(path),))
        finally:
            connection.close()


def _json(value: object) -> str:
    """Readable in the database: Vietnamese as it is, keys in order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _parse(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise StorageError(f"the database URL cannot be read; its form is {_FORMS}") from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        _check_host(url.host or "")
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return url
    raise StorageError(f"parwatch keeps no database of the kind {url.drivername!r}; the forms are {_FORMS}")


def _check_host(host: str) -> None:
    """Refuse a name that cannot be one; the driver would stumble over it in its own words."""
    try:
        host.encode("idna")
    except UnicodeError:
        raise StorageError(f"the database URL names an impossible host; its form is {_FORMS}") from None


def _file(url: URL) -> Path | None:
    """The SQLite file; None for PostgreSQL. A database in memory would be forgotten, so it is refused."""
    if not url.drivername.startswith("sqlite"):
        return None
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise StorageError("the database URL names no file: sqlite:///data/parwatch.db does, for example")
    if url.query:
        raise StorageError("the database URL of an SQLite file takes no options: leave out what follows the '?'")
    return Path(url.database)


def _place(url: URL) -> str:
    """Server and database, without user and password."""
    return f"{url.database or ''} at {url.host or 'the local socket'}:{url.port or 5432}".strip()


def _unwritable(place: str, error: OSError) -> str:
    return f"the database {place} cannot be made ({error.strerror}): check the path and who may write there"


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise StorageError(f"the backup {path} exists already: name another file, or remove it first")
    if not path.parent.is_dir():
        raise StorageError(f"the backup's directory {path.parent} does not exist: make it first")
