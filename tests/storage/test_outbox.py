"""Who is told what, when and once."""

from __future__ import annotations

from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session
from support.archive import NOTHING, NOW, add, article, claim, fingerprint, later, verdict

from parwatch_core.errors import StorageError
from parwatch_core.notice import Copy, Delivery, Language, NoticeKind
from parwatch_core.page import SameKind
from parwatch_core.ranking import Index
from storage import articles, flights, outbox, subscribers
from storage.database import Database
from storage.tables import OUTBOX
from storage.values import StoryIds


def subscribe(session: Session, *chats: int) -> None:
    for chat in chats:
        subscribers.subscribe(session, chat, Language.VI, NOW)


def publish(session: Session, kind: NoticeKind = NoticeKind.NEW) -> StoryIds:
    ids = add(session)
    outbox.publish(session, ids.article_id, ids.version_id, kind, NOW)
    return ids


def claim_all(session: Session, seconds: float = 0, limit: int = 100) -> list[Delivery]:
    return list(outbox.claim(session, later(seconds=seconds), 60, limit))


def test_everyone_who_is_told_gets_a_row(database: Database) -> None:
    """One row for each active subscriber; who comes later is told from the next story on."""
    with database.write() as session:
        subscribe(session, 1, 2, 3)
        subscribers.unsubscribe(session, 2, NOW)
        publish(session)
        subscribe(session, 4)
        assert [delivery.chat_id for delivery in claim_all(session)] == [1, 3]


def test_nobody_to_tell_is_no_error(database: Database) -> None:
    """Without subscribers the notice is there and the outbox stays empty."""
    with database.write() as session:
        ids = publish(session)
        assert outbox.was_told(session, ids.article_id) is True
        assert claim_all(session) == []
        assert outbox.next_due(session) is None
        assert outbox.depth(session).oldest is None


def test_publishing_twice_tells_once(database: Database) -> None:
    """The same decision again gives the same notice and adds rows only for those who have none."""
    with database.write() as session:
        subscribe(session, 1)
        ids = add(session)
        assert outbox.was_told(session, ids.article_id) is False
        notices = {outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW) for _ in range(2)}
        assert len(notices) == 1
        assert outbox.depth(session).pending == 1


def test_a_story_is_new_once(database: Database) -> None:
    """NEW for a later version is the same notice; each version may be an update of its own."""
    new = article()
    with database.write() as session:
        subscribe(session, 1)
        ids = add(session, new)
        edited = replace(new, body_hash="edited")
        second = articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(), NOW)
        published = [
            outbox.publish(session, ids.article_id, version, kind, NOW)
            for version in (ids.version_id, second)
            for kind in (NoticeKind.NEW, NoticeKind.UPDATE)
        ]
    assert published[0] == published[2]
    assert len(set(published)) == 3


def test_delivery_holds_the_whole_notice(database: Database) -> None:
    """Title, link, portal, date, reform claims only, and every other portal once, joined before or after publishing."""
    new, ict = article(), claim(index=Index.ICT)
    elsewhere = [
        ("b", "https://b.vn/1"),
        ("b", "https://b.vn/2"),
        (new.source, "https://a.vn/again"),
        ("c", "https://c.vn/1"),
    ]
    with database.write() as session:
        subscribers.subscribe(session, 7, Language.EN, NOW)
        ids = add(session, new, verdict(claim(), ict))
        for number, (source, url) in enumerate(elsewhere):
            if number == 2:
                outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
            articles.add_copy(session, ids.article_id, replace(new, source=source, url=url), SameKind.EXACT, NOW)
        (delivery,) = claim_all(session)
    assert (delivery.chat_id, delivery.language, delivery.attempt) == (7, Language.EN, 1)
    assert (delivery.plain, delivery.uncertain, delivery.message_id) == (False, False, None)
    notice = delivery.notice
    assert (notice.kind, notice.title, notice.url) == (NoticeKind.NEW, new.title, new.url)
    assert (notice.portal, notice.published) == (new.source, new.published)
    assert notice.claims == (claim(),)
    assert notice.copies == (Copy("b", "https://b.vn/1"), Copy("c", "https://c.vn/1"))


def test_update_tells_the_edited_body(database: Database) -> None:
    """An update shows the new title and claims, and the page that was edited."""
    new = article()
    edited = replace(new, title="Đính chính", body_hash="edited")
    with database.write() as session:
        subscribe(session, 1)
        ids = add(session, new)
        version = articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(claim(rank=5)), NOW)
        outbox.publish(session, ids.article_id, version, NoticeKind.UPDATE, NOW)
        (delivery,) = claim_all(session)
    notice = delivery.notice
    assert (notice.kind, notice.title, notice.url) == (NoticeKind.UPDATE, "Đính chính", new.url)
    assert [found.rank for found in notice.claims] == [5]


