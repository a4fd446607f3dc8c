"""The lines of a page in the order in which they stand on the screen, whatever elements hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parwatch_core.text import nfc, squeeze
from scraper.extract.markup import SILENT
from scraper.extract.render import INLINE


@dataclass(frozen=True, slots=True)
class Piece:
    """One line as it stands on the screen. `first` is its first text node."""

    text: str
    linked: int
    first: LexborNode

    @property
    def node(self) -> LexborNode:
        """What holds all of the line and, where the markup allows, nothing else."""
        return _holder(self.first, self.text)

    @property
    def is_link(self) -> bool:
        """Whether most of the line is link text."""
        return 2 * self.linked > len(self.text)


def pieces(start: LexborNode, left_out: Set[int] = frozenset(), end: int = 0) -> Iterator[Piece]:
    """The lines after an element in document order, without those in elements of `left_out`, up to element `end`."""
    parts: list[tuple[str, LexborNode]] = []
    linked = links = 0
    for node, entering in following(start, left_out, end):
        if node.is_text_node:
            content = node.text_content or ""
            if not parts and (not content or content.isspace()):
                continue  # three of four text nodes are the indentation of the markup
            parts.append((content, node))
            linked += len(content.strip()) if links else 0
        elif node.tag in INLINE:
            links = max(0, links + (1 if entering else -1)) if node.tag == "a" else links
        elif parts:
            if (piece := _piece(parts, linked)) is not None:
                yield piece
            parts.clear()
            linked = 0
    if (piece := _piece(parts, linked)) is not None:
        yield piece


def _piece(parts: Sequence[tuple[str, LexborNode]], linked: int) -> Piece | None:
    text = squeeze(nfc("".join([content for content, _ in parts])))
    return Piece(text, linked, next(node for content, node in parts if content.strip())) if text else None


def _holder(node: LexborNode, text: str) -> LexborNode:
    """The outermost inline element, or the block, that shows the whole line from this text node on."""
    holder = node.parent or node
    while holder.tag in INLINE and holder.parent is not None and len(squeeze(holder.text())) < len(text):
        holder = holder.parent
    return holder


def following(start: LexborNode, left_out: Set[int], end: int) -> Iterator[tuple[LexborNode, bool]]:
    """Text nodes and elements after an element as (node, entering); what is in `left_out` or silent is not entered."""
    node: LexborNode | None = start
    closed = True
    while node is not None:
        child = None if closed else node.first_child
        while child is None and node.next is None:
            node = node.parent
            if node is None:
                return
            yield node, False
        node = child or node.next
        assert node is not None
        closed = True
        if node.is_text_node:
            yield node, True
        elif node.is_element_node:
            if (key := node.mem_id) == end:
                return
            closed = (out := key in left_out) or node.tag in SILENT
            if not out:
                yield node, True
            if closed or node.first_child is None:
                yield node, False
