"""What the pipeline says while it works: frozen values for the log, the progress bar and the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Page
from parwatch_core.ranking import Verdict


class Outcome(StrEnum):
    """What became of one page."""

    STORY = "story"
    COPY = "copy"
    VERSION = "version"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A portal was looked at as a whole. `channels` are pairs of kind and address."""

    source: str
    cms: str | None
    unit: str | None
    channels: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The channels of a source were read: `fresh` of `links` were not seen before, `due` known pages are read again."""

    source: str
    links: int
    fresh: int
    due: int


@dataclass(frozen=True, slots=True)
class PageDone:
    """One page was read, or not. `notified` tells whether an alert was written."""

    source: str
    url: str
    outcome: Outcome
    page: Page | None = None
    verdict: Verdict | None = None
    notified: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class PollDone:
    """One poll ended. `counts` holds the number of pages by outcome."""

    source: str
    status: FetchStatus
    links: int
    counts: dict[Outcome, int]
    notices: int
    removed: int
    seconds: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class ListRead:
    """A backfill read one more page of a list: its `number`, the articles on it, how many were not seen before."""

    source: str
    url: str
    number: int
    links: int
    fresh: int


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a backfill came on one list, feed or sitemap; `ending` is a clause for a person."""

    kind: str
    url: str
    pages: int
    articles: int
    ending: str


@dataclass(frozen=True, slots=True)
class BackfillDone:
    """One backfill ended. `counts` holds the pages read by outcome, `known` counts those that were stored before.

    `oldest` is the date of the oldest article met. `complete`: every list was walked to the date or to its end.
    """

    source: str
    status: FetchStatus
    since: datetime
    walked: tuple[Walked, ...]
    list_pages: int
    counts: dict[Outcome, int]
    known: int
    oldest: datetime | None
    complete: bool
    seconds: float
    message: str = ""


Event = Surveyed | Listed | PageDone | PollDone | ListRead | BackfillDone
Observe = Callable[[Event], None]
