"""What one chat wants to be told, and when.

A `Preferences` is the whole answer to /settings but for what only the service knows. It travels as JSON with a version:
`dumps` and `loads` are inverse, keys that a newer parwatch added are passed over, a value out of its bounds is a
`PreferencesError` that names the key. Places are kept by their label in the gazetteer ("huyện Hương Sơn, Hà Tĩnh"),
which is unique, readable and outlives the row numbers of any table.

Hours are those of a clock in Viet Nam, in minutes after midnight; weekdays count from Monday = 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from parwatch_core.errors import PreferencesError
from parwatch_core.notice import Language
from parwatch_core.ranking import Index, Salience
from parwatch_core.text import nfc, squeeze
from parwatch_core.zones import VIETNAM, to_vietnam

VERSION = 1
DAY = 24 * 60
MOST_PLACES = 50
MOST_NAMES = 200
LONGEST_NAME = 200
LARGEST_RANK = 10_000
REFORM = frozenset(index for index in Index if index.is_reform)
Word = TypeVar("Word", bound=StrEnum)


class Area(StrEnum):
    """How a scope is meant."""

    COUNTRY = "country"
    PROVINCES = "provinces"
    UNITS = "units"


class Movement(StrEnum):
    """Which way a rank has to go to be worth a message. CHANGED: up or down."""

    ANY = "any"
    ROSE = "rose"
    FELL = "fell"
    CHANGED = "changed"


class Side(StrEnum):
    """BETTER: at this rank or above ("hạng 10 trở lên"); WORSE: at this rank or below it."""

    BETTER = "better"
    WORSE = "worse"


class Pace(StrEnum):
    """How often alerts come."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


def _check_names(key: str, names: Iterable[str], most: int) -> None:
    found = tuple(names)
    _check(len(found) <= most, key, f"at most {most} names are kept")
    _check(all(map(_is_name, found)), key, f"a name has 1 to {LONGEST_NAME} characters that can be written")


def _is_name(name: str) -> bool:
    """Half surrogates and NUL fit into no database."""
    return 0 < len(name) <= LONGEST_NAME and "\x00" not in name and not any("\ud800" <= one <= "\udfff" for one in name)


