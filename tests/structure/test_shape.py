"""The shape of the code: short functions, flat functions, small modules, nothing left for later.

The limits are those of the house rules in docs/architecture.md.
"""

from __future__ import annotations

import ast
import functools
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("parwatch_core/", "scraper/", "storage/", "alerts/", "parwatch/", "bench/", "tools/")
# A migration is a record of the past, laid out table by table.
RECORDS = "storage/migrations/versions/"

LONGEST_FUNCTION = 60
USUAL_FUNCTION = 30
USUAL_SHARE = 0.9
DEEPEST = 4
LONGEST_MODULE = 400

# The patterns are spelled so that they do not match themselves.
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|NotImplemented[E]rror)\b")
PACKAGE_INDEX = re.compile(
    r"py[p]i\.|pythonh[o]sted|piwh[e]els|conda\.anac[o]nda|registry\.np[m]js|proxy\.gol[a]ng|crat[e]s\.io|"
    r"/simpl[e]/|index-url[= ]+['\"]?http",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Function:
    """One function of the code, nested ones too: its place, its lines with signature, and its depth of blocks."""

    place: str
    lines: int
    depth: int


@functools.cache
def tracked() -> tuple[str, ...]:
    """Every file that is in the repository, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(name for name in listed.stdout.splitlines() if (ROOT / name).is_file())


@functools.cache
def modules() -> dict[str, str]:
    """Path -> source of every module outside the tests."""
    names = (name for name in tracked() if name.endswith(".py") and name.startswith(CODE))
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names if not name.startswith(RECORDS)}


@functools.cache
def functions() -> tuple[Function, ...]:
    return tuple(function for name, source in modules().items() for function in functions_of(name, source))


def functions_of(name: str, source: str) -> Iterator[Function]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(f"{name}:{node.lineno} {node.name}", lines, deepest(node.body))


def deepest(block: list[ast.stmt]) -> int:
    return max((depth(statement) for statement in block), default=0)


def depth(statement: ast.stmt) -> int:
    """How many blocks stand inside one another; an `elif` is no deeper than its `if`, a definition starts anew."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return 0
    blocks = [list(value) for name, value in ast.iter_fields(statement) if name in ("body", "orelse", "finalbody")]
    parts = [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
    blocks += [part.body for part in parts]
    if not blocks:
        return 0
    rest = getattr(statement, "orelse", [])
    chained = isinstance(statement, ast.If) and len(rest) == 1 and isinstance(rest[0], ast.If)
    return max(deepest(block) + (not (chained and block == rest)) for block in blocks)


def texts() -> Iterator[tuple[str, str]]:
    """Every file of the repository that is text."""
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8", "replace")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_function_is_long():
    """A reader holds one function in the head: none is over 60 lines, nine of ten are under 30."""
    assert [function for function in functions() if function.lines > LONGEST_FUNCTION] == []
    usual = sum(function.lines < USUAL_FUNCTION for function in functions())
    assert usual / len(functions()) >= USUAL_SHARE


def test_no_function_is_deep():
    """Three blocks inside one another are usual, four the limit."""
    assert [function for function in functions() if function.depth > DEEPEST] == []


def test_no_module_is_large():
    """Modules of the code fit a noun; what grows past 400 lines has become two things."""
    sizes = {name: len(source.splitlines()) for name, source in modules().items()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_nothing_is_left_for_later():
    """What is in the repository is finished: no notes to oneself, no stubs."""
    assert found(UNFINISHED) == []


def test_no_file_names_a_package_index():
    """Where packages come from is the business of the machine that installs them."""
    assert found(PACKAGE_INDEX) == []


def test_the_measure_of_depth():
    """Blocks add up, an elif stays on its level, a nested function is measured on its own."""
    flat = "def f():\n if a:\n  pass\n elif b:\n  pass\n elif c:\n  pass\n"
    deep = "def f():\n for a in b:\n  try:\n   pass\n  except E:\n   with c:\n    pass\n"
    nested = "def f():\n if a:\n  def g():\n   while b:\n    pass\n"
    assert [[function.depth for function in functions_of("x", source)] for source in (flat, deep, nested)] == [
        [1],
        [3],
        [1, 1],
    ]
