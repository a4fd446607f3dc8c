"""What is stored of a chat, and deleting it."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.handlers.data import write
from alerts.handlers.guard import aside, for_admins, words_for
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Reply, say


async def privacy(question: Question) -> tuple[Reply, ...]:
    """What is stored, and why."""
    return (say(words_for(question).privacy),)


@for_admins
async def forget(question: Question) -> tuple[Reply, ...]:
    """Ask before anything is deleted."""
    words = words_for(question)
    if await question.desk.language(question.chat_id) is None:
        return (say(words.forget_nothing),)
    buttons = (Button(words.forget_yes, write("forget", "yes")), Button(words.forget_no, write("forget", "no")))
    return (say(words.forget_ask, keyboard=(buttons,)),)


@for_admins
async def confirmed(question: Question) -> tuple[Reply, ...]:
    """`forget:yes` deletes, `forget:no` does not; pressed twice, the second finds nothing."""
    words = words_for(question)
    if question.arguments == ("no",):
        return (say(words.kept, edits=True),)
    if question.arguments != ("yes",):
        return aside(question, words.nothing_changed)
    await question.desk.forget(question.chat_id)
    return (say(words.forgotten, edits=True),)


COMMANDS: Mapping[str, Handler] = {"privacy": privacy, "forget": forget}
PRESSES: Mapping[str, Handler] = {"forget": confirmed}
