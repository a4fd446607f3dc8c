"""Floods are told once."""

from __future__ import annotations

from support.clocks import Clock

from alerts import limits
from alerts.limits import COMMANDS, GROUP_COMMANDS, Limit, Verdict


def test_a_flood_is_told_once_and_then_not_answered(clock: Clock) -> None:
    """One warning for the whole flood, although single commands get through while it lasts."""
    limit = Limit(clock)
    assert [limit.judge(1, press=False) for _ in range(COMMANDS.burst)] == [Verdict.ANSWER] * COMMANDS.burst
    assert limit.judge(1, press=False) is Verdict.WARN
    verdicts = []
    for _ in range(50):
        clock.now += COMMANDS.seconds / 2
        verdicts.append(limit.judge(1, press=False))
    assert verdicts.count(Verdict.ANSWER) in (24, 25)
    assert Verdict.WARN not in verdicts


def test_after_a_pause_the_next_flood_is_told_again(clock: Clock) -> None:
    """Half a bucket ends a flood."""
    limit = Limit(clock)
    for _ in range(COMMANDS.burst + 1):
        limit.judge(1, press=False)
    clock.now += COMMANDS.seconds * COMMANDS.burst
    verdicts = [limit.judge(1, press=False) for _ in range(COMMANDS.burst + 2)]
    assert verdicts[-2:] == [Verdict.WARN, Verdict.IGNORE]


def test_chats_and_buttons_have_buckets_of_their_own(clock: Clock) -> None:
    """Nobody pays for another's flood; a group's bucket is smaller."""
    limit = Limit(clock)
    for _ in range(GROUP_COMMANDS.burst):
        assert limit.judge(-5, press=False) is Verdict.ANSWER
    assert limit.judge(-5, press=False) is Verdict.WARN
    assert limit.judge(-5, press=True) is Verdict.ANSWER
    assert limit.judge(-6, press=False) is Verdict.ANSWER


def test_quiet_chats_are_forgotten(clock: Clock) -> None:
    """Memory is that of the chats that asked lately."""
    limit = Limit(clock)
    for chat in range(limits._MANY_CHATS):
        limit.judge(chat, press=False)
    clock.now += 1000
    limit.judge(-1, press=False)
    assert len(limit._buckets) == 1
