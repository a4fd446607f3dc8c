"""The lexicon: the words of the domain, read from data/lexicon.txt on first use.

To teach parwatch a new verb, add it to its section of that file and write one golden pair (tests/core/golden). Case,
tone placement and spacing do not matter. The longest phrase wins, so a neutral reading ("người đứng đầu") shields the
words inside it ("đứng đầu").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from parwatch_core.analysis import marks
from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.phrases import Phrase, Phrases, phrases
from parwatch_core.analysis.words import split
from parwatch_core.ranking import Index, UnitLevel

Entry = tuple[Phrase, str, Any]

_SECTION = re.compile(r"\[(\w+)(?: ([^\]]+))?\]")
_ANY = "any"
_NONE = "None"
_BY_NAME, _BY_PART = "name", "part"
_VI_TRI, _SO = ("vị", "trí"), "số"  # vị trí số 4, in whatever company "vị trí" stands


@dataclass(frozen=True, slots=True)
class IndexName:
    """An index as it is named. `strong`: by its own name ("chỉ số CCHC"), not by its subject ("cải cách hành chính").

    `index` None: an index that is none of ours. `part`: the subject is also the name of a component.
    """

    index: Index | None
    strong: bool = True
    part: bool = False


Meaning = tuple[str, Any]
"""The letter of a phrase's kind (marks.py) and what it stands for."""

Lexicon = Phrases[Meaning]


@cache
def lexicon(*, without_marks: bool = False) -> Lexicon:
    """The lexicon, made on first use; `without_marks` for texts that are typed without any diacritics."""
    return phrases((_spelled(phrase, without_marks), (kind, value)) for phrase, kind, value in _entries())


def _spelled(phrase: Phrase, without_marks: bool) -> Phrase:
    return tuple(bare(word) for word in phrase) if without_marks else phrase


def sections(file: str) -> Iterator[tuple[str, str | None, list[str]]]:
    """The sections of a data file: name, what follows it in the brackets, and its phrases as they are written."""
    text = resources.files("parwatch_core.analysis.data").joinpath(file).read_text(encoding="utf-8")
    headed = [line for line in text.splitlines() if line and not line.startswith("#")]
    starts = [number for number, line in enumerate(headed) if line.startswith("[")]
    for start, end in zip(starts, [*starts[1:], len(headed)], strict=True):
        match = _SECTION.match(headed[start])
        assert match is not None, headed[start]
        phrases = " ".join(headed[start + 1 : end]).split(";")
        yield match[1], match[2], [" ".join(phrase.split()) for phrase in phrases if phrase.strip()]


def _entries() -> Iterator[Entry]:
    """All phrases with the letter of their kind and its value."""
    for name, detail, section in sections("lexicon.txt"):
        kind: str = getattr(marks, name)
        value = _value(kind, detail)
        for phrase in section:
            words = split(key(phrase))
            yield words, kind, value
            if kind == marks.STAND and words[-2:] == _VI_TRI:
                yield (*words, _SO), kind, value


def _value(kind: str, detail: str | None) -> Any:
    """`INDEX PAR by name`, `FIELD huyện`: what a mark of the section stands for."""
    if detail is None or detail == _ANY:
        return None
    if kind == marks.ABOUT:
        return detail
    if kind != marks.INDEX:
        return UnitLevel(detail)
    index, _, how = detail.split()
    return IndexName(None if index == _NONE else Index(index), how == _BY_NAME, how == _BY_PART)
