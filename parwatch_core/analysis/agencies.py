"""Agencies: ministries and departments under the names that articles give them, from data/agencies.txt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.lexicon import sections
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by the name that the text gives it; abbreviations are written out."""

    name: str
    level: UnitLevel


@cache
def agencies(*, without_marks: bool = False) -> dict[str, list[tuple[tuple[str, ...], Agency]]]:
    """Names by their first word, the longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], Agency]]] = {}
    for spelling, agency in _spellings():
        words = split(key(spelling))
        words = tuple(bare(word) for word in words) if without_marks else words
        by_first.setdefault(words[0], []).append((words, agency))
    for names in by_first.values():
        names.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _spellings() -> Iterator[tuple[str, Agency]]:
    for name, _, phrases in sections("agencies.txt"):
        level = UnitLevel(name)
        for phrase in phrases:
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
