"""What a fetched page turned out to be, and the clean content of an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PageKind(StrEnum):
    """Only ARTICLE is ever stored."""

    ARTICLE = "article"
    LIST = "list"
    HOME = "home"
    LOGIN = "login"
    ERROR = "error"
    CHALLENGE = "challenge"
    SOFT_404 = "soft_404"
    SHELL = "shell"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Page:
    """A page as extracted.

    `text` is NFC with a newline at every block border and rows of tables as cells joined by " | ". `published` is
    in UTC; where the page gives a day only, `published_precise` is false and the time is midnight in Viet Nam.
    `method` names the CMS rule, "wrapper" or "generic". `removed` counts the boilerplate blocks that were cut.
    """

    kind: PageKind
    title: str = ""
    text: str = ""
    published: datetime | None = None
    published_precise: bool = True
    author: str | None = None
    method: str = ""
    removed: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link to what is probably an article, as a feed, a sitemap or a list page gives it."""

    url: str
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article on its way to storage. `url` is canonical; `body_hash` is blake2b over the normalised body.

    `source` is the name under which the portal is watched, `portal` the one that people are shown (empty: the same).
    """

    url: str
    source: str
    title: str
    text: str
    body_hash: str
    published: datetime | None = None
    published_precise: bool = True
    author: str | None = None
    method: str = ""
    removed: int = 0
    portal: str = ""
    portal_unit: str | None = None
    portal_province: str | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What dedup compares. `bands` are the LSH keys of the MinHash `signature`: one that agrees makes a candidate.

    `numbers` are the numbers and dates of the text: next year's report in the same words is another story.
    """

    body_hash: str
    signature: bytes
    bands: tuple[int, ...]
    numbers: frozenset[str]


class SameKind(StrEnum):
    """How two articles are the same story."""

    EXACT = "exact"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that shares the body hash or a band."""

    article_id: int
    title: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Match:
    """The stored article that a new one repeats."""

    article_id: int
    kind: SameKind
    similarity: float
