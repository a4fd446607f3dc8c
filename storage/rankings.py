"""Ranking claims across all stories, and the facts that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from parwatch_core import identity, places
from parwatch_core.facts import Fact
from parwatch_core.history import facts_of, with_changes
from parwatch_core.identity import identify, parted, referred, subject_of
from parwatch_core.leagues import NATIONAL
from parwatch_core.places import Place
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.text import search_key
from storage import claims
from storage.statements import AnyRow
from storage.tables import ARTICLES, CLAIMS, COPIES, VERSIONS
from storage.values import StoredClaim, UnitHistory

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
    statement = _of(_ALL.order_by(*_ORDER).limit(limit), index)
    if unit is not None:
        statement = statement.where(CLAIMS.c.unit_key.contains(claims.key(unit), autoescape=True))
    if province is not None:
        statement = statement.where(CLAIMS.c.province_key.contains(claims.key(province), autoescape=True))
    if year is not None:
        statement = statement.where(CLAIMS.c.year == year)
    return tuple(map(_stored, session.execute(statement)))


def facts(
    session: Session,
    *,
    index: Index | None = None,
    year: int | None = None,
    province: str | None = None,
    limit: int | None = 50,
) -> tuple[Fact, ...]:
    """What the articles agree or disagree on, the newest year first; `province` takes what lay in it too.

    Claims of one year and index stand together, so that reading ends as soon as there are `limit` facts.
    """
    statement = _of(_ALL.order_by(*_ORDER), index)
    if year is not None:
        # The year before tells how many places a unit rose.
        statement = statement.where(CLAIMS.c.year.in_((year, year - 1)))
    if province is not None:
        homes = _homes(province)
        within = (CLAIMS.c.province_key.contains(claims.key(home), autoescape=True) for home in homes)
        statement = statement.where(or_(CLAIMS.c.province_key.is_(None), *within))
    found = _facts(session, statement, limit if year is None else None)
    if province is not None:
        keys = {claims.key(home) for home in homes}
        found = tuple(fact for fact in found if fact.province and claims.key(fact.province) in keys)
    return tuple(fact for fact in found if year in (None, fact.year))[:limit]


def history(
    session: Session,
    unit: str,
    *,
    index: Index | None = None,
    year: int | None = None,
    province: str | None = None,
) -> UnitHistory:
    """Everything on the units of this name, typed with or without marks, kind and province.

    What the gazetteer does not know (a department) is found by whole words. Nothing found: `suggestions` say what may
    be meant.
    """
    named = _meant(unit, province)
    near = [place for one in named for place in (*places.predecessors(one), *places.successors(one))]
    found = _named(session, index, [unit, *(place.name for place in (*named, *near))])
    found = tuple(fact for fact in found if year in (None, fact.year))
    own = tuple(fact for fact in found if _is_meant(fact, unit, named, province))
    keys = {subject_of(place).key for place in near} - {fact.subject for fact in own}
    linked = tuple(fact for fact in found if fact.subject in keys)
    suggestions = () if named or own else places.suggest(unit, province=province)
    return UnitHistory(named, own, linked, suggestions)


def of_reference(session: Session, reference: str) -> UnitHistory:
    """Everything on the unit with this reference (parwatch_core.identity), of the gazetteer or not; empty for none."""
    place = referred(reference)
    if place is None:
        return _of_unlisted(session, reference)
    near = (*places.predecessors(place), *places.successors(place))
    found = _named(session, None, [place.name, *(one.name for one in near)])
    key, keys = subject_of(place).key, {subject_of(one).key for one in near}
    own = tuple(fact for fact in found if fact.subject == key)
    return UnitHistory((place,), own, tuple(fact for fact in found if fact.subject in keys - {key}))


def years(session: Session, index: Index, province: str | None = None) -> tuple[int, ...]:
    """Years for which somebody's rank is known, newest first: of provinces and ministries, or of what is in one."""
    statement = (
        select(CLAIMS.c.year)
        .join(VERSIONS, VERSIONS.c.id == CLAIMS.c.version_id)
        .where(VERSIONS.c.current, CLAIMS.c.index_name == index.value, CLAIMS.c.year.is_not(None))
        .where(CLAIMS.c.rank.is_not(None), _ranked_in(province))
    )
    return tuple(session.scalars(statement.distinct().order_by(CLAIMS.c.year.desc())))


