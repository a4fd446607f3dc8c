"""sources.toml while the service runs: an edit is picked up, a broken edit keeps the last good set and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from watchfiles import awatch

from parwatch_core.errors import SourcesError
from parwatch_core.source import Source
from scraper import sources

log = structlog.get_logger("parwatch.sources")


class SourcesFile:
    """The file and the last good set of sources that it held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sources: tuple[Source, ...] = ()
        self.trouble: str | None = None

    def load(self) -> tuple[Source, ...]:
        """Read the file for the first time. Raises SourcesError."""
        self.sources = sources.load(self.path)
        return self.sources

    def reload(self) -> bool:
        """Read the file again. True when the set changed; a broken file changes nothing and is reported."""
        try:
            fresh = sources.load(self.path)
        except SourcesError as error:
            self.trouble = str(error)
            log.error("sources.toml was not taken over; the last good version stays", problems=str(error))
            return False
        changed = fresh != self.sources
        if changed or self.trouble:
            log.info("sources.toml read", sources=len(fresh))
        self.sources, self.trouble = fresh, None
        return changed

    async def follow(self, apply: Callable[[tuple[Source, ...]], Awaitable[None]]) -> None:
        """Watch until cancelled. The directory is watched, not the file: editors replace files."""
        async for changes in awatch(self.path.absolute().parent, recursive=False):
            if any(Path(changed).name == self.path.name for _, changed in changes) and self.reload():
                await apply(self.sources)
