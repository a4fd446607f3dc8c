"""Finds who answers: a command by its name, a pressed button by the verb of its data, anything else in words."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.desk import Desk
from alerts.handlers import asking, data, subscribing
from alerts.handlers.question import Handler, Question
from alerts.incoming import Incoming, command_of
from alerts.reply import Reply

COMMANDS: Mapping[str, Handler] = {**subscribing.COMMANDS, **asking.COMMANDS}
PRESSES: Mapping[str, Handler] = {**subscribing.PRESSES, **asking.PRESSES}


async def answer(event: Incoming, desk: Desk, username: str) -> tuple[Reply, ...]:
    """Do what is asked for and return the replies, in order; none: stay silent.

    A group is not told that its talk is no command.
    """
    if event.left:
        await desk.unsubscribe(event.chat_id)
        return ()
    if event.press:
        return await _pressed(event, desk, event.press.data)
    command = command_of(event.text, username)
    if command is None:
        return ()
    handler = COMMANDS.get(command)
    question = Question(event, desk, event.language)
    if handler:
        return await handler(question)
    return await asking.unknown(question) if event.private else ()


async def _pressed(event: Incoming, desk: Desk, written: str) -> tuple[Reply, ...]:
    """Data that is not ours does nothing; the press is acknowledged all the same, so that the button stops waiting."""
    found = data.read(written)
    handler = PRESSES.get(found[0]) if found else None
    if found is None or handler is None:
        return (Reply(),)
    return await handler(Question(event, desk, event.language, found[1]))
