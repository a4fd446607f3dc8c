"""The tables, as SQLModel classes. What each column means stands in docs/columns.md (a test holds it complete).

Reads and writes go through the `Table` objects at the foot of this page with SQLAlchemy's core: an article is stored
in a fraction of the time that mapped objects take. A change here needs a migration (`python -m storage.migrations`).
"""

import functools
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from storage.columns import ROW_ID, UtcDateTime

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Metadata of our own: SQLModel's global one would carry the tables of any other library too."""

    metadata = MetaData(naming_convention=_NAMES)


class Article(Base, table=True):
    """A story: what one or several portals carry."""

    __tablename__ = "articles"

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    first_seen: datetime = Field(sa_type=UtcDateTime)
    dated: datetime = Field(sa_type=UtcDateTime, index=True)


class Copy(Base, table=True):
    """A URL that carries a story."""

    __tablename__ = "copies"

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    article_id: int = Field(foreign_key="articles.id", index=True, sa_type=ROW_ID)
    source: str = Field(index=True)
    portal: str
    url: str = Field(unique=True)
    kind: str
    body_hash: str
    first_seen: datetime = Field(sa_type=UtcDateTime)
    last_checked: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    etag: str | None = None
    last_modified: str | None = None
    portal_unit: str | None = None
    portal_province: str | None = None


class Version(Base, table=True):
    """A body that a story has or had. `text` stands last: SQLite reads past long values to reach what follows them."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    article_id: int = Field(foreign_key="articles.id", sa_type=ROW_ID)
    copy_id: int = Field(foreign_key="copies.id", index=True, sa_type=ROW_ID)
    number: int
    current: bool
    seen_at: datetime = Field(sa_type=UtcDateTime)
    body_hash: str = Field(index=True)
    signature: bytes = Field(sa_type=LargeBinary)
    numbers: str
    title: str
    author: str | None = None
    published: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_precise: bool
    method: str
    removed: int
    is_reform_ranking: bool
    confidence: float
    salience: str
    because: list[str] = Field(sa_type=JSON)
    text: str = Field(sa_type=Text)


class Band(Base, table=True):
    """A key of a version's MinHash; versions that share one are candidates for being the same story."""

    __tablename__ = "bands"
    __table_args__ = {"sqlite_with_rowid": False}

    band: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    version_id: int = Field(
        primary_key=True, foreign_key="versions.id", sa_type=ROW_ID, sa_column_kwargs={"autoincrement": False}
    )


