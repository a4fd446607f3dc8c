"""The wrapper of one site, learned from five or more of its pages without knowing its CMS.

Pages of one site share a template. A block is known by its DOM signature: the path of tags, ids and classes from the
body down, digits masked. Prose that says the same on many pages (digits masked, so counters too) is template; the
element that holds nearly all the remaining prose on nearly every page is the article's container. Only then is looked
at what else stands in it, on every page: again what says the same is template, and what is short, stands once on nearly
every page and changes is a field (date, author, count).
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from selectolax.lexbor import LexborNode

from parwatch_core.text import search_key, squeeze
from scraper.extract import generic
from scraper.extract.markup import Document
from scraper.extract.render import INLINE, events

MIN_PAGES = 5
"""Fewer pages do not tell a template from a coincidence."""

_REPEATED = 0.4
"""Share of the pages on which a text must stand to be template."""

_ON_MOST = 0.8
_HOLDS = 0.9
_FIELD = 120
_END = 60
"""Characters at either end by which a text is known."""

_VERSION = 2
"""Of the stored form: another way to learn or to hash makes what was learned before useless."""

_DIGITS = re.compile(r"\d+")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """The elements of an article on one page and the mem_ids to leave out of them."""

    roots: tuple[LexborNode, ...]
    skip: frozenset[int]


def _path(value: Any) -> Path:
    """A list of texts as JSON gives it. Raises TypeError for anything else."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise TypeError("not a list of texts")
    return tuple(value)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What was learned from `pages` pages.

    `container` is the path below the body; `fields` are paths of what is no text, `template` hashes of masked text.
    """

    container: Path
    fields: frozenset[Path]
    template: frozenset[str]
    pages: int

    def to_json(self) -> str:
        """One JSON object; `from_json` reads it back."""
        return json.dumps(
            {
                "version": _VERSION,
                "pages": self.pages,
                "container": self.container,
                "fields": sorted(self.fields),
                "template": sorted(self.template),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Wrapper:
        """Raises ValueError for anything that `to_json` did not write."""
        try:
            data = json.loads(text)
            if data["version"] != _VERSION:
                raise ValueError(f"wrapper of version {data['version']}, not {_VERSION}")
            fields = frozenset(map(_path, data["fields"]))
            return cls(_path(data["container"]), fields, frozenset(_path(data["template"])), int(data["pages"]))
        except (KeyError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError(f"not a wrapper: {error!r}") from error

    def locate(self, document: Document) -> Located | None:
        """The article's elements on a page of the site; None where the page has another layout."""
        roots = _with_prose(_at(document.body, self.container))
        if not roots or not any(squeeze(root.text()) for root in roots):
            return None
        skip: set[int] = set()
        for root in roots:
            skip |= self._furniture(root)
        return Located(tuple(roots), frozenset(skip))

    def _furniture(self, root: LexborNode) -> set[int]:
        """Template, fields and elements named for something else, inside the container."""
        limit = 0.5 * len(root.text())
        found = {node.mem_id for node in generic.negative_inside(root) if len(node.text()) <= limit}
        for block in _blocks(root, self.container):
            if block.path in self.fields or block.key in self.template:
                found.add(block.node.mem_id)
        return found


@dataclass(frozen=True, slots=True)
class Block:
    """A run of inline text: the block element that holds it, its path, and a hash of the text with masked digits.

    `length` counts the characters, `prose` those that read like an article.
    """

    node: LexborNode
    path: Path
    key: str
    length: int
    prose: float


def _with_prose(roots: list[LexborNode]) -> list[LexborNode]:
    """Those of several elements at one path that hold prose: the columns of a layout without names share theirs."""
    if len(roots) < 2:
        return roots
    masses = [generic.survey(root).mass(root) for root in roots]
    return [root for root, mass in zip(roots, masses, strict=True) if mass > 0.1 * max(masses)] or roots


def learn(documents: Sequence[Document]) -> Wrapper | None:
    """Learn from pages of one site; None where they are too few or share no container."""
    told = [list(_prose(document.body)) for document in documents]
    template = _template(told)
    chosen = _distinct(told, template)
    if len(chosen) < MIN_PAGES:
        return None
    container = _container(_fresh([told[place] for place in chosen], template))
    container = _whole(container, [documents[place].body for place in chosen])
    if not container:
        return None
    pages = [_inside(documents[place], container) for place in chosen]
    template = _template(pages)
    fields = _fields(_fresh(pages, template)) | _rotating(pages)
    return Wrapper(container, fields, template, len(pages))


def _fresh(pages: Sequence[Sequence[Block]], template: Set[str]) -> list[list[Block]]:
    """The blocks that are neither template nor show one of a few things at random."""
    rotating = _rotating(pages)
    return [[block for block in page if block.key not in template and block.path not in rotating] for page in pages]


def _inside(document: Document, container: Path) -> list[Block]:
    """All blocks of a page's container."""
    return [block for root in _at(document.body, container) for block in _blocks(root, container)]


def _prose(body: LexborNode) -> Iterator[Block]:
    """The blocks of prose of a page, each with its path."""
    paths: dict[int, Path] = {}
    for part in generic.measured(body):
        above = () if part.above is None else paths[id(part.above)]
        skipped = part.inline or part.above is None
        paths[id(part)] = path = above if skipped else (*above, _signature(part.node))
        if part.prose:
            yield Block(part.node, path, _hash(squeeze(part.node.text())), part.own, part.prose)


def _count(pages: Sequence[Sequence[Block]]) -> Counter[str]:
    """Masked text -> the number of pages on which it stands."""
    return Counter(key for page in pages for key in {block.key for block in page})


