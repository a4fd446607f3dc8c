"""A bounded part of `make crash`: each way to die, once, with the account held after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from crash.__main__ import Tally, table
from crash.cases import CASES, Case, Result, Stage
from crash.points import Point

# By then a message has been accepted that nobody has noted: the one that may come twice.
KNOWN_TOO_LATE = {Point.ACCEPTED, Point.ANSWERED, Point.OUTCOME, Point.OUTCOME_TORN}
NEVER_UNKNOWN = {Point.START, Point.CLAIM, Point.CLAIM_TORN, Point.STORY, Point.STORY_TORN, Point.STORY_DONE}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    return Stage(tmp_path_factory.mktemp("crash"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.point.name.lower()}")
async def test_nothing_is_lost_and_only_what_is_unknown_comes_twice(stage: Stage, case: Case) -> None:
    """Killed there, the next one tells everybody everything; the account itself is held in crash.world."""
    result = await stage.trial(case, seed=1)
    assert result.kills == case.lives or case.point is Point.RANDOM, "the point was never reached"
    assert result.promised >= 10
    if case.point in NEVER_UNKNOWN:
        assert sum(result.extra) == 0
    if case.point in KNOWN_TOO_LATE and case.name in ("alert", "folded"):
        assert sum(result.extra) >= 1, "the kill fell into the gap, so something has to be repeated"


def test_a_broken_promise_is_named_with_its_seed() -> None:
    """The table says what to run to see it again."""
    good, bad = Tally(), Tally(broken=["seed 7: AssertionError lost"])
    good.add(Result(1, (1,), 10))
    lines = table([CASES[0], CASES[1]], [good, bad], 3.0).splitlines()
    assert lines[3].split()[:5] == ["all", "1", "10", "1", "1"]
    assert lines[4].startswith(f"BROKEN alert, {CASES[1].point}, seed 7")
