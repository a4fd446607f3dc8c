"""The picture of one unit: its name, for each index where it stands now, and its ranks over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.texts import texts
from parwatch.pictures import marks, theme
from parwatch.pictures.foot import Block, Mark, foot
from parwatch.pictures.lanes import draw, lanes
from parwatch.pictures.letters import fitted, lines, width
from parwatch.pictures.raster import png
from parwatch.pictures.series import Point, Series, drawable, series, years
from parwatch.pictures.svg import document, text
from parwatch.pictures.words import Words, moved, words
from parwatch_core.errors import ParwatchError
from parwatch_core.facts import Fact
from parwatch_core.notice import Language
from parwatch_core.ranking import UnitLevel

_TITLE_SIZES = (60, 54, 48)
_PANEL, _SMALLER_PANEL = 520.0, 380.0


def unit_svg(facts: Sequence[Fact], language: Language = Language.VI, *, ids: str = "ranks") -> str:
    """The ranks of one unit as SVG. `ids` keeps two pictures on one page apart.

    Raises ParwatchError when no fact has a rank with a year.
    """
    if not drawable(facts):
        raise ParwatchError("there is no rank with a year to draw")
    told = words(language)
    shown = series(facts)
    span = years(shown)
    blocks = [_heading(facts[0])]
    for one in shown:
        height = _PANEL if len(shown) == 1 else _SMALLER_PANEL
        blocks.append(_panel(one, span, blocks[-1].bottom, height, language))
    blocks.append(foot(_legend(shown, told), facts, blocks[-1].bottom, told))
    title = told.title.format(unit=_named(facts[0]))
    content = [part for block in blocks for part in block.content]
    return document(theme.WIDTH, blocks[-1].bottom, title, _description(shown, language), content, ids=ids)


def unit_png(facts: Sequence[Fact], language: Language = Language.VI) -> bytes:
    """The same as PNG, for a chat. Raises ParwatchError when no fact has a rank with a year."""
    return png(unit_svg(facts, language))


def _heading(fact: Fact) -> Block:
    size, title = fitted(_capital(fact.unit), _TITLE_SIZES, theme.ROOM, 2)
    y = theme.MARGIN * 0.6
    content = []
    for line in title:
        y += size * 1.16
        content.append(text(line, theme.MARGIN, y, size, theme.INK, bold=True))
    if fact.province and fact.level is not UnitLevel.PROVINCE:
        y += theme.BODY * 1.5
        content.append(text(fact.province, theme.MARGIN, y, theme.BODY, theme.MUTED))
    return Block(tuple(content), y + 20)


def _panel(one: Series, span: range, top: float, height: float, language: Language) -> Block:
    content = []
    y = top
    name = texts(language).indices[one.index]
    if one.group:
        name = f"{name}, {one.group}"
    for line in lines(name, theme.BODY, theme.ROOM, 2):
        y += theme.BODY * 1.35
        content.append(text(line, theme.MARGIN, y, theme.BODY, theme.MUTED))
    y += theme.STRONG * 1.35
    content += _newest(one.last, y, words(language))
    content += draw(lanes(one, span, y + 32, height))
    return Block(tuple(content), y + 32 + height + 14)


def _newest(point: Point, y: float, told: Words) -> Iterator[str]:
    """Where the unit stands now, and whether that is up or down."""
    sentence = told.newest.format(year=point.year, rank=_rank(point, told))
    x = float(theme.MARGIN)
    yield text(sentence, x, y, theme.STRONG, theme.INK, bold=True)
    x += width(sentence, theme.STRONG, bold=True) + 24
    if point.disputed and point.others:
        yield text(_contested(point, told), x, y, theme.BODY, theme.DISPUTED)
    elif point.change is not None:
        yield from marks.change(point.change, moved(point.change, told), x, y)


def _legend(shown: Sequence[Series], told: Words) -> Iterator[tuple[Mark | None, str]]:
    """Only what is in the picture is explained."""
    points = [point for one in shown for point in one.points]
    yield None, told.legend
    total = next((point.total for point in reversed(points) if point.total), None)
    if total:
        yield None, told.legend_total.format(total=total)
    if any(point.rank is None for point in points):
        yield marks.gap, told.legend_gap
    if any(point.disputed for point in points):
        yield (lambda x, y: marks.diamond(x, y, 15.0)), told.legend_disputed
    if any(point.doubtful and not point.disputed for point in points):
        yield (lambda x, y: marks.hollow(x, y, 13.0)), told.legend_doubtful


def _description(shown: Sequence[Series], language: Language) -> str:
    """The whole picture in words, for those who hear it."""
    told, indices = words(language), texts(language).indices
    return " ".join(
        f"{indices[one.index]}: {'; '.join(_spoken(point, told) for point in one.points)}." for one in shown
    )


def _spoken(point: Point, told: Words) -> str:
    if point.rank is None:
        return f"{point.year}: {told.unknown}"
    parts = [f"{point.year}: {_rank(point, told)}"]
    if point.others:
        parts.append(_contested(point, told))
    if point.doubtful:
        parts.append(told.unsure)
    return ", ".join(parts)


def _rank(point: Point, told: Words) -> str:
    form = told.rank if point.total is None else told.rank_of
    return form.format(rank=point.rank, total=point.total)


def _contested(point: Point, told: Words) -> str:
    return told.contested.format(ranks=", ".join(map(str, point.others)))


def _named(fact: Fact) -> str:
    if fact.province and fact.level is not UnitLevel.PROVINCE:
        return f"{_capital(fact.unit)}, {fact.province}"
    return _capital(fact.unit)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
