"""Matching: which topics of sources.toml an article is of, and the sentences that say so.

Words are compared as the analysis compares them (analysis.letters): lower case, one tone placement, letters and marks
composed, old fonts undone. They match whole, a phrase also across runs of blanks and across a line break inside a
sentence. What is written with marks is found with exactly these marks, and in lines that have no mark at all (typed
without a Vietnamese keyboard); what is written without any mark is found whatever marks the text has.

The engine of expressions is not of this room: `matcher` is given the compiled ones. Every step is linear in the text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parwatch_core.analysis.letters import Folded, fold
from parwatch_core.analysis.sentences import Span, sentences, unwrapped
from parwatch_core.text import LOWER, UPPER, search_key, strip_marks
from parwatch_core.topic import Quote, Topic, TopicHit

Find = Callable[[str], tuple[int, int] | None]
"""Where an expression first matches in a folded text (lower case, one tone placement): (start, end)."""

MOST_QUOTES = 3
# A sentence that is longer says nothing at a glance; it is cut around what was found in it.
LONGEST_QUOTE = 600

# A line that goes on below: what follows is neither an empty line nor a word with a capital at its head alone.
_SOFT_BREAK = re.compile(rf"\n(?<!\n\n)(?!\n|[{UPPER}](?![{UPPER}]))")
_BLANKS = re.compile(" {2,}")
_MARKED_LETTERS = frozenset(letter for letter in LOWER if not letter.isascii())
_MARKED = re.compile(f"[{''.join(sorted(_MARKED_LETTERS))}]")
_PROVINCE = re.compile(r"(?:tinh|thanh pho|tp\.?) +")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase to find. `bare`: it is written without any mark, so marks do not matter."""

    key: str
    stripped: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """A topic, made ready once for all articles."""

    topic: Topic
    any_of: tuple[Word, ...]
    all_of: tuple[Word, ...]
    none_of: tuple[Word, ...]
    finds: tuple[Find, ...]

    def covers(self, source: str, province: str | None, unit: str | None = None) -> bool:
        """Whether the topic is watched on this portal. A province's own portal is one of the province."""
        own = self.topic
        if own.sources and source not in own.sources:
            return False
        return own.province is None or _bare_province(own.province) in map(_bare_province, (province or "", unit or ""))


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
    matchers: Sequence[Matcher],
    title: str,
    text: str,
    *,
    source: str = "",
    province: str | None = None,
    unit: str | None = None,
) -> tuple[TopicHit, ...]:
    """The topics of an article, in the order of the file. `source`, `province` and `unit` are those of the portal."""
    watching = [one for one in matchers if one.covers(source, province, unit)]
    if not watching:
        return ()
    article = (_Part.of(title, title=True), _Part.of(text, title=False))
    return tuple(TopicHit(one.topic.name, _quotes(one, article)) for one in watching if _fits(one, article))


# ---------------------------------------------------------------- the text


@dataclass(slots=True)
class _Part:
    """The title or the body. `flat` is the folded text with single blanks; `places` leads back from it, None: as is.

    What few topics ask for is made when it is asked for: the text without marks, its lines that have none, sentences.
    """

    folded: Folded
    flat: str
    places: array[int] | None
    title: bool
    _stripped: str | None = None
    _unmarked: str | None = None
    _spans: Sequence[Span] = ()

    @staticmethod
    def of(text: str, *, title: bool) -> _Part:
        folded = unwrapped(fold(text), one_line=title)
        return _Part(folded, *_single_blanks(_joined(folded)), title)

    @property
    def stripped(self) -> str:
        if self._stripped is None:
            self._stripped = _without_marks(self.flat)
        return self._stripped

    @property
    def unmarked(self) -> str:
        """The lines without any mark, all else blanked out."""
        if self._unmarked is None:
            lines = self.flat.split("\n")
            self._unmarked = "\n".join(" " * len(line) if _MARKED.search(line) else line for line in lines)
        return self._unmarked

    def holds(self, word: Word) -> bool:
        return next(self.places_of(word), None) is not None

    def places_of(self, word: Word) -> Iterator[Span]:
        """Where in the folded text a word stands; in its other spelling, where it is not found as it is written."""
        places = _whole(self.flat, word.key)
        if next(_whole(self.flat, word.key), None) is None:
            places = _whole(self.stripped if word.bare else self.unmarked, word.stripped)
        back = self.places
        return places if back is None else (Span(back[one.start], back[one.end - 1] + 1) for one in places)

    def sentence(self, place: Span) -> Span:
        """The sentence, or the few, that hold a place of the folded text."""
        if self.title:
            return Span(0, len(self.folded.key))
        if not self._spans:
            self._spans = sentences(self.folded)
        starts = [span.start for span in self._spans]
        first, last = (max(0, bisect_right(starts, at) - 1) for at in (place.start, place.end - 1))
        return Span(min(place.start, self._spans[first].start), max(place.end, self._spans[last].end))


