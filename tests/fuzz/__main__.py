"""`make fuzz`: try many damaged inputs at every surface, name the cases that fall, try one of them again.

make fuzz                                          100,000 cases a surface: some hours on two cores
make fuzz ARGS="--surface feeds --surface lists --cases 5000"
make fuzz ARGS="--surface extract --case 4711"     that case alone: its traceback, and its input in .cache/fuzz/
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import pprint
import sys
from collections.abc import Sequence
from pathlib import Path

from fuzz.catalogue import SURFACES
from fuzz.corpus import ROOT, Corpus
from fuzz.crew import Crew, blocks
from fuzz.report import Standing, kinds, line, verdict
from fuzz.surface import SEED, Surface
from fuzz.trial import tried

from parwatch.cli.progress import counting

CASES = 100_000
KEPT = ROOT / ".cache" / "fuzz"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where a case fell."""
    options = _parser().parse_args(arguments)
    names = options.surface or list(SURFACES)
    if options.list:
        print("\n".join(f"{surface.name:12} {surface.about}" for surface in SURFACES.values()))
        return 0
    if options.case is not None:
        return _again(SURFACES[names[0]], options.seed, options.case, Corpus(not options.own))
    return _run(names, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make fuzz", description="Damaged inputs at every surface of parwatch.")
    add = parser.add_argument
    add("--surface", action="append", choices=sorted(SURFACES), help="only this one; may be given again")
    add("--cases", type=int, default=CASES, help=f"cases a surface, {CASES:,} by default")
    add("--first", type=int, default=0, help="number of the first case")
    add("--case", type=int, help="try this case alone, show what falls, keep its input")
    add("--seed", type=int, default=SEED, help="other cases under the same numbers")
    add("--own", action="store_true", help="without the recorded data of ../shared, as the suite does")
    add("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    add("--list", action="store_true", help="the surfaces")
    return parser


def _run(names: list[str], options: argparse.Namespace) -> int:
    standings = {name: Standing() for name in names}
    replay = " --own" if options.own else ""
    with Crew(options.workers, shared=not options.own) as crew, counting(quiet=False) as bar:
        for name in names:
            task = bar.add_task(name, total=options.cases)
            for tally in crew.work(list(blocks(name, options.seed, options.first, options.cases))):
                standings[name].add(tally)
                bar.advance(task, tally.cases)
            bar.remove_task(task)
            print("\n".join((line(name, standings[name]), *kinds(standings[name].failures, replay))), flush=True)
    print(verdict(standings))
    return int(any(standing.failures for standing in standings.values()))


def _again(surface: Surface, seed: int, number: int, corpus: Corpus) -> int:
    """One case, here and now, so that a debugger can be put on it."""
    faulthandler.enable()
    file = _kept(surface, seed, number, corpus)
    print(f"{surface.name} case {number} of seed {seed}; its input: {file}", flush=True)
    surface.case(seed, 0, corpus)
    seconds, failure = tried(surface, seed, number, corpus)
    print(failure.detail if failure else "nothing fell", f"{1000 * seconds:.1f} ms of CPU", sep="\n")
    return int(failure is not None)


def _kept(surface: Surface, seed: int, number: int, corpus: Corpus) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{surface.name}-{seed}-{number}.txt"
    shown = pprint.pformat(surface.case(seed, number, corpus), width=110)
    file.write_text(shown, encoding="utf-8", errors="backslashreplace")
    return file


if __name__ == "__main__":
    sys.exit(main())
