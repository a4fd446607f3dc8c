"""What a subscriber is told, put together from the rows at the time of telling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from parwatch_core.interest import personal
from parwatch_core.notice import Copy, Notice, NoticeKind
from parwatch_core.preferences import DEFAULT, Preferences
from parwatch_core.ranking import RankingClaim, Salience
from storage import claims
from storage.statements import AnyRow, chunks
from storage.tables import COPIES, NOTICES, VERSIONS

_NOTICES = (
    select(NOTICES.c.id, NOTICES.c.kind, NOTICES.c.article_id, NOTICES.c.version_id)
    .add_columns(VERSIONS.c.title, VERSIONS.c.published, VERSIONS.c.is_reform_ranking, VERSIONS.c.salience)
    .add_columns(VERSIONS.c.confidence, COPIES.c.url, COPIES.c.portal, COPIES.c.source, COPIES.c.portal_province)
    .join(VERSIONS, VERSIONS.c.id == NOTICES.c.version_id)
    .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
)
# Among so many times the notices that are asked for, those on other indices are passed over.
_LOOK_FURTHER = 4
_PLACES = select(COPIES.c.article_id, COPIES.c.portal, COPIES.c.url).order_by(COPIES.c.id)


def build(session: Session, notice_ids: Iterable[int]) -> dict[int, Notice]:
    """Each notice with the claims of its version and every portal that carries the story by now.

    A version that is no reform ranking claims nothing on the reform indices, whatever was read in it.
    """
    rows = [row for some in chunks(notice_ids) for row in session.execute(_NOTICES.where(NOTICES.c.id.in_(some)))]
    claimed = claims.of_versions(session, [row.version_id for row in rows])
    places = _places(session, [row.article_id for row in rows])
    return {row.id: _notice(row, claimed.get(row.version_id, ()), places[row.article_id]) for row in rows}


def latest(session: Session, count: int, preferences: Preferences = DEFAULT) -> tuple[Notice, ...]:
    """The newest notices, newest first; one for each story, as it was told last.

    Those on indices that `preferences` leave out are passed over; where a story is and how sure it is do not matter.
    """
    newest = select(func.max(NOTICES.c.id).label("id")).group_by(NOTICES.c.article_id).subquery()
    found = list(session.scalars(select(newest.c.id).order_by(newest.c.id.desc()).limit(count * _LOOK_FURTHER)))
    told = build(session, found)
    shown = (told[notice_id] for notice_id in found)
    return tuple(personal(preferences, notice) for notice in shown if _is_shown(preferences, notice))[:count]


def _is_shown(preferences: Preferences, notice: Notice) -> bool:
    return not notice.claims or any(claim.index in preferences.indices for claim in notice.claims)


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