def _ranked_in(province: str | None) -> ColumnElement[bool]:
    """Claims that may stand in the tables of the country, or in those of one province."""
    if province is None:
        return CLAIMS.c.unit_level.in_([level.value for level in NATIONAL])
    within = (CLAIMS.c.province_key.contains(claims.key(home), autoescape=True) for home in _homes(province))
    return and_(CLAIMS.c.unit_level.not_in([level.value for level in NATIONAL]), or_(false(), *within))


def _of_unlisted(session: Session, reference: str) -> UnitHistory:
    """A unit that no gazetteer holds, found among the names that articles use."""
    names = session.execute(select(CLAIMS.c.unit, CLAIMS.c.unit_level, CLAIMS.c.province).distinct())
    meant = {
        name: identify(name, UnitLevel(level), province).key
        for name, level, province in names
        if identity.reference(identify(name, UnitLevel(level), province).key) == reference
    }
    found = _named(session, None, meant) if meant else ()
    return UnitHistory((), tuple(fact for fact in found if fact.subject in meant.values()))


def _named(session: Session, index: Index | None, names: Iterable[str]) -> tuple[Fact, ...]:
    """Facts of units whose name holds one of these in whole words."""
    keys = dict.fromkeys(claims.key(name) for name in names)
    matching = or_(false(), *(CLAIMS.c.unit_key.contains(key, autoescape=True) for key in keys if key.strip()))
    return _facts(session, _of(_ALL.order_by(*_ORDER), index).where(matching), None)


def _meant(unit: str, province: str | None) -> tuple[Place, ...]:
    """The gazetteer's units of this name; of this kind, where one was typed and there are any."""
    found = places.find(unit, province)
    kind, _ = parted(unit)
    return tuple(place for place in found if kind and place.kind == kind) or found


def _is_meant(fact: Fact, unit: str, named: Collection[Place], province: str | None) -> bool:
    if fact.subject in {subject_of(place).key for place in named}:
        return True
    known = bool(named) and fact.level in {place.level for place in named}
    elsewhere = province is not None and claims.key(fact.province or "") not in map(claims.key, _homes(province))
    return not known and not elsewhere and claims.key(unit) in claims.key(fact.unit)


def _homes(province: str) -> tuple[str, ...]:
    """Names under which units of a province are stored: its own, and those of the provinces that it was made of."""
    found = [place for place in places.find(province) if place.name == place.province]
    named = [place for place in found if search_key(place.name) == search_key(province)] or found[:1]
    merged = [before.name for place in named if place.current for before in places.predecessors(place)]
    return tuple(dict.fromkeys([*(place.name for place in named), *merged])) or (province,)


def _of(statement: Select[tuple[object, ...]], index: Index | None) -> Select[tuple[object, ...]]:
    return statement if index is None else statement.where(CLAIMS.c.index_name == index.value)


def _facts(session: Session, statement: Select[tuple[object, ...]], limit: int | None) -> tuple[Fact, ...]:
    found: list[Fact] = []
    # PostgreSQL streams through a cursor that has to be closed, since it is not always read to its end.
    with closing(session.execute(statement.execution_options(yield_per=500))) as rows:
        for year, group in _groups(rows):
            if limit is not None and len(found) >= limit and _is_before(year, found[limit - 1].year):
                break
            found += facts_of(group)
    return with_changes(found)


def _is_before(year: int | None, last: int | None) -> bool:
    """Whether `year` is too long ago to tell a change up to the `last` year that is wanted."""
    return year is None or (last is not None and year < last - 1)


def _groups(rows: Iterable[AnyRow]) -> Iterator[tuple[int | None, list[StoredClaim]]]:
    """The claims of each year and index, as they come out of the database."""
    for (year, _), group in groupby(map(_stored, rows), key=lambda one: (one.claim.year, one.claim.index)):
        yield year, list(group)


def _stored(row: AnyRow) -> StoredClaim:
    return StoredClaim(claims.from_row(row), row.article_id, row.title, row.url, row.source, row.portal, row.dated)
