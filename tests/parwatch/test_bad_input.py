"""Bad input over the real command line: one clear line, a next step, exit 1, and nothing stored is lost."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.process import Home, Inside
from support.tiny import HOSTS, article, tiny
from support.wire import Handler, Wire, answer, then_close

SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TOKEN = f"110201543:{SECRET}"
NOWHERE = "http://127.0.0.1:1/"


HELD: list[sqlite3.Connection] = []

# --- what the command refuses to start with: case -> (the command, how its home is spoilt, what the line says)

Spoil = Callable[[Home], dict[str, str] | None]


def written(text: str | bytes) -> Spoil:
    """sources.toml with this content."""

    def spoil(home: Home) -> None:
        home.file.write_bytes(text if isinstance(text, bytes) else text.encode())

    return spoil


def env(**environment: str) -> Spoil:
    """A sound home, and these settings."""

    def spoil(home: Home) -> dict[str, str]:
        home.watch(NOWHERE)
        return environment

    return spoil


def database(make: Callable[[Path], object]) -> Spoil:
    """A sound home whose database file is made by `make`."""

    def spoil(home: Home) -> None:
        home.watch(NOWHERE)
        home.database.parent.mkdir()
        make(home.database)

    return spoil


def newer(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE parwatch_schema (version_num TEXT)")
        connection.execute("INSERT INTO parwatch_schema VALUES ('9999')")


def damaged(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)


def locked(home: Home) -> None:
    """Another process, here the test, writes into the database and does not come to an end."""
    home.watch(NOWHERE)
    assert home.run("migrate").code == 0
    other = sqlite3.connect(home.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    HELD.append(other)


def env_file(content: bytes) -> Spoil:
    def spoil(home: Home) -> None:
        home.watch(NOWHERE)
        (home.place / ".env").write_bytes(content)

    return spoil


CASES: dict[str, tuple[str, Spoil, str]] = {
    "no sources.toml": ("run", lambda _: None, "sources.toml:1:1: no such file; create it"),
    "sources.toml is empty": ("once", written(""), "sources.toml:1:1: is empty; add [[source]]"),
    "sources.toml is a directory": ("run", lambda home: home.file.mkdir(), "is a directory; name the file in it"),
    "sources.toml is UTF-16": ("sources", written("[[source]]".encode("utf-16")), "1:1: not UTF-8; save the file as"),
    "sources.toml is no TOML": ("once", written('[[source]]\nurl = "x'), "sources.toml:2:9: not valid TOML"),
    "sources.toml has an unknown key": (
        "run",
        written('[[source]]\nurl="http://a.vn"\nnmae="x"'),
        "did you mean 'name'",
    ),
    "the database is a directory": (
        "migrate",
        database(lambda file: file.mkdir()),
        "is a directory: name a file in it",
    ),
    "the database is a text": (
        "migrate",
        database(lambda file: file.write_text("Xin chào " * 99)),
        "not an SQLite datab",
    ),
    "the database is damaged": ("migrate", database(damaged), "data/parwatch.db"),
    "the database is newer": ("migrate", database(newer), "newer parwatch"),
    "the database is newer for readers": ("articles", database(newer), "newer parwatch"),
    "the database has no place": ("export", env(PARWATCH_DATABASE_URL="sqlite:////proc/none/p.db"), "cannot be made"),
    "the database URL is nonsense": ("rankings", env(PARWATCH_DATABASE_URL="nonsense"), "its form is sqlite:///"),
    "the database is of another kind": ("health", env(PARWATCH_DATABASE_URL="mysql://u:geheim@h/x"), "the forms are"),
    "no database yet": ("health", lambda _: None, "`parwatch migrate` makes it"),
    "the port is no number": ("run", env(PARWATCH_HTTP_PORT="http"), "PARWATCH_HTTP_PORT: "),
    "the port is too large": ("run", env(PARWATCH_HTTP_PORT="65536"), "PARWATCH_HTTP_PORT: "),
    "the API address is broken": (
        "once",
        env(PARWATCH_TELEGRAM_API_URL="http://[", TELEGRAM_BOT_TOKEN=TOKEN),
        "in full",
    ),
    "the API port is broken": ("once", env(PARWATCH_TELEGRAM_API_URL="http://h:x"), "PARWATCH_TELEGRAM_API_URL: "),
    "the token is impossible": ("once", env(TELEGRAM_BOT_TOKEN=f"{TOKEN} /x"), "check TELEGRAM_BOT_TOKEN"),
    "the token's file is missing": ("run", env(TELEGRAM_BOT_TOKEN_FILE="/none"), "TELEGRAM_BOT_TOKEN_FILE: /none"),
    "a network is none": ("once", env(PARWATCH_ALLOW_NETWORKS="10.0.0.1/8"), "write it as 10.0.0.0/8"),
    "the contact would break out of its header": ("once", env(PARWATCH_CONTACT="a\r\nX-Evil: 1"), "PARWATCH_CONTACT: "),
    ".env is UTF-16": ("once", env_file(b"\xff\xfeP\0"), ".env cannot be read (not UTF-8)"),
    "the database is locked": ("once", locked, "is locked by another process: wait, or stop the other parwatch"),
}


# A process of its own for one of each kind, and for what would set up logging in this one.
OUTSIDE = frozenset(
    {
        "no sources.toml",
        "the database is a text",
        "the database is locked",
        "no database yet",
        "the port is no number",
        "the token is impossible",
    }
)

# --- portals that answer badly

PDF = b"%PDF-1.7 " + bytes(5000)
NOT_A_FEED = answer("<!DOCTYPE html><html><body><p>Xin chào</p></body></html>", Content_Type="application/rss+xml")

# How it answers -> its status, and what the line on it names.
BAD_PORTALS: dict[str, tuple[dict[str, bytes | Handler], str, str]] = {
    "garbage": ({"/": answer(bytes(range(256)) * 40, Content_Type="text/html")}, "bad_type", "binary"),
    "nothing": ({"/": answer(b"")}, "empty", "0 bytes"),
    "a PDF": ({"/": answer(PDF, Content_Type="application/pdf")}, "bad_type", "application/pdf"),
    "a PDF that says it is HTML": ({"/": answer(PDF)}, "bad_type", "binary"),
    "a feed that is none": ({"/": NOT_A_FEED}, "empty", "without text"),
    "an error": ({"/": answer("Lỗi", "500 Internal Server Error")}, "http_server", "500"),
    "a way inside": ({"/": answer("", "302 Found", Location="http://10.0.0.1/admin")}, "private_address", "10.0.0.1"),
    "a no": ({"/robots.txt": answer("User-agent: *\nDisallow: /", Content_Type="text/plain")}, "robots", "robots.txt"),
    "no HTTP": ({"/": then_close(b"SSH-2.0-OpenSSH_9.6\r\n")}, "reset", ""),
}
LATIN = "text/html; charset=iso-8859-1"


async def test_bad_portals_are_named_and_the_sound_one_alerts(tmp_path: Path) -> None:
    """Each bad portal is one line on stderr and a status; UTF-8 under a false name is read right all the same."""
    home = Home(tmp_path)
    async with contextlib.AsyncExitStack() as stack:
        wires = {
            case: await stack.enter_async_context(Wire(routes=dict(routes), host=next(HOSTS)))
            for case, (routes, _status, _words) in BAD_PORTALS.items()
        }
        sound = await stack.enter_async_context(tiny())
        sound.wire.routes["/bai-1.html"] = answer(article("Tin", 3, "huyện Phụng Hiệp"), Content_Type=LATIN)
        home.watch(*(wire.url() for wire in wires.values()), sound.url)
        done = await home.command("once", "--json")
    assert done.code == 0, done.err
    polls = {poll["source"]: poll for poll in done.json}
    for case, wire in wires.items():
        poll = polls.pop(f"{wire.host}:{wire.port}")
        _routes, status, words = BAD_PORTALS[case]
        assert (case, poll["status"]) == (case, status)
        assert words in poll["message"], case
        assert f"parwatch: {wire.host}:{wire.port}: {poll['message']}" in done.err.splitlines()
    (good,) = polls.values()
    assert (good["source"], good["status"], good["notices"]) == (sound.host, "ok", 1)
    assert "Huyện Phụng Hiệp" in done.err, "the alert, beside the JSON on stdout"
    assert "Traceback" not in done.err


# --- and what the command said


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_work_is_one_line_with_a_next_step(
    tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, nothing on stdout, no traceback, no secret."""
    command, spoil, words = CASES[case]
    home = Home(tmp_path)
    environment = spoil(home) or {}
    if case in OUTSIDE:
        done = home.run(command, **environment)
    else:
        done = Inside(monkeypatch, capfd).run(home, command, **environment)
    line = done.refused()
    assert words in line
    assert SECRET not in line
    assert "geheim" not in line


