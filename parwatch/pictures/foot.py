"""The foot of a picture: what its marks mean, where it comes from, who drew it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from parwatch.pictures import theme
from parwatch.pictures.letters import lines, width
from parwatch.pictures.svg import text
from parwatch.pictures.words import Words
from parwatch_core.facts import Fact

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


def foot(legend: Iterable[tuple[Mark | None, str]], facts: Iterable[Fact], top: float, told: Words) -> Block:
    """The legend, item by item, and the source; the program's name ends the last line."""
    content: list[str] = []
    x, y = float(theme.MARGIN), top + _LEADING
    for mark, words in legend:
        wide = width(words, theme.SMALL) + (_MARK if mark else 0)
        if x + wide > theme.WIDTH - theme.MARGIN:
            x, y = float(theme.MARGIN), y + _LEADING
        if mark:
            content.append(mark(x + 14, y - 10))
        content.append(text(words, x + (_MARK if mark else 0), y, theme.SMALL, theme.MUTED))
        x += wide + _APART
    room = theme.ROOM - width(_NAME, theme.SMALL, bold=True) - _APART
    for line in lines(_source(facts, told), theme.SMALL, room, 2):
        y += _LEADING
        content.append(text(line, theme.MARGIN, y, theme.SMALL, theme.MUTED))
    right = theme.WIDTH - theme.MARGIN
    content.append(text(_NAME, right, y, theme.SMALL, theme.ACCENT, bold=True, text_anchor="end"))
    return Block(tuple(content), y + theme.MARGIN * 0.8)


def _source(facts: Iterable[Fact], told: Words) -> str:
    some = list(facts)
    articles = {witness.article_id for fact in some for witness in fact.witnesses}
    portals = list(dict.fromkeys(portal for fact in some for portal in fact.portals))
    named = ", ".join(portals[:2])
    if len(portals) > 2:
        named = told.more.format(portals=named, count=len(portals) - 2)
    form = told.source if len(articles) == 1 else told.sources
    return form.format(articles=len(articles), portals=named)
