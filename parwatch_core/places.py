"""Questions about administrative units that other rooms ask: which is meant, what it became, where it lies.

    suggest(text, limit=5, province=None) -> tuple[Place, ...]   best first: the name, its beginning, near misses
    find(text, province=None) -> tuple[Place, ...]               exactly this name, with or without marks
    label(place) -> str                                          "xã Hương Sơn, Hà Tĩnh": tells namesakes apart
    successors(place), predecessors(place) -> tuple[Place, ...]  districts and the communes on their ground
    province_of(place) -> Place | None                           the province of now; None for a ministry
    present_province(name) -> Place | None                       "Hà Giang" -> Tuyên Quang
    provinces(), former_provinces() -> tuple[Place, ...]         the 34 since July 2025, the 63 before

Text may be typed in any way: without marks, "tp", "H.", "UBND huyện", with the province behind the name ("huong son
ha tinh"). `province` may be one of now or of before. Nothing here raises; what is unknown is empty.
"""

from __future__ import annotations

from parwatch_core.analysis.lineage import (
    former_provinces,
    predecessors,
    present_province,
    province_of,
    provinces,
    successors,
)
from parwatch_core.analysis.places import Place
from parwatch_core.analysis.suggestions import find, suggest
from parwatch_core.ranking import UnitLevel

__all__ = [
    "Place",
    "find",
    "former_provinces",
    "label",
    "predecessors",
    "present_province",
    "province_of",
    "provinces",
    "successors",
    "suggest",
]


def label(place: Place) -> str:
    """The unit as a list of choices shows it: `huyện Hương Sơn, Hà Tĩnh`; provinces and ministries by name alone."""
    alone = place.level in (UnitLevel.PROVINCE, UnitLevel.MINISTRY)
    return place.full if alone else f"{place.full}, {place.province}"
