"""How commands print: tables for people, JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parwatch.spelling import place, score

if TYPE_CHECKING:
    from rich.console import Console

    from parwatch_core.ranking import RankingClaim

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
# Databases count in 64 bits; nobody means more than this.
_MOST = 10**9
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=_MOST, help="How many at most.")]


def out() -> Console:
    """The console for what a person asked for; wide when it is not a terminal, so that nothing is cut in a pipe."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, soft_wrap=not sys.stdout.isatty())


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None) -> None:
    """Print rows under a head. Cells are plain text: what looks like markup in them is shown as it is."""
    from rich.table import Table

    shown = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(clean(cell).replace("[", "\\[") for cell in row))
    out().print(shown)


def print_json(value: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(dumps(jsonable(value), indent=2) + "\n")


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON with Vietnamese as it is; escaped where stdout could not write it, so that it stays JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def clean(text: str) -> str:
    """Text of a portal for a terminal: on one line, and nothing in it that a terminal would obey."""
    return "".join(char if char.isprintable() else " " for char in text)


def jsonable(value: object) -> Any:
    """Frozen values as plain JSON: dataclasses by field, times in ISO 8601, durations in seconds."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(jsonable(key)): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(item) for item in value]
    return value


def claim_line(claim: RankingClaim) -> str:
    """One claim in one line."""
    change = f" ({claim.rank_change:+d})" if claim.rank_change else ""
    year = f" {claim.year}" if claim.year else ""
    points = f", {score(claim)}" if claim.score is not None else ""
    where = f", {claim.province}" if claim.province and claim.province not in claim.unit else ""
    return f"{claim.unit}{where}: {claim.index.value}{year} {place(claim)}{change}{points}"
