"""Identity: the unit behind a name as articles write it, so that "TP. Hà Tĩnh" and "thành phố Hà Tĩnh" are one.

A unit is known by what the gazetteer says of its name, kind, level and province. A unit that took over another one's
ground is another unit, and the two are linked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b

from parwatch_core import places
from parwatch_core.analysis.agencies import ministries
from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.places import Place, gazetteer
from parwatch_core.analysis.places import places as all_places
from parwatch_core.analysis.units import PREFIXES
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel

# An office that speaks for the whole unit.
_OFFICES = tuple(split(key(name)) for name in ("Ủy ban nhân dân", "UBND", "Hội đồng nhân dân", "HĐND", "chính quyền"))
_KINDS = {**{tuple(map(bare, words)): kind for words, kind in PREFIXES.items()}, **PREFIXES}
_LONGEST_KIND = max(map(len, _KINDS))
_DIVISIONS = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A unit. `key` is equal for all its spellings; `unit` and `province` are names to be shown."""

    key: str
    unit: str
    level: UnitLevel
    province: str | None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def identify(unit: str, level: UnitLevel, province: str | None) -> Subject:
    """The unit of this name. What the gazetteer does not know, or not for certain, is known by its folded name."""
    place = _place(unit, level, province) if level in _DIVISIONS else None
    if place is not None:
        return subject_of(place)
    words = _without_office(split(key(unit)))
    home = None if level is UnitLevel.MINISTRY else province
    parts = (level.value, " ".join(word for word in map(bare, words) if word.isalnum() and word != "va"))
    return Subject("|".join((*parts, _home(home))), unit, level, home)


def subject_of(place: Place) -> Subject:
    """The subject that claims about a unit of the gazetteer get."""
    if place.level is UnitLevel.MINISTRY:
        return identify(place.name, place.level, None)
    before = tuple(map(places.label, places.predecessors(place)))
    after = tuple(map(places.label, places.successors(place)))
    name = place.name if place.level is UnitLevel.PROVINCE else place.full
    folded = " ".join(split(key(name)))
    return Subject(
        f"{place.level.value}|{folded}|{_home(place.province)}", name, place.level, place.province, before, after
    )


def label(subject: Subject) -> str:
    """The unit as a list of choices shows it, as `places.label` does: `huyện Hương Sơn, Hà Tĩnh`."""
    alone = subject.level in (UnitLevel.PROVINCE, UnitLevel.MINISTRY) or not subject.province
    return subject.unit if alone else f"{subject.unit}, {subject.province}"


def reference(key: str) -> str:
    """A subject's key in twelve letters, for where there is little room; the same in every process and version."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=6).hexdigest()


def referred(short: str) -> Place | None:
    """The unit of the gazetteer that has this reference; None for any other."""
    return _by_reference().get(short)


@cache
def _by_reference() -> dict[str, Place]:
    """Later ones win: a province that became a city stands twice, the later form last."""
    central = (Place("", name, UnitLevel.MINISTRY, "", True) for name in ministries())
    return {reference(subject_of(place).key): place for place in (*all_places(), *central)}


def parted(unit: str) -> tuple[str, tuple[str, ...]]:
    """The kind, "" where none is written, and the folded words of the name: "TP. Hà Tĩnh" -> thành phố, (hà, tĩnh)."""
    words = _without_office(split(key(unit)))
    for length in range(min(_LONGEST_KIND, len(words) - 1), 0, -1):
        if words[:length] in _KINDS:
            return _KINDS[words[:length]], words[length:]
    return "", words


@lru_cache(maxsize=512)
def _home(province: str | None) -> str:
    """A province as a part of keys, whatever its spelling: "tỉnh Hà Tĩnh" -> "ha tinh"; "" where none is known."""
    if not province:
        return ""
    known = _place(province, UnitLevel.PROVINCE, None)
    words = split(key(known.name)) if known else parted(province)[1]
    return " ".join(word for word in map(bare, words) if word.isalnum())


def _place(unit: str, level: UnitLevel, province: str | None) -> Place | None:
    kind, words = parted(unit)
    named = gazetteer().by_name.get(words) or gazetteer(without_marks=True).by_name.get(tuple(map(bare, words)), ())
    found = [place for place in named if place.level is level]
    if level is UnitLevel.PROVINCE:
        return found[-1] if found else None  # one that became a city stands twice, the later form last
    found = [place for place in found if place.kind == kind] or found
    if province:
        found = _within(found, province)
    return found[0] if len(found) == 1 else None


def _within(found: list[Place], province: str) -> list[Place]:
    """Those of the province by its own name, else those whose ground lies there now."""
    own = [place for place in found if _home(place.province) == _home(province)]
    if own:
        return own
    present = places.present_province(province)
    return [place for place in found if present is not None and places.province_of(place) == present]


def _without_office(words: tuple[str, ...]) -> tuple[str, ...]:
    for office in _OFFICES:
        if words[: len(office)] == office and len(words) > len(office):
            return words[len(office) :]
    return words
