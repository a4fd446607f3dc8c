"""The buttons below an alert: mute its source, call it wrong, open the alerts of a folded message.

A chat reaches what it was told and nothing else. The message itself stays as it is: only its buttons change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from alerts.handlers import data
from alerts.handlers.question import Handler, Question
from alerts.keyboard import Place, of_alert, of_complaint
from alerts.render import spans
from alerts.reply import Keyboard, Reply, say
from alerts.texts.buttons import buttons
from parwatch_core.errors import DeliveryError, PreferencesError
from parwatch_core.notice import Complaint, Notice
from parwatch_core.preferences import Preferences


@dataclass(frozen=True, slots=True)
class _Alert:
    """The alert whose button was pressed, and where it stands in a folded message that is shown one by one."""

    notice: Notice
    place: Place | None = None


async def mute(question: Question) -> tuple[Reply, ...]:
    """No more alerts from this source."""
    return await _mute(question, muted=True)


async def unmute(question: Question) -> tuple[Reply, ...]:
    """Alerts from this source again."""
    return await _mute(question, muted=False)


async def wrong(question: Question) -> tuple[Reply, ...]:
    """Ask what is wrong."""
    alert = await _alert(question, question.arguments)
    if alert is None:
        return _unknown(question)
    keyboard = of_complaint(alert.notice, question.language, alert.place)
    return (_keys(keyboard, buttons(question.language).what_is_wrong),)


async def fault(question: Question) -> tuple[Reply, ...]:
    """Keep what is wrong: fault:NUMBER:COMPLAINT."""
    number, *rest = question.arguments or ("",)
    if not rest or rest[0] not in list(Complaint):
        return (Reply(),)
    alert = await _alert(question, (number, *rest[1:]))
    if alert is None:
        return _unknown(question)
    words = buttons(question.language)
    new = await question.desk.complain(question.chat_id, alert.notice.number, Complaint(rest[0]))
    return (_keys(await _usual(alert, question), words.thanks if new else words.said_before),)


async def back(question: Question) -> tuple[Reply, ...]:
    """The usual buttons again."""
    alert = await _alert(question, question.arguments)
    return (_keys(await _usual(alert, question)),) if alert else _unknown(question)


async def one(question: Question) -> tuple[Reply, ...]:
    """one:POSITION under a folded message, one:POSITION:MESSAGE under an alert of it."""
    press = question.event.press
    position = data.number(question.arguments[0], most=1_000) if question.arguments else None
    if press is None or position is None or len(question.arguments) > 2:
        return (Reply(),)
    first = len(question.arguments) == 1
    message_id = press.message_id if first else data.number(question.arguments[1])
    told = await question.desk.told_by(question.chat_id, message_id) if message_id is not None else {}
    if message_id is None or position >= len(told):
        return _unknown(question)
    notice = await question.desk.told(question.chat_id, list(told)[position])
    if notice is None:
        return _unknown(question)
    keyboard = await _usual(_Alert(notice, Place(position, len(told), message_id)), question)
    return (say(*spans(notice, question.language), keyboard=keyboard, edits=not first),)


async def _mute(question: Question, *, muted: bool) -> tuple[Reply, ...]:
    alert, words = await _alert(question, question.arguments), buttons(question.language)
    if alert is None or not alert.notice.source:
        return _unknown(question)
    try:
        allowed = await question.may_change()
    except DeliveryError:
        return (Reply(toast=words.not_asked),)
    if not allowed:
        return (Reply(toast=words.admins_only),)
    wishes = await question.desk.preferences(question.chat_id)
    if wishes is None:
        return (Reply(toast=words.not_subscribed),)
    changed = _muted(wishes, alert.notice.source, muted=muted)
    if changed is None:
        return (Reply(toast=words.cannot_mute),)
    if changed != wishes:
        await question.desk.prefer(question.chat_id, changed)
    keyboard = of_alert(alert.notice, question.language, muted=muted, place=alert.place)
    return (_keys(keyboard, words.muted if muted else words.heard_again),)


def _muted(wishes: Preferences, source: str, *, muted: bool) -> Preferences | None:
    """The wishes with or without this source; None where no more can be kept."""
    try:
        return replace(wishes, muted=wishes.muted | {source} if muted else wishes.muted - {source})
    except PreferencesError:
        return None


async def _alert(question: Question, arguments: tuple[str, ...]) -> _Alert | None:
    """NUMBER, or NUMBER:POSITION:MESSAGE; None for what this chat was not told."""
    numbers = [data.number(argument) for argument in arguments]
    if len(numbers) not in (1, 3) or None in numbers or question.event.press is None:
        return None
    notice = await question.desk.told(question.chat_id, numbers[0] or 0)
    if notice is None:
        return None
    if len(numbers) == 1:
        return _Alert(notice)
    told = await question.desk.told_by(question.chat_id, numbers[2] or 0)
    fits = list(told)[(numbers[1] or 0) : (numbers[1] or 0) + 1] == [notice.number]
    return _Alert(notice, Place(numbers[1] or 0, len(told), numbers[2] or 0) if fits else None)


async def _usual(alert: _Alert, question: Question) -> Keyboard:
    wishes = await question.desk.preferences(question.chat_id)
    muted = wishes is not None and alert.notice.source in wishes.muted
    return of_alert(alert.notice, question.language, muted=muted, place=alert.place)


def _keys(keyboard: Keyboard, toast: str = "") -> Reply:
    return Reply(keyboard=keyboard, toast=toast, edits=True)


def _unknown(question: Question) -> tuple[Reply, ...]:
    return (Reply(toast=buttons(question.language).unknown),)


COMMANDS: Mapping[str, Handler] = {}
PRESSES: Mapping[str, Handler] = {
    "mute": mute,
    "unmute": unmute,
    "wrong": wrong,
    "fault": fault,
    "alert": back,
    "one": one,
}
