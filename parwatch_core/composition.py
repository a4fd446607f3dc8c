"""Letters and their marks composed (Unicode NFC), at a cost that grows with the length of any text.

The standard library puts the marks of a letter in order by insertion: two hundred thousand marks on one letter, a page
of 400 KB, take it two minutes. Unicode's Stream-Safe Text Format (UAX #15, section 13) bounds them at thirty; no letter
of any language has as many, so what is beyond is dropped.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 30
"""Marks on one letter that are kept."""

_HARMLESS = 400
"""Characters of a text that cannot cost much, whatever they are."""

# No mark is a letter, a digit or a blank; other signs are told apart one by one.
_SIGNS = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")


def nfc(text: str) -> str:
    """Compose letters and marks (Unicode NFC), the form in which everything is stored and compared."""
    if len(text) > _HARMLESS and any(map(unicodedata.combining, text[::MOST_MARKS])):
        text = _SIGNS.sub(_thinned, text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _thinned(signs: re.Match[str]) -> str:
    """The signs without the marks that are too many on one letter."""
    kept: list[str] = []
    heaped = 0
    for sign in signs.group():
        heaped = heaped + 1 if unicodedata.combining(sign) else 0
        if heaped <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
