"""One case, tried: how long it took and what fell."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fuzz.corpus import Corpus
from fuzz.surface import Surface

SLOW = 1.0
"""Seconds of CPU above which a case has fallen (issue 3: "no crash, none over a second")."""

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that fell. `kind` groups those that fell alike: the error and the place of ours that raised it."""

    surface: str
    seed: int
    number: int
    kind: str
    detail: str


def attempt(surface: Surface, case: Any) -> tuple[float, Exception | None]:
    """Seconds of CPU that the check took, and what it raised."""
    started = time.process_time()
    try:
        surface.check(case)
    except Exception as error:  # noqa: BLE001 - whatever falls is what is looked for
        return time.process_time() - started, error
    return time.process_time() - started, None


def tried(surface: Surface, seed: int, number: int, corpus: Corpus, slow: float = SLOW) -> tuple[float, Failure | None]:
    """One case. A slow one is tried again: what was slow for the sake of something else is not."""
    case = surface.case(seed, number, corpus)
    seconds, error = attempt(surface, case)
    if error is not None:
        detail = "".join(traceback.format_exception(error))
        return seconds, Failure(surface.name, seed, number, _kind(error), detail)
    if seconds > slow:
        seconds = min(seconds, attempt(surface, case)[0])
    if seconds > slow:
        return seconds, Failure(surface.name, seed, number, "slow", f"{seconds:.2f} s of CPU")
    return seconds, None


def _kind(error: Exception) -> str:
    """Where it fell: the innermost line that is not of this package nor of the standard library."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/lib/" not in frame.filename]
    place = ours[-1] if ours else frames[-1]
    message = str(error).partition(":")[0] if Path(place.filename).is_relative_to(_HERE) else ""
    return f"{type(error).__name__} {message} at {Path(place.filename).name}:{place.lineno}"
