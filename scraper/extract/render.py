"""A part of the tree -> lines of text, as a person would copy them from the screen.

A line ends at every block border and `<br>`. Rows of data tables are cells joined by " | ", list items begin with
"- ", captions are lines of their own. The walk is a loop: depth costs no stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from parwatch_core.text import nfc, squeeze
from scraper.extract.markup import SILENT

INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("img", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span"),
        *("st1:place", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "picture", "source"),
    ]
)
"""Elements that do not break a line; everything else does."""

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CAPTION = re.compile(r"caption|credit|(?:image|img|photo)[\w-]*(?:desc|info|ct\b)", re.IGNORECASE)
_SMALL = 200
_CELL_LIMIT = 400


@dataclass(slots=True)
class Line:
    """One line of rendered text. `linked` counts its characters inside links; `tag` is the block that holds it.

    `emphasis`: all of it is bold or italic. `files`: a link of it leads to a document, not to a page. `tools`: a link
    of it leads nowhere (a script prints the page, or goes back).
    """

    text: str
    linked: int = 0
    tag: str = "p"
    files: bool = False
    emphasis: bool = False
    tools: bool = False

    @property
    def is_link(self) -> bool:
        """Whether (nearly) all of the line is link text."""
        return self.linked >= 0.85 * len(self.text) > 0


def events(root: LexborNode, skip: Set[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Text nodes and elements below `root` in document order: (node, True) entering, (element, False) leaving.

    Nodes whose mem_id is in `skip` are left out with all that is in them; what is silent is entered but not descended.
    """
    node: LexborNode | None = root.first_child
    while node is not None:
        element = node.is_element_node
        child = None
        if (element or node.is_text_node) and node.mem_id not in skip:
            yield node, True
            child = node.first_child if element and node.tag not in SILENT else None
            if element and child is None:
                yield node, False
        if child is not None:
            node = child
            continue
        while node.next is None:
            parent = node.parent
            if parent is None or parent.mem_id == root.mem_id:
                return
            node = parent
            yield node, False
        node = node.next


class _Writer:
    """Collects text into lines; one instance renders one subtree."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._bold = 0
        self._plain = 0
        self._files = False
        self._tools = False
        self._bullet = ""
        self._tag = "p"
        self._captions = 0

    def text(self, content: str) -> None:
        self._parts.append(content)
        if self._links:
            self._linked += len(content.strip())
        if not self._bold and content.strip():
            self._plain += 1

    def inline(self, node: LexborNode, entering: bool) -> None:
        tag = node.tag
        if tag == "a":
            self._links += 1 if entering else -1
            self._files = self._files or _is_file(node.attributes.get("href"))
            self._tools = self._tools or (node.attributes.get("href") or "").startswith(("javascript:", "#"))
        elif tag in ("b", "strong", "em", "i"):
            self._bold += 1 if entering else -1
        elif tag == "img":
            self._parts.append(" ")

    def flush(self) -> None:
        text = squeeze("".join(self._parts)) if self._parts else ""
        if text:
            bullet = self._bullet if not text.startswith(("- ", "• ", "+ ", "* ")) else ""
            emphasis = not self._plain
            self.lines.append(Line(nfc(bullet + text), self._linked, self._tag, self._files, emphasis, self._tools))
            self._bullet = ""
        self._parts.clear()
        self._linked = self._plain = 0
        self._files = self._tools = False

    def block(self, node: LexborNode, tag: str, entering: bool) -> None:
        self.flush()
        if tag == "li":
            self._bullet = "- " if entering else ""
        if tag == "figcaption" or _CAPTION.search(node.attributes.get("class") or ""):
            self._captions += 1 if entering else -1
        self._tag = "figcaption" if self._captions else tag if entering else "p"

    def row(self, cells: list[str], linked: int) -> None:
        self.flush()
        if any(cells):
            self.lines.append(Line(nfc(" | ".join(cells)), linked, "tr"))


def _is_file(href: str | None) -> bool:
    path = (href or "").lower().partition("?")[0]
    return path.endswith((".pdf", ".doc", ".docx", ".xls", ".xlsx", ".rar", ".zip", ".ppt", ".pptx", ".odt", ".rtf"))


def lines(root: LexborNode, skip: Set[int] = frozenset()) -> list[Line]:
    """The rendered lines below `root` without the subtrees in `skip` (a set of mem_id)."""
    writer, left_out = _Writer(), set(skip)
    for node, entering in events(root, left_out):
        if node.is_text_node:
            writer.text(node.text_content or "")
            continue
        tag = node.tag or ""
        if tag in INLINE:
            writer.inline(node, entering)
        elif tag == "tr" and entering and (cells := _cells(node, left_out)):
            writer.row([plain(cell) for cell in cells], sum(len(link.text()) for link in node.css("a")))
            left_out.update(cell.mem_id for cell in cells)
        else:
            writer.block(node, tag, entering)
    writer.flush()
    return writer.lines


def _cells(row: LexborNode, skip: Set[int]) -> list[LexborNode]:
    """The cells of a row of data; none for a row that only lays out the page (long or nested content, one cell)."""
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th") and cell.mem_id not in skip]
    filled = [len(text) for cell in cells if (text := cell.text().strip())]
    if len(filled) < 2 or max(filled) > _CELL_LIMIT or row.css_first("table") is not None:
        return []
    return cells


def plain(root: LexborNode) -> str:
    """The text of a small element on one line. That of a large one, which nobody shows on a line, is not rendered.

    Of a thousand elements inside one another, each named for a date, every one would be rendered whole.
    """
    if next(islice(root.traverse(), _SMALL, None), None) is not None:
        return squeeze(nfc(root.text(separator=" ")))
    return squeeze(nfc(" ".join(line.text for line in lines(root))))
