"""Facts in words: a line each, and which unit is meant where several have a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alerts.desk.ranks import UnitReport
from alerts.handlers import data
from alerts.handlers.question import Question
from alerts.reply import Button, Keyboard
from alerts.spans import Span, clean, safe_url, shorten
from alerts.texts import Texts, texts
from alerts.texts.asking import asking
from parwatch_core import identity, places
from parwatch_core.facts import Fact
from parwatch_core.identity import Subject, subject_of
from parwatch_core.notice import Language
from parwatch_core.places import Place
from parwatch_core.text import decimal

_NAME = 100
_SCORE = 20
# A unit and its heirs make as many buttons as a phone shows without scrolling.
MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit on a button: its reference and its name with the province."""

    reference: str
    name: str


def of_fact(fact: Fact) -> Choice:
    """The unit of a fact."""
    subject = Subject(fact.subject, fact.unit, fact.level, fact.province)
    return Choice(identity.reference(fact.subject), name(identity.label(subject)))


def of_place(place: Place) -> Choice:
    """A unit of the gazetteer."""
    return Choice(identity.reference(subject_of(place).key), name(places.label(place)))


def of_facts(facts: Iterable[Fact]) -> tuple[Choice, ...]:
    """The units of these facts, each once."""
    return tuple(dict.fromkeys(map(of_fact, facts)))


def chooser(verb: str, choices: Sequence[Choice]) -> Keyboard:
    """A button for each unit, one below the other."""
    return tuple(
        (Button(shorten(choice.name, 60), data.write(verb, choice.reference)),) for choice in choices[:MOST_CHOICES]
    )


def name(written: str) -> str:
    """A unit's name as it begins a line, bounded: what a damaged article calls a unit may be long."""
    shown = shorten(clean(written[:1_000]).strip(), _NAME)
    return shown[:1].upper() + shown[1:]


def heading(report: UnitReport) -> str:
    """The unit that a report on one unit is about."""
    if report.places:
        return name(places.label(report.places[0]))
    return of_fact(report.facts[0]).name if report.facts else ""


def line(fact: Fact, language: Language) -> list[Span]:
    """ "PAR INDEX 2025: hạng 2/10 ▲8 · 88,46 điểm (khối huyện) · 3 bài", the rank linked to an article that says so."""
    words, told = texts(language), asking(language)
    year = str(fact.year) if fact.year is not None else told.no_year
    rank = _rank(fact, words) or told.no_rank
    rank = rank[:1].lower() + rank[1:]
    witness = fact.witnesses[0] if fact.witnesses else None
    parts = [
        score(fact, words),
        shorten(clean((fact.group or "")[:1_000]), _NAME),
        told.articles.format(count=fact.articles) if fact.articles > 1 else "",
    ]
    return [
        Span(f"{told.index_names[fact.index]} {year}: "),
        Span(rank, bold=True, link=safe_url(witness.url) if witness else None),
        Span(arrow(fact)),
        Span("".join(f" · {part}" for part in parts if part)),
        Span(doubts(fact, language)),
    ]


def doubts(fact: Fact, language: Language) -> str:
    """What has to be known before it is believed; empty where nothing speaks against it."""
    told = asking(language)
    if fact.disputed:
        return f" · ⚠️ {told.disputed}"
    return f" · ⚠️ {told.doubtful}" if fact.doubtful else ""


def arrow(fact: Fact) -> str:
    """Which way the rank went, where that is known and nobody contradicts it."""
    if fact.rank_change is None or "rank" in fact.disputed:
        return ""
    return f" {'▲' if fact.rank_change > 0 else '▼'}{abs(fact.rank_change)}" if fact.rank_change else " ="


def relations(report: UnitReport, question: Question) -> list[list[Span]]:
    """What became of the units, and what they were made of: a line each, names bounded."""
    told = asking(question.language)
    lines = []
    for place in report.places:
        heirs, before = places.successors(place), _known_before(place, report.linked)
        if heirs:
            lines.append([Span("ℹ️ " + told.ended.format(unit=_unit(place), units=_listed(heirs, place, question)))])
        if before:
            units = _listed(before, place, question)
            lines.append([Span("ℹ️ " + told.took_over.format(unit=_unit(place), units=units))])
    return lines


def _known_before(place: Place, linked: Iterable[Fact]) -> list[Place]:
    """What this unit was made of, as far as articles tell ranks of it: the 34 have dozens of old units each."""
    subjects = {fact.subject for fact in linked}
    return [old for old in places.predecessors(place) if subject_of(old).key in subjects]


def _unit(place: Place) -> str:
    return name(places.label(place))


def _listed(some: Sequence[Place], home: Place, question: Question) -> str:
    shown = [one.full if one.province == home.province else places.label(one) for one in some[:MOST_CHOICES]]
    more = asking(question.language).more_units.format(count=len(some) - len(shown))
    return ", ".join(shown) + (f" {more}" if len(some) > len(shown) else "")


def _rank(fact: Fact, words: Texts) -> str:
    if fact.rank is None:
        return ""
    if fact.of_total is None:
        return words.rank.format(rank=fact.rank)
    return words.rank_of.format(rank=fact.rank, total=fact.of_total)


def score(fact: Fact, words: Texts) -> str:
    """The score with its unit; empty for none."""
    if fact.score is None:
        return ""
    unit = words.score_units.get(fact.score_unit, f" {fact.score_unit}")
    return shorten(decimal(fact.score, words.decimal) + clean(unit[:1_000]), _SCORE)
