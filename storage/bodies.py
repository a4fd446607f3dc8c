"""The body that a story, or one of its copies, has now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import COPIES, VERSIONS


@dataclass(frozen=True, slots=True)
class Body:
    """A stored body and whose portal it was read from."""

    version_id: int
    title: str
    text: str
    source: str
    portal_unit: str | None
    portal_province: str | None


def newest(session: Session, article_id: int, copy_id: int | None = None) -> int | None:
    """The version that is the story's current body; with `copy_id` that copy's newest, where it has a body of its own.

    Ask before `articles.add_version`.
    """
    bodies = select(VERSIONS.c.id).where(VERSIONS.c.article_id == article_id)
    own = bodies.where(VERSIONS.c.copy_id == copy_id).order_by(VERSIONS.c.number.desc()).limit(1)
    version_id: int | None = session.scalar(own) if copy_id is not None else None
    return version_id or session.scalar(bodies.where(VERSIONS.c.current))


def one(session: Session, article_id: int, copy_id: int | None = None) -> Body | None:
    """The same with its text."""
    version_id = newest(session, article_id, copy_id)
    statement = (
        select(VERSIONS.c.id, VERSIONS.c.title, VERSIONS.c.text)
        .add_columns(COPIES.c.source, COPIES.c.portal_unit, COPIES.c.portal_province)
        .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
        .where(VERSIONS.c.id == version_id)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else Body(*row)
