"""What topics the stored bodies are of, between their rows and `TopicHit`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from parwatch_core.topic import REFORM, Quote, TopicHit
from storage.statements import change, chunks, insert_or, storable
from storage.tables import TOPIC_HITS, VERSIONS

_OF_VERSIONS = select(TOPIC_HITS.c.version_id, TOPIC_HITS.c.topic, TOPIC_HITS.c.because).order_by(
    TOPIC_HITS.c.version_id, TOPIC_HITS.c.topic
)


def save(session: Session, version_id: int, hits: Iterable[TopicHit]) -> None:
    """Store topics of a version that are not stored of it yet."""
    rows = [
        {"version_id": version_id, "topic": storable(hit.topic), "because": [_plain(quote) for quote in hit.because]}
        for hit in hits
    ]
    if rows:
        change(session, insert_or(session, TOPIC_HITS).values(rows).on_conflict_do_nothing())


def of_versions(session: Session, version_ids: Iterable[int]) -> dict[int, tuple[TopicHit, ...]]:
    """The topics of each version by name; a version without any is missing."""
    found: defaultdict[int, list[TopicHit]] = defaultdict(list)
    for some in chunks(version_ids):
        for row in session.execute(_OF_VERSIONS.where(TOPIC_HITS.c.version_id.in_(some))):
            found[row.version_id].append(TopicHit(row.topic, tuple(map(_quote, row.because))))
    return {version_id: tuple(hits) for version_id, hits in found.items()}


def versions_of(topic: str) -> Select[tuple[int]]:
    """The versions that are of a topic, the built-in one too, as a subquery."""
    if topic == REFORM:
        return select(VERSIONS.c.id).where(VERSIONS.c.is_reform_ranking)
    return select(TOPIC_HITS.c.version_id).where(TOPIC_HITS.c.topic == topic)


def _plain(quote: Quote) -> list[Any]:
    """A quote as JSON: its text, then where the marks begin and end."""
    return [storable(quote.text), *map(list, quote.marks)]


def _quote(plain: list[Any]) -> Quote:
    text, *marks = plain
    return Quote(text, tuple((start, end) for start, end in marks))
