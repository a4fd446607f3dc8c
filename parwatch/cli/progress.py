"""Progress for long work, on stderr and only where a person looks on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")
BAR_FROM = 50


def tracked(items: Iterable[Item], *, total: int, what: str = "") -> Iterator[Item]:
    """Pass the items on; a bar shows how far it is where stderr is a terminal and there is enough to wait for."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    quiet = not console.is_terminal or total < BAR_FROM
    yield from track(items, description=what, total=total, console=console, transient=True, disable=quiet)


def counting(*, quiet: bool) -> Progress:
    """A bar that counts steps of several tasks; nothing is drawn where `quiet`, or where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
        transient=True,
    )
