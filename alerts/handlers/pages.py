"""The pages of /settings: wishes in, one message with its buttons out. Pure.

All are the same message, edited. The data of a button is `set:PAGE` to look at a page and `set:PAGE:VALUE...` to
choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from alerts.handlers import wording
from alerts.handlers.data import write
from alerts.reply import Button, Keyboard, Reply, say
from alerts.spans import Span
from alerts.texts.choices import Choices, choices
from parwatch_core.identity import reference
from parwatch_core.notice import Language
from parwatch_core.preferences import Area, Bound, Movement, Pace, Preferences, Quiet, Side
from parwatch_core.ranking import Index, Salience
from parwatch_core.topic import REFORM as REFORM_TOPIC

TICKED, UNTICKED = "✅ ", "▫️ "
_BETTER = (1, 3, 5, 10, 20, 30)
_WORSE = (10, 20, 30, 40, 50, 60)
_HOURS = (6, 7, 8, 9, 11, 12, 14, 16, 17, 18, 20, 21)
_QUIET = ((21, 6), (22, 6), (22, 7), (23, 7), (20, 8), (17, 8))
# A message has at most 100 buttons.
_MOST_CHOICES = 60


@dataclass(frozen=True, slots=True)
class View:
    """What a page is made of. `topics`: names of all topics there are, the built-in one first; none: only that one."""

    wishes: Preferences
    topics: tuple[str, ...] = ()

    @property
    def words(self) -> Choices:
        """The interface in the language of the chat."""
        return choices(self.wishes.language)


def main(view: View, *, edits: bool = True) -> Reply:
    """All choices in plain words, and a button for each."""
    words = view.words
    told = wording.lines(view.wishes, words, view.topics)
    buttons = [Button(words.buttons[key], write("set", key)) for key in told]
    body = "\n".join(told.values())
    return say(
        Span(words.settings_title, bold=True),
        f"\n\n{body}\n\n{words.settings_hint}",
        keyboard=rows(buttons),
        edits=edits,
    )


def page(view: View, key: str) -> Reply | None:
    """One page by its key; None: there is no such page."""
    make = _PAGES.get(key)
    if make is None:
        return None
    keyboard = (*make(view), (Button(view.words.back, write("set", _ABOVE.get(key, ""))),))
    return say(_question(view, key), keyboard=keyboard, edits=True)


def rows(buttons: Iterable[Button], width: int = 2) -> Keyboard:
    """Buttons in rows of this width."""
    whole = tuple(buttons)
    return tuple(whole[first : first + width] for first in range(0, len(whole), width))


def choice(text: str, chosen: bool, *arguments: object) -> Button:
    """A button of which one is ticked."""
    return Button(f"{TICKED if chosen else ''}{text}", write("set", *arguments))


def tick(text: str, chosen: bool, verb: str, *arguments: object) -> Button:
    """A button that is on or off; it says which, and leads to the other."""
    return Button(f"{TICKED if chosen else UNTICKED}{text}", write(verb, *arguments, int(not chosen)))


def scopes(words: Choices, chosen: Area | None = None) -> Keyboard:
    """The three kinds of scope, one below the other."""
    data = {
        Area.COUNTRY: write("area", Area.COUNTRY.value),
        Area.PROVINCES: write("prov", 0),
        Area.UNITS: write("unit"),
    }
    return tuple(
        (Button(f"{TICKED if area is chosen else ''}{text}", data[area]),) for area, text in words.scopes.items()
    )


def languages(chosen: Language | None, *before: object) -> Keyboard:
    """A button for each language, in that language."""
    found = ((language, choices(language).this_language) for language in Language)
    return (
        tuple(
            Button(f"{TICKED if language is chosen else ''}{name}", write(*map(str, before), language.value))
            for language, name in found
        ),
    )


def _question(view: View, key: str) -> str:
    words = view.words
    asked = words.questions[key]
    current = {
        "area": wording.scope(view.wishes.scope, words),
        "rank": wording.rank(view.wishes, words),
        "time": wording.timing(view.wishes.timing, words),
        "daily": wording.timing(view.wishes.timing, words),
        "weekly": wording.timing(view.wishes.timing, words),
        "quiet": wording.quiet(view.wishes, words),
    }
    return f"{asked}\n\n• {current[key]}" if key in current else asked


def _language(view: View) -> Keyboard:
    return languages(view.wishes.language, "set", "lang")


def _area(view: View) -> Keyboard:
    return scopes(view.words, view.wishes.scope.area)


def _indices(view: View) -> Keyboard:
    chosen = view.wishes.indices
    return tuple((tick(view.words.index_names[index], index in chosen, "set", "idx", index.value),) for index in Index)


def _salience(view: View) -> Keyboard:
    return tuple(
        (choice(capital(view.words.salience[one]), one is view.wishes.salience, "main", one.value),)
        for one in (Salience.INCIDENTAL, Salience.SECONDARY, Salience.MAIN)
    )


def _doubtful(view: View) -> Keyboard:
    told = view.words.doubtful
    return tuple((choice(capital(told[on]), on is view.wishes.doubtful, "sure", int(on)),) for on in (False, True))


def _movement(view: View) -> Keyboard:
    told = view.words.movements
    return tuple((choice(capital(told[one]), one is view.wishes.movement, "move", one.value),) for one in Movement)


def _rank(view: View) -> Keyboard:
    words, bound = view.words, view.wishes.rank
    return (
        (choice(capital(words.rank_any), bound is None, "rank", "any"),),
        *_steps(bound),
        *rows(_sides(words, Side.BETTER, _BETTER, bound), 3),
        *rows(_sides(words, Side.WORSE, _WORSE, bound), 3),
    )


def _sides(words: Choices, side: Side, ranks: Iterable[int], bound: Bound | None) -> Iterator[Button]:
    for rank in ranks:
        yield choice(words.sides[side].format(rank=rank), bound == Bound(side, rank), "rank", side.value, rank)


def _steps(bound: Bound | None) -> Keyboard:
    """Any rank can be reached from the usual ones."""
    if bound is None:
        return ()
    found = ((step, bound.rank + step) for step in (-10, -1, 1, 10))
    fitting = ((step, rank) for step, rank in found if 1 <= rank <= 999)
    return (
        tuple(
            Button(f"{step:+d}".replace("-", "−"), write("set", "rank", bound.side.value, rank))
            for step, rank in fitting
        ),
    )


def _topics(view: View) -> Keyboard:
    names = view.topics[:_MOST_CHOICES]
    out = view.wishes.topics_out
    return tuple(
        (tick(wording.topic(name, view.words), name not in out, "set", "topic", reference(name)),) for name in names
    )


def _muted(view: View) -> Keyboard:
    names = sorted(view.wishes.muted)[:_MOST_CHOICES]
    return tuple((Button(f"🔔 {wording.short(name)}", write("set", "mute", reference(name), 0)),) for name in names)


def _timing(view: View) -> Keyboard:
    words, pace = view.words, view.wishes.timing.pace
    return (
        (choice(words.paces[Pace.AT_ONCE], pace is Pace.AT_ONCE, "time", Pace.AT_ONCE.value),),
        (choice(words.paces[Pace.DAILY], pace is Pace.DAILY, "daily"),),
        (choice(words.paces[Pace.WEEKLY], pace is Pace.WEEKLY, "weekly"),),
    )


def _daily(view: View) -> Keyboard:
    timing = view.wishes.timing
    return rows(
        (
            choice(f"{hour}:00", timing.pace is Pace.DAILY and timing.minute == hour * 60, "time", "daily", hour * 60)
            for hour in _HOURS
        ),
        4,
    )


def _weekly(view: View) -> Keyboard:
    """Each button names day and hour: the other one is that of now."""
    timing = view.wishes.timing
    weekly = timing.pace is Pace.WEEKLY
    days = tuple(
        choice(name, weekly and timing.weekday == day, "time", "weekly", timing.minute, day)
        for day, name in enumerate(view.words.weekdays_short)
    )
    hours = (
        choice(f"{hour}:00", weekly and timing.minute == hour * 60, "time", "weekly", hour * 60, timing.weekday)
        for hour in _HOURS
    )
    return (days[:4], days[4:], *rows(hours, 4))


def _quiet(view: View) -> Keyboard:
    words, chosen = view.words, view.wishes.quiet
    spans = (
        choice(f"{start}:00 – {end}:00", chosen == Quiet(start * 60, end * 60), "quiet", start * 60, end * 60)
        for start, end in _QUIET
    )
    return (*rows(spans), (choice(capital(words.quiet_none), chosen is None, "quiet", "off"),))


def capital(text: str) -> str:
    """The first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def all_topics(others: tuple[str, ...]) -> tuple[str, ...]:
    """The built-in topic before the others; nothing to choose from where there are none."""
    return (REFORM_TOPIC, *(name for name in others if name != REFORM_TOPIC)) if others else ()


_PAGES: Mapping[str, Callable[[View], Keyboard]] = {
    "lang": _language,
    "area": _area,
    "idx": _indices,
    "main": _salience,
    "sure": _doubtful,
    "move": _movement,
    "rank": _rank,
    "topic": _topics,
    "mute": _muted,
    "time": _timing,
    "daily": _daily,
    "weekly": _weekly,
    "quiet": _quiet,
}
_ABOVE = {"daily": "time", "weekly": "time"}
