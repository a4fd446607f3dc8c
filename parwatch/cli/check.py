"""`parwatch check URL`: what would be watched at an address. Stores nothing."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from parwatch.cli.console import AsJson, clean, print_json
from parwatch_core.errors import ParwatchError


def check(
    url: Annotated[str, typer.Argument(help="A portal's address, as it would stand in sources.toml.")],
    as_json: AsJson = False,
) -> None:
    """What would be watched at this address: channels, newest articles, one extracted, and a block to paste."""
    from rich.console import Console

    from parwatch.cli import inspection, portrait

    with Console(stderr=True).status(f"looking at {clean(url)}") as status:
        found = inspection.inspect(url, lambda asked: status.update(f"reading {clean(asked)}"))
    if as_json:
        print_json(found)
    else:
        portrait.show(found)
    if not found.articles:
        sys.stdout.flush()
        raise ParwatchError(f"no article could be read at {found.url}; {found.problems[-1] if found.problems else ''}")
