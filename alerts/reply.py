"""What the bot answers, as a value: text, buttons, a picture; and where it goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from alerts.spans import Span

# Bot API, "InlineKeyboardButton": callback_data holds 1 to 64 bytes.
DATA_BYTES = 64


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: it calls back with `data` (1 to 64 bytes) or opens `url` (as `spans.safe_url` returns it)."""

    text: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.data) == bool(self.url) or len(self.data.encode()) > DATA_BYTES:
            raise ValueError(f"a button calls back with 1 to {DATA_BYTES} bytes or opens an address: {self!r}")


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `edits`: it takes the place of the message whose button was pressed, where that can be edited.

    `photo`: a PNG, whose caption the spans are (1,024 UTF-16 units). `toast`: the line that pops up over the pressed
    button (200 units). A reply without spans is only its toast, or with `edits` other buttons below the same message.

    `later`: what takes longer than a chat should wait. It is asked for when this reply is sent, beside whatever the
    chat says meanwhile, and its replies are new messages; it limits its own time.
    """

    spans: tuple[Span, ...] = ()
    keyboard: Keyboard = ()
    photo: bytes | None = None
    toast: str = ""
    edits: bool = False
    later: Callable[[], Awaitable[tuple[Reply, ...]]] | None = None


def say(*spans: Span | str, keyboard: Keyboard = (), edits: bool = False) -> Reply:
    """A reply of these spans; plain strings are spans without a format."""
    whole = tuple(Span(span) if isinstance(span, str) else span for span in spans)
    return Reply(whole, keyboard, edits=edits)
