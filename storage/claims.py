"""Ranking claims between their rows and `RankingClaim`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from parwatch_core.ranking import Index, RankingClaim, UnitLevel
from parwatch_core.text import search_key
from storage.statements import AnyRow, chunks, storable
from storage.tables import CLAIMS

# Two names of the field are words of SQL.
_COLUMNS = {"index": "index_name", "group": "group_name"}
_FIELDS = tuple(field.name for field in fields(RankingClaim))
COLUMNS = tuple(CLAIMS.c[_COLUMNS.get(name, name)] for name in _FIELDS)

_INSERT = insert(CLAIMS)
_OF_VERSIONS = select(CLAIMS.c.version_id, *COLUMNS).order_by(CLAIMS.c.version_id, CLAIMS.c.position)


def key(name: str) -> str:
    """The form under which units are found: folded, with a blank at both ends so that whole words can be asked for."""
    return f" {search_key(name)} "


def save(session: Session, version_id: int, claims: Iterable[RankingClaim]) -> None:
    """Store the claims of a new version, in their order."""
    rows = [_row(version_id, position, claim) for position, claim in enumerate(claims)]
    if rows:
        session.execute(_INSERT, rows)


def of_versions(session: Session, version_ids: Iterable[int]) -> dict[int, tuple[RankingClaim, ...]]:
    """The claims of each version, in order; a version without any is missing."""
    found: defaultdict[int, list[RankingClaim]] = defaultdict(list)
    for some in chunks(version_ids):
        for row in session.execute(_OF_VERSIONS.where(CLAIMS.c.version_id.in_(some))):
            found[row.version_id].append(from_row(row))
    return {version_id: tuple(claims) for version_id, claims in found.items()}


def from_row(row: AnyRow) -> RankingClaim:
    """The claim in a row that holds at least `COLUMNS`."""
    values = {name: getattr(row, _COLUMNS.get(name, name)) for name in _FIELDS}
    values["unit_level"] = UnitLevel(values["unit_level"])
    values["index"] = Index(values["index"])
    return RankingClaim(**values)


def _row(version_id: int, position: int, claim: RankingClaim) -> dict[str, Any]:
    values = {_COLUMNS.get(name, name): _plain(getattr(claim, name)) for name in _FIELDS}
    province_key = None if claim.province is None else key(claim.province)
    own = {"version_id": version_id, "position": position, "unit_key": key(claim.unit), "province_key": province_key}
    return {**values, **own}


def _plain(value: Any) -> Any:
    return storable(str(value)) if isinstance(value, str) else value
