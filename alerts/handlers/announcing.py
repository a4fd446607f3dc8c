"""The operator to people: /broadcast with a preview, /feedback, /invite."""

from __future__ import annotations

import re
from collections.abc import Mapping

from alerts.desk.operations import Operations, Report, Reports
from alerts.handlers import data
from alerts.handlers.operating import for_operators
from alerts.handlers.question import Handler, Question
from alerts.render import moment, spoken, summary
from alerts.reply import Button, Keyboard, Reply, say
from alerts.spans import Span
from alerts.texts.operating import Operating
from parwatch_core.text import utf16_units

SEND, DISCARD, PAGE, HANDLED = "opsend", "opdrop", "oppage", "opdone"
# UTF-16 units; the preview's own words and the text stay below what one message holds.
LONGEST = 3500
MOST_INVITED = 1000
# Three lines and a heading each: five of the longest stay below the limit of a message.
_PER_PAGE = 5
_BEHIND_COMMAND = re.compile(r"/\w+(?:@\w+)?\s*")


async def broadcast(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """Show a text as everybody would get it, with a button that sends it."""
    text = _text(question)
    if not text:
        return (say(words.broadcast_usage),)
    if utf16_units(text) > LONGEST:
        return (say(words.broadcast_long.format(limit=LONGEST)),)
    number, audience = await operations.draft(text)
    tap = Button(words.send.format(count=audience), data=data.write(SEND, number))
    other = Button(words.drop, data=data.write(DISCARD, number))
    head = Span(words.preview.format(count=audience), bold=True)
    return (say(head, Span("\n\n"), *spoken(text), keyboard=((tap,), (other,))),)


async def send(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """The tap that confirms; the second one of a double tap changes nothing and says nothing."""
    sent = await operations.broadcast(_number(question))
    if sent is None:
        return (Reply(toast=words.not_sent),)
    return (say(words.sent.format(count=sent), edits=True),)


async def discard(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """The other tap."""
    if await operations.discard(_number(question)):
        return (say(words.discarded, edits=True),)
    return (Reply(toast=words.not_sent),)


async def feedback(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """What people called wrong, newest first."""
    return (reports_message(await operations.reports(0, _PER_PAGE), words, question),)


async def page(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """Another page of it, in the same message."""
    found = await operations.reports(_number(question), _PER_PAGE)
    return (reports_message(found, words, question, edits=True),)


async def handled(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """One is done with; the rest of the page moves up."""
    await operations.handle(_number(question))
    found = await operations.reports(_number(question, 1), _PER_PAGE)
    return (reports_message(found, words, question, edits=True),)


async def invite(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """A link that lets in one chat, or as many as are named."""
    uses = data.number(question.typed, least=1, most=MOST_INVITED) if question.typed else 1
    if uses is None:
        return (say(words.invite_usage.format(most=MOST_INVITED)),)
    code = await operations.invite(question.chat_id, uses)
    lines = [words.invitation.format(uses=uses), f"https://t.me/{question.username}?start={code}"]
    if not operations.closed():
        lines.append(words.invitation_open)
    return (say("\n".join(lines)),)


def reports_message(found: Reports, words: Operating, question: Question, *, edits: bool = False) -> Reply:
    """A page of what was called wrong, a button for each to be done with it, and the way to other pages."""
    if not found.items:
        return say(words.feedback_none, edits=edits)
    spans = [Span(words.feedback_title.format(count=found.total), bold=True)]
    for place, report in enumerate(found.items, found.skip + 1):
        spans += [*_report(place, report, words, question), *summary(report.notice, question.language)]
    return say(*spans, keyboard=_keyboard(found, words), edits=edits)


def _report(place: int, report: Report, words: Operating, question: Question) -> list[Span]:
    when = words.by_chat.format(chat=report.chat_id, moment=moment(report.at, question.words))
    return [Span(f"\n\n{place}. "), Span(words.complaints[report.complaint], bold=True), Span(f" ({when})\n")]


def _keyboard(found: Reports, words: Operating) -> Keyboard:
    done = tuple(
        Button(f"✔ {words.handled} {place}", data=data.write(HANDLED, report.number, found.skip))
        for place, report in enumerate(found.items, found.skip + 1)
    )
    ways = []
    if found.skip:
        ways.append(Button(words.previous, data=data.write(PAGE, max(0, found.skip - _PER_PAGE))))
    if found.skip + len(found.items) < found.total:
        ways.append(Button(words.next, data=data.write(PAGE, found.skip + _PER_PAGE)))
    rows = [done[start : start + 2] for start in range(0, len(done), 2)]
    return (*rows, tuple(ways)) if ways else tuple(rows)


def _text(question: Question) -> str:
    """What stands behind the command, line by line as it was typed."""
    return _BEHIND_COMMAND.sub("", question.event.text.strip(), count=1).strip()


def _number(question: Question, place: int = 0) -> int:
    """An argument of the pressed button; 0, which is no number of anything, where it is none."""
    arguments = question.arguments
    return data.number(arguments[place]) or 0 if place < len(arguments) else 0


COMMANDS: Mapping[str, Handler] = {
    "broadcast": for_operators(broadcast),
    "feedback": for_operators(feedback),
    "invite": for_operators(invite),
}
PRESSES: Mapping[str, Handler] = {
    SEND: for_operators(send),
    DISCARD: for_operators(discard),
    PAGE: for_operators(page),
    HANDLED: for_operators(handled),
}
