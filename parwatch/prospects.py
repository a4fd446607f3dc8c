"""What an address would bring, for the bot: the findings of parwatch.inspection as alerts.desk tells them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from alerts.desk.operations import Place, Prospect
from parwatch import inspection
from parwatch_core.errors import FetchError, ParwatchError
from parwatch_core.notice import Notice, NoticeKind
from scraper import sources
from scraper.fetch import Fetcher

# A survey makes some 30 requests, a second apart; a portal that is slower than this is no use to a person who waits.
SECONDS = 150.0

Looking = Callable[[str], Awaitable[Prospect]]


def looking(fetcher: Fetcher, *, seconds: float = SECONDS) -> Looking:
    """Looks at an address with the service's own fetcher, so that its pace with each host is kept.

    What it returns raises ParwatchError: why there is nothing to be had.
    """

    async def look(url: str) -> Prospect:
        try:
            async with asyncio.timeout(seconds):
                return prospect(await inspection.look_at(fetcher, url, lambda _asked: None))
        except TimeoutError:
            raise ParwatchError(f"{url} could not be looked at within {seconds:.0f} seconds") from None
        except FetchError as error:
            raise ParwatchError(f"{url}: {error.explained}") from None

    return look


def prospect(check: inspection.Check) -> Prospect:
    """The findings, without a token: who keeps them gives it."""
    found = check.found
    (source,) = sources.parse(check.block)
    return Prospect(
        token="",
        url=check.url,
        name=source.name,
        unit=found.unit,
        cms=found.cms,
        places=tuple(Place(one.kind.value, one.url, one.sureness, one.confidence) for one in check.channels),
        newest=tuple((link.published, link.title or link.url) for link in check.newest),
        example=_example(check),
        is_ranking=bool(check.example and check.example.verdict and check.example.verdict.is_reform_ranking),
        problems=check.problems,
        block=check.block,
    )


def _example(check: inspection.Check) -> Notice | None:
    """The article that was extracted, as an alert would tell it."""
    example = check.example
    if example is None:
        return None
    page, verdict = example.page, example.verdict
    claims = verdict.claims if verdict else ()
    return Notice(NoticeKind.NEW, page.title, example.url, check.found.site_name or check.url, claims, page.published)
