"""A person in a chat with the bot: says something, presses buttons, reads what is there."""

from __future__ import annotations

from dataclasses import dataclass

from parwatch.demo.telegram import BotApi, Message


@dataclass
class Person:
    """Somebody in a chat; in a private one `user_id` is that of the chat."""

    server: BotApi
    chat_id: int
    language: str = "vi"
    user_id: int | None = None

    async def say(self, text: str, *, thread: int | None = None, answers: str = "") -> Message:
        """Write something and wait for one more message; what it says. `answers`: the text of a bot's message."""
        before = len(self.server.to(self.chat_id))
        self.mutter(text, thread=thread, answers=answers)
        return (await self.server.arrived(self.chat_id, before + 1))[-1]

    def mutter(self, text: str, *, thread: int | None = None, answers: str = "") -> None:
        """Write something to which no answer may come."""
        self.server.say(self.chat_id, text, self.language, user_id=self.user_id, thread=thread)
        if answers:
            bot = {"id": 1, "is_bot": True, "first_name": "bot"}
            update = self.server.pending[-1]["message"]
            update["reply_to_message"] = {
                "message_id": 1,
                "date": 1,
                "chat": update["chat"],
                "from": bot,
                "text": answers,
            }

    async def press(self, label: str) -> Message:
        """Press the button of the newest message whose text holds `label`; the message as it reads then."""
        shown = self.server.to(self.chat_id)[-1]
        data = next((data for text, data in shown.buttons.items() if label in text), None)
        assert data is not None, (label, list(shown.buttons))
        await self.send(data, shown.message_id)
        return self.server.to(self.chat_id)[-1]

    async def send(self, data: str, message_id: int | None = None) -> str:
        """Press a button with any data, and wait until it is over; the toast."""
        number = message_id if message_id is not None else self.server.to(self.chat_id)[-1].message_id
        query = self.server.press(self.chat_id, data, number, self.language, user_id=self.user_id)
        await self.server.until(lambda: any(one == query for one, _ in self.server.toasts))
        # The edit follows the toast: the next answer of this chat's lane comes after it.
        return next(toast for one, toast in self.server.toasts if one == query)
