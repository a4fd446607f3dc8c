"""Phrases: a dictionary of phrases, looked up at a word of a sentence: by the first word, then by the second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Value]):
    """Values by phrase. Most words begin no phrase or only one of a single word, and that is seen by one look.

    `single` holds phrases of one word; `longer` by first and second word those of two and more, the longest first.
    """

    single: dict[str, Value]
    longer: dict[str, dict[str, list[tuple[Phrase, Value]]]]

    def longest(self, words: Sequence[str], position: int) -> tuple[int, Value] | None:
        """How many words the longest phrase that begins here has, and its value."""
        word = words[position]
        seconds = self.longer.get(word)
        if seconds is not None and position + 1 < len(words):
            for phrase, value in seconds.get(words[position + 1], ()):
                length = len(phrase)
                if length == 2 or tuple(words[position : position + length]) == phrase:
                    return length, value
        alone = self.single.get(word)
        return None if alone is None else (1, alone)

    def first_words(self) -> frozenset[str]:
        """The words with which a phrase begins."""
        return frozenset(self.single) | frozenset(self.longer)


def phrases(entries: Iterable[tuple[Phrase, Value]]) -> Phrases[Value]:
    """A dictionary of these; of two equal phrases the first counts."""
    single: dict[str, Value] = {}
    longer: dict[str, dict[str, list[tuple[Phrase, Value]]]] = {}
    for phrase, value in sorted(entries, key=lambda entry: -len(entry[0])):
        if len(phrase) == 1:
            single.setdefault(phrase[0], value)
        else:
            longer.setdefault(phrase[0], {}).setdefault(phrase[1], []).append((phrase, value))
    return Phrases(single, longer)
