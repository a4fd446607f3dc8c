"""Words: a stretch of folded text as a list of tokens: syllables, numbers and the punctuation that means something.

Vietnamese writes one syllable a word. A token that changes from small to capital letters ("hạngChỉ") or holds two
syllables ("ngoàiviệc") is glued and comes apart here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parwatch_core.analysis.letters import Folded
from parwatch_core.text import LOWER, UPPER

_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{UPPER}]?[{LOWER}]+|[{UPPER}]+(?![{LOWER}])|[{UPPER}]|[,;:()/%|+.?!\-\n\[\]]")

# A Vietnamese syllable, tone marks and all, as the folded key spells it.
_VOWEL = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_SYLLABLE = f"(?:ngh|ng|gh|gi|qu|ch|kh|nh|ph|th|tr|[bcdđghklmnpqrstvx])?[{_VOWEL}]{{1,3}}(?:ch|ng|nh|[cmnpt])?"
_TWO_SYLLABLES = re.compile(
    f"({_SYLLABLE})((?:ngh|ng|gh|gi|qu|ch|kh|nh|ph|th|tr|[bcdđghklmnpqrstvx])[{_VOWEL}]{{1,3}}(?:ch|ng|nh|[cmnpt])?)"
)
_LONGEST_SYLLABLE = 7
_SHORTEST_PAIR = 6  # "xếpthứ"; shorter ones are words of other languages more often than glue


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of a stretch of text. `keys` are folded; `starts` and `ends` are places in the folded text."""

    keys: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    capital: Sequence[bool]

    def __len__(self) -> int:
        return len(self.keys)


def words(folded: Folded, start: int = 0, end: int | None = None) -> Words:
    """The tokens of folded [start, end)."""
    text, lower = folded.text, folded.key
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        begin, stop = span = match.span()
        if stop - begin >= _SHORTEST_PAIR and (cut := _cut(lower[begin:stop])):
            spans.append((begin, begin + cut))
            span = begin + cut, stop
        spans.append(span)
    starts = [begin for begin, _ in spans]
    return Words(
        [lower[begin:stop] for begin, stop in spans],
        starts,
        [stop for _, stop in spans],
        [text[begin].isupper() for begin in starts],
    )


def split(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase that is folded already: how the lexicon spells its entries."""
    return tuple(_TOKEN.findall(phrase))


@lru_cache(maxsize=8192)
def _cut(word: str) -> int:
    """Where the second of two glued syllables begins; 0: they are not two."""
    if len(word) > 2 * _LONGEST_SYLLABLE:
        return 0
    match = _TWO_SYLLABLES.fullmatch(word)
    return match.start(2) if match else 0
