"""Chats and their wishes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from parwatch.desk.counter import Counter
from parwatch_core.notice import Language
from parwatch_core.preferences import Preferences
from parwatch_core.source import Source
from storage import subscribers
from storage.database import Database, Session

# Languages are remembered for so many chats; then they are looked up anew.
_MANY_CHATS = 20_000


class StoredSubscriptions(Counter):
    """Fills alerts.desk.Subscriptions."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
        topics: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        """`watched` and `topics` (names) give what sources.toml holds at the moment."""
        super().__init__(database, watched=watched, clock=clock, operators=operators)
        self._topics = topics
        # Every command asks for it; only what is stored through this desk changes it.
        self._languages: dict[int, Language] = {}

    async def subscribe(self, chat_id: int, language: Language, thread: int | None = None) -> bool:
        """Subscribe a chat. True: it was not subscribed before."""
        self._languages.pop(chat_id, None)
        return await self._write(
            lambda session: subscribers.subscribe(session, chat_id, language, self._clock(), thread)
        )

    async def language(self, chat_id: int) -> Language | None:
        """The language that the chat has chosen, also one that has stopped."""
        if chat_id in self._languages:
            return self._languages[chat_id]
        found = await self._read(lambda session: subscribers.get(session, chat_id))
        if found is None:
            return None
        if len(self._languages) >= _MANY_CHATS:
            self._languages.clear()
        self._languages[chat_id] = found.language
        return found.language

    def topics(self) -> tuple[str, ...]:
        """Names of what is watched beside the rankings."""
        return self._topics()

    async def unsubscribe(self, chat_id: int) -> bool:
        """Send nothing more to a chat. True: it was subscribed."""
        return await self._write(lambda session: subscribers.unsubscribe(session, chat_id, self._clock()))

    async def preferences(self, chat_id: int) -> Preferences | None:
        """What the chat wants to be told, and when; None for one that is not subscribed."""

        def work(session: Session) -> Preferences | None:
            found = subscribers.get(session, chat_id)
            return found.preferences if found and found.active else None

        return await self._read(work)

    async def prefer(self, chat_id: int, preferences: Preferences) -> bool:
        """Keep other wishes; what waits for the chat gets the time that they give it. False: it never subscribed."""
        self._languages.pop(chat_id, None)
        return await self._write(lambda session: subscribers.prefer(session, chat_id, preferences, self._clock()))

    async def forget(self, chat_id: int) -> bool:
        """Delete all that is stored of a chat. False: nothing was."""
        self._languages.pop(chat_id, None)
        return await self._write(lambda session: subscribers.forget(session, chat_id))
