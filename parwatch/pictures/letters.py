"""How wide text is in the font of the pictures, so that it is broken and shrunk before it runs out of the picture."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from parwatch_core.text import nfc, squeeze

FAMILY = "Be Vietnam Pro"
# Pages have no copy of the font: the fonts of the systems follow, all of which know Vietnamese.
STACK = f"'{FAMILY}', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
# For a letter that the font does not have; the rasteriser leaves it out, a page shows it in another font.
_UNKNOWN = 600
# Other fonts are up to so much wider.
_SLACK = 1.04


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in the units of `size`, with some room for other fonts."""
    table = _widths()["bold" if bold else "regular"]
    return sum(table.get(letter, _UNKNOWN) for letter in text) * size * _SLACK / 1000


def lines(text: str, size: float, room: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines of this width; what does not fit ends in an ellipsis."""
    found = [""]
    for word in squeeze(nfc(text)).split():
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or width(longer, size, bold=bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    kept = found[:most]
    if len(found) > most:
        kept[-1] += "…"
    return tuple(_cut(line, size, room, bold=bold) for line in kept)


def _cut(line: str, size: float, room: float, *, bold: bool) -> str:
    if width(line, size, bold=bold) <= room:
        return line
    kept = line.rstrip("…")
    while kept and width(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def fitted(text: str, sizes: tuple[int, ...], room: float, most: int) -> tuple[int, tuple[str, ...]]:
    """The largest size in which a bold text fits without an ellipsis, else the smallest; and its lines."""
    for size in sizes:
        found = lines(text, size, room, most, bold=True)
        if not any(line.endswith("…") for line in found):
            return size, found
    return sizes[-1], lines(text, sizes[-1], room, most, bold=True)


@cache
def _widths() -> dict[str, dict[str, int]]:
    file = resources.files("parwatch.pictures.fonts").joinpath("widths.json")
    table: dict[str, dict[str, int]] = json.loads(file.read_text(encoding="utf-8"))
    return table
