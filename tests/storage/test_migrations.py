"""The schema on disk, the tables in code and the page that explains them are one thing."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from support.archive import NOW, add, later

from parwatch_core.errors import DatabaseTooNew, StorageError
from parwatch_core.notice import Language, NoticeKind
from storage import flights, migrations, outbox, subscribers
from storage.database import Database
from storage.migrations.comparison import options
from storage.tables import METADATA

COLUMNS_PAGE = Path(__file__).parents[2] / "docs" / "columns.md"


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    """Alembic finds nothing to add, drop or change between a migrated database and the metadata."""
    with database.read() as session:
        settings = options()
        metadata = settings.pop("target_metadata")
        context = MigrationContext.configure(session.connection(), opts=settings)
        assert compare_metadata(context, metadata) == []


def test_partial_indices_carry_their_condition(database: Database) -> None:
    """Alembic does not compare conditions; without them a chat could never get a second message."""
    with database.read() as session:
        if session.get_bind().dialect.name == "sqlite":
            rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
        else:
            rows = session.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
        conditional = {name for name, sql in rows if sql and " WHERE " in sql}
    assert conditional == {"uq_versions_current", "uq_notices_new", "ix_outbox_flight_id", "ix_outbox_waiting"}


def test_head_names_the_newest_step() -> None:
    """The constant that saves a start from importing Alembic is the head of the scripts."""
    scripts = ScriptDirectory.from_config(migrations.configure())
    assert scripts.get_heads() == [migrations.HEAD]


def test_migrate_says_whether_it_changed_anything(database_url: str) -> None:
    """The first call makes the schema, the second finds it there."""
    database = Database(database_url)
    assert database.migrate() is True
    assert database.migrate() is False
    database.close()


@pytest.fixture
def own(database_url: str) -> Iterator[Database]:
    """A migrated database whose schema may be changed."""
    database = Database(database_url)
    database.migrate()
    yield database
    database.close()


def test_steps_can_be_taken_back_and_again(own: Database) -> None:
    """Downgrading to nothing and upgrading gives the same schema."""
    from alembic import command

    with own._migrating() as connection:
        config = migrations.configure(connection)
        command.downgrade(config, "base")
        assert migrations.revision(connection) is None
        command.upgrade(config, "head")
        assert migrations.revision(connection) == migrations.HEAD


def test_what_was_in_flight_before_flights_is_so_after_them(own: Database) -> None:
    """Step 0003 gives each row that is being sent a flight of its own, with its lease; taken back, it has it again."""
    from alembic import command

    with own.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        for _ in range(2):
            ids = add(session)
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
    _to(own, command.downgrade, "0001")
    with own.write() as session:
        leased = "state = 'sending', lease_until = '2026-03-14 08:32:00+00:00'"
        session.execute(text(f"UPDATE outbox SET {leased} WHERE id = (SELECT MIN(id) FROM outbox)"))
    _to(own, command.upgrade, "head")
    _to(own, command.downgrade, "0001")
    _to(own, command.upgrade, "head")
    with own.write() as session:
        assert outbox.depth(session).sending == outbox.depth(session).pending == 1
        assert flights.release_expired(session, later(seconds=119)) == 0
        assert flights.release_expired(session, later(seconds=121)) == 1
        (delivery,) = outbox.claim(session, later(minutes=5), 60, 9)
        assert delivery.uncertain


def _to(database: Database, step: Callable[[Any, str], None], revision: str) -> None:
    with database._migrating() as connection:
        step(migrations.configure(connection), revision)


def test_newer_schema_is_refused_and_left_alone(own: Database) -> None:
    """A database of a newer parwatch gives DatabaseTooNew with both versions named; nothing is written."""
    with own.write() as session:
        session.execute(text(f"UPDATE {migrations.VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match=f"9999.*{migrations.HEAD}.*nothing was changed"):
        own.migrate()
    with own.read() as session:
        assert session.scalar(text(f"SELECT version_num FROM {migrations.VERSION_TABLE}")) == "9999"


def test_tables_of_another_program_are_not_touched(database_url: str) -> None:
    """A database that holds a table of ours without our version table belongs to someone else."""
    database = Database(database_url)
    database._make_file()
    with database.write() as session:
        session.execute(text("CREATE TABLE articles (headline TEXT)"))
    with pytest.raises(StorageError, match=r"another program \(articles\)"):
        database.migrate()
    with database.read() as session:
        session.execute(text("SELECT headline FROM articles"))
    database.close()


def test_failing_step_leaves_nothing_behind(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All steps run in one transaction on both databases: half a schema is never seen."""
    database = Database(database_url)

    def break_off(*_: object) -> None:
        raise StorageError("stop here")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_check_references", break_off)
        with pytest.raises(StorageError, match="stop here"):
            database.migrate()
    with database.read() as session:
        assert migrations.revision(session.connection()) is None
    assert database.migrate() is True
    database.close()


def test_broken_reference_stops_a_migration(tmp_path: Path) -> None:
    """SQLite does not enforce references while a table is rebuilt, so they are checked before the commit."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    with sqlite3.connect(tmp_path / "a.db") as raw:
        raw.execute("INSERT INTO bands (band, version_id) VALUES (1, 404)")
        raw.execute(f"DELETE FROM {migrations.VERSION_TABLE}")
    raw.close()
    with pytest.raises(StorageError, match="broken reference"), database._migrating() as connection:
        migrations._check_references(connection, "a.db")
    database.close()


def test_current_database_needs_no_alembic(tmp_path: Path) -> None:
    """A start with an up-to-date schema does not import Alembic, which would cost it a fifth of a second."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    database = Database(url)
    database.migrate()
    database.close()
    code = (
        "import sys; from storage.database import Database\n"
        f"d = Database({url!r}); print(d.migrate(), 'alembic' in sys.modules); d.close()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["False", "False"]


def test_every_column_is_explained() -> None:
    """docs/columns.md has a section for each table with a row for each column in order, and no others."""
    sections = re.findall(r"^## `(\w+)`.*?\n(.*?)(?=^## |\Z)", COLUMNS_PAGE.read_text("utf-8"), re.M | re.S)
    written = {name: re.findall(r"^\| `(\w+)` \| \S.* \|$", body, re.M) for name, body in sections}
    tables = {name: [column.name for column in table.columns] for name, table in METADATA.tables.items()}
    assert {name: columns for name, columns in written.items() if name in tables} == tables
    assert set(written) - set(tables) == {migrations.VERSION_TABLE, "search_words"}
