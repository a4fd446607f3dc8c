"""The picture of a league: units by rank, with the ranks that nobody reported left open."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.texts import texts
from parwatch.pictures import marks, theme
from parwatch.pictures.foot import Block, Mark, foot
from parwatch.pictures.letters import fitted, lines, width
from parwatch.pictures.raster import png
from parwatch.pictures.svg import Attributes, document, element, text
from parwatch.pictures.words import Words, moved, words
from parwatch_core.errors import ParwatchError
from parwatch_core.facts import Fact
from parwatch_core.leagues import Gap, League
from parwatch_core.notice import Language
from parwatch_core.ranking import UnitLevel
from parwatch_core.text import decimal

# A phone scrolls no picture: what comes after these is counted in the last line.
MOST_ROWS = 34
_ROW = 74.0
_BALL = 30.0
_NAME = theme.MARGIN + 2 * _BALL + 26
_CHANGE = 900.0


def league_svg(league: League, language: Language = Language.VI, *, ids: str = "league") -> str:
    """A league as SVG, at most MOST_ROWS rows of it. Raises ParwatchError when it has none."""
    if not any(isinstance(row, Fact) for row in league.rows):
        raise ParwatchError("there is nothing in this league to draw")
    told = words(language)
    head = _heading(league, language)
    rows = league.rows[:MOST_ROWS]
    table = [part for n, row in enumerate(rows) for part in _row(row, head.bottom + n * _ROW, n, told)]
    bottom = head.bottom + len(rows) * _ROW
    facts = [row for row in league.rows if isinstance(row, Fact)]
    end = foot(_legend(league, told), facts, bottom + 8, told)
    content = (*head.content, *table, *end.content)
    title = f"{_title(league, told)}: {texts(language).indices[league.index]}, {league.year or told.unknown}"
    return document(theme.WIDTH, end.bottom, title, _description(league, told), content, ids=ids)


def league_png(league: League, language: Language = Language.VI) -> bytes:
    """The same as PNG, for a chat; call it in a thread. Raises ParwatchError."""
    return png(league_svg(league, language))


def _heading(league: League, language: Language) -> Block:
    told = words(language)
    size, title = fitted(_title(league, told), (60, 54, 48), theme.ROOM, 2)
    y = theme.MARGIN * 0.6
    content = []
    for line in title:
        y += size * 1.16
        content.append(text(line, theme.MARGIN, y, size, theme.INK, bold=True))
    about = f"{texts(language).indices[league.index]} · {league.year or told.unknown}"
    for line in lines(about, theme.BODY, theme.ROOM, 2):
        y += theme.BODY * 1.5
        content.append(text(line, theme.MARGIN, y, theme.BODY, theme.MUTED))
    return Block(tuple(content), y + 30)


def _title(league: League, told: Words) -> str:
    field = league.group or told.levels.get(league.level, league.level.value)
    name = told.league.format(field=field)
    return f"{name}, {league.province}" if league.province else name


def _row(row: Fact | Gap, top: float, position: int, told: Words) -> Iterator[str]:
    if position % 2 == 0:
        stripe: Attributes = {"x": 24, "y": top, "width": theme.WIDTH - 48, "height": _ROW, "rx": 18}
        yield element("rect", **stripe, fill=theme.STRIPE)
    middle = top + _ROW / 2
    if isinstance(row, Gap):
        yield from _gap(row, middle, told)
    else:
        yield from _mark(row, middle)
        yield from _unit(row, middle, told)


def _gap(gap: Gap, y: float, told: Words) -> Iterator[str]:
    span = str(gap.first) if gap.first == gap.last else f"{gap.first}–{gap.last}"
    wide = max(2 * _BALL, width(span, theme.SMALL) + 24)
    look: Attributes = {"fill": "none", "stroke": theme.EDGE, "stroke_width": 3, "stroke_dasharray": "5 7"}
    yield element("rect", x=theme.MARGIN, y=y - _BALL, width=wide, height=2 * _BALL, rx=_BALL, **look)
    yield text(span, theme.MARGIN + wide / 2, y + 10, theme.SMALL, theme.MUTED, text_anchor="middle")
    yield text(told.unknown, max(_NAME, theme.MARGIN + wide + 26), y + 12, theme.BODY, theme.MUTED)


def _mark(fact: Fact, y: float) -> Iterator[str]:
    x = theme.MARGIN + _BALL
    if fact.rank is None:
        yield text("–", x, y + 12, theme.BODY, theme.MUTED, text_anchor="middle")
    else:
        disputed = "rank" in fact.disputed
        radius = _BALL * 0.9 if disputed else _BALL  # a diamond reaches further
        yield from marks.ball(x, y, radius, fact.rank, disputed=disputed, doubtful=fact.doubtful)


def _unit(fact: Fact, y: float, told: Words) -> Iterator[str]:
    """Name, change and score, each in its column."""
    name = fact.unit if fact.level is UnitLevel.PROVINCE else fact.unit[:1].upper() + fact.unit[1:]
    (line,) = lines(name, theme.BODY, _CHANGE - _NAME - 20, 1)
    yield text(line, _NAME, y + 12, theme.BODY, theme.INK, bold=True)
    if fact.rank_change is not None and "rank" not in fact.disputed:
        yield from marks.change(fact.rank_change, str(abs(fact.rank_change) or "="), _CHANGE, y + 12)
    if fact.score is not None:
        score = decimal(fact.score, told.decimal) + ("%" if fact.score_unit == "%" else "")
        yield text(score, theme.WIDTH - theme.MARGIN, y + 12, theme.BODY, theme.MUTED, text_anchor="end")


def _legend(league: League, told: Words) -> Iterator[tuple[Mark | None, str]]:
    if len(league.rows) > MOST_ROWS:
        yield None, told.rows_left.format(count=len(league.rows) - MOST_ROWS)
    if league.total is not None:
        yield None, told.league_total.format(total=league.total)
    facts = [row for row in league.rows[:MOST_ROWS] if isinstance(row, Fact)]
    if any("rank" in fact.disputed for fact in facts):
        yield (lambda x, y: marks.diamond(x, y, 15.0)), told.legend_disputed
    if any(fact.doubtful and "rank" not in fact.disputed for fact in facts):
        yield (lambda x, y: marks.hollow(x, y, 13.0)), told.legend_doubtful


def _description(league: League, told: Words) -> str:
    return "; ".join(_spoken(row, told) for row in league.rows)


def _spoken(row: Fact | Gap, told: Words) -> str:
    if isinstance(row, Gap):
        span = str(row.first) if row.first == row.last else f"{row.first}–{row.last}"
        return f"{told.rank.format(rank=span)}: {told.unknown}"
    place = told.unknown if row.rank is None else told.rank.format(rank=row.rank)
    parts = [f"{place}: {row.unit}"]
    if row.rank_change is not None:
        parts.append(moved(row.rank_change, told))
    if "rank" in row.disputed:
        parts.append(told.legend_disputed)
    return ", ".join(parts)
