"""How cost grows: pages from 10 KB to 2 MB, texts from 3 KB to 1 MB, texts made to be slow.

`python -m bench.scaling pages|texts SECONDS LARGEST HOSTILE` measures in a process of its own and prints JSON rows. All
items of a kind are timed in turn, round after round, and the best round counts: what else the machine does makes some
rounds slower and none faster.
"""

from __future__ import annotations

import functools
import itertools
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from bench import grown, texts
from bench.measure import run
from parwatch_core.page import PageKind

PAGE_SIZES = (10, 30, 100, 300, 1000, 2000)
TEXT_SIZES = (3, 10, 100, 1000)
URL = "https://sontra.example.gov.vn/tin-tuc/bai-viet-so-1.html"
PARSE, RULES, GENERIC, LEARNED = "lexbor, parse only", "CMS rules", "no CMS rules", "learned wrapper"
ORDINARY, DENSE = "ordinary prose", "nothing but ranks"
CHILD_SECONDS = 900.0
# Ten texts of a small size: one may be lucky.
_COPIES = 10

# What, KB of all items, how many items.
Job = tuple[str, float, int]


@dataclass(frozen=True, slots=True)
class Cost:
    """The best CPU seconds of `what` on `items` items of together `kilobytes`."""

    what: str
    kilobytes: float
    seconds: float
    items: int = 1

    @property
    def size(self) -> float:
        """KB of one item."""
        return self.kilobytes / self.items

    @property
    def label(self) -> str:
        """ "3 KB"."""
        return f"{self.size:,.0f} KB"

    @property
    def per_kilobyte(self) -> float:
        """Milliseconds."""
        return 1000 * self.seconds / self.kilobytes


def costs(kind: str, *, seconds: float, largest: int, hostile: int) -> tuple[Cost, ...]:
    """Measure "pages" or "texts" up to `largest` KB, hostile texts at `hostile` KB, for `seconds` or one round."""
    command = [sys.executable, "-m", "bench.scaling", kind, str(seconds), str(largest), str(hostile)]
    ended = run(command, CHILD_SECONDS)
    if ended.code:
        raise RuntimeError(f"scaling of {kind} failed:\n{ended.stderr[-3000:]}")
    return tuple(Cost(**row) for row in json.loads(ended.stdout))


def _page_jobs(largest: int) -> Mapping[Job, Callable[[], object]]:
    from selectolax.lexbor import LexborHTMLParser

    from scraper.extract import extract
    from scraper.extract.article import parsed
    from scraper.extract.wrapper import learn

    lessons = [parsed(grown.page(8, number), URL) for number in range(2, 10)]
    wrapper = learn([lesson for lesson in lessons if lesson is not None])
    if wrapper is None:
        raise RuntimeError("the grown pages teach no wrapper")
    ways: dict[str, Callable[[bytes], object]] = {
        PARSE: LexborHTMLParser,
        RULES: lambda body: extract(body, URL),
        GENERIC: lambda body: extract(body, URL, cms=False),
        LEARNED: lambda body: extract(body, URL, wrapper=wrapper),
    }
    bodies = [grown.page(size) for size in PAGE_SIZES if size <= largest]
    for name, body in itertools.product((RULES, GENERIC, LEARNED), bodies):
        if getattr(ways[name](body), "kind", None) is not PageKind.ARTICLE:
            raise RuntimeError(f"{name}: the page of {len(body)} bytes is not read as an article")
    return {(name, len(body) / 1000, 1): functools.partial(way, body) for name, way in ways.items() for body in bodies}


def _text_jobs(largest: int, hostile: int) -> Mapping[Job, Callable[[], object]]:
    from parwatch_core.analysis import analyse

    def judge(made: list[str]) -> Callable[[], object]:
        return lambda: [analyse("Tin tức", one, portal_unit="huyện Đức Linh") for one in made]

    jobs: dict[Job, Callable[[], object]] = {}
    for name, make in ((ORDINARY, texts.ordinary), (DENSE, texts.dense)):
        for size in (size for size in TEXT_SIZES if size <= largest):
            made = [make(size, 17 * copy) for copy in range(_COPIES if size < 100 else 1)]
            jobs[name, sum(len(text.encode()) for text in made) / 1000, len(made)] = judge(made)
    for name in texts.HOSTILE:
        text = texts.hostile(name, hostile)
        jobs[name, len(text.encode()) / 1000, 1] = judge([text])
    return jobs


def _best(jobs: Mapping[Job, Callable[[], object]], seconds: float) -> list[Cost]:
    best = {job: float("inf") for job in jobs}
    next(iter(jobs.values()))()  # data files are read on first use
    ends = time.process_time() + seconds
    while True:
        for job, work in jobs.items():
            started = time.process_time()
            work()
            best[job] = min(best[job], time.process_time() - started)
        if time.process_time() >= ends:
            return [Cost(name, kilobytes, spent, items) for (name, kilobytes, items), spent in best.items()]


def main() -> None:
    """Print the rows."""
    kind, seconds, largest, hostile = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    jobs = _page_jobs(largest) if kind == "pages" else _text_jobs(largest, hostile)
    print(json.dumps([asdict(cost) for cost in _best(jobs, seconds)]))


if __name__ == "__main__":
    main()
