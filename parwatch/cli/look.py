"""Commands that look at what is stored. None of them changes it; `export` writes the file that it is given."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from parwatch.cli.console import AsJson, claim_line, dumps, jsonable, print_json, table
from parwatch.cli.progress import tracked
from parwatch.cli.upkeep import opened
from parwatch.spelling import moment, place, score
from parwatch_core.errors import ParwatchError
from parwatch_core.ranking import Index
from parwatch_core.zones import VIETNAM

if TYPE_CHECKING:
    from parwatch_core.source import Source
    from storage.database import Session
    from storage.values import SourceState, StoredArticle, StoredClaim

# Databases count in 64 bits; nobody means more than this.
_MOST = 10**9
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=_MOST, help="How many at most.")]
# Characters that make a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """What `export` writes."""

    CSV = "csv"
    JSONL = "jsonl"


def articles(
    source: Annotated[str | None, typer.Option(help="Only of this source.")] = None,
    words: Annotated[str | None, typer.Option("--search", help="Words to find, with or without marks.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Published on this day or later.")
    ] = None,
    ranking: Annotated[bool, typer.Option("--ranking", help="Only those that report a reform ranking.")] = False,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """The stored articles, newest first."""
    from storage import articles as article_store
    from storage import search

    # The first day of the calendar does not exist in every zone.
    start = since.replace(tzinfo=VIETNAM) if since and since.year > 1 else None
    with _reading() as session:
        if words is not None:
            hits = search.articles(session, words, limit)
            found = [stored for hit in hits if (stored := article_store.one(session, hit.article_id))]
        else:
            found = list(article_store.latest(session, limit, source=source, since=start, reform_only=ranking))
    if as_json:
        print_json(found)
        return
    rows = ([moment(a.dated), a.source, a.title, "; ".join(map(claim_line, _reform(a)))] for a in found)
    table(("Published", "Portal", "Title", "Ranking"), rows)


def rankings(
    unit: Annotated[str | None, typer.Option(help="A unit's name, with or without marks.")] = None,
    index: Annotated[Index | None, typer.Option(help="Only this index.", case_sensitive=False)] = None,
    year: Annotated[int | None, typer.Option(min=1, max=9999, help="Only this year of the index.")] = None,
    province: Annotated[str | None, typer.Option(help="Only units of this province.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """The ranking claims of the stored articles, newest year first."""
    from storage import rankings as ranking_store

    with _reading() as session:
        found = ranking_store.find(session, unit=unit, index=index, year=year, province=province, limit=limit)
    if as_json:
        print_json(found)
        return
    table(("Year", "Index", "Unit", "Province", "Rank", "Score", "Portal", "Article"), map(_claim_row, found))


def sources(as_json: AsJson = False) -> None:
    """The watched sources: how each does, when it was read, when it is due."""
    from parwatch import settings
    from scraper import sources as sources_file
    from storage import sources as source_store

    watched = sources_file.load(settings.load().parwatch_sources)
    with _reading() as session:
        states = {state.name: state for state in source_store.states(session)}
    if as_json:
        print_json([{**jsonable(source), "state": states.get(source.name)} for source in watched])
        return
    rows = (_source_row(source, states.get(source.name)) for source in watched)
    table(("Source", "State", "Last poll", "Next", "Articles", "Note"), rows)


def export(
    form: Annotated[
        Format, typer.Option("--format", help="csv opens in a spreadsheet, jsonl in programs.")
    ] = Format.CSV,
    to: Annotated[Path | None, typer.Option("--out", help="The file to write; else standard output.")] = None,
) -> None:
    """Every ranking claim (csv), or every article with its claims (jsonl)."""
    from storage import articles as article_store
    from storage import rankings as ranking_store

    with _reading() as session, _target(to) as stream:
        if form is Format.CSV:
            found = ranking_store.find(session, limit=None)
            _write_csv(stream, tracked(found, total=len(found)))
        else:
            for stored in article_store.latest(session, None):
                stream.write(dumps(jsonable(stored)) + "\n")


def _write_csv(stream: TextIO, found: Iterable[StoredClaim]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_CSV)
    for stored in found:
        writer.writerow([_inert(cell) for cell in _csv_row(stored)])


_CSV = ("year", "index", "unit", "level", "province", "rank", "of_total", "rank_change", "score", "score_unit",
        "evidence", "portal", "date", "title", "url")  # fmt: skip


def _csv_row(stored: StoredClaim) -> tuple[Any, ...]:
    claim = stored.claim
    return (
        claim.year, claim.index.value, claim.unit, claim.unit_level.value, claim.province, claim.rank, claim.of_total,
        claim.rank_change, claim.score, claim.score_unit, claim.evidence, stored.source, stored.dated.isoformat(),
        stored.title, stored.url,
    )  # fmt: skip


def _inert(cell: object) -> object:
    """Text of portals must not run as a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _claim_row(stored: StoredClaim) -> tuple[str, ...]:
    claim = stored.claim
    year = str(claim.year) if claim.year else "-"
    return (
        year,
        claim.index.value,
        claim.unit,
        claim.province or "-",
        place(claim),
        score(claim),
        stored.portal,
        stored.title,
    )


def _source_row(source: Source, state: SourceState | None) -> tuple[str, ...]:
    if not source.enabled:
        return source.name, "off", "-", "-", "-", ""
    if state is None or state.last_poll is None:
        return source.name, "new", "-", "-", "-", "not polled yet"
    mood = "ok" if state.failures == 0 else f"failing x{state.failures} ({state.last_status})"
    return (
        source.name,
        mood,
        moment(state.last_poll),
        moment(state.next_due),
        str(state.articles),
        state.last_error or "",
    )


def _reform(stored: StoredArticle) -> list[Any]:
    return [claim for claim in stored.claims if claim.index.is_reform] if stored.is_reform_ranking else []


@contextmanager
def _reading() -> Iterator[Session]:
    with opened() as database, database.read() as session:
        yield session


@contextmanager
def _target(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Data for a program: its letters must not depend on what this terminal can show.
            sys.stdout.reconfigure(encoding="utf-8")
        yield sys.stdout
        return
    try:
        # utf-8-sig: without the mark a spreadsheet shows Vietnamese as mojibake.
        with path.open("w", encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise ParwatchError(f"{path}: cannot be written ({error.strerror}); check the directory") from None
