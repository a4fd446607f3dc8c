"""What keeps the running service small."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from parwatch import lean


def test_a_hidden_package_cannot_be_imported_and_is_back_afterwards() -> None:
    """Inside the block an optional package is missing, as far as libraries can tell; after it, it is there again."""
    sys.modules.pop("colorsys", None)
    with lean.without("colorsys"), pytest.raises(ImportError):
        import colorsys
    import colorsys

    assert colorsys.rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_a_loaded_package_is_not_taken_away() -> None:
    """What is in use stays in use."""
    with lean.without("os"):
        assert sys.modules["os"] is os


def test_the_service_loads_nothing_optional() -> None:
    """`parwatch run` runs without rich, Pygments, HTTP/2 and Alembic in memory."""
    code = (
        "import sys; from parwatch import lean\n"
        "with lean.without(*lean.OPTIONAL):\n"
        "    from parwatch.cli import service, serving\n"
        "print(sorted({*lean.OPTIONAL, 'alembic', 'psycopg'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_a_child_tells_how_it_ended() -> None:
    """Work that raises in the child is a False in the parent, never an error or a second return."""
    code = "from parwatch import lean; print(lean.in_child(lambda: None), lean.in_child(lambda: 1 // 0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["True", "False"]
    assert done.stderr == ""
