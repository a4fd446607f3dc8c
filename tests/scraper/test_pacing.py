"""The turns of a host."""

import asyncio

import pytest
from support.clocks import Clock

from scraper import pacing
from scraper.pacing import Pacer


def pacer(time: Clock, delay: float = 1.0) -> Pacer:
    return Pacer(delay, time, time.sleep)


async def test_the_pause_runs_from_the_end_of_one_turn_to_the_start_of_the_next():
    time = Clock()
    turns = pacer(time)
    async with turns.turn("a"):
        time.now += 10
    async with turns.turn("a"):
        assert time.slept == [1.0]
    time.now += 5
    async with turns.turn("a"):
        assert time.slept == [1.0]


async def test_turns_are_given_in_the_order_of_asking():
    time, order = Clock(), []
    turns = pacer(time)

    async def take(number: int) -> None:
        async with turns.turn("a"):
            order.append(number)

    await asyncio.gather(*(take(number) for number in range(5)))
    assert order == [0, 1, 2, 3, 4]
    assert time.slept == [1.0] * 4


async def test_a_turn_that_failed_is_given_back_with_its_pause():
    time = Clock()
    turns = pacer(time)
    with pytest.raises(RuntimeError):
        async with turns.turn("a"):
            raise RuntimeError
    async with turns.turn("a"):
        assert time.slept == [1.0]


def test_a_longer_silence_is_not_shortened():
    time = Clock()
    turns = pacer(time)
    turns.silence("a", 60)
    turns.silence("a", 5)
    time.now += 20
    assert turns.silent_for("a") == 40
    assert turns.silent_for("b") == 0


async def test_hosts_that_rest_are_forgotten_and_silent_ones_are_not(monkeypatch):
    monkeypatch.setattr(pacing, "_MANY_HOSTS", 3)
    time = Clock()
    turns = pacer(time)
    turns.silence("silent", 600)
    for number in range(10):
        async with turns.turn(f"host{number}"):
            time.now += 2
    assert len(turns._lanes) <= 4
    assert turns.silent_for("silent") > 500
