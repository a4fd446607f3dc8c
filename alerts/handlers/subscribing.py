"""Coming and going: /start and /stop."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.handlers.question import Handler, Question
from alerts.reply import Reply, say


async def start(question: Question) -> tuple[Reply, ...]:
    """Subscribe the chat."""
    words = question.words
    new = await question.desk.subscribe(question.chat_id, question.language)
    return (say("✅ " + (words.welcome if new else words.welcome_back)),)


async def stop(question: Question) -> tuple[Reply, ...]:
    """Send nothing more to the chat."""
    words = question.words
    return (say(words.goodbye if await question.desk.unsubscribe(question.chat_id) else words.not_subscribed),)


COMMANDS: Mapping[str, Handler] = {"start": start, "stop": stop}
PRESSES: Mapping[str, Handler] = {}
