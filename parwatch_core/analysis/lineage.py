"""Lineage: which unit became which in 2025, and in which of the 34 provinces a unit of any year lies."""

from __future__ import annotations

from functools import cache

from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.places import Place, gazetteer, places
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel


def successors(place: Place) -> tuple[Place, ...]:
    """The units that took over the ground of one that ended: communes for a district; empty for what still exists.

    A district that was merged before 2025 has a later district as its heir, which has successors of its own.
    """
    if place.level is UnitLevel.PROVINCE:
        return tuple(_present()[name] for name in place.successors)
    homes = (_present_name(place.province), place.province)
    heirs = (_by_name().get((key(name), home)) for name in place.successors for home in dict.fromkeys(homes))
    return tuple(heir for heir in heirs if heir is not None)


def predecessors(place: Place) -> tuple[Place, ...]:
    """The units that ended and handed ground to this one: districts for a commune of now."""
    return _heirs().get((place.full, place.province), ())


def province_of(place: Place) -> Place | None:
    """The province of now in which the unit lies or lay; None for a ministry."""
    return present_province(place.province)


@cache
def provinces() -> tuple[Place, ...]:
    """The 34 provinces and cities since July 2025, by name."""
    current = (place for place in places() if place.level is UnitLevel.PROVINCE and place.current)
    latest = {place.name: place for place in current}  # one that became a city stands twice, the later form last
    return tuple(sorted(latest.values(), key=_alphabet))


@cache
def former_provinces() -> tuple[Place, ...]:
    """The 63 provinces and cities until June 2025, by name; those that kept their name are in both lists."""
    first: dict[str, Place] = {}
    for place in places():
        if place.level is UnitLevel.PROVINCE:
            first.setdefault(place.name, place)
    return tuple(sorted(first.values(), key=_alphabet))


def present_province(name: str) -> Place | None:
    """The province of now for a bare name of now or of before, with or without marks: "Hà Giang" -> Tuyên Quang."""
    words = split(key(name))
    named = (*gazetteer().by_name.get(words, ()), *_unmarked(tuple(map(bare, words))))
    found = next((place for place in named if place.level is UnitLevel.PROVINCE), None)
    return None if found is None else _present()[(found.successors or (found.name,))[0]]


def _unmarked(words: tuple[str, ...]) -> tuple[Place, ...]:
    return gazetteer(without_marks=True).by_name.get(words, ())


def _alphabet(place: Place) -> str:
    return bare(place.name)


@cache
def _present() -> dict[str, Place]:
    return {place.name: place for place in provinces()}


@cache
def _present_name(province: str) -> str:
    found = present_province(province)
    return found.name if found else ""


@cache
def _by_name() -> dict[tuple[str, str], Place]:
    """Districts and communes by full name and own province, which together are unique."""
    return {(key(place.full), place.province): place for place in places() if place.level is not UnitLevel.PROVINCE}


@cache
def _heirs() -> dict[tuple[str, str], tuple[Place, ...]]:
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places():
        for heir in successors(place):
            found.setdefault((heir.full, heir.province), []).append(place)
    return {heir: tuple(ended) for heir, ended in found.items()}
