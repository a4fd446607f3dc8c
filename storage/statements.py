"""Helpers for statements that SQLAlchemy writes per database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Row, Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Item = TypeVar("Item")
AnyRow = Row[*tuple[Any, ...]]
Upsert: TypeAlias = "sqlite.Insert | postgresql.Insert"

# SQLite before 3.32 took 999 parameters a statement; PostgreSQL takes 65535.
_CHUNK = 500


def insert_or(session: Session, table: Table) -> Upsert:
    """An INSERT that knows ON CONFLICT; both databases spell it alike, SQLAlchemy has one for each."""
    return insert_into(table, lite=is_lite(session))


def insert_into(table: Table, *, lite: bool) -> Upsert:
    """The same without a session, for statements that are built once."""
    # Imported where they are used: nobody speaks both, and PostgreSQL's takes 30 ms to load.
    if lite:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def is_lite(session: Session) -> bool:
    """Whether the session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def change(session: Session, statement: Executable, **values: Any) -> CursorResult[Any]:
    """Run an INSERT, UPDATE or DELETE; the result has `rowcount` and `inserted_primary_key`."""
    result = session.execute(statement, values or None)
    assert isinstance(result, CursorResult)
    return result


def run(session: Session, statement: str, *values: Any) -> None:
    """Run SQL that both databases spell alike, with "?" for each value: plain numbers and texts.

    A third of what `change` costs, for what every article does.
    """
    marked = statement if is_lite(session) else statement.replace("?", "%s")
    session.connection().exec_driver_sql(marked, values)


def chunks(items: Iterable[Item], most: int = _CHUNK) -> Iterator[Sequence[Item]]:
    """Distinct items in order, as many at a time as one statement takes."""
    distinct = list(dict.fromkeys(items))
    for start in range(0, len(distinct), most):
        yield distinct[start : start + most]


def storable(text: str) -> str:
    """`text` without what no database takes: NUL (PostgreSQL) and half surrogates (neither can encode them)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
