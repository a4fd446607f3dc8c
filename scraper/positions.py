"""Where the keys and headers of a TOML text stand: tomli gives values without positions, people need both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]
Position = tuple[int, int]

_STRINGS = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|' r"'''.*?'''|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'|" r"#[^\n]*",
    re.DOTALL,
)
_HEADER = re.compile(r"[ \t]*(\[\[?)\s*([^\]\n]+?)\s*\]\]?")
_KEY = re.compile(r"""[ \t]*("[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*(?==)""")


@dataclass(slots=True)
class _Cursor:
    """The table that the next key belongs to, and how many of each array of tables have begun."""

    table: KeyPath = ()
    counts: dict[str, int] = field(default_factory=dict)

    def enter(self, bracket: str, name: str) -> None:
        if bracket == "[":
            self.table = (name,)
            return
        number = self.counts.get(name, 0)
        self.counts[name] = number + 1
        self.table = (name, number)


def locate(text: str) -> dict[KeyPath, Position]:
    """Paths such as `("source", 2, "every")` or `("source", 2)` to line and column, both counted from 1.

    `text` is valid TOML. Keys inside inline tables are not listed: look up the key that holds them.
    """
    cursor = _Cursor()
    found: dict[KeyPath, Position] = {}
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            cursor.enter(header[1], header[2].strip("\"'"))
            for path in (cursor.table, cursor.table[:1]):
                found.setdefault(path, (number, header.start(1) + 1))
        elif key := _KEY.match(line):
            found.setdefault((*cursor.table, key[1].strip("\"'")), (number, key.start(1) + 1))
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Lines that begin a statement: not those inside a multi-line string or an open bracket."""
    blank = _STRINGS.sub(_blanked, text)
    depth = 0
    for number, (line, original) in enumerate(zip(blank.split("\n"), text.split("\n"), strict=True), 1):
        if depth == 0:
            yield number, original if line.strip() else ""
        if depth or "=" in line:
            value = line if depth else line.split("=", 1)[1]
            depth = max(0, depth + sum(map(value.count, "[{")) - sum(map(value.count, "]}")))


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
