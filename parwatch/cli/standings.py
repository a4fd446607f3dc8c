"""Facts on a terminal: the tables of `parwatch rankings`, made to fit 80 columns and to use 120."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from parwatch.cli.console import clean, out
from parwatch.spelling import NOTHING, measure
from parwatch_core.leagues import Gap, League

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from parwatch_core.facts import Fact
    from parwatch_core.places import Place
    from storage.values import UnitHistory

_TRACK = 13
# Where there is room for what a narrow terminal does without: the newest article.
_WIDE = 110
_GAP = "not known"
_SHARED = ("+/-", "Score", "Art.")
_RIGHT = ("Rank", "Art.")
_NOTE, _NEWEST = "Note", "Newest article"


def show_history(known: UnitHistory, facts: Sequence[Fact]) -> None:
    """A table for each unit, then what became of those that ended."""
    console = out()
    for number, (_, group) in enumerate(groupby(facts, key=lambda fact: fact.subject)):
        some = list(group)
        if number:
            console.print()
        console.print(_styled(heading(some[0]), "bold"))
        grid = _grid(("Year", "Index", "Rank", "", *_SHARED), some)
        for fact in some:
            _row(grid, fact, str(fact.year or NOTHING), _index(fact), _rank(fact), _track(fact))
        console.print(grid)
    for line in (*_nothing(known), *links(known)):
        console.print(_styled(line, "dim" if facts else ""))


def show_facts(facts: Iterable[Fact]) -> None:
    """One table for all units."""
    some = list(facts)
    grid = _grid(("Year", "Index", "Unit", "Rank", *_SHARED), some)
    for fact in some:
        name = f"{heading(fact)} ({fact.group})" if fact.group else heading(fact)
        _row(grid, fact, str(fact.year or NOTHING), fact.index.value, _plain(name), _rank(fact))
    out().print(grid)


def show_leagues(tables: Iterable[League]) -> None:
    """A table for each league, by rank, with the ranks that nobody reported."""
    console = out()
    for number, league in enumerate(tables):
        if number:
            console.print()
        console.print(_styled(league_heading(league), "bold"))
        grid = _grid(("Rank", "Unit", *_SHARED), [row for row in league.rows if not isinstance(row, Gap)])
        for row in league.rows:
            if isinstance(row, Gap):
                grid.add_row(_styled(_span(row), "dim"), _styled(_GAP, "dim"))
            else:
                _row(grid, row, _rank(row, total=False), _plain(row.unit))
        console.print(grid)


def heading(fact: Fact) -> str:
    """ "huyện Hương Sơn, Hà Tĩnh"."""
    return ", ".join(dict.fromkeys(filter(None, (fact.unit, fact.province))))


def league_heading(league: League) -> str:
    """ "PAR 2021, huyện, Hà Tĩnh: 13 ranked"."""
    about = (league.level.value, league.province, league.group)
    parts = [f"{league.index.value} {league.year or NOTHING}", *filter(None, about)]
    return ", ".join(parts) + (f": {league.total} ranked" if league.total else "")


def links(known: UnitHistory) -> Iterator[str]:
    """What became of the units that ended, and where those that began came from; a line for each."""
    from parwatch_core import places

    for place in known.places:
        heirs = places.successors(place)
        before = [old for old in places.predecessors(place) if any(_is_of(fact, old) for fact in known.linked)]
        if heirs:
            yield f"{places.label(place)} no longer exists; on its ground now: {_listed(heirs, place.province)}"
        if before:
            yield f"{places.label(place)} has taken over ground of: {_listed(before, place.province)}"


def _nothing(known: UnitHistory) -> Iterator[str]:
    """A unit that exists, or did, and of which no article was found."""
    from parwatch_core import places

    if not known.facts:
        yield f"nothing is stored of {'; '.join(map(places.label, known.places))}"


def _is_of(fact: Fact, place: Place) -> bool:
    return fact.unit in (place.full, place.name) and fact.province == place.province


def _listed(some: Iterable[Place], home: str) -> str:
    """Names, with their province where it is another one."""
    from parwatch_core import places

    return ", ".join(place.full if place.province == home else places.label(place) for place in some)


# ---- cells


def _grid(columns: Sequence[str], facts: Sequence[Fact]) -> Table:
    """An empty table; the column for notes is there if any fact needs one, the newest article where there is room."""
    from rich.table import Table

    console = out()
    grid = Table(header_style="bold", box=None, pad_edge=False)
    for column in columns:
        folded = column == "Unit" and console.width < _WIDE
        justify: Any = "right" if column in _RIGHT else "left"
        grid.add_column(column, justify=justify, no_wrap=not folded, overflow="fold", min_width=18 if folded else None)
    if any(fact.disputed or fact.doubtful for fact in facts):
        grid.add_column(_NOTE, no_wrap=True)
    if console.width >= _WIDE:
        grid.add_column(_NEWEST)  # the one that gives way
    return grid


def _row(grid: Table, fact: Fact, *first: str | Text) -> None:
    """The cells that all tables share after their own first ones."""
    cells = [*first, _change(fact.rank_change), measure(fact.score, fact.score_unit), str(fact.articles)]
    headers = [column.header for column in grid.columns]
    if _NOTE in headers:
        cells.append(_note(fact))
    if _NEWEST in headers:
        newest = max(fact.witnesses, key=lambda witness: witness.dated)
        cells.append(_one_line(f"{newest.portal}: {newest.title}"))
    grid.add_row(*cells)


def _rank(fact: Fact, *, total: bool = True) -> str:
    if fact.rank is None:
        return NOTHING
    return f"{fact.rank}/{fact.of_total}" if total and fact.of_total else str(fact.rank)


def _index(fact: Fact) -> Text:
    return _plain(f"{fact.index.value} ({fact.group})" if fact.group else fact.index.value)


def _change(places: int | None) -> Text:
    if places is None:
        return _styled("", "")
    if places == 0:
        return _styled("=", "dim")
    return _styled(f"▲ {places}", "green") if places > 0 else _styled(f"▼ {-places}", "red")


def _note(fact: Fact) -> Text:
    """What has to be known before it is believed."""
    if fact.disputed:
        return _styled(
            "disputed" if "rank" in fact.disputed else f"disputed {fact.disputed[0].split('_')[-1]}", "yellow"
        )
    return _styled("doubtful" if fact.doubtful else "", "yellow")


def _track(fact: Fact) -> Text:
    """A ball on its way: the left end is rank 1, the right end the last."""
    if fact.rank is None or not fact.of_total or fact.of_total < max(fact.rank, 2) or not _shows("●·"):
        return _styled("", "")
    place = round((fact.rank - 1) * (_TRACK - 1) / (fact.of_total - 1))
    track = _styled("·" * place, "dim")
    return track.append("●", "bold").append("·" * (_TRACK - 1 - place), "dim")


def _span(gap: Gap) -> str:
    return str(gap.first) if gap.first == gap.last else f"{gap.first}-{gap.last}"


def _shows(signs: str) -> bool:
    try:
        signs.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> Text:
    """What portals write, never markup."""
    return _styled(text, "")


def _one_line(text: str) -> Text:
    """Text of a portal that is cut where the column ends."""
    from rich.text import Text

    return Text(clean(text), no_wrap=True, overflow="ellipsis")


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(clean(text), style)
