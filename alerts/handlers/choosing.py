"""Choosing whose results are followed: the whole country, provinces from a list, units by typing their names.

Nothing is remembered between two messages: a typed name leads to buttons, and each of them says what it does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace

from alerts.handlers import changes, pages, wording
from alerts.handlers.data import number, write
from alerts.handlers.guard import aside, for_subscribers, view_of, words_for
from alerts.handlers.pages import TICKED, UNTICKED, View
from alerts.handlers.question import Handler, Question
from alerts.reply import Button, Reply, say
from alerts.spans import Span
from alerts.texts.choices import Choices, choices
from alerts.texts.subscribing import Subscribing, subscribing
from parwatch_core import places
from parwatch_core.identity import reference, referred, subject_of
from parwatch_core.notice import Language
from parwatch_core.places import Place
from parwatch_core.preferences import MOST_PLACES, Area, Preferences, Scope
from parwatch_core.ranking import UnitLevel

_PER_PAGE = 12
_SUGGESTIONS = 8
# What became of a unit, as buttons: the largest districts became some thirty communes.
_HEIRS = 30
# More words than any unit's name with its province: somebody is talking.
_LONGEST_NAME = 12


def finished(view: View, lead: str = "") -> Reply:
    """What the chat gets from now on, in two lines, below a first one."""
    words, wishes = subscribing(view.wishes.language), view.wishes
    scope, timing = wording.scope(wishes.scope, view.words), wording.timing(wishes.timing, view.words)
    told = words.following.format(scope=scope, timing=timing)
    text = "\n\n".join((lead or words.finished, told, words.finished_hint))
    return say(text, keyboard=((_open(view.words),),), edits=True)


async def typed(question: Question) -> tuple[Reply, ...]:
    """Units that words in a private chat, or under our question in a group, may mean. Empty: it is nothing of ours."""
    if not question.event.private and not _answers_prompt(question):
        return ()
    if len(question.typed.split()) > _LONGEST_NAME or await question.desk.preferences(question.chat_id) is None:
        return ()
    return await _suggested(question)


async def _unit(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """/unit, with or without a name."""
    return await _suggest(question, wishes) if question.typed else (_units(question, wishes, edits=False),)


async def _suggest(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    words = words_for(question)
    # The whole gazetteer is looked through.
    found = await asyncio.to_thread(places.suggest, question.typed, _SUGGESTIONS)
    if not found:
        return (say(words.units_found_none.format(typed=wording.short(question.typed))),)
    buttons = [(button,) for place in found for button in _offers(place, wishes.scope, words)]
    note = words.units_replace.get(wishes.scope.area)
    return (say("\n\n".join(filter(None, (words.units_found, note))), keyboard=(*buttons, (_list(words),))),)


_suggested = for_subscribers(_suggest)


async def _area(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """The whole country."""
    wanted = changes.changed(wishes, "area", question.arguments)
    if wanted is None:
        return aside(question, words_for(question).nothing_changed)
    await _keep(question, wishes, wanted)
    return (finished(view_of(question, wanted)),)


async def _done(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    return (finished(view_of(question, wishes)),)


async def _province(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """`prov:PAGE` shows a page of provinces, `prov:PAGE:REFERENCE:1` ticks one of them, `...:0` unticks it."""
    first, *values = question.arguments or ("0",)
    at = number(first, most=_last_page())
    if at is None:
        return aside(question, words_for(question).nothing_changed)
    if not values:
        return (_provinces(view_of(question, wishes), at),)
    return await _ticked(question, wishes, at, values)


async def _ticked(question: Question, wishes: Preferences, at: int, values: list[str]) -> tuple[Reply, ...]:
    words = words_for(question)
    place = _of(values[0], UnitLevel.PROVINCE) if len(values) == 2 and values[1] in ("0", "1") else None
    if place is None or not place.current:
        return aside(question, words.nothing_changed)
    scope = _with_province(wishes.scope, place) if values[1] == "1" else _without_province(wishes.scope, place)
    wanted = replace(wishes, scope=scope)
    await _keep(question, wishes, wanted)
    emptied = values[1] == "0" and wanted != wishes and scope.area is Area.COUNTRY
    return (replace(_provinces(view_of(question, wanted), at), toast=words.back_to_country if emptied else ""),)


async def _whole(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """`home:REFERENCE`: everything in a province whose name was typed."""
    place = _of(question.arguments[0], UnitLevel.PROVINCE) if len(question.arguments) == 1 else None
    if place is None or not place.current:
        return aside(question, words_for(question).nothing_changed)
    wanted = replace(wishes, scope=_with_province(wishes.scope, place))
    await _keep(question, wishes, wanted)
    return (finished(view_of(question, wanted)),)


async def _follow(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """`unit` shows the units that are followed, `unit:REFERENCE` follows one more."""
    if not question.arguments:
        return (_units(question, wishes),)
    place = _of(question.arguments[0]) if len(question.arguments) == 1 else None
    words = words_for(question)
    if place is None:
        return aside(question, words.nothing_changed)
    scope = changes.with_place(wishes.scope, Area.UNITS, places.label(place)) if _has_room(wishes, place) else None
    if scope is None:
        return aside(question, words.full.format(count=MOST_PLACES))
    wanted = replace(wishes, scope=scope)
    await _keep(question, wishes, wanted)
    return (_units(question, wanted, _added(place, wanted.language), heirs=places.successors(place)),)


async def _drop(question: Question, wishes: Preferences) -> tuple[Reply, ...]:
    """`drop:REFERENCE` follows one place less; one that is not followed any more changes nothing."""
    words = words_for(question)
    label = changes.named(question.arguments[0], wishes.scope.places) if len(question.arguments) == 1 else None
    if label is None or wishes.scope.area is not Area.UNITS:
        return (_units(question, wishes),)
    wanted = replace(wishes, scope=changes.without_place(wishes.scope, label))
    await _keep(question, wishes, wanted)
    lead = words.unit_removed.format(unit=wording.short(label))
    if wanted.scope.area is Area.COUNTRY:
        lead += f"\n{words.back_to_country}"
    return (_units(question, wanted, lead),)


async def _keep(question: Question, before: Preferences, wanted: Preferences) -> None:
    if wanted != before:
        await question.desk.prefer(question.chat_id, wanted)


# ---------------------------------------------------------------- screens


def _provinces(view: View, at: int) -> Reply:
    words, chosen = subscribing(view.wishes.language), _chosen(view.wishes.scope, Area.PROVINCES)
    there = places.provinces()
    shown = there[at * _PER_PAGE : (at + 1) * _PER_PAGE]
    ticks = (pages.tick(place.name, place.name in chosen, "prov", at, _short(place)) for place in shown)
    told = f"\n\n• {wording.listed(chosen, view.words, ', ')}" if chosen else ""
    text = f"{told}\n\n{words.provinces_hint}\n{words.page.format(page=at + 1, pages=_last_page() + 1)}"
    keyboard = (*pages.rows(ticks), _turning(at, words), _closing(view.words))
    return say(Span(words.provinces_title, bold=True), text, keyboard=keyboard, edits=True)


def _turning(at: int, words: Subscribing) -> tuple[Button, ...]:
    before = [Button(words.previous, write("prov", at - 1))] if at > 0 else []
    return (*before, *([Button(words.next, write("prov", at + 1))] if at < _last_page() else []))


def _units(
    question: Question, wishes: Preferences, lead: str = "", *, heirs: tuple[Place, ...] = (), edits: bool = True
) -> Reply:
    words = subscribing(wishes.language)
    chosen = _chosen(wishes.scope, Area.UNITS)
    followed = [Button(f"❌ {wording.short(label)}", write("drop", reference(label))) for label in chosen]
    labels = ((places.label(heir), heir) for heir in heirs[:_HEIRS])
    new = [
        Button(f"{TICKED if label in chosen else UNTICKED}{label}", write("unit", _short(heir)))
        for label, heir in labels
    ]
    told = "\n".join(f"• {wording.short(label)}" for label in chosen[:10]) or words.units_none
    if len(chosen) > 10:
        told += f"\n{choices(wishes.language).and_more.format(count=len(chosen) - 10)}"
    prompt = words.units_prompt if question.event.private else words.units_prompt_group
    text = f"{told}\n\n{words.unit_add_more if lead and question.event.private else prompt}"
    keyboard = (*pages.rows(new), *((button,) for button in followed), _closing(choices(wishes.language)))
    head = f"{lead}\n\n" if lead else ""
    return say(head, Span(words.units_title, bold=True), f"\n{text}", keyboard=keyboard, edits=edits)


def _added(place: Place, language: Language) -> str:
    """What is followed now, and what has become of it."""
    words = subscribing(language)
    lines = [words.unit_added.format(unit=places.label(place))]
    heirs = places.successors(place)
    if heirs:
        names = wording.listed((heir.full for heir in heirs), choices(language), ", ")
        lines += [words.unit_became.format(unit=pages.capital(place.full), heirs=names), words.unit_became_watched]
    return "\n".join(lines)


def _offers(place: Place, scope: Scope, words: Subscribing) -> Iterator[Button]:
    """One unit as a choice; a province of now is two: everything in it, or only itself."""
    label = places.label(place)
    if place.level is UnitLevel.PROVINCE and place.current:
        ticked = TICKED if label in _chosen(scope, Area.PROVINCES) else ""
        yield Button(ticked + words.unit_whole_province.format(province=label), write("home", _short(place)))
        label = words.unit_province_only.format(province=label)
    elif not place.current:
        label = words.unit_former.format(unit=label)
    ticked = TICKED if places.label(place) in _chosen(scope, Area.UNITS) else ""
    yield Button(f"{ticked}{label}", write("unit", _short(place)))


def _closing(words: Choices) -> tuple[Button, ...]:
    return (Button(words.back, write("set", "area")), Button(words.done, write("done")))


def _open(words: Choices) -> Button:
    return Button(words.open_settings, write("set"))


def _list(words: Subscribing) -> Button:
    return Button(words.units_title, write("unit"))


# ---------------------------------------------------------------- places


def _answers_prompt(question: Question) -> bool:
    """Whether the message answers our question for a unit, in whatever language it was asked."""
    answered = question.event.answers
    return bool(answered) and any(subscribing(language).units_prompt_group in answered for language in Language)


def _has_room(wishes: Preferences, place: Place) -> bool:
    return places.label(place) in wishes.scope.places or not changes.is_full(wishes.scope, Area.UNITS)


def _with_province(scope: Scope, place: Place) -> Scope:
    return changes.with_place(scope, Area.PROVINCES, places.label(place))


def _without_province(scope: Scope, place: Place) -> Scope:
    return changes.without_place(scope, places.label(place)) if scope.area is Area.PROVINCES else scope


def _chosen(scope: Scope, area: Area) -> tuple[str, ...]:
    return scope.places if scope.area is area else ()


def _short(place: Place) -> str:
    return reference(subject_of(place).key)


def _of(short: str, level: UnitLevel | None = None) -> Place | None:
    """The place with this reference, where it is of this level."""
    place = referred(short)
    return place if place is not None and level in (None, place.level) else None


def _last_page() -> int:
    return (len(places.provinces()) - 1) // _PER_PAGE


COMMANDS: Mapping[str, Handler] = {"unit": for_subscribers(_unit)}
PRESSES: Mapping[str, Handler] = {
    "area": for_subscribers(_area),
    "done": for_subscribers(_done),
    "prov": for_subscribers(_province),
    "home": for_subscribers(_whole),
    "unit": for_subscribers(_follow),
    "drop": for_subscribers(_drop),
}
