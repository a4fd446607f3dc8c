"""/history, and the button of an alert: a picture of a unit's ranks over the years, with the figures as its caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alerts.desk.ranks import UnitReport
from alerts.handlers import data, facts, paging, ranking
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Reply, say
from alerts.spans import Span, length
from alerts.texts.asking import asking
from alerts.texts.buttons import buttons
from parwatch_core.facts import Fact
from parwatch_core.identity import identify, reference

# UTF-16 units of a caption (Bot API, "sendPhoto": 1,024), with room for the last line.
_CAPTION = 900


async def history(question: Question) -> tuple[Reply, ...]:
    """/history UNIT."""
    typed, _ = ranking.parted(question.typed)
    if not typed:
        return (say(asking(question.language).history_usage),)
    report, others = ranking.chosen(await question.desk.unit(typed))
    asked_back = ranking.ask_back(report, typed, question, "history")
    if asked_back:
        return asked_back
    (reply,) = await _told(report, question)
    return (ranking.with_others(reply, others, "history"),)


async def of_reference(question: Question) -> tuple[Reply, ...]:
    """history:REFERENCE."""
    if len(question.arguments) != 1:
        return (Reply(),)
    report = await question.desk.unit_of(question.arguments[0])
    return await _told(report, question) if report.places or report.facts else (Reply(),)


async def of_alert(question: Question) -> tuple[Reply, ...]:
    """past:NUMBER: of the unit that stands first in the alert."""
    number = data.number(question.arguments[0]) if len(question.arguments) == 1 else None
    if number is None:
        return (Reply(),)
    notice = await question.desk.told(question.chat_id, number)
    if notice is None or not notice.claims:
        return (Reply(toast=buttons(question.language).unknown),)
    claim = notice.claims[0]
    subject = identify(claim.unit, claim.unit_level, claim.province)
    report = await question.desk.unit_of(reference(subject.key))
    if not (report.places or report.facts):
        return (Reply(toast=buttons(question.language).unknown),)
    return await _told(report, question)


async def _told(report: UnitReport, question: Question) -> tuple[Reply, ...]:
    """The picture where there are two years to see, else the figures."""
    if len(_years(report.facts)) < 2:
        return (replace(ranking.page_of_unit(report, None, 0, question), edits=False),)
    picture = await question.desk.unit_picture(report.facts, question.language)
    if picture is None:
        return (replace(ranking.page_of_unit(report, None, 0, question), edits=False),)
    words, short = asking(question.language), facts.of_fact(report.facts[0]).reference
    keyboard = ((Button(words.as_text, data.write("rank", short)),), *ranking.relatives(report, "history"))
    return (Reply(tuple(_caption(report, question)), keyboard, photo=picture),)


def _years(known: Sequence[Fact]) -> set[int]:
    return {fact.year for fact in known if fact.year is not None and fact.rank is not None}


def _caption(report: UnitReport, question: Question) -> list[Span]:
    """The unit and as many lines as fit, cut between lines."""
    words = asking(question.language)
    head = [Span(facts.heading(report), bold=True), Span(f"\n{words.caption}\n\n")]
    lines = [facts.line(fact, question.language) for fact in report.facts]
    count = paging.fitting(lines, _CAPTION - length(head))
    rest = [Span("\n" + words.more_lines.format(count=len(lines) - count))] if count < len(lines) else []
    return [*head, *paging.joined(lines[:count]), *rest]


COMMANDS: Mapping[str, Handler] = {"history": history}
PRESSES: Mapping[str, Handler] = {"history": of_reference, "past": of_alert}
