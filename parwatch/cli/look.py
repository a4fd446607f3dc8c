"""Commands that look at what is stored. None of them changes it; `export` writes the file that it is given."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parwatch.cli.console import AsJson, Limit, claim_line, dumps, jsonable, print_json, table
from parwatch.cli.files import target, write_csv
from parwatch.cli.progress import tracked
from parwatch.cli.upkeep import reading
from parwatch.spelling import moment
from parwatch_core.zones import VIETNAM

if TYPE_CHECKING:
    from parwatch_core.source import Source
    from storage.values import SourceState, StoredArticle, StoredClaim


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
    topic: Annotated[str | None, typer.Option(help="Only those of this [[topic]] of sources.toml.")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """The stored articles, newest first."""
    from storage import articles as article_store
    from storage import search

    # The first day of the calendar does not exist in every zone.
    start = since.replace(tzinfo=VIETNAM) if since and since.year > 1 else None
    with reading() as session:
        if words is not None:
            hits = search.articles(session, words, limit)
            found = [stored for hit in hits if (stored := article_store.one(session, hit.article_id))]
        else:
            found = list(
                article_store.latest(session, limit, source=source, since=start, reform_only=ranking, topic=topic)
            )
    if as_json:
        print_json(found)
        return
    rows = ([moment(a.dated), a.source, a.title, "; ".join(map(claim_line, _reform(a)))] for a in found)
    table(("Published", "Portal", "Title", "Ranking"), rows)


def sources(as_json: AsJson = False) -> None:
    """The watched sources: how each does, when it was read, when it is due."""
    from parwatch import settings
    from scraper import sources as sources_file
    from storage import sources as source_store

    watched = sources_file.load(settings.load().parwatch_sources)
    with reading() as session:
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

    with reading() as session, target(to) as stream:
        if form is Format.CSV:
            found = ranking_store.find(session, limit=None)
            write_csv(stream, _CSV, map(_csv_row, tracked(found, total=len(found))))
        else:
            for stored in article_store.latest(session, None):
                stream.write(dumps(jsonable(stored)) + "\n")


_CSV = ("year", "index", "unit", "level", "province", "rank", "of_total", "rank_change", "score", "score_unit",
        "evidence", "portal", "date", "title", "url")  # fmt: skip


def _csv_row(stored: StoredClaim) -> tuple[Any, ...]:
    claim = stored.claim
    return (
        claim.year, claim.index.value, claim.unit, claim.unit_level.value, claim.province, claim.rank, claim.of_total,
        claim.rank_change, claim.score, claim.score_unit, claim.evidence, stored.source, stored.dated.isoformat(),
        stored.title, stored.url,
    )  # fmt: skip


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
