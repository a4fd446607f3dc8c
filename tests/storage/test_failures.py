"""What the drivers report, as what a person reads; also what a test cannot bring about: a full disk, a dying server."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import DBAPIError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from parwatch_core.errors import DatabaseBusy, DatabaseReadOnly, StorageError
from storage.failures import translate


def lite(code: int, words: str = "it broke") -> sqlite3.Error:
    """An error as SQLite reports it, with its extended result code."""
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("cause", "kind", "words"),
    [
        (lite(sqlite3.SQLITE_FULL), StorageError, "the disk is full"),
        (lite(sqlite3.SQLITE_IOERR_FSYNC), StorageError, "check the disk"),
        (lite(sqlite3.SQLITE_BUSY_SNAPSHOT), DatabaseBusy, "locked by another process"),
        (lite(sqlite3.SQLITE_READONLY_DIRECTORY), DatabaseReadOnly, "cannot be written"),
        (lite(sqlite3.SQLITE_PERM), DatabaseReadOnly, "permissions"),
        (lite(sqlite3.SQLITE_CONSTRAINT_UNIQUE, "UNIQUE failed"), StorageError, "refused: UNIQUE failed"),
        (lite(sqlite3.SQLITE_ERROR, "no such table: articles"), StorageError, "parwatch migrate"),
        (errors.DiskFull("x"), StorageError, "the disk is full"),
        (errors.DeadlockDetected("x"), DatabaseBusy, "try again"),
        (errors.SerializationFailure("x"), DatabaseBusy, "try again"),
        (errors.TooManyConnections("x"), DatabaseBusy, "max_connections"),
        (errors.AdminShutdown("x"), DatabaseBusy, "shutting down"),
        (errors.ReadOnlySqlTransaction("x"), DatabaseReadOnly, "primary server"),
        (errors.UniqueViolation("duplicate\nDETAIL: all of it"), StorageError, "refused: duplicate$"),
        (psycopg.OperationalError("failed to resolve host 'db'"), StorageError, "host name .* is unknown"),
        (psycopg.OperationalError("FATAL: the database system is starting up"), DatabaseBusy, "is starting up"),
        (psycopg.OperationalError('FATAL: no pg_hba.conf entry for host "::1"'), StorageError, "pg_hba.conf"),
        (psycopg.OperationalError("fe_sendauth: no password supplied"), StorageError, "asks for a password"),
        (psycopg.errors.ConnectionTimeout("connection timeout expired"), DatabaseBusy, "cannot be reached"),
        (psycopg.OperationalError("server closed the connection unexpectedly"), DatabaseBusy, "cannot be reached"),
        (psycopg.ProgrammingError("odd"), StorageError, "refused: odd"),
    ],
)
def test_drivers_error(cause: Exception, kind: type[StorageError], words: str) -> None:
    """Kind and next step follow from the driver's code; the line names the database and has no second line."""
    told = translate(DBAPIError("SELECT 1", None, cause), "parwatch.db")
    assert type(told) is kind
    assert str(told).startswith("the database parwatch.db ")
    with pytest.raises(kind, match=words):
        raise told
    assert "\n" not in str(told)


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (PoolTimeout("QueuePool limit"), DatabaseBusy, "another task of this process"),
        (InvalidRequestError("a bug of ours\nwith more"), StorageError, "cannot be used: a bug of ours$"),
    ],
)
def test_error_that_is_not_the_drivers(error: SQLAlchemyError, kind: type[StorageError], words: str) -> None:
    """What SQLAlchemy itself reports is one line too."""
    with pytest.raises(kind, match=words):
        raise translate(error, "parwatch.db")
