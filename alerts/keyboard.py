"""The buttons below an alert. Pure.

What they call back with is the notice's number and nothing else, so they work whatever became of the message: sent
twice because a connection broke, edited, or pressed before we knew that it had arrived.

    past:N         a picture of the ranks of the unit that notice N is about
    mute:N         no more alerts from its source; unmute:N takes that back
    wrong:N        asks what is wrong; fault:N:COMPLAINT says it
    alert:N        back to the usual buttons
    one:P          notice P of a folded message, in a message of its own
    one:P:M        the same in that message; M is the folded message

In a message that shows the notices of a folded one, P and M stand behind everything else.
"""

from __future__ import annotations

from dataclasses import dataclass

from alerts.reply import Button, Keyboard
from alerts.spans import safe_url
from alerts.texts.asking import asking
from alerts.texts.buttons import buttons
from parwatch_core.notice import Complaint, Delivery, Language, Notice


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice stands in a folded message: `position` counts from 0, `message_id` is the folded message."""

    position: int
    count: int
    message_id: int


def of_delivery(delivery: Delivery) -> Keyboard:
    """The buttons of a message: those of its alert, or one that opens the alerts of a folded one."""
    if not delivery.others:
        return of_alert(delivery.notice, delivery.language)
    return ((Button(buttons(delivery.language).one_by_one, "one:0"),),)


def of_alert(notice: Notice, language: Language, *, muted: bool = False, place: Place | None = None) -> Keyboard:
    """Article and history, source and complaint; fewer where there is nothing behind one."""
    words = buttons(language)
    url = safe_url(notice.url)
    first = [Button(words.article, url=url)] if url else []
    second = []
    if notice.number and notice.claims:
        first.append(Button(words.history, f"past:{notice.number}"))
    if notice.number and notice.source:
        verb, label = ("unmute", words.unmute) if muted else ("mute", words.mute)
        second.append(Button(label, _data(verb, notice, place)))
    if notice.number and url:
        second.append(Button(words.wrong, _data("wrong", notice, place)))
    return tuple(tuple(row) for row in (first, second, _turning(place, language)) if row)


def of_complaint(notice: Notice, language: Language, place: Place | None = None) -> Keyboard:
    """What may be wrong, one below the other."""
    words = buttons(language)
    rows = tuple((Button(words.complaints[one], _data("fault", notice, place, one.value)),) for one in Complaint)
    return (*rows, (Button(words.back, _data("alert", notice, place)),))


def without_links(keyboard: Keyboard) -> Keyboard:
    """Without the buttons that open an address, for a server that refuses one."""
    rows = (tuple(button for button in row if not button.url) for row in keyboard)
    return tuple(row for row in rows if row)


def _data(verb: str, notice: Notice, place: Place | None, *more: str) -> str:
    where = (place.position, place.message_id) if place else ()
    return ":".join(map(str, (verb, notice.number, *more, *where)))


def _turning(place: Place | None, language: Language) -> list[Button]:
    if place is None:
        return []
    words, at = asking(language), place.position
    row = [Button(words.before, f"one:{at - 1}:{place.message_id}")] if at > 0 else []
    if at + 1 < place.count:
        row.append(Button(words.further, f"one:{at + 1}:{place.message_id}"))
    return row
