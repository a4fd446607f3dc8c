"""How memory grows over thousands of pages: what a service that never restarts would lose.

`python -m bench.growth STEP FOLDER PAGES` reads pages in a process of its own and prints one JSON line. Each page is
made another one by a sentence in every paragraph, so that nothing is met twice.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.measure import peak_mib, resident_mib, run

CHILD_SECONDS = 900.0
# The first pages fill caches and the heap to what any reader needs.
WARM = 0.1


@dataclass(frozen=True, slots=True)
class Growth:
    """Resident MiB after warming up and after so many more `pages`, garbage collected; `peak` of the whole process."""

    step: str
    pages: int
    before: float
    after: float
    peak: float

    @property
    def grown(self) -> float:
        """MiB; below zero where memory was given back."""
        return self.after - self.before


def growths(folder: Path, pages: int) -> tuple[Growth, ...]:
    """Every step over `pages` pages made from those that urls.json in `folder` names."""
    return tuple(_growth(step, folder, pages) for step in STEPS)


def _growth(step: str, folder: Path, pages: int) -> Growth:
    ended = run([sys.executable, "-m", "bench.growth", step, str(folder), str(pages)], CHILD_SECONDS)
    if ended.code:
        raise RuntimeError(f"growth of {step} failed:\n{ended.stderr[-3000:]}")
    return Growth(**json.loads(ended.stdout))


Read = Callable[[bytes, str], object]


def _rules() -> Read:
    from scraper.extract import extract

    return extract


def _generic() -> Read:
    from scraper.extract import extract

    return lambda body, url: extract(body, url, cms=False)


def _whole() -> Read:
    from parwatch import recording
    from parwatch_core.source import Source

    source, portal = Source("bench", "https://a.example/"), recording.Portal("", "huyện Đức Linh", "Bình Thuận")
    return lambda body, url: recording.read(source, portal, url, body, None)


STEPS: dict[str, Callable[[], Read]] = {
    "extract": _rules,
    "extract, no CMS rules": _generic,
    "extract, fingerprint, analyse": _whole,
}


def measure(step: str, folder: Path, pages: int) -> Growth:
    """Read `pages` pages after a tenth as many more."""
    urls = json.loads((folder / "urls.json").read_text(encoding="utf-8"))
    made = [((folder / name).read_bytes(), url) for name, url in urls.items()]
    read = STEPS[step]()
    warm = round(pages * WARM)
    _read(read, made, range(warm))
    before = _resident()
    _read(read, made, range(warm, warm + pages))
    return Growth(step, pages, before, _resident(), peak_mib())


def _read(read: Read, made: Sequence[tuple[bytes, str]], numbers: range) -> None:
    for number in numbers:
        body, url = made[number % len(made)]
        read(body.replace(b"<p>", b"<p>Tin s\xe1\xbb\x91 %d c\xe1\xbb\xa7a b\xe1\xba\xa3n. " % number), url)


def _resident() -> float:
    gc.collect()
    return resident_mib(os.getpid())


def main() -> None:
    """Print what one step grew by."""
    step, folder, pages = sys.argv[1:]
    print(json.dumps(asdict(measure(step, Path(folder), int(pages)))))


if __name__ == "__main__":
    main()
