"""Chats and their wishes."""

from __future__ import annotations

from parwatch.desk.counter import Counter
from parwatch_core.notice import Language
from parwatch_core.preferences import Preferences
from storage import subscribers
from storage.database import Session


class StoredSubscriptions(Counter):
    """Fills alerts.desk.Subscriptions."""

    async def subscribe(self, chat_id: int, language: Language) -> bool:
        """Subscribe a chat. True: it was not subscribed before."""
        return await self._write(lambda session: subscribers.subscribe(session, chat_id, language, self._clock()))

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
        return await self._write(lambda session: subscribers.prefer(session, chat_id, preferences, self._clock()))

    async def forget(self, chat_id: int) -> bool:
        """Delete all that is stored of a chat. False: nothing was."""
        return await self._write(lambda session: subscribers.forget(session, chat_id))
