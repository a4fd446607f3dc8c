"""Scrapy, trafilatura and SQLite, as a person would put them together: a spider that knows where the links are.

It obeys robots.txt, as parwatch does and as `scrapy startproject` sets it. In its favour: no pause between requests, no
log, no telnet console, and polls inside one warm process instead of a new one each.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.task import react

from bench.contestants.task import Result, Stored, Table, Task, keyword_alert, main
from bench.measure import Meter

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
SETTINGS = {
    "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_DELAY": 0,
    "TWISTED_REACTOR": REACTOR,
}
ITEMS = 'div[class$="-item"] h3 a::attr(href)'


def poll(task: Task, _folder: Path) -> Result:
    """One crawl a round over the front pages; each round compares the links with those of the round before."""
    return _in_reactor(lambda: _poll(task))


async def _poll(task: Task) -> Result:
    result = Result(requests=2 * len(task.fronts))  # each crawl asks for robots.txt anew
    seen, texts, _ = await _crawl_lists(task)
    for _ in range(task.rounds):
        links, bodies, meter = await _crawl_lists(task)
        result.cpu.append(meter.cpu)
        result.wall.append(meter.wall)
        result.changed_links += sum(links.get(front) != seen.get(front) for front in task.fronts)
        changed = sum(_digest(bodies[front]) != _digest(texts[front]) for front in task.fronts)
        result.changed_text = (result.changed_text or 0) + changed
        seen, texts = links, bodies
    return result


async def _crawl_lists(task: Task) -> tuple[dict[str, list[str]], dict[str, Any], Meter]:
    import scrapy

    links: dict[str, list[str]] = {}
    pages: dict[str, Any] = {}

    class Lists(scrapy.Spider):
        name = "lists"

        async def start(self) -> AsyncIterator[Any]:
            for front in task.fronts:
                yield scrapy.Request(front)

        def parse(self, response: Any) -> None:
            links[response.url] = response.css("a::attr(href)").getall()
            pages[response.url] = response

    with Meter() as meter:
        await _crawl(Lists)
    return links, pages, meter


def _digest(response: Any) -> bytes:
    texts = response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
    return hashlib.blake2b("".join(texts).encode()).digest()


def archive(task: Task, folder: Path) -> Result:
    """One crawl from the front pages to the articles; trafilatura reads them, a pipeline inserts them."""
    return _in_reactor(lambda: _archive(task, folder))


async def _archive(task: Task, folder: Path) -> Result:
    import scrapy
    import trafilatura

    table, result = Table(folder / "crawler.db"), Result()

    class Articles(scrapy.Spider):
        name = "articles"

        async def start(self) -> AsyncIterator[Any]:
            for front in task.fronts:
                yield scrapy.Request(front)

        def parse(self, response: Any) -> Iterator[Any]:
            for link in response.css(ITEMS).getall():
                yield response.follow(link, self.article)

        def article(self, response: Any) -> None:
            found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            title, text = (found.title or "", found.text or "") if found else ("", "")
            day = found.date if found else None
            article = Stored(response.url, title, day, text, keyword_alert(title, text))
            table.add(article)
            result.stored.append(article)

    with Meter() as meter:
        await _crawl(Articles)
    table.close()
    result.requests = len(result.stored) + 2 * len(task.fronts)
    result.cpu, result.wall = [meter.cpu], [meter.wall]
    return result


async def _crawl(spider: type[Any]) -> None:
    from scrapy.crawler import AsyncCrawlerRunner

    await AsyncCrawlerRunner(SETTINGS).crawl(spider)


def _in_reactor(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run inside Twisted's asyncio reactor. `react` ends by SystemExit, whose code tells how it went."""
    from scrapy.utils.reactor import install_reactor

    install_reactor(REACTOR)
    from scrapy.utils.defer import deferred_from_coro

    results: list[Result] = []

    async def run() -> None:
        results.append(await work())

    def begin(_reactor: object) -> Deferred[None]:
        return deferred_from_coro(run())

    try:
        react(begin)
    except SystemExit as end:
        if end.code:
            raise
    return results[0]


if __name__ == "__main__":
    main(poll, archive)
