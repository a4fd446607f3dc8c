"""/latest: the newest alerts, those that the chat asked for or all, page by page."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.desk.archive import Listing
from alerts.handlers import data
from alerts.handlers.question import Handler, Question
from alerts.render import summary
from alerts.reply import Button, Keyboard, Reply, say
from alerts.spans import Span
from alerts.texts.asking import asking

# Five of the longest summaries (700 units each) stay below what one message holds.
COUNT = 5
_MINE, _ALL = "mine", "all"
_START, _OLDER, _NEWER = "start", "older", "newer"


async def latest(question: Question) -> tuple[Reply, ...]:
    """The newest alerts."""
    return await _page(question, _MINE, _START, 0)


async def turn(question: Question) -> tuple[Reply, ...]:
    """latest:WHICH:WHERE:NUMBER."""
    match question.arguments:
        case (("mine" | "all") as which, ("start" | "older" | "newer") as where, written):
            number = data.number(written)
            if number is not None:
                return await _page(question, which, where, number)
    return (Reply(),)


async def _page(question: Question, which: str, where: str, number: int) -> tuple[Reply, ...]:
    listing = await question.desk.latest(
        question.chat_id,
        COUNT,
        everything=which == _ALL,
        older_than=number if where == _OLDER else None,
        newer_than=number if where == _NEWER else None,
    )
    return (say(*_text(listing, which, question), keyboard=_keyboard(listing, which, question), edits=True),)


def _text(listing: Listing, which: str, question: Question) -> list[Span]:
    words = asking(question.language)
    if not listing.notices:
        return [Span(question.words.latest_none if which == _ALL else words.none_wanted)]
    spans = [Span(words.latest_all if which == _ALL else words.latest_mine, bold=True)]
    for notice in listing.notices:
        spans += [Span("\n\n"), *summary(notice, question.language)]
    return spans


def _keyboard(listing: Listing, which: str, question: Question) -> Keyboard:
    words = asking(question.language)
    row = []
    if listing.notices and listing.newer:
        row.append(Button(words.newer, data.write("latest", which, _NEWER, listing.notices[0].number)))
    if listing.notices and listing.older:
        row.append(Button(words.older, data.write("latest", which, _OLDER, listing.notices[-1].number)))
    other, label = (_MINE, words.show_mine) if which == _ALL else (_ALL, words.show_all)
    rows = (tuple(row), (Button(label, data.write("latest", other, _START, 0)),))
    return tuple(one for one in rows if one)


COMMANDS: Mapping[str, Handler] = {"latest": latest}
PRESSES: Mapping[str, Handler] = {"latest": turn}
