"""Who may change what a chat gets, before anything is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from alerts.handlers.pages import View, all_topics
from alerts.handlers.question import Handler, Question
from alerts.reply import Reply, say
from alerts.texts.subscribing import Subscribing, subscribing
from parwatch_core.errors import DeliveryError
from parwatch_core.preferences import Preferences

Change = Callable[[Question, Preferences], Awaitable[tuple[Reply, ...]]]


def words_for(question: Question) -> Subscribing:
    """The texts of subscribing in the language of the chat."""
    return subscribing(question.language)


def view_of(question: Question, wishes: Preferences) -> View:
    """What the pages of this chat are made of."""
    return View(wishes, all_topics(question.desk.topics()))


def aside(question: Question, text: str) -> tuple[Reply, ...]:
    """A line over the pressed button, or a message where none was pressed."""
    return (Reply(toast=text),) if question.event.press else (say(text),)


def for_admins(handler: Handler) -> Handler:
    """Only who may change the chat gets through; others are told so."""

    @wraps(handler)
    async def guarded(question: Question) -> tuple[Reply, ...]:
        try:
            allowed = await question.may_change()
        except DeliveryError:
            return aside(question, words_for(question).admins_unknown)
        return await handler(question) if allowed else aside(question, words_for(question).admins_only)

    return guarded


def for_subscribers(change: Change) -> Handler:
    """As `for_admins`, and the chat has to be subscribed; `change` is given its wishes."""

    @for_admins
    async def handler(question: Question) -> tuple[Reply, ...]:
        wishes = await question.desk.preferences(question.chat_id)
        if wishes is None:
            return aside(question, words_for(question).not_subscribed)
        return await change(question, wishes)

    return handler
