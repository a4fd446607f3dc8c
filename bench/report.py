"""The tables of `make bench`, printed beside the goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.contest import CRAWLER, FLOOR, OURS, Figures
from bench.judge import Verdict
from bench.micro import Rate
from bench.service import Load
from bench.startup import HEALTH_EVERY_SECONDS, Start

Cells = Sequence[str]
PEAK_GOAL, IDLE_GOAL = 120.0, 0.5


def console() -> Console:
    """Wide enough for every table, also in a pipe."""
    return Console(width=150, highlight=False)


def polling(out: Console, figures: Mapping[str, Figures], lists: int) -> None:
    """Part (a)."""
    rows = [
        (
            one.name,
            _cpu(one),
            f"{one.cpu / lists * 1000:.2f} ms",
            _ratios(one, figures),
            f"{one.peak:.0f} MiB",
            str(one.requests),
            f"{one.changed_text} of {one.rounds * lists}",
            str(one.changed_links),
        )
        for one in figures.values()
    ]
    head = ("", "CPU s (least-most)", "a list", "of floor", "peak", "requests", "false changes", "by links")
    table(out, f"(a) Polling {lists} unchanged lists: only counters and tokens move", head, rows)
    ours = figures[OURS]
    goal(out, "at most 2 times the floor", ours.cpu <= 2 * figures[FLOOR].cpu)
    if CRAWLER in figures:
        goal(out, "under half of Scrapy", ours.cpu < figures[CRAWLER].cpu / 2)
    goal(out, "no false change", not ours.changed_text and not ours.changed_links)


def reading(out: Console, figures: Mapping[str, Figures], verdicts: Mapping[str, Verdict]) -> None:
    """Part (b)."""
    printed = verdicts[OURS].printed
    rows = [
        (
            one.name,
            _cpu(one),
            f"{one.cpu / printed * 1000:.1f} ms",
            _ratios(one, figures),
            f"{one.wall:.1f}",
            f"{one.peak:.0f} MiB",
            str(one.requests),
        )
        for one in figures.values()
    ]
    head = ("", "CPU s (least-most)", "an article", "of floor", "wall s", "peak", "requests")
    table(out, f"(b) Fetching, extracting, analysing and storing {printed} new articles", head, rows)
    _found(out, verdicts)
    if CRAWLER in figures:
        goal(out, "under a fifth of Scrapy + trafilatura", figures[OURS].cpu < figures[CRAWLER].cpu / 5)


def _found(out: Console, verdicts: Mapping[str, Verdict]) -> None:
    rows = [
        (
            name,
            f"{one.stored} of {one.printed}" + (f" (+{one.surplus})" if one.surplus else ""),
            str(one.counters),
            str(one.boilerplate),
            str(one.whole),
            f"{one.dates / one.printed:.0%}",
            f"{one.copies} of {one.copies_printed}" + (f", {one.false_copies} false" if one.false_copies else ""),
            f"{one.right} of {one.rankings}",
            str(one.repeats),
            str(one.false),
        )
        for name, one in verdicts.items()
    ]
    head = (
        "what was stored",
        "articles",
        "with counter",
        "with boilerplate",
        "whole",
        "dates right",
        "copies found",
        "alerts right",
        "repeated",
        "false",
    )
    table(out, "    What the three made of them; alerts of the other two by a keyword rule on their text", head, rows)


def service(out: Console, load: Load) -> None:
    """Part (c)."""
    rows = [
        ("sources polled", f"{load.polled} of {load.sources}"),
        ("articles stored meanwhile", str(load.articles)),
        ("until every source was polled", f"{load.first:.0f} s, {load.cpu:.1f} s of CPU"),
        ("peak resident memory", f"{load.peak:.1f} MiB"),
        ("resident memory afterwards", f"{load.resident:.1f} MiB"),
        (f"CPU over {load.watched:.0f} s with nothing due", f"{load.idle:.2f} %"),
        ("SIGTERM to exit", f"{load.stopped_in:.1f} s"),
    ]
    table(out, f"(c) `parwatch run` with {load.sources} sources, bot and web page up, real pauses", ("", ""), rows)
    goal(out, f"peak under {PEAK_GOAL:.0f} MiB", load.peak < PEAK_GOAL)
    goal(out, f"idle under {IDLE_GOAL} %", load.idle < IDLE_GOAL)


def starting(out: Console, starts: Sequence[Start]) -> None:
    """Part (d)."""
    rows = [(one.command, f"{one.wall * 1000:.0f} ms", f"{one.cpu * 1000:.0f} ms") for one in starts]
    table(out, "(d) Starting a command, file cache warm", ("", "wall", "CPU"), rows)
    health = next(one for one in starts if one.command == "parwatch health")
    out.print(f"    a health check every {HEALTH_EVERY_SECONDS} s: {health.cpu / HEALTH_EVERY_SECONDS:.1%} of a core\n")


def steps(out: Console, name: str, rates: Sequence[Rate]) -> None:
    """Part (e), on one set of pages."""
    seconds = {rate.step: rate.seconds for rate in rates}
    slow = seconds.get("trafilatura")
    rows = []
    for rate in rates:
        size = int(rate.step.split()[1]) if rate.step.startswith("analyse") else None
        per = f"{rate.seconds * 1000 / size:.3f} ms a KB" if size else f"{1 / rate.seconds:,.0f} a second"
        beside = f"{slow / rate.seconds:.1f}" if slow and not size and rate.step != "fingerprint" else ""
        rows.append((rate.step, f"{rate.seconds * 1000:.2f} ms", per, beside))
    table(out, f"(e) One step on one core: {name}", ("", "CPU", "", "times as fast as trafilatura"), rows)


def table(out: Console, title: str, head: Cells, rows: Sequence[Cells]) -> None:
    """One table with its title above."""
    out.print(title, style="bold")
    shown = Table(box=None, pad_edge=False)
    for place, column in enumerate(head):
        shown.add_column(column, justify="right" if place else "left")
    for row in rows:
        shown.add_row(*row)
    out.print(shown)


def goal(out: Console, words: str, reached: bool) -> None:
    """One goal and whether this run reached it."""
    out.print(f"    goal: {words}: {'reached' if reached else 'MISSED'}", style="green" if reached else "red")


def _cpu(one: Figures) -> str:
    return f"{one.cpu:.3f} ({one.spread[0]:.3f}-{one.spread[1]:.3f})"


def _ratios(one: Figures, figures: Mapping[str, Figures]) -> str:
    return f"{one.cpu / figures[FLOOR].cpu:.2f}"
