"""/rank: where a unit stood, as articles tell it. A name that several units have is asked back about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from alerts.desk.ranks import UnitReport
from alerts.handlers import data, facts, paging
from alerts.handlers.facts import MOST_CHOICES, Choice
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Keyboard, Reply, say
from alerts.spans import Span
from alerts.texts.asking import asking
from parwatch_core.facts import Fact
from parwatch_core.identity import subject_of
from parwatch_core.places import predecessors, successors
from parwatch_core.ranking import UnitLevel

# Lines on a page: what a phone shows without much scrolling.
_LINES = 12
_YEAR = re.compile(r"(?:(?:năm|nam|year)\s+)?((?:19|20)\d\d)", re.IGNORECASE)


async def rank(question: Question) -> tuple[Reply, ...]:
    """/rank UNIT [YEAR]."""
    typed, year = parted(question.typed)
    if not typed:
        return (say(asking(question.language).rank_usage),)
    report, others = chosen(await question.desk.unit(typed))
    asked_back = ask_back(report, typed, question, "rank")
    return asked_back or (with_others(page_of_unit(report, year, 0, question), others, "rank"),)


async def turn(question: Question) -> tuple[Reply, ...]:
    """rank:REFERENCE[:PAGE[:YEAR]]."""
    reference, *written = question.arguments or ("",)
    numbers = [data.number(one, most=10_000) for one in written]
    if len(numbers) > 2 or None in numbers:
        return (Reply(),)
    report = await question.desk.unit_of(reference)
    if not (report.places or report.facts):
        return (Reply(),)
    page, year = (*numbers, None, None)[:2]
    return (page_of_unit(report, year, page or 0, question),)


def parted(typed: str) -> tuple[str, int | None]:
    """The unit, and the year where one stands at the end or the beginning: "Hà Tĩnh 2021", "2021 Hà Tĩnh"."""
    words = typed.strip()
    for match in (re.search(rf"(?:^|[\s,]+){_YEAR.pattern}$", words, re.IGNORECASE), _YEAR.match(words)):
        around = match and (match.end() == len(words) or words[match.end()].isspace())
        if match and around:
            return f"{words[: match.start()]} {words[match.end() :]}".strip(" ,"), int(match[1])
    return words, None


def chosen(report: UnitReport) -> tuple[UnitReport, tuple[Choice, ...]]:
    """What is known of the one unit that is meant most likely, and the others of its name.

    That is the only one of which articles tell, else a province: "hà tĩnh" is the province rather than its city. Where
    neither helps the report stays whole.
    """
    meant = tuple(dict.fromkeys([*facts.of_facts(report.facts), *map(facts.of_place, report.places)]))
    told = facts.of_facts(report.facts)
    province = next((facts.of_place(place) for place in report.places if place.level is UnitLevel.PROVINCE), None)
    likely = told[0] if len(told) == 1 else province
    if likely is None or len(meant) < 2:
        return report, ()
    mine = tuple(place for place in report.places if facts.of_place(place) == likely)
    own = tuple(fact for fact in report.facts if facts.of_fact(fact) == likely)
    near = {subject_of(one).key for place in mine for one in (*predecessors(place), *successors(place))}
    linked = tuple(fact for fact in (*report.facts, *report.linked) if fact.subject in near)
    return UnitReport(mine, own, linked), tuple(choice for choice in meant if choice != likely)


def with_others(reply: Reply, others: Sequence[Choice], verb: str) -> Reply:
    """The reply with a button for each other unit of the name that has none yet."""
    known = {button.data for row in reply.keyboard for button in row}
    more = (row for row in facts.chooser(verb, others) if row[0].data not in known)
    return replace(reply, keyboard=(*reply.keyboard, *more))


def ask_back(report: UnitReport, typed: str, question: Question, verb: str) -> tuple[Reply, ...]:
    """The question which unit is meant, with a button for each; none where that is clear."""
    words = asking(question.language)
    if not report.places and not report.facts:
        return (_unknown(report, typed, question, verb),)
    meant = dict.fromkeys([*facts.of_facts(report.facts), *map(facts.of_place, report.places)])
    if len(meant) < 2:
        return ()
    return (say(words.which_unit, keyboard=facts.chooser(verb, list(meant))),)


def relatives(report: UnitReport, verb: str) -> Keyboard:
    """Buttons for the units that this one replaced, or that replaced it, as far as articles tell of them."""
    return facts.chooser(verb, facts.of_facts(report.linked))


def _unknown(report: UnitReport, typed: str, question: Question, verb: str) -> Reply:
    words = asking(question.language)
    spans = [Span(words.unknown_unit.format(unit=paging.asked(typed)))]
    choices = [facts.of_place(place) for place in report.suggestions[:MOST_CHOICES]]
    if choices:
        spans.append(Span("\n" + words.did_you_mean))
    return say(*spans, keyboard=facts.chooser(verb, choices))


def page_of_unit(report: UnitReport, year: int | None, page: int, question: Question) -> Reply:
    """A page of what is known of one unit, of one year where one is asked for."""
    unit = facts.heading(report)
    shown = [fact for fact in report.facts if year in (None, fact.year)]
    entries, more = paging.cut(_entries(shown, report, year, question), page, _LINES)
    reference = (facts.of_fact(report.facts[0]) if report.facts else facts.of_place(report.places[0])).reference
    keyboard = (
        *paging.turning(question, _data(reference, page - 1, year) if page else None,
                        _data(reference, page + 1, year) if more else None),
        *_pictured(report.facts, reference, question),
        *relatives(report, "rank"),
    )  # fmt: skip
    return say(Span(unit, bold=True), Span("\n\n"), *paging.joined(entries), keyboard=keyboard, edits=True)


def _entries(shown: Sequence[Fact], report: UnitReport, year: int | None, question: Question) -> list[list[Span]]:
    """The lines of the facts, then what became of the unit."""
    words = asking(question.language)
    lines = [facts.line(fact, question.language) for fact in shown]
    if not lines:
        form = words.no_facts if year is None else words.no_facts_year
        lines = [[Span(form.format(unit=facts.heading(report), year=year))]]
    return [*lines, *facts.relations(report, question)]


def _pictured(known: Sequence[Fact], reference: str, question: Question) -> Keyboard:
    """A picture is offered where there are two years to see."""
    years = {fact.year for fact in known if fact.year is not None and fact.rank is not None}
    if len(years) < 2:
        return ()
    return ((Button(asking(question.language).picture, data.write("history", reference)),),)


def _data(reference: str, page: int, year: int | None) -> str:
    return data.write("rank", reference, page, *(() if year is None else (year,)))


COMMANDS: Mapping[str, Handler] = {"rank": rank}
PRESSES: Mapping[str, Handler] = {"rank": turn}
