"""Which alerts become one message, when they leave, and what becomes of them together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from support.archive import NOW, add, article, claim, later, verdict

from parwatch_core.errors import StorageError
from parwatch_core.notice import MOST_FOLDED, Delivery, Language, NoticeKind
from parwatch_core.page import SameKind
from parwatch_core.preferences import Area, Pace, Preferences, Quiet, Scope, Timing, waking
from parwatch_core.ranking import Index
from parwatch_core.zones import VIETNAM
from storage import articles, flights, folding, notices, outbox, subscribers
from storage.database import Database
from storage.folding import BURST, GATHERING, MANY, Recent, Waiting, first_turn, together
from storage.tables import FLIGHTS, OUTBOX, SUBSCRIBERS
from storage.values import Folding

CHAT = 7
# NOW is half past three in the afternoon in Viet Nam.
DIGEST = Preferences(timing=Timing(Pace.DAILY, 18 * 60))
NIGHT = Preferences(quiet=Quiet(15 * 60, 6 * 60))


def row(number: int, **changes: Any) -> Waiting:
    values: dict[str, Any] = {"attempts": 0, "uncertain": False, "plain": False, "folding": Folding.MAY}
    return Waiting(number, number, message_id=changes.pop("message_id", None), **{**values, **changes})


def subscribe(session: Session, preferences: Preferences | None = None, chat: int = CHAT) -> None:
    subscribers.subscribe(session, chat, Language.VI, NOW)
    if preferences:
        subscribers.prefer(session, chat, preferences, NOW)


def publish(session: Session, count: int = 1, at: datetime = NOW, *claims: Any) -> list[int]:
    stories = [add(session, None, verdict(*claims)) for _ in range(count)]
    for one in stories:
        outbox.publish(session, one.article_id, one.version_id, NoticeKind.NEW, at)
    return [one.article_id for one in stories]


def claim_all(session: Session, at: datetime = NOW) -> list[Delivery]:
    return list(outbox.claim(session, at, 60, 100))


def states(session: Session) -> list[str]:
    return list(session.scalars(select(OUTBOX.c.state).order_by(OUTBOX.c.id)))


# ---------------------------------------------------------------- the decision


def test_few_go_one_by_one_and_many_together() -> None:
    """Up to nine that wait keep their own messages; ten are one, and a message holds no more than fit."""
    rows = [row(number) for number in range(1, MANY)]
    assert together(rows) == (rows[0],)
    rows.append(row(MANY))
    assert together(rows) == tuple(rows)
    assert len(together([row(number) for number in range(1, 99)])) == MOST_FOLDED


def test_what_was_held_folds_from_two_on() -> None:
    """Among few, only those that were held go together, and only when it is the turn of the first of them."""
    held = [row(2, folding=Folding.MUST), row(4, folding=Folding.MUST)]
    assert together(held) == tuple(held)
    assert together([held[0], row(3), held[1]]) == tuple(held)
    assert together([row(1), *held]) == (row(1),)
    assert together(held[:1]) == (held[0],)


@pytest.mark.parametrize("mark", [{"message_id": 5}, {"plain": True}, {"folding": Folding.NEVER}])
def test_what_has_a_fate_of_its_own_goes_alone(mark: dict[str, Any]) -> None:
    """An edit, and what was refused for its text; neither leads a message of many nor joins one."""
    others = [row(number, folding=Folding.MUST) for number in range(2, 30)]
    assert together([row(1, **mark), *others]) == (row(1, **mark),)
    assert row(30, **mark) not in together([*others[:10], row(30, **mark)])


def test_what_may_have_arrived_is_not_mixed_with_what_was_never_tried() -> None:
    """It is given up after one repetition, and must not take the others with it."""
    mixed = [row(number, uncertain=number % 2 == 0, folding=Folding.MUST) for number in range(1, 9)]
    assert [one.id for one in together(mixed)] == [1, 3, 5, 7]
    assert [one.id for one in together(mixed[1:])] == [2, 4, 6, 8]


def test_first_turns() -> None:
    """At once, with the digest, after the quiet hours; after the first few of a burst, gathered for half a minute."""
    assert first_turn(Preferences(), Recent(BURST - 1), NOW) == (NOW, Folding.MAY)
    assert first_turn(Preferences(), Recent(BURST), NOW) == (NOW + GATHERING, Folding.MUST)
    assert first_turn(Preferences(), Recent(BURST, later(seconds=9)), NOW) == (later(seconds=9), Folding.MUST)
    assert first_turn(Preferences(), Recent(BURST, NOW), NOW) == (NOW + GATHERING, Folding.MUST)
    assert first_turn(DIGEST, Recent(99, later(seconds=9)), NOW) == (later(hours=2.5), Folding.MUST)
    assert first_turn(NIGHT, Recent(), NOW) == (waking(NIGHT.quiet, NOW), Folding.MUST)


# ---------------------------------------------------------------- in the database


def test_a_digest_is_one_message_at_its_hour(database: Database) -> None:
    """Nothing before; then one delivery with everything, oldest first, and one fate."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 3)
        assert claim_all(session, later(hours=2.4)) == []
        assert outbox.is_due(session, later(hours=2.4)) is False
        (delivery,) = claim_all(session, later(hours=2.5))
        assert len(delivery.notices) == len(set(delivery.outbox_ids)) == 3
        assert sorted(delivery.outbox_ids) == list(delivery.outbox_ids)
        assert states(session) == ["sending"] * 3
        assert outbox.mark_sent(session, delivery, 55, later(hours=2.5)) is True
        assert outbox.mark_sent(session, delivery, 55, later(hours=2.5)) is False
        rows = session.execute(select(OUTBOX)).all()
        assert {(one.state, one.message_id, one.folded) for one in rows} == {("sent", 55, True)}
        assert session.execute(select(FLIGHTS)).all() == []
        assert list(outbox.told_by(session, CHAT, 55).values()) == list(delivery.notices)
        assert outbox.told_by(session, CHAT, 56) == outbox.told_by(session, 8, 55) == {}


