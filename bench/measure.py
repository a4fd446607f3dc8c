"""CPU seconds, wall seconds and peak memory of a process; medians over runs."""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


class Meter:
    """A context manager: `cpu` and `wall` hold the seconds that this process (all threads) spent inside."""

    cpu = 0.0
    wall = 0.0

    def __enter__(self) -> Meter:
        self._wall = time.perf_counter()
        self._cpu = time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.cpu = time.process_time() - self._cpu
        self.wall = time.perf_counter() - self._wall


@dataclass(frozen=True, slots=True)
class Run:
    """A finished child: seconds of CPU and of wall time from start to end, start-up included."""

    cpu: float
    wall: float
    code: int
    stdout: str
    stderr: str


def run(command: Sequence[str], timeout: float, env: dict[str, str] | None = None) -> Run:
    """Run a child to its end. Raises subprocess.TimeoutExpired; the child is dead then.

    Children that this process waits for meanwhile would be counted too: run one at a time.
    """
    before, started = _children(), time.perf_counter()
    child = subprocess.run(command, timeout=timeout, env=env, capture_output=True, text=True, check=False)
    return Run(_children() - before, time.perf_counter() - started, child.returncode, child.stdout, child.stderr)


def peak_mib(pid: int | None = None) -> float:
    """Most resident memory so far, in MiB.

    /proc's high-water mark, which starts anew at exec; ru_maxrss would hold what the forking parent had.
    """
    return _status(pid, "VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB


def resident_mib(pid: int) -> float:
    """Resident memory now, in MiB; 0.0 where it cannot be told."""
    return _status(pid, "VmRSS")


def cpu_of(pid: int) -> float:
    """CPU seconds that a running process has spent so far, all threads. OSError where there is no /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def median(values: Iterable[float]) -> float:
    """The median; 0.0 of nothing."""
    known = list(values)
    return statistics.median(known) if known else 0.0


def machine() -> str:
    """What it was measured on, in one line."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.M) if info.exists() else None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{found[1] if found else os.uname().machine}, {cores} cores, {os.uname().sysname}, Python {python}"


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _status(pid: int | None, name: str) -> float:
    try:
        text = Path(f"/proc/{pid or 'self'}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    found = re.search(rf"^{name}:\s+(\d+) kB$", text, re.M)
    return int(found[1]) / 1024 if found else 0.0