class Claim(Base, table=True):
    """What a version says of a unit's rank."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "index_name", "year"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    version_id: int = Field(foreign_key="versions.id", index=True, sa_type=ROW_ID)
    position: int
    unit: str
    unit_key: str
    unit_level: str
    province: str | None = None
    province_key: str | None = None
    index_name: str
    year: int | None = None
    rank: int | None = None
    of_total: int | None = None
    score: float | None = None
    score_unit: str
    rank_change: int | None = None
    score_change: float | None = None
    score_change_unit: str
    group_name: str | None = None
    doubtful: bool
    evidence: str = Field(sa_type=Text)


class TopicHit(Base, table=True):
    """A version is of a `[[topic]]` of sources.toml."""

    __tablename__ = "topic_hits"

    version_id: int = Field(
        primary_key=True, foreign_key="versions.id", sa_type=ROW_ID, sa_column_kwargs={"autoincrement": False}
    )
    topic: str = Field(primary_key=True, index=True)
    because: list[str] = Field(sa_type=JSON)


class Rejected(Base, table=True):
    """A URL that was fetched and turned out to be no article."""

    __tablename__ = "rejected"

    url: str = Field(primary_key=True)
    source: str = Field(index=True)
    kind: str
    first_seen: datetime = Field(sa_type=UtcDateTime)
    last_checked: datetime = Field(sa_type=UtcDateTime)


class SourceState(Base, table=True):
    """What is remembered of a portal between two polls."""

    __tablename__ = "source_states"

    name: str = Field(primary_key=True)
    last_poll: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_success: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_status: str | None = None
    last_error: str | None = None
    failures: int
    next_due: datetime | None = Field(default=None, sa_type=UtcDateTime)
    polls: int
    polls_unchanged: int
    polls_failed: int
    articles: int
    validators: dict[str, Any] = Field(sa_type=JSON)
    discovery: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    wrapper: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class FetchEvent(Base, table=True):
    """One request and how it ended; kept for a while, then pruned."""

    __tablename__ = "fetch_events"
    __table_args__ = (Index(None, "source", "at"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    source: str
    url: str
    kind: str
    status: str
    http_status: int | None = None
    size: int
    seconds: float
    error: str | None = None


class Subscriber(Base, table=True):
    """A chat that is told, or was."""

    __tablename__ = "subscribers"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    language: str
    active: bool
    subscribed_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_because: str | None = None
    preferences: str | None = Field(default=None, sa_type=Text)
    quiet_start: int | None = Field(default=None, sa_type=SmallInteger)
    quiet_end: int | None = Field(default=None, sa_type=SmallInteger)
    thread_id: int | None = Field(default=None, sa_type=BigInteger)


class Notice(Base, table=True):
    """The decision that a version of a story is told, or words of their own. A story is new once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("version_id", "kind"),
        CheckConstraint(
            "(article_id IS NULL) = (text IS NOT NULL) AND (version_id IS NULL) = (text IS NOT NULL)", name="about"
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    article_id: int | None = Field(default=None, foreign_key="articles.id", index=True, sa_type=ROW_ID)
    version_id: int | None = Field(default=None, foreign_key="versions.id", sa_type=ROW_ID)
    kind: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    text: str | None = Field(default=None, sa_type=Text)


class Flight(Base, table=True):
    """One message on its way to a chat, with one or more rows of the outbox in it; gone as soon as its end is known.

    A chat has one at most. Numbers are never used again, so that a sender that slept cannot touch a later flight.
    """

    __tablename__ = "flights"
    __table_args__ = (UniqueConstraint("id", "chat_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    chat_id: int = Field(unique=True, sa_type=BigInteger)
    lease_until: datetime = Field(sa_type=UtcDateTime, index=True)


class Outbox(Base, table=True):
    """A notice to one chat, and how far it got.

    The database itself holds that what a chat has in flight is one message: a row is `sending` exactly while it is in
    a flight, the flight is of the row's own chat, and a chat has one flight.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("notice_id", "chat_id"),
        CheckConstraint("(state = 'sending') = (flight_id IS NOT NULL)", name="in_flight"),
        ForeignKeyConstraint(["flight_id", "chat_id"], ["flights.id", "flights.chat_id"]),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    notice_id: int = Field(foreign_key="notices.id", sa_type=ROW_ID)
    chat_id: int = Field(foreign_key="subscribers.chat_id", index=True, sa_type=BigInteger)
    state: str = Field(index=True)
    attempts: int
    not_before: datetime = Field(sa_type=UtcDateTime)
    uncertain: bool
    plain: bool
    message_id: int | None = Field(default=None, sa_type=BigInteger)
    error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    flight_id: int | None = Field(default=None, sa_type=ROW_ID)
    folding: str
    folded: bool


class Feedback(Base, table=True):
    """That a chat called an alert wrong. No reference to the subscriber: it outlives /stop, and /forget deletes it."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("notice_id", "chat_id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ROW_ID)
    chat_id: int = Field(index=True, sa_type=BigInteger)
    notice_id: int = Field(foreign_key="notices.id", sa_type=ROW_ID)
    complaint: str
    at: datetime = Field(sa_type=UtcDateTime)
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Heartbeat(Base, table=True):
    """When a running service last said that it is alive."""

    __tablename__ = "heartbeats"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    bot_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trouble: str | None = None


class Alarm(Base, table=True):
    """A source of which the operators were told that it is broken; gone when they were told that it is back."""

    __tablename__ = "alarms"

    source: str = Field(primary_key=True)
    told_at: datetime = Field(sa_type=UtcDateTime)


class Invitation(Base, table=True):
    """A code that lets chats in while only invited ones may subscribe."""

    __tablename__ = "invitations"

    code: str = Field(primary_key=True)
    uses: int
    used: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int = Field(sa_type=BigInteger)


class Admission(Base, table=True):
    """A chat that was let in by an invitation."""

    __tablename__ = "admissions"

    chat_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    code: str = Field(foreign_key="invitations.code", index=True)
    admitted_at: datetime = Field(sa_type=UtcDateTime)


METADATA = Base.metadata


@functools.cache
def whole() -> MetaData:
    """The metadata with the partial indices, for whoever compares or creates; queries need no knowledge of them.

    Apart, because they name both databases, and SQLAlchemy loads the dialect of each: 30 ms of every start.
    """
    _where(VERSIONS, "uq_versions_current", "article_id", condition="current", unique=True)
    _where(NOTICES, "uq_notices_new", "article_id", condition="kind = 'new'", unique=True)
    _where(OUTBOX, "ix_outbox_flight_id", "flight_id", "chat_id", condition="flight_id IS NOT NULL")
    _where(OUTBOX, "ix_outbox_waiting", "chat_id", "id", "not_before", condition="state IN ('pending', 'failed')")
    return METADATA


def _where(table: Table, name: str, *columns: str, condition: str, unique: bool = False) -> None:
    """An index over the rows that meet `condition` only."""
    own = [table.c[column] for column in columns]
    Index(name, *own, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))


def _table(name: str) -> Table:
    return METADATA.tables[name]


ARTICLES = _table("articles")
COPIES = _table("copies")
VERSIONS = _table("versions")
BANDS = _table("bands")
CLAIMS = _table("claims")
TOPIC_HITS = _table("topic_hits")
REJECTED = _table("rejected")
SOURCE_STATES = _table("source_states")
FETCH_EVENTS = _table("fetch_events")
SUBSCRIBERS = _table("subscribers")
NOTICES = _table("notices")
FLIGHTS = _table("flights")
OUTBOX = _table("outbox")
FEEDBACK = _table("feedback")
HEARTBEATS = _table("heartbeats")
ALARMS = _table("alarms")
INVITATIONS = _table("invitations")
ADMISSIONS = _table("admissions")
