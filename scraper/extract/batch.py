"""Many pages at once: the work of `parwatch extract --batch`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from parwatch_core.errors import ParwatchError
from parwatch_core.page import Page, PageKind
from parwatch_core.zones import to_vietnam
from scraper.extract import wrapper
from scraper.extract.article import extract, page_of, parsed
from scraper.extract.markup import split_url
from scraper.extract.wrapper import MIN_PAGES, Wrapper

Item = Mapping[str, Any]
Read = Callable[[str], bytes]
"""Path of a saved page -> its bytes. Raises ParwatchError."""


def read_file(path: str) -> bytes:
    """The bytes of a saved page. Raises ParwatchError with one line that says why it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ParwatchError(f"{path}: cannot be read ({error.strerror})") from None


def run(
    items: Iterable[Item], *, cms: bool = True, learn: bool = False, read: Read = read_file
) -> Iterator[dict[str, Any]]:
    """Lines {"id", "url", "file"} -> lines {"id", "kind", "title", "date", "author", "text"}, in order.

    `date` is the day in Viet Nam, YYYY-MM-DD. With `learn` the pages of one host teach each other a wrapper: the items
    are held and their files read twice. What `read` raises passes through.
    """
    wrappers: Mapping[str, Wrapper] = {}
    if learn:
        items = list(items)
        wrappers = learn_hosts(items, read)
    for item in items:
        url = item.get("url") or ""
        page = extract(read(item["file"]), url, cms=cms, wrapper=wrappers.get(split_url(url).netloc))
        yield _line(item, page)


def learn_hosts(items: Iterable[Item], read: Read) -> dict[str, Wrapper]:
    """A wrapper for each host of which enough pages look like articles."""
    by_host: dict[str, list[Item]] = {}
    for item in items:
        by_host.setdefault(split_url(item.get("url") or "").netloc, []).append(item)
    found = ((host, _learn(group, read)) for host, group in by_host.items() if host and len(group) >= MIN_PAGES)
    return {host: learned for host, learned in found if learned is not None}


def _learn(group: Iterable[Item], read: Read) -> Wrapper | None:
    """Learn from the pages that the generic search takes for articles."""
    documents = (parsed(read(item["file"]), item.get("url") or "") for item in group)
    return wrapper.learn([page for page in documents if page and page_of(page, cms=False).kind is PageKind.ARTICLE])


def _line(item: Item, page: Page) -> dict[str, Any]:
    day = to_vietnam(page.published).date().isoformat() if page.published else None
    return {
        "id": item["id"],
        "kind": page.kind.value,
        "title": page.title,
        "date": day,
        "author": page.author,
        "text": page.text,
    }
