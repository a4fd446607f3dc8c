"""A person who talks to the bot: real sockets, a real desk on a real database; only the clock is the test's."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from support.clocks import Clock

from alerts.bot import Bot
from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.demo.telegram import BotApi, Message
from parwatch.desk import StorageDesk
from parwatch.dispatch import Dispatcher
from parwatch_core.source import Source
from storage.database import Database

NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)


@dataclass
class Conversation:
    """One person in a private chat, or somebody in a group. `chat` is where things are said."""

    server: BotApi
    database: Database
    dispatcher: Dispatcher
    clock: Clock
    chat: int = 42
    language: str = "vi"

    async def ask(self, text: str, *, user_id: int | None = None) -> Message:
        """What is answered to `text`."""
        before = len(self.server.to(self.chat))
        # A person who types: the bot does not count it as a flood.
        self.clock.now += 10
        self.server.say(self.chat, text, self.language, user_id=user_id)
        return (await self.server.arrived(self.chat, before + 1))[-1]

    async def press(self, message: Message, label: str, *, user_id: int | None = None) -> str:
        """Press the button of this label; the line that pops up over it. KeyError where there is no such button."""
        return await self.forge(message.message_id, message.buttons[label], user_id=user_id)

    async def forge(self, message_id: int, data: str, *, user_id: int | None = None) -> str:
        """Send any data for any message; the line that pops up, once everything that follows from it has happened."""
        self.clock.now += 10
        query = self.server.press(self.chat, data, message_id, self.language, user_id=user_id)
        toast = await self.server.until(lambda: next((t or " " for q, t in self.server.toasts if q == query), None))
        await self.server.until(lambda: not self.server.pending or None)
        return toast.strip()

    def now(self, message: Message) -> Message:
        """The message as it reads now."""
        return next(one for one in self.server.to(self.chat) if one.message_id == message.message_id)

    async def turned(self, message: Message, label: str) -> Message:
        """The message after a press that turns its page."""
        before = len(self.server.edits)
        await self.press(message, label)
        await self.server.until(lambda: len(self.server.edits) > before)
        return self.now(message)

    async def answered(self, message: Message, label: str) -> Message:
        """The new message that a press brings."""
        before = len(self.server.to(self.chat))
        await self.press(message, label)
        return (await self.server.arrived(self.chat, before + 1))[-1]

    async def deliver(self) -> Message:
        """Deliver what is due; the newest message."""
        await self.dispatcher.drain()
        return self.server.to(self.chat)[-1]


@contextlib.asynccontextmanager
async def conversation(database: Database, watched: tuple[Source, ...] = ()) -> AsyncIterator[Conversation]:
    """A bot that listens, and the dispatcher beside it."""
    clock = Clock()
    async with BotApi(clock=clock) as server:
        pacer = Pacer(clock, clock.sleep)
        desk = StorageDesk(database, watched=lambda: watched, clock=lambda: NOW)
        channel = TelegramChannel(server.token, server.base_url, pacer=pacer)
        bot = Bot(server.token, server.base_url, desk, pacer=pacer, clock=clock, sleep=clock.sleep, now=lambda: NOW)
        await bot.start()
        try:
            yield Conversation(server, database, Dispatcher(database, channel, clock=lambda: NOW), clock)
        finally:
            await bot.stop()
            await channel.close()
