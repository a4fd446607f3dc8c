"""Texts to everybody and to operators go through the outbox; who may subscribe by invitation."""

from __future__ import annotations

from support.archive import NOW, add, later

from parwatch_core import addresses
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.preferences import Pace, Preferences, Quiet, Timing
from storage import alarms, announcements, articles, invitations, notices, outbox, subscribers
from storage.database import Database


def test_a_text_to_everybody_is_sent_once_however_often_it_is_confirmed(database: Database) -> None:
    """A row for each chat and channel, none for those who stopped; who comes between two taps gets none either."""
    channel = addresses.of_channel("ntfy")
    with database.write() as session:
        for chat in (1, 2, 3, channel):
            subscribers.subscribe(session, chat, Language.VI, NOW)
        subscribers.unsubscribe(session, 3, NOW)
        number = announcements.draft(session, "Dòng một\nDòng hai", NOW)
        assert announcements.audience(session) == 3
        assert announcements.send(session, number, NOW) == 3
        subscribers.subscribe(session, 4, Language.VI, NOW)
        assert announcements.send(session, number, NOW) is None
        assert not announcements.discard(session, number)
        claimed = outbox.claim(session, NOW, 60, 9)
    assert {delivery.chat_id for delivery in claimed} == {1, 2, channel}
    assert {delivery.notice.title for delivery in claimed} == {"Dòng một\nDòng hai"}
    assert {delivery.notice.kind for delivery in claimed} == {NoticeKind.ANNOUNCEMENT}


def test_a_discarded_draft_is_gone(database: Database) -> None:
    """It can be neither sent nor discarded again, and a number that is an alert's is no draft."""
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        ids = add(session)
        alert = outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
        number = announcements.draft(session, "x", NOW)
        assert announcements.discard(session, number)
        assert announcements.send(session, number, NOW) is None
        assert announcements.send(session, alert, NOW) is None
        assert not announcements.discard(session, alert)


def test_an_announcement_is_no_alert_and_no_part_of_a_digest(database: Database) -> None:
    """It leaves by itself though a digest waits and is chosen afterwards; quiet hours hold it; lists do not show it."""
    daily = Preferences(timing=Timing(Pace.DAILY, 23 * 60))
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        subscribers.subscribe(session, 2, Language.VI, NOW)
        subscribers.prefer(session, 2, Preferences(quiet=Quiet(15 * 60, 16 * 60)), NOW)
        announcements.send(session, announcements.draft(session, "x", NOW), NOW)
        subscribers.prefer(session, 1, daily, NOW)
        assert [delivery.chat_id for delivery in outbox.claim(session, NOW, 60, 9)] == [1]
        assert [delivery.chat_id for delivery in outbox.claim(session, later(hours=1), 60, 9)] == [2]
        assert notices.older(session, None, 5, None) == ()
        assert articles.counts(session).notices == 0


def test_a_line_to_an_operator_gets_alarms_and_no_news(database: Database) -> None:
    """Whether or not the same chat subscribes; a chat that is no operator's any more hears nothing."""
    line = addresses.of_operator(7)
    with database.write() as session:
        assert announcements.open_lines(session, [7, 8], NOW) == {
            line: Language.VI,
            addresses.of_operator(8): Language.VI,
        }
        ids = add(session)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
        assert outbox.claim(session, NOW, 60, 9) == ()
        assert (announcements.audience(session), articles.counts(session).subscribers) == (0, 0)
        assert announcements.open_lines(session, [7], NOW) == {line: Language.VI}
        assert announcements.alarm(session, "hỏng", [line, addresses.of_operator(8)], NOW) == 1
        assert announcements.last_alarm(session) == NOW
        (delivery,) = outbox.claim(session, NOW, 60, 9)
    assert (delivery.chat_id, delivery.notice.kind, delivery.notice.title) == (line, NoticeKind.ALARM, "hỏng")


def test_what_operators_know_is_remembered_until_it_is_over(database: Database) -> None:
    """Told twice is known once."""
    with database.write() as session:
        alarms.remember(session, ["a", "b"], NOW)
        alarms.remember(session, ["b"], later(hours=1))
        alarms.forget(session, ["a"])
        assert alarms.told(session) == {"b"}


def test_an_invitation_lets_in_as_many_chats_as_it_says(database: Database) -> None:
    """Once used by a chat it is not used by the same chat again; then it is used up; a made-up code is none."""
    with database.write() as session:
        invitations.invite(session, "code", 2, 7, NOW)
        assert not invitations.admitted(session, 1)
        assert not invitations.admit(session, 1, "cod", NOW)
        assert [invitations.admit(session, chat, "code", NOW) for chat in (1, 1, 2, 3)] == [True, True, True, False]
        assert invitations.admitted(session, 2)


def test_who_is_forgotten_has_to_be_invited_again_and_who_moves_has_not(database: Database) -> None:
    """Nothing is stored of a forgotten chat; a group that became a supergroup stays invited."""
    with database.write() as session:
        invitations.invite(session, "code", 5, 7, NOW)
        for chat in (1, -2):
            invitations.admit(session, chat, "code", NOW)
            subscribers.subscribe(session, chat, Language.VI, NOW)
        subscribers.forget(session, 1)
        subscribers.unsubscribe(session, -2, NOW)
        subscribers.move(session, -2, -1002, NOW)
        assert not invitations.admitted(session, 1)
        assert invitations.admitted(session, -1002)


def test_numbers_tell_chats_channels_and_lines_apart() -> None:
    """The largest numbers that Telegram gives are chats, and a line leads back to its chat."""
    for chat in (0, 1, -1, 2**52 - 1, -(2**52) + 1, -1002147483648):
        line = addresses.of_operator(chat)
        assert addresses.is_operator(line)
        assert addresses.chat_of(line) == chat
        assert not addresses.is_channel(line)
        assert not addresses.is_operator(chat)
        assert not addresses.is_channel(chat)
    number = addresses.of_channel("Kênh chung")
    assert addresses.is_channel(number)
    assert not addresses.is_operator(number)
    assert -(2**63) <= number < 0