def test_quiet_hours_hold_and_do_not_drop(database: Database) -> None:
    """What is found in them leaves as one message when they end."""
    with database.write() as session:
        subscribe(session, NIGHT)
        publish(session, 2)
        morning = datetime(2026, 3, 15, 6, tzinfo=VIETNAM)
        assert claim_all(session, later(hours=14.4)) == []
        (delivery,) = claim_all(session, morning)
        assert len(delivery.notices) == 2


def test_what_is_late_does_not_wake_anybody(database: Database) -> None:
    """An alert that was due before the quiet hours, and held up by a trouble, waits for their end."""
    with database.write() as session:
        subscribe(session, replace(NIGHT, quiet=Quiet(16 * 60, 6 * 60)))
        publish(session)
        evening, morning = later(hours=1), later(hours=14.5)
        assert outbox.is_due(session, evening) is False
        assert claim_all(session, evening) == []
        assert outbox.is_due(session, morning) is True
        assert len(claim_all(session, morning)) == 1


@pytest.mark.parametrize(
    ("quiet", "asleep"),
    [
        (Quiet(15 * 60, 16 * 60), True),
        (Quiet(16 * 60, 15 * 60), False),
        (Quiet(15 * 60 + 30, 15 * 60 + 31), True),
        (Quiet(15 * 60 + 29, 15 * 60 + 30), False),
        (Quiet(23 * 60, 15 * 60 + 31), True),
        (Quiet(23 * 60, 15 * 60 + 30), False),
        (Quiet(0, 1439), True),
    ],
)
def test_the_database_knows_the_quiet_hours_as_the_core_does(database: Database, quiet: Quiet, asleep: bool) -> None:
    """At half past three in the afternoon."""
    assert quiet.covers(15 * 60 + 30) is asleep
    with database.write() as session:
        subscribe(session)
        publish(session)
        subscribers.prefer(session, CHAT, Preferences(quiet=quiet), NOW)
        session.execute(OUTBOX.update().values(not_before=NOW))
        assert (claim_all(session) == []) is asleep


