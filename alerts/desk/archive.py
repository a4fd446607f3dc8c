"""What the bot asks about the archive: how the service is, what it watches, and what it has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from parwatch_core.notice import Notice


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The answer to /status. `failing` counts the sources whose last poll was no success; `last_poll` is aware.

    `troubles` has a line for each failing source, in English, where the chat that asks is an operator's.
    """

    sources: int
    failing: int
    articles: int
    alerts: int
    last_poll: datetime | None = None
    troubles: tuple[str, ...] = ()


class Condition(StrEnum):
    """How a source does: its last poll was good, was none, has not been yet, or it is switched off."""

    GOOD = "good"
    FAILING = "failing"
    NEW = "new"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A line of the board of sources. `name` is what people call it; `last_success` is aware."""

    name: str
    url: str
    condition: Condition
    articles: int = 0
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An article that holds the words. `marks` are (start, end) of them in `snippet`, which is as the page has it."""

    title: str
    url: str
    portal: str
    dated: datetime
    snippet: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Alerts, newest first; whether there are more recent ones than these, and older ones."""

    notices: tuple[Notice, ...] = ()
    newer: bool = False
    older: bool = False


class Archive(Protocol):
    """What was found."""

    async def status(self, chat_id: int) -> StatusReport:
        """How the service is, as this chat may know it."""

    async def sources(self) -> tuple[SourceReport, ...]:
        """Everything in sources.toml, in its order."""

    async def latest(
        self,
        chat_id: int,
        count: int,
        *,
        everything: bool = False,
        older_than: int | None = None,
        newer_than: int | None = None,
    ) -> Listing:
        """At most `count` stories as they were told last, next to the notice with this number, else the newest.

        Those that this chat's wishes let through, or `everything`.
        """

    async def search(self, words: str, count: int, skip: int = 0) -> tuple[Found, ...]:
        """Articles with all these words and "phrases", with or without marks, newest first. Anything may be asked."""
