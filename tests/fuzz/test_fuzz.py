"""Every surface takes a thousand damaged inputs (fewer where one is dear) without an error; `make fuzz` takes 100,000.

The suite asserts no time: a case that never ends is named by faulthandler, one that is only slow by `make fuzz`.
"""

from __future__ import annotations

import faulthandler
import random
from collections.abc import Iterator

import pytest
from fuzz.catalogue import SURFACES
from fuzz.corpus import Corpus
from fuzz.crew import Block, Crew, blocks
from fuzz.mutation import garbled, mangled
from fuzz.report import Standing, kinds, verdict
from fuzz.surface import SEED, Surface, hold
from fuzz.trial import attempt, tried

GIVEN_UP = 120.0
"""Seconds after which the process is ended with the case on its stack: a guard against hanging, and no measure."""

PARTS = 4
"""A surface is tried in so many tests, so that workers share it."""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(shared=False)


@pytest.fixture
def watched() -> Iterator[None]:
    faulthandler.dump_traceback_later(GIVEN_UP, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.usefixtures("watched")
@pytest.mark.filterwarnings("ignore:.*:ResourceWarning")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", SURFACES)
def test_no_damage_makes_a_surface_fail(name: str, part: int, corpus: Corpus) -> None:
    surface = SURFACES[name]
    for number in range(part, surface.suite, PARTS):
        _, error = attempt(surface, surface.case(SEED, number, corpus))
        if error is not None:
            raise AssertionError(f'make fuzz ARGS="--own --surface {name} --case {number}"') from error


@pytest.mark.parametrize("name", SURFACES)
def test_a_case_is_the_same_every_time_it_is_made(name: str, corpus: Corpus) -> None:
    """Otherwise a case that fell could not be tried again."""
    other = Corpus()
    for number in range(5):
        one, same = SURFACES[name].case(7, number, corpus), SURFACES[name].case(7, number, other)
        assert one == same or repr(one) == repr(same)  # NaN is not itself, a set has no order


@pytest.mark.parametrize("name", SURFACES)
def test_cases_differ_from_one_another(name: str, corpus: Corpus) -> None:
    """A hundred cases are (nearly) a hundred: an empty document comes twice now and then."""
    assert len({repr(SURFACES[name].case(7, number, corpus)) for number in range(100)}) >= 85


def test_damage_stays_within_its_bounds() -> None:
    """No case exhausts the memory of the one who makes it."""
    for number in range(300):
        chance = random.Random(number)
        assert len(mangled(chance, b"<p>x</p>" * 50)) <= 2_000_000
        assert len(garbled(chance, "xin chào " * 50)) <= 2_000_000


def _fragile(chance: random.Random, _corpus: Corpus) -> int:
    return chance.randrange(10)


def _check_fragile(digit: int) -> None:
    hold(digit != 3, "no three", digit)


FRAGILE = Surface("fragile", "falls at every three", _fragile, _check_fragile)


def test_a_fallen_case_is_named_with_what_raised_it(corpus: Corpus) -> None:
    fell = [failure for number in range(50) if (failure := tried(FRAGILE, 1, number, corpus)[1]) is not None]
    assert fell
    assert all("no three: 3" in failure.detail and failure.number < 50 for failure in fell)
    standing = Standing(50, 0.1, [], fell)
    lines = list(kinds(standing.failures, ""))
    assert f"--surface fragile --seed 1 --case {fell[0].number}" in lines[1]
    assert verdict({"fragile": standing}) == f"50 cases, {len(fell)} fell"


def test_a_slow_case_is_named(corpus: Corpus) -> None:
    """With a limit of nothing at all, every case is slow."""
    _, failure = tried(SURFACES["dates"], 1, 0, corpus, slow=-1.0)
    assert failure is not None
    assert failure.kind == "slow"


def test_blocks_cover_every_case_once() -> None:
    made = list(blocks("dates", 1, 100, 1_234))
    assert [number for block in made for number in range(block.start, block.stop)] == list(range(100, 1_334))


def test_a_crew_tries_every_case() -> None:
    with Crew(2, shared=False) as crew:
        tallies = list(crew.work([Block("dates", 1, 0, 60), Block("sources", 1, 0, 60)]))
    assert sorted((tally.surface, tally.cases, tally.failures) for tally in tallies) == [
        ("dates", 60, ()),
        ("sources", 60, ()),
    ]


def test_a_case_that_kills_or_stops_its_worker_is_named_and_the_rest_is_tried() -> None:
    """The surface `deadly` of fuzz.deadly ends the interpreter at 3 and never ends at 5."""
    with Crew(1, shared=False, hang=0.5, surfaces="fuzz.deadly") as crew:
        tallies = list(crew.work([Block("deadly", 1, 0, 9)]))
    fell = [(failure.kind, failure.number) for tally in tallies for failure in tally.failures]
    assert sorted(fell) == [("crash", 3), ("hang", 5)]
    assert sum(tally.cases for tally in tallies) == 9
