"""`[[channel]]` of sources.toml: its keys, what is wrong with a table of them, and what it makes.

No message repeats an address: those of Apprise hold passwords, and messages are logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from parwatch_core.errors import PreferencesError
from parwatch_core.notice import Language
from parwatch_core.outlet import Outlet
from parwatch_core.preferences import (
    Area,
    Bound,
    Movement,
    Pace,
    Preferences,
    Quiet,
    Scope,
    Side,
    Timing,
    tidy,
)
from parwatch_core.ranking import Index, Salience, UnitLevel
from scraper.keys import Key

ADDRESSES = ("url", "url_env", "url_file")
KEYS: dict[str, Key] = {
    "name": Key("text", "What the channel is called, unique in this file. Another name is another channel."),
    "url": Key(
        "text", "The address, as Apprise writes it: 'mailto://...', 'ntfy://...', 'discord://...', 'json://...'."
    ),
    "url_env": Key("text", "The environment variable that holds the address, instead of 'url'."),
    "url_file": Key("text", "The file that holds the address, instead of 'url'."),
    "language": Key("one_of", "The language of the alerts.", tuple(Language)),
    "provinces": Key("names", "Only rankings of these provinces, of now or of before."),
    "units": Key("names", "Only rankings of these units, such as 'huyện Hương Sơn, Hà Tĩnh', and what they became."),
    "indices": Key("some_of", "Only these indices; else the reform indices. [] leaves the topics.", tuple(Index)),
    "salience": Key("one_of", "The least that the ranking has to be in its article.", tuple(Salience)),
    "doubtful": Key("flag", "true also takes what the analysis is not sure about."),
    "movement": Key("one_of", "Only ranks that moved this way.", tuple(Movement)),
    "rank": Key("text", "Only ranks on this side: '<= 10' (10th or better), '>= 50' (50th or worse)."),
    "topics_out": Key("names", "Names of topics that are left out; 'cchc' is the reform rankings."),
    "muted": Key("names", "Names of sources that are left out."),
    "timing": Key("text", "'at_once', 'daily 08:00' or 'weekly mon 08:00', by a Vietnamese clock."),
    "quiet": Key("text", "Hours in which nothing is sent, such as '22:00-06:00'."),
    "enabled": Key("flag", "false keeps the channel in the file without using it."),
}
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*://\S+")
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"daily\s+{_CLOCK}")
_WEEKLY = re.compile(rf"weekly\s+(mon|tue|wed|thu|fri|sat|sun)\s+{_CLOCK}")
_QUIET = re.compile(rf"{_CLOCK}\s*-\s*{_CLOCK}")
_RANK = re.compile(r"(<=|>=)\s*(\d{1,5})")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Troubles = list[tuple[str, str]]


def troubles(entry: Mapping[str, Any], values: Mapping[str, Any], names: set[str]) -> Troubles:
    """The keys at fault ("" for the table) and what is wrong with each; empty for a sound channel."""
    found = [*_name_troubles(entry, values, names), *_address_troubles(entry, values)]
    for key, read in _READ.items():
        if key in values:
            found += _trouble(key, read, values[key])
    if "provinces" in values and "units" in values:
        found.append(("units", "write either provinces or units; a province holds its units"))
    return found


def build(values: Mapping[str, Any], file_of: Callable[[str], str]) -> Outlet:
    """The channel of values that have no trouble; `file_of` makes a path of what `url_file` says."""
    where = {key: values[key] for key in ("url", "url_env") if key in values}
    if "url_file" in values:
        where["url_file"] = file_of(values["url_file"])
    return Outlet(values["name"], _preferences(values), enabled=values.get("enabled", True), **where)


def _name_troubles(entry: Mapping[str, Any], values: Mapping[str, Any], names: set[str]) -> Troubles:
    if "name" not in entry:
        return [("", 'this [[channel]] has no name; add name = "..."')]
    if values.get("name", "").casefold() in names:
        return [("name", f"the name {values['name']!r} is used twice; give each channel its own name")]
    return []


def _address_troubles(entry: Mapping[str, Any], values: Mapping[str, Any]) -> Troubles:
    given = [key for key in ADDRESSES if key in entry]
    if not given:
        return [("", "this [[channel]] has no address; add url, url_env or url_file")]
    if len(given) > 1:
        return [(given[1], f"it has its address from {given[0]} already; keep one of the two")]
    if "url" in values and not _SCHEME.fullmatch(values["url"]):
        return [("url", 'url: this is no address of Apprise; write one such as "ntfy://ntfy.sh/my-topic"')]
    return []


def _trouble(key: str, read: Callable[[Any], object], value: Any) -> Troubles:
    try:
        read(value)
    except (ValueError, PreferencesError) as error:
        return [(key, f"{key}: {error}" if isinstance(error, ValueError) else str(error))]
    return []


def _preferences(values: Mapping[str, Any]) -> Preferences:
    made: dict[str, Any] = {key: read(values[key]) for key, read in _READ.items() if key in values}
    scopes = [made.pop(key) for key in ("provinces", "units") if key in made]
    if scopes:
        made["scope"] = scopes[0]
    if "doubtful" in values:
        made["doubtful"] = values["doubtful"]
    return Preferences(**made)


def _timing(text: str) -> Timing:
    given = text.lower()
    if given == Pace.AT_ONCE:
        return Timing()
    if daily := _DAILY.fullmatch(given):
        return Timing(Pace.DAILY, _minute(daily[1], daily[2]))
    if weekly := _WEEKLY.fullmatch(given):
        return Timing(Pace.WEEKLY, _minute(weekly[2], weekly[3]), _WEEKDAYS.index(weekly[1]))
    raise ValueError(f'{text!r} is no time; write "at_once", "daily 08:00" or "weekly mon 08:00"')


def _quiet(text: str) -> Quiet:
    found = _QUIET.fullmatch(text)
    if not found:
        raise ValueError(f'{text!r} are no hours; write them such as "22:00-06:00"')
    return Quiet(_minute(found[1], found[2]), _minute(found[3], found[4]))


def _bound(text: str) -> Bound:
    found = _RANK.fullmatch(text)
    if not found:
        raise ValueError(f'{text!r} is no bound; write "<= 10" or ">= 50"')
    return Bound(Side.BETTER if found[1] == "<=" else Side.WORSE, int(found[2]))


def _minute(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)


def _provinces(names: Iterable[str]) -> Scope:
    return _scope(Area.PROVINCES, names, _province)


def _units(names: Iterable[str]) -> Scope:
    return _scope(Area.UNITS, names, _unit)


def _scope(area: Area, names: Iterable[str], label: Callable[[str], str]) -> Scope:
    places = tidy(label(name) for name in names)
    return Scope(area, places) if places else Scope()


def _province(name: str) -> str:
    # The gazetteer is read only where somebody names a place.
    from parwatch_core import places

    named = [place.name for place in places.find(name) if place.level is UnitLevel.PROVINCE]
    found = places.present_province(named[0] if named else name)
    if found is None:
        raise ValueError(f'{name!r} is no province; write its name, such as "Hà Tĩnh"')
    return places.label(found)


def _unit(name: str) -> str:
    from parwatch_core import places

    found = list(dict.fromkeys(places.label(place) for place in places.find(name)))
    if len(found) == 1:
        return found[0]
    exact = [label for label in found if label.casefold() == name.casefold()]
    if exact:
        return exact[0]
    near = found or [places.label(place) for place in places.suggest(name)]
    choices = ", ".join(f'"{label}"' for label in near[:5])
    if found:
        raise ValueError(f"{name!r} is several units; write one of {choices}")
    raise ValueError(f"no unit is called {name!r}" + (f"; did you mean {choices}?" if near else ""))


_READ: dict[str, Callable[[Any], Any]] = {
    "language": Language,
    "provinces": _provinces,
    "units": _units,
    "indices": lambda found: frozenset(map(Index, found)),
    "salience": Salience,
    "movement": Movement,
    "rank": _bound,
    "topics_out": lambda names: frozenset(tidy(names)),
    "muted": lambda names: frozenset(tidy(names)),
    "timing": _timing,
    "quiet": _quiet,
}
