"""Agencies: ministries and departments under the names that articles give them, from data/agencies.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.lexicon import sections
from parwatch_core.analysis.phrases import Phrases, phrases
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by the name that the text gives it; abbreviations are written out."""

    name: str
    level: UnitLevel


@cache
def agencies(*, without_marks: bool = False) -> Phrases[Agency]:
    """Agencies by their folded names; `without_marks` as people type without diacritics."""
    named = ((split(key(spelling)), agency) for spelling, agency in _spellings())
    return phrases((tuple(map(bare, words)) if without_marks else words, agency) for words, agency in named)


@cache
def ministries() -> tuple[str, ...]:
    """Ministries by their whole names: what is only a shorter way of writing another one is left out."""
    lists = (spellings for name, _, spellings in sections("agencies.txt") if name == UnitLevel.MINISTRY)
    listed = (phrase.rpartition(" = ")[2] for spellings in lists for phrase in spellings)
    by_words: dict[tuple[str, ...], str] = {}
    for name in listed:
        by_words.setdefault(tuple(filter(str.isalpha, split(key(name)))), name)
    return tuple(name for words, name in by_words.items() if not any(_shortens(words, other) for other in by_words))


def _shortens(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether all words stand in this order in the longer name: `Bộ Môi trường`."""
    left = iter(longer)
    return len(words) < len(longer) and all(word in left for word in words)


def _spellings() -> Iterator[tuple[str, Agency]]:
    for name, _, spellings in sections("agencies.txt"):
        level = UnitLevel(name)
        for phrase in spellings:
            short, _, long = phrase.partition(" = ")
            if long:
                yield short, Agency(long, level)
            else:
                yield from ((variant, Agency(variant, level)) for variant in _variants(phrase))


def _variants(name: str) -> Iterator[str]:
    yield name
    if " và " in name:
        yield name.replace(" và ", " - ")
        yield name.replace(" và ", " ")
        yield name.replace(" và ", ", ")
