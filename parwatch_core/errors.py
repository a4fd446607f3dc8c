"""The one exception tree. Each class carries the decision that its catcher needs.

ParwatchError                      one clear line for a person; never a traceback
├── SettingsError                  an environment variable is wrong (what, where, what to do)
├── SourcesError                   sources.toml: every problem at once, each with line and column
├── PreferencesError               a subscriber's settings hold a value out of bounds: which, and what is allowed
├── StorageError                   the database cannot be used
│   ├── DatabaseBusy               locked by another process; temporary
│   ├── DatabaseReadOnly           permissions or a read-only file system
│   └── DatabaseTooNew             its schema is from a newer parwatch
├── FetchError                     a fetch that gave no usable page: status, permanent, retry_after
├── PageError                      a page that is no article or could not be read: kind
└── DeliveryError                  a message that did not get through: permanent, retry_after, maybe_sent
    ├── ChatGone                   the chat blocked us or does not exist: deactivate the subscriber
    ├── ChatMoved                  the group became a supergroup: new_chat_id
    ├── BadMarkup                  the entities were refused: send again as plain text, once
    ├── BadMessage                 this message can never pass (empty, too long): give it up, keep the chat
    ├── BadToken                   the bot token was refused: say it, keep the queue
    ├── SecondPoller               another process reads this bot's updates: say it, go on trying
    └── TooManyRequests            retry_after seconds, obeyed
"""

from __future__ import annotations

from dataclasses import dataclass

from parwatch_core.fetching import FetchStatus
from parwatch_core.page import PageKind


class ParwatchError(Exception):
    """Base of every error that is meant for a person: `str(error)` is one clear line."""


class SettingsError(ParwatchError):
    """A setting has a value that cannot be used."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it stands (both counted from 1), what it is and what to do."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


class SourcesError(ParwatchError):
    """sources.toml cannot be used. `problems` holds all mistakes, in the order of the file."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}:{problem}" for problem in problems))


class PreferencesError(ParwatchError):
    """A subscriber's settings cannot be used; nothing was changed."""


class StorageError(ParwatchError):
    """The database cannot be used. `temporary`: the same call may succeed later."""

    temporary = False


class DatabaseBusy(StorageError):
    """Another process holds the lock."""

    temporary = True


class DatabaseReadOnly(StorageError):
    """The database file, its directory or its server refuses writes."""


class DatabaseTooNew(StorageError):
    """The schema was written by a newer parwatch; nothing was changed."""


class FetchError(ParwatchError):
    """A fetch that gave no usable response.

    `status` names the outcome, `permanent` tells that trying again soon is useless, `retry_after` is the number of
    seconds that the server asked for, if it did.
    """

    def __init__(self, status: FetchStatus, message: str, *, url: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.url = url
        self.retry_after = retry_after

    @property
    def permanent(self) -> bool:
        """Whether the same request would fail the same way for a long time."""
        return self.status.permanent

    @property
    def explained(self) -> str:
        """What happened, and what the operator can do about it, in one line."""
        return f"{self}; {self.status.advice}" if self.status.advice else str(self)


class PageError(ParwatchError):
    """A page was fetched but holds no article. `kind` says what it is instead."""

    def __init__(self, kind: PageKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class DeliveryError(ParwatchError):
    """A message did not get through.

    `permanent`: never try this message for this chat again. `maybe_sent`: the other side may have accepted it, so
    at most one repetition, and not at once. `retry_after`: seconds to wait, where the other side named them.
    """

    permanent = False
    maybe_sent = False

    def __init__(self, message: str, *, retry_after: float | None = None, maybe_sent: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


class ChatGone(DeliveryError):
    """The chat blocked the bot, was deleted or never existed."""

    permanent = True


class ChatMoved(DeliveryError):
    """The group became a supergroup with another id."""

    def __init__(self, message: str, *, new_chat_id: int) -> None:
        super().__init__(message)
        self.new_chat_id = new_chat_id


class BadMarkup(DeliveryError):
    """The formatted text was refused; the same text without formatting may pass."""


class BadMessage(DeliveryError):
    """The message itself can never pass, with formatting or without; the chat is sound."""

    permanent = True


class BadToken(DeliveryError):
    """The bot's token was refused. The queue is kept until it is mended."""


class SecondPoller(DeliveryError):
    """Another process reads the updates of the same bot; only one of the two hears each command."""


class TooManyRequests(DeliveryError):
    """The pace was too high; `retry_after` is always set."""
