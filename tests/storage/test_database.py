"""Transactions, and what a person reads when the database cannot be used."""

from __future__ import annotations

import os
import pwd
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from support import postgres
from support.archive import NOW, add, article

from parwatch_core.errors import DatabaseBusy, DatabaseReadOnly, StorageError
from storage import articles, search
from storage.database import Database


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database that waits a tenth of a second for others."""
    database = Database(f"sqlite:///{tmp_path / 'parwatch.db'}", busy_timeout=0.1)
    database.migrate()
    yield database
    database.close()


# --- transactions


def test_write_commits_at_the_end_and_rolls_back_on_any_error(database: Database) -> None:
    """An error inside leaves nothing; without one everything is there for the next reader."""
    with pytest.raises(ZeroDivisionError), database.write() as session:
        add(session)
        raise ZeroDivisionError
    with database.read() as session:
        assert articles.counts(session).articles == 0
    with database.write() as session:
        add(session)
    with database.read() as session:
        assert articles.counts(session).articles == 1


def test_read_cannot_write(database: Database) -> None:
    """A write in a read transaction is an error that names the database, not a silent loss."""
    with pytest.raises(DatabaseReadOnly), database.read() as session:
        add(session)


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    """While one transaction writes, another one reads the state before it."""
    with database.write() as writing:
        add(writing)
        with database.read() as reading:
            assert articles.counts(reading).articles == 0


def test_reader_sees_one_state(lite: Database) -> None:
    """What is committed while a read is open is not seen by it."""
    with lite.read() as reading:
        assert articles.counts(reading).articles == 0
        with lite.write() as writing:
            add(writing)
        assert articles.counts(reading).articles == 0
    with lite.read() as reading:
        assert articles.counts(reading).articles == 1


def test_writers_take_turns(database: Database) -> None:
    """A transaction that reads and then writes never meets another one half-way: ten times ten counts to a hundred."""

    def count_up() -> None:
        for _ in range(10):
            with database.write() as session:
                known = articles.counts(session).articles
                add(session, article(f"https://songtra.example.gov.vn/turn/{known}"))

    threads = [Thread(target=count_up) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert articles.counts(session).articles == 100


def test_second_writer_is_told_that_it_is_busy(database_url: str) -> None:
    """A process that holds the write lock for longer than busy_timeout makes the other one fail, temporarily."""
    first, second = Database(database_url), Database(database_url, busy_timeout=0.1)
    first.migrate()
    with first.write(), pytest.raises(DatabaseBusy, match="locked by another process") as caught, second.write():
        raise AssertionError("two writers at once")
    assert caught.value.temporary
    with second.write() as session:
        add(session)
    first.close()
    second.close()


def test_second_writer_of_the_same_process_is_told_so(lite: Database) -> None:
    """A task that holds the only write connection for too long is named as such."""
    holding, done = Event(), Event()

    def hold() -> None:
        with lite.write():
            holding.set()
            done.wait(10)

    thread = Thread(target=hold)
    thread.start()
    holding.wait(10)
    with pytest.raises(DatabaseBusy, match="another task of this process"), lite.write():
        raise AssertionError("two writers at once")
    done.set()
    thread.join()


def test_what_is_acknowledged_is_on_the_disk(lite: Database) -> None:
    """WAL with synchronous=FULL, foreign keys and no writes for readers: what the promises rest on."""
    names = ("journal_mode", "synchronous", "foreign_keys", "query_only")
    with lite.write() as session:
        assert [session.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 0]
    with lite.read() as session:
        articles.counts(session)  # SQLite learns the file's mode with the first read
        assert [session.scalar(text(f"PRAGMA {name}")) for name in names] == ["wal", 2, 1, 1]


# --- what cannot be used


def test_missing_directories_are_made(tmp_path: Path) -> None:
    """A fresh machine needs no mkdir: migrate makes the file and the directories above it."""
    database = Database(f"sqlite:///{tmp_path / 'một hai' / 'dữ liệu' / 'par#watch.db'}")
    database.migrate()
    with database.write() as session:
        add(session)
    database.close()
    assert (tmp_path / "một hai" / "dữ liệu" / "par#watch.db").stat().st_size > 0


def test_database_that_is_not_there_yet(tmp_path: Path) -> None:
    """Reading does not make an empty file; the error says what does."""
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(StorageError, match=r"none\.db cannot be opened.*parwatch migrate"), database.read() as session:
        articles.counts(session)
    assert not (tmp_path / "none.db").exists()


def test_database_without_tables(database_url: str) -> None:
    """An empty database says that it has to be migrated."""
    database = Database(database_url)
    database._make_file()
    with (
        pytest.raises(StorageError, match="holds no parwatch tables yet: `parwatch migrate`"),
        database.read() as session,
    ):
        articles.counts(session)
    database.close()


@pytest.mark.parametrize("use", ["migrate", "read"])
def test_path_is_a_directory(tmp_path: Path, use: str) -> None:
    """A directory instead of a file is one clear line."""
    database = Database(f"sqlite:///{tmp_path}")
    with pytest.raises(StorageError, match=r"directory|cannot be opened"):
        if use == "migrate":
            database.migrate()
        with database.read() as session:
            articles.counts(session)


def test_file_in_the_way_of_the_directory(tmp_path: Path) -> None:
    """A file where a directory should be is one clear line."""
    (tmp_path / "data").write_text("not a directory")
    with pytest.raises(StorageError, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'data' / 'parwatch.db'}").migrate()


def test_file_is_not_a_database(tmp_path: Path) -> None:
    """Another kind of file is refused and left as it was."""
    file = tmp_path / "notes.db"
    file.write_text("Năm 2021, huyện Hương Sơn đứng thứ 2.\n" * 100)
    before = file.read_bytes()
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StorageError, match=r"notes\.db is not an SQLite database.*PARWATCH_DATABASE_URL"):
        database.migrate()
    database.close()
    assert file.read_bytes() == before


def test_damaged_database(lite: Database, tmp_path: Path) -> None:
    """Torn pages are named as damage, with the way back."""
    with lite.write() as session:
        for _ in range(50):
            add(session)
    lite.close()
    file = tmp_path / "parwatch.db"
    torn = file.read_bytes()
    file.write_bytes(torn[:8192] + b"\xff" * (len(torn) - 8192))
    with pytest.raises(StorageError, match=r"is damaged.*parwatch backup"), lite.read() as session:
        articles.latest(session)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Be an ordinary user for a moment: root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_path(tmp_path: Path) -> Iterator[Path]:
    """A directory that an ordinary user may enter."""
    with tempfile.TemporaryDirectory(prefix="parwatch-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def test_read_only_directory(open_path: Path) -> None:
    """No permission to make the file: read-only, with the place and the reason."""
    open_path.chmod(0o555)
    with unprivileged(), pytest.raises(DatabaseReadOnly, match=r"cannot be made \(Permission denied\)"):
        Database(f"sqlite:///{open_path / 'data' / 'parwatch.db'}").migrate()


def test_read_only_file(open_path: Path) -> None:
    """No permission to write the file and its directory: read-only, and what is stored stays."""
    url = f"sqlite:///{open_path / 'parwatch.db'}"
    database = Database(url)
    database.migrate()
    database.close()
    (open_path / "parwatch.db").chmod(0o444)
    open_path.chmod(0o555)
    with (
        unprivileged(),
        pytest.raises(DatabaseReadOnly, match=r"cannot be written.*write permission"),
        database.write(),
    ):
        raise AssertionError("written to a read-only file")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "cannot be read; its form is sqlite:///"),
        ("parwatch.db", "cannot be read; its form is sqlite:///"),
        ("mysql://root@localhost/x", "no database of the kind 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///data/parwatch.db?mode=ro", "takes no options"),
        ("postgresql://u:geheim@h:port/d", "cannot be read"),
        (f"postgresql://u:geheim@{'h' * 64}/d", "an impossible host"),
    ],
)
def test_urls_that_cannot_be_used(url: str, words: str) -> None:
    """The constructor says what is wrong and which form is right, without repeating a password."""
    with pytest.raises(StorageError, match=words) as caught:
        Database(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"password": "wrong-geheim"}, StorageError, "refuses the user or the password"),
        ({"user": "nobody_here"}, StorageError, "refuses the user or the password"),
        ({"database": "no_such_database"}, StorageError, "does not exist on that server"),
        ({"port": 1}, DatabaseBusy, "cannot be reached: is the server running"),
    ],
)
def test_server_that_cannot_be_used(
    postgres_server: postgres.Server, changes: dict[str, object], kind: type[StorageError], words: str
) -> None:
    """Each trouble with the server has its own line and next step; the password is never shown."""
    url = postgres_server.url(**{"database": "postgres", **changes})  # type: ignore[arg-type]
    database = Database(url)
    with pytest.raises(kind, match=words) as caught:
        database.migrate()
    database.close()
    shown = f"{caught.value} {database.place}"
    assert "geheim" not in shown
    assert postgres.PASSWORD not in shown


@pytest.mark.postgres
def test_user_who_may_not_create_tables(postgres_server: postgres.Server) -> None:
    """A user without rights in the schema is told which right is missing."""
    url = postgres_server.database()
    name = url.rsplit("/", 1)[1]
    postgres_server.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", name)
    postgres_server.execute("CREATE ROLE reader LOGIN PASSWORD 'r'")
    database = Database(postgres_server.url(name, user="reader", password="r"))
    with pytest.raises(DatabaseReadOnly, match="grant it the right"):
        database.migrate()
    database.close()
    postgres_server.execute("DROP ROLE reader")


@pytest.mark.postgres
def test_server_restart_is_survived(postgres_server: postgres.Server, database_url: str) -> None:
    """A connection that the server cut is replaced before it is used."""
    database = Database(database_url)
    database.migrate()
    if database._file is None:
        postgres_server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    with database.write() as session:
        add(session)
    database.close()


# --- backup


def test_backup_is_a_whole_database(lite: Database, tmp_path: Path) -> None:
    """The copy opens by itself, finds what was stored, and was made while a writer was at work."""
    with lite.write() as session:
        ids = add(session, article(title="Hương Sơn xếp thứ 2"))
    with lite.write() as writing:
        add(writing)
        lite.backup(tmp_path / "copy.db")
    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy.migrate() is False
    with copy.read() as session:
        assert articles.counts(session).articles == 1
        assert [hit.article_id for hit in search.articles(session, "huong son")] == [ids.article_id]
    copy.close()
    assert not list(tmp_path.glob("*.part"))


def test_backup_does_not_overwrite(lite: Database, tmp_path: Path) -> None:
    """An existing file stays as it is."""
    (tmp_path / "old.db").write_text("the only copy")
    with pytest.raises(StorageError, match=r"old\.db exists already"):
        lite.backup(tmp_path / "old.db")
    assert (tmp_path / "old.db").read_text() == "the only copy"


def test_backup_into_a_missing_directory(lite: Database, tmp_path: Path) -> None:
    """The directory has to be there; nothing is left behind."""
    with pytest.raises(StorageError, match="does not exist: make it first"):
        lite.backup(tmp_path / "missing" / "copy.db")


def test_backup_of_a_missing_database(tmp_path: Path) -> None:
    """Without a database there is nothing to back up, and no file is made."""
    with pytest.raises(StorageError, match="parwatch migrate"):
        Database(f"sqlite:///{tmp_path / 'none.db'}").backup(tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_backup_where_nothing_may_be_written(lite: Database, open_path: Path) -> None:
    """A directory that refuses writes is one clear line."""
    open_path.chmod(0o555)
    with unprivileged(), pytest.raises(StorageError, match=r"copy\.db|parwatch\.db"):
        lite.backup(open_path / "copy.db")


def test_backup_of_postgresql_names_the_tool() -> None:
    """PostgreSQL has its own tool for that."""
    with pytest.raises(StorageError, match="pg_dump"):
        Database("postgresql://u:geheim@localhost/parwatch").backup(Path("x.db"))


def test_closing_folds_the_log_into_the_file(lite: Database, tmp_path: Path) -> None:
    """After close the database is one file that any tool can copy and read."""
    with lite.write() as session:
        add(session)
    lite.close()
    assert [path.name for path in tmp_path.iterdir()] == ["parwatch.db"]
    with closing(sqlite3.connect(tmp_path / "parwatch.db")) as raw:
        assert raw.execute("SELECT first_seen FROM articles").fetchall() == [(NOW.strftime("%Y-%m-%d %H:%M:%S.%f"),)]
