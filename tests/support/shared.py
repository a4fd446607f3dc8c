"""The recorded data beside the repository, ../shared/data: tests that read it are marked `shared`.

Where it is missing they are skipped, with the reason, by tests/conftest.py.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def rows(name: str) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines below the shared data."""
    lines = (SHARED / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def scorer(name: str) -> ModuleType:
    """A scorer that lies beside the data it judges, as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, SHARED / name)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def seed(number: str) -> str:
    """One of the articles that the project began with, as a dump of its page's text."""
    (path,) = (SHARED / "seeds").glob(f"{number}_*.txt")
    return path.read_text(encoding="utf-8")
