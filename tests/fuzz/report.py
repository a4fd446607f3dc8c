"""What a run found, a line a surface, and how to try each fallen case again."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fuzz.crew import Tally, Timed
from fuzz.trial import SLOW, Failure

_SLOWEST = 3
_DETAIL = 12


@dataclass
class Standing:
    """What a surface has come to."""

    cases: int = 0
    seconds: float = 0.0
    slowest: list[Timed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def add(self, tally: Tally) -> None:
        """Add what came of a block."""
        self.cases += tally.cases
        self.seconds += tally.seconds
        self.slowest = heapq.nlargest(_SLOWEST, [*self.slowest, *tally.slowest])
        self.failures.extend(tally.failures)


def line(name: str, standing: Standing) -> str:
    """One surface: cases, mean and slowest case in ms of CPU with its number, how many fell."""
    mean = 1000 * standing.seconds / max(1, standing.cases)
    slowest = ", ".join(f"{1000 * seconds:.0f} (#{number})" for seconds, number in standing.slowest)
    fallen = f"{len(standing.failures)} FELL" if standing.failures else "ok"
    return f"{name:12} {standing.cases:9,} cases  {mean:7.2f} ms a case  slowest {slowest} ms  {fallen}"


def kinds(failures: Iterable[Failure], replay: str) -> Iterator[str]:
    """Each way of falling once, with how often, its first case, and the last lines of what was raised."""
    failures = list(failures)
    often = Counter(failure.kind for failure in failures)
    for kind, times in often.most_common():
        first = min((failure for failure in failures if failure.kind == kind), key=lambda failure: failure.number)
        yield f"  {first.surface}: {kind} ({times} of the cases)"
        yield f'  make fuzz ARGS="--surface {first.surface} --seed {first.seed} --case {first.number}{replay}"'
        yield from (f"    {row}" for row in first.detail.rstrip().splitlines()[-_DETAIL:])


def verdict(standings: dict[str, Standing]) -> str:
    """The last line."""
    cases = sum(standing.cases for standing in standings.values())
    fallen = sum(len(standing.failures) for standing in standings.values())
    if fallen:
        return f"{cases:,} cases, {fallen:,} fell"
    return f"{cases:,} cases, none fell and none took over {SLOW:.0f} s of CPU"
