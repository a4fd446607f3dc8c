"""Who a chat number stands for. Telegram's own numbers have at most 52 significant bits (Bot API, "Chat"), so the rest
of the 64-bit space names what is no chat of its own:

    -2**62 and above, below -2**61     a `[[channel]]` of sources.toml, by a hash of its name
    around -2**61 (52 bits)            the line to an operator's chat, on which alarms come: it is told of the service's
                                       troubles whether or not the same chat subscribes to news
    around 0 (52 bits)                 a chat of Telegram; 0 is the console

A number is enough to tell them apart, so that the outbox, its flights and its states are the same for all of them.
"""

from __future__ import annotations

import hashlib

_CHANNELS = -(2**62)
_OPERATORS = -(2**61)
_CHATS = 2**52
_HASH_BITS = 60


def of_channel(name: str) -> int:
    """The number of a `[[channel]]`: the same for the same name, on every machine."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).digest()
    return _CHANNELS + (int.from_bytes(digest[:8], "big") >> (64 - _HASH_BITS))


def of_operator(chat_id: int) -> int:
    """The number of the line to an operator's chat."""
    return _OPERATORS + chat_id


def is_channel(number: int) -> bool:
    """Whether a number is that of a `[[channel]]`."""
    return _CHANNELS <= number < _CHANNELS + (1 << _HASH_BITS)


def is_operator(number: int) -> bool:
    """Whether a number is a line to an operator's chat."""
    return abs(number - _OPERATORS) < _CHATS


def chat_of(number: int) -> int:
    """The chat of Telegram that a number leads to; itself for all but the lines to operators."""
    return number - _OPERATORS if is_operator(number) else number


# For conditions in SQL: channels have the numbers from the first to the second, both included.
CHANNELS = (_CHANNELS, _CHANNELS + (1 << _HASH_BITS) - 1)
# For conditions in SQL: the lines to operators lie between these, both excluded.
OPERATOR_LINES = (_OPERATORS - _CHATS, _OPERATORS + _CHATS)
