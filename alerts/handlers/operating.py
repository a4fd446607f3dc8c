"""The operator: /add, /pause, /resume, /health. In other chats these are commands that do not exist.

A chat in PARWATCH_ADMIN_CHATS counts as a whole: whoever is in an operators' group is an operator.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from alerts.desk.operations import Health, Operations, Prospect
from alerts.handlers import asking, data
from alerts.handlers.question import Handler, Question
from alerts.render import moment, summary
from alerts.reply import Button, Reply, say
from alerts.spans import Span, clean, safe_url, shorten
from alerts.texts import Texts
from alerts.texts.operating import Operating, operating
from parwatch_core.errors import ParwatchError

ADOPT, LEAVE = "opadd", "opleave"
NEWEST = 5
_TITLE = 120
_LINE = 300
_BLOCK = 1200
_PROBLEMS = 4
_FAILING = 8
_NAMES = 40
_PLACES = 6

Work = Callable[[Question, Operations, Operating], Awaitable[tuple[Reply, ...]]]


def for_operators(work: Work) -> Handler:
    """A handler that answers in operators' chats; in others it is as if there were none."""

    async def guarded(question: Question) -> tuple[Reply, ...]:
        operations = question.desk.operations
        if operations.operates(question.chat_id):
            return await work(question, operations, operating(question.language))
        if question.event.press:
            return (Reply(),)
        return await asking.unknown(question) if question.event.private else ()

    return guarded


