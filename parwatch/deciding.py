"""The decisions of the service, pure: who is told of what, which page is read again, what becomes of a failed message.

Nothing here touches the network, the database or a clock; every instant is an argument, aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from parwatch_core.analysis import claims_changed
from parwatch_core.errors import BadMarkup, BadMessage, DeliveryError
from parwatch_core.notice import NoticeKind
from parwatch_core.page import Match
from parwatch_core.ranking import RankingClaim, Verdict
from parwatch_core.topic import TopicHit

# An article that surfaces later than this is archive material that a portal re-listed, not news.
NEWS_AGE = timedelta(days=30)

# A known article is read again when the pause since the last look has reached half its age: 1 h, 1.5 h, 2.3 h, ...
RECHECK_FIRST = timedelta(hours=1)
RECHECK_UNTIL = timedelta(days=14)

RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(hours=1)
# Telegram accepted the message, or not: one repetition, and never sooner than this.
RETRY_UNSURE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Watch:
    """Since when a source is watched, and how old an article may be at that moment and still alert."""

    since: datetime
    backfill_alert: timedelta
    first_poll: bool


def is_news(published: datetime | None, now: datetime, watch: Watch) -> bool:
    """Whether an article found now is news rather than archive.

    Without a date only a later poll can tell: what was not there before is new.
    """
    if published is None:
        return not watch.first_poll
    return published >= max(watch.since - watch.backfill_alert, now - NEWS_AGE)


def reform_claims(verdict: Verdict) -> tuple[RankingClaim, ...]:
    """The claims that an alert is about; empty when the article is no reform ranking."""
    return reform(verdict.claims) if verdict.is_reform_ranking else ()


def reform(claims: Sequence[RankingClaim]) -> tuple[RankingClaim, ...]:
    """The claims on reform indices among these."""
    return tuple(claim for claim in claims if claim.index.is_reform)


def others(claims: Sequence[RankingClaim]) -> tuple[RankingClaim, ...]:
    """The claims on the other indices: only those are told of them who ask for it."""
    return tuple(claim for claim in claims if not claim.index.is_reform)


def fresh_topics(now: Sequence[TopicHit], before: Sequence[TopicHit]) -> tuple[TopicHit, ...]:
    """The topics of a body that the one before it was not of.

    Both are judged by the sources.toml of now: a topic that was added to it makes no news of what is stored.
    """
    known = {hit.topic for hit in before}
    return tuple(hit for hit in now if hit.topic not in known)


def same_story(match: Match | None, told: Sequence[RankingClaim], verdict: Verdict) -> bool:
    """Whether a matched article is a mere copy. A copy that claims other ranks than the story is told for itself."""
    if match is None:
        return False
    fresh = reform_claims(verdict)
    return not fresh or not claims_changed(told, fresh)


def notice_kind(
    own: Sequence[RankingClaim], told: Sequence[RankingClaim], verdict: Verdict, *, was_told: bool
) -> NoticeKind | None:
    """What an edited article gives: an update when its ranking claims changed, news when the story was not told yet.

    `own` are the reform claims that this copy made before, `told` those of the story. Both must have changed: two
    portals that correct the same rank one after the other are one update, and a portal that corrects a word does not
    bring back the rank that the others have corrected.
    """
    return edit_kind(own, told, reform_claims(verdict), was_told=was_told)


def edit_kind(
    own: Sequence[RankingClaim], told: Sequence[RankingClaim], fresh: Sequence[RankingClaim], *, was_told: bool
) -> NoticeKind | None:
    """The same for claims on any indices: `fresh` are those that the copy makes now."""
    if not fresh or not claims_changed(own, fresh) or not claims_changed(told, fresh):
        return None
    return NoticeKind.UPDATE if was_told else NoticeKind.NEW


def recheck_due(first_seen: datetime, last_checked: datetime, now: datetime) -> bool:
    """Whether a known article is read again: often while it is young, never after two weeks."""
    return now - first_seen <= RECHECK_UNTIL and now >= next_recheck(first_seen, last_checked)


def next_recheck(first_seen: datetime, last_checked: datetime) -> datetime:
    """When a known article has rested long enough since the last look."""
    return last_checked + max(RECHECK_FIRST, (last_checked - first_seen) / 2)


class Fate(StrEnum):
    """What becomes of a message that did not get through. APART: what it held is sent one by one."""

    RETRY = "retry"
    PLAIN = "plain"
    APART = "apart"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Failure:
    """The decision on a failed delivery; `not_before` and `uncertain` matter for retries only."""

    fate: Fate
    not_before: datetime
    uncertain: bool = False


def after_failure(
    error: DeliveryError,
    *,
    attempt: int,
    uncertain: bool,
    plain: bool,
    now: datetime,
    folded: bool = False,
    edit: bool = False,
) -> Failure:
    """Decide on one failed attempt.

    Not sent is retried freely with a growing pause, `retry_after` is obeyed; perhaps sent is repeated once, after a
    minute at the earliest, and given up when it stays unsure; refused markup is sent again as plain text, once.
    What holds several alerts (`folded`) and is refused for its text is taken apart: each then goes its own way, and
    only the one at fault is spelled plainly or given up. An `edit` made twice is made once: it is retried freely.
    """
    if folded and isinstance(error, BadMarkup | BadMessage):
        return Failure(Fate.APART, now, uncertain)
    if error.permanent or (isinstance(error, BadMarkup) and plain):
        return Failure(Fate.DEAD, now)
    if isinstance(error, BadMarkup):
        return Failure(Fate.PLAIN, now)
    if error.maybe_sent and not edit:
        fate = Fate.DEAD if uncertain else Fate.RETRY
        return Failure(fate, now + RETRY_UNSURE, uncertain=True)
    pause = min(RETRY_FIRST * 2 ** min(attempt - 1, 20), RETRY_LONGEST)
    # Who names a time knows better than we do: the pause that grows is for those who name none.
    asked = timedelta(seconds=error.retry_after) if error.retry_after else pause
    return Failure(Fate.RETRY, now + asked, uncertain)
