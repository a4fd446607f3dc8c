"""Ranking claims across all stories."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from parwatch_core.ranking import Index
from storage import claims
from storage.tables import ARTICLES, CLAIMS, COPIES, VERSIONS
from storage.values import StoredClaim

_ALL = (
    select(*claims.COLUMNS, VERSIONS.c.article_id, VERSIONS.c.title, COPIES.c.url, COPIES.c.source, COPIES.c.portal)
    .add_columns(ARTICLES.c.dated)
    .join(VERSIONS, VERSIONS.c.id == CLAIMS.c.version_id)
    .join(ARTICLES, ARTICLES.c.id == VERSIONS.c.article_id)
    .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
    .where(VERSIONS.c.current)
)
_ORDER = (CLAIMS.c.year.desc().nulls_last(), CLAIMS.c.index_name, ARTICLES.c.dated.desc(), CLAIMS.c.id)


def find(
    session: Session,
    *,
    unit: str | None = None,
    index: Index | None = None,
    year: int | None = None,
    province: str | None = None,
    limit: int | None = 50,
) -> tuple[StoredClaim, ...]:
    """Claims of the current bodies, the newest year first. Unit and province match whole words, marks or none."""
    statement = _ALL.order_by(*_ORDER).limit(limit)
    if unit is not None:
        statement = statement.where(CLAIMS.c.unit_key.contains(claims.key(unit), autoescape=True))
    if province is not None:
        statement = statement.where(CLAIMS.c.province_key.contains(claims.key(province), autoescape=True))
    if index is not None:
        statement = statement.where(CLAIMS.c.index_name == index.value)
    if year is not None:
        statement = statement.where(CLAIMS.c.year == year)
    return tuple(
        StoredClaim(claims.from_row(row), row.article_id, row.title, row.url, row.source, row.portal, row.dated)
        for row in session.execute(statement)
    )
