"""/top: an index's table of a year, of the provinces or of what lies in one, with the ranks that nobody reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.handlers import data, facts, paging
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Keyboard, Reply, say
from alerts.spans import Span, clean, shorten
from alerts.texts import texts
from alerts.texts.asking import asking
from parwatch_core import identity, places
from parwatch_core.facts import Fact
from parwatch_core.leagues import Gap, League
from parwatch_core.places import Place
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.text import search_key

_LINES = 15
_MOST_TABLES = 6
_NAME = 60
# What people type for an index, folded. Longer ones first, so that "par index" is not "par" and the province "index".
_INDICES = (
    ("chi so cai cach hanh chinh", Index.PAR),
    ("cai cach hanh chinh", Index.PAR),
    ("par index", Index.PAR),
    ("parindex", Index.PAR),
    ("cchc", Index.PAR),
    ("bo chi so 766", Index.QD766),
    ("qd 766", Index.QD766),
    ("qd766", Index.QD766),
    ("ict index", Index.ICT),
    ("chuyen doi so", Index.DTI),
    *((index.value.lower(), index) for index in Index),
)
_YEAR = re.compile(r"\b(?:nam |year )?((?:19|20)\d\d)\b")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which table is asked for. `year` None: the newest; `province` None: the whole country."""

    index: Index = Index.PAR
    year: int | None = None
    province: Place | None = None
    table: int = 0


async def top(question: Question) -> tuple[Reply, ...]:
    """/top [INDEX] [YEAR] [PROVINCE], in any order."""
    index, year, rest = parted(question.typed)
    if not rest:
        return (await _page(Wish(index, year), 0, question),)
    found = [place for place in places.suggest(rest, limit=20) if place.level is UnitLevel.PROVINCE]
    exact = [place for place in places.find(rest) if place.level is UnitLevel.PROVINCE]
    if exact:
        return (await _page(Wish(index, year, exact[0]), 0, question),)
    return (_unknown(Wish(index, year), rest, found, question),)


async def turn(question: Question) -> tuple[Reply, ...]:
    """top:INDEX:YEAR:PROVINCE:TABLE:PAGE; year and province may be empty."""
    wish, page = _wished(question.arguments)
    return (Reply(),) if wish is None or page is None else (await _page(wish, page, question),)


async def picture(question: Question) -> tuple[Reply, ...]:
    """topimage:INDEX:YEAR:PROVINCE:TABLE:0: the same table as a picture."""
    wish, _ = _wished(question.arguments)
    league = (await _tables(wish, question))[1] if wish else None
    drawn = await question.desk.league_picture(league, question.language) if league else None
    if league is None or drawn is None:
        return (Reply(toast=asking(question.language).nothing_to_draw),)
    return (Reply(tuple(_heading(league, question)), photo=drawn),)


def parted(typed: str) -> tuple[Index, int | None, str]:
    """Index, year and the rest, folded: "Hà Tĩnh SIPAS 2024" -> SIPAS, 2024, "ha tinh"."""
    words = f" {search_key(typed[:500])} "
    found = next(((name, index) for name, index in _INDICES if f" {name} " in words), None)
    if found:
        words = words.replace(f" {found[0]} ", " ", 1)
    year = _YEAR.search(words)
    if year:
        words = words[: year.start()] + words[year.end() :]
    return found[1] if found else Index.PAR, int(year[1]) if year else None, " ".join(words.split())


def _wished(arguments: Sequence[str]) -> tuple[Wish | None, int | None]:
    match arguments:
        case (name, written, reference, number, place) if name in list(Index):
            year = data.number(written, most=9_999) if written else None
            province = identity.referred(reference) if reference else None
            table, page = data.number(number, most=1_000), data.number(place, most=10_000)
            if table is None or page is None or (reference and province is None) or (written and year is None):
                return None, None
            return Wish(Index(name), year, province, table), page
    return None, None


async def _tables(wish: Wish, question: Question) -> tuple[tuple[League, ...], League | None]:
    """All tables of what is asked for, and the one that is meant."""
    home = wish.province.name if wish.province else None
    year = wish.year
    if year is None:
        year = next(iter(await question.desk.years(wish.index, home)), None)
    found = await question.desk.leagues(wish.index, year, home) if year is not None else ()
    if not found:
        return (), None
    return found, found[min(wish.table, len(found) - 1)]


