"""What an extraction left on the page, for a person who checks it: the lines left out, and where the text stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from parwatch_core.page import Page, PageKind
from parwatch_core.source import Selectors
from scraper.extract.article import extract, locate, parsed
from scraper.extract.markup import Document
from scraper.extract.render import lines

_WORDS = 3
_SHARED = 0.98


def left_out(body: bytes, url: str, page: Page, content_type: str | None = None) -> tuple[str, ...]:
    """The lines of a page that are not in its article: menus, counters, other news, footers. In the page's order."""
    document = parsed(body, url, content_type)
    if document is None:
        return ()
    kept = set(page.text.splitlines()) | {page.title}
    found = dict.fromkeys(line.text for line in lines(document.body))
    return tuple(line for line in found if line not in kept)


def repeated(texts: Sequence[str]) -> tuple[str, ...]:
    """The lines that all of these articles hold: hardly the words of any of them. Three articles or more."""
    if len(texts) < 3:
        return ()
    counts = Counter(line for text in texts for line in set(text.splitlines()) if len(line.split()) >= _WORDS)
    return tuple(line for line in texts[0].splitlines() if counts[line] == len(texts))


def body_selector(pages: Sequence[tuple[bytes, str]]) -> str | None:
    """A CSS selector for the body of articles, given pages of one site and their addresses; None where none is found.

    It must name one element on each page and give the same text as the extraction without it.
    """
    documents = [document for body, url in pages if (document := parsed(body, url)) is not None]
    if not documents:
        return None
    root = locate(documents[0], Selectors(), None, cms=True).roots[-1]
    candidates = (selector for node in _upwards(root) for selector in _names(node))
    return next((selector for selector in candidates if _fits(selector, documents, pages)), None)


def _fits(selector: str, documents: Iterable[Document], pages: Iterable[tuple[bytes, str]]) -> bool:
    if any(len(document.tree.css(selector)) != 1 for document in documents):
        return False
    given = Selectors(body=selector)
    return all(_same(extract(body, url), extract(body, url, selectors=given)) for body, url in pages)


def _same(one: Page, other: Page) -> bool:
    if one.kind is not PageKind.ARTICLE or other.kind is not PageKind.ARTICLE:
        return one.kind is other.kind
    return _SHARED * len(one.text) <= len(other.text) <= len(one.text) / _SHARED


def _upwards(node: LexborNode) -> Iterable[LexborNode]:
    """The element and the next two around it: the inner one often has no name of its own."""
    parent: LexborNode | None = node
    for _ in range(3):
        if parent is None or parent.tag in ("body", "html"):
            return
        yield parent
        parent = parent.parent


def _names(node: LexborNode) -> Iterable[str]:
    """ "#content", "div.content": the names of an element that are no numbers of one page."""
    identity = node.attrs.get("id") or ""
    if _is_plain(identity):
        yield f"#{identity}"
    for name in (node.attrs.get("class") or "").split():
        if _is_plain(name):
            yield f"{node.tag}.{name}"


def _is_plain(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalpha() and not name.startswith("-")