def test_a_burst_is_gathered(database: Database) -> None:
    """The first of many alerts leave at once, the rest in one message half a minute later; then all is as before."""
    with database.write() as session:
        subscribe(session)
        for number in range(BURST + 5):
            publish(session, 1, later(seconds=number))
            for delivery in claim_all(session, later(seconds=number)):
                assert delivery.others == ()
                outbox.mark_sent(session, delivery, number, later(seconds=number))
        assert states(session) == ["sent"] * BURST + ["pending"] * 5
        (delivery,) = claim_all(session, later(seconds=BURST + 30))
        assert len(delivery.notices) == 5
        outbox.mark_sent(session, delivery, 99, later(seconds=BURST + 30))
        publish(session, 1, later(minutes=11))
        (delivery,) = claim_all(session, later(minutes=11))
        assert delivery.others == ()


def test_a_burst_of_one_chat_is_not_that_of_another(database: Database) -> None:
    """Who subscribed in the middle of it gets the next alert at once."""
    with database.write() as session:
        subscribe(session)
        publish(session, BURST)
        subscribe(session, chat=8)
        publish(session)
        assert [one.chat_id for one in claim_all(session) if not one.others] == [8]


def test_a_failed_message_of_many_stays_one(database: Database) -> None:
    """Not sent: all of its rows wait and leave together again, joined by what came meanwhile."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 2)
        (first,) = claim_all(session, later(hours=3))
        assert outbox.retry(session, first, later(hours=3.1), "no connection") is True
        assert states(session) == ["failed"] * 2
        assert session.execute(select(FLIGHTS)).all() == []
        publish(session, 1, later(hours=1))
        (second,) = claim_all(session, later(hours=4))
        assert len(second.notices) == 3
        assert (second.attempt, second.uncertain) == (2, False)
        assert outbox.retry(session, first, later(hours=9), "late") is False, "another flight has them"


def test_a_message_of_many_whose_sender_vanished_is_repeated_as_one(database: Database) -> None:
    """One message too many at most, 60 s after its lapse was seen at the earliest, apart from what was never tried."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 3)
        at = later(hours=3)
        (first,) = claim_all(session, at)
        assert flights.release_expired(session, later(hours=3, seconds=61)) == 3
        publish(session, 2, later(hours=2))
        (fresh,) = claim_all(session, later(hours=3, seconds=90))
        assert (len(fresh.notices), fresh.uncertain) == (2, False)
        outbox.mark_sent(session, fresh, 7, later(hours=3, seconds=91))
        assert not claim_all(session, later(hours=3, seconds=120))
        (again,) = claim_all(session, later(hours=3, seconds=121))
        assert (again.outbox_ids, again.uncertain) == (first.outbox_ids, True)


def test_a_sender_that_slept_is_heard_for_what_it_sent(database: Database) -> None:
    """Its rows are sent wherever they are now; the others of the new flight go on."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 2)
        (slow,) = claim_all(session, later(hours=3))
        flights.release_expired(session, later(hours=4))
        publish(session, 1, later(hours=1))
        session.execute(OUTBOX.update().values(uncertain=True))
        (new,) = claim_all(session, later(hours=5))
        assert len(new.notices) == 3
        assert outbox.mark_sent(session, slow, 5, later(hours=5)) is True
        assert states(session) == ["sent", "sent", "sending"]
        assert outbox.dead(session, slow, "late", later(hours=5)) is False
        assert outbox.retry(session, new, later(hours=6), "refused") is True
        assert states(session) == ["sent", "sent", "failed"]


def test_taken_apart_each_goes_alone(database: Database) -> None:
    """After a refusal of the text, for good: only the one at fault is lost."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 3)
        at = later(hours=3)
        (many,) = claim_all(session, at)
        outbox.retry(session, many, at, "message is too long", apart=True)
        seen = []
        for _ in range(3):
            (one,) = claim_all(session, at)
            seen.append(one.outbox_ids)
            outbox.mark_sent(session, one, 1, at)
        assert seen == [(number,) for number in many.outbox_ids]