def _joined(folded: Folded) -> str:
    """The folded text with blanks for breaks inside a sentence: of equal length."""
    key = folded.key
    if "\n" not in key:
        return key
    breaks = [match.start() for match in _SOFT_BREAK.finditer(folded.text)]
    edges = zip([-1, *breaks], [*breaks, len(key)], strict=True)
    return " ".join(key[before + 1 : after] for before, after in edges)


def _single_blanks(text: str) -> tuple[str, array[int] | None]:
    if "  " not in text:
        return text, None
    places = array("q")
    position = 0
    for run in _BLANKS.finditer(text):
        places.extend(range(position, run.start() + 1))
        position = run.end()
    places.extend(range(position, len(text)))
    return _BLANKS.sub(" ", text), places


def _without_marks(text: str) -> str:
    """Of equal length. Letter by letter of the alphabet: a third of what looking every character up costs."""
    for letter in _MARKED_LETTERS.intersection(text):
        base = strip_marks(letter)
        if len(base) == 1:
            text = text.replace(letter, base)
    return text


def _whole(text: str, phrase: str) -> Iterator[Span]:
    """Where a phrase stands with no letter or digit right beside it."""
    place = text.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        if not (place and text[place - 1].isalnum()) and not text[end : end + 1].isalnum():
            yield Span(place, end)
        place = text.find(phrase, end)


# ---------------------------------------------------------------- the judgement


def _fits(one: Matcher, article: Sequence[_Part]) -> bool:
    def stands(word: Word) -> bool:
        return any(part.holds(word) for part in article)

    if not all(map(stands, one.all_of)) or any(map(stands, one.none_of)):
        return False
    if not one.any_of and not one.finds:
        return True
    return any(map(stands, one.any_of)) or any(find(part.folded.key) for find in one.finds for part in article)


def _quotes(one: Matcher, article: Sequence[_Part]) -> tuple[Quote, ...]:
    """The first sentences that say so, in the order of the article, each with all that was found in it."""
    told: dict[tuple[bool, Span], tuple[Folded, list[Span]]] = {}
    for part in article:
        for place in sorted(_places(one, part), key=lambda place: (place.start, place.end)):
            told.setdefault((part.title, part.sentence(place)), (part.folded, []))[1].append(place)
    first = list(told.items())[:MOST_QUOTES]
    return tuple(_quote(folded, sentence, marks) for (_, sentence), (folded, marks) in first)


def _places(one: Matcher, part: _Part) -> Iterator[Span]:
    """The first few places of each word, the first of each expression."""
    for word in (*one.all_of, *one.any_of):
        yield from islice(part.places_of(word), MOST_QUOTES)
    yield from (Span(*place) for find in one.finds if (place := find(part.folded.key)))


def _quote(folded: Folded, sentence: Span, marks: Sequence[Span]) -> Quote:
    window = _stripped(folded, _window(folded, sentence, marks[0].start))
    inside: list[tuple[int, int]] = []
    seen = window.start
    for mark in marks:
        start, end = max(seen, mark.start), min(mark.end, window.end)
        if start < end:
            before = len(folded.source(window.start, start))
            inside.append((before, before + len(folded.source(start, end))))
            seen = end
    return Quote(folded.source(window.start, window.end), tuple(inside))


def _window(folded: Folded, sentence: Span, place: int) -> Span:
    """The sentence, or as much of it around a place as is quoted, from a word on."""
    if sentence.end - sentence.start <= LONGEST_QUOTE:
        return sentence
    before = max(sentence.start, place - LONGEST_QUOTE // 3)
    blank = folded.key.find(" ", before, place) if before > sentence.start else -1
    start = before if blank < 0 else blank + 1
    return Span(start, min(sentence.end, start + LONGEST_QUOTE))


def _stripped(folded: Folded, span: Span) -> Span:
    inner = folded.key[span.start : span.end]
    return Span(span.end - len(inner.lstrip()), span.start + len(inner.rstrip()))


# ---------------------------------------------------------------- the topics


def _words(phrases: Iterable[str]) -> tuple[Word, ...]:
    return tuple(map(_word, phrases))


def _word(phrase: str) -> Word:
    """An abbreviation ("AI") is no word typed without marks: it does not stand for "ái"."""
    key = " ".join(fold(phrase).key.split())
    stripped = strip_marks(key)
    return Word(key, stripped, bare=key == stripped and not (phrase.isupper() and " " not in key))


def _bare_province(name: str) -> str:
    """A province without what kind it is: "tỉnh Hà Tĩnh" is "Hà Tĩnh"."""
    key = search_key(name)
    return key[kind.end() :] if (kind := _PROVINCE.match(key)) else key
