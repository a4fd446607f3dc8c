"""The tables of `make bench`, printed beside the goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from bench.broadcast import Broadcast
from bench.contest import CRAWLER, FLOOR, OURS, Figures
from bench.growth import Growth
from bench.judge import Verdict
from bench.micro import LEARNING, TOPICS, Rate
from bench.scaling import DENSE, ORDINARY, Cost
from bench.service import Load
from bench.startup import HEALTH_EVERY_SECONDS, Start
from bench.texts import HOSTILE

Cells = Sequence[str]
PEAK_GOAL, IDLE_GOAL = 120.0, 0.5
TRAFILATURA_GOAL, LEXBOR_GOAL = 12, 8
GROWTH_GOAL, LINEAR_GOAL = 20.0, 1.5
# Simulated seconds: the last of so many chats has the alert; /start is answered meanwhile.
TOLD_GOAL, TOLD_CHATS, ANSWER_GOAL = 90.0, 2000, 2.0


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
    seconds = {rate.step: rate.seconds for rate in rates if rate.seconds}
    slow = seconds.get("trafilatura")
    rows = []
    for step, spent in seconds.items():
        beside = f"{slow / spent:.1f}" if slow and step not in ("fingerprint", TOPICS, LEARNING) else ""
        rows.append((step, f"{spent * 1000:.2f} ms", f"{1 / spent:,.0f} a second", beside))
    table(out, f"(e) One step on one core: {name}", ("", "CPU", "", "times as fast as trafilatura"), rows)
    if LEARNING in seconds:
        out.print(f"    learning a site costs {seconds[LEARNING] / seconds['extract, no CMS rules']:.0f} extractions")
    if slow:
        goal(out, f"{TRAFILATURA_GOAL} times trafilatura", slow / seconds["extract"] >= TRAFILATURA_GOAL)
    goal(out, "an eighth of lexbor's bare parse", seconds["extract"] <= LEXBOR_GOAL * seconds["lexbor"])


def growth(out: Console, grown: Sequence[Growth]) -> None:
    """Part (f)."""
    rows = [(one.step, f"{one.before:.1f} MiB", f"{one.grown:+.1f} MiB", f"{one.peak:.1f} MiB") for one in grown]
    title = f"(f) Memory over {grown[0].pages:,} pages, each of them another"
    table(out, title, ("", "resident when warm", "growth", "peak of the process"), rows)
    goal(out, f"growth under {GROWTH_GOAL:.0f} MB", all(one.grown < GROWTH_GOAL for one in grown))


def page_sizes(out: Console, costs: Sequence[Cost]) -> None:
    """Part (g)."""
    sizes = list(dict.fromkeys(cost.kilobytes for cost in costs))
    head = ("ms a KB", *(f"{size:,.0f} KB" for size in sizes), "whole, largest")
    rows = [
        (name, *(f"{one.per_kilobyte:.4f}" for one in row), f"{1000 * row[-1].seconds:.0f} ms")
        for name, row in _rows(costs).items()
    ]
    table(out, "(g) Extraction as pages grow (grown article pages; best of several rounds)", head, rows)
    _linear(out, costs, 100)


def text_sizes(out: Console, costs: Sequence[Cost], hostile: int) -> None:
    """Part (h)."""
    by_name = _rows(costs)
    rows = [
        (f"{name}, {one.label}", f"{1000 * one.seconds / one.items:.2f} ms", f"{one.per_kilobyte:.3f}")
        for name, row in by_name.items()
        for one in row
        if name not in HOSTILE
    ]
    table(out, "(h) Analysis as texts grow (best of several rounds)", ("", "a text", "ms a KB"), rows)
    usual = next(one.per_kilobyte for one in reversed(by_name[ORDINARY]))
    made = [(name, row[0]) for name, row in by_name.items() if name in HOSTILE]
    rows = [(name, f"{one.per_kilobyte:.3f}", f"{one.per_kilobyte / usual:.1f}") for name, one in made]
    table(out, f"    Texts of {hostile} KB made to be slow", ("", "ms a KB", "of ordinary prose"), rows)
    first = by_name[ORDINARY][0]
    goal(out, f"an ordinary text of {first.label} under 1 ms", first.seconds / first.items < 0.001)
    _linear(out, [one for name in (ORDINARY, DENSE) for one in by_name[name]], 10)
    goal(out, "a hostile text costs no more than ordinary prose", all(one.per_kilobyte <= usual for _, one in made))


def broadcasts(out: Console, runs: Sequence[Broadcast]) -> None:
    """Part (i)."""
    rows = [
        (
            f"{one.chats} chats" + (f", {one.troubled} in trouble" if one.troubled else ""),
            str(one.told),
            str(one.twice),
            f"{one.last:.1f}",
            str(one.refused),
            str(one.early),
            f"{one.slowest:.2f} of {one.asked}",
            f"{one.cpu:.1f} s",
            f"{one.grown:.0f} MiB",
            f"{one.peak:.0f} MiB",
        )
        for one in runs
    ]
    head = ("", "told", "twice", "last s", "429s", "early", "slowest /start s", "CPU", "grown", "peak")
    table(out, "(i) One alert to many chats (simulated seconds; CPU and memory with the sample server's)", head, rows)
    first = [one for one in runs if one.chats <= TOLD_CHATS]
    goal(out, f"{TOLD_CHATS} chats within {TOLD_GOAL:.0f} s", all(one.last <= TOLD_GOAL for one in first))
    clean = not any(one.refused or one.early or one.twice for one in runs)
    goal(out, "no 429 of our making, no early retry, nobody told twice", clean)
    goal(out, f"/start answered within {ANSWER_GOAL:.0f} s", all(one.slowest <= ANSWER_GOAL for one in runs))


def _rows(costs: Sequence[Cost]) -> dict[str, list[Cost]]:
    found: dict[str, list[Cost]] = {}
    for cost in costs:
        found.setdefault(cost.what, []).append(cost)
    return found


def _linear(out: Console, costs: Sequence[Cost], start: float) -> None:
    """Linear: the largest item costs at most LINEAR_GOAL times as much a KB as one of `start` KB, in every row."""
    worst = 0.0
    for row in _rows(costs).values():
        small = next((one for one in row if one.size >= start), row[-1])
        worst = max(worst, row[-1].per_kilobyte / small.per_kilobyte)
    goal(out, f"linear: at most {LINEAR_GOAL} times as much a KB (here {worst:.2f})", worst <= LINEAR_GOAL)


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
