"""A small process: what a service that runs for months need not hold in memory.

Measured with 500 sources on CPython 3.11 (resident memory): optional parts of libraries 9 MiB, Alembic 8 MiB, one heap
in place of one for each thread some 3 MiB.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import sys
from collections.abc import Callable, Iterator

# Loaded by httpx (its command line) and structlog (coloured tracebacks) wherever they are installed, by httpcore
# (HTTP/2, which is never asked for) and by structlog again (Twisted); all of them do without.
OPTIONAL = ("rich", "pygments", "h2", "twisted")

# mallopt(3), <malloc.h> of glibc.
_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
# A page and its tree are larger: they go back to the system when they are dropped, whatever lies behind them.
_LARGE = 128 * 1024


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """Import as if these packages were not installed; one that is loaded already stays."""
    hidden = [name for name in names if name not in sys.modules]
    # None is the import system's own mark for "there is no such module".
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def one_heap() -> None:
    """Have all threads share one heap of glibc, and give back large blocks at once; elsewhere nothing is done.

    By default each thread gets a heap of its own, and the threshold for large blocks grows with the largest one freed:
    pages parsed in turn by several threads then leave as many half-empty heaps. To be called before threads start.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        for option, value in ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE)):
            libc.mallopt(option, value)


def in_child(work: Callable[[], object]) -> bool:
    """Do what needs much memory once in a forked child, which gives it back; whether it ended well.

    Only before threads and connections exist. False, too, where nothing can be forked: do it here then, and have its
    error told by the ordinary way.
    """
    if not hasattr(os, "fork"):
        return False
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)  # nothing of the parent's is flushed or closed a second time
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