async def add(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """Look at an address; what is found comes when it is found, and meanwhile other commands are answered."""
    url = question.typed
    if not url:
        return (say(words.add_usage),)
    if operations.looking():
        return (say(words.busy),)

    async def found() -> tuple[Reply, ...]:
        try:
            prospect = await operations.look(url)
        except ParwatchError as error:
            return (say(words.cannot_add.format(reason=_line(str(error)))),)
        return (prospect_message(prospect, words, question.words, question),)

    return (replace(say(words.looking.format(url=shorten(clean(url), _LINE))), later=found),)


async def adopt(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """The tap that confirms: the block goes into sources.toml."""
    try:
        name = await operations.adopt(_token(question))
    except ParwatchError as error:
        return (say(words.cannot_add.format(reason=_line(str(error)))),)
    return (say(words.added.format(name=shorten(clean(name), _TITLE)), edits=True),)


async def leave(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """The other tap."""
    name = operations.leave(_token(question))
    return (say(words.dropped.format(name=shorten(clean(name), _TITLE)), edits=True),) if name else (Reply(),)


async def pause(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """Switch a source off in sources.toml."""
    return await _switched(question, operations, words, enabled=False)


async def resume(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """Switch a source on again."""
    return await _switched(question, operations, words, enabled=True)


async def health(question: Question, operations: Operations, words: Operating) -> tuple[Reply, ...]:
    """How the service is."""
    return (say(*health_message(await operations.health(), words, question.words)),)


def prospect_message(prospect: Prospect, words: Operating, general: Texts, question: Question) -> Reply:
    """What an address would bring, with two buttons where it can be added."""
    spans = [
        Span(words.found_title.format(name=shorten(clean(prospect.name), _TITLE)), bold=True),
        Span(f"\n{shorten(clean(prospect.url), _LINE)}", link=safe_url(prospect.url)),
        *_facts(prospect, words),
        *_listed(prospect, words),
        *_newest(prospect, words, general),
        *_example(prospect, words, question),
        *_problems(prospect, words),
    ]
    if not prospect.token:
        return say(*spans)
    spans += [Span(f"\n\n{words.block}:\n", bold=True), Span(_cut(prospect.block), quote=True)]
    tap = Button(words.add, data=data.write(ADOPT, prospect.token))
    other = Button(words.drop, data=data.write(LEAVE, prospect.token))
    return say(*spans, keyboard=((tap,), (other,)))


def health_message(report: Health, words: Operating, general: Texts) -> tuple[Span, ...]:
    """The line of `parwatch health`, then the bot, the sources and the queue, a line each."""
    polled = moment(report.bot_polled_at, general) if report.bot_polled_at else words.never
    watched = words.watched.format(count=report.sources)
    if report.paused:
        watched += f" ({words.paused_count.format(count=report.paused)})"
    lines = [
        _line(report.line),
        f"🤖 {words.bot_polled.format(moment=polled)}",
        f"📡 {watched}",
        f"📬 {_queue(report, words, general)}",
        f"👥 {words.subscribers.format(count=report.subscribers)}",
    ]
    if report.dead:
        lines.append(f"🗑 {words.dead.format(count=report.dead)}")
    if report.failing:
        lines.append(f"⚠️ {words.failing.format(count=len(report.failing))}")
        lines += [f"• {_line(line)}" for line in report.failing[:_FAILING]]
        lines += _and_more(len(report.failing) - _FAILING, words)
    return (Span(words.well if report.ok else words.unwell, bold=True), Span("\n" + "\n".join(lines)))


def _queue(report: Health, words: Operating, general: Texts) -> str:
    if not report.waiting:
        return words.queue_empty
    line = words.queue.format(count=report.waiting)
    return f"{line} ({words.oldest.format(moment=moment(report.oldest, general))})" if report.oldest else line


async def _switched(
    question: Question, operations: Operations, words: Operating, *, enabled: bool
) -> tuple[Reply, ...]:
    if not question.typed:
        return (say(_names(operations, words, watched=not enabled)),)
    try:
        done = await operations.switch(question.typed, enabled=enabled)
    except ParwatchError as error:
        return (say(f"⚠️ {_line(str(error))}"),)
    changed = words.resumed if enabled else words.paused
    same = words.was_watched if enabled else words.was_paused
    return (say((changed if done.changed else same).format(name=shorten(clean(done.name), _TITLE))),)


def _names(operations: Operations, words: Operating, *, watched: bool) -> str:
    """How the command is meant, and the sources that it may be used on."""
    names = [shorten(clean(name), _TITLE) for name, enabled in operations.sources() if enabled == watched]
    if not names and not watched:
        return words.none_paused
    lines = [f"• {name}" for name in names[:_NAMES]] + _and_more(len(names) - _NAMES, words)
    return "\n".join([words.pause_usage if watched else words.resume_usage, *lines])


def _and_more(left: int, words: Operating) -> list[str]:
    return [words.more.format(count=left)] if left > 0 else []


def _facts(prospect: Prospect, words: Operating) -> list[Span]:
    spans = [Span("\n" + words.unit.format(unit=shorten(clean(prospect.unit), _TITLE)))] if prospect.unit else []
    return [*spans, Span(f"\nCMS: {prospect.cms}")] if prospect.cms else spans


def _listed(prospect: Prospect, words: Operating) -> list[Span]:
    spans: list[Span] = [] if prospect.places else [Span(f"\n{words.no_places}")]
    for place in prospect.places[:_PLACES]:
        sure = words.sureness.get(place.sureness, place.sureness)
        kind = words.kinds.get(place.kind, place.kind)
        spans += [
            Span(f"\n• {kind} ({sure}, {place.confidence:.0%}): "),
            Span(shorten(clean(place.url), _TITLE), link=safe_url(place.url)),
        ]
    return spans


def _newest(prospect: Prospect, words: Operating, general: Texts) -> list[Span]:
    if not prospect.newest:
        return [Span(f"\n\n{words.no_article}")]
    lines = []
    for published, title in prospect.newest[:NEWEST]:
        date = f"{moment(published, general)} · " if published else ""
        lines.append(f"\n• {date}{shorten(clean(title), _TITLE)}")
    return [Span(f"\n\n{words.newest}:", bold=True), Span("".join(lines))]


def _example(prospect: Prospect, words: Operating, question: Question) -> list[Span]:
    if prospect.example is None:
        return []
    if prospect.is_ranking:
        return [Span(f"\n\n{words.example}:\n", bold=True), *summary(prospect.example, question.language)]
    return [Span(f"\n\n{words.no_ranking} "), Span(shorten(clean(prospect.example.title), _TITLE))]


def _problems(prospect: Prospect, words: Operating) -> list[Span]:
    if not prospect.problems:
        return []
    lines = "".join(f"\n⚠️ {_line(problem)}" for problem in prospect.problems[:_PROBLEMS])
    return [Span(f"\n\n{words.problems}:", bold=True), Span(lines)]


def _cut(block: str) -> str:
    """The block line by line, without anything that could act on its surroundings."""
    return shorten("\n".join(clean(line) for line in block.split("\n")), _BLOCK)


def _line(text: str) -> str:
    return shorten(clean(text[:4096]), _LINE)


def _token(question: Question) -> str:
    return question.arguments[0] if question.arguments else ""


COMMANDS: Mapping[str, Handler] = {
    "add": for_operators(add),
    "pause": for_operators(pause),
    "resume": for_operators(resume),
    "health": for_operators(health),
}
PRESSES: Mapping[str, Handler] = {ADOPT: for_operators(adopt), LEAVE: for_operators(leave)}
