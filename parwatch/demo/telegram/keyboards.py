"""Inline keyboards of the sample Bot API: read from `reply_markup`, refused in the real server's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from parwatch.demo.telegram.forms import Params

# Bot API, "InlineKeyboardButton": callback_data holds 1 to 64 bytes.
DATA_BYTES = 64
# Telegram takes no more buttons under one message.
BUTTONS = 100
Json = dict[str, Any]


class KeyboardError(ValueError):
    """The markup is refused; the text is what follows "Bad Request: "."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: it calls back with `data` or opens `url`."""

    text: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


def read_keyboard(params: Params) -> Keyboard:
    """The inline keyboard of a call; empty where there is none. Raises KeyboardError."""
    if not params.text("reply_markup"):
        return ()
    markup = params.json("reply_markup")
    if not isinstance(markup, dict):
        raise KeyboardError("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise KeyboardError('Field "inline_keyboard" must be of type Array')
    keyboard = tuple(tuple(_button(item) for item in row) for row in rows if row)
    if sum(map(len, keyboard)) > BUTTONS:
        raise KeyboardError("reply markup is too long")
    return keyboard


def _button(item: object) -> Button:
    if not isinstance(item, dict) or not str(item.get("text") or "").strip():
        raise KeyboardError("can't parse inline keyboard button: Can't find field \"text\"")
    data, url = item.get("callback_data"), item.get("url")
    if data is None and not url:
        raise KeyboardError("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if url:
        return Button(str(item["text"]), url=_address(str(url)))
    if not 1 <= len(str(data).encode()) <= DATA_BYTES:
        raise KeyboardError("BUTTON_DATA_INVALID")
    return Button(str(item["text"]), data=str(data))


def _address(url: str) -> str:
    """Telegram takes web addresses and its own scheme, nothing of this machine."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "tg"} or not parts.netloc:
        raise KeyboardError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return url


def keyboard_json(keyboard: Keyboard) -> Json:
    """The keyboard as an InlineKeyboardMarkup."""
    return {"inline_keyboard": [[_button_json(button) for button in row] for row in keyboard]}


def _button_json(button: Button) -> Json:
    action = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.text, **action}
