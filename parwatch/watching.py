"""sources.toml while the service runs: an edit is picked up, a broken edit keeps the last good set and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog
from watchfiles import awatch

from parwatch_core.errors import ParwatchError, SourcesError
from parwatch_core.outlet import Outlet
from parwatch_core.source import Source
from parwatch_core.topic import Topic
from scraper import sources

log = structlog.get_logger("parwatch.sources")

# Where the kernel tells nothing (network drives, a file mounted into a container, links that are switched), a look at
# the file does.
LOOK_MILLISECONDS = 5000
# How often watchfiles wakes up to see whether the kernel has told it anything; its own 50 ms cost more than all else
# that an idle service does.
STEP_MILLISECONDS = 500

_State = tuple[int, int, int] | None


def named(watched: Sequence[Source], name: str) -> Source:
    """The source of that name, enabled or not. Raises ParwatchError, which lists the names that there are."""
    for source in watched:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in watched)
    raise ParwatchError(f"no source is called {name!r}; there are: {known}")


class SourcesFile:
    """The file and the last good set of sources that it held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sources: tuple[Source, ...] = ()
        self.topics: tuple[Topic, ...] = ()
        self.channels: tuple[Outlet, ...] = ()
        self.trouble: str | None = None
        self._seen: _State = None

    def load(self) -> tuple[Source, ...]:
        """Read the file for the first time. Raises SourcesError."""
        self._seen = self._state()
        fresh = sources.read(self.path)
        self.sources, self.topics, self.channels = fresh.sources, fresh.topics, fresh.channels
        return self.sources

    def reload(self) -> bool:
        """Read the file again. True when the set changed; a broken file changes nothing and is reported."""
        self._seen = self._state()
        try:
            fresh = sources.read(self.path)
        except SourcesError as error:
            self._complain(error)
            return False
        now = (self.sources, self.topics, self.channels)
        changed = (fresh.sources, fresh.topics, fresh.channels) != now
        if changed or self.trouble:
            log.info("sources.toml read", sources=len(fresh.sources), topics=len(fresh.topics))
        self.sources, self.topics, self.channels = fresh.sources, fresh.topics, fresh.channels
        self.trouble = None
        return changed

    async def follow(self, apply: Callable[[tuple[Source, ...]], Awaitable[None]]) -> None:
        """Watch until cancelled. The directory is watched, not the file: editors replace files."""
        directory = self.path.absolute().parent
        changes = awatch(
            directory,
            recursive=False,
            yield_on_timeout=True,
            rust_timeout=LOOK_MILLISECONDS,
            step=STEP_MILLISECONDS,
        )
        async for _ in changes:
            if self._state() != self._seen and self.reload():
                await apply(self.sources)

    def _complain(self, error: SourcesError) -> None:
        """One line for each mistake, with its place; the same mistakes again are no news."""
        if str(error) != self.trouble:
            for problem in error.problems:
                log.error("sources.toml was not taken over; the last good version stays", mistake=f"{problem}")
        self.trouble = str(error)

    def _state(self) -> _State:
        """What changes when the file does; None while it cannot be seen."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
