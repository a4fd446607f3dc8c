"""The picture of one unit: its name, for each index where it stands now, and its ranks over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.texts import texts
from parwatch.pictures import theme
from parwatch.pictures.foot import Block, foot
from parwatch.pictures.lanes import draw, lanes
from parwatch.pictures.letters import fitted, lines, width
from parwatch.pictures.raster import png
from parwatch.pictures.series import Point, Series, drawable, series, years
from parwatch.pictures.svg import document, element, text
from parwatch.pictures.words import Words, words
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
    blocks.append(foot(shown, _source(facts, told), blocks[-1].bottom, told))
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
        yield from _change(point.change, x, y, told)


def _change(change: int, x: float, y: float, told: Words) -> Iterator[str]:
    fill = theme.GOOD if change > 0 else theme.BAD if change < 0 else theme.MUTED
    if change:
        base, tip = (y - 2, y - 28) if change > 0 else (y - 26, y)
        yield element("polygon", points=f"{x:.1f},{base:.1f} {x + 15:.1f},{tip:.1f} {x + 30:.1f},{base:.1f}", fill=fill)
        x += 42
    yield text(_moved(change, told), x, y, theme.BODY, fill, bold=True)


def _source(facts: Sequence[Fact], told: Words) -> str:
    articles = {witness.article_id for fact in facts for witness in fact.witnesses}
    portals = list(dict.fromkeys(portal for fact in facts for portal in fact.portals))
    named = ", ".join(portals[:2])
    if len(portals) > 2:
        named = told.more.format(portals=named, count=len(portals) - 2)
    form = told.source if len(articles) == 1 else told.sources
    return form.format(articles=len(articles), portals=named)


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


def _moved(change: int, told: Words) -> str:
    form = told.better if change > 0 else told.worse if change < 0 else told.same
    return form.format(places=abs(change))


def _named(fact: Fact) -> str:
    if fact.province and fact.level is not UnitLevel.PROVINCE:
        return f"{_capital(fact.unit)}, {fact.province}"
    return _capital(fact.unit)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
