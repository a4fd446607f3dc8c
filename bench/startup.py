"""Commands that are started over and over: `parwatch --help` by people, `parwatch health` by the container engine."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.measure import median, run
from bench.surroundings import without_guests

# compose.yaml and the Dockerfile ask this often whether the service is well.
HEALTH_EVERY_SECONDS = 30
COMMANDS: dict[str, tuple[str, ...]] = {
    "python, bare": ("-c", "pass"),
    "parwatch --help": ("-m", "parwatch", "--help"),
    "parwatch --version": ("-m", "parwatch", "--version"),
    "parwatch migrate (nothing to do)": ("-m", "parwatch", "migrate"),
    "parwatch health": ("-m", "parwatch", "health"),
    "parwatch sources --json": ("-m", "parwatch", "sources", "--json"),
}


@dataclass(frozen=True, slots=True)
class Start:
    """Median seconds of one command."""

    command: str
    wall: float
    cpu: float


def starts(runs: int) -> tuple[Start, ...]:
    """Every command `runs` times on a fresh database, after one that warms the file cache."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        env = without_guests(Path(folder)) | {"PARWATCH_DATABASE_URL": f"sqlite:///{folder}/parwatch.db"}
        run([sys.executable, "-m", "parwatch", "migrate"], 60, env)
        return tuple(_start(name, arguments, env, runs) for name, arguments in COMMANDS.items())


def _start(name: str, arguments: tuple[str, ...], env: dict[str, str], runs: int) -> Start:
    timed = [run([sys.executable, *arguments], 60, env) for _ in range(runs + 1)][1:]
    return Start(name, median(one.wall for one in timed), median(one.cpu for one in timed))
