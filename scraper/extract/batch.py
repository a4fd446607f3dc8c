"""Many pages at once: the pure part of `parwatch extract --batch`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from parwatch_core.page import Page, PageKind
from parwatch_core.zones import to_vietnam
from scraper.extract.article import extract, parsed
from scraper.extract.wrapper import MIN_PAGES, Wrapper, learn

Read = Callable[[str], bytes]
"""Path of a saved page -> its bytes. Raises OSError."""


def extract_batch(
    items: Iterable[Mapping[str, str | None]], read: Read, *, cms: bool = True, learning: bool = False
) -> Iterator[dict[str, object]]:
    """Lines {"id", "url", "file"} -> lines {"id", "kind", "title", "date", "author", "text"}, in order.

    `date` is the day in Viet Nam, YYYY-MM-DD. With `learning` the pages of one host teach each other a wrapper, for
    which they are all read twice and the items are held. OSError of `read` passes through.
    """
    if not learning:
        for item in items:
            yield _line(item, extract(read(item["file"] or ""), item.get("url") or "", cms=cms))
        return
    held = list(items)
    wrappers = learn_hosts(held, read)
    for item in held:
        url = item.get("url") or ""
        yield _line(item, extract(read(item["file"] or ""), url, cms=cms, wrapper=wrappers.get(urlsplit(url).netloc)))


def learn_hosts(items: Iterable[Mapping[str, str | None]], read: Read) -> dict[str, Wrapper]:
    """A wrapper for each host of which enough pages look like articles."""
    by_host: dict[str, list[Mapping[str, str | None]]] = {}
    for item in items:
        by_host.setdefault(urlsplit(item.get("url") or "").netloc, []).append(item)
    found = ((host, _learn(group, read)) for host, group in by_host.items() if host and len(group) >= MIN_PAGES)
    return {host: wrapper for host, wrapper in found if wrapper is not None}


def _learn(group: Iterable[Mapping[str, str | None]], read: Read) -> Wrapper | None:
    """Learn from the pages that the generic search takes for articles."""
    pages = ((read(item["file"] or ""), item.get("url") or "") for item in group)
    articles = [(body, url) for body, url in pages if extract(body, url, cms=False).kind is PageKind.ARTICLE]
    documents = [document for body, url in articles if (document := parsed(body, url)) is not None]
    return learn(documents)


def _line(item: Mapping[str, str | None], page: Page) -> dict[str, object]:
    day = to_vietnam(page.published).date().isoformat() if page.published else None
    return {
        "id": item["id"],
        "kind": page.kind.value,
        "title": page.title,
        "date": day,
        "author": page.author,
        "text": page.text,
    }
