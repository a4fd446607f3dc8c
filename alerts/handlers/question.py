"""What a handler is given: the thing that happened, whom to ask about it, and the words for the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from alerts.desk import Desk
from alerts.incoming import Incoming, words_of
from alerts.reply import Reply
from alerts.texts import Texts, texts
from parwatch_core.notice import Language


@dataclass(frozen=True, slots=True)
class Question:
    """One command or one pressed button.

    `arguments`: the words behind the command, or the parts of the pressed button's data behind its verb.
    `language`: that of the chat where it has chosen one, else that of the person's client.
    """

    event: Incoming
    desk: Desk
    language: Language
    arguments: tuple[str, ...] = ()

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


Handler = Callable[[Question], Awaitable[tuple[Reply, ...]]]
