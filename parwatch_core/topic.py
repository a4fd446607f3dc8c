"""Subjects to watch beside the rankings: a `[[topic]]` of sources.toml, and where an article speaks of it.

Words are compared whole, over text with one tone placement, lower case and single blanks: "Chuyển  đổi số" is found in
"CHUYỂN ĐỔI SỐ", and "hoà" in "hòa". What is written without any mark finds both spellings; what is written with marks
finds these marks, and also lines that have none at all (a headline typed without a Vietnamese keyboard).

The engine of expressions is not of this room: `matcher` is given the compiled ones. Every step is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from parwatch_core.text import fold_tone_fast, nfc, search_key, squeeze, strip_marks

# The topic that needs no table: administrative-reform rankings, recognised by parwatch_core.analysis. Stored: never
# rename it.
REFORM = "cchc"
MOST_QUOTES = 3
# A sentence that is longer says nothing at a glance; it is quoted from its first hit on.
_LONGEST_QUOTE = 600
_SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+(?=[^\W\d_])|\n+")
Find = Callable[[str], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Topic:
    """One `[[topic]]`. `name` is unique; alerts and stored hits go by it.

    An article is of the topic when every word of `all_of` occurs, none of `none_of` does, and, where `any_of` or
    `patterns` are given, at least one of these. `patterns` are expressions in the syntax of RE2. `sources` (names) and
    `province` restrict it to some portals.
    """

    name: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    province: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class TopicHit:
    """An article is of a topic; `because` are sentences of its title or body, verbatim, `MOST_QUOTES` at most."""

    topic: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or phrase to find; `bare`: it was written without marks and is looked for without them."""

    key: str
    stripped: str
    bare: bool

    def is_in(self, text: _Searchable) -> bool:
        if self.bare:
            return _holds(text.stripped, self.stripped)
        return _holds(text.key, self.key) or _holds(text.unmarked, self.stripped)


@dataclass(frozen=True, slots=True)
class _Searchable:
    """A text to search: folded; without marks; and of it only the lines that were typed without any."""

    key: str
    stripped: str
    unmarked: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """A topic, made ready once for all articles."""

    topic: Topic
    any_of: tuple[_Word, ...]
    all_of: tuple[_Word, ...]
    none_of: tuple[_Word, ...]
    finds: tuple[Find, ...]

    def covers(self, source: str, province: str | None) -> bool:
        """Whether the topic is watched on this portal."""
        own = self.topic
        if own.sources and source not in own.sources:
            return False
        return own.province is None or (province is not None and search_key(own.province) == search_key(province))

    def fits(self, text: _Searchable) -> bool:
        """Whether the text is of the topic."""
        if not all(word.is_in(text) for word in self.all_of) or any(word.is_in(text) for word in self.none_of):
            return False
        if not self.any_of and not self.finds:
            return True
        return any(word.is_in(text) for word in self.any_of) or any(find(text.key) for find in self.finds)

    def tells(self, sentence: _Searchable) -> bool:
        """Whether a sentence is a reason to think so."""
        words = (*self.any_of, *self.all_of)
        return any(word.is_in(sentence) for word in words) or any(find(sentence.key) for find in self.finds)


def matcher(topic: Topic, compiled: Callable[[str], Find]) -> Matcher:
    """Make a topic ready. `compiled` turns an expression into a search over folded text; it may raise ValueError."""
    return Matcher(
        topic,
        _words(topic.any_of),
        _words(topic.all_of),
        _words(topic.none_of),
        tuple(compiled(pattern) for pattern in topic.patterns),
    )


def hits(
    matchers: Sequence[Matcher], title: str, text: str, *, source: str, province: str | None
) -> tuple[TopicHit, ...]:
    """The topics of an article, in the order of the file, each with the first sentences that say so."""
    watching = [one for one in matchers if one.covers(source, province)]
    if not watching:
        return ()
    whole = f"{title}\n{text}"
    searchable = _searchable(whole)
    return tuple(TopicHit(one.topic.name, _quotes(one, whole)) for one in watching if one.fits(searchable))


def _quotes(one: Matcher, whole: str) -> tuple[str, ...]:
    found: list[str] = []
    for sentence in _sentences(whole):
        if sentence not in found and one.tells(_searchable(sentence)):
            found.append(sentence)
        if len(found) == MOST_QUOTES:
            break
    return tuple(found)


def _sentences(whole: str) -> Iterator[str]:
    """Stretches of the text as it stands, none longer than `_LONGEST_QUOTE`."""
    for piece in _SENTENCE_END.split(whole):
        stripped = piece.strip()
        for start in range(0, len(stripped), _LONGEST_QUOTE):
            yield stripped[start : start + _LONGEST_QUOTE].strip()


def _words(phrases: Iterable[str]) -> tuple[_Word, ...]:
    return tuple(map(_word, phrases))


def _word(phrase: str) -> _Word:
    key = _key(phrase)
    stripped = strip_marks(key)
    return _Word(key, stripped, bare=key == stripped)


def _searchable(text: str) -> _Searchable:
    key = _key(text)
    stripped = strip_marks(key)
    if key == stripped:
        return _Searchable(key, stripped, stripped)
    unmarked = " \n ".join(line for line in map(_key, text.split("\n")) if line == strip_marks(line))
    return _Searchable(key, stripped, unmarked)


def _key(text: str) -> str:
    return fold_tone_fast(squeeze(nfc(text)).lower())


def _holds(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text with no letter or digit right beside it."""
    place = text.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        if not _is_letter(text, place - 1) and not _is_letter(text, end):
            return True
        place = text.find(phrase, end)
    return False


def _is_letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isalnum()
