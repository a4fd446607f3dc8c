"""No language lacks a sentence, and no sentence lacks a gap that another language has."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from alerts.texts import ENGLISH, VIETNAMESE, Texts, texts
from parwatch_core.notice import Language
from parwatch_core.ranking import Index

# The same in both languages by nature: marks, empty units and names of two letters.
SAME = {"decimal", "thousands"}


def sentences(words: Texts) -> Iterator[tuple[str, str]]:
    for field in fields(words):
        value = getattr(words, field.name)
        entries = value.items() if isinstance(value, Mapping) else [("", value)]
        yield from ((f"{field.name}.{key}", text) for key, text in entries)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_its_texts(language: Language) -> None:
    """A language without texts would fail only when its first reader comes."""
    assert texts(language).help


def test_every_sentence_exists_in_both_languages() -> None:
    """The same names, none empty; only the unit of a bare number is."""
    vietnamese, english = dict(sentences(VIETNAMESE)), dict(sentences(ENGLISH))
    assert vietnamese.keys() == english.keys()
    empty = {name for words in (vietnamese, english) for name, text in words.items() if not text.strip()}
    assert empty == {"score_units."}


def test_every_sentence_has_the_same_gaps() -> None:
    """A figure that one language shows, the other shows too."""
    english = dict(sentences(ENGLISH))
    differing = {name for name, text in sentences(VIETNAMESE) if gaps(text) != gaps(english[name])}
    # The arrow and the number are enough in English, "bậc" follows them in Vietnamese: the same gaps all the same.
    assert differing == set()


def test_nothing_was_left_untranslated() -> None:
    """Two equal sentences mean that one was copied and forgotten."""
    english = dict(sentences(ENGLISH))
    equal = {name for name, text in sentences(VIETNAMESE) if text == english[name] and len(text) > 2}
    assert equal == set()


def test_every_index_has_a_name() -> None:
    """A new index without a name would break the first alert on it."""
    assert set(VIETNAMESE.indices) == set(ENGLISH.indices) == set(Index)
