"""Worker processes that try cases, and the foreman who names the case of which one died or hangs.

Cases are handed out in blocks. A worker writes the number of the case it begins into memory that the foreman sees; so
a crash of the interpreter, an exhausted memory or an endless loop costs one case, which is named, and the next
worker goes on behind it.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import heapq
import importlib
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

BLOCK = 200
HANG = 30.0
"""Seconds of CPU after which a case is given up; by then it has long been slow. A busy machine gives none up."""

STILL = 600.0
"""Seconds on the wall after which a case is given up that uses no CPU: it waits for something that does not come."""

MEMORY = 3 << 30
"""Bytes of address space of a worker: a bomb falls as MemoryError and not with the machine."""

_SLOWEST = 10
_NOTHING = -1
Timed = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Block:
    """The cases `start` to `stop` (not included) of a surface."""

    surface: str
    seed: int
    start: int
    stop: int

    @property
    def size(self) -> int:
        """How many cases."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a block, or of the part of it that was tried. `failures` are fuzz.trial.Failure."""

    surface: str
    cases: int
    seconds: float = 0.0
    slowest: tuple[Timed, ...] = ()
    failures: tuple[Any, ...] = ()


@dataclass(slots=True)
class _Worker:
    process: Any
    line: Connection
    number: Any  # shared memory: the case that is being tried
    block: Block | None = None
    seen: int = _NOTHING
    since: float = field(default_factory=time.monotonic)
    used: float = 0.0  # seconds of CPU when `seen` began

    def begins(self, number: int) -> None:
        """Note that it is at another case."""
        self.seen, self.since, self.used = number, time.monotonic(), _cpu(self.process.pid)


def blocks(surface: str, seed: int, first: int, cases: int) -> Iterator[Block]:
    """`cases` cases from `first` on, cut into blocks."""
    last = first + cases
    return (Block(surface, seed, start, min(start + BLOCK, last)) for start in range(first, last, BLOCK))


class Crew:
    """`size` workers. `shared`: whether cases are made from the recorded data too. Use as a context.

    `surfaces` is the module whose SURFACES are tried.
    """

    def __init__(
        self,
        size: int,
        *,
        shared: bool,
        hang: float = HANG,
        still: float = STILL,
        surfaces: str = "fuzz.catalogue",
    ) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._size, self._hang, self._still = size, hang, still
        self._order = (surfaces, shared)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            _end(worker)

    def work(self, todo: list[Block]) -> Iterator[Tally]:
        """Try all blocks; a tally for each as it is done, in no order."""
        waiting = deque(todo)
        while waiting or any(worker.block for worker in self._workers):
            self._hand_out(waiting)
            for worker in self._heard():
                yield from self._take(worker, waiting)

    def _hand_out(self, waiting: deque[Block]) -> None:
        while len(self._workers) < self._size and len(self._workers) < len(waiting):
            self._workers.append(self._hired())
        for worker in self._workers:
            if worker.block is None and waiting:
                worker.block = waiting.popleft()
                worker.begins(_NOTHING)
                with contextlib.suppress(OSError):  # it has died: its line tells that next
                    worker.line.send(worker.block)

    def _hired(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        number = self._context.RawValue("q", _NOTHING)
        process = self._context.Process(target=_labour, args=(theirs, number, *self._order), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours, number)

    def _heard(self) -> list[_Worker]:
        """The workers that have something to say, have died, or have said nothing for too long."""
        ready = wait([worker.line for worker in self._workers], timeout=1.0)
        return [worker for worker in self._workers if worker.line in ready or self._hangs(worker)]

    def _hangs(self, worker: _Worker) -> bool:
        if worker.number.value != worker.seen:
            worker.begins(worker.number.value)
        return worker.block is not None and worker.seen >= 0 and self._lasts(worker)

    def _lasts(self, worker: _Worker) -> bool:
        """Whether the case that it is at has taken too long."""
        return _cpu(worker.process.pid) - worker.used > self._hang or time.monotonic() - worker.since > self._still

    def _take(self, worker: _Worker, waiting: deque[Block]) -> Iterator[Tally]:
        try:
            if worker.line.poll():
                yield worker.line.recv()
                worker.block = None
                return
        except (EOFError, OSError):
            pass
        yield from self._buried(worker, waiting)

    def _buried(self, worker: _Worker, waiting: deque[Block]) -> Iterator[Tally]:
        """Name the case that a worker died of or hangs in; what is left of its block goes to another."""
        from fuzz.trial import Failure

        hung = worker.process.is_alive() and self._lasts(worker)
        number, block = worker.number.value, worker.block
        _end(worker)
        self._workers.remove(worker)
        if block is None:
            return
        if number < block.start:
            raise RuntimeError(
                f"a worker ended with {worker.process.exitcode} before its first case of {block.surface}"
            )
        kind = "hang" if hung else "crash"
        detail = (
            f"no end within {self._hang:.0f} s of CPU"
            if hung
            else f"the interpreter ended with {worker.process.exitcode}"
        )
        failure = Failure(block.surface, block.seed, number, kind, detail)
        if number + 1 < block.stop:
            waiting.appendleft(Block(block.surface, block.seed, number + 1, block.stop))
        yield Tally(block.surface, number + 1 - block.start, failures=(failure,))


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used; where that is not told, seconds on the wall."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.line.close()


def _labour(line: Connection, number: Any, surfaces: str, shared: bool) -> None:
    """The life of a worker: a block in, a tally out, until the line is cut."""
    faulthandler.enable()
    _die_with_parent()
    with contextlib.suppress(OSError):
        os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable(logging.CRITICAL)
    from fuzz.corpus import Corpus
    from fuzz.trial import attempt

    known = importlib.import_module(surfaces).SURFACES
    corpus = Corpus(shared)
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        warm: set[str] = set()
        while True:
            block = line.recv()
            number.value = _NOTHING
            surface = known[block.surface]
            if block.surface not in warm:  # tables are read and samples made once: that is no case's cost
                attempt(surface, surface.case(0, 0, corpus))
                warm.add(block.surface)
            line.send(_tally(block, surface, corpus, number))


def _die_with_parent() -> None:
    """Linux: a worker in a case without end would outlive a runner that was killed (prctl, PR_SET_PDEATHSIG)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _tally(block: Block, surface: Any, corpus: Any, number: Any) -> Tally:
    from fuzz.trial import tried

    total, slowest, failures = 0.0, list[Timed](), []
    for case in range(block.start, block.stop):
        number.value = case
        seconds, failure = tried(surface, block.seed, case, corpus)
        total += seconds
        slowest = heapq.nlargest(_SLOWEST, [*slowest, (seconds, case)])
        if failure is not None:
            failures.append(failure)
    return Tally(block.surface, block.size, total, tuple(slowest), tuple(failures))