def test_a_chat_has_one_in_flight_and_none_waits_for_another(database: Database) -> None:
    """Each claim gives the oldest row of every chat that has nothing in flight."""
    with database.write() as session:
        subscribe(session, 1, 2)
        for _ in range(3):
            publish(session)
        first = claim_all(session)
        assert [delivery.chat_id for delivery in first] == [1, 2]
        assert claim_all(session) == []
        outbox.mark_sent(session, first[1], 5, NOW)
        second = claim_all(session)
        assert [delivery.chat_id for delivery in second] == [2]
        assert second[0].outbox_id > first[1].outbox_id
        assert claim_all(session) == []


def test_limit_serves_the_oldest_rows_first(database: Database) -> None:
    """A chat with a long queue takes one place of the limit, not all of them."""
    with database.write() as session:
        subscribe(session, 1)
        for _ in range(5):
            publish(session)
        subscribe(session, 2, 3)
        publish(session)
        assert [delivery.chat_id for delivery in claim_all(session, limit=2)] == [1, 2]
        assert [delivery.chat_id for delivery in claim_all(session, limit=2)] == [3]


def test_the_database_itself_refuses_a_second_row_in_flight(database: Database) -> None:
    """Even a statement that goes round `claim` cannot put two rows of a chat in flight."""
    with database.write() as session:
        subscribe(session, 1)
        publish(session)
        publish(session)
    with pytest.raises(StorageError), database.write() as session:
        session.execute(OUTBOX.update().values(state="sending"))
    with pytest.raises(StorageError), database.write() as session:
        row = {column.name: None for column in OUTBOX.c}
        session.execute(insert(OUTBOX), {**row, "notice_id": 404, "chat_id": 1})


def test_failed_rows_wait_for_their_time(database: Database) -> None:
    """A retry is due at its moment and not before; the attempt counts up and the marks stick."""
    with database.write() as session:
        subscribe(session, 1)
        publish(session)
        (delivery,) = claim_all(session)
        assert outbox.retry(session, delivery, later(seconds=30), "too fast", plain=True) is True
        assert outbox.next_due(session) == later(seconds=30)
        assert outbox.depth(session).failed == 1
        assert claim_all(session, 29) == []
        (again,) = claim_all(session, 30)
        assert (again.attempt, again.plain, again.uncertain) == (2, True, False)
        outbox.retry(session, again, later(seconds=90), "timeout", uncertain=True)
        (third,) = claim_all(session, 90)
        outbox.retry(session, third, later(seconds=99), "refused")
        (fourth,) = claim_all(session, 99)
    assert (fourth.attempt, fourth.plain, fourth.uncertain) == (4, True, True)


def test_settled_rows_stay_settled(database: Database) -> None:
    """Sent and dead are ends: nothing is claimed, retried or given up after them; sent wins over dead."""
    with database.write() as session:
        subscribe(session, 1, 2)
        publish(session)
        sent, dead = claim_all(session)
        assert outbox.mark_sent(session, sent, 9, NOW) is True
        assert outbox.mark_sent(session, sent, 9, NOW) is False
        assert outbox.dead(session, dead, "blocked", NOW) is True
        for row in (sent, dead):
            assert outbox.retry(session, row, NOW, "late") is False
            assert outbox.dead(session, row, "late", NOW) is False
        assert claim_all(session, 10_000) == []
        assert flights.release_expired(session, later(days=1)) == 0
        assert (outbox.depth(session).sent, outbox.depth(session).dead) == (1, 1)
        assert outbox.mark_sent(session, dead, 10, NOW) is True
        assert (outbox.depth(session).sent, outbox.depth(session).dead) == (2, 0)


def test_row_of_a_vanished_sender_comes_back_uncertain(database: Database) -> None:
    """Not before the lease is over, and then 60 s after that was noticed at the earliest."""
    with database.write() as session:
        subscribe(session, 1)
        publish(session)
        claim_all(session)
        assert flights.release_expired(session, later(seconds=60)) == 0
        assert flights.release_expired(session, later(seconds=61)) == 1
        assert outbox.depth(session).pending == 1
        assert claim_all(session, 120) == []
        (again,) = claim_all(session, 121)
    assert (again.uncertain, again.attempt) == (True, 2)


def test_a_sender_that_still_works_keeps_its_flight_whatever_the_clock_says(database: Database) -> None:
    """A jump by a day ends no lease of the caller's own; another's is over, and nothing of it goes out within 60 s."""
    with database.write() as session:
        subscribe(session, 1, 2)
        publish(session)
        mine, other = claim_all(session)
        assert flights.release_expired(session, later(days=1), keep={mine.flight}) == 1
        day = 24 * 60 * 60
        assert claim_all(session, day + 59) == []
        (again,) = claim_all(session, day + 60)
        assert (again.chat_id, again.uncertain) == (other.chat_id, True)
        assert outbox.mark_sent(session, mine, 5, later(days=1)) is True


def test_a_lease_of_a_clock_that_was_wrong_does_not_last(database: Database) -> None:
    """The clock was a day ahead when the sender died: its chat waits for a minute, not for that day."""
    with database.write() as session:
        subscribe(session, 1)
        publish(session)
        (lost,) = claim_all(session, 24 * 60 * 60)
        assert flights.release_expired(session, NOW) == 1
        (again,) = claim_all(session, 60)
        assert (again.outbox_ids, again.uncertain) == (lost.outbox_ids, True)


