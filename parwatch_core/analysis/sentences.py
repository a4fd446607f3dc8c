"""Sentences: a text cut into stretches that a claim can live in, without breaking at "TP. HCM", "Q. 1" or "2.63"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parwatch_core.analysis.letters import Folded

# A full stop ends a sentence unless it belongs to an abbreviation or an item's number; the next word is glued or not.
# Runs are bounded: forms and tables of contents are dotted for whole lines.
_STOP = re.compile(r"\n\s*\n|\n|[.!?](?:[ .!?]{0,20}[.!?])?[\"')\]]{0,9}(?=\s|[^\W\d_])")
_GOES_ON = re.compile(
    r"(?:^|[\s(,;/\-\"'])(?:tp|tx|tt|q|h|p|x|gs|ts|ths|pgs|bs|ks|ths|st|tr|v\.v|vd|[^\W\d_])$"  # TP. HCM, Q. 1
    r"|(?:^|[\n;:.(])\s*\d{1,2}$"  # ... như sau: 1. Lạc Thủy; 2. Tân Lạc
)
_SOFT_SHARE = 0.3
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: folded [start, end)."""

    start: int
    end: int


def sentences(folded: Folded) -> tuple[Span, ...]:
    """The sentences of a text, in order. A line break ends one (see `unwrapped`)."""
    return tuple(_spans(folded.key, folded.text))


def unwrapped(folded: Folded, *, one_line: bool = False) -> Folded:
    """A text that is wrapped by hand with spaces for the breaks inside its blocks; others as they are."""
    if not one_line and not _is_wrapped(folded):
        return folded
    pattern = _ANY_BREAK if one_line else _SINGLE_BREAK
    return replace(folded, text=pattern.sub(" ", folded.text), key=pattern.sub(" ", folded.key))


_ANY_BREAK = re.compile(r"\n")
_SINGLE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")


def _spans(key: str, text: str) -> Iterator[Span]:
    start = 0
    for match in _STOP.finditer(key):
        if not _ends(key, text, match):
            continue
        yield from _pieces(key, start, match.end())
        start = match.end()
    yield from _pieces(key, start, len(key))


def _pieces(key: str, start: int, end: int) -> Iterator[Span]:
    """The stretch without outer space; one longer than any sentence comes in pieces, which keeps work linear."""
    while end - start > _LONGEST:
        cut = key.rfind(" ", start, start + _LONGEST)
        cut = start + _LONGEST if cut <= start else cut
        yield Span(start, cut)
        start = cut
    inner = key[start:end]
    stripped = inner.strip()
    if stripped:
        begin = start + inner.index(stripped[0])
        yield Span(begin, begin + len(stripped))


def _ends(key: str, text: str, stop: re.Match[str]) -> bool:
    if stop.group().startswith("\n"):
        return True
    if stop.group() == "." and _GOES_ON.search(key, max(0, stop.start() - 8), stop.start()):
        return False
    return _begins_sentence(text, stop.end())


def _begins_sentence(text: str, position: int) -> bool:
    """Whether what follows looks like a beginning: a small letter goes on with the sentence."""
    following = text[position : position + 4].lstrip()
    return not following or not following[0].islower()


def _is_wrapped(folded: Folded) -> bool:
    """Whether line breaks stand in the middle of sentences: many of them are followed by a small letter."""
    breaks = soft = 0
    for match in re.finditer(r"\n(?=\S)", folded.text):
        breaks += 1
        soft += folded.text[match.end() : match.end() + 1].islower()
        if breaks == 200:
            break
    return breaks > 0 and soft / breaks > _SOFT_SHARE
