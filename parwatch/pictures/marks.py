"""Marks: what stands for a rank, a dispute, a doubt, a gap, a rise. Each differs in shape, not in colour alone."""

from __future__ import annotations

from collections.abc import Iterator

from parwatch.pictures import theme
from parwatch.pictures.letters import width
from parwatch.pictures.svg import Attributes, element, text


def ball(x: float, y: float, radius: float, rank: int, *, disputed: bool, doubtful: bool) -> Iterator[str]:
    """A rank in its ball: full, a diamond where articles contradict it, a dashed ring where it is doubtful."""
    if disputed:
        yield diamond(x, y, radius * 1.25)
        yield number(f"{rank}?", x, y, radius * 0.95, theme.DISPUTED)
    elif doubtful:
        yield hollow(x, y, radius - 2)
        yield number(f"{rank}?", x, y, radius * 0.8, theme.ACCENT)
    else:
        yield element("circle", cx=x, cy=y, r=radius, fill=theme.ACCENT)
        yield number(str(rank), x, y, radius, theme.PAPER)


def hollow(x: float, y: float, radius: float) -> str:
    """The mark of a doubtful rank."""
    look: Attributes = {"fill": theme.PAPER, "stroke": theme.ACCENT, "stroke_width": 5, "stroke_dasharray": "9 7"}
    return element("circle", cx=x, cy=y, r=radius, **look)


def diamond(x: float, y: float, reach: float, dashes: str | None = None) -> str:
    """The mark of a rank that articles contradict; dashed: what the others say."""
    corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)))
    look: Attributes = {
        "fill": theme.CONTESTED,
        "stroke": theme.DISPUTED,
        "stroke_width": 4,
        "stroke_linejoin": "round",
    }
    return element("polygon", points=corners, stroke_dasharray=dashes, **look)


def gap(x: float, y: float) -> str:
    """The mark of what nobody reported, for a legend."""
    look: Attributes = {"fill": "none", "stroke": theme.EDGE, "stroke_width": 3, "stroke_dasharray": "5 5"}
    return element("rect", x=x - 12, y=y - 15, width=24, height=30, rx=11, **look)


def change(places: int, words: str, x: float, y: float) -> Iterator[str]:
    """A triangle up or down and the words for it, beginning at x on the line at y."""
    fill = theme.GOOD if places > 0 else theme.BAD if places < 0 else theme.MUTED
    if places:
        base, tip = (y - 2, y - 28) if places > 0 else (y - 26, y)
        yield element("polygon", points=f"{x:.1f},{base:.1f} {x + 15:.1f},{tip:.1f} {x + 30:.1f},{base:.1f}", fill=fill)
        x += 42
    yield text(words, x, y, theme.BODY, fill, bold=True)


def number(shown: str, x: float, y: float, radius: float, fill: str) -> str:
    """A rank inside its ball, as large as the ball takes it."""
    size = fit(shown, radius * 1.2, radius * 1.72)
    return text(shown, x, y + size * 0.36, size, fill, bold=True, text_anchor="middle")


def fit(shown: str, size: float, room: float) -> float:
    """The size in which a bold text has room, at most `size`."""
    return min(size, size * room / width(shown, size, bold=True))
