"""The `--batch` commands: JSON lines in, JSON lines out, in order. Other programs call them; their format is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parwatch.cli.console import dumps
from parwatch.cli.progress import tracked
from parwatch_core.errors import ParwatchError

if TYPE_CHECKING:
    from scraper.dedup.batch import Sameness

Record = dict[str, Any]
# May be left out or null; if they are there they are text.
_OPTIONAL = ("url", "portal_unit", "portal_province")
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
    from parwatch_core.analysis.batch import analyse_record

    _each(batch, ("id", "title", "text"), analyse_record)


def dedup(batch: Batch) -> None:
    """Texts -> which repeats which: lines {"id","title","text","published"?} -> {"id","same_as","kind"}, in order."""
    from scraper.dedup import batch as dedup_batch

    records = list(_read(batch, ("id", "title", "text")))
    # Known by their place meanwhile: what the caller's ids are (numbers, words, twice the same) is the caller's matter.
    texts = (dedup_batch.Record(str(place), r["title"], r["text"]) for place, r in enumerate(records))
    judged = dedup_batch.same_stories(texts)
    _write((_sameness(records, record, same) for record, same in zip(records, judged, strict=True)), len(records))


def _sameness(records: list[Record], record: Record, same: Sameness) -> Record:
    first = None if same.same_as is None else records[int(same.same_as)]["id"]
    return {"id": record["id"], "same_as": first, "kind": same.kind}


def _each(batch: Path, needed: tuple[str, ...], work: Callable[[Record], Record]) -> None:
    records = list(_read(batch, needed))
    _write(map(work, records), total=len(records))


def _read(path: Path, needed: tuple[str, ...]) -> Iterator[Record]:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"not UTF-8 at byte {error.start + 1}"
        raise ParwatchError(f"{path}: cannot be read ({reason})") from None
    # Not splitlines: JSON strings may hold U+2028 and its like as they are.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(f"{path}:{number}", line, needed)


def _record(where: str, line: str, needed: tuple[str, ...]) -> Record:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise ParwatchError(f"{where}:{error.colno}: not JSON ({error.msg}); write one object a line") from None
    except (ValueError, RecursionError):
        raise ParwatchError(f"{where}:1: a number too long or a nesting too deep; write one object a line") from None
    if not isinstance(record, dict):
        raise ParwatchError(f"{where}:1: write one JSON object a line")
    for name in needed:
        if record.get(name) is None:
            raise ParwatchError(f"{where}:1: the object has no {name}")
    for name in (*needed, *_OPTIONAL):
        if not isinstance(record.get(name, ""), (str, int, type(None)) if name == "id" else (str, type(None))):
            raise ParwatchError(f"{where}:1: {name} is no text")
    if "\0" in str(record.get("file", "")):
        raise ParwatchError(f"{where}:1: file is no path")
    return record


def _write(records: Iterable[Mapping[str, object]], total: int) -> None:
    for record in tracked(records, total=total):
        sys.stdout.write(dumps(record) + "\n")
    sys.stdout.flush()
