"""Chats come, go, come back and move."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from support.archive import NOW, add, later

from parwatch_core.notice import Language, NoticeKind
from storage import flights, outbox, subscribers
from storage.database import Database

CHAT, GROUP = 1001, -100_123_456_789_012


def publish(session: Session) -> int:
    """A new story, told to everyone who is subscribed."""
    ids = add(session)
    return outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)


def test_subscribing_is_news_once(database: Database) -> None:
    """The first time is news, the second is not, and again after stopping it is."""
    with database.write() as session:
        assert subscribers.subscribe(session, CHAT, Language.VI, NOW) is True
        assert subscribers.subscribe(session, CHAT, Language.EN, later(hours=1)) is False
        assert subscribers.unsubscribe(session, CHAT, later(hours=2)) is True
        assert subscribers.unsubscribe(session, CHAT, later(hours=2)) is False
        assert subscribers.subscribe(session, CHAT, Language.EN, later(hours=3)) is True
        found = subscribers.get(session, CHAT)
    assert found is not None
    assert (found.language, found.active, found.subscribed_at) == (Language.EN, True, later(hours=3))
    assert (found.ended_at, found.ended_because) == (None, None)


def test_subscribing_again_changes_the_language_only(database: Database) -> None:
    """A subscriber who writes in another language keeps the date of the subscription."""
    with database.write() as session:
        subscribers.subscribe(session, GROUP, Language.VI, NOW)
        subscribers.subscribe(session, GROUP, Language.EN, later(hours=1))
        found = subscribers.get(session, GROUP)
    assert found is not None
    assert (found.language, found.subscribed_at) == (Language.EN, NOW)


def test_unknown_chats(database: Database) -> None:
    """A chat that never subscribed is None, and cannot stop or move."""
    with database.write() as session:
        assert subscribers.get(session, CHAT) is None
        assert subscribers.unsubscribe(session, CHAT, NOW) is False
        assert subscribers.deactivate(session, CHAT, "blocked", NOW) is False
        assert subscribers.move(session, CHAT, GROUP, NOW) is False
        assert subscribers.active(session) == ()


def test_active_lists_who_is_told(database: Database) -> None:
    """In the order of subscribing, without those who stopped."""
    with database.write() as session:
        for number, chat in enumerate((7, 5, 6)):
            subscribers.subscribe(session, chat, Language.VI, later(minutes=number))
        subscribers.deactivate(session, 5, "blocked the bot", later(hours=1))
        assert [found.chat_id for found in subscribers.active(session)] == [7, 6]
        gone = subscribers.get(session, 5)
    assert gone is not None
    assert (gone.active, gone.ended_at, gone.ended_because) == (False, later(hours=1), "blocked the bot")


def test_who_stops_is_not_sent_what_waits(database: Database) -> None:
    """What waits for the chat becomes dead with the reason, and a new subscription does not bring it back."""
    with database.write() as session:
        subscribers.subscribe(session, CHAT, Language.VI, NOW)
        publish(session)
        subscribers.unsubscribe(session, CHAT, NOW)
        assert (outbox.depth(session).dead, outbox.depth(session).waiting) == (1, 0)
        subscribers.subscribe(session, CHAT, Language.VI, NOW)
        assert outbox.claim(session, NOW, 60, 10) == ()


def test_who_stops_while_a_message_is_in_flight_gets_no_second_try(database: Database) -> None:
    """The message in flight may arrive; when it fails, or its sender vanishes, that was the last try."""
    with database.write() as session:
        for chat in (1, 2, 3):
            subscribers.subscribe(session, chat, Language.VI, NOW)
        publish(session)
        rows = {delivery.chat_id: delivery for delivery in outbox.claim(session, NOW, 60, 10)}
        for chat in rows:
            subscribers.unsubscribe(session, chat, NOW)
        outbox.mark_sent(session, rows[1], 11, NOW)
        assert outbox.retry(session, rows[2], NOW, "timeout") is True
        assert flights.release_expired(session, later(minutes=2)) == 1
        depth = outbox.depth(session)
    assert (depth.sent, depth.dead, depth.waiting) == (1, 2, 0)


def test_group_moves_with_what_it_was_not_told(database: Database) -> None:
    """Waiting and refused messages go to the new id; the old one is over and says where it went."""
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.EN, NOW)
        publish(session)
        publish(session)
        (refused,) = outbox.claim(session, NOW, 60, 10)
        assert subscribers.move(session, 1, GROUP, NOW) is True
        old, new = subscribers.get(session, 1), subscribers.get(session, GROUP)
        (first,) = outbox.claim(session, NOW, 60, 10)
        outbox.mark_sent(session, first, 1, NOW)
        (second,) = outbox.claim(session, NOW, 60, 10)
    assert old is not None
    assert new is not None
    assert (old.active, old.ended_because) == (False, f"moved to {GROUP}")
    assert (new.active, new.language) == (True, Language.EN)
    assert (first.outbox_id, first.chat_id, first.language) == (refused.outbox_id, GROUP, Language.EN)
    assert (second.chat_id, second.outbox_id) == (GROUP, first.outbox_id + 1)


def test_group_that_moves_onto_a_subscriber_is_told_once(database: Database) -> None:
    """Both ids had the notice: the new one keeps its row, the old one's is dead."""
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        subscribers.subscribe(session, GROUP, Language.VI, NOW)
        publish(session)
        claimed = outbox.claim(session, NOW, 60, 10)
        subscribers.move(session, 1, GROUP, NOW)
        depth = outbox.depth(session)
        assert outbox.claim(session, NOW, 60, 10) == ()
    assert len(claimed) == 2
    assert (depth.sending, depth.dead, depth.waiting) == (1, 1, 1)


def test_moving_ends_what_was_in_flight_to_a_chat_that_stopped(database: Database) -> None:
    """It is not handed to the new id, which is not told, where it would wait for ever."""
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        publish(session)
        (delivery,) = outbox.claim(session, NOW, 60, 10)
        subscribers.unsubscribe(session, 1, NOW)
        subscribers.move(session, 1, GROUP, NOW)
        assert (outbox.depth(session).dead, outbox.depth(session).waiting) == (1, 0)
        assert outbox.retry(session, delivery, NOW, "moved") is False
        assert subscribers.get(session, GROUP) is None


@pytest.mark.parametrize("new_is_known", [False, True])
def test_chat_that_had_stopped_does_not_come_back_by_moving(database: Database, new_is_known: bool) -> None:
    """Moving a chat that is not told leaves the new id as it was, or makes it known and silent."""
    with database.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
        subscribers.unsubscribe(session, 1, NOW)
        if new_is_known:
            subscribers.subscribe(session, GROUP, Language.VI, NOW)
        assert subscribers.move(session, 1, GROUP, NOW) is True
        assert [found.chat_id for found in subscribers.active(session)] == [GROUP] * new_is_known
