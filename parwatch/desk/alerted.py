"""Alerts that went out, and what people say of them."""

from __future__ import annotations

from parwatch.desk.counter import Counter
from parwatch_core.notice import Complaint, Notice
from storage import feedback, outbox


class StoredAlerted(Counter):
    """Fills alerts.desk.Alerted."""

    async def told_by(self, chat_id: int, message_id: int) -> dict[int, Notice]:
        """The notices that a message of ours told, by their numbers, oldest first; empty for any other message."""
        return await self._read(lambda session: outbox.told_by(session, chat_id, message_id))

    async def told(self, chat_id: int, number: int) -> Notice | None:
        """A notice that went out to this chat."""
        return await self._read(lambda session: feedback.told(session, chat_id, number))

    async def complain(self, chat_id: int, number: int, complaint: Complaint) -> bool:
        """Keep that a chat calls an alert wrong."""
        return await self._write(lambda session: feedback.give(session, chat_id, number, complaint, self._clock()))
