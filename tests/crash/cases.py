"""What happens, where the kill falls, and one trial of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crash.child import Work
from crash.death import Death
from crash.points import Point
from crash.world import World, world
from support import archive

from parwatch.demo.telegram import Fault
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.preferences import Pace, Preferences, Timing
from storage import articles, migrations, outbox, subscribers
from storage.database import Database, Session
from storage.values import CopyKind

# One of the chats is a group, one has a daily digest at nine: half an hour after the stories were found.
CHATS = (101, 102, 103, -104, 105)
DAILY = 105
FOUND = datetime(2026, 3, 14, 1, 30, tzinfo=UTC)
# So many bytes of a commit are written at most before the kernel ends it: a header, parts of frames, whole frames.
LONGEST_CUT = 24_000
SECOND_PORTAL = "phuongmoi"


@dataclass(frozen=True)
class Result:
    """One trial. `kills`: lives that ended by a kill; `extra`: messages (a digest is one) too many after each."""

    kills: int
    extra: tuple[int, ...]
    promised: int


@dataclass(frozen=True)
class Case:
    """A kill at `point` while something happens. `template`: the database with which the trial begins."""

    name: str
    point: Point
    template: str = "plain"
    work: Work = Work.DELIVER
    fault: Fault | None = None
    lives: int = 1
    before: Callable[[World], Awaitable[None]] | None = None
    most_skip: int = 4


class Stage:
    """The databases with which trials begin, made once, and trials on copies of them."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._made: dict[str, Path] = {}
        self._numbers = 0

    async def trial(self, case: Case, seed: int) -> Result:
        """Raises AssertionError where a promise was broken."""
        chance = random.Random(f"{case.name} {case.point} {seed}")
        home = self._home(case.template)
        async with world(home, zero=_zero(FOUND)) as made:
            made.advance(seconds=20)
            if case.before:
                await case.before(made)
            for _ in range(case.lives):
                method = "editMessageText" if case.before is edited else "sendMessage"
                await made.live(_death(case, chance, home), case.work, case.fault, method)
                made.advance(minutes=5)
            await made.recover()
            made.judge()
            _check_edits(made, case)
            result = _result(made)
        shutil.rmtree(home)
        return result

    def _home(self, template: str) -> Path:
        self._numbers += 1
        home = self._place / f"trial-{self._numbers}"
        home.mkdir(parents=True)
        if template not in self._made:
            self._made[template] = self._place / f"{template}.db"
            TEMPLATES[template](Database(f"sqlite:///{self._made[template]}", 5.0))
        if self._made[template].exists():
            shutil.copy(self._made[template], home / "parwatch.db")
        return home


def _zero(now: datetime) -> float:
    import time

    return now.timestamp() - time.monotonic()


def _death(case: Case, chance: random.Random, home: Path) -> Death:
    skip = chance.randrange(INSTANTS) if case.point is Point.RANDOM else chance.randrange(case.most_skip)
    return Death(case.point, skip, chance.randrange(1, LONGEST_CUT), home / "parwatch.db-wal")


def _check_edits(made: World, case: Case) -> None:
    """Each message was edited once, to what it has to say now."""
    if case.before is not edited:
        return
    places = [(one.chat_id, one.message_id) for one in made.api.edits]
    single = [one for one in made.api.messages if one.chat_id != DAILY]  # a digest names one portal each
    assert len(places) == len(set(places)) == len(single), "edited twice, or not at all"
    assert all(SECOND_PORTAL in one.text for one in single)


def _result(made: World) -> Result:
    kills = sum(life.killed for life in made.lives)
    return Result(kills, tuple(life.messages for life in made.lives), len(made.promised))


# ---------------------------------------------------------------- what is there when a trial begins


def _publish(session: Session, stories: int) -> None:
    for chat in CHATS:
        subscribers.subscribe(session, chat, Language.VI, FOUND)
    subscribers.prefer(session, DAILY, Preferences(timing=Timing(Pace.DAILY, 9 * 60)), FOUND)
    for _ in range(stories):
        ids = archive.add(session, at=FOUND)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, FOUND)


def _stories(count: int) -> Callable[[Database], None]:
    def make(database: Database) -> None:
        database.migrate()
        with database.write() as session:
            _publish(session, count)
        database.close()

    return make


def _of_an_older_schema(database: Database) -> None:
    """Alerts that waited when parwatch was updated."""
    from alembic import command

    _stories(2)(database)
    with database._migrating() as connection:
        command.downgrade(migrations.configure(connection), "0001")
    database.close()


TEMPLATES: dict[str, Callable[[Database], None]] = {
    "plain": _stories(2),
    "folded": _stories(12),
    "old": _of_an_older_schema,
}


async def edited(made: World) -> None:
    """Everything was sent, and then another portal carried it."""
    await made.recover()
    database = Database(f"sqlite:///{made.database}", 5.0)
    with database.write() as session:
        for story in articles.latest(session, None):
            copy = archive.article(source=SECOND_PORTAL)
            articles.add_copy(session, story.id, copy, CopyKind.EXACT, made.now())
            outbox.revise(session, story.id, made.now())
    database.close()


def _cases() -> tuple[Case, ...]:
    usual = (Point.CLAIM, Point.CLAIM_TORN, Point.CLAIMED, Point.REQUESTED, Point.ACCEPTED, Point.ANSWERED)
    usual += (Point.OUTCOME, Point.OUTCOME_TORN, Point.OUTCOME_DONE, Point.RANDOM)
    one: dict[str, Any] = {"most_skip": 1}
    return (
        Case("alert", Point.START, **one),
        *(Case("alert", point, most_skip=1 if point in (Point.CLAIM, Point.CLAIM_TORN) else 4) for point in usual),
        *(Case("folded", point, "folded", most_skip=1 if "CLAIM" in point.name else 4) for point in usual),
        *(Case("edit", point, before=edited, most_skip=2) for point in usual if "CLAIM_" not in point.name),
        Case("429", Point.OUTCOME, fault=Fault.TOO_MANY),
        Case("429", Point.OUTCOME_TORN, fault=Fault.TOO_MANY),
        Case("answer lost", Point.OUTCOME, fault=Fault.DROP_AFTER),
        Case("three kills", Point.ACCEPTED, lives=3, **one),
        Case("three kills", Point.RANDOM, lives=3),
        Case("article", Point.STORY, work=Work.PUBLISH, **one),
        Case("article", Point.STORY_TORN, work=Work.PUBLISH, **one),
        Case("article", Point.STORY_DONE, work=Work.PUBLISH, **one),
        Case("update", Point.MIGRATING, "old", most_skip=40),
        Case("update", Point.MIGRATION_TORN, "old", **one),
    )


# A life makes some so many calls; an instant among them is chosen.
INSTANTS = 150_000
CASES = _cases()
