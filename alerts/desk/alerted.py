"""What the bot asks about an alert under which a button was pressed. A chat is shown only what it was told."""

from __future__ import annotations

from typing import Protocol

from parwatch_core.notice import Complaint, Notice


class Alerted(Protocol):
    """Alerts that went out."""

    async def told_by(self, chat_id: int, message_id: int) -> dict[int, Notice]:
        """The notices that a message of ours told, by their numbers, oldest first; empty for any other message."""

    async def told(self, chat_id: int, number: int) -> Notice | None:
        """A notice that went out to this chat, its own units first; None for any other number."""

    async def complain(self, chat_id: int, number: int, complaint: Complaint) -> bool:
        """Keep that a chat calls an alert wrong. False: it did so before, or was never told it."""
