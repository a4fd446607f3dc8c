"""`parwatch check URL`: what would be watched at an address. Stores nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from parwatch.cli.console import AsJson, print_json


def check(
    url: Annotated[str, typer.Argument(help="A portal's address, as it would stand in sources.toml.")],
    as_json: AsJson = False,
) -> None:
    """What would be watched at this address: channels, newest articles, one extracted, and a block to paste."""
    from parwatch.cli import inspection

    found = inspection.inspect(url)
    if as_json:
        print_json(found)
    else:
        inspection.show(found)
    if not found.newest:
        raise typer.Exit(1)
