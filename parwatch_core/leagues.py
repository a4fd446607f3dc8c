"""Leagues: the facts of one index and year as tables by rank, in which what nobody reported is seen to be missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parwatch_core.facts import Fact
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.text import search_key

# Ranked in one table for the whole country; all others in one for each province.
NATIONAL = (UnitLevel.PROVINCE, UnitLevel.MINISTRY, UnitLevel.NATION)
_LEVELS = tuple(UnitLevel)
# A total that no country has: whoever misreads one must not make a table of a million gaps out of it.
_LARGEST = 5000


@dataclass(frozen=True, slots=True)
class Gap:
    """Ranks `first` to `last`, of which no article says who has them."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class League:
    """Units that were ranked against each other. `province` is None for provinces and ministries.

    `rows` go by rank; facts with a score alone come last. `total` is how many were ranked, as most articles say.
    """

    index: Index
    year: int | None
    level: UnitLevel
    province: str | None
    group: str | None
    total: int | None
    rows: tuple[Fact | Gap, ...]


def leagues(facts: Iterable[Fact]) -> tuple[League, ...]:
    """The tables in these facts: by index, the newest year first, provinces before what lies in them."""
    tables: defaultdict[tuple[Index, int | None, UnitLevel, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        home = "" if fact.level in NATIONAL else fact.province or ""
        tables[fact.index, fact.year, fact.level, home].append(fact)
    order = sorted(tables, key=lambda key: (key[0], key[1] is None, -(key[1] or 0), _LEVELS.index(key[2]), key[3]))
    return tuple(league for key in order for league in _by_group(tables[key]))


def _by_group(facts: list[Fact]) -> Iterator[League]:
    """One table for each group; facts without one join the only group that there is."""
    names = {search_key(fact.group): fact.group for fact in facts if fact.group}
    only = next(iter(names)) if len(names) == 1 else ""
    tables: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        tables[search_key(fact.group) if fact.group else only].append(fact)
    for name in sorted(tables):
        yield _league(tables[name], names.get(name))


def _league(facts: list[Fact], group: str | None) -> League:
    head = facts[0]
    total = _total(facts)
    province = None if head.level in NATIONAL else head.province
    return League(head.index, head.year, head.level, province, group, total, tuple(_rows(facts, total)))


def _total(facts: Sequence[Fact]) -> int | None:
    totals = Counter(fact.of_total for fact in facts if fact.of_total is not None)
    return max(totals, key=lambda total: (totals[total], total), default=None)


def _rows(facts: list[Fact], total: int | None) -> Iterator[Fact | Gap]:
    """By rank with the gaps between; two units that share rank 3 leave no one for rank 4, unless somebody is."""
    free = 1
    ranked = sorted((fact for fact in facts if fact.rank is not None), key=_by_rank)
    for fact in ranked:
        rank = fact.rank or 0
        if free < rank <= _LARGEST:
            yield Gap(free, rank - 1)
        yield fact
        free = max(free, rank) + 1 if "rank" not in fact.disputed else max(free, rank + 1)
    if total is not None and free <= total <= _LARGEST:
        yield Gap(free, total)
    yield from sorted((fact for fact in facts if fact.rank is None), key=lambda fact: (-(fact.score or 0), fact.unit))


def _by_rank(fact: Fact) -> tuple[int, bool, int, str]:
    return fact.rank or 0, "rank" in fact.disputed, -fact.weight, fact.subject
