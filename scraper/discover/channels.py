"""The values of discovery, and what it needs from a fetcher."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from parwatch_core.page import Link
from scraper.fetch import Kind


class ChannelKind(StrEnum):
    """Where links come from. The names are stored: never rename one."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Channel:
    """One address to poll. `confidence` (0 to 1): how sure it is that it lists articles. Channels come best first."""

    kind: ChannelKind
    url: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Discovery:
    """All that a survey found out about a site.

    `home` is its front page, `cms` a lower-case name or None, `unit` and `province` a guess from its own words
    ("huyện Sông Trà", "Trà Giang"). `links` are those of all channels and of the further pages that were read, one
    for each page, best channel first. `problems` are sentences for a person.
    """

    home: str
    cms: str | None = None
    site_name: str | None = None
    unit: str | None = None
    province: str | None = None
    channels: tuple[Channel, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[str, ...] = ()


class Fetched(Protocol):
    """The part of a response that is read here; scraper.fetch.Response has it."""

    @property
    def final_url(self) -> str:
        """The address after redirects: the base of relative links."""

    @property
    def body(self) -> bytes:
        """The body, decompressed."""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header."""


# (url, kind) -> response; raises FetchError.
Get = Callable[[str, Kind], Awaitable[Fetched]]
