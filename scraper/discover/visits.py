"""The requests of one survey: bounded, one after the other, and no failure but the first ends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from scraper.discover.channels import Fetched, Get
from scraper.fetch import Kind

MOST_REQUESTS = 18


@dataclass(slots=True)
class Visits:
    """Fetches through `get` while requests are left; `problems` are sentences for a person."""

    get: Get
    left: int = MOST_REQUESTS
    problems: list[str] = field(default_factory=list)

    async def opening(self, url: str) -> Fetched:
        """The address that was given, which may be a page or a feed. Raises FetchError: without it there is nothing."""
        self.left -= 1
        try:
            return await self.get(url, "page")
        except FetchError as error:
            if error.status is not FetchStatus.BAD_TYPE:
                raise
            return await self.get(url, "feed")

    async def fetch(self, url: str, kind: Kind, *, needed: bool = False) -> Fetched | None:
        """A further address; None where it fails. A failure is a problem only where the answer is `needed`."""
        if self.left <= 0:
            return None
        self.left -= 1
        try:
            return await self.get(url, kind)
        except FetchError as error:
            if needed:
                self.problems.append(f"{url}: {error}")
            return None
