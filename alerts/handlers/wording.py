"""A chat's wishes in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.spans import clean, shorten
from alerts.texts.choices import Choices
from parwatch_core.preferences import REFORM, Pace, Preferences, Scope, Timing
from parwatch_core.ranking import Index
from parwatch_core.topic import REFORM as REFORM_TOPIC

# A list in a message: so many of its names, each so long (UTF-16 units). Two lists stay far below a message's limit.
_NAMES = 10
_NAME_LENGTH = 80


def lines(wishes: Preferences, words: Choices, topics: tuple[str, ...]) -> dict[str, str]:
    """What each page of the settings is at, by the page's key, in their order; pages without a choice are left out."""
    values = {
        "lang": words.this_language,
        "area": scope(wishes.scope, words),
        "idx": indices(wishes.indices, words),
        "main": words.salience[wishes.salience],
        "sure": words.doubtful[wishes.doubtful],
        "move": words.movements[wishes.movement],
        "rank": rank(wishes, words),
        "time": timing(wishes.timing, words),
        "quiet": quiet(wishes, words),
    }
    if topics:
        values["topic"] = left_out(wishes, words, topics)
    if wishes.muted:
        values["mute"] = words.muted_some.format(count=len(wishes.muted))
    return {key: line.format(value=values[key]) for key, line in words.lines.items() if key in values}


def scope(chosen: Scope, words: Choices) -> str:
    """Whose results are followed."""
    return words.areas[chosen.area].format(places=listed(chosen.places, words))


def listed(names: Iterable[str], words: Choices, separator: str = "; ") -> str:
    """Names in a row, the first ones of very many."""
    whole = [short(name) for name in names]
    more = [words.and_more.format(count=len(whole) - _NAMES)] if len(whole) > _NAMES else []
    return separator.join(whole[:_NAMES] + more)


def short(name: str) -> str:
    """A name that can stand in a line or on a button."""
    return shorten(clean(name), _NAME_LENGTH)


def indices(chosen: frozenset[Index], words: Choices) -> str:
    """Which indices are followed."""
    if chosen == REFORM:
        return words.indices_reform
    if chosen == frozenset(Index):
        return words.indices_all
    names = (words.index_names[index].partition(" (")[0] for index in Index if index in chosen)
    return ", ".join(names) or words.indices_none


def rank(wishes: Preferences, words: Choices) -> str:
    """Which ranks are told."""
    return words.ranks[wishes.rank.side].format(rank=wishes.rank.rank) if wishes.rank else words.rank_any


def left_out(wishes: Preferences, words: Choices, topics: tuple[str, ...]) -> str:
    """Which of the topics that there are now are told."""
    out = [topic(name, words) for name in topics if name in wishes.topics_out]
    return words.topics_without.format(topics=listed(out, words)) if out else words.topics_all


def topic(name: str, words: Choices) -> str:
    """A topic's name; the built-in one has none of its own."""
    return words.topic_reform if name == REFORM_TOPIC else short(name)


def timing(chosen: Timing, words: Choices) -> str:
    """When alerts come."""
    weekday = words.weekdays[chosen.weekday] if chosen.pace is Pace.WEEKLY else ""
    return words.times[chosen.pace].format(hour=clock(chosen.minute), weekday=weekday)


def quiet(wishes: Preferences, words: Choices) -> str:
    """When nothing comes."""
    if wishes.quiet is None:
        return words.quiet_none
    return words.quiet_span.format(start=clock(wishes.quiet.start), end=clock(wishes.quiet.end))


def clock(minute: int) -> str:
    """A minute of the day as clocks show it."""
    return f"{minute // 60}:{minute % 60:02d}"