def test_a_folded_message_is_not_edited(database: Database) -> None:
    """It names one portal for each story; a further one changes nothing in it."""
    with database.write() as session:
        subscribe(session, DIGEST)
        (story, _) = publish(session, 2)
        (delivery,) = claim_all(session, later(hours=3))
        outbox.mark_sent(session, delivery, 5, later(hours=3))
        articles.add_copy(session, story, article(source="elsewhere"), SameKind.EXACT, NOW)
        assert outbox.revise(session, story, NOW) == 0


def test_the_database_refuses_what_is_no_flight(database: Database) -> None:
    """A second flight of a chat, a row in flight without one, one with another chat's, one in a flight and not sent."""
    with database.write() as session:
        subscribe(session)
        subscribe(session, chat=8)
        publish(session, 2)
        claim_all(session)
    wrong: list[Any] = [
        insert(FLIGHTS).values(chat_id=CHAT, lease_until=NOW),
        OUTBOX.update().values(state="sending"),
        OUTBOX.update().where(OUTBOX.c.state == "sending").values(flight_id=None),
        OUTBOX.update().where(OUTBOX.c.state == "pending").values(flight_id=1),
        OUTBOX.update().where(OUTBOX.c.chat_id == 8).values(state="sending", flight_id=1),
        FLIGHTS.delete(),
    ]
    for statement in wrong:
        with pytest.raises(StorageError), database.write() as session:
            session.execute(statement)


def test_numbers_of_flights_are_never_used_again(database: Database) -> None:
    """Else a sender that slept could end the flight of another."""
    seen = []
    with database.write() as session:
        subscribe(session)
        publish(session, 3)
        for _ in range(3):
            (delivery,) = claim_all(session)
            seen.append(delivery.flight)
            outbox.mark_sent(session, delivery, 1, NOW)
    assert len(set(seen)) == 3


# ---------------------------------------------------------------- who is told


def test_only_those_who_want_a_notice_get_a_row(database: Database) -> None:
    """By unit and index, each with their own claims first; wishes that cannot be read count as none."""
    mine = Preferences(scope=Scope(Area.UNITS, ("huyện Can Lộc, Hà Tĩnh",)), language=Language.EN)
    with database.write() as session:
        subscribe(session, chat=1)
        subscribe(session, mine, chat=2)
        subscribe(session, Preferences(indices=frozenset({Index.SIPAS})), chat=3)
        subscribe(session, chat=4)
        session.execute(SUBSCRIBERS.update().where(SUBSCRIBERS.c.chat_id == 4).values(preferences="{broken"))
        can_loc = claim("huyện Can Lộc", province="Hà Tĩnh")
        publish(session, 1, NOW, claim("huyện Hương Sơn", province="Hà Tĩnh"), can_loc)
        found = {delivery.chat_id: delivery for delivery in claim_all(session)}
    assert sorted(found) == [1, 2, 4]
    assert (found[2].notice.claims[0], found[2].notice.highlights, found[2].language) == (can_loc, 1, Language.EN)
    assert found[1].notice.highlights == 0


