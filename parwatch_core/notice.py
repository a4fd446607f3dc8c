"""What a subscriber is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parwatch_core.ranking import RankingClaim, Salience
from parwatch_core.topic import TopicHit


class NoticeKind(StrEnum):
    """NEW: a story not told before. UPDATE: a told story whose ranking claims changed.

    ANNOUNCEMENT: words of the operator to everybody. ALARM: words of the service to its operators. Both are about no
    article: the whole text is the notice's title, and everything else of it is empty.
    """

    NEW = "new"
    UPDATE = "update"
    ANNOUNCEMENT = "announcement"
    ALARM = "alarm"

    @property
    def spoken(self) -> bool:
        """Whether the notice is a text of its own, about no article: never folded, without buttons."""
        return self in (NoticeKind.ANNOUNCEMENT, NoticeKind.ALARM)


class Language(StrEnum):
    """Languages of the interface; Vietnamese is the default."""

    VI = "vi"
    EN = "en"


class Complaint(StrEnum):
    """What somebody says is wrong with an alert."""

    UNIT = "unit"
    FIGURES = "figures"
    NO_RANKING = "no_ranking"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Copy:
    """A further portal that carries the same story."""

    portal: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One alert before it is rendered. `portal` is shown as the place of the find; sources.toml calls it `source`.

    `claims` are those that the reader asked for; the first `highlights` of them concern the units that the reader
    watches. `salience` and `confidence` are the verdict's on a reform ranking, None where the article is none.
    `province` is that of the portal. `topics`: those of sources.toml that the article is of. `number` is the notice's
    in the archive; 0: it is in none.
    """

    kind: NoticeKind
    title: str
    url: str
    portal: str
    claims: tuple[RankingClaim, ...]
    published: datetime | None = None
    copies: tuple[Copy, ...] = ()
    source: str = ""
    salience: Salience | None = None
    confidence: float | None = None
    province: str | None = None
    topics: tuple[TopicHit, ...] = ()
    highlights: int = 0
    number: int = 0


# A folded message holds at most so many notices: each still gets a title and a rank within Telegram's 4,096 units.
MOST_FOLDED = 24


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one chat, in this language: a claimed row of the outbox, or several that are folded into it.

    `notice` is the oldest; `others` are told in the same message, their rows are `other_ids`, and all of them share
    one fate. `flight` is the claim: what becomes of the message is reported under it.

    `attempt` counts from 1 and is the highest of the rows. `uncertain`: an earlier attempt may have arrived; `plain`:
    formatted text was refused. `message_id`: the notice was sent before and has changed since (a further portal
    carries it): edit that message; such a delivery has no others. `thread`: the topic of a forum into which a new
    message goes.
    """

    outbox_id: int
    chat_id: int
    language: Language
    notice: Notice
    attempt: int = 1
    plain: bool = False
    uncertain: bool = False
    message_id: int | None = None
    others: tuple[Notice, ...] = ()
    other_ids: tuple[int, ...] = ()
    flight: int = 0
    thread: int | None = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that the message tells, oldest first."""
        return (self.notice, *self.others)

    @property
    def outbox_ids(self) -> tuple[int, ...]:
        """The rows that share the fate of the message."""
        return (self.outbox_id, *self.other_ids)
