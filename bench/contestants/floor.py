"""The floor: httpx and selectolax, with selectors that know these very pages. No tool can do its work for less."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urljoin

import httpx
from selectolax.lexbor import LexborHTMLParser

from bench.contestants.task import Result, Stored, Table, Task, keyword_alert, main
from bench.measure import Meter

ITEMS = 'div[class$="-item"] h3 a'
TITLE, DAY, BODY = "h1", 'meta[property="article:published_time"]', 'div[class$="-content"]'


def poll(task: Task, _folder: Path) -> Result:
    """Fetch every front page, parse its links, compare them with those of the round before."""
    return asyncio.run(_poll(task))


async def _poll(task: Task) -> Result:
    result = Result(requests=len(task.fronts))
    # Polls are half an hour apart: no server holds a connection that long, so none is held here.
    async with _client(idle_connections=0) as client:
        seen, texts = await _round(client, task.fronts)
        for _ in range(task.rounds):
            with Meter() as meter:
                links, bodies = await _round(client, task.fronts)
                changed = sum(new != old for new, old in zip(links, seen, strict=True))
            result.cpu.append(meter.cpu)
            result.wall.append(meter.wall)
            result.changed_links += changed
            result.changed_text = (result.changed_text or 0) + _text_changed(bodies, texts)
            seen, texts = links, bodies
    return result


async def _round(client: httpx.AsyncClient, fronts: Sequence[str]) -> tuple[list[tuple[str, ...]], list[bytes]]:
    answers = await asyncio.gather(*(client.get(front) for front in fronts))
    return [_links(answer.content, "a[href]") for answer in answers], [answer.content for answer in answers]


def _text_changed(new: Sequence[bytes], old: Sequence[bytes]) -> int:
    """What a page watcher compares: a hash of the visible text. Not timed."""
    return sum(_digest(a) != _digest(b) for a, b in zip(new, old, strict=True))


def _digest(body: bytes) -> bytes:
    tree = LexborHTMLParser(body)
    tree.strip_tags(["script", "style"])
    return hashlib.blake2b(tree.body.text().encode() if tree.body else b"").digest()


def archive(task: Task, folder: Path) -> Result:
    """Fetch every front page and every article that it lists; one selector for the body; one insert."""
    return asyncio.run(_archive(task, folder))


async def _archive(task: Task, folder: Path) -> Result:
    table, result = Table(folder / "floor.db"), Result()
    with Meter() as meter:
        async with _client() as client:
            fetched = await asyncio.gather(*(_portal(client, front, table) for front in task.fronts))
    table.close()
    result.stored = [article for articles in fetched for article in articles]
    result.requests = len(result.stored) + len(task.fronts)
    result.cpu, result.wall = [meter.cpu], [meter.wall]
    return result


async def _portal(client: httpx.AsyncClient, front: str, table: Table) -> list[Stored]:
    listed = await client.get(front)
    stored = []
    for link in _links(listed.content, ITEMS):
        url = urljoin(front, link)
        article = _read(url, (await client.get(url)).content)
        table.add(article)
        stored.append(article)
    return stored


def _read(url: str, body: bytes) -> Stored:
    tree = LexborHTMLParser(body)
    title, day, content = (tree.css_first(selector) for selector in (TITLE, DAY, BODY))
    text = content.text(separator="\n", strip=True) if content else ""
    heading = title.text(strip=True) if title else ""
    published = (day.attributes.get("content") or "")[:10] if day else None
    return Stored(url, heading, published, text, keyword_alert(heading, text))


def _links(body: bytes, selector: str) -> tuple[str, ...]:
    return tuple(node.attributes.get("href") or "" for node in LexborHTMLParser(body).css(selector))


def _client(idle_connections: int | None = None) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=idle_connections)
    return httpx.AsyncClient(trust_env=False, timeout=30, limits=limits)


if __name__ == "__main__":
    main(poll, archive)
