"""The outbox under any order of events: nothing is lost, nothing told twice at once, several rows are one message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.archive import NOW, add, article

from parwatch_core.notice import MOST_FOLDED, Delivery, Language, NoticeKind
from parwatch_core.page import SameKind
from parwatch_core.preferences import DAY, Pace, Preferences, Quiet, Timing, minute_of
from storage import articles, flights, outbox, subscribers
from storage.database import Database
from storage.tables import FLIGHTS, NOTICES, OUTBOX, SUBSCRIBERS

LEASE = 30.0
CHATS = st.integers(1, 4)
PAUSES = st.integers(0, 200).map(lambda seconds: timedelta(seconds=seconds))
MINUTES = st.integers(0, DAY - 1)
# At most 22 hours: the end of a run looks once an hour whether somebody is awake.
QUIETS = st.builds(lambda start, span: Quiet(start, (start + span) % DAY), MINUTES, st.integers(1, 22 * 60))
WISHES = st.builds(
    Preferences, timing=st.builds(Timing, st.sampled_from(Pace), MINUTES, st.integers(0, 6)), quiet=st.none() | QUIETS
)


class OutboxMachine(RuleBasedStateMachine):
    """Subscribers come and go, stories appear, senders send, fail, sleep and die, in any order."""

    database: Database
    claims: Bundle[Delivery] = Bundle("claims")
    stories: Bundle[int] = Bundle("stories")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.rows: set[int] = set()
        self.sends: Counter[int] = Counter()
        self.retried_at: dict[int, datetime] = {}

    def write(self, act: Callable[[Session], Any]) -> Any:
        with self.database.write() as session:
            return act(session)

    @rule(chat=CHATS)
    def subscribe(self, chat: int) -> None:
        self.write(lambda session: subscribers.subscribe(session, chat, Language.VI, self.now))

    @rule(chat=CHATS)
    def unsubscribe(self, chat: int) -> None:
        self.write(lambda session: subscribers.unsubscribe(session, chat, self.now))

    @rule(old=CHATS, new=CHATS)
    def move(self, old: int, new: int) -> None:
        if old != new:
            self.write(lambda session: subscribers.move(session, old, new, self.now))

    @rule(chat=CHATS, wishes=WISHES)
    def prefer(self, chat: int, wishes: Preferences) -> None:
        self.write(lambda session: subscribers.prefer(session, chat, wishes, self.now))

    @rule(count=st.integers(2, 12))
    def burst(self, count: int) -> None:
        for _ in range(count):
            self.publish()

    @rule(target=stories)
    def publish(self) -> int:
        def act(session: Session) -> int:
            ids = add(session)
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, self.now)
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, self.now)
            return ids.article_id

        article_id: int = self.write(act)
        return article_id

    @rule(article_id=stories)
    def further_portal(self, article_id: int) -> None:
        def act(session: Session) -> None:
            articles.add_copy(session, article_id, article(source="elsewhere"), SameKind.EXACT, self.now)
            outbox.revise(session, article_id, self.now)

        self.write(act)

    @rule(target=claims, limit=st.integers(1, 5))
    def claim(self, limit: int) -> Any:
        deliveries: tuple[Delivery, ...] = self.write(lambda session: outbox.claim(session, self.now, LEASE, limit))
        assert len({delivery.chat_id for delivery in deliveries}) == len(deliveries) <= limit
        for delivery in deliveries:
            self.is_sound(delivery)
        return multiple(*deliveries)

    def is_sound(self, delivery: Delivery) -> None:
        """What is claimed is due, awake and not told yet, and its rows are alike."""
        ids = delivery.outbox_ids
        assert all(self.retried_at.get(row, self.now) <= self.now for row in ids)
        assert delivery.message_id is not None or not any(self.sends[row] for row in ids), "told a second time"
        assert not delivery.others or (delivery.message_id is None and not delivery.plain)
        assert len(ids) == len(set(ids)) == len(delivery.notices) <= MOST_FOLDED
        with self.database.read() as session:
            rows = session.execute(select(OUTBOX).where(OUTBOX.c.flight_id == delivery.flight)).all()
            chat = subscribers.get(session, delivery.chat_id)
        assert sorted(row.id for row in rows) == sorted(ids)
        assert {(row.chat_id, row.uncertain) for row in rows} == {(delivery.chat_id, delivery.uncertain)}
        assert chat is not None and chat.active
        assert chat.preferences.quiet is None or not chat.preferences.quiet.covers(minute_of(self.now))

    @rule(delivery=consumes(claims))
    def sent(self, delivery: Delivery) -> None:
        self.write(lambda session: outbox.mark_sent(session, delivery, 1, self.now))
        self.sends.update(delivery.outbox_ids)

    @rule(delivery=consumes(claims), pause=PAUSES, uncertain=st.booleans(), apart=st.booleans())
    def failed(self, delivery: Delivery, pause: timedelta, uncertain: bool, apart: bool) -> None:
        due = self.now + pause
        changed = self.write(
            lambda session: outbox.retry(session, delivery, due, "no answer", uncertain=uncertain, apart=apart)
        )
        if changed:
            self.retried_at.update(dict.fromkeys(delivery.outbox_ids, due))

    @rule(delivery=consumes(claims))
    def given_up(self, delivery: Delivery) -> None:
        self.write(lambda session: outbox.dead(session, delivery, "bad message", self.now))

    @rule(delivery=consumes(claims))
    def sender_dies(self, delivery: Delivery) -> None:
        """Nobody reports on this claim: only the lease can bring the row back."""

    @rule(pause=PAUSES)
    def time_passes(self, pause: timedelta) -> None:
        self.now += pause
        self.write(lambda session: flights.release_expired(session, self.now))

    @invariant()
    def holds(self) -> None:
        with self.database.read() as session:
            rows = session.execute(select(OUTBOX)).all()
            told = set(session.scalars(select(SUBSCRIBERS.c.chat_id).where(SUBSCRIBERS.c.active)))
            flights = {flight.id: flight.chat_id for flight in session.execute(select(FLIGHTS))}
        flying = [row for row in rows if row.state == "sending"]
        assert len(set(flights.values())) == len(flights), "two in flight for one chat"
        assert all(flights[row.flight_id] == row.chat_id for row in flying), "in flight with another chat's message"
        assert all((row.flight_id is not None) == (row.state == "sending") for row in rows)
        assert all((row.settled_at is not None) == (row.state in ("sent", "dead")) for row in rows)
        assert all(row.state != "dead" or row.error for row in rows), "given up without a reason"
        assert all(row.state == "sent" or row.message_id is not None or not self.sends[row.id] for row in rows)
        waiting = [row for row in rows if row.state in ("pending", "failed")]
        assert all(row.chat_id in told for row in waiting), "waits for a chat that is not told: it would wait for ever"
        known = {row.id for row in rows}
        assert known >= self.rows, "a row was lost"
        self.rows = known

    def teardown(self) -> None:
        """At the end somebody sends everything: what waited is delivered within days, and nothing is left."""
        for _ in range(24 * 10):
            self.now += timedelta(hours=1)
            self.write(lambda session: flights.release_expired(session, self.now))
            while deliveries := self.write(lambda session: outbox.claim(session, self.now, LEASE, 3)):
                for delivery in deliveries:
                    self.is_sound(delivery)
                    self.sent(delivery)
            with self.database.read() as session:
                if not outbox.depth(session).waiting:
                    break
        with self.database.read() as session:
            assert outbox.depth(session).waiting == 0
            assert session.execute(select(FLIGHTS)).all() == []
        self.write(_empty)


def _empty(session: Session) -> None:
    for table in (OUTBOX, FLIGHTS, NOTICES, SUBSCRIBERS):
        session.execute(table.delete())


def test_outbox_under_any_order_of_events(shared_database: Database) -> None:
    """One row in flight a chat, no row lost, every end with a reason, and everything that waits can be delivered."""
    machine = type("Machine", (OutboxMachine,), {"database": shared_database})
    examples = 40 if shared_database.place.endswith(".db") else 15  # a server takes several times as long
    quick = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=quick),
    )
