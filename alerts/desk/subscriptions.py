"""What the bot asks about a chat: whether it is told, what, and when."""

from __future__ import annotations

from typing import Protocol

from parwatch_core.notice import Language
from parwatch_core.preferences import Preferences


class Subscriptions(Protocol):
    """Chats and their wishes."""

    async def subscribe(self, chat_id: int, language: Language, thread: int | None = None) -> bool:
        """Subscribe a chat, or keep it subscribed with this language. True: it was not subscribed before.

        `thread` is the topic of a forum into which its alerts go from now on; None: its general topic.
        """

    async def language(self, chat_id: int) -> Language | None:
        """The language that the chat has chosen, also one that has stopped; None where nothing is known of it."""

    def topics(self) -> tuple[str, ...]:
        """Names of what is watched beside the rankings, as sources.toml has them now."""

    async def unsubscribe(self, chat_id: int) -> bool:
        """Send nothing more to a chat. True: it was subscribed."""

    async def preferences(self, chat_id: int) -> Preferences | None:
        """What the chat wants to be told, and when; None for one that is not subscribed."""

    async def prefer(self, chat_id: int, preferences: Preferences) -> bool:
        """Keep other wishes; what waits for the chat gets the time that they give it. False: it never subscribed."""

    async def forget(self, chat_id: int) -> bool:
        """Delete all that is stored of a chat. False: nothing was."""
