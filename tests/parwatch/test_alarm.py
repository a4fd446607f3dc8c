"""Operators are told once when a source breaks and once when it is back, and never in a storm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from parwatch.alarm import GATHER, LASTING, Told, decide, is_broken
from parwatch.sentry import Sentry, message
from parwatch_core import addresses
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.source import Source
from storage import outbox, sources, subscribers
from storage.database import Database
from storage.values import SourceState

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(hours=3)


def state(name: str, failures: int = 0, success: datetime | None = LONG_AGO) -> SourceState:
    return SourceState(name, last_success=success, failures=failures, last_error="no such host")


@pytest.mark.parametrize(
    ("failures", "success", "broken"),
    [
        (0, NOW, False),
        (4, LONG_AGO, False),
        (5, LONG_AGO, True),
        (5, None, True),
        (5, NOW - LASTING + timedelta(seconds=1), False),
        (2, NOW - timedelta(days=1), True),
        (1, NOW - timedelta(days=9), False),
        (2, None, False),
    ],
)
def test_a_source_is_broken_when_it_lasts(failures: int, success: datetime | None, broken: bool) -> None:
    """Several polls over half an hour, or a day without a good one; one bad poll after a long pause is nothing."""
    assert is_broken(state("a", failures, success), NOW) is broken


def test_what_is_told_is_told_once() -> None:
    """While it lasts nothing more is said; when it is over, that; then nothing is remembered."""
    first = decide([state("a", 5), state("b"), state("c")], Told(), NOW)
    assert [one.name for one in first.broke] == ["a"]
    assert first.noted == ("a",)
    known = Told(frozenset("a"), NOW)
    later = NOW + 2 * GATHER
    assert not decide([state("a", 9), state("b"), state("c")], known, later).speaks
    back = decide([state("a"), state("b"), state("c")], known, later)
    assert (back.mended, back.forgotten, back.broke) == (("a",), ("a",), ())


def test_what_happens_soon_after_a_message_waits_for_the_next() -> None:
    """Nothing is remembered meanwhile, so that it is told then; many are one message."""
    states = [state("a", 5), state("b", 5), *(state(f"x{number}") for number in range(9))]
    known = Told(frozenset("a"), NOW)
    soon = decide(states, known, NOW + GATHER / 2)
    assert (soon.speaks, soon.noted, soon.forgotten) == (False, (), ())
    assert decide(states, known, NOW + GATHER).noted == ("b",)


def test_a_source_that_left_the_file_is_forgotten_without_a_word() -> None:
    """Paused or removed is no news."""
    gone = decide([state("b")], Told(frozenset("a"), NOW), NOW)
    assert (gone.speaks, gone.forgotten) == (False, ("a",))


def test_a_dead_network_is_one_message() -> None:
    """Those that have failed for long enough speak for all that fail; who follows later is noted without a word."""
    many = [state(f"s{number}", 5 if number < 2 else 1) for number in range(300)]
    alarm = decide(many, Told(), NOW)
    assert (alarm.failing, alarm.watched, len(alarm.noted)) == (300, 300, 300)
    text = message(alarm, Language.EN)
    assert text.startswith("🔴 300 of 300 sources cannot be read")
    assert text.count("•") == 10
    assert text.endswith("and 290 more")
    half = decide([*many[:200], *(state(f"t{n}", 7) for n in range(50))], Told(frozenset(alarm.noted), NOW), NOW)
    assert not half.speaks
    assert len(half.noted) == 50


def test_messages_are_in_both_languages() -> None:
    """The reason stays as the service writes it."""
    alarm = decide([state("Cổng A", 5), state("b")], Told(frozenset("b"), LONG_AGO), NOW)
    assert message(alarm, Language.VI) == (
        "🔴 Nguồn Cổng A không đọc được nữa\nno such host\n\n🟢 Nguồn b đọc được trở lại"
    )
    assert message(alarm, Language.EN).startswith("🔴 Cổng A cannot be read any more\nno such host")


async def test_the_sentry_tells_through_the_outbox_and_remembers_across_a_restart(database: Database) -> None:
    """Each operator in the language of his chat, once; also by a second sentry, which is what a restart is."""
    told: list[str] = []
    watched = tuple(Source(name=name, url=f"https://{name}.gov.vn/") for name in "abcd")

    def sentry(now: datetime) -> Sentry:
        return Sentry(
            database, watched=lambda: watched, operators=[7, 8], clock=lambda: now, on_told=lambda: told.append("x")
        )

    with database.write() as session:
        subscribers.subscribe(session, 8, Language.EN, NOW)
        for one in (state("a", 5), state("b")):
            sources.save_state(session, one)
    await sentry(NOW).look()
    await sentry(NOW + timedelta(hours=1)).look()
    assert told == ["x"]
    with database.write() as session:
        claimed = outbox.claim(session, NOW, 60, 9)
        assert {one.chat_id: one.notice.title.split("\n")[0] for one in claimed} == {
            addresses.of_operator(7): "🔴 Nguồn a không đọc được nữa",
            addresses.of_operator(8): "🔴 a cannot be read any more",
        }
        assert {one.notice.kind for one in claimed} == {NoticeKind.ALARM}
        for one in claimed:
            outbox.mark_sent(session, one, 1, NOW)
        sources.save_state(session, SourceState("a", last_status=FetchStatus.OK, last_success=NOW))
    await sentry(NOW + timedelta(hours=2)).look()
    await sentry(NOW + timedelta(hours=4)).look()
    with database.write() as session:
        back = outbox.claim(session, NOW + timedelta(hours=2), 60, 9)
        assert {one.notice.title for one in back} == {"🟢 Nguồn a đọc được trở lại", "🟢 a can be read again"}
