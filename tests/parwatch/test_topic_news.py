"""What is news of a topic: once a story, never the archive, whatever is edited, copied or added to sources.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from parwatch import recording
from parwatch.deciding import Watch, fresh_topics
from parwatch.events import Outcome
from parwatch.recording import Portal, Recorded
from parwatch.topics import matchers
from parwatch_core.notice import Language, Notice
from parwatch_core.page import Page, PageKind
from parwatch_core.source import Source
from parwatch_core.topic import REFORM, Quote, Topic, TopicHit
from scraper.sources import understand
from storage import articles, outbox, subscribers, topic_hits
from storage.database import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DIGITAL = Topic("Chuyển đổi số", any_of=("chuyển đổi số",))
PLAIN = (
    "Sáng nay, Ủy ban nhân dân xã tổ chức hội nghị giao ban tháng ba với các trưởng thôn.\n"
    "Hội nghị nghe báo cáo về sản xuất vụ xuân, công tác thu ngân sách và việc làm đường giao thông nông thôn.\n"
    "Chủ tịch xã đề nghị các thôn hoàn thành việc nạo vét kênh mương trước ngày 15."
)
OF_TOPIC = PLAIN + "\nCuối buổi, xã bàn kế hoạch chuyển đổi số năm nay."


@dataclass
class Archive:
    """Pages go in one after another, each an hour later; who is told what is asked of the database."""

    database: Database
    topics: Sequence[Topic] = (DIGITAL,)
    now: datetime = NOW
    watched: bool = True

    def take(self, text: str, portal: str = "a", *, age: timedelta = timedelta(0)) -> Recorded:
        """The page of one portal as it reads now; `age`: how long before the first page it was published."""
        source = Source(portal, f"https://{portal}.gov.vn/")
        page = Page(PageKind.ARTICLE, "Hội nghị giao ban tháng ba", text, published=NOW - age)
        made = matchers(tuple(self.topics))
        reading = recording.judge(source, Portal(portal), f"{source.url}1", page, made)
        watch = Watch(NOW - timedelta(days=5), timedelta(days=2), first_poll=False) if self.watched else None
        with self.database.write() as session:
            recorded = recording.record(session, source, reading, watch, self.now, made)
        self.now += timedelta(hours=1)
        return recorded

    def told(self) -> tuple[Notice, ...]:
        """What subscribers got, from the outbox itself."""
        with self.database.write() as session:
            claimed = outbox.claim(session, self.now + timedelta(days=1), 60.0, 10)
        return tuple(notice for delivery in claimed for notice in delivery.notices)


@pytest.fixture
def archive(lite: Database) -> Archive:
    with lite.write() as session:
        subscribers.subscribe(session, 1, Language.VI, NOW)
    return Archive(lite)


def test_an_edit_that_brings_a_topic_is_told_once(archive: Archive) -> None:
    """The story was told to nobody before; further edits add nothing."""
    assert not archive.take(PLAIN).notified
    assert archive.take(OF_TOPIC) == Recorded(Outcome.VERSION, notified=True)
    assert archive.take(OF_TOPIC + " Hết.") == Recorded(Outcome.VERSION)
    (notice,) = archive.told()
    assert notice.topics == (
        TopicHit(DIGITAL.name, (Quote("Cuối buổi, xã bàn kế hoạch chuyển đổi số năm nay.", ((27, 40),)),)),
    )


def test_a_topic_added_later_makes_no_news_of_an_edited_article(archive: Archive) -> None:
    """What it is of stood there before the topic did; a new article is told."""
    archive.topics = ()
    archive.take(OF_TOPIC)
    archive.topics = (DIGITAL,)
    assert archive.take(OF_TOPIC.replace("ngày 15", "ngày 16")) == Recorded(Outcome.VERSION)
    assert archive.take(OF_TOPIC.replace("ngày 16", "ngày 17"), "b").outcome is Outcome.COPY
    assert archive.told() == ()
    assert archive.take("Xã mở lớp chuyển đổi số cho người cao tuổi.\n" * 3, "c").notified


def test_a_copy_is_not_told_again(archive: Archive) -> None:
    """Neither word for word nor nearly."""
    assert archive.take(OF_TOPIC).notified
    assert archive.take(OF_TOPIC, "b") == Recorded(Outcome.COPY)
    assert archive.take(OF_TOPIC + "\nNguồn: xã.", "c") == Recorded(Outcome.COPY)
    assert len(archive.told()) == 1


@pytest.mark.parametrize("text", [OF_TOPIC, OF_TOPIC + "\nTin: văn phòng."])
def test_a_copy_on_the_portal_that_a_topic_is_restricted_to_is_told(archive: Archive, text: str) -> None:
    """The story was none of the topic where it appeared first; once, however many copies and edits follow."""
    archive.topics = (Topic(DIGITAL.name, any_of=DIGITAL.any_of, sources=("b", "c")),)
    assert not archive.take(OF_TOPIC).notified
    assert archive.take(text, "b") == Recorded(Outcome.COPY, notified=True)
    assert archive.take(text, "c") == Recorded(Outcome.COPY)
    (notice,) = archive.told()
    assert [hit.topic for hit in notice.topics] == [DIGITAL.name]


def test_archive_material_is_stored_with_its_topics_and_told_to_nobody(archive: Archive) -> None:
    """A backfill never tells, an old article neither; both are found by topic."""
    archive.watched = False
    archive.take(OF_TOPIC)
    archive.watched = True
    archive.take("Nhìn lại một năm chuyển đổi số của huyện.\n" * 3, "b", age=timedelta(days=60))
    assert archive.told() == ()
    with archive.database.read() as session:
        found = articles.latest(session, topic=DIGITAL.name)
        assert [[hit.topic for hit in stored.topics] for stored in found] == [[DIGITAL.name]] * 2
        assert articles.latest(session, topic=REFORM) == ()


def test_hits_survive_storage(archive: Archive) -> None:
    """Sentences and marks come back as they were, also of letters that no database takes as they are."""
    archive.take(OF_TOPIC)
    hit = TopicHit("Khác", (Quote("một hai", ((0, 3), (4, 7))), Quote("ba")))
    with archive.database.write() as session:
        (stored,) = articles.latest(session)
        topic_hits.save(session, stored.version_id, [hit])
        topic_hits.save(session, stored.version_id, [TopicHit("Khác", ())])
        found = topic_hits.of_versions(session, [stored.version_id])[stored.version_id]
    assert found[1] == hit


def test_what_is_fresh() -> None:
    """By name: other words for the same topic are no news."""
    one, two = TopicHit("A", (Quote("x"),)), TopicHit("B")
    assert fresh_topics((one, two), (TopicHit("A"),)) == (two,)
    assert fresh_topics((), (one,)) == ()


def test_topics_are_made_ready_once_for_each_reading() -> None:
    """The same tables give the same matchers; those that are switched off give none."""
    text = '[[source]]\nurl = "https://a.gov.vn/"\n[[topic]]\nname = "X"\nregex = "tăng \\\\d+ bậc"\n'
    first, again = understand(text).topics, understand(text).topics
    assert matchers(first) is matchers(again)
    assert matchers(understand(f"{text}enabled = false\n").topics) == ()
