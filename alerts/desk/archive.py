"""What the bot asks about the archive: how the service is, and what it has found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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


class Archive(Protocol):
    """What was found."""

    async def status(self, chat_id: int) -> StatusReport:
        """How the service is, as this chat may know it."""

    async def latest(self, count: int) -> tuple[Notice, ...]:
        """The newest alerts, newest first, at most `count`."""

    async def told_by(self, chat_id: int, message_id: int) -> dict[int, Notice]:
        """The notices that a message of ours told, by their numbers, oldest first; empty for any other message."""
