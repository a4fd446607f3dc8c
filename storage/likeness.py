"""Stored bodies that may say the same as a new one, by body hash and by the bands of MinHash."""

from __future__ import annotations

import functools
from collections.abc import Callable

from sqlalchemy import bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from parwatch_core.page import Candidate, Fingerprint
from storage.statements import AnyRow, chunks, run
from storage.tables import BANDS, VERSIONS

# The same hash weighs more than all bands together: nothing may crowd an exact copy out.
_SAME_BODY = 1000
_HITS = union_all(
    select(BANDS.c.version_id.label("id"), literal(1).label("weight")).where(
        BANDS.c.band.in_(bindparam("bands", expanding=True))
    ),
    select(VERSIONS.c.id, literal(_SAME_BODY)).where(VERSIONS.c.body_hash == bindparam("body_hash")),
).subquery()
_WEIGHT = func.sum(_HITS.c.weight)
_NEAREST = (
    select(_HITS.c.id, _WEIGHT.label("weight"))
    .group_by(_HITS.c.id)
    .order_by(_WEIGHT.desc(), _HITS.c.id.desc())
    .limit(bindparam("most"))
    .subquery()
)
_HASH, _SIGNATURE = 0, 1
_CANDIDATES = (
    select(VERSIONS.c.body_hash, VERSIONS.c.signature)
    .add_columns(VERSIONS.c.article_id, VERSIONS.c.title, VERSIONS.c.numbers)
    .join(_NEAREST, _NEAREST.c.id == VERSIONS.c.id)
    .order_by(_NEAREST.c.weight.desc(), VERSIONS.c.id.desc())
)


def candidates(
    session: Session, fingerprint: Fingerprint, limit: int = 30, worth: Callable[[str, bytes], bool] | None = None
) -> tuple[Candidate, ...]:
    """Stored bodies, of any version, with the same hash or a band in common: the likeliest first, then the newest.

    Officials' prose repeats itself: of hundreds of bodies with one band in common the few with many are meant.

    An article may come several times, once a body. The bands of a candidate are not read back: only those that found
    it could matter, and its signature says more. `worth` looks at hash and signature: who fails is left out of those
    few, unread.
    """
    bands = [_signed(band) for band in fingerprint.bands]
    values = {"bands": bands, "body_hash": fingerprint.body_hash, "most": limit}
    rows = session.execute(_CANDIDATES, values)
    return tuple(_candidate(row) for row in rows if worth is None or worth(row[_HASH], row[_SIGNATURE]))


def keep(session: Session, version_id: int, fingerprint: Fingerprint) -> None:
    """Store the bands by which later bodies find this one. Called by `storage.articles` for every body."""
    for some in chunks(sorted(map(_signed, fingerprint.bands)), 100):
        run(session, _insert(len(some)), *(value for band in some for value in (band, version_id)))


@functools.cache
def _insert(count: int) -> str:
    """One INSERT of so many bands; one of a single band, run as often, takes several times as long."""
    return f"INSERT INTO {BANDS.name} (band, version_id) VALUES {', '.join(['(?, ?)'] * count)}"  # noqa: S608 - marks


def _candidate(row: AnyRow) -> Candidate:
    body_hash, signature, article_id, title, numbers = row
    return Candidate(article_id, title, Fingerprint(body_hash, signature, (), frozenset(numbers.split("\n")) - {""}))


def _signed(band: int) -> int:
    """A band of 64 bits as both databases keep it: their integers have a sign."""
    band &= (1 << 64) - 1
    return band - (1 << 64) if band >> 63 else band
