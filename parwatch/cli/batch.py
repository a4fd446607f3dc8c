"""The `--batch` commands: JSON lines in, JSON lines out, in order. Other programs call them; their format is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from parwatch.cli.progress import tracked
from parwatch_core.analysis import batch as analysis_batch
from parwatch_core.errors import ParwatchError
from scraper.dedup import batch as dedup_batch

Record = dict[str, Any]
Batch = Annotated[Path, typer.Option("--batch", metavar="IN.jsonl", help="JSON lines to read; - for standard input.")]


def extract(
    batch: Batch,
    no_cms: Annotated[bool, typer.Option("--no-cms", help="Without the CMS rules: what an unknown CMS gets.")] = False,
    learn: Annotated[bool, typer.Option("--learn", help="Pages of one host teach each other.")] = False,
) -> None:
    """Saved pages -> clean articles: lines {"id","url","file"} -> {"id","kind","title","date","author","text"}."""
    from scraper.extract import batch as extract_batch

    base = Path() if str(batch) == "-" else batch.parent
    records = list(_read(batch, ("id", "file")))
    pages = [{**record, "file": str(base / record["file"])} for record in records]
    _write(extract_batch.run(pages, cms=not no_cms, learn=learn), total=len(records))


def analyse(batch: Batch) -> None:
    """Texts -> ranking facts.

    Lines {"id","title","text","published"?,"portal_unit"?} -> {"id","is_reform_ranking","facts"}.
    """
    _each(batch, ("id", "title", "text"), analysis_batch.analyse_record)


def dedup(batch: Batch) -> None:
    """Texts -> which repeats which: lines {"id","title","text","published"?} -> {"id","same_as","kind"}, in order."""
    records = list(_read(batch, ("id", "title", "text")))
    texts = (dedup_batch.Record(str(record["id"]), str(record["title"]), str(record["text"])) for record in records)
    judged = dedup_batch.same_stories(texts)
    _write(
        ({"id": r["id"], "same_as": s.same_as, "kind": s.kind} for r, s in zip(records, judged, strict=True)),
        len(records),
    )


def _each(batch: Path, needed: tuple[str, ...], work: Callable[[Record], Record]) -> None:
    records = list(_read(batch, needed))
    _write(map(work, records), total=len(records))


def _read(path: Path, needed: tuple[str, ...]) -> Iterator[Record]:
    try:
        lines = sys.stdin.read().splitlines() if str(path) == "-" else path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ParwatchError(f"{path}: cannot be read ({reason})") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _record(f"{path}:{number}", line, needed)


def _record(where: str, line: str, needed: tuple[str, ...]) -> Record:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ParwatchError(f"{where}:{error.colno}: not JSON ({error.msg}); write one object a line") from None
    if not isinstance(record, dict):
        raise ParwatchError(f"{where}:1: write one JSON object a line")
    missing = [name for name in needed if not isinstance(record.get(name), (str, int))]
    if missing:
        raise ParwatchError(f"{where}:1: the object has no {', '.join(missing)}")
    return record


def _write(records: Iterable[Mapping[str, object]], total: int) -> None:
    for record in tracked(records, total=total):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
