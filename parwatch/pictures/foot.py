"""The foot of a picture: what its marks mean, where it comes from, who drew it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from parwatch.pictures import theme
from parwatch.pictures.lanes import diamond, hollow
from parwatch.pictures.letters import lines, width
from parwatch.pictures.series import Series
from parwatch.pictures.svg import Attributes, element, text
from parwatch.pictures.words import Words

_NAME = "parwatch"
_LEADING = theme.SMALL * 1.5
_APART = 36.0
_MARK = 40.0

Mark = Callable[[float, float], str]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the picture that is done: its markup and where the next one may begin."""

    content: tuple[str, ...]
    bottom: float


def foot(shown: Sequence[Series], source: str, top: float, told: Words) -> Block:
    """The legend, item by item, and the source; the program's name ends the last line."""
    content: list[str] = []
    x, y = float(theme.MARGIN), top + _LEADING
    for mark, words in _legend(shown, told):
        wide = width(words, theme.SMALL) + (_MARK if mark else 0)
        if x + wide > theme.WIDTH - theme.MARGIN:
            x, y = float(theme.MARGIN), y + _LEADING
        if mark:
            content.append(mark(x + 14, y - 10))
        content.append(text(words, x + (_MARK if mark else 0), y, theme.SMALL, theme.MUTED))
        x += wide + _APART
    room = theme.ROOM - width(_NAME, theme.SMALL, bold=True) - _APART
    for line in lines(source, theme.SMALL, room, 2):
        y += _LEADING
        content.append(text(line, theme.MARGIN, y, theme.SMALL, theme.MUTED))
    right = theme.WIDTH - theme.MARGIN
    content.append(text(_NAME, right, y, theme.SMALL, theme.ACCENT, bold=True, text_anchor="end"))
    return Block(tuple(content), y + theme.MARGIN * 0.8)


def _legend(shown: Sequence[Series], told: Words) -> Iterator[tuple[Mark | None, str]]:
    """Only what is in the picture is explained."""
    points = [point for one in shown for point in one.points]
    yield None, told.legend
    total = next((point.total for point in reversed(points) if point.total), None)
    if total:
        yield None, told.legend_total.format(total=total)
    if any(point.rank is None for point in points):
        yield _gap, told.legend_gap
    if any(point.disputed for point in points):
        yield (lambda x, y: diamond(x, y, 15.0)), told.legend_disputed
    if any(point.doubtful and not point.disputed for point in points):
        yield (lambda x, y: hollow(x, y, 13.0)), told.legend_doubtful


def _gap(x: float, y: float) -> str:
    look: Attributes = {"fill": "none", "stroke": theme.EDGE, "stroke_width": 3, "stroke_dasharray": "5 5"}
    return element("rect", x=x - 12, y=y - 15, width=24, height=30, rx=11, **look)
