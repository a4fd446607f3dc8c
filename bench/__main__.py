"""`python -m bench`: the whole measurement, or the parts that were asked for."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from bench import broadcast, contest, ground, growth, judge, measure, micro, report, scaling, service, startup


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. `runs`: processes a contestant; `rounds`: timed polls in each; `pages`: read for (f).

    `step_seconds`: how long a single step is repeated; then the largest pages and texts; `chats`: told in (i).
    """

    portals: int
    articles: int
    runs: int
    rounds: int
    sources: int
    articles_a_source: int
    idle_seconds: float
    starts: int
    step_seconds: float
    pages: int
    page_kilobytes: int
    text_kilobytes: int
    hostile_kilobytes: int
    chats: tuple[int, ...]


FULL = Scale(50, 10, 3, 5, 500, 4, 60.0, 7, 2.0, 5000, 2000, 1000, 1000, (2000, 10_000))
# For the smoke test: every part runs, none of the figures means anything.
QUICK = Scale(3, 6, 1, 1, 5, 2, 2.0, 1, 0.05, 40, 100, 10, 3, (60,))


def lists(out: Console, scale: Scale) -> None:
    """(a) polling unchanged lists."""
    with ground.serving(scale.portals, scale.articles) as truth:
        fronts = [portal["url"] for portal in truth["portals"]]
        figures = contest.compete("poll", fronts, runs=scale.runs, rounds=scale.rounds)
    report.polling(out, figures, scale.portals)


def articles(out: Console, scale: Scale) -> None:
    """(b) new articles."""
    with ground.serving(scale.portals, scale.articles) as truth:
        fronts = [portal["url"] for portal in truth["portals"]]
        figures = contest.compete("archive", fronts, runs=scale.runs, rounds=1)
    verdicts = {name: judge.judge(truth["portals"], one.stored) for name, one in figures.items()}
    report.reading(out, figures, verdicts)


def running(out: Console, scale: Scale) -> None:
    """(c) the service."""
    with ground.serving(scale.sources, scale.articles_a_source, net=2) as truth:
        report.service(out, service.burden(truth, scale.idle_seconds))


def starting(out: Console, scale: Scale) -> None:
    """(d) start-up."""
    report.starting(out, startup.starts(scale.starts))


def steps(out: Console, scale: Scale) -> None:
    """(e) single steps."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        pages = micro.generated(Path(folder), min(scale.portals, 20), scale.articles)
        report.steps(out, "generated pages", micro.rates(pages, scale.runs, scale.step_seconds))
        if recorded := micro.recorded(Path(folder)):
            report.steps(out, "recorded portal pages", micro.rates(recorded, scale.runs, scale.step_seconds))


def memory(out: Console, scale: Scale) -> None:
    """(f) growth of memory."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        pages = micro.generated(Path(folder), min(scale.portals, 20), scale.articles)
        report.growth(out, growth.growths(pages, scale.pages))


def larger_pages(out: Console, scale: Scale) -> None:
    """(g) extraction as pages grow."""
    seconds, largest = 10 * scale.step_seconds, scale.page_kilobytes
    report.page_sizes(out, scaling.costs("pages", seconds=seconds, largest=largest, hostile=0))


def larger_texts(out: Console, scale: Scale) -> None:
    """(h) analysis as texts grow, and of hostile ones."""
    seconds, largest, hostile = 10 * scale.step_seconds, scale.text_kilobytes, scale.hostile_kilobytes
    costs = scaling.costs("texts", seconds=seconds, largest=largest, hostile=hostile)
    report.text_sizes(out, costs, hostile)


def broadcasts(out: Console, scale: Scale) -> None:
    """(i) one alert to thousands of chats; the smallest audience also with chats in trouble."""
    smallest = min(scale.chats)
    runs = [broadcast.broadcast(smallest, 20), *(broadcast.broadcast(chats) for chats in scale.chats)]
    report.broadcasts(out, runs)


PARTS: dict[str, Callable[[Console, Scale], None]] = {
    "poll": lists,
    "archive": articles,
    "service": running,
    "start": starting,
    "micro": steps,
    "memory": memory,
    "pages": larger_pages,
    "texts": larger_texts,
    "broadcast": broadcasts,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="What parwatch costs, beside the alternatives."
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts (default: all)")
    parser.add_argument("--quick", action="store_true", help="a minute's look that everything runs; no figures")
    parser.add_argument("--runs", type=int, help=f"processes a contestant (default {FULL.runs})")
    asked = parser.parse_args()
    scale = QUICK if asked.quick else FULL
    if asked.runs:
        scale = Scale(**{**_fields(scale), "runs": asked.runs})
    out = report.console()
    _introduce(out)
    for name in asked.parts or list(PARTS):
        PARTS[name](out, scale)
        out.print()


def _fields(scale: Scale) -> dict[str, Any]:
    return {name: getattr(scale, name) for name in Scale.__slots__}


def _introduce(out: Console) -> None:
    out.print(f"parwatch bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {measure.machine()}")
    out.print(
        "Portals are served by one process that is not counted; no pause between requests for anybody in (a) and (b);\n"
        "CPU is user + system of the work itself, in processes whose imports and first round are done; medians.\n"
    )
    for name in (contest.OURS, contest.FLOOR, contest.CRAWLER):
        if lacks := contest.missing(name):
            out.print(lacks, style="yellow")


if __name__ == "__main__":
    main()
