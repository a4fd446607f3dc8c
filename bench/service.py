"""The real service, `parwatch run`, with many sources: peak memory until all were polled, CPU while nothing is due."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ground import Truth
from bench.measure import cpu_of, peak_mib, resident_mib
from bench.surroundings import without_guests
from parwatch_core.errors import StorageError
from storage import sources
from storage.database import Database

POLLED_SECONDS = 900.0
STOP_SECONDS = 40.0
# What a poll leaves behind (closing connections, a checkpoint) is over by then.
SETTLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Load:
    """`first`: seconds until every source was polled; `cpu`: seconds of CPU for that, start included; memory in MiB.

    `idle`: per cent of one core while nothing is due, over `watched` seconds.
    """

    sources: int
    articles: int
    polled: int
    first: float
    cpu: float
    peak: float
    resident: float
    idle: float
    watched: float
    stopped_in: float


def burden(truth: Truth, idle_seconds: float) -> Load:
    """Run the service on these portals with its real settings, bot included, then leave it alone."""
    portals = truth["portals"]
    with tempfile.TemporaryDirectory(prefix="bench-service-") as folder, _running(Path(folder), truth) as child:
        started = time.monotonic()
        polled, articles = _until_polled(Path(folder), child, len(portals))
        first, cpu = time.monotonic() - started, cpu_of(child.pid)
        time.sleep(min(SETTLE_SECONDS, idle_seconds))
        idle = _idle(child.pid, idle_seconds)
        peak, resident = peak_mib(child.pid), resident_mib(child.pid)
        stopping = time.monotonic()
        child.send_signal(signal.SIGTERM)
        child.wait(STOP_SECONDS)
        stopped_in = time.monotonic() - stopping
    return Load(len(portals), articles, polled, first, cpu, peak, resident, idle, idle_seconds, stopped_in)


@contextlib.contextmanager
def _running(folder: Path, truth: Truth) -> Iterator[subprocess.Popen[bytes]]:
    (folder / "sources.toml").write_text(_sources(truth["portals"]), encoding="utf-8")
    command, env = [sys.executable, "-m", "parwatch", "run"], _environment(folder, truth)
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
        try:
            yield child
        except BaseException:
            sys.stderr.write((folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:])
            raise
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()


def _environment(folder: Path, truth: Truth) -> dict[str, str]:
    return without_guests(folder) | {
        "PARWATCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "PARWATCH_HTTP_PORT": "0",
        "PARWATCH_LOG_FORMAT": "json",
        "TELEGRAM_BOT_TOKEN": truth["bot"]["token"],
        "PARWATCH_TELEGRAM_API_URL": truth["bot"]["url"],
    }


def _sources(portals: list[dict[str, Any]]) -> str:
    """Polled once after the start, and not again while we look on."""
    entries = (f'[[source]]\nurl = "{portal["url"]}"\n' for portal in portals)
    return '[defaults]\nevery = "6h"\n\n' + "\n".join(entries)


def _until_polled(folder: Path, child: subprocess.Popen[bytes], count: int) -> tuple[int, int]:
    """Wait until every source has been polled once; how many were, and the articles they gave."""
    database = Database(f"sqlite:///{folder / 'data' / 'parwatch.db'}")
    polled = articles = 0
    deadline = time.monotonic() + POLLED_SECONDS
    try:
        while polled < count and time.monotonic() < deadline:
            if child.poll() is not None:
                raise RuntimeError(f"the service ended by itself (exit {child.returncode})")
            time.sleep(1.0)
            polled, articles = _progress(database)
    finally:
        database.close()
    return polled, articles


def _progress(database: Database) -> tuple[int, int]:
    try:
        with database.read() as session:
            states = sources.states(session)
    except StorageError:  # not migrated yet
        return 0, 0
    return sum(state.last_poll is not None for state in states), sum(state.articles for state in states)


def _idle(pid: int, seconds: float) -> float:
    before = cpu_of(pid)
    time.sleep(seconds)
    return 100 * (cpu_of(pid) - before) / seconds
