"""Lanes: a column for each year, as long as there were units ranked, and in it a ball at the unit's rank.

A year of which nothing is known is an empty dashed lane, and no line leads across it. A rank that articles contradict
is a diamond, and what others say stands beside it; a doubtful one is a hollow ball. Each bears its rank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from parwatch.pictures import theme
from parwatch.pictures.letters import width
from parwatch.pictures.marks import ball, diamond, fit, number
from parwatch.pictures.series import Point, Series
from parwatch.pictures.svg import Attributes, element, text

_BALL, _SMALL_BALL = 48.0, 28.0
_FLATTEST = 9.0  # so many balls stand on one another in a panel, at least
_WIDEST = 220.0
_SHARE = 0.84  # of a year's column that its lane takes
_FOOT = 52.0  # below the last rank, for the total
_YEARS = 58.0  # below the lanes, for the years


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where everything of a panel is: `top` to `bottom` hold the lanes, rank 1 is highest, `worst` lowest."""

    series: Series
    years: range
    top: float
    bottom: float
    step: float
    left: float

    @property
    def ball(self) -> float:
        """The radius of a ball, so that neighbours do not touch."""
        return min(_BALL, self.step * 0.4, (self.bottom - self.top) / _FLATTEST)

    def x(self, year: int) -> float:
        """The middle of a year's lane."""
        return self.left + self.step * (year - self.years[0] + 0.5)

    def y(self, rank: int) -> float:
        """The height of a rank."""
        first = self.top + self.ball + 8
        last = self.bottom - self.ball - _FOOT
        worst = self.series.worst
        return (first + last) / 2 if worst == 1 else first + (last - first) * (rank - 1) / (worst - 1)


def lanes(series: Series, years: range, top: float, height: float) -> Lanes:
    """A panel of this height, the years below the lanes included; few years stand in the middle."""
    count = len(years)
    step = min(_WIDEST, theme.ROOM / count)
    return Lanes(series, years, top, top + height - _YEARS, step, theme.MARGIN + (theme.ROOM - step * count) / 2)


def draw(panel: Lanes) -> Iterator[str]:
    """The panel from back to front: lanes, lines, further ranks, balls."""
    points = [point for point in panel.series.points if point.year in panel.years]
    for point in points:
        yield from _lane(panel, point)
    for a, b in pairwise(points):
        yield from _line(panel, a, b)
    for point in points:
        yield from _others(panel, point)
        yield from _ball(panel, point)


def _lane(panel: Lanes, point: Point) -> Iterator[str]:
    x, wide = panel.x(point.year), panel.step * _SHARE
    known = point.rank is not None
    worst = max(point.total or panel.series.worst, point.rank or 1, *point.others)
    bottom = panel.y(worst) + panel.ball + _FOOT
    look: Attributes = (
        {"fill": theme.LANE} if known else {"fill": "none", "stroke": theme.EDGE, "stroke_dasharray": "5 9"}
    )
    round_ = min(wide / 2, panel.ball + 8)
    rest: Attributes = {"x": x - wide / 2, "y": panel.top, "width": wide, "height": bottom - panel.top, "rx": round_}
    yield element("rect", **rest, **look, stroke_width=None if known else 3)
    if not known:
        yield text("?", x, (panel.top + bottom) / 2 + 14, 44, theme.MUTED, text_anchor="middle")
    if known and point.total is not None:
        yield text(
            f"/{point.total}", x, bottom - 17, fit(f"/{point.total}", 30, wide), theme.MUTED, text_anchor="middle"
        )
    yield _year(panel, point)


def _year(panel: Lanes, point: Point) -> str:
    """The year below its lane, in two figures where four have no room."""
    size = theme.BODY
    room = width("0000", size, bold=True) < panel.step - 6
    shown = str(point.year) if room else f"’{point.year % 100:02}"
    newest = point is panel.series.last
    fill = theme.INK if newest else theme.MUTED
    return text(shown, panel.x(point.year), panel.bottom + 44, size, fill, bold=newest, text_anchor="middle")


def _line(panel: Lanes, a: Point, b: Point) -> Iterator[str]:
    if a.rank is None or b.rank is None:
        return
    unsure = a.disputed or b.disputed or a.doubtful or b.doubtful
    yield element(
        "line",
        x1=panel.x(a.year),
        y1=panel.y(a.rank),
        x2=panel.x(b.year),
        y2=panel.y(b.rank),
        stroke=theme.TRACE,
        stroke_width=9,
        stroke_linecap="round",
        stroke_dasharray="2 18" if unsure else None,
    )


def _others(panel: Lanes, point: Point) -> Iterator[str]:
    """What other articles say, at its own height unless a ball is there already."""
    if point.rank is None or not point.others:
        return
    x, radius = panel.x(point.year), min(_SMALL_BALL, panel.ball * 0.8)
    heights = _apart(panel, point, radius)
    ends = [panel.y(point.rank), *heights]
    yield element("line", x1=x, y1=min(ends), x2=x, y2=max(ends), stroke=theme.DISPUTED, stroke_width=3)
    for rank, y in zip(point.others, heights, strict=True):
        yield diamond(x, y, radius * 1.25, "5 5")
        yield number(str(rank), x, y, radius * 1.1, theme.DISPUTED)


def _apart(panel: Lanes, point: Point, radius: float) -> list[float]:
    """The heights of the further ranks, moved away from the ball and from one another as far as needed."""
    middle = panel.y(point.rank or 1)
    up, down = middle - panel.ball - radius * 1.6, middle + panel.ball + radius * 1.6
    heights = []
    for rank in sorted(point.others, key=lambda rank: abs(rank - (point.rank or 1))):
        if rank < (point.rank or 1) and up > panel.top + radius:
            y = min(panel.y(rank), up)
            up = y - radius * 2.6
        else:
            y = max(panel.y(rank), down)
            down = y + radius * 2.6
        heights.append((rank, y))
    return [y for _, y in sorted(heights)]


def _ball(panel: Lanes, point: Point) -> Iterator[str]:
    if point.rank is not None:
        x, y = panel.x(point.year), panel.y(point.rank)
        yield from ball(x, y, panel.ball, point.rank, disputed=point.disputed, doubtful=point.doubtful)
