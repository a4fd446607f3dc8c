"""Coming and going: /start, being let into a group or a channel, /stop.

A chat is subscribed by its first word, with the defaults; what follows only changes them. So nothing is lost by who
stops half-way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alerts.handlers import choosing, pages
from alerts.handlers.data import write
from alerts.handlers.guard import aside, for_admins, view_of, words_for
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Keyboard, Reply, say
from alerts.texts.choices import choices
from alerts.texts.operating import operating
from alerts.texts.subscribing import Subscribing, subscribing
from parwatch_core.notice import Language
from parwatch_core.preferences import Preferences


async def joined(question: Question) -> tuple[Reply, ...]:
    """The bot was let in. A channel is subscribed at once, since only its administrators can have done this.

    In a group an administrator has to say so; in a private chat the person says /start.
    """
    if question.event.channel:
        return await _begin(question)
    if question.event.private:
        return ()
    return (say(words_for(question).greeting_group, keyboard=pages.languages(None, "hello")),)


@for_admins
async def start(question: Question) -> tuple[Reply, ...]:
    """Subscribe the chat; in a forum, the topic in which this was said is told from now on."""
    return await _begin(question)


@for_admins
async def hello(question: Question) -> tuple[Reply, ...]:
    """`hello:LANGUAGE`, the first tap."""
    language = _language(question.arguments)
    if language is None:
        return aside(question, words_for(question).nothing_changed)
    wishes = await question.desk.preferences(question.chat_id)
    if wishes is None:
        if refusal := await _turned_away(question):
            return refusal
        await question.desk.subscribe(question.chat_id, language, question.event.thread)
        wishes = await question.desk.preferences(question.chat_id)
    if wishes is not None and wishes.language is not language:
        await question.desk.prefer(question.chat_id, replace(wishes, language=language))
    words = subscribing(language)
    return (say(words.ask_scope, keyboard=pages.scopes(choices(language)), edits=True),)


@for_admins
async def again(question: Question) -> tuple[Reply, ...]:
    """`again`: after all."""
    return tuple(replace(reply, edits=True) for reply in await _begin(question))


@for_admins
async def stop(question: Question) -> tuple[Reply, ...]:
    """Send nothing more to the chat."""
    words = words_for(question)
    was = await question.desk.unsubscribe(question.chat_id)
    return (say(words.stopped if was else words.not_subscribed, keyboard=_come_back(words)),)


async def _turned_away(question: Question) -> tuple[Reply, ...]:
    """What a chat is told that may not subscribe, because nobody has invited it; nothing for all others.

    An invitation stands behind /start: t.me/bot?start=CODE sends "/start CODE".
    """
    if await question.desk.operations.admits(question.chat_id, question.typed):
        return ()
    return (say(operating(question.language).not_invited),)


async def _begin(question: Question) -> tuple[Reply, ...]:
    if refusal := await _turned_away(question):
        return refusal
    desk, chat_id = question.desk, question.chat_id
    known = await desk.language(chat_id) is not None
    new = await desk.subscribe(chat_id, question.language, question.event.thread)
    wishes = await desk.preferences(chat_id)
    if wishes is None:
        return aside(question, words_for(question).not_subscribed)
    return (_welcome(question, wishes, new=new, known=known),)


def _welcome(question: Question, wishes: Preferences, *, new: bool, known: bool) -> Reply:
    words, view = words_for(question), view_of(question, wishes)
    if known:
        lead = words.greeting_again if new else words.already
        return replace(choosing.finished(view, lead), edits=False)
    return say(f"{words.greeting}\n\n{words.ask_language}", keyboard=pages.languages(None, "hello"))


def _language(arguments: tuple[str, ...]) -> Language | None:
    return Language(arguments[0]) if len(arguments) == 1 and arguments[0] in set(Language) else None


def _come_back(words: Subscribing) -> Keyboard:
    return ((Button(words.come_back, write("again")),),)


COMMANDS: Mapping[str, Handler] = {"start": start, "stop": stop}
PRESSES: Mapping[str, Handler] = {"hello": hello, "again": again}
