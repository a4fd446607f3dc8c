"""Progress for long work, on stderr and only where a person looks on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
BAR_FROM = 50


def tracked(items: Iterable[Item], *, total: int, what: str = "") -> Iterator[Item]:
    """Pass the items on; a bar shows how far it is where stderr is a terminal and there is enough to wait for."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    quiet = not console.is_terminal or total < BAR_FROM
    yield from track(items, description=what, total=total, console=console, transient=True, disable=quiet)
