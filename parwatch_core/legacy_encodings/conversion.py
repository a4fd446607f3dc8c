"""Legacy encoding -> Unicode. In a mixed text only the passages in the old encoding are touched.

TCVN3 keeps the length of the text. Its small letters with a tone stand for capitals too where the font was a capital
one ("C¶I C¸CH" or, at the start of a name in capitals, "Hµ NéI"): the plain letters around them decide.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache, partial

from parwatch_core.composition import nfc
from parwatch_core.legacy_encodings.evidence import (
    BEYOND,
    Reading,
    is_plain,
    reading,
    seconds_of_pairs,
    translated,
    words,
)
from parwatch_core.legacy_encodings.tables import TCVN3, LegacyEncoding

# Passages: lines, and in markup whatever stands between tags.
_BORDER = re.compile("([\n\r<>]+)")
_CODES = re.escape("".join(TCVN3))
# These stand for letters that are no word alone, and a page may have them as themselves. "®" is đ behind a sum of money
# and in "c) d) đ) e)"; a lone "×" closes a window.
_ALONE = re.compile(
    f"(?<![A-Za-z{_CODES}])(?:[©§·¼½¾»÷]|(?<!\\d)(?<!\\d )®(?![).:/]))(?![A-Za-z{_CODES}])|[>\n][^\\S\n]*×(?=\\s*[<\n])"
)


class _Case(Enum):
    """Of a word in TCVN3, by its plain letters and the seven coded capitals."""

    SMALL = 1
    CAPITAL = 2
    OPEN = 3  # "Hµ", "ë": either
    SETTLED = 4  # "GIANG": nothing to decide


def convert(text: str, which: LegacyEncoding) -> str:
    """The text in Unicode, NFC. A text without any letter of Unicode Vietnamese is converted whole."""
    return nfc(_replaced(text, which))


def convert_aligned(text: str, which: LegacyEncoding) -> tuple[str, array[int] | None]:
    """The text in Unicode, not composed, and the place in `text` of each of its characters and of its end.

    None instead of the places where they are the same, as always in TCVN3.
    """
    replaced = _replaced(text, which)
    if which == "tcvn3":
        return replaced, None
    second = {place for start, end in _old_spans(text, which) for place in seconds_of_pairs(text, start, end)}
    return replaced, array("q", (place for place in range(len(text) + 1) if place not in second))


def _replaced(text: str, which: LegacyEncoding) -> str:
    parts, done = [], 0
    for start, end in _old_spans(text, which):
        parts += [text[done:start], _converted(text[start:end], which)]
        done = end
    return "".join([*parts, text[done:]])


def _old_spans(text: str, which: LegacyEncoding) -> list[tuple[int, int]]:
    """Where the passages in the old encoding stand: everywhere, unless Unicode stands in the same text."""
    if BEYOND.search(text) is None:
        return [(0, len(text))]
    return list(_old_passages(text, which))


def _old_passages(text: str, which: LegacyEncoding) -> Iterator[tuple[int, int]]:
    """One that could be either goes with the passage before it."""
    is_old, start = False, 0
    votes = cache(partial(_word_vote, which=which))  # words repeat, and reading one is the cost
    for passage in _BORDER.split(text):
        vote = _vote(passage, votes)
        is_old = vote > 0 if vote else is_old
        if is_old and not passage.isascii():
            yield start, start + len(passage)
        start += len(passage)


def _vote(passage: str, votes: Callable[[str], int]) -> int:
    """Above zero: the old encoding; below: Unicode; zero: either."""
    if passage.isascii():
        return 0
    if BEYOND.search(passage) is not None:
        return -1
    return sum(votes(match.group()) for match in words(passage))


def _word_vote(word: str, which: LegacyEncoding) -> int:
    if is_plain(word):
        return 0
    kind = reading(word, which)
    return (kind is Reading.OLD) - (kind is Reading.NEW)


def _converted(text: str, which: LegacyEncoding) -> str:
    return _from_tcvn3(text) if which == "tcvn3" else translated(text, which)


def _from_tcvn3(text: str) -> str:
    """Letter for letter, then capitals. A lone © or bullet is itself."""
    kept = [match.end() - 1 for match in _ALONE.finditer(text)]
    letters = list(translated(text, "tcvn3"))
    for place in kept:
        letters[place] = text[place]
    for start, end in _capitals(text):
        letters[start:end] = "".join(letters[start:end]).upper()
    return "".join(letters)


def _capitals(text: str) -> Iterator[tuple[int, int]]:
    """The places of the words whose letters are all capitals: certain ones, and open ones beside them."""
    spans = [match.span() for match in words(text)]
    case_of = cache(_case)
    cases = [case_of(text[start:end]) for start, end in spans]
    for index, case in enumerate(cases):
        if case is _Case.CAPITAL or (case is _Case.OPEN and _among_capitals(text, spans, cases, index)):
            yield spans[index]


def _case(word: str) -> _Case:
    letters = [letter for letter in word if letter.isascii() or letter in TCVN3]
    if any("a" <= letter <= "z" for letter in letters):
        return _Case.SMALL
    capital = [TCVN3.get(letter, letter).isupper() for letter in letters]
    if all(capital):
        return _Case.SETTLED
    if sum(capital) > 1 or (any(capital) and not capital[0]):
        return _Case.CAPITAL
    return _Case.OPEN


def _among_capitals(text: str, spans: list[tuple[int, int]], cases: list[_Case], index: int) -> bool:
    """Whether a word beside it, in the same line, is certainly in capitals and none is small."""
    beside = [near for near in (index - 1, index + 1) if 0 <= near < len(cases) and _in_line(text, spans, near, index)]
    kinds = {cases[near] for near in beside}
    return _Case.CAPITAL in kinds and (_Case.SMALL not in kinds or _starts_capital(text[slice(*spans[index])]))


def _starts_capital(word: str) -> bool:
    return TCVN3.get(word[0], word[0]).isupper()


def _in_line(text: str, spans: list[tuple[int, int]], one: int, other: int) -> bool:
    first, second = sorted((one, other))
    return not set("\n\r<>") & set(text[spans[first][1] : spans[second][0]])
