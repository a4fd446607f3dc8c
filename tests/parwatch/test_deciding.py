"""Who is told, what is read again, what becomes of a failed message: the decisions, without any machinery."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch.deciding import (
    RECHECK_UNTIL,
    Fate,
    Watch,
    after_failure,
    is_news,
    notice_kind,
    recheck_due,
    reform_claims,
    same_story,
)
from parwatch_core.errors import BadMarkup, ChatGone, DeliveryError, TooManyRequests
from parwatch_core.notice import NoticeKind
from parwatch_core.page import Match, SameKind
from parwatch_core.ranking import Index, RankingClaim, UnitLevel, Verdict

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MATCH = Match(7, SameKind.EXACT, 1.0)


def claim(rank: int = 2, index: Index = Index.PAR) -> RankingClaim:
    return RankingClaim("huyện Sông Trà", UnitLevel.DISTRICT, index, "đứng thứ 2", year=2025, rank=rank, of_total=10)


def verdict(*claims: RankingClaim) -> Verdict:
    return Verdict(any(one.index.is_reform for one in claims), claims)


@pytest.mark.parametrize(
    ("age", "first_poll", "watched_for", "news"),
    [
        (timedelta(hours=5), True, timedelta(0), True),
        (timedelta(days=3), True, timedelta(0), False),
        (timedelta(days=3), False, timedelta(hours=6), False),  # the first poll was cut short: still archive
        (timedelta(days=3), False, timedelta(days=2), True),
        (timedelta(days=40), False, timedelta(days=400), False),  # re-listed
        (timedelta(days=20), False, timedelta(days=400), True),
        (timedelta(hours=-3), True, timedelta(0), True),  # a portal's clock runs ahead
    ],
)
def test_news_is_what_appeared_while_we_watched(
    age: timedelta, first_poll: bool, watched_for: timedelta, news: bool
) -> None:
    """Articles from before the watch (less two days), and re-listed old ones, are archive."""
    watch = Watch(NOW - watched_for, timedelta(days=2), first_poll)
    assert is_news(NOW - age, NOW, watch) is news


def test_without_a_date_only_a_later_poll_brings_news() -> None:
    """What was not listed before is new, whatever its page says."""
    assert not is_news(None, NOW, Watch(NOW, 2 * DAY, first_poll=True))
    assert is_news(None, NOW, Watch(NOW - DAY, 2 * DAY, first_poll=False))


def test_only_reform_claims_are_told() -> None:
    """Other indices are read but make no alert."""
    assert reform_claims(verdict(claim(index=Index.PCI))) == ()
    assert reform_claims(verdict(claim(), claim(index=Index.PCI))) == (claim(),)


def test_a_copy_with_other_ranks_is_told_for_itself() -> None:
    """Alerts are merged only when they would say the same."""
    assert same_story(MATCH, (claim(2),), verdict(claim(2)))
    assert same_story(MATCH, (claim(2),), verdict())
    assert not same_story(MATCH, (claim(2),), verdict(claim(3)))
    assert not same_story(MATCH, (), verdict(claim(3)))
    assert not same_story(None, (claim(2),), verdict(claim(2)))


def test_an_edit_alerts_only_when_its_ranks_changed() -> None:
    """A changed word is silent, a changed rank is an update, a rank that is added is news."""
    two = (claim(2),)
    assert notice_kind(two, two, verdict(claim(2)), was_told=True) is None
    assert notice_kind(two, two, verdict(claim(3)), was_told=True) is NoticeKind.UPDATE
    assert notice_kind((), (), verdict(claim(3)), was_told=False) is NoticeKind.NEW
    assert notice_kind(two, two, verdict(), was_told=True) is None


def test_a_correction_on_several_portals_is_one_update() -> None:
    """The second portal to correct says nothing new, and one that only corrects a word brings back no old rank."""
    two, three = (claim(2),), (claim(3),)
    assert notice_kind(two, three, verdict(claim(3)), was_told=True) is None
    assert notice_kind(two, three, verdict(claim(2)), was_told=True) is None


@given(hours=st.integers(0, 24 * 13))
def test_known_pages_are_read_again_ever_more_rarely(hours: int) -> None:
    """The pause is half the age, an hour at least; after two weeks it is over."""
    checked = NOW + timedelta(hours=hours)
    pause = max(HOUR, timedelta(hours=hours) / 2)
    due = checked + pause
    assert recheck_due(NOW, checked, due) is (due - NOW <= RECHECK_UNTIL)
    assert not recheck_due(NOW, checked, due - timedelta(seconds=1))
    assert not recheck_due(NOW, checked, NOW + RECHECK_UNTIL + timedelta(seconds=1))


def after(error: DeliveryError, *, attempt: int = 1, uncertain: bool = False, plain: bool = False) -> object:
    return after_failure(error, attempt=attempt, uncertain=uncertain, plain=plain, now=NOW)


def test_not_sent_is_retried_for_as_long_as_it_takes() -> None:
    """The pause grows to an hour and the row never dies."""
    pauses = [after(DeliveryError("x"), attempt=n).not_before - NOW for n in (1, 2, 3, 40, 5000)]
    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses[3:] == [HOUR, HOUR]
    assert after(DeliveryError("x"), attempt=5000).fate is Fate.RETRY


def test_perhaps_sent_is_repeated_once() -> None:
    """After a minute at the earliest; when that is unsure as well, it is given up."""
    unsure = DeliveryError("cut", maybe_sent=True)
    first = after(unsure)
    assert (first.fate, first.uncertain) == (Fate.RETRY, True)
    assert first.not_before >= NOW + timedelta(seconds=60)
    assert after(unsure, uncertain=True).fate is Fate.DEAD


def test_a_clear_failure_after_an_unsure_one_stays_unsure() -> None:
    """What may have arrived may still have arrived: it gets no second free repetition."""
    found = after(DeliveryError("refused"), uncertain=True)
    assert (found.fate, found.uncertain) == (Fate.RETRY, True)


def test_retry_after_is_obeyed() -> None:
    """Never earlier than the server asked."""
    assert after(TooManyRequests("429", retry_after=300)).not_before == NOW + timedelta(seconds=300)


def test_refused_markup_is_sent_plain_once() -> None:
    """Then it is given up."""
    assert after(BadMarkup("entities")).fate is Fate.PLAIN
    assert after(BadMarkup("entities"), plain=True).fate is Fate.DEAD


def test_a_gone_chat_is_given_up() -> None:
    """Permanent is permanent."""
    assert after(ChatGone("403")).fate is Fate.DEAD
