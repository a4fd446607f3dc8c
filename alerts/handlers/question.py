"""What a handler is given: the thing that happened, whom to ask about it, and the words for the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from alerts.desk import Desk
from alerts.incoming import Incoming, words_of
from alerts.reply import Reply
from alerts.texts import Texts, texts
from parwatch_core.notice import Language

Permission = Callable[[int, int], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Question:
    """One command or one pressed button.

    `arguments`: the parts of the pressed button's data behind its verb; none for a command, see `typed`.
    `language`: that of the chat where it has chosen one, else that of the person's client. `permission` asks Telegram
    whether a person (chat, user) administers a group or channel; it raises DeliveryError. `username` is the bot's.
    """

    event: Incoming
    desk: Desk
    language: Language
    permission: Permission
    arguments: tuple[str, ...] = ()
    username: str = ""

    @property
    def chat_id(self) -> int:
        """The chat that asks."""
        return self.event.chat_id

    @property
    def words(self) -> Texts:
        """The interface in the language of the chat."""
        return texts(self.language)

    @property
    def typed(self) -> str:
        """What was typed behind the command, blanks one each; all of it where there was no command."""
        return words_of(self.event.text)

    async def may_change(self) -> bool:
        """Whether who asks may change what this chat gets; in groups and channels only administrators may.

        Asked on the spot. Raises DeliveryError where Telegram does not say.
        """
        event = self.event
        if event.private or event.trusted:
            return True
        return event.user_id is not None and await self.permission(event.chat_id, event.user_id)


Handler = Callable[[Question], Awaitable[tuple[Reply, ...]]]
