"""Numerals: 7, 02, nhất, mười hai, 88, 2,63, 86.45, each with its value."""

from __future__ import annotations

import re

from parwatch_core.analysis.letters import key

_WORDS = {
    "một": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_UNITS = {**_WORDS, "mốt": 1, "lăm": 5}

ORDINALS = {key(word): value for word, value in _WORDS.items()}
"""Number words that stand alone after "thứ" or "hạng"."""

_LARGEST = 9999
_DECIMAL = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def integer(word: str) -> int | None:
    """`02` -> 2. None for decimals and for what is too long to be a rank, a total or a year."""
    return int(word) if word.isdecimal() and word.isascii() and len(word) <= 4 and int(word) <= _LARGEST else None


def decimal(word: str) -> float | None:
    """`2,63` and `2.63` -> 2.63; 30.397 is thirty thousand and no score."""
    if not _DECIMAL.fullmatch(word) or not word.isascii():
        return None
    if _GROUPED.fullmatch(word) and not word.startswith("0"):
        return None
    return float(word.replace(",", "."))


def compound(words: tuple[str, ...]) -> int | None:
    """`mười`, `hai` -> 12; `hai`, `mươi`, `mốt` -> 21. Up to 99."""
    if len(words) == 1:
        return ORDINALS.get(words[0])
    if words[0] == "mười" and len(words) == 2:
        digit = _UNITS.get(words[1])
        return None if digit is None else 10 + digit
    if words[1] in ("mươi", "mười") and len(words) <= 3:
        tens, digit = _WORDS.get(words[0]), _UNITS.get(words[2]) if len(words) == 3 else 0
        return None if tens is None or digit is None else 10 * tens + digit
    return None
