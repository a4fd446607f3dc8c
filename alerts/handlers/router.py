"""Finds who answers: a command by its name, a pressed button by the verb of its data, anything else in words.

A module that answers has its `COMMANDS` and `PRESSES`; verbs are unique among all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alerts.desk import Desk
from alerts.handlers import (
    alerted,
    announcing,
    asking,
    choosing,
    data,
    history,
    latest,
    leagues,
    operating,
    privacy,
    ranking,
    searching,
    settings,
    sourcing,
    starting,
)
from alerts.handlers.question import Handler, Permission, Question
from alerts.incoming import Incoming, command_of
from alerts.reply import Reply, say
from alerts.texts.subscribing import subscribing

_PARTS = (
    starting,
    settings,
    choosing,
    privacy,
    asking,
    latest,
    searching,
    ranking,
    leagues,
    history,
    sourcing,
    alerted,
    operating,
    announcing,
)
COMMANDS: Mapping[str, Handler] = {name: handler for part in _PARTS for name, handler in part.COMMANDS.items()}
PRESSES: Mapping[str, Handler] = {verb: handler for part in _PARTS for verb, handler in part.PRESSES.items()}


def asks(event: Incoming, username: str) -> bool:
    """Whether somebody wants an answer: a group is not told that its talk is no command."""
    if event.press or event.private:
        return not (event.left or event.joined)
    command = command_of(event.text, username)
    return event.addressed if command == "" else command in COMMANDS


async def answer(event: Incoming, desk: Desk, username: str, permission: Permission) -> tuple[Reply, ...]:
    """Do what is asked for and return the replies, in order; none: stay silent."""
    if event.left:
        await desk.unsubscribe(event.chat_id)
        return ()
    language = await desk.language(event.chat_id) or event.language
    question = Question(event, desk, language, permission, username=username)
    if event.joined:
        return await starting.joined(question)
    if event.press:
        return await _pressed(question, event.press.data)
    command = command_of(event.text, username)
    if command is None:
        return ()
    handler = COMMANDS.get(command, _said)
    return await handler(question)


async def slowed(event: Incoming, desk: Desk) -> tuple[Reply, ...]:
    """What a chat that floods the bot is told, once."""
    words = subscribing(await desk.language(event.chat_id) or event.language)
    return (Reply(toast=words.slow_down),) if event.press else (say(words.slow_down),)


async def _said(question: Question) -> tuple[Reply, ...]:
    """Words that are no command of ours: perhaps the name of a unit."""
    event = question.event
    if event.text.strip().startswith("/"):
        return await asking.unknown(question) if event.private else ()
    found = await choosing.typed(question)
    return found or (await asking.unknown(question) if event.private else ())


async def _pressed(question: Question, written: str) -> tuple[Reply, ...]:
    """Data that is not ours does nothing; the press is acknowledged all the same, so that the button stops waiting."""
    found = data.read(written)
    handler = PRESSES.get(found[0]) if found else None
    if found is None or handler is None:
        return (Reply(),)
    return await handler(replace(question, arguments=found[1]))
