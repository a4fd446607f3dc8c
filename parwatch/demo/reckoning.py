"""Did everything arrive? The truth of the sample portals against the archive and the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import expected_alerts
from parwatch.demo.telegram import Message
from scraper import urls
from storage import articles
from storage.database import Database
from storage.values import Counts, StoredArticle


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the demo came to. `missing` holds one line for each thing that is not as it should be."""

    portals: int
    counts: Counts
    alerts: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether everything is as it should be."""
        return not self.missing


def reckon(portals: Sequence[Portal], messages: Sequence[Message], database: Database) -> Reckoning:
    """Compare what the portals hold with what was stored and what arrived."""
    with database.read() as session:
        stored = articles.latest(session, None)
        counts = articles.counts(session)
    by_url = {copy.url: story for story in stored for copy in story.copies}
    missing = [
        *(line for portal in portals for line in _not_stored(portal, by_url)),
        *_not_told(portals, messages),
    ]
    read = {copy.source for story in stored for copy in story.copies}
    return Reckoning(len(read), counts, len(messages), tuple(missing))


def _not_stored(portal: Portal, by_url: dict[str, StoredArticle]) -> list[str]:
    lines = []
    for article in portal.articles:
        story = by_url.get(urls.canonical(portal.address(article)))
        if story is None:
            lines.append(f"{portal.name}: not stored: {article.title}")
        else:
            left = [noise for noise in portal.boilerplate if noise in story.text]
            lines += [f"{portal.name}: boilerplate left in {article.title!r}: {noise!r}" for noise in left]
    return lines


def _not_told(portals: Sequence[Portal], messages: Sequence[Message]) -> list[str]:
    """Every story that deserves an alert has exactly one message, and every message is about such a story."""
    told = [set(message.links) for message in messages]
    lines = []
    wanted: set[str] = set()
    for story, addresses in expected_alerts(portals).items():
        wanted.update(addresses)
        number = sum(bool(links & set(addresses)) for links in told)
        if number != 1:
            lines.append(f"{number} alerts instead of one for {story}: {addresses[0]}")
    lines += [f"an alert that nobody expects: {sorted(links)}" for links in told if not links & wanted]
    return lines
