"""The bot's view of the service: what the roof fills in, so that this room needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parwatch_core.notice import Language, Notice


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


class Desk(Protocol):
    """Everything the bot may ask for. The roof runs storage in a thread behind these; any of them may raise."""

    async def subscribe(self, chat_id: int, language: Language) -> bool:
        """Subscribe a chat, or keep it subscribed with this language. True: it was not subscribed before."""

    async def unsubscribe(self, chat_id: int) -> bool:
        """Send nothing more to a chat. True: it was subscribed."""

    async def status(self, chat_id: int) -> StatusReport:
        """How the service is, as this chat may know it."""

    async def latest(self, count: int) -> tuple[Notice, ...]:
        """The newest alerts, newest first, at most `count`."""
