"""`parwatch check URL`: what would be watched at an address. Stores nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parwatch.cli.console import AsJson, clean, print_json
from parwatch_core.errors import ParwatchError, SourcesError

if TYPE_CHECKING:
    from parwatch.inspection import Check
    from parwatch_core.matching import Matcher


def check(
    url: Annotated[str, typer.Argument(help="A portal's address, as it would stand in sources.toml.")],
    as_json: AsJson = False,
) -> None:
    """What would be watched at this address: channels, newest articles, one extracted, and a block to paste."""
    from rich.console import Console

    from parwatch.cli import portrait

    with Console(stderr=True).status(f"looking at {clean(url)}") as status:
        found = _look(url, lambda asked: status.update(f"reading {clean(asked)}"))
    if as_json:
        print_json(found)
    else:
        portrait.show(found)
    if not found.articles:
        sys.stdout.flush()
        raise ParwatchError(f"no article could be read at {found.url}; {found.problems[-1] if found.problems else ''}")


def _look(url: str, tell: Callable[[str], None]) -> Check:
    """Look at an address as `sources.toml` would give it; `tell` hears of each request.

    Raises SettingsError, ParwatchError for what is no web address, FetchError where nothing can be had.
    """
    import asyncio

    from parwatch import bootstrap, inspection, settings

    configured = settings.load()
    topics = _topics(configured.parwatch_sources)

    async def look() -> Check:
        async with bootstrap.fetcher(configured) as fetcher:
            return await inspection.look_at(fetcher, url, tell, topics)

    return asyncio.run(look())


def _topics(path: Path) -> tuple[Matcher, ...]:
    """The topics of sources.toml; none where that cannot be read, which is not what was asked about."""
    from parwatch.topics import matchers
    from scraper import sources

    try:
        return matchers(sources.read(path).topics)
    except SourcesError:
        return ()
