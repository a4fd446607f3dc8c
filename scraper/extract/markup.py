"""Markup -> a tree without scripts and styles, and the few things that are read before those go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode, SelectolaxError

from parwatch_core.source import Selectors
from parwatch_core.text import nfc, squeeze

SILENT = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas", "math", "map"),
        *("select", "button", "textarea", "input", "audio", "video", "datalist", "dialog", "progress", "meter"),
    ]
)
"""Elements whose text a reader of the article never sees."""

ASIDE = frozenset(["nav", "footer", "aside", "menu"])
"""Elements that stand around an article, by their tag."""

_SCRIPTS = ["script", "style", "noscript", "template", "svg"]
_MAX_JSON = 200_000
_NEEDED = re.compile(r"""\[\s*([\w-]+)(?:[~|^$*]?=\s*(?:"([^"]*)"|'([^']*)'|([^\]\s]*))\s*i?\s*)?\]|[.#]([\w-]+)""")


@dataclass(frozen=True)
class Document:
    """A parsed page. `meta` maps lower-case name or property to the first content; `linked` are JSON-LD objects.

    `scripts` counts script elements: a page of scripts and no words needs a browser. `problems` are those met on the
    way here. No slots: properties are kept once computed.
    """

    tree: LexborHTMLParser
    body: LexborNode
    url: str
    meta: Mapping[str, str]
    head_title: str
    linked: tuple[Mapping[str, Any], ...]
    scripts: int
    markup: bytes
    problems: tuple[str, ...] = ()

    @cached_property
    def names(self) -> str:
        """Classes and ids in small letters, each once."""
        found: set[str | None] = set()
        for node in self.tree.css("[class], [id]"):
            found.add(node.attrs.get("class"))
            found.add(node.id)
        return "\n".join(name for name in found if name).lower()

    @cached_property
    def _small(self) -> bytes:
        return self.markup.lower()

    @cached_property
    def _head(self) -> bytes:
        return self._small.partition(b"<body")[0]

    def may_hold(self, selector: str) -> bool:
        """False where a selector (without commas) asks for what the page does not have; cheaper than css()."""
        names, values = _needed(selector)
        if not all(name in self.names for name in names):
            return False
        place = self._head if selector.startswith(("meta[", "link[")) else self._small
        return all(value in place for value in values)

    def first(self, selectors: tuple[str, ...]) -> LexborNode | None:
        """The first element of the first selector that finds one with text."""
        for selector in selectors:
            for node in self.tree.css(selector):
                if squeeze(node.text()):
                    return node
        return None


def split_url(url: str) -> SplitResult:
    """The parts of an address; those of an empty one where it is malformed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def read(markup: bytes, url: str, problems: tuple[str, ...] = ()) -> Document:
    """Parse UTF-8 markup that `guard.danger` let pass."""
    # Without events the parser does not mirror chosen options into <selectedcontent>, which is quadratic.
    tree = LexborHTMLParser(markup, options=LexborDocumentOptions.WO_EVENTS)
    scripts = tree.css("script")
    linked = tuple(_linked_data(scripts))
    title = tree.css_first("head > title") or tree.css_first("title")
    head_title = squeeze(nfc(title.text())) if title else ""
    tree.strip_tags(_SCRIPTS)
    body = tree.body or tree.root
    assert body is not None  # the parser always makes html and body
    return Document(tree, body, url, _meta(tree), head_title, linked, len(scripts), markup, problems)


def usable(document: Document, selectors: Selectors) -> tuple[Selectors, tuple[str, ...]]:
    """The selectors given by hand without those that are no CSS, and a problem for each of these."""
    wrong = [
        selector
        for selector in (selectors.body, selectors.title, selectors.date, selectors.author, *selectors.drop)
        if selector is not None and not _is_css(document, selector)
    ]
    if not wrong:
        return selectors, ()
    single = {
        name: None if getattr(selectors, name) in wrong else getattr(selectors, name)
        for name in ("body", "title", "date", "author")
    }
    drop = tuple(selector for selector in selectors.drop if selector not in wrong)
    return replace(selectors, drop=drop, **single), tuple(f"not a CSS selector: {selector}" for selector in wrong)


def _is_css(document: Document, selector: str) -> bool:
    try:
        document.tree.css_first(selector)
    except SelectolaxError:
        return False
    return True


@lru_cache(maxsize=1_024)
def _needed(selector: str) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Parts of classes and ids, and names and values of other attributes, without which a selector finds nothing; all
    in small letters."""
    names: list[str] = []
    values: list[str] = []
    for name, *quoted, simple in _NEEDED.findall(selector.lower()):
        if simple or name in ("class", "id"):
            names += [simple, *quoted]
        else:
            values += [*quoted, name]
    return tuple(filter(None, names)), tuple(value.encode() for value in values if value)


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name")
        value = attributes.get("content")
        if key and value:
            found.setdefault(key.lower().strip(), squeeze(nfc(value)))
    return found


def _linked_data(scripts: list[LexborNode]) -> Iterator[Mapping[str, Any]]:
    for script in scripts:
        if "ld+json" not in (script.attributes.get("type") or ""):
            continue
        text = script.text()
        if len(text) > _MAX_JSON:
            continue
        try:
            yield from _objects(json.loads(text, strict=False))
        except (ValueError, RecursionError):
            continue  # broken by hand or by a template: as good as absent


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD script, those of its @graph too."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()
