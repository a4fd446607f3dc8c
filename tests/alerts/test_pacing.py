"""The pace, on a clock that only sleeping moves: no real second passes."""

from __future__ import annotations

import asyncio

from support.clocks import Clock

from alerts.pacing import Pacer


async def departures(clock: Clock, pacer: Pacer, chats: list[int]) -> list[tuple[float, int]]:
    """When a message to each of `chats`, all asked for at once, may leave."""
    left: list[tuple[float, int]] = []

    async def one(chat: int) -> None:
        await pacer.turn(chat)
        left.append((clock.now - 1000.0, chat))

    await asyncio.gather(*(one(chat) for chat in chats))
    return left


def busiest(times: list[float], seconds: float) -> int:
    """The largest number of departures in any window of `seconds`."""
    return max(sum(start <= time < start + seconds for time in times) for start in times)


async def test_one_chat_gets_one_message_a_second() -> None:
    """The trap of the library's own limiter: thirty messages to one private chat within a second."""
    clock = Clock()
    times = [time for time, _ in await departures(clock, Pacer(clock, clock.sleep), [7] * 30)]
    assert busiest(times, 1.0) == 1
    assert 29 <= times[-1] < 32


async def test_a_group_gets_twenty_messages_a_minute() -> None:
    """Negative ids are groups; any sliding minute counts."""
    clock = Clock()
    times = [time for time, _ in await departures(clock, Pacer(clock, clock.sleep), [-100] * 45)]
    assert busiest(times, 60.0) == 20


async def test_all_chats_together_stay_below_thirty_a_second() -> None:
    """A thousand subscribers are served in forty seconds, never thirty in one."""
    clock = Clock()
    times = [time for time, _ in await departures(clock, Pacer(clock, clock.sleep), list(range(1, 1001)))]
    assert busiest(times, 1.0) <= 25
    assert times[-1] < 41


async def test_a_waiting_chat_delays_no_other() -> None:
    """A chat that was told to wait an hour holds no place in the common line."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    pacer.hold(1, 3600.0)
    slow = asyncio.create_task(pacer.turn(1))
    left = await departures(clock, pacer, [2, 3])
    assert sorted(chat for _, chat in left) == [2, 3]
    await slow
    assert clock.now - 1000.0 >= 3600.0


async def test_the_wait_is_known_before_it_is_waited() -> None:
    """What the channel asks before it enters the line."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    assert pacer.wait(5) == 0.0
    pacer.hold(5, 90.0)
    assert pacer.wait(5) == 90.0


async def test_quiet_chats_are_forgotten() -> None:
    """A service that runs for years with changing subscribers keeps no trace of each."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    for chat in range(1, 3001):
        clock.now += 1.0
        await pacer.turn(chat)
    assert len(pacer._lanes) <= 1000
