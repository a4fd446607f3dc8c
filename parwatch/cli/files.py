"""What commands write for programs and spreadsheets: to a file, or to standard output."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from parwatch_core.errors import ParwatchError

# Characters that make a spreadsheet take a cell for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def inert(cell: object) -> object:
    """Text of portals must not run as a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def write_csv(stream: TextIO, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """RFC 4180 with a stable head; numbers with a point, so that no spreadsheet's language changes them."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])


@contextmanager
def target(path: Path | None) -> Iterator[TextIO]:
    """The file, or standard output where none is named. Raises ParwatchError when it cannot be written."""
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
        raise unwritable(path, error) from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file. Raises ParwatchError when it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> ParwatchError:
    """One clear line for a file that cannot be written."""
    return ParwatchError(f"{path}: cannot be written ({error.strerror}); check the directory")
