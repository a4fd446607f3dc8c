"""What storage hands out: frozen values, never rows. All times are aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from parwatch_core.facts import Fact, Witness
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Complaint, Language, Notice
from parwatch_core.preferences import DEFAULT, Preferences
from parwatch_core.ranking import RankingClaim, Salience
from parwatch_core.topic import TopicHit

if TYPE_CHECKING:
    from parwatch_core.places import Place


class CopyKind(StrEnum):
    """How a URL carries its story: it was the first, or it says the same (nearly) word for word."""

    ORIGINAL = "original"
    EXACT = "exact"
    NEAR = "near"


class OutboxState(StrEnum):
    """PENDING and FAILED wait for their time (FAILED after a try that failed); SENT and DEAD are the two ends."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


class Folding(StrEnum):
    """Whether a row is told together with others: where many wait (MAY), with any other (MUST: it was held), never."""

    MAY = "may"
    MUST = "must"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A URL seen before. It either carries a story (`copy_id`, `article_id`, `kind`, `body_hash`) or was `rejected`.

    `rejected` is the PageKind or FetchStatus, as text, for which it was no article.
    """

    url: str
    source: str
    first_seen: datetime
    last_checked: datetime
    copy_id: int | None = None
    article_id: int | None = None
    kind: CopyKind | None = None
    body_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    rejected: str | None = None


@dataclass(frozen=True, slots=True)
class StoryIds:
    """The rows that a new story got."""

    article_id: int
    copy_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A URL that carries the story."""

    source: str
    url: str
    kind: CopyKind
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A story with its current body. `url` and `source` are those of the copy that the body was read from.

    `dated` is the time by which lists are ordered: published, else first seen. `versions` counts the bodies kept.
    """

    id: int
    version_id: int
    versions: int
    url: str
    source: str
    title: str
    text: str
    author: str | None
    published: datetime | None
    published_precise: bool
    dated: datetime
    first_seen: datetime
    method: str
    removed: int
    is_reform_ranking: bool
    confidence: float
    salience: Salience
    because: tuple[str, ...]
    claims: tuple[RankingClaim, ...]
    copies: tuple[StoredCopy, ...]
    topics: tuple[TopicHit, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredClaim(Witness):
    """A claim of a story's current body, with the article that makes it."""


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """All that is known of a unit by the name that somebody typed.

    `places` are the gazetteer's units of that name, `facts` those of the units meant, `linked` those of the units that
    they replaced or that replaced them. `suggestions` are names that may be meant; there where nothing was found.
    """

    places: tuple[Place, ...]
    facts: tuple[Fact, ...]
    linked: tuple[Fact, ...] = ()
    suggestions: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found by its words. `snippet` is cut from title or text; `marks` are (start, end) of words in it.

    `portal` is what people call the `source`.
    """

    article_id: int
    title: str
    url: str
    source: str
    dated: datetime
    snippet: str
    marks: tuple[tuple[int, int], ...]
    portal: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A chat's word on an alert that it was told; `notice` is the alert as everybody gets it.

    `handled_at`: when an operator said that it is done with.
    """

    id: int
    chat_id: int
    complaint: Complaint
    at: datetime
    notice: Notice
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stored. `removed` counts the boilerplate blocks cut from the bodies that were kept."""

    articles: int
    reform_articles: int
    versions: int
    copies: int
    exact_copies: int
    near_copies: int
    claims: int
    rejected: int
    removed: int
    notices: int
    subscribers: int
    sent: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask again with: ETag and Last-Modified, as received."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source. `validators` go by URL; `discovery` and `wrapper` are the scraper's, as JSON."""

    name: str
    last_poll: datetime | None = None
    last_success: datetime | None = None
    last_status: FetchStatus | None = None
    last_error: str | None = None
    failures: int = 0
    next_due: datetime | None = None
    polls: int = 0
    polls_unchanged: int = 0
    polls_failed: int = 0
    articles: int = 0
    validators: Mapping[str, Validators] = field(default_factory=dict)
    discovery: Mapping[str, Any] | None = None
    wrapper: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PollRecord:
    """How one poll ended. `articles` counts the copies that it stored, `unchanged` tells that it found nothing new."""

    source: str
    status: FetchStatus
    next_due: datetime
    error: str | None = None
    articles: int = 0
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class FetchEvent:
    """One request and its end. `kind` is the request's ("page", "feed", "robots"), `size` is in bytes on the wire."""

    source: str
    url: str
    kind: str
    status: FetchStatus
    at: datetime
    http_status: int | None = None
    size: int = 0
    seconds: float = 0.0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that is told (`active`) or was told once; then `ended_because` says why no longer.

    `thread`: the topic of a forum into which its alerts go.
    """

    chat_id: int
    language: Language
    active: bool
    subscribed_at: datetime
    ended_at: datetime | None = None
    ended_because: str | None = None
    preferences: Preferences = DEFAULT
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Depth:
    """How full the outbox is. `oldest` is when the oldest row that still has to go out was written."""

    pending: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    oldest: datetime | None = None

    @property
    def waiting(self) -> int:
        """Rows that still have to go out."""
        return self.pending + self.failed + self.sending


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a service last said that it is alive; `bot_polled_at` is when its bot last heard from Telegram."""

    at: datetime
    bot_polled_at: datetime | None = None
    trouble: str | None = None
