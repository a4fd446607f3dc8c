"""The data behind inline buttons: a verb and its arguments in at most 64 bytes.

What comes back is the sender's word: anybody can make a client send any data for any message that he sees. So data
names what to do and never who may do it; what cannot be read does nothing.
"""

from __future__ import annotations

import re

from alerts.reply import DATA_BYTES

_SEPARATOR = ":"
# A verb, then arguments of letters, digits and a few signs; empty arguments are allowed.
_DATA = re.compile(r"[a-z]{1,12}(?::[\w.,+-]{0,48}){0,6}")


def write(verb: str, *arguments: object) -> str:
    """The data of a button. ValueError where it would not come back as it was."""
    data = _SEPARATOR.join([verb, *map(str, arguments)])
    if not _DATA.fullmatch(data) or len(data.encode()) > DATA_BYTES:
        raise ValueError(f"no data of a button: {data!r}")
    return data


def read(data: str) -> tuple[str, tuple[str, ...]] | None:
    """Verb and arguments, or None for data that no button of ours has."""
    if len(data.encode("utf-8", "replace")) > DATA_BYTES or not _DATA.fullmatch(data):
        return None
    verb, *arguments = data.split(_SEPARATOR)
    return verb, tuple(arguments)


def number(argument: str, *, least: int = 0, most: int = 10**18) -> int | None:
    """A whole number within bounds, or None."""
    if not argument.isascii() or not argument.isdecimal() or len(argument) > 19:
        return None
    value = int(argument)
    return value if least <= value <= most else None
