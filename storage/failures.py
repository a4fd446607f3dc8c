"""Errors of SQLite, PostgreSQL and the driver, as one clear line with a next step.

SQLite's result codes: https://sqlite.org/rescode.html; PostgreSQL's SQLSTATEs:
https://www.postgresql.org/docs/current/errcodes-appendix.html. A connection that fails has no SQLSTATE in psycopg, so
there the words of libpq decide. Nothing here shows a password: `place` is built without it.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from parwatch_core.errors import DatabaseBusy, DatabaseReadOnly, StorageError

type_and_words = tuple[type[StorageError], str]

_NO_TABLES = (StorageError, "holds no parwatch tables yet: `parwatch migrate` (or `parwatch run`) makes them")
_FULL = (StorageError, "cannot grow, the disk is full: make room; nothing already stored is lost")
_BUSY = (DatabaseBusy, "is locked by another process: wait, or stop the other parwatch (or backup) that uses it")

# By primary result code, which is the low byte of the extended one.
_SQLITE: dict[int, type_and_words] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: (
        DatabaseReadOnly,
        "cannot be written: give this user write permission on the file and its directory "
        "(SQLite keeps its -wal file beside it), or set PARWATCH_DATABASE_URL to another place",
    ),
    sqlite3.SQLITE_PERM: (DatabaseReadOnly, "may not be opened: check the permissions of the file"),
    sqlite3.SQLITE_CANTOPEN: (
        StorageError,
        "cannot be opened: if it does not exist yet, `parwatch migrate` makes it; else check the permissions",
    ),
    sqlite3.SQLITE_NOTADB: (
        StorageError,
        "is not an SQLite database: set PARWATCH_DATABASE_URL to another file, or move this one away",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StorageError,
        "is damaged: keep a copy of the file and restore the last `parwatch backup`",
    ),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: (StorageError, "could not be read or written (input/output error): check the disk"),
}

_READ_ONLY = "refuses writes: connect to the primary server, with a user that may write"
_POSTGRES: dict[str, type_and_words] = {
    "55P03": _BUSY,
    "40001": (DatabaseBusy, "was changed by another process at the same moment: try again"),
    "40P01": (DatabaseBusy, "was changed by another process at the same moment: try again"),
    "53300": (DatabaseBusy, "has no free connection: raise max_connections or stop another client"),
    "57P01": (DatabaseBusy, "is shutting down: try again when the server is back"),
    "57P03": (DatabaseBusy, "is starting up: try again in a moment"),
    "25006": (DatabaseReadOnly, _READ_ONLY),
    "42501": (DatabaseReadOnly, "refuses this user: grant it the right to create and write tables in the schema"),
    "42P01": _NO_TABLES,
    "3F000": (StorageError, "has no schema to write to: create one and grant it to the user"),
    "53100": _FULL,
}

_LIBPQ: tuple[tuple[str, type_and_words], ...] = (
    ("password authentication failed", (StorageError, "refuses the user or the password of PARWATCH_DATABASE_URL")),
    ("no password supplied", (StorageError, "asks for a password: put one into PARWATCH_DATABASE_URL")),
    ("does not exist", (StorageError, "does not exist on that server: create the database (or the user) first")),
    ("too many clients", _POSTGRES["53300"]),
    ("starting up", _POSTGRES["57P03"]),
    ("shutting down", _POSTGRES["57P01"]),
    ("no pg_hba.conf entry", (StorageError, "does not let this host or user in: see pg_hba.conf on the server")),
    ("resolve host", (StorageError, "cannot be found: the host name of PARWATCH_DATABASE_URL is unknown")),
    ("translate host name", (StorageError, "cannot be found: the host name of PARWATCH_DATABASE_URL is unknown")),
)
_UNREACHABLE = (DatabaseBusy, "cannot be reached: is the server running, and are host and port right?")


def translate(error: SQLAlchemyError, place: str) -> StorageError:
    """The error that a person understands. `place` names the database without its password."""
    kind, words = _meaning(error)
    return kind(f"the database {place} {words}")


def _meaning(error: SQLAlchemyError) -> type_and_words:
    if isinstance(error, PoolTimeout):
        return DatabaseBusy, "is busy: another task of this process has held its connection for too long"
    if not isinstance(error, DBAPIError) or error.orig is None:
        return StorageError, f"cannot be used: {_first_line(error)}"
    cause = error.orig
    known = _sqlite(cause) if isinstance(cause, sqlite3.Error) else _postgres(cause)
    return known or (StorageError, f"refused: {_first_line(cause)}")


def _sqlite(cause: sqlite3.Error) -> type_and_words | None:
    if "no such table" in str(cause):
        return _NO_TABLES
    return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)


def _postgres(cause: BaseException) -> type_and_words | None:
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _POSTGRES.get(state)
    if type(cause).__name__ not in ("OperationalError", "ConnectionTimeout", "AdminShutdown"):
        return None
    words = str(cause)
    return next((meaning for part, meaning in _LIBPQ if part in words), _UNREACHABLE)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
