"""The web page: what it answers, that nothing a portal wrote runs in it, and that a locked database is 503."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from support import archive

from parwatch import health
from parwatch.clock import utc_now
from parwatch.web import app
from parwatch.web.server import WebServer
from parwatch_core.errors import ParwatchError
from parwatch_core.fetching import FetchStatus
from storage import heartbeats, sources
from storage.database import Database
from storage.values import PollRecord

SCRIPT = '<script>alert("x")</script>'


@contextlib.asynccontextmanager
async def browser(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the page of a service whose clock stands at archive.NOW."""

    def now() -> object:
        return archive.NOW

    page = app.build(database, lambda: health.check(database, now), now)  # type: ignore[arg-type]
    server = WebServer(page, "127.0.0.1", 0)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
            yield client
    finally:
        await server.stop()


def filled(database: Database) -> None:
    """A story and a source that do their worst."""
    with database.write() as session:
        worst = archive.article(title=SCRIPT, source=SCRIPT)
        archive.add(session, worst, archive.verdict(archive.claim(SCRIPT, evidence=f'" onload=x {SCRIPT}')))
        record = PollRecord("songtra", FetchStatus.HTTP_SERVER, archive.NOW, SCRIPT, 0, unchanged=True)
        sources.record_poll(session, record, archive.NOW)


async def test_what_portals_wrote_is_text(database: Database) -> None:
    """Titles, units, evidence and error lines are escaped, and no script could run anyway."""
    filled(database)
    async with browser(database) as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert answer.text.count("&lt;script&gt;") >= 4
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_every_answer_carries_the_security_headers(database: Database) -> None:
    """Pages, checks, mistakes and refusals alike; HEAD answers as GET does, without a body."""
    async with browser(database) as client:
        answers = {
            (method, path): await client.request(method, path)
            for method, path in (
                ("GET", "/"), ("HEAD", "/"), ("GET", "/healthz"), ("HEAD", "/healthz"), ("GET", "/none"),
                ("GET", "/%2e%2e/etc/passwd"), ("POST", "/"), ("GET", "/?" + "a" * 5000),
            )
        }  # fmt: skip
    for answer in answers.values():
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert parsedate_to_datetime(answer.headers["date"]).year == utc_now().year
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
    codes = [answer.status_code for answer in answers.values()]
    assert codes == [200, 200, 503, 503, 404, 404, 405, 200]
    assert answers["HEAD", "/"].content == b""


async def test_health_is_200_only_while_the_service_is_well(database: Database) -> None:
    """No heartbeat, a fresh one, one with a trouble, an old one, a clean stop."""

    async def asked() -> tuple[int, str]:
        answer = await client.get("/healthz")
        assert answer.json()["ok"] is (answer.status_code == 200)
        return answer.status_code, answer.json()["status"]

    def beat(age: float, trouble: str | None = None) -> None:
        with database.write() as session:
            heartbeats.beat(session, archive.NOW - timedelta(seconds=age), None, trouble)

    async with browser(database) as client:
        assert await asked() == (503, "not running: no heartbeat yet; start it with `parwatch run`")
        beat(59)
        assert await asked() == (200, "ok: heartbeat 59 s ago")
        beat(1, "the bot token is refused")
        assert await asked() == (503, "the bot token is refused")
        beat(61)
        assert (await asked())[0] == 503
        beat(1, health.STOPPED)
        assert await asked() == (503, health.STOPPED)


def locked(file: Path) -> Callable[[], None]:
    """Take the database away from readers too, as a program without WAL does; returns what gives it back."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    return other.close


async def test_a_locked_database_is_503_and_over_when_it_is(tmp_path: Path) -> None:
    """Never 500, and the line says what to do."""
    file = tmp_path / "parwatch.db"
    first = Database(f"sqlite:///{file}")
    first.migrate()
    first.close()
    database = Database(f"sqlite:///{file}", busy_timeout=0.05)
    unlock = locked(file)
    try:
        async with browser(database) as client:
            answers = [await client.get("/"), await client.get("/healthz")]
            assert [answer.status_code for answer in answers] == [503, 503]
            assert all("is locked by another process" in answer.json()["status"] for answer in answers)
            unlock()
            assert (await client.get("/")).status_code == 200
    finally:
        unlock()
        database.close()


async def test_an_address_in_use_is_one_line(database: Database) -> None:
    """Two services cannot share a port, and the second is told before it does anything."""
    page = app.build(database, lambda: health.Health(True, "ok"), lambda: archive.NOW)
    first = WebServer(page, "127.0.0.1", 0)
    await first.start()
    try:
        second = WebServer(page, "127.0.0.1", int(first.url.rsplit(":", 1)[1]))
        with pytest.raises(ParwatchError, match=r"address already in use\): stop the other program, or set"):
            await second.start()
    finally:
        await first.stop()
