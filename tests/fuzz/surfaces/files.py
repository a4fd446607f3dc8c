"""sources.toml, which people write by hand."""

from __future__ import annotations

import random

from fuzz.corpus import Corpus
from fuzz.grammar import settings
from fuzz.mutation import garbled
from fuzz.surface import Surface, hold, hold_text

from parwatch_core.errors import SourcesError
from scraper import sources


def make_sources(chance: random.Random, corpus: Corpus) -> str:
    """A file in UTF-8, as all that are read: one that we ship, damaged, or one made from keys and values."""
    return _drawn(chance, corpus).encode("utf-8", "replace").decode()


def _drawn(chance: random.Random, corpus: Corpus) -> str:
    if chance.random() < 0.5:
        made = settings.sources(chance)
        return garbled(chance, made) if chance.random() < 0.4 else made
    return garbled(chance, chance.choice(corpus.tomls), corpus.tomls)


def check_sources(text: str) -> None:
    """Sources that can be watched, or every mistake with a place in the file."""
    try:
        found = sources.parse(text)
    except SourcesError as error:
        return _check_problems(error, text)
    hold(len({source.name for source in found}) == len(found), "names are unique")
    for source in found:
        hold(source.url.startswith(("http://", "https://")), "a web address", source.url)
        hold(source.every.total_seconds() >= 1, "an interval", source.every)
        for value in (source.name, source.url, source.label or "", source.unit or "", source.feed or ""):
            hold_text(value, "a value")
    return None


def _check_problems(error: SourcesError, text: str) -> None:
    lines = text.count("\n") + 2
    hold(error.problems, "at least one problem")
    for problem in error.problems:
        hold(1 <= problem.line <= lines and problem.column >= 1, "a place in the file", (problem, lines))
        hold("\n" not in problem.message, "one line", problem.message)


SURFACES = (Surface("sources", "sources.toml", make_sources, check_sources),)