def _check(holds: bool, key: str, message: str) -> None:
    if not holds:
        raise PreferencesError(f"{key}: {message}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom the alerts are about. `places` are labels of the gazetteer, or names of units that it does not hold.

    PROVINCES: everything in them, however small; UNITS: these units and what they became.
    """

    area: Area = Area.COUNTRY
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a scope that would match nothing, or too much to be meant."""
        _check((self.area is Area.COUNTRY) != bool(self.places), "scope", "places go with provinces and units only")
        _check_names("scope", self.places, MOST_PLACES)


@dataclass(frozen=True, slots=True)
class Bound:
    """Only ranks on this side of `rank`, which belongs to both sides."""

    side: Side
    rank: int

    def __post_init__(self) -> None:
        """Refuse what is no rank."""
        _check(1 <= self.rank <= LARGEST_RANK, "rank", f"a rank is 1 to {LARGEST_RANK}")


@dataclass(frozen=True, slots=True)
class Timing:
    """When alerts come. `minute` of the day matters for DAILY and WEEKLY, `weekday` for WEEKLY."""

    pace: Pace = Pace.AT_ONCE
    minute: int = 8 * 60
    weekday: int = 0

    def __post_init__(self) -> None:
        """Refuse what is no time."""
        _check(0 <= self.minute < DAY, "timing", "minutes of a day are 0 to 1439")
        _check(0 <= self.weekday < 7, "timing", "weekdays are 0 (Monday) to 6 (Sunday)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing is sent from minute `start` until minute `end` of the day, over midnight where `end` is the smaller."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what is no span: equal ends would mean never, or always."""
        _check(0 <= self.start < DAY and 0 <= self.end < DAY, "quiet", "minutes of a day are 0 to 1439")
        _check(self.start != self.end, "quiet", "it has to begin and end at different times")

    def covers(self, minute: int) -> bool:
        """Whether this minute of the day is quiet."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Preferences:
    """The wishes of one chat; the defaults are those of a chat that never said any.

    `salience` is the least that the ranking has to be in its article: INCIDENTAL takes any mention. `doubtful` also
    lets through what the analysis is not sure about. `topics_out` and `muted` are names of topics and of sources.
    """

    language: Language = Language.VI
    scope: Scope = Scope()
    indices: frozenset[Index] = REFORM
    salience: Salience = Salience.INCIDENTAL
    doubtful: bool = False
    movement: Movement = Movement.ANY
    rank: Bound | None = None
    topics_out: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()
    timing: Timing = Timing()
    quiet: Quiet | None = None

    def __post_init__(self) -> None:
        """Refuse lists without end. No index at all is a wish too: who watches topics only."""
        _check_names("topics_out", self.topics_out, MOST_NAMES)
        _check_names("muted", self.muted, MOST_NAMES)


DEFAULT = Preferences()


def dumps(preferences: Preferences) -> str:
    """The wishes as JSON, equal for equal wishes. The language is not in it: the chat has it in any case."""
    one = preferences
    value = {
        "version": VERSION,
        "scope": {"area": one.scope.area.value, "places": list(one.scope.places)},
        "indices": sorted(one.indices),
        "salience": one.salience.value,
        "doubtful": one.doubtful,
        "movement": one.movement.value,
        "rank": None if one.rank is None else {"side": one.rank.side.value, "rank": one.rank.rank},
        "topics_out": sorted(one.topics_out),
        "muted": sorted(one.muted),
        "timing": {"pace": one.timing.pace.value, "minute": one.timing.minute, "weekday": one.timing.weekday},
        "quiet": None if one.quiet is None else {"start": one.quiet.start, "end": one.quiet.end},
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def loads(text: str, language: Language = Language.VI) -> Preferences:
    """The wishes in `text`; what is missing is as by default. Raises PreferencesError.

    A newer version is read as far as this one understands it: a setting unknown here is a setting not kept, and a
    word unknown here is refused.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise PreferencesError("settings: this is no JSON") from None
    given = _Given(value if isinstance(value, dict) else {})
    _check(isinstance(value, dict) and given.number("version", VERSION) >= 1, "version", "it is missing or no number")
    return Preferences(
        language=language,
        scope=_scope(given.part("scope")),
        indices=frozenset(_word(Index, "indices", name) for name in given.names("indices", sorted(REFORM))),
        salience=_word(Salience, "salience", given.value("salience", DEFAULT.salience)),
        doubtful=given.truth("doubtful"),
        movement=_word(Movement, "movement", given.value("movement", DEFAULT.movement)),
        rank=_bound(given.part("rank")),
        topics_out=frozenset(given.names("topics_out")),
        muted=frozenset(given.names("muted")),
        timing=_timing(given.part("timing")),
        quiet=_quiet(given.part("quiet")),
    )


def tidy(names: Iterable[str]) -> tuple[str, ...]:
    """Names as they are kept: NFC, single blanks, each once, in order; what a person typed may be anything."""
    return tuple(dict.fromkeys(name for name in (squeeze(nfc(raw)) for raw in names) if name))


# ---------------------------------------------------------------- when


def due(preferences: Preferences, now: datetime) -> datetime:
    """When what is found at `now` is told: at once or with the next digest, and never in the quiet hours."""
    return waking(preferences.quiet, _next(preferences.timing, now))


def waking(quiet: Quiet | None, moment: datetime) -> datetime:
    """`moment`, or the end of the quiet hours that it falls into."""
    local = to_vietnam(moment)
    if quiet is None or not quiet.covers(minute_of(local)):
        return moment
    return _following(local, quiet.end, days=1)


def minute_of(moment: datetime) -> int:
    """The minute of the day on a Vietnamese clock."""
    local = to_vietnam(moment)
    return local.hour * 60 + local.minute


def _next(timing: Timing, now: datetime) -> datetime:
    if timing.pace is Pace.AT_ONCE:
        return now
    local = to_vietnam(now)
    if timing.pace is Pace.DAILY:
        return _following(local, timing.minute, days=1)
    on_the_day = local + timedelta(days=(timing.weekday - local.weekday()) % 7)
    return _following(on_the_day, timing.minute, days=7, after=local)


def _following(local: datetime, minute: int, *, days: int, after: datetime | None = None) -> datetime:
    """The first time at or after `after` that has this minute, on the day of `local` or `days` later; in UTC."""
    at = datetime.combine(local.date(), time(minute // 60, minute % 60), VIETNAM)
    return (at if at >= (after or local) else at + timedelta(days=days)).astimezone(UTC)


# ---------------------------------------------------------------- reading what was stored


@dataclass(frozen=True, slots=True)
class _Given:
    """A JSON object whose values are looked at one by one; null counts as missing."""

    values: Mapping[str, Any]

    def value(self, key: str, default: Any = None) -> Any:
        found = self.values.get(key)
        return default if found is None else found

    def part(self, key: str) -> _Given | None:
        found = self.value(key)
        _check(found is None or isinstance(found, dict), key, "it is no object")
        return None if found is None else _Given(found)

    def number(self, key: str, default: int | None = None) -> int:
        found = self.value(key, default)
        _check(isinstance(found, int) and not isinstance(found, bool), key, "it is no whole number")
        return int(found)

    def truth(self, key: str) -> bool:
        found = self.value(key, False)
        _check(isinstance(found, bool), key, "it is neither true nor false")
        return bool(found)

    def names(self, key: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        found = self.value(key, list(default))
        _check(isinstance(found, list) and all(isinstance(name, str) for name in found), key, "it is no list of names")
        return tuple(found)


def _scope(given: _Given | None) -> Scope:
    if given is None:
        return DEFAULT.scope
    return Scope(_word(Area, "scope", given.value("area", Area.COUNTRY)), given.names("places"))


def _bound(given: _Given | None) -> Bound | None:
    return None if given is None else Bound(_word(Side, "rank", given.value("side")), given.number("rank"))


def _timing(given: _Given | None) -> Timing:
    if given is None:
        return DEFAULT.timing
    usual = DEFAULT.timing
    pace = _word(Pace, "timing", given.value("pace", usual.pace))
    return Timing(pace, given.number("minute", usual.minute), given.number("weekday", usual.weekday))


def _quiet(given: _Given | None) -> Quiet | None:
    return None if given is None else Quiet(given.number("start"), given.number("end"))


def _word(words: type[Word], key: str, found: Any) -> Word:
    try:
        return words(found)
    except ValueError:
        raise PreferencesError(f"{key}: it is none of {', '.join(words)}") from None
