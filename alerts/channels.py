"""Where notices go out. The roof knows this protocol only."""

from __future__ import annotations

from typing import Protocol, TextIO

from alerts import render
from alerts.texts import texts
from parwatch_core.notice import Delivery, Language


class Channel(Protocol):
    """A way to reach one subscriber."""

    async def deliver(self, delivery: Delivery) -> int | None:
        """Send one message to one chat and return its id, if the channel has such ids.

        A delivery with `others` tells several notices in this one message: all of them arrive, or none. One that
        carries a `message_id` was sent before and has changed: its message is edited.

        Raises DeliveryError; its class says what to do with the row.
        """


class ConsoleChannel:
    """Writes each alert as text to `stream`: what is used until a bot token is set, and says so once."""

    def __init__(self, stream: TextIO, language: Language = Language.VI) -> None:
        self._stream = stream
        self._language = language
        self._told = False

    async def deliver(self, delivery: Delivery) -> int | None:
        """Write the alert. A console has no message ids."""
        if not self._told:
            self._told = True
            self._write(texts(self._language).console_only)
        for notice in delivery.notices:
            self._write(render.terminal(notice, delivery.language))
        return None

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        # A terminal in a narrow encoding gets question marks rather than a crash.
        self._stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        self._stream.flush()
