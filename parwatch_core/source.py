"""A portal to watch, as sources.toml describes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class TlsMode(StrEnum):
    """`legacy` admits old handshakes for one source; verification is never off."""

    STRICT = "strict"
    LEGACY = "legacy"


class ChallengeMode(StrEnum):
    """Whether a cookie-and-reload page may be answered, once."""

    NONE = "none"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors given by hand; None: learned."""

    links: str | None = None
    body: str | None = None
    title: str | None = None
    date: str | None = None
    author: str | None = None
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One `[[source]]`. `name` is unique and is the key under which everything of this source is stored.

    `label` is the name that the file gives, None where `name` was made from the host: then the portal's own name, read
    from its page, is what people are shown.
    """

    name: str
    url: str
    label: str | None = None
    unit: str | None = None
    province: str | None = None
    every: timedelta = timedelta(minutes=30)
    feed: str | None = None
    selectors: Selectors = Selectors()
    tls: TlsMode = TlsMode.STRICT
    ca: str | None = None
    challenge: ChallengeMode = ChallengeMode.NONE
    backfill_alert: timedelta = timedelta(days=2)
    enabled: bool = True