def test_sender_that_slept_through_its_lease_changes_nothing(database: Database) -> None:
    """It cannot retry or give up a row that another one claimed since; but what it sent is sent."""
    with database.write() as session:
        subscribe(session, 1)
        publish(session)
        (old,) = claim_all(session)
        flights.release_expired(session, later(seconds=61))
        (new,) = claim_all(session, 121)
        assert outbox.retry(session, old, NOW, "late") is False
        assert outbox.dead(session, old, "late", NOW) is False
        assert outbox.depth(session).sending == 1
        assert outbox.mark_sent(session, old, 5, NOW) is True
        assert outbox.retry(session, new, NOW, "late") is False


def test_revised_notice_edits_the_message(database: Database) -> None:
    """A sent message goes round again with its number and the portals of now; what waits is not touched."""
    new = article()
    with database.write() as session:
        subscribe(session, 1, 2)
        ids = add(session, new)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
        first, second = claim_all(session)
        outbox.mark_sent(session, first, 41, NOW)
        articles.add_copy(session, ids.article_id, replace(new, url="https://b.vn/1", source="b"), SameKind.EXACT, NOW)
        assert outbox.revise(session, ids.article_id, later(seconds=5)) == 1
        (edit,) = claim_all(session, 5)
        assert (edit.outbox_id, edit.message_id) == (first.outbox_id, 41)
        assert edit.notice.copies == (Copy("b", "https://b.vn/1"),)
        assert outbox.mark_sent(session, edit, None, NOW) is True
        assert outbox.revise(session, ids.article_id, NOW) == 1
        (edit,) = claim_all(session)
        assert edit.message_id == 41
        assert second.message_id is None


def test_only_the_newest_notice_of_a_story_is_revised(database: Database) -> None:
    """After an update the first message stays as it was; a message without a number cannot be edited."""
    new = article()
    with database.write() as session:
        subscribe(session, 1)
        ids = add(session, new)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
        outbox.mark_sent(session, claim_all(session)[0], 41, NOW)
        edited = replace(new, body_hash="edited")
        version = articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(), NOW)
        outbox.publish(session, ids.article_id, version, NoticeKind.UPDATE, NOW)
        outbox.mark_sent(session, claim_all(session)[0], None, NOW)
        assert outbox.revise(session, ids.article_id, NOW) == 0
        assert outbox.revise(session, add(session, judged=NOTHING).article_id, NOW) == 0


def test_edit_that_fails_leaves_the_message_sent(database: Database) -> None:
    """Given up, stopped or blocked: the alert had arrived, so the row is sent and not dead."""
    with database.write() as session:
        subscribe(session, 1, 2)
        ids = publish(session)
        for number, delivery in enumerate(claim_all(session)):
            outbox.mark_sent(session, delivery, number, NOW)
        outbox.revise(session, ids.article_id, NOW)
        subscribers.unsubscribe(session, 2, NOW)
        (edit,) = claim_all(session)
        assert outbox.dead(session, edit, "message to edit not found", NOW) is True
        assert outbox.depth(session) == replace(outbox.depth(session), sent=2, dead=0, pending=0, failed=0, sending=0)


def test_depth_and_oldest(database: Database) -> None:
    """Each state is counted; the oldest row is the one that has waited longest to go out."""
    with database.write() as session:
        subscribe(session, 1)
        for minutes in (0, 5):
            ids = add(session)
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, later(minutes=minutes))
        assert outbox.depth(session).oldest == NOW
        (delivery,) = claim_all(session, 600)
        outbox.mark_sent(session, delivery, 1, NOW)
        depth = outbox.depth(session)
    assert (depth.sent, depth.pending, depth.waiting, depth.oldest) == (1, 1, 1, later(minutes=5))


def test_instances_never_claim_the_same_row(database: Database) -> None:
    """Eight threads on two Database objects empty an outbox of 60 rows: each row is claimed exactly once."""
    with database.write() as session:
        subscribe(session, *range(1, 21))
        for _ in range(3):
            publish(session)
    url = database._url.render_as_string(hide_password=False)
    other = Database(url, busy_timeout=5.0)
    claimed: list[int] = []
    start = Barrier(8)

    def work(instance: Database) -> None:
        start.wait()
        idle = 0
        while idle < 3:
            with instance.write() as session:
                deliveries = claim_all(session, limit=4)
                for delivery in deliveries:
                    outbox.mark_sent(session, delivery, 1, NOW)
            claimed.extend(delivery.outbox_id for delivery in deliveries)
            idle = 0 if deliveries else idle + 1

    threads = [Thread(target=work, args=(instance,)) for instance in (database, other) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert len(claimed) == 60
    assert len(set(claimed)) == 60
    with database.read() as session:
        assert outbox.depth(session).sent == 60
