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


async def test_a_reply_passes_the_alerts_that_queue() -> None:
    """Two thousand alerts are under way: who presses a button waits for one of them at the most, and none is lost."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    asked_at: float | None = None
    answered: list[float] = []

    async def reply() -> None:
        nonlocal asked_at
        while clock.now < 1010.0:
            await asyncio.sleep(0)
        asked_at = clock.now
        await pacer.turn(5000, reply=True)
        answered.append(clock.now - asked_at)

    left, _ = await asyncio.gather(departures(clock, pacer, list(range(1, 2001))), reply())
    assert answered[0] <= 1.0
    assert len(left) == 2000
    assert busiest([time for time, _ in left], 1.0) <= 25


async def test_a_reply_passes_the_alert_to_its_own_chat_and_keeps_the_pace() -> None:
    """The alert that stood in the common line leaves a second after it, not at once."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    alerts = asyncio.create_task(departures(clock, pacer, [*range(1, 101), 7777]))
    await asyncio.sleep(0)
    await pacer.turn(7777, reply=True)
    replied = clock.now - 1000.0
    alerted = next(time for time, chat in await alerts if chat == 7777)
    assert replied <= 1.0
    assert alerted >= replied + 1.05


async def test_a_flood_of_replies_does_not_starve_the_alerts() -> None:
    """One alert stands among the replies at any time: it waits for those before it, not for those that come later."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep)
    before = asyncio.gather(*(pacer.turn(chat, reply=True) for chat in range(1000, 1050)))
    await asyncio.sleep(0)
    alert = asyncio.create_task(departures(clock, pacer, [1]))
    await asyncio.sleep(0)
    later = asyncio.gather(*(pacer.turn(chat, reply=True) for chat in range(2000, 2050)))
    ((left, _),) = await alert
    assert left < 2.2
    assert not later.done()
    await asyncio.gather(before, later)


async def test_of_one_alert_at_a_time_it_is_unknown_whether_it_arrived() -> None:
    """The next one leaves when the end of the one before is noted; a reply waits for nobody."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep, careful=True)
    await pacer.turn(1)
    second = asyncio.create_task(pacer.turn(2))
    await pacer.turn(3, reply=True)
    assert not second.done()
    pacer.noted(1)
    await second


async def test_where_answers_take_longer_more_are_under_way() -> None:
    """A server that takes a tenth of a second is no reason to send ten a second instead of twenty-five."""
    clock = Clock()
    pacer = Pacer(clock, clock.sleep, careful=True)
    under_way: list[int] = []
    most = 0
    for chat in range(1, 401):
        while len(under_way) >= 3 + (chat > 50):  # so many departures fit into an answer's time
            clock.now += 0.0001
            pacer.noted(under_way.pop(0))
        await pacer.turn(chat)
        under_way.append(chat)
        most = max(most, len(under_way))
    assert most == 4
    assert clock.now - 1000.0 < 400 / 25 + 1.5
