"""What a pressed button of the settings changes: wishes in, other wishes out. Pure, and strict about what it reads.

A button names the state that it leads to and never "the other one", so that pressing it twice, or an old one, does
what it says. None: no button of ours says this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from alerts.handlers.data import number
from parwatch_core.identity import reference
from parwatch_core.notice import Language
from parwatch_core.preferences import (
    DAY,
    LARGEST_RANK,
    MOST_PLACES,
    Area,
    Bound,
    Movement,
    Pace,
    Preferences,
    Quiet,
    Scope,
    Side,
    Timing,
)
from parwatch_core.ranking import Index, Salience

Change = Callable[[Preferences, tuple[str, ...]], Preferences | None]
_SWITCH = {"1": True, "0": False}
# What each change takes behind its key, at the least and at the most.
_COUNTS = {"lang": 1, "area": 1, "idx": 2, "main": 1, "sure": 1, "move": 1, "mute": 2}


def changed(wishes: Preferences, page: str, values: tuple[str, ...]) -> Preferences | None:
    """The wishes after a button of this page was pressed; None for what no button says."""
    change = _CHANGES.get(page)
    if change is None or len(values) != _COUNTS.get(page, len(values)):
        return None
    try:
        return change(wishes, values)
    except ValueError:
        return None


def with_topic(wishes: Preferences, topics: Iterable[str], values: tuple[str, ...]) -> Preferences | None:
    """A topic that there is now is chosen or left out."""
    if len(values) != 2 or values[1] not in _SWITCH:
        return None
    name = named(values[0], topics)
    out = wishes.topics_out
    if name is None:
        return None
    return replace(wishes, topics_out=out - {name} if _SWITCH[values[1]] else out | {name})


def with_place(scope: Scope, area: Area, label: str) -> Scope:
    """A place more; it begins a list of its own where another kind of place was followed."""
    before = scope.places if scope.area is area else ()
    return scope if label in before else Scope(area, (*before, label))


def without_place(scope: Scope, label: str) -> Scope:
    """A place less; after the last of them the whole country is followed."""
    left = tuple(place for place in scope.places if place != label)
    return Scope(scope.area, left) if left else Scope()


def is_full(scope: Scope, area: Area) -> bool:
    """Whether no place can be added."""
    return scope.area is area and len(scope.places) >= MOST_PLACES


def named(short: str, names: Iterable[str]) -> str | None:
    """The name that has this reference, among those that may be meant."""
    return next((name for name in names if reference(name) == short), None)


def _language(wishes: Preferences, values: tuple[str, ...]) -> Preferences:
    return replace(wishes, language=Language(values[0]))


def _country(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    """Provinces and units are chosen one by one elsewhere."""
    return replace(wishes, scope=Scope()) if values == (Area.COUNTRY.value,) else None


def _index(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    index, on = Index(values[0]), _SWITCH.get(values[1])
    if on is None:
        return None
    return replace(wishes, indices=wishes.indices | {index} if on else wishes.indices - {index})


def _salience(wishes: Preferences, values: tuple[str, ...]) -> Preferences:
    return replace(wishes, salience=Salience(values[0]))


def _doubtful(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    on = _SWITCH.get(values[0])
    return None if on is None else replace(wishes, doubtful=on)


def _movement(wishes: Preferences, values: tuple[str, ...]) -> Preferences:
    return replace(wishes, movement=Movement(values[0]))


def _rank(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    if values == ("any",):
        return replace(wishes, rank=None)
    if len(values) != 2:
        return None
    rank = number(values[1], least=1, most=LARGEST_RANK)
    return None if rank is None else replace(wishes, rank=Bound(Side(values[0]), rank))


def _muted(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    """Sources are only let back in here; muting belongs to the alerts themselves."""
    name = named(values[0], wishes.muted)
    if values[1] != "0":
        return None
    return wishes if name is None else replace(wishes, muted=wishes.muted - {name})


def _timing(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    pace = Pace(values[0])
    if len(values) != {Pace.AT_ONCE: 1, Pace.DAILY: 2, Pace.WEEKLY: 3}[pace]:
        return None
    minute = number(values[1], most=DAY - 1) if len(values) > 1 else wishes.timing.minute
    weekday = number(values[2], most=6) if len(values) > 2 else wishes.timing.weekday
    return None if minute is None or weekday is None else replace(wishes, timing=Timing(pace, minute, weekday))


def _quiet(wishes: Preferences, values: tuple[str, ...]) -> Preferences | None:
    if values == ("off",):
        return replace(wishes, quiet=None)
    if len(values) != 2:
        return None
    start, end = number(values[0], most=DAY - 1), number(values[1], most=DAY - 1)
    return None if start is None or end is None or start == end else replace(wishes, quiet=Quiet(start, end))


_CHANGES: Mapping[str, Change] = {
    "lang": _language,
    "area": _country,
    "idx": _index,
    "main": _salience,
    "sure": _doubtful,
    "move": _movement,
    "rank": _rank,
    "mute": _muted,
    "time": _timing,
    "quiet": _quiet,
}
