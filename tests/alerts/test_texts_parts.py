"""The texts of each part of the conversation: complete in both languages, with the same gaps, nothing copied."""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest

from alerts import texts
from alerts.texts.asking import asking
from alerts.texts.buttons import buttons
from parwatch_core.notice import Complaint, Language
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.text import utf16_units

PARTS = sorted(module.name for module in pkgutil.iter_modules(texts.__path__))
# Names and numbers that are the same in both languages.
ALIKE = {"index_names"}


def sentences(words: Any) -> Iterator[tuple[str, str]]:
    """Every text by its place; the keys of a mapping of headings are texts too, its values names of commands."""
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, Mapping):
            for number, (key, text) in enumerate(value.items()):
                place = f"{field.name}.{number}"
                yield (place, text) if isinstance(text, str) else (place, str(key))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_say_the_same(part: str) -> None:
    """The same places and gaps, none empty, and no sentence that was copied and forgotten."""
    module = importlib.import_module(f"alerts.texts.{part}")
    vietnamese, english = dict(sentences(module.VIETNAMESE)), dict(sentences(module.ENGLISH))
    assert vietnamese.keys() == english.keys()
    assert [name for name, text in vietnamese.items() if not text.strip() or not english[name].strip()] == []
    assert [name for name, text in vietnamese.items() if gaps(text) != gaps(english[name])] == []
    equal = [name for name, text in vietnamese.items() if text == english[name] and any(map(str.isalpha, text))]
    assert [name for name in equal if name.partition(".")[0] not in ALIKE] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_name_is_there(language: Language) -> None:
    """A new index, level or complaint without a name would break an answer."""
    assert set(asking(language).index_names) == set(Index)
    assert set(asking(language).levels) == set(UnitLevel)
    assert set(buttons(language).complaints) == set(Complaint)


@pytest.mark.parametrize("language", list(Language))
def test_what_pops_up_is_short_enough(language: Language) -> None:
    """Bot API, "answerCallbackQuery": 200 units; a longer toast is refused and the button goes on waiting."""
    assert max(utf16_units(text) for _, text in sentences(buttons(language))) <= 200


@pytest.mark.parametrize("language", list(Language))
def test_help_names_commands_only_once(language: Language) -> None:
    """Two groups with one command would be two answers to where it belongs."""
    named = [name for group in asking(language).help_groups.values() for name in group]
    assert len(named) == len(set(named))
