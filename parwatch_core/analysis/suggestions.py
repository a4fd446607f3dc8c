"""Suggestions: the unit that somebody means by what they typed, marks or not, kind or not, with slips of the finger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from parwatch_core.analysis.agencies import ministries
from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.lineage import former_provinces, present_province, provinces
from parwatch_core.analysis.places import ALIASES, LEVELS, Place, places
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel

# Kinds as people type them, without marks; an office stands before the name of any kind.
_KINDS = {
    **{bare(kind): kind for kind in LEVELS},
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "t": "tỉnh",
    "h": "huyện",
    "q": "quận",
    "p": "phường",
    "x": "xã",
    "dk": "đặc khu",
    "ubnd": "",
    "uy ban nhan dan": "",
    "hdnd": "",
}
_LONGEST_QUERY = 80  # characters: no unit's name with its province is longer
_ORDER = (UnitLevel.PROVINCE, UnitLevel.MINISTRY, UnitLevel.DISTRICT, UnitLevel.COMMUNE)

# Classes of likeness, best first.
_EXACT, _UNMARKED, _GLUED, _BEGINNING, _ONE_SLIP, _TWO_SLIPS = range(6)


class _Rank(NamedTuple):
    """The order of answers: a lower one is better."""

    likeness: int
    other_kind: bool
    below_province: bool
    ended: bool
    level: int


@dataclass(frozen=True, slots=True)
class _Query:
    """One reading of what was typed. `kind` is empty where none was, `home` the province of now where one was."""

    words: tuple[str, ...]
    plain: tuple[str, ...]
    kind: str
    home: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    home: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    glued: str


def find(text: str, province: str | None = None) -> tuple[Place, ...]:
    """All units of exactly this name, with or without marks, best first."""
    return tuple(place for rank, place in _ranked(text, province) if rank.likeness <= _GLUED and not rank.other_kind)


def suggest(text: str, limit: int = 5, province: str | None = None) -> tuple[Place, ...]:
    """At most `limit` units that may be meant, best first: the name itself, its beginning, one slip, two slips.

    Of equals, provinces come first, then what exists now, then districts before communes. Slips of the finger are
    looked for only where no unit has the name.
    """
    ranked = _ranked(text, province)
    named = bool(ranked) and ranked[0][0].likeness <= _GLUED
    return tuple(place for rank, place in ranked if not named or rank.likeness <= _BEGINNING)[:limit]


def _ranked(text: str, province: str | None) -> list[tuple[_Rank, Place]]:
    best: dict[Place, _Rank] = {}
    for query in _readings(text, province):
        for entry in _entries():
            rank = _rank(query, entry)
            if rank is not None:
                best[entry.place] = min(rank, best.get(entry.place, rank))
    return sorted(((rank, place) for place, rank in best.items()), key=lambda found: (found[0], _alphabet(found[1])))


def _alphabet(place: Place) -> tuple[str, str]:
    return bare(place.full), bare(place.province)


def _words(text: str) -> tuple[str, ...]:
    """The words without the signs between them: `Bà Rịa - Vũng Tàu`."""
    return tuple(filter(str.isalnum, split(key(text))))


# The typed text, taken apart.


def _readings(text: str, province: str | None) -> Iterator[_Query]:
    """The text as a name, then as a name with its province behind it: `huong son, ha tinh`."""
    kind, words = _without_kind(_words(text[:_LONGEST_QUERY]))
    home = present_province(province) if province else None
    if words:
        yield _query(words, kind, home)
    for length in range(min(4, len(words) - 1), 0, -1):
        behind = present_province(" ".join(words[-length:]))
        if behind is not None and home in (None, behind):
            yield _query(_without_kind_behind(words[:-length]), kind, behind)


def _query(words: tuple[str, ...], kind: str, home: Place | None) -> _Query:
    return _Query(words, tuple(map(bare, words)), kind, home.name if home else None)


def _without_kind(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The last of the kinds at the beginning, and the words behind them: `UBND TP. Vinh`."""
    kind = ""
    while length := _kind_length(words):
        kind = _KINDS[" ".join(map(bare, words[:length]))] or kind
        words = words[length:]
    return kind, words


def _kind_length(words: tuple[str, ...]) -> int:
    """How many words at the beginning say a kind; a name always stays behind them."""
    spelled = (" ".join(map(bare, words[:length])) for length in range(1, min(5, len(words))))
    return max((text.count(" ") + 1 for text in spelled if text in _KINDS), default=0)


def _without_kind_behind(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without the province's own kind: `hương sơn tỉnh` (Hà Tĩnh)."""
    for length in (2, 1):
        if len(words) > length and _KINDS.get(" ".join(map(bare, words[-length:]))) in ("tỉnh", "thành phố"):
            return words[:-length]
    return words


# Likeness.


def _rank(query: _Query, entry: _Entry) -> _Rank | None:
    if query.home is not None and entry.home != query.home:
        return None
    likeness = _likeness(query, entry)
    if likeness is None:
        return None
    place = entry.place
    other_kind = bool(query.kind) and query.kind != place.kind
    level = _ORDER.index(place.level)
    return _Rank(likeness, other_kind, level > 0, not place.current, level)


def _likeness(query: _Query, entry: _Entry) -> int | None:
    """The best class that holds; None: another name."""
    if query.plain == entry.plain:
        return _EXACT if query.words == entry.words else _UNMARKED
    typed = "".join(query.plain)
    if typed == entry.glued:
        return _GLUED
    if len(typed) > 1 and entry.glued.startswith(typed):
        return _BEGINNING
    if len(typed) > 3 and _slipped(typed, entry.glued):
        return _ONE_SLIP
    return _TWO_SLIPS if len(typed) > 7 and _slipped_twice(query.plain, entry.plain) else None


def _slipped_twice(typed: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether exactly two words have a slip in them."""
    if len(typed) != len(name):
        return False
    wrong = [pair for pair in zip(typed, name, strict=True) if pair[0] != pair[1]]
    return len(wrong) == 2 and all(_slipped(*pair) for pair in wrong)


def _slipped(typed: str, name: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours have changed places."""
    if abs(len(typed) - len(name)) > 1:
        return False
    same = next((i for i, pair in enumerate(zip(typed, name, strict=False)) if pair[0] != pair[1]), len(name))
    left, right = typed[same:], name[same:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or right in (left[1:], left[:1] + left[2:]) or left[1:] in (right, right[1:]) or left == right[1:]


# Tables, made on first use.


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(_entry(place, _words(name)) for place in _known() for name in _names(place))


def _entry(place: Place, words: tuple[str, ...]) -> _Entry:
    plain = tuple(map(bare, words))
    return _Entry(place, _homes().get(place.province, ""), words, plain, "".join(plain))


@cache
def _homes() -> dict[str, str]:
    """Province of before or now -> province of now."""
    names = {place.province for place in _known() if place.province}
    return {name: found.name for name in names if (found := present_province(name))}


@cache
def _known() -> tuple[Place, ...]:
    """Everything that has a rank of its own; a province that became a city only as that."""
    ended = (place for place in former_provinces() if not place.current)
    central = (Place("", name, UnitLevel.MINISTRY, "", True) for name in ministries())
    below = (place for place in places() if place.level is not UnitLevel.PROVINCE)
    return (*provinces(), *ended, *central, *below)


def _names(place: Place) -> Iterator[str]:
    yield place.name
    if place.level is UnitLevel.MINISTRY:
        yield place.name.replace(" và ", " ")
    if place.level is UnitLevel.PROVINCE:
        yield from (alias for alias, name in ALIASES.items() if name == place.name)
