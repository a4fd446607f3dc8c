"""Single steps on one core: pages a second for extraction beside the alternatives, learning a site, fingerprints.

`python -m bench.micro STEP FOLDER SECONDS` measures one step in a process of its own and prints one JSON line.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench import corpus
from bench.measure import run
from parwatch.demo.loopback import Request

STEP_SECONDS = 300.0
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
# So many pages teach, as in the service.
LESSON = 8


@dataclass(frozen=True, slots=True)
class Rate:
    """Seconds of one step on one item, the best of the runs: what else the machine does only slows them."""

    step: str
    seconds: float


def rates(pages: Path, runs: int, seconds: float) -> tuple[Rate, ...]:
    """Every step that can run here, in processes of their own and in turn, so that a busy spell falls on all alike."""
    steps = [step for step in STEPS if step != "trafilatura" or importlib.util.find_spec("trafilatura")]
    said = [{step: _once(step, pages, seconds) for step in steps} for _ in range(runs)]
    return tuple(Rate(step, min(one[step] for one in said)) for step in steps)


def _once(step: str, pages: Path, seconds: float) -> float:
    ended = run([sys.executable, "-m", "bench.micro", step, str(pages), str(seconds)], STEP_SECONDS)
    if ended.code:
        raise RuntimeError(f"{step} failed:\n{ended.stderr[-3000:]}")
    return float(ended.stdout)


def generated(folder: Path, portals: int, articles: int) -> Path:
    """Pages of generated portals, written as `<number>.html` with their addresses in urls.json."""
    asyncio.run(_write(folder, portals, articles))
    return folder


async def _write(folder: Path, portals: int, articles: int) -> None:
    urls: dict[str, str] = {}
    for portal in corpus.portals(portals, articles, corpus.utc_now(), clock=corpus.utc_now, net=9):
        await portal.start()  # its address is known once it listens
        base = portal.url.rstrip("/")
        for article in portal.articles:
            path = portal.address(article).removeprefix(base)
            name = f"{len(urls)}.html"
            (folder / name).write_bytes(portal.respond(Request("GET", path, path.partition("?")[0])).body)
            urls[name] = portal.address(article)
        await portal.stop()
    (folder / "urls.json").write_text(json.dumps(urls), encoding="utf-8")


def recorded(folder: Path) -> Path | None:
    """The addresses of the recorded portal pages, for `rates`; None where they are not there."""
    truth = SHARED / "truth.jsonl"
    if not truth.exists():
        return None
    pages = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    urls = {str(SHARED / page["file"]): page["url"] or "" for page in pages if page["kind"] == "article"}
    (folder / "urls.json").write_text(json.dumps(urls), encoding="utf-8")
    return folder


Item = Any
Step = Callable[[Sequence[tuple[bytes, str]]], tuple[Callable[[Item], object], Sequence[Item]]]


def _ours(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    from scraper.extract import extract

    return lambda page: extract(page[0], page[1]), pages


def _generic(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    from scraper.extract import extract

    return lambda page: extract(page[0], page[1], cms=False), pages


def _trafilatura(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    import trafilatura

    return lambda page: trafilatura.bare_extraction(page[0], url=page[1], with_metadata=True), pages


def _lexbor(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    from selectolax.lexbor import LexborHTMLParser

    return lambda page: LexborHTMLParser(page[0]), pages


def _texts(pages: Sequence[tuple[bytes, str]]) -> list[tuple[str, str]]:
    from scraper.extract import extract

    found = (extract(body, url) for body, url in pages)
    return [(page.title, page.text) for page in found if page.text]


def _sites(pages: Sequence[tuple[bytes, str]]) -> list[list[tuple[bytes, str]]]:
    """The first pages of each host that has enough of them to learn from."""
    by_host: dict[str, list[tuple[bytes, str]]] = {}
    for body, url in pages:
        by_host.setdefault(urlsplit(url).netloc, []).append((body, url))
    return [group[:LESSON] for host, group in by_host.items() if host and len(group) >= LESSON]


def _lesson(pages: Sequence[tuple[bytes, str]]) -> Any:
    from scraper.extract.article import parsed
    from scraper.extract.wrapper import learn

    documents = [parsed(body, url) for body, url in pages]
    return learn([document for document in documents if document is not None])


def _learning(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    return _lesson, _sites(pages)


def _learned(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    from scraper.extract import extract

    taught = [(page, _lesson(site)) for site in _sites(pages) for page in site]
    return lambda item: extract(*item[0], wrapper=item[1]), [(page, wrapper) for page, wrapper in taught if wrapper]


def _fingerprint(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    from scraper.dedup import fingerprint

    return lambda text: fingerprint(*text), _texts(pages)


def _topics(pages: Sequence[tuple[bytes, str]]) -> tuple[Callable[[Item], object], Sequence[Item]]:
    """Ten topics of five phrases and an expression each."""
    from parwatch.topics import matchers
    from parwatch_core.matching import hits
    from parwatch_core.topic import Topic

    words = ("chuyển đổi số", "DTI", "tinh gọn bộ máy", "sắp xếp đơn vị hành chính", "chính quyền điện tử")
    made = matchers(tuple(Topic(f"{number}", words, patterns=(rf"tăng {number} bậc",)) for number in range(10)))
    return lambda text: hits(made, *text), _texts(pages)


LEARNING = f"learn a site from {LESSON} pages"
TOPICS = "ten topics"
STEPS: dict[str, Step] = {
    "lexbor": _lexbor,
    "extract": _ours,
    "extract, no CMS rules": _generic,
    "extract, learned wrapper": _learned,
    "trafilatura": _trafilatura,
    LEARNING: _learning,
    "fingerprint": _fingerprint,
    TOPICS: _topics,
}


def measure(step: str, folder: Path, seconds: float) -> float:
    """CPU seconds of the step on one item: whole passes until `seconds` are spent, after one to warm up; 0 of none."""
    urls = json.loads((folder / "urls.json").read_text(encoding="utf-8"))
    work, items = STEPS[step]([((folder / name).read_bytes(), url) for name, url in urls.items()])
    for item in items:
        work(item)
    if not items:
        return 0.0
    passes, started = 0, time.process_time()
    while not passes or time.process_time() - started < seconds:
        for item in items:
            work(item)
        passes += 1
    return (time.process_time() - started) / (passes * len(items))


def with_pages(what: Callable[[Path], Path | None]) -> tempfile.TemporaryDirectory[str]:
    """A folder that `what` has filled, to be used in a `with`."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="bench-pages-")
    what(Path(folder.name))
    return folder


def main() -> None:
    """Print the seconds of one step."""
    step, folder, seconds = sys.argv[1:]
    print(measure(step, Path(folder), float(seconds)))


if __name__ == "__main__":
    main()
