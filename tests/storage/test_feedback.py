"""What people say of their alerts."""

from __future__ import annotations

import pytest
from support.archive import NOW, add, later

from parwatch_core.notice import Complaint, Language, NoticeKind
from parwatch_core.preferences import Area, Preferences, Scope
from storage import feedback, outbox, subscribers
from storage.database import Database, Session

CHAT, OTHER = 42, 43


def publish(session: Session) -> int:
    ids = add(session)
    return outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)


def tell(session: Session) -> None:
    for delivery in outbox.claim(session, NOW, 60, 9):
        outbox.mark_sent(session, delivery, 100 + delivery.outbox_id, NOW)


@pytest.fixture
def told(database: Database) -> int:
    """A notice that CHAT was told."""
    with database.write() as session:
        subscribers.subscribe(session, CHAT, Language.VI, NOW)
        number = publish(session)
        tell(session)
    return number


def test_an_alert_is_called_wrong_once(database: Database, told: int) -> None:
    """The first word counts; another one, or the same again, changes nothing."""
    with database.write() as session:
        assert feedback.give(session, CHAT, told, Complaint.FIGURES, later(minutes=5))
        assert not feedback.give(session, CHAT, told, Complaint.OTHER, later(minutes=6))
        (kept,) = feedback.latest(session)
        assert (kept.chat_id, kept.complaint, kept.at) == (CHAT, Complaint.FIGURES, later(minutes=5))
        assert kept.notice.number == told
        assert feedback.count(session) == 1


def test_only_what_a_chat_was_told_is_its_business(database: Database, told: int) -> None:
    """Another chat, a notice that waits, and one that is none: nothing is stored."""
    with database.write() as session:
        subscribers.subscribe(session, OTHER, Language.VI, NOW)
        waiting = publish(session)
        for chat, number in ((OTHER, told), (CHAT, waiting), (CHAT, 10**12), (CHAT, 0)):
            assert feedback.told(session, chat, number) is None
            assert not feedback.give(session, chat, number, Complaint.UNIT, NOW)
        assert feedback.latest(session) == ()


def test_what_is_on_its_way_can_be_called_wrong(database: Database) -> None:
    """A person reads the message before the answer of Telegram has reached us."""
    with database.write() as session:
        subscribers.subscribe(session, CHAT, Language.VI, NOW)
        number = publish(session)
        outbox.claim(session, NOW, 60, 9)
        assert feedback.give(session, CHAT, number, Complaint.UNIT, NOW)


def test_the_notice_is_the_one_that_the_chat_reads(database: Database, told: int) -> None:
    """Its own units stand first, as in its message."""
    mine = Preferences(scope=Scope(Area.PROVINCES, ("Trà Giang",)))
    with database.write() as session:
        subscribers.prefer(session, CHAT, mine, NOW)
        seen = feedback.told(session, CHAT, told)
    assert seen is not None
    assert seen.highlights == 1


def test_feedback_outlives_stop_and_not_forget(database: Database, told: int) -> None:
    """Who stops has still found an error; who wants to be forgotten is."""
    with database.write() as session:
        feedback.give(session, CHAT, told, Complaint.NO_RANKING, NOW)
        subscribers.unsubscribe(session, CHAT, NOW)
        assert feedback.count(session) == 1
        assert subscribers.forget(session, CHAT)
        assert feedback.count(session) == 0


def test_feedback_is_listed_newest_first_by_pages(database: Database, told: int) -> None:
    """`skip` turns the pages."""
    with database.write() as session:
        second = publish(session)
        tell(session)
        for number in (told, second):
            feedback.give(session, CHAT, number, Complaint.OTHER, NOW)
        assert [one.notice.number for one in feedback.latest(session)] == [second, told]
        assert [one.notice.number for one in feedback.latest(session, 1, 1)] == [told]
