"""/settings: one message that shows all choices and edits itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alerts.handlers import changes, pages
from alerts.handlers.guard import aside, for_subscribers, view_of, words_for
from alerts.handlers.question import Handler, Question
from alerts.reply import Reply
from alerts.texts.subscribing import subscribing
from parwatch_core.preferences import Preferences

# Pages on which one chooses more than once: they stay; the others lead back to the whole.
_STAY = {"idx": "idx", "topic": "topic", "mute": "mute", "rank": "rank"}


async def _settings(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    return (pages.main(view_of(question, wishes), edits=False),)


async def _pressed(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    key, *values = question.arguments or ("",)
    if not values:
        return _shown(question, wishes, key)
    wanted = _changed(question, wishes, key, tuple(values))
    if wanted is None:
        return aside(question, words_for(question).nothing_changed)
    if wanted != wishes:
        await question.desk.prefer(question.chat_id, wanted)
    return _saved(question, wanted, key, tuple(values))


def _shown(question: Question, wishes: Preferences, key: str) -> tuple[Reply, ...]:
    view = view_of(question, wishes)
    found = pages.page(view, key) if key else pages.main(view)
    return (found,) if found else aside(question, words_for(question).nothing_changed)


def _changed(question: Question, wishes: Preferences, key: str, values: tuple[str, ...]) -> Preferences | None:
    if key == "topic":
        return changes.with_topic(wishes, pages.all_topics(question.desk.topics()), values)
    return changes.changed(wishes, key, values)


def _saved(question: Question, wishes: Preferences, key: str, values: tuple[str, ...]) -> tuple[Reply, ...]:
    view = view_of(question, wishes)
    weekly = key == "time" and values[0] == "weekly"
    stay = "weekly" if weekly else _STAY.get(key)
    empty = key == "mute" and not wishes.muted
    found = pages.page(view, stay) if stay and not empty else pages.main(view)
    saved = subscribing(wishes.language).saved
    return (replace(found, toast=saved),) if found else ()


COMMANDS: Mapping[str, Handler] = {"settings": for_subscribers(_settings)}
PRESSES: Mapping[str, Handler] = {"set": for_subscribers(_pressed)}
