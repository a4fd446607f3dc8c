"""The schema's history. Alembic is imported only when something has to be done: that costs a start 0.2 s.

A step is made with `python -m storage.migrations "what it adds"` and then read by a person; `HEAD` below names the
newest one, and a test holds that it does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, text

from parwatch_core.errors import DatabaseTooNew, StorageError

HEAD = "0007"
# Not Alembic's default name, which another program in the same PostgreSQL database may use.
VERSION_TABLE = "parwatch_schema"


def revision(connection: Connection) -> str | None:
    """The step at which the database stands; None where none was ever taken."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 (a constant)


def configure(connection: Connection | None = None) -> Any:
    """Alembic's settings (`alembic.config.Config`), without a file. `connection` is in a transaction already."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, place: str) -> bool:
    """Take every step that misses, in the transaction of `connection`. Whether there was one.

    Raises `DatabaseTooNew` for a step that this parwatch does not know, `StorageError` where tables of another program
    are in the way or a step would break a reference.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configure(connection)
    current = revision(connection)  # again: another instance may have come first while this one waited
    if current == HEAD:
        return False
    _refuse_newer(current, ScriptDirectory.from_config(config), place)
    _refuse_foreign(current, connection, place)
    command.upgrade(config, "head")
    _check_references(connection, place)
    return True


def _refuse_newer(current: str | None, scripts: Any, place: str) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseTooNew(
            f"the database {place} was written by a newer parwatch (schema {current}, this one knows {HEAD}): "
            "install that version or restore an older backup; nothing was changed"
        )


def _refuse_foreign(current: str | None, connection: Connection, place: str) -> None:
    from storage.tables import METADATA

    taken = set(METADATA.tables) & set(inspect(connection).get_table_names()) if current is None else set()
    if taken:
        raise StorageError(
            f"the database {place} holds tables of another program ({', '.join(sorted(taken))}): "
            "set PARWATCH_DATABASE_URL to a database of its own"
        )


def _check_references(connection: Connection, place: str) -> None:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL never stopped checking
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StorageError(
            f"the database {place} has a broken reference ({broken[0]} row {broken[1]}); nothing changed"
        )
