"""Long answers in pages: cut at entries, turned by buttons, nothing of it remembered.

Where a page begins stands in the buttons' data. What was asked for stands there too where it is short (a number, a
unit's reference); typed words stand in the message itself, in its first line, from which they are read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from alerts.handlers import data
from alerts.handlers.question import Question
from alerts.reply import Button, Keyboard, Reply
from alerts.spans import Span, clean, length, shorten
from alerts.texts.asking import asking

# UTF-16 units, below the 4,096 of a message (Bot API, "sendMessage").
ROOM = 3_900
Entry = Sequence[Span]


def cut(entries: Sequence[Entry], page: int, most: int, room: int = ROOM) -> tuple[list[Entry], bool]:
    """The entries of a page (counted from 0) and whether there are further ones; the last page for one beyond it."""
    starts = [0]
    while True:
        start = starts[-1]
        taken = fitting(entries[start : start + most], room)
        if len(starts) > page or start + taken >= len(entries):
            return list(entries[start : start + taken]), start + taken < len(entries)
        starts.append(start + taken)


def fitting(entries: Sequence[Entry], room: int) -> int:
    """How many of the first entries stay within `room` with a line end each; one at least."""
    whole = list(accumulate(length(entry) + 1 for entry in entries))
    return max(1, sum(size <= room for size in whole))


def joined(entries: Sequence[Entry], between: str = "\n") -> list[Span]:
    """The entries in one run."""
    return [span for number, entry in enumerate(entries) for span in ([Span(between)] if number else []) + list(entry)]


def turning(question: Question, before: str | None, further: str | None) -> Keyboard:
    """A row with the buttons that turn to these data; none where there is nothing to turn to."""
    words = asking(question.language)
    row = [Button(words.before, before)] if before else []
    row += [Button(words.further, further)] if further else []
    return (tuple(row),) if row else ()


def page_of(question: Question, argument: int = 0) -> int | None:
    """The page in a button's data; 0 for a command, None for data that no button of ours has."""
    if question.event.press is None:
        return 0
    given = question.arguments[argument : argument + 1]
    return data.number(given[0], most=10_000) if given else None


def asked(words: str, most: int = 100) -> str:
    """Typed words as they are repeated in the first line of an answer: what is shown is what is looked for."""
    return shorten(clean(words[:1_000]).strip(), most)


def asked_before(question: Question, mark: str) -> str | None:
    """The words behind `mark` in the first line of the message that has the button; None where it is not seen."""
    press = question.event.press
    line = press.shown.partition("\n")[0] if press else ""
    return line.removeprefix(mark).strip() or None if line.startswith(mark) else None


def too_old(question: Question) -> tuple[Reply, ...]:
    """A message whose text Telegram no longer shows to bots."""
    return (Reply(toast=asking(question.language).too_old),)