async def _page(wish: Wish, page: int, question: Question) -> Reply:
    found, league = await _tables(wish, question)
    words = asking(question.language)
    if league is None:
        name = " ".join(filter(None, (words.index_names[wish.index], str(wish.year or ""))))
        text = words.top_none.format(index=name)
        return say(f"{text}\n\n{words.top_usage}", keyboard=await _years(wish, question), edits=True)
    shown = Wish(wish.index, league.year, wish.province, min(wish.table, len(found) - 1))
    entries, more = paging.cut([_row(row, question) for row in league.rows], page, _LINES)
    turning = paging.turning(
        question, _data("top", shown, page - 1) if page else None, _data("top", shown, page + 1) if more else None
    )
    drawing = ((Button(words.picture, _data("topimage", shown, 0)),),)
    keyboard = (*turning, *drawing, *_others(found, shown, question), *await _years(shown, question))
    spans = [*_heading(league, question), Span("\n\n"), *paging.joined(entries)]
    return say(*spans, keyboard=keyboard, edits=True)


def _heading(league: League, question: Question) -> list[Span]:
    words = asking(question.language)
    spans = [
        Span(_title(league, question), bold=True),
        Span(f"\n{texts(question.language).indices[league.index]} · {league.year}"),
    ]
    if league.total is not None:
        spans.append(Span("\n" + words.top_total.format(total=league.total)))
    return spans


def _title(league: League, question: Question) -> str:
    words = asking(question.language)
    field = shorten(clean((league.group or "")[:1_000]).strip(), _NAME) or words.levels[league.level]
    title = words.top_title.format(field=field)
    return f"{title}, {shorten(clean(league.province[:1_000]), _NAME)}" if league.province else title


def _row(row: Fact | Gap, question: Question) -> list[Span]:
    words = asking(question.language)
    if isinstance(row, Gap):
        gap = words.gap.format(rank=row.first) if row.first == row.last else None
        return [Span(gap or words.gaps.format(first=row.first, last=row.last))]
    score = facts.score(row, texts(question.language))
    tail = f"{facts.arrow(row)}{f' · {score}' if score else ''}{facts.doubts(row, question.language)}"
    rank = "–" if row.rank is None else f"{row.rank}."
    return [Span(f"{rank} "), Span(facts.name(row.unit), bold=(row.rank or 9) <= 3), Span(tail)]


def _others(found: Sequence[League], shown: Wish, question: Question) -> Keyboard:
    """The other tables of the same year: a province has its departments, its districts and its communes."""
    rows = [
        (Button(shorten(_title(league, question), 60), _data("top", _other(shown, number), 0)),)
        for number, league in enumerate(found)
        if number != shown.table
    ]
    return tuple(rows[:_MOST_TABLES])


def _other(wish: Wish, table: int) -> Wish:
    return Wish(wish.index, wish.year, wish.province, table)


async def _years(wish: Wish, question: Question) -> Keyboard:
    """The years next to the one shown, for which there is a table."""
    home = wish.province.name if wish.province else None
    known = await question.desk.years(wish.index, home)
    near = sorted((year for year in known if year != wish.year), key=lambda year: abs(year - (wish.year or year)))[:4]
    row = [Button(str(year), _data("top", Wish(wish.index, year, wish.province), 0)) for year in sorted(near)]
    return (tuple(row),) if row else ()


def _unknown(wish: Wish, typed: str, found: Sequence[Place], question: Question) -> Reply:
    words = asking(question.language)
    spans = [Span(words.unknown_province.format(province=paging.asked(typed)))]
    if found:
        spans.append(Span("\n" + words.did_you_mean))
    rows = [
        (Button(place.full, _data("top", Wish(wish.index, wish.year, place), 0)),) for place in found[:_MOST_TABLES]
    ]
    return say(*spans, keyboard=tuple(rows))


def _data(verb: str, wish: Wish, page: int) -> str:
    home = identity.reference(identity.subject_of(wish.province).key) if wish.province else ""
    year = "" if wish.year is None else wish.year
    return data.write(verb, wish.index.value, year, home, wish.table, page)


COMMANDS: Mapping[str, Handler] = {"top": top}
PRESSES: Mapping[str, Handler] = {"top": turn, "topimage": picture}
