"""What a picture shows, out of the facts: for each index and field the years in a row, known or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parwatch_core.facts import Fact
from parwatch_core.ranking import Index
from parwatch_core.text import search_key

# More years or panels are no longer read on a phone; the latest years, and the reform indices, are kept.
MOST_YEARS = 14
MOST_SERIES = 3
# What a picture can place: whoever misreads a rank must not flatten all others.
_WORST = 5000


@dataclass(frozen=True, slots=True)
class Point:
    """A year. `rank` is None where nobody says one; `others` are further ranks that articles name, best first."""

    year: int
    rank: int | None = None
    total: int | None = None
    others: tuple[int, ...] = ()
    disputed: bool = False
    doubtful: bool = False
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A unit on one index, in one field, a point for each year from the first to the last that is known."""

    index: Index
    group: str | None
    points: tuple[Point, ...]

    @property
    def last(self) -> Point:
        """The newest year, whose rank is always known."""
        return self.points[-1]

    @property
    def worst(self) -> int:
        """The lower end of the scale: the largest total or rank."""
        return max(max(point.total or 1, point.rank or 1, *point.others) for point in self.points)


def drawable(facts: Iterable[Fact]) -> bool:
    """Whether a picture would show anything: a rank with a year."""
    return any(map(_shown, facts))


def series(facts: Sequence[Fact]) -> tuple[Series, ...]:
    """The series of one unit's facts, reform indices first, then those with most years."""
    found: defaultdict[tuple[Index, str], list[Fact]] = defaultdict(list)
    for fact in filter(_shown, facts):
        found[fact.index, _field(fact, facts)].append(fact)
    made = [_series(some) for some in found.values()]
    made.sort(key=lambda one: (not one.index.is_reform, list(Index).index(one.index), -len(one.points)))
    return tuple(made[:MOST_SERIES])


def years(shown: Sequence[Series]) -> range:
    """The years that all panels have in common, so that a year stands above itself; at most MOST_YEARS."""
    last = max(one.points[-1].year for one in shown)
    first = min(one.points[0].year for one in shown)
    return range(max(first, last - MOST_YEARS + 1), last + 1)


def _shown(fact: Fact) -> bool:
    return fact.year is not None and fact.rank is not None and fact.rank <= _WORST


def _field(fact: Fact, facts: Sequence[Fact]) -> str:
    """The field of a fact; one that names none belongs to the only one that others name."""
    if fact.group:
        return search_key(fact.group)
    named = {search_key(other.group) for other in facts if other.group and other.index is fact.index}
    return named.pop() if len(named) == 1 else ""


def _series(facts: Sequence[Fact]) -> Series:
    years: defaultdict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        years[fact.year or 0].append(fact)
    first = max(min(years), max(years) - MOST_YEARS + 1)
    points = tuple(_point(year, years.get(year, [])) for year in range(first, max(years) + 1))
    while points[0].rank is None:  # the cut may have left unknown years in front
        points = points[1:]
    group = next((fact.group for fact in facts if fact.group), None)
    return Series(facts[0].index, group, points)


def _point(year: int, facts: list[Fact]) -> Point:
    if not facts:
        return Point(year)
    main, *rest = sorted(facts, key=lambda fact: (-fact.weight, fact.rank or 0))
    others = sorted({fact.rank for fact in rest if fact.rank is not None} - {main.rank})
    total = main.of_total if main.of_total is not None and main.of_total <= _WORST else None
    disputed = "rank" in main.disputed
    change = None if disputed else main.rank_change
    return Point(year, main.rank, total, tuple(others), disputed, main.doubtful, change)
