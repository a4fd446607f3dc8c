"""Letters: one spelling for every way in which portals write the same Vietnamese text, with the way back.

Analysis compares folded text and quotes the original. `Folded.source` leads from a place in the folded text back to
the characters as they are stored, so that evidence always occurs verbatim.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from parwatch_core.legacy_encodings import convert_aligned, recognise
from parwatch_core.text import INVISIBLE, fold_tone_fast, strip_marks

_MARKS = "̣̀́̃̉"

# Characters that stand for another one, one for one: the eth of old keyboards, other spaces, dashes, quotes.
_SAME = str.maketrans(
    {
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
        ),
        **dict.fromkeys("\u2028\u2029\r\v\f\x85", "\n"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛`´", "'"),
        "\u00d0": "Đ",
        "\u00f0": "đ",
        "∕": "/",
        "⁄": "/",
        "…": ".",
    }
)
_ODD = re.compile("[" + "".join(map(chr, _SAME)) + "]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_UNUSUAL = re.compile("[\u0300-\u036f" + INVISIBLE + "".join(map(chr, _SAME)) + "]")
_COMBINING = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in two forms of equal length: `text` keeps its capitals, `key` is lower case with one tone placement.

    `offsets[i]` is the place in `original` of folded character i (one more entry for the end); None: the same place.
    """

    original: str
    text: str
    key: str
    offsets: array[int] | None = None

    def source(self, start: int, end: int) -> str:
        """The original characters of folded [start, end)."""
        if self.offsets is None:
            return self.original[start:end]
        return self.original[self.offsets[start] : self.offsets[end]]


def fold(text: str) -> Folded:
    """Fold a text. Linear; most texts need no offsets."""
    decoded, places = _modern(text)
    if places is None and _UNUSUAL.search(decoded) is None:  # as nearly every text is
        return Folded(text, decoded, _lower(decoded))
    plain, offsets = _compose(decoded) if _needs_composing(decoded) else (decoded, None)
    if places is not None:
        offsets = places if offsets is None else array("q", (places[offset] for offset in offsets))
    plain = _ODD.sub(_usual, plain)  # str.translate looks every character up, this only the odd ones
    return Folded(text, plain, _lower(plain), offsets)


def _modern(text: str) -> tuple[str, array[int] | None]:
    """The text with TCVN3 or VNI in it undone, and the way back where the length has changed."""
    which = None if text.isascii() else recognise(text)
    return (text, None) if which is None else convert_aligned(text, which)


@lru_cache(maxsize=4096)
def key(phrase: str) -> str:
    """The folded, lower-case form of a short phrase, as `Folded.key` has it."""
    return fold(phrase).key


def bare(phrase: str) -> str:
    """Without any mark, lower case, đ -> d: the form of people who type without a Vietnamese keyboard."""
    return strip_marks(phrase.lower())


def _usual(match: re.Match[str]) -> str:
    return _SAME[ord(match.group())]


def _needs_composing(text: str) -> bool:
    if text.isascii():
        return False
    return _INVISIBLE.search(text) is not None or _COMBINING.search(text) is not None


_CLUSTER = re.compile("(?s).[\u0300-\u036f]+|" + _INVISIBLE.pattern)


def _compose(text: str) -> tuple[str, array[int]]:
    """NFC without invisible characters, and the offset of each character that is left."""
    out: list[str] = []
    offsets = array("q")
    position = 0
    for match in _CLUSTER.finditer(text):
        out.append(text[position : match.start()])
        offsets.extend(range(position, match.start()))
        position = match.end()
        letter = _cluster(match.group())
        if not _INVISIBLE.match(letter):
            out.append(letter)
            offsets.extend([match.start()] * len(letter))
    out.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return "".join(out), offsets


def _cluster(cluster: str) -> str:
    """One letter with its marks, shape before tone: some keyboards write the tone first, which NFC leaves apart."""
    parts = unicodedata.normalize("NFD", cluster[:32])
    marks = sorted(parts[1:], key=lambda mark: mark in _MARKS)
    return unicodedata.normalize("NFC", parts[0] + "".join(marks))


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) != len(text):  # İ and a few others grow when lowered
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return fold_tone_fast(lowered)
