"""`parwatch rankings`: who stood where in which year, and how many articles say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parwatch.cli.console import AsJson, Limit, print_json
from parwatch.cli.files import target, write_bytes, write_csv
from parwatch.cli.standings import heading, league_heading, links, show_facts, show_history, show_leagues
from parwatch.cli.upkeep import reading
from parwatch_core.errors import ParwatchError
from parwatch_core.leagues import League, leagues
from parwatch_core.notice import Language
from parwatch_core.ranking import Index, UnitLevel

if TYPE_CHECKING:
    from parwatch_core.facts import Fact
    from storage.values import UnitHistory

COLUMNS = (
    "year", "index", "unit", "level", "province", "group", "rank", "of_total", "rank_change", "score", "score_unit",
    "score_change", "disputed", "doubtful", "articles", "portals", "evidence", "portal", "date", "title", "url",
)  # fmt: skip


def rankings(
    unit: Annotated[str | None, typer.Option(help="A unit's name, with or without marks, kind and province.")] = None,
    index: Annotated[Index | None, typer.Option(help="Only this index.", case_sensitive=False)] = None,
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="Only this year of the index.")] = None,
    province: Annotated[str | None, typer.Option(help="Only units of this province.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.")] = False,
    to: Annotated[Path | None, typer.Option("--out", help="The file for --csv; else standard output.")] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the ranks of --unit, or the league, into this file: .png or .svg.")
    ] = None,
    language: Annotated[Language, typer.Option(help="The language of the picture.")] = Language.VI,
) -> None:
    """Where units stood, newest year first: one line for all articles that agree, each reading where they do not.

    With --index and --year but no --unit: league tables by rank, whole, with the ranks that no article
    names.
    """
    league = unit is None and index is not None and year is not None
    _refuse_unusable(unit is not None or league, picture, as_json, as_csv, to)
    known, facts = _found(unit, index, year, province, None if league else limit)
    if picture is not None:
        _draw_unit(facts, picture, language) if known else _draw_league(_tables(facts, province), picture, language)
    elif as_json:
        _tell(known)
        print_json([_jsonable(fact) for fact in facts])
    elif as_csv:
        _tell(known)
        with target(to) as stream:
            write_csv(stream, COLUMNS, map(_csv_row, facts))
    elif known is not None:
        show_history(known, facts)
    elif league:
        show_leagues(_tables(facts, province))
    else:
        show_facts(facts)


def _refuse_unusable(drawable: bool, picture: Path | None, as_json: bool, as_csv: bool, to: Path | None) -> None:
    """Options that mean nothing together are wrong usage."""
    if picture is not None and not drawable:
        message = "a picture shows one unit or one league: add --unit, or --index and --year"
        raise typer.BadParameter(message, param_hint="--picture")
    if picture is not None and picture.suffix.lower() not in (".png", ".svg"):
        raise typer.BadParameter("the name must end in .png or .svg", param_hint="--picture")
    if to is not None and not as_csv:
        raise typer.BadParameter("only with --csv", param_hint="--out")
    if as_json + as_csv + (picture is not None) > 1:
        raise typer.BadParameter("one of --json, --csv and --picture at a time")


def _found(
    unit: str | None, index: Index | None, year: int | None, province: str | None, limit: int | None
) -> tuple[UnitHistory | None, Sequence[Fact]]:
    from storage import rankings as ranking_store

    with reading() as session:
        if unit is None:
            return None, ranking_store.facts(session, index=index, year=year, province=province, limit=limit)
        known = ranking_store.history(session, unit, index=index, year=year, province=province)
    if not known.places and not known.facts:
        raise _unknown(unit, known)
    return known, _in_order(known)[:limit]


def _in_order(known: UnitHistory) -> list[Fact]:
    """Unit by unit, those that were asked for before those that they are linked to."""
    own, linked = ({fact.subject: None for fact in some} for some in (known.facts, known.linked))
    order = {subject: number for number, subject in enumerate([*own, *linked])}
    return sorted((*known.facts, *known.linked), key=lambda fact: order[fact.subject])


def _unknown(unit: str, known: UnitHistory) -> ParwatchError:
    from parwatch_core import places

    near = "; ".join(map(places.label, known.suggestions))
    return ParwatchError(f"no unit is called {unit!r}" + (f"; did you mean: {near}?" if near else ""))


def _tell(known: UnitHistory | None) -> None:
    """What a table would say below itself goes to stderr beside data."""
    for line in links(known) if known is not None else ():
        typer.echo(line, err=True)


def _tables(facts: Iterable[Fact], province: str | None) -> tuple[League, ...]:
    """Who asks for a province wants its units ranked, not the province among all others."""
    return leagues(fact for fact in facts if province is None or fact.level is not UnitLevel.PROVINCE)


def _draw_league(tables: Sequence[League], file: Path, language: Language) -> None:
    from parwatch import pictures

    if not tables:
        raise ParwatchError("nothing is stored of this league")
    league, *others = tables
    if file.suffix.lower() == ".svg":
        write_bytes(file, pictures.league_svg(league, language).encode())
    else:
        write_bytes(file, pictures.league_png(league, language))
    typer.echo(f"{file} written: {league_heading(league)}")
    if others:
        typer.echo(f"not in it: {'; '.join(map(league_heading, others))}", err=True)


def _draw_unit(facts: Sequence[Fact], file: Path, language: Language) -> None:
    from parwatch import pictures

    shown = [fact for fact in facts if fact.subject == facts[0].subject]
    others = dict.fromkeys(heading(fact) for fact in facts if fact.subject != facts[0].subject)
    if file.suffix.lower() == ".svg":
        write_bytes(file, pictures.unit_svg(shown, language).encode())
    else:
        write_bytes(file, pictures.unit_png(shown, language))
    typer.echo(f"{file} written: {heading(shown[0])}")
    if others:
        typer.echo(f"not in it: {'; '.join(others)}", err=True)


def _jsonable(fact: Fact) -> dict[str, Any]:
    from parwatch.cli.console import jsonable

    return {**jsonable(fact), "articles": fact.articles, "portals": list(fact.portals)}


def _csv_row(fact: Fact) -> tuple[Any, ...]:
    first = fact.witnesses[0]
    return (
        fact.year, fact.index.value, fact.unit, fact.level.value, fact.province, fact.group, fact.rank, fact.of_total,
        fact.rank_change, fact.score, fact.score_unit, fact.score_change, " ".join(fact.disputed),
        "yes" if fact.doubtful else "", fact.articles, "; ".join(fact.portals), first.claim.evidence, first.portal,
        first.dated.isoformat(), first.title, first.url,
    )  # fmt: skip
