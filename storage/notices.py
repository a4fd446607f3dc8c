"""What a subscriber is told, put together from the rows at the time of telling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from parwatch_core.interest import personal, wants
from parwatch_core.notice import Copy, Notice, NoticeKind
from parwatch_core.preferences import DEFAULT, Preferences
from parwatch_core.ranking import RankingClaim, Salience
from storage import claims, topic_hits
from storage.statements import AnyRow, chunks
from storage.tables import COPIES, NOTICES, VERSIONS

_SPOKEN = select(NOTICES.c.id, NOTICES.c.kind, NOTICES.c.text).where(NOTICES.c.text.is_not(None))
_NOTICES = (
    select(NOTICES.c.id, NOTICES.c.kind, NOTICES.c.article_id, NOTICES.c.version_id)
    .add_columns(VERSIONS.c.title, VERSIONS.c.published, VERSIONS.c.is_reform_ranking, VERSIONS.c.salience)
    .add_columns(VERSIONS.c.confidence, COPIES.c.url, COPIES.c.portal, COPIES.c.source, COPIES.c.portal_province)
    .join(VERSIONS, VERSIONS.c.id == NOTICES.c.version_id)
    .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
)
# How far a page of wanted stories is looked for, and how many are built at a time.
_FURTHEST = 1024
_AT_A_TIME = 64
_PLACES = select(COPIES.c.article_id, COPIES.c.portal, COPIES.c.url).order_by(COPIES.c.id)


def build(session: Session, notice_ids: Iterable[int]) -> dict[int, Notice]:
    """Each notice with the claims of its version and every portal that carries the story by now.

    A version that is no reform ranking claims nothing on the reform indices, whatever was read in it.
    """
    wanted = set(notice_ids)
    rows = [row for some in chunks(wanted) for row in session.execute(_NOTICES.where(NOTICES.c.id.in_(some)))]
    found = {row.id for row in rows}
    spoken = _spoken(session, wanted - found) if len(found) < len(wanted) else {}
    claimed = claims.of_versions(session, [row.version_id for row in rows])
    topics = topic_hits.of_versions(session, [row.version_id for row in rows])
    places = _places(session, [row.article_id for row in rows])
    about = {
        row.id: replace(
            _notice(row, claimed.get(row.version_id, ()), places[row.article_id]),
            topics=topics.get(row.version_id, ()),
        )
        for row in rows
    }
    return spoken | about


def older(
    session: Session, than: int | None, count: int, preferences: Preferences | None = DEFAULT
) -> tuple[Notice, ...]:
    """Up to `count` stories as they were told last, newest first, from below the number `than` (None: the newest) on.

    Those only that `preferences` let through; None: all. Looked for among `_FURTHEST` stories at most.
    """
    return tuple(_wanted(session, count, preferences, than, upwards=False))


def newer(session: Session, than: int, count: int, preferences: Preferences | None = DEFAULT) -> tuple[Notice, ...]:
    """The same above a number: those next to it, newest first."""
    return tuple(reversed(_wanted(session, count, preferences, than, upwards=True)))


def _wanted(
    session: Session, count: int, preferences: Preferences | None, start: int | None, *, upwards: bool
) -> list[Notice]:
    found: list[Notice] = []
    for _ in range(_FURTHEST // _AT_A_TIME):
        numbers = _next_numbers(session, start, upwards=upwards)
        told = build(session, numbers)
        found += (told[number] for number in numbers if preferences is None or wants(preferences, told[number]))
        if len(found) >= count or len(numbers) < _AT_A_TIME:
            break
        start = numbers[-1]
    return [notice if preferences is None else personal(preferences, notice) for notice in found[:count]]


def _next_numbers(session: Session, start: int | None, *, upwards: bool) -> list[int]:
    """The newest notices of the next stories, going up or down from a number."""
    about = select(func.max(NOTICES.c.id).label("id")).where(NOTICES.c.article_id.is_not(None))
    number = about.group_by(NOTICES.c.article_id).subquery().c.id
    statement = select(number).order_by(number.asc() if upwards else number.desc()).limit(_AT_A_TIME)
    if start is not None:
        statement = statement.where(number > start if upwards else number < start)
    return list(session.scalars(statement))


def _spoken(session: Session, notice_ids: Iterable[int]) -> dict[int, Notice]:
    """The notices that are texts of their own."""
    return {
        row.id: Notice(NoticeKind(row.kind), row.text, "", "", ())
        for some in chunks(notice_ids)
        for row in session.execute(_SPOKEN.where(NOTICES.c.id.in_(some)))
    }


def _places(session: Session, article_ids: Iterable[int]) -> dict[int, list[Copy]]:
    found: defaultdict[int, list[Copy]] = defaultdict(list)
    for some in chunks(article_ids):
        for row in session.execute(_PLACES.where(COPIES.c.article_id.in_(some))):
            found[row.article_id].append(Copy(row.portal, row.url))
    return found


def _notice(row: AnyRow, claimed: Iterable[RankingClaim], places: Iterable[Copy]) -> Notice:
    return Notice(
        kind=NoticeKind(row.kind),
        title=row.title,
        url=row.url,
        portal=row.portal,
        claims=tuple(claim for claim in claimed if row.is_reform_ranking or not claim.index.is_reform),
        published=row.published,
        copies=_others(row.portal, places),
        source=row.source,
        salience=Salience(row.salience) if row.is_reform_ranking else None,
        confidence=row.confidence if row.is_reform_ranking else None,
        province=row.portal_province,
        number=row.id,
    )


def _others(portal: str, places: Iterable[Copy]) -> tuple[Copy, ...]:
    """One copy of each further portal, the first one found there."""
    by_portal: dict[str, Copy] = {}
    for place in places:
        by_portal.setdefault(place.portal, place)
    by_portal.pop(portal, None)
    return tuple(by_portal.values())