@pytest.fixture(autouse=True)
def _released() -> Iterator[None]:
    yield
    while HELD:
        HELD.pop().close()


async def test_every_mistake_of_sources_toml_is_told_at_once(tmp_path: Path) -> None:
    """One line each, with line and column."""
    home = Home(tmp_path)
    written('[defaults]\nevery = "2x"\n[[source]]\nurl = 5\n[[source]]\nurl = "ftp://a"\nenabled = "no"\n')(home)
    done = await home.command("sources")
    places = [line.removeprefix("parwatch: sources.toml:").split(": ")[0] for line in done.err.splitlines()]
    assert (done.code, places) == (1, ["2:1", "4:1", "6:1", "7:1"])


async def test_an_address_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    """A port in use, a host that is another machine's or nobody's: said before anything is polled or sent."""
    home = Home(tmp_path)
    home.watch(NOWHERE)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        used, foreign = await asyncio.gather(
            home.command("run", PARWATCH_HTTP_PORT=port), home.command("run", PARWATCH_HTTP_HOST="192.0.2.1")
        )
    assert (used.code, foreign.code) == (1, 1)
    remedy = "stop the other program, or set PARWATCH_HTTP_HOST and PARWATCH_HTTP_PORT"
    assert used.err.splitlines()[-1] == (
        f"parwatch: cannot listen on 127.0.0.1:{port} (address already in use): {remedy}"
    )
    assert foreign.err.splitlines()[-1].startswith("parwatch: cannot listen on 192.0.2.1:0 (")
    for done in (used, foreign):
        assert sum(line.startswith("parwatch: ") for line in done.err.splitlines()) == 1
        assert "Traceback" not in done.err
        assert "polled" not in done.err


@pytest.mark.parametrize("what", ["file", "directory"])
async def test_a_database_that_may_not_be_written_is_one_line(tmp_path: Path, what: str) -> None:
    """SQLite needs to write the file, and beside it."""
    home = Home(tmp_path, unprivileged=True)
    home.watch(NOWHERE)
    assert (await home.command("migrate")).code == 0
    spot = home.database if what == "file" else home.database.parent
    mode = spot.stat().st_mode
    spot.chmod(mode & 0o555)
    try:
        line = (await home.command("once")).refused()
    finally:
        spot.chmod(mode)
    assert "data/parwatch.db cannot be" in line
    assert "permission" in line or "who may write there" in line
