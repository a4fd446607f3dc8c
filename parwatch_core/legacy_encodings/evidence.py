"""What the words of a text say for and against a legacy encoding: the letter statistics behind recognition.

A word is read twice, as it stands and through the table. TCVN3 "c¸ch" is no word as it stands and a Vietnamese syllable
through the table: it speaks for the old encoding. "Thông" is a syllable as it stands; "qualité" is none either way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from parwatch_core.legacy_encodings.syllables import is_syllable
from parwatch_core.legacy_encodings.tables import TCVN3, VNI, LegacyEncoding

_TO_TCVN3 = str.maketrans(TCVN3)


def _vni_pattern() -> re.Pattern[str]:
    """The codes of VNI, pairs before single letters. The first characters differ, so nothing is tried twice."""
    marks: dict[str, str] = {}
    for code in VNI:
        marks[code[0]] = marks.get(code[0], "") + code[1:]
    pairs = [f"{first}[{seconds}]" for first, seconds in marks.items() if seconds]
    singles = "".join(code for code in VNI if len(code) == 1)
    return re.compile("|".join([*pairs, f"[{singles}]"]))


_VNI_CODE = _vni_pattern()

# Letters that Unicode Vietnamese has and neither old encoding can contain.
BEYOND = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_WORD = re.compile("[A-Za-z\u00a1-\u00ffĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]+")
# Latin-1 has no letters below À except ª, µ and º; × and ÷ are none either.
_SIGNS = re.compile("[\u00a1-\u00bf×÷]")
_ACRONYM = re.compile("[A-ZĐ]+")  # HĐND: no syllable in any encoding
_UNITS = frozenset("µ·")  # µm, N·m: a sign that stands among letters in any language


class Reading(Enum):
    """What a word is: a syllable through the table only, as it stands only, both ways, or neither way."""

    OLD = "old"
    NEW = "new"
    EITHER = "either"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers of words. `telling`: different words that no Unicode text contains; `unicode`: syllables beyond Latin-1;
    `plain` and `plain_syllables`: words in ASCII, and those of them that Vietnamese could contain."""

    old: int
    new: int
    neither: int
    telling: int
    unicode: int
    plain: int
    plain_syllables: int


def translated(text: str, which: LegacyEncoding) -> str:
    """`text` through the table, letter for letter, whatever it is."""
    if which == "tcvn3":
        return text.translate(_TO_TCVN3)
    return _VNI_CODE.sub(_vni_letter, text)


def _vni_letter(code: re.Match[str]) -> str:
    return VNI[code.group()]


def seconds_of_pairs(text: str, start: int, end: int) -> Iterator[int]:
    """The places of the marks that VNI joins to the letter before them, within [start, end)."""
    return (code.end() - 1 for code in _VNI_CODE.finditer(text, start, end) if code.end() - code.start() == 2)


def words(text: str) -> Iterator[re.Match[str]]:
    """The runs of letters and of the signs that stand for letters."""
    return _WORD.finditer(text)


def is_plain(word: str) -> bool:
    """Whether a word says nothing of an encoding: ASCII, or a single sign such as a bullet."""
    return word.isascii() or len(word) == 1


def reading(word: str, which: LegacyEncoding) -> Reading:
    """How a word that is not plain can be read."""
    through = translated(word, which)
    old = through != word and BEYOND.search(word) is None and is_syllable(through)
    new = _is_cased(word) and is_syllable(word)
    if old:
        return Reading.EITHER if new else Reading.OLD
    if _ACRONYM.fullmatch(through):
        return Reading.EITHER
    return Reading.NEW if new or is_syllable(word.strip("«»©®·§¶°¹²³ªº")) else Reading.NEITHER


def _is_cased(word: str) -> bool:
    """Small, capital or title case: "huyÖn" is none of them."""
    return word in (word.lower(), word.upper()) or word == word[0] + word[1:].lower()


def is_telling(word: str, which: LegacyEncoding) -> bool:
    """Whether a word that reads as the old encoding could not be met in another language."""
    if which == "vni":
        return len(word) >= 3
    signs = set(_SIGNS.findall(word))
    if not signs:
        return not _is_cased(word)
    return len(word) >= 4 or bool(signs - _UNITS)


def weigh(found: Counter[str], which: LegacyEncoding) -> Evidence:
    """The evidence in the words of a text, each with its number."""
    tally: Counter[Reading] = Counter()
    telling = unicode = plain = plain_syllables = 0
    for word, number in found.items():
        if word.isascii():
            if len(word) > 1 and not word.isupper():
                plain += number
                plain_syllables += number * is_syllable(word)
        elif len(word) > 1:
            kind = reading(word, which)
            tally[kind] += number
            telling += kind is Reading.OLD and is_telling(word, which)
            unicode += number * (BEYOND.search(word) is not None)
    return Evidence(
        tally[Reading.OLD], tally[Reading.NEW], tally[Reading.NEITHER], telling, unicode, plain, plain_syllables
    )
