"""/status, /help, and words that are no command."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.desk import StatusReport
from alerts.handlers.question import Handler, Question
from alerts.render import moment
from alerts.reply import Reply, say
from alerts.spans import Span, clean, shorten
from alerts.texts import Texts
from alerts.texts.asking import asking
from alerts.texts.operating import operating

# Ten lines of this length stay below what one message holds.
TROUBLES = 10
TROUBLE_LENGTH = 300


async def helping(question: Question) -> tuple[Reply, ...]:
    """What the bot is for, and its commands."""
    return (say(question.words.help, *_menu(question), *_for_operators(question)),)


async def status(question: Question) -> tuple[Reply, ...]:
    """How the service is."""
    return (say(*status_message(await question.desk.status(question.chat_id), question.words)),)


async def unknown(question: Question) -> tuple[Reply, ...]:
    """Words that are no command of ours."""
    return (say(question.words.hint, *_menu(question)),)


def status_message(report: StatusReport, words: Texts) -> tuple[Span, ...]:
    """Sources, last poll, articles and alerts, a line each; for an operator what fails, and why."""
    sources = words.status_sources.format(count=_number(report.sources, words))
    if report.failing:
        sources += f" ({words.status_failing.format(count=_number(report.failing, words))})"
    poll = moment(report.last_poll, words) if report.last_poll else words.status_never
    lines = (
        f"📡 {sources}",
        f"🕒 {words.status_poll.format(moment=poll)}",
        f"📰 {words.status_articles.format(count=_number(report.articles, words))}",
        f"🔔 {words.status_alerts.format(count=_number(report.alerts, words))}",
    )
    spans = [Span(words.status_title, bold=True), Span("\n" + "\n".join(lines))]
    troubles = (Span(f"\n⚠️ {shorten(clean(trouble[:4096]), TROUBLE_LENGTH)}") for trouble in report.troubles[:TROUBLES])
    return (*spans, *troubles)


def _for_operators(question: Question) -> list[Span]:
    """The commands that only operators' chats have."""
    if not question.desk.operations.operates(question.chat_id):
        return []
    words = operating(question.language)
    lines = "".join(f"\n/{name} – {meaning}" for name, meaning in words.commands.items())
    return [Span(f"\n\n{words.commands_title}", bold=True), Span(lines)]


def _menu(question: Question) -> list[Span]:
    """All commands in their groups; one that is in no group comes last, so that none is forgotten."""
    meanings, words = question.words.commands, asking(question.language)
    groups = {title: [name for name in names if name in meanings] for title, names in words.help_groups.items()}
    placed = {name for names in groups.values() for name in names}
    groups[words.help_others] = [name for name in meanings if name not in placed]
    spans = []
    for title, names in groups.items():
        if names:
            spans += [Span(f"\n\n{title}", bold=True), *(Span(f"\n/{name} – {meanings[name]}") for name in names)]
    return spans


def _number(number: int, words: Texts) -> str:
    return f"{number:,}".replace(",", words.thousands)


COMMANDS: Mapping[str, Handler] = {"help": helping, "status": status}
PRESSES: Mapping[str, Handler] = {}
