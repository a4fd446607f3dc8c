"""The channels of sources.toml as subscribers: told by the same outbox, taken up with the file, without its secrets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from support import archive
from support.hook import Hook
from support.process import Home
from support.tiny import tiny
from support.world import Clock

from alerts.switchboard import Switchboard
from parwatch.dispatch import Dispatcher
from parwatch.outlets import Outlets
from parwatch_core.errors import DatabaseBusy, ParwatchError
from parwatch_core.notice import NoticeKind
from parwatch_core.outlet import Outlet
from parwatch_core.preferences import Area, Pace, Preferences, Scope, Timing
from storage import outbox, subscribers
from storage.database import Database

SECRET = "s3cr3t-passw0rd"
NEWS = Outlet("Tin", url=f"json://robot:{SECRET}@127.0.0.1:1/")
DAILY = Preferences(timing=Timing(Pace.DAILY, 8 * 60))


def outlets(database: Database, clock: Clock, **variables: str) -> Outlets:
    return Outlets(database, clock=clock, environment=variables.get)


def publish(database: Database, clock: Clock) -> int:
    """The article's number."""
    with database.write() as session:
        ids = archive.add(session, at=clock())
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, clock())
    return ids.article_id


def rows(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        return [
            tuple(row) for row in session.connection().exec_driver_sql("SELECT state, error FROM outbox ORDER BY id")
        ]


def is_told(database: Database, channel: Outlet) -> bool:
    with database.read() as session:
        known = subscribers.get(session, channel.number)
    return known is not None and known.active


def first_turn(database: Database) -> object:
    with database.read() as session:
        return outbox.next_due(session)


def dispatcher(database: Database, channels: Outlets, clock: Clock) -> Dispatcher:
    return Dispatcher(database, Switchboard(channels, channels.ways), clock=clock)  # type: ignore[arg-type]


def test_a_channel_is_a_subscriber_with_its_wishes(database: Database) -> None:
    """Told from now on, by what the file says; said again, nothing changes; edited, the new wishes hold."""
    clock = Clock()
    channels = outlets(database, clock)
    for wishes in (Preferences(), Preferences(), DAILY):
        channels.sync([replace(NEWS, preferences=wishes)])
        with database.read() as session:
            (known,) = subscribers.active(session)
        assert (known.chat_id, known.preferences) == (NEWS.number, wishes)
    assert set(channels.ways) == {NEWS.number}


def test_a_channel_that_is_taken_out_is_told_no_more(database: Database) -> None:
    """What waited for it is given up with the reason; a channel that is switched off is out too; back is back."""
    clock = Clock()
    channels = outlets(database, clock)
    channels.sync([NEWS])
    publish(database, clock)
    channels.sync([replace(NEWS, enabled=False)])
    assert not is_told(database, NEWS)
    assert channels.ways == {}
    assert rows(database) == [("dead", "the channel is not in sources.toml any more, or switched off")]
    channels.sync([NEWS])
    assert is_told(database, NEWS)


def test_people_are_not_touched(database: Database) -> None:
    """Only channels come and go with the file."""
    clock = Clock()
    with database.write() as session:
        subscribers.subscribe(session, -100123, Preferences().language, clock())
    outlets(database, clock).sync([])
    with database.read() as session:
        assert [one.chat_id for one in subscribers.active(session)] == [-100123]


def test_a_restart_does_not_put_off_a_digest(database: Database) -> None:
    """What waits for 8 o'clock and is overdue goes out after the start, not a day later."""
    clock = Clock()
    daily = replace(NEWS, preferences=DAILY)
    outlets(database, clock).sync([daily])
    publish(database, clock)
    before = first_turn(database)
    clock.advance(days=1)
    outlets(database, clock).sync([daily])
    assert first_turn(database) == before


def test_the_filters_are_those_of_chats(database: Database) -> None:
    """A channel for another province gets nothing, the other one does."""
    clock = Clock()
    elsewhere = replace(NEWS, name="B", preferences=Preferences(scope=Scope(Area.PROVINCES, ("Hà Tĩnh",))))
    outlets(database, clock).sync([NEWS, elsewhere])
    publish(database, clock)
    with database.write() as session:
        claimed = outbox.claim(session, clock(), 60, 10)
    assert [one.chat_id for one in claimed] == [NEWS.number]


async def test_a_refusal_is_tried_again_until_it_is_taken(database: Database) -> None:
    """503 twice, then taken: one row, one message that was accepted. The log says it once, and that it is over."""
    clock = Clock()
    with Hook(answers=[503, 503]) as hook:
        channels = outlets(database, clock)
        channels.sync([replace(NEWS, url=f"json://robot:{SECRET}@{hook.place}/")])
        publish(database, clock)
        sender = dispatcher(database, channels, clock)
        with structlog.testing.capture_logs() as log:
            for seen in (1, 2, 3):
                await sender.drain()
                assert len(hook.came) == seen
                clock.advance(seconds=60)
            await sender.drain()
    assert len(hook.came) == 3
    assert [(line["channel"], line.get("reason")) for line in log] == [
        ("Tin", "the channel answered with HTTP status 503"),
        ("Tin", None),
    ]
    assert rows(database) == [("sent", None)]


async def test_a_further_portal_sends_nothing_again(database: Database) -> None:
    """A channel has no message that could be edited."""
    clock = Clock()
    with Hook() as hook:
        channels = outlets(database, clock)
        channels.sync([replace(NEWS, url=f"json://{hook.place}/")])
        article_id = publish(database, clock)
        await dispatcher(database, channels, clock).drain()
        with database.write() as session:
            assert outbox.revise(session, article_id, clock()) == 0
        await dispatcher(database, channels, clock).drain()
    assert len(hook.came) == 1


def test_an_address_from_the_environment_or_from_a_file(database: Database, tmp_path: Path) -> None:
    """Either is read when the channels are taken up."""
    path = tmp_path / "address"
    path.write_text("json://127.0.0.1:2/\n", encoding="utf-8")
    channels = outlets(database, Clock(), NEWS_URL="json://127.0.0.1:1/")
    channels.sync([Outlet("A", url_env="NEWS_URL"), Outlet("B", url_file=str(path))])
    assert len(channels.ways) == 2


def _broken(tmp_path: Path) -> list[tuple[Outlet, str]]:
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    return [
        (Outlet("A", url_env="NEWS_URL"), "NEWS_URL is not set"),
        (Outlet("A", url_file=str(tmp_path / "none")), "cannot be read (No such file or directory)"),
        (Outlet("A", url_file=str(tmp_path / "empty")), "is empty"),
        (Outlet("A", url=f"mailto://{SECRET}"), "does not understand"),
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_channel_that_cannot_be_used_changes_nothing(database: Database, tmp_path: Path, number: int) -> None:
    """One line says which and why; the others stay as they were."""
    broken, reason = _broken(tmp_path)[number]
    channels = outlets(database, Clock())
    channels.sync([NEWS])
    with pytest.raises(ParwatchError) as error:
        channels.sync([broken])
    assert reason in str(error.value)
    assert "[[channel]] 'A'" in str(error.value)
    assert SECRET not in str(error.value)
    assert "\n" not in str(error.value)
    assert is_told(database, NEWS)
    assert set(channels.ways) == {NEWS.number}


def test_a_way_that_did_not_change_is_kept(database: Database) -> None:
    """It may have a message under way; another address makes another way."""
    channels = outlets(database, Clock())
    channels.sync([NEWS])
    first = channels.ways[NEWS.number]
    channels.sync([replace(NEWS, preferences=DAILY)])
    assert channels.ways[NEWS.number] is first
    channels.sync([replace(NEWS, url="json://127.0.0.1:2/")])
    assert channels.ways[NEWS.number] is not first


async def test_a_busy_database_is_asked_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit of the file while the database is locked is not lost."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        monkeypatch.undo()

    def busy() -> None:
        raise DatabaseBusy("locked")

    channels = Outlets(database, clock=Clock(), environment={}.get, sleep=sleep)
    monkeypatch.setattr(database, "write", busy)
    await channels.follow((NEWS,))
    assert len(waits) == 1
    assert is_told(database, NEWS)
    assert set(channels.ways) == {NEWS.number}


def _active(home: Home) -> Callable[[], bool]:
    def found() -> bool:
        with closing(sqlite3.connect(home.database)) as connection:
            numbers = "SELECT active FROM subscribers WHERE chat_id = ?"
            return [row[0] for row in connection.execute(numbers, (Outlet("Văn phòng").number,))] == [1]

    return found


async def test_the_service_alerts_by_a_webhook(tmp_path: Path) -> None:
    """From the portal to the webhook; taken out of the file, the channel is told no more. No secret is anywhere."""
    home = Home(tmp_path)
    async with tiny() as portal:
        with Hook() as hook:
            portal.publish(3)
            home.watch(portal.url, every="6h")
            without = home.file.read_text(encoding="utf-8")
            channel = '\n[[channel]]\nname = "Văn phòng"\nurl_env = "OFFICE_HOOK"\nlanguage = "en"\n'
            home.file.write_text(without + channel, encoding="utf-8")
            home.environment["OFFICE_HOOK"] = f"json://robot:{SECRET}@{hook.place}/{SECRET}"
            async with home.service() as service:
                await hook.until(lambda: hook.came, seconds=40)
                home.file.write_text(without, encoding="utf-8")
                active = _active(home)
                await hook.until(lambda: not active())
                assert await service.stop() == 0
                told = "\n".join(service.raw + service.out)
    (came,) = hook.came
    assert "Phụng Hiệp" in came.json["message"]
    assert SECRET not in told
    assert SECRET.encode() not in home.database.read_bytes()
    shown = home.run("sources")
    assert SECRET not in shown.out + shown.err


def test_the_service_says_in_one_line_what_a_channel_lacks(tmp_path: Path) -> None:
    """Before anything is polled."""
    home = Home(tmp_path)
    home.watch("http://127.0.0.1:1/")
    text = home.file.read_text(encoding="utf-8") + '\n[[channel]]\nname = "X"\nurl_env = "NOT_THERE"\n'
    home.file.write_text(text, encoding="utf-8")
    done = home.run("run")
    assert done.code == 1
    (line,) = [line for line in done.err.splitlines() if "[[channel]]" in line]
    assert line == "parwatch: [[channel]] 'X': url_env: NOT_THERE is not set"
