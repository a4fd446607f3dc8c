"""The contestants in turn, each run in a process of its own; medians over the runs."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.contestants.task import Stored
from bench.measure import median, run
from bench.surroundings import without_guests

RUN_SECONDS = 600.0

OURS, FLOOR, CRAWLER = "parwatch", "floor", "Scrapy + trafilatura"
_MODULES = {OURS: "ours", FLOOR: "floor", CRAWLER: "crawler"}
_NEEDS = {CRAWLER: ("scrapy", "trafilatura")}


@dataclass(frozen=True, slots=True)
class Figures:
    """One contestant in one discipline. `cpu` and `wall`: median seconds of the work itself, imports and first round
    apart; `spread`: least and most CPU; `whole`: median CPU seconds of the process from start to end; `peak`: MiB."""

    name: str
    cpu: float
    wall: float
    spread: tuple[float, float]
    whole: float
    peak: float
    rounds: int
    requests: int
    changed_links: int
    changed_text: int
    stored: tuple[Stored, ...]


def missing(name: str) -> str:
    """The packages that a contestant lacks here, as words for a person; empty: none."""
    lacks = [package for package in _NEEDS.get(name, ()) if importlib.util.find_spec(package) is None]
    return f"{name} left out: {', '.join(lacks)} not installed (make bench installs it)" if lacks else ""


def contestants() -> tuple[str, ...]:
    """Those that can run here."""
    return tuple(name for name in _MODULES if not missing(name))


def compete(
    discipline: Literal["poll", "archive"], fronts: Sequence[str], *, runs: int, rounds: int
) -> dict[str, Figures]:
    """Every contestant `runs` times, in turn, so that what else the machine does falls on all alike."""
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in contestants()}
    for _ in range(runs):
        for name, said in answers.items():
            said.append(_once(discipline, name, fronts, rounds))
    return {name: _figures(name, said) for name, said in answers.items()}


def _once(discipline: str, name: str, fronts: Sequence[str], rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        task, answer = Path(folder) / "task.json", Path(folder) / "answer.json"
        task.write_text(json.dumps({"fronts": list(fronts), "rounds": rounds}), encoding="utf-8")
        module = f"bench.contestants.{_MODULES[name]}"
        env = without_guests(Path(folder)) if name == OURS else None
        ended = run([sys.executable, "-m", module, discipline, str(task), str(answer), folder], RUN_SECONDS, env)
        if ended.code:
            raise RuntimeError(f"{name} failed at {discipline}:\n{ended.stderr[-3000:]}")
        return {**json.loads(answer.read_text(encoding="utf-8")), "whole": ended.cpu}


def _figures(name: str, said: list[dict[str, Any]]) -> Figures:
    cpu = [seconds for one in said for seconds in one["cpu"]]
    return Figures(
        name=name,
        cpu=median(cpu),
        wall=median(seconds for one in said for seconds in one["wall"]),
        spread=(min(cpu), max(cpu)),
        whole=median(one["whole"] for one in said),
        peak=median(one["peak"] for one in said),
        rounds=len(cpu),
        requests=said[0]["requests"],
        changed_links=sum(one["changed_links"] for one in said),
        changed_text=sum(one["changed_text"] or 0 for one in said),
        stored=tuple(Stored(**article) for article in said[-1]["stored"]),
    )
