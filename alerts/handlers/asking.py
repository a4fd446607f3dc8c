"""Asking: /latest, /status, /help, and words that are no command."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.desk import StatusReport
from alerts.handlers.question import Handler, Question
from alerts.render import moment, summary
from alerts.reply import Reply, say
from alerts.spans import Span, clean, shorten
from alerts.texts import Texts, texts
from parwatch_core.notice import Language, Notice

LATEST = 5
# Ten lines of this length stay below what one message holds.
TROUBLES = 10
TROUBLE_LENGTH = 300


async def helping(question: Question) -> tuple[Reply, ...]:
    """What the bot is for, and its commands."""
    return (say(f"{question.words.help}\n\n{_menu(question.words)}"),)


async def status(question: Question) -> tuple[Reply, ...]:
    """How the service is."""
    return (say(*status_message(await question.desk.status(question.chat_id), question.words)),)


async def latest(question: Question) -> tuple[Reply, ...]:
    """The newest alerts."""
    return (say(*latest_message((await question.desk.latest(LATEST))[:LATEST], question.language)),)


async def unknown(question: Question) -> tuple[Reply, ...]:
    """Words that are no command of ours."""
    return (say(f"{question.words.hint}\n\n{_menu(question.words)}"),)


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


def latest_message(notices: tuple[Notice, ...], language: Language) -> tuple[Span, ...]:
    """The newest alerts in three lines each; five of the longest stay below Telegram's limit."""
    words = texts(language)
    if not notices:
        return (Span(words.latest_none),)
    spans = [Span(words.latest_title, bold=True)]
    for notice in notices:
        spans += [Span("\n\n"), *summary(notice, language)]
    return tuple(spans)


def _menu(words: Texts) -> str:
    return "\n".join(f"/{name} – {meaning}" for name, meaning in words.commands.items())


def _number(number: int, words: Texts) -> str:
    return f"{number:,}".replace(",", words.thousands)


COMMANDS: Mapping[str, Handler] = {"help": helping, "status": status, "latest": latest}
PRESSES: Mapping[str, Handler] = {}
