"""What the bot may tell: how the service is, and to an operator what fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alerts.desk.archive import Listing
from alerts.handlers.asking import status_message
from alerts.texts import texts
from parwatch.desk import StorageDesk
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Language
from parwatch_core.preferences import Preferences, Quiet
from parwatch_core.source import Source
from storage import sources
from storage.database import Database
from storage.values import PollRecord

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WATCHED = tuple(Source(name=name, url=f"https://{name}.gov.vn/") for name in ("a", "b"))


@pytest.fixture
def desk(database: Database) -> StorageDesk:
    with database.write() as session:
        sources.record_poll(session, PollRecord("a", FetchStatus.OK, NOW), NOW)
        sources.record_poll(session, PollRecord("b", FetchStatus.DNS, NOW, "no host is called b.gov.vn"), NOW)
        sources.record_poll(session, PollRecord("gone", FetchStatus.DNS, NOW, "not watched any more"), NOW)
    return StorageDesk(database, watched=lambda: WATCHED, clock=lambda: NOW, operators=[7])


async def test_everybody_hears_how_many_sources_fail(desk: StorageDesk) -> None:
    """Counts only: what fails, and why, is the operator's business."""
    report = await desk.status(42)
    assert (report.sources, report.failing, report.last_poll) == (2, 1, NOW)
    assert report.troubles == ()


async def test_an_operator_hears_what_fails_and_why(desk: StorageDesk) -> None:
    """A line for each failing source that is watched now, and it reaches the message."""
    report = await desk.status(7)
    assert report.troubles == ("b: no host is called b.gov.vn",)
    message = "".join(span.text for span in status_message(report, texts(Language.VI)))
    assert "⚠️ b: no host is called b.gov.vn" in message


async def test_subscribing_is_news_once(desk: StorageDesk) -> None:
    """Said twice it changes nothing; stopping ends it."""
    assert await desk.subscribe(42, Language.VI)
    assert not await desk.subscribe(42, Language.EN)
    assert await desk.unsubscribe(42)
    assert not await desk.unsubscribe(42)
    assert await desk.latest(42, 5) == Listing()


async def test_wishes_are_asked_and_kept_through_the_desk(desk: StorageDesk) -> None:
    """Those of a subscriber; a chat that never came has none, and one that is forgotten is as if it never came."""
    wishes = Preferences(language=Language.EN, quiet=Quiet(22 * 60, 6 * 60))
    assert await desk.preferences(42) is None
    assert await desk.prefer(42, wishes) is False
    await desk.subscribe(42, Language.VI)
    assert await desk.preferences(42) == Preferences()
    assert await desk.prefer(42, wishes) is True
    assert await desk.preferences(42) == wishes
    assert await desk.told_by(42, 1) == {}
    assert await desk.forget(42) is True
    assert await desk.forget(42) is False
    assert await desk.preferences(42) is None
