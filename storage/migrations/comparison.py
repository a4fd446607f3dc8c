"""What Alembic compares: our tables, without the full-text index, which is not SQLAlchemy's (see storage/search.py)."""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel import AutoString

from storage.columns import UtcDateTime
from storage.migrations import VERSION_TABLE
from storage.tables import whole

SEARCH_TABLE = "search_words"
_RENDERED = {UtcDateTime: "sa.DateTime(timezone=True)", AutoString: "sa.String()"}


def options() -> dict[str, Any]:
    """Keyword arguments for Alembic's `configure`, shared by env.py and the test that compares."""
    return {
        "target_metadata": whole(),
        "version_table": VERSION_TABLE,
        "compare_type": True,
        "include_name": _include_name,
        "render_item": _render_item,
    }


def _include_name(name: str | None, kind: str, parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith(SEARCH_TABLE)


def _render_item(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Steps stand by themselves: they must not change their meaning when a type of ours does."""
    if kind != "type":
        return False
    return next((text for type_, text in _RENDERED.items() if isinstance(item, type_)), False)
