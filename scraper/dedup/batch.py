"""De-duplication of a batch, in order: each record against all that came before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parwatch_core.page import Candidate, Fingerprint, SameKind
from scraper.dedup.fingerprints import fingerprint
from scraper.dedup.matching import match


@dataclass(frozen=True, slots=True)
class Record:
    """One text of a batch. `id` is the caller's and need not be unique."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Sameness:
    """The judgement on one record: the first record of the same story (None: a new story) and how they are the same."""

    id: str
    same_as: str | None = None
    kind: SameKind | None = None


@dataclass(slots=True)
class _Seen:
    """What came before: fingerprints by position, found by body hash or by band; the first record of each story."""

    candidates: list[Candidate] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)
    by_key: dict[str | int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def like(self, new: Fingerprint) -> Iterator[Candidate]:
        positions = {at for key in _keys(new) for at in self.by_key.get(key, [])}
        return (self.candidates[at] for at in sorted(positions))

    def add(self, title: str, new: Fingerprint, story: int | None) -> None:
        position = len(self.candidates)
        self.candidates.append(Candidate(position, title, new))
        self.stories.append(position if story is None else story)
        for key in _keys(new):
            self.by_key[key].append(position)


def _keys(new: Fingerprint) -> tuple[str | int, ...]:
    return (new.body_hash, *new.bands)


def same_stories(records: Iterable[Record]) -> Iterator[Sameness]:
    """One Sameness a record, in order. Copies of copies point at the story's first record."""
    seen = _Seen()
    ids: list[str] = []
    for record in records:
        new = fingerprint(record.title, record.text)
        found = match(new, seen.like(new))
        story = seen.stories[found.article_id] if found else None
        yield Sameness(record.id, None if story is None else ids[story], found.kind if found else None)
        seen.add(record.title, new, story)
        ids.append(record.id)