def test_other_indices_are_told_to_those_who_ask(database: Database) -> None:
    """Nobody asks: no notice at all, so that the same story may still become news."""
    papi = replace(verdict(claim(index=Index.PAPI)), is_reform_ranking=False)
    with database.write() as session:
        subscribe(session)
        ids = add(session, None, papi)
        arguments = (session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
        assert outbox.publish_if_wanted(*arguments) is None
        assert outbox.was_told(session, ids.article_id) is False
        subscribe(session, Preferences(indices=frozenset({Index.PAPI})), chat=8)
        assert outbox.publish_if_wanted(*arguments) is not None
        (delivery,) = claim_all(session)
        assert (delivery.chat_id, [one.index for one in delivery.notice.claims]) == (8, [Index.PAPI])
        assert notices.older(session, None, 5) == ()
        assert len(notices.older(session, None, 5, Preferences(indices=frozenset({Index.PAPI})))) == 1


def test_an_edit_reaches_whom_it_concerns(database: Database) -> None:
    """`told` are the claims before; whose units did not change is not told."""
    scope = {name: Scope(Area.UNITS, (f"huyện {name}, Hà Tĩnh",)) for name in ("Can Lộc", "Hương Sơn")}
    stays = claim("huyện Hương Sơn", province="Hà Tĩnh")
    before = claim("huyện Can Lộc", province="Hà Tĩnh", rank=3)
    with database.write() as session:
        subscribe(session, Preferences(scope=scope["Can Lộc"]), chat=1)
        subscribe(session, Preferences(scope=scope["Hương Sơn"]), chat=2)
        ids = add(session, None, verdict(stays, replace(before, rank=4)))
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.UPDATE, NOW, told=(stays, before))
        assert [delivery.chat_id for delivery in claim_all(session)] == [1]


# ---------------------------------------------------------------- wishes


def test_wishes_are_kept_with_the_chat(database: Database) -> None:
    """They come back as they were, survive stopping and starting again, and move with a group."""
    wishes = replace(NIGHT, language=Language.EN, muted=frozenset({"a"}))
    with database.write() as session:
        assert subscribers.prefer(session, CHAT, wishes, NOW) is False
        subscribe(session, wishes)
        subscribers.unsubscribe(session, CHAT, NOW)
        subscribers.subscribe(session, CHAT, Language.EN, NOW)
        found = subscribers.get(session, CHAT)
        assert found is not None
        assert found.preferences == wishes
        subscribers.move(session, CHAT, -100, NOW)
        moved = subscribers.get(session, -100)
        assert moved is not None
        assert moved.preferences == wishes
        assert [(one.preferences.muted, one.chats) for one in subscribers.audiences(session)] == [
            (frozenset({"a"}), (-100,))
        ]


def test_new_wishes_move_what_waits(database: Database) -> None:
    """From the digest to at once: due now, in one message. Into quiet hours: held. What was tried keeps its time."""
    with database.write() as session:
        subscribe(session, DIGEST)
        publish(session, 2)
        subscribers.prefer(session, CHAT, Preferences(), NOW)
        (delivery,) = claim_all(session)
        assert len(delivery.notices) == 2
        outbox.retry(session, delivery, later(seconds=5), "no connection")
        subscribers.prefer(session, CHAT, DIGEST, NOW)
        assert len(claim_all(session, later(seconds=5))) == 1


def test_forgetting_leaves_nothing(database: Database) -> None:
    """Rows, flights and wishes are gone, in the middle of a message too; a late report changes nothing."""
    with database.write() as session:
        subscribe(session, NIGHT)
        subscribe(session, chat=8)
        publish(session, 2)
        flying = [one for one in claim_all(session, later(hours=15)) if one.chat_id == CHAT]
        assert subscribers.forget(session, CHAT) is True
        assert subscribers.forget(session, CHAT) is False
        assert outbox.mark_sent(session, flying[0], 5, NOW) is False
        assert outbox.retry(session, flying[0], NOW, "late") is False
        assert subscribers.get(session, CHAT) is None
        assert set(session.scalars(select(OUTBOX.c.chat_id))) == {8}
        subscribe(session)
        found = subscribers.get(session, CHAT)
        assert found is not None
        assert found.preferences == Preferences()


def test_constants_agree() -> None:
    """A burst begins where many do, and is over before a person wonders."""
    assert folding.MANY <= MOST_FOLDED
    assert GATHERING.total_seconds() <= 60