def _template(pages: Sequence[Sequence[Block]]) -> frozenset[str]:
    """Hashes of the texts that stand on many pages."""
    return frozenset(text for text, count in _count(pages).items() if count >= max(3, _REPEATED * len(pages)))


def _distinct(pages: Sequence[Sequence[Block]], template: Set[str]) -> list[int]:
    """The places of the pages without second copies: a story found at two addresses would make template of its own
    text."""
    kept: list[int] = []
    known: list[set[str]] = []
    for place, page in enumerate(pages):
        texts = {block.key for block in page if block.prose >= 80 and block.key not in template}
        if any(len(texts & other) > 0.5 * len(texts) for other in known):
            continue
        kept.append(place)
        known.append(texts)
    return kept


def _signature(node: LexborNode) -> str:
    """Tag, id and classes with their digits masked: "div#post-0.entry"."""
    attributes = node.attrs
    return _named(node.tag or "", attributes.get("id") or "", attributes.get("class") or "")


# The pages of a site share nearly all of their names, and each name is wanted on the way to many blocks.
@lru_cache(maxsize=4096)
def _named(tag: str, identity: str, classes: str) -> str:
    return _DIGITS.sub("0", f"{tag}#{identity}.{'.'.join(classes.split())}")


def _hash(text: str) -> str:
    """What a text is known by, digits masked. Of a long one both ends do: the middle costs more than it tells."""
    ends = text if len(text) <= 2 * _END else text[:_END] + text[-_END:]
    return blake2b(_DIGITS.sub("0", search_key(ends)).encode(), digest_size=6).hexdigest()


def _blocks(root: LexborNode, path: Path) -> Iterator[Block]:
    """The runs of inline text below an element, each with the path of its block."""
    stack: list[tuple[LexborNode, Path]] = [(root, path)]
    parts: list[str] = []
    linked = links = 0
    for node, entering in events(root, frozenset()):
        if node.is_text_node:
            content = node.text_content or ""
            parts.append(content)
            linked += len(content.strip()) if links else 0
            continue
        tag = node.tag
        if tag in INLINE:
            links += (1 if entering else -1) if tag == "a" else 0
        elif tag != "br":
            if parts and (text := squeeze("".join(parts))):
                yield _block(*stack[-1], text, linked)
            parts.clear()
            linked = 0
            if entering:
                stack.append((node, (*stack[-1][1], _signature(node))))
            elif len(stack) > 1:
                stack.pop()
    if text := squeeze("".join(parts)):
        yield _block(*stack[-1], text, linked)


def _block(node: LexborNode, path: Path, text: str, linked: int) -> Block:
    length = len(text)
    return Block(node, path, _hash(text), length, length if length >= 40 and linked < 0.3 * length else 0)


def _rotating(pages: Sequence[Sequence[Block]]) -> frozenset[Path]:
    """Paths most of whose texts stand on further pages: blocks that show one of a few things at random."""
    seen = _count(pages)
    here: Counter[Path] = Counter()
    again: Counter[Path] = Counter()
    for page in pages:
        here.update(block.path for block in page)
        again.update(block.path for block in page if seen[block.key] > 1)
    return frozenset(path for path, count in again.items() if count >= max(2, 0.5 * here[path]))


def _container(fresh: Sequence[Sequence[Block]]) -> Path:
    """The longest path that holds nearly all fresh prose on three quarters of the pages."""
    masses = [defaultdict[Path, float](float) for _ in fresh]
    for page, mass in zip(fresh, masses, strict=True):
        for block in page:
            for depth in range(len(block.path) + 1):
                mass[block.path[:depth]] += block.prose
    path: Path = ()
    while (longer := _extend(path, masses)) is not None:
        path = longer
    return path


def _whole(path: Path, bodies: Sequence[LexborNode]) -> Path:
    """The path up to where it means one element: the paragraphs of an article hold all of its prose too, but not its
    short lines."""
    while path and sum(len(_with_prose(_at(body, path))) > 1 for body in bodies) > 0.5 * len(bodies):
        path = path[:-1]
    return path


def _extend(path: Path, masses: Sequence[Mapping[Path, float]]) -> Path | None:
    shares: dict[Path, list[float]] = {}
    for mass in masses:
        whole = mass[()]
        for other, value in mass.items():
            if len(other) == len(path) + 1 and other[: len(path)] == path and whole:
                shares.setdefault(other, []).append(value / whole)
    needed = 0.75 * sum(1 for mass in masses if mass[()])
    fit = [other for other, values in shares.items() if sum(share >= _HOLDS for share in values) >= needed]
    return max(fit, key=lambda other: sum(shares[other]), default=None)


def _fields(inside: Sequence[Sequence[Block]]) -> frozenset[Path]:
    """Paths that hold one short text on nearly every page: dates, names, counts, machine-readable data."""
    pages: Counter[Path] = Counter()
    for page in inside:
        here = Counter(block.path for block in page)
        short = {block.path for block in page if block.length <= _FIELD and block.prose < 60}
        pages.update(path for path in short if here[path] == 1)
    return frozenset(path for path, count in pages.items() if count >= _ON_MOST * len(inside))


def _at(body: LexborNode, path: Path) -> list[LexborNode]:
    """The elements at a path below the body."""
    nodes = [body]
    for signature in path:
        tag = signature.partition("#")[0]
        children = (child for node in nodes for child in node.iter() if child.tag == tag)
        nodes = [child for child in children if _signature(child) == signature]
    return nodes
