"""What people write to the bot, and what it answers. No network here: an update in, spans out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from alerts.desk import Desk, StatusReport
from alerts.render import moment, summary
from alerts.spans import Span, shorten
from alerts.texts import Texts, texts
from parwatch_core.notice import Language, Notice

LATEST = 5
# Ten lines of this length stay below what one message holds.
TROUBLES = 10
TROUBLE_LENGTH = 300
# "/start", "/start@parwatch_bot", "/start payload" (Bot API, "Commands": 1 to 32 letters, digits, underscores).
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s|$)", re.ASCII)
Spans = list[Span]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened in a chat. `left`: the bot was blocked or removed and can answer no more."""

    update_id: int
    chat_id: int
    private: bool
    text: str = ""
    language: Language = Language.VI
    left: bool = False


def incoming(update: telegram.Update) -> Incoming | None:
    """What an update means, or None where it is nothing to us (a photo, a service message, a new member)."""
    member = update.my_chat_member
    if member:
        gone = member.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        return Incoming(update.update_id, member.chat.id, _private(member.chat), left=True) if gone else None
    message = update.message or update.channel_post
    if not message or not message.text:
        return None
    language = language_of(message.from_user.language_code if message.from_user else None)
    return Incoming(update.update_id, message.chat.id, _private(message.chat), message.text, language)


def _private(chat: telegram.Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def language_of(code: str | None) -> Language:
    """The interface for a client's IETF language tag: English for English clients, Vietnamese for all others."""
    return Language.EN if (code or "").lower().split("-")[0] == "en" else Language.VI


def command_of(text: str, username: str) -> str | None:
    """The command in lower case, "" for other text, None for a command to another bot of the group."""
    found = _COMMAND.match(text.strip())
    if not found:
        return ""
    name, addressee = found.groups()
    return None if addressee and addressee.lower() != username.lower() else name.lower()


async def answer(event: Incoming, desk: Desk, username: str) -> Spans:
    """Do what the text asks for and return the reply; no spans: stay silent.

    A group is not told that its talk is no command.
    """
    command = command_of(event.text, username)
    words = texts(event.language)
    reply = _REPLIES.get(command) if command else None
    if reply:
        return await reply(event, desk, words)
    return _hint(words) if event.private and command is not None else []


async def _start(event: Incoming, desk: Desk, words: Texts) -> Spans:
    new = await desk.subscribe(event.chat_id, event.language)
    return [Span("✅ " + (words.welcome if new else words.welcome_back))]


async def _stop(event: Incoming, desk: Desk, words: Texts) -> Spans:
    return [Span(words.goodbye if await desk.unsubscribe(event.chat_id) else words.not_subscribed)]


async def _help(_event: Incoming, _desk: Desk, words: Texts) -> Spans:
    return [Span(f"{words.help}\n\n{_menu(words)}")]


async def _status(event: Incoming, desk: Desk, words: Texts) -> Spans:
    return status_message(await desk.status(event.chat_id), words)


async def _latest(event: Incoming, desk: Desk, words: Texts) -> Spans:
    return latest_message((await desk.latest(LATEST))[:LATEST], event.language)


def status_message(report: StatusReport, words: Texts) -> Spans:
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
    troubles = (Span(f"\n⚠️ {shorten(trouble, TROUBLE_LENGTH)}") for trouble in report.troubles[:TROUBLES])
    return [*spans, *troubles]


def latest_message(notices: tuple[Notice, ...], language: Language) -> Spans:
    """The newest alerts in three lines each; five of the longest stay below Telegram's limit."""
    words = texts(language)
    if not notices:
        return [Span(words.latest_none)]
    spans = [Span(words.latest_title, bold=True)]
    for notice in notices:
        spans += [Span("\n\n"), *summary(notice, language)]
    return spans


def _hint(words: Texts) -> Spans:
    return [Span(f"{words.hint}\n\n{_menu(words)}")]


def _menu(words: Texts) -> str:
    return "\n".join(f"/{name} – {meaning}" for name, meaning in words.commands.items())


def _number(number: int, words: Texts) -> str:
    return f"{number:,}".replace(",", words.thousands)


_Reply = Callable[[Incoming, Desk, Texts], Awaitable[Spans]]
_REPLIES: Mapping[str, _Reply] = {
    "start": _start,
    "stop": _stop,
    "help": _help,
    "status": _status,
    "latest": _latest,
}
