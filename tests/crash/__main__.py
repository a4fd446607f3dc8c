"""`make crash`: kill the dispatcher a thousand times and hold its account against what was promised.

make crash                              1,000 kills, every point in turn
make crash ARGS="--kills 100"
make crash ARGS="--point 'claim: in the commit' --seed 17 --kills 1"     one trial again
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from crash.cases import CASES, Case, Result, Stage

from parwatch.cli.progress import counting

KILLS = 1000


@dataclass
class Tally:
    """What the trials of one case came to. `broken`: promises that were broken, with the seeds."""

    lives: int = 0
    kills: int = 0
    promised: int = 0
    extra: int = 0
    most: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, result: Result) -> None:
        self.lives += len(result.extra)
        self.kills += result.kills
        self.promised += result.promised
        self.extra += sum(result.extra)
        self.most = max(self.most, *result.extra)


def main() -> int:
    """Returns 1 where a promise was broken."""
    options = _parser().parse_args()
    cases = [case for case in CASES if options.point in (None, case.point) and options.name in (None, case.name)]
    if not cases:
        sys.stderr.write(
            "no such case; there are: " + ", ".join(sorted({f"{c.name}: {c.point}" for c in CASES})) + "\n"
        )
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="parwatch-crash-") as place:
        tallies = asyncio.run(_run(Stage(Path(place)), cases, options.kills, options.seed))
    print(table(cases, tallies, time.monotonic() - began))
    return int(any(tally.broken for tally in tallies))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make crash", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=KILLS, help=f"lives that end by a kill (default {KILLS})")
    parser.add_argument("--point", help="only kills at this point")
    parser.add_argument("--name", help="only this case")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first trial")
    return parser


async def _run(stage: Stage, cases: list[Case], kills: int, seed: int) -> list[Tally]:
    tallies = [Tally() for _ in cases]
    with counting(quiet=False) as progress:
        shown = progress.add_task("kills", total=kills)
        for place, number in _turns(len(cases), seed):
            before = tallies[place].kills
            await _try(stage, cases[place], number, tallies[place])
            progress.update(shown, completed=min(kills, sum(tally.kills for tally in tallies)))
            done = sum(tally.kills for tally in tallies) + sum(len(tally.broken) for tally in tallies)
            if done >= kills or (number - seed > 10 * kills and before == tallies[place].kills):
                return tallies
    return tallies


def _turns(cases: int, seed: int) -> Iterator[tuple[int, int]]:
    """Every case in turn, with the number of the trial."""
    return ((place, number) for number in count(seed) for place in range(cases))


async def _try(stage: Stage, case: Case, number: int, tally: Tally) -> None:
    try:
        tally.add(await stage.trial(case, number))
    except (AssertionError, TimeoutError) as error:
        tally.broken.append(f"seed {number}: {type(error).__name__} {error}")


def table(cases: list[Case], tallies: list[Tally], seconds: float) -> str:
    """A line a case; the sums; what was broken."""
    lines = [f"{'while':12}{'killed':44}{'kills':>7}{'promised':>10}{'lost':>6}{'extra':>7}{'most a kill':>13}"]
    for case, tally in zip(cases, tallies, strict=True):
        lines.append(_line(case.name, case.point, tally))
    whole = Tally(promised=sum(tally.promised for tally in tallies), kills=sum(tally.kills for tally in tallies))
    whole.extra = sum(tally.extra for tally in tallies)
    whole.most = max(tally.most for tally in tallies)
    whole.broken = [reason for tally in tallies for reason in tally.broken]
    lines.append(_line("all", "", whole) + f"   {seconds:.0f} s")
    lines += [
        f"BROKEN {case.name}, {case.point}, {reason[:1500]}"
        for case, tally in zip(cases, tallies, strict=True)
        for reason in tally.broken
    ]
    return "\n".join(lines)


def _line(name: str, point: str, tally: Tally) -> str:
    """A trial that broke a promise counts as lost until somebody has looked at it."""
    figures = f"{tally.kills:7}{tally.promised:10}{len(tally.broken):6}{tally.extra:7}{tally.most:13}"
    return f"{name:12}{point:44}{figures}"


if __name__ == "__main__":
    raise SystemExit(main())
