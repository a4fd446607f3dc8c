"""What stands between a headline and its text, and right below the text: the lead, the meta row, the signature.

Templates print headline, date, author, lead and text as neighbours, but how deep each of them is wrapped differs from
theme to theme. Their order on the screen does not: so the lines are read in document order from the headline on,
whatever elements hold them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.furniture import is_prose
from scraper.extract.pieces import Piece, following, pieces
from scraper.extract.render import Line

_REACH = 2_500
"""Characters between a headline and its text beyond which the two do not belong together."""

_LEAD = 60
"""Characters from which on a line between headline and text is the lead."""

_UNSEEN = frozenset(
    ["hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text", "element-invisible"]
)

_BELOW = 240
"""Characters below the text among which its signature stands."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The lines between the headline and the text, and those that follow the text.

    `rows` are the first lines of the container: templates that wrap everything put their meta rows there.
    """

    above: tuple[Piece, ...] = ()
    below: tuple[Piece, ...] = ()
    rows: tuple[Line, ...] = ()

    @property
    def lead(self) -> list[Line]:
        """The lines above the text that read like a part of it. Their elements may be named for anything."""
        return [Line(piece.text, piece.linked) for piece in self.above if _is_lead(piece)]


NOTHING = Surroundings()


def around(
    heading: LexborNode | None, roots: Sequence[LexborNode], skip: Set[int], beginning: str = ""
) -> Surroundings:
    """What stands around the text: above it from the headline on, where that stands before it; below it a few lines.

    `beginning` is the first line of the text, up to which a container that holds the headline too is read: also what
    was left out of it for its name.
    """
    inside = frozenset(root.mem_id for root in roots)
    above: tuple[Piece, ...] = ()
    if heading is not None and not _stands_in(heading, inside):
        above = tuple(_until(pieces(heading, inside | skip, roots[-1].mem_id)))
    elif heading is not None and beginning:
        above = tuple(_until(pieces(heading), beginning))
    return Surroundings(above, tuple(_first(pieces(roots[-1], inside | skip), _BELOW)))


def is_below(node: LexborNode, heading: LexborNode | None) -> bool:
    """Whether an element stands below the headline, or around it; where no headline is known, anything may."""
    if heading is None or _stands_in(heading, frozenset([node.mem_id])):
        return True
    return any(other.mem_id == node.mem_id for other, _ in following(heading, frozenset(), 0))


def _until(lines: Iterator[Piece], beginning: str = "") -> list[Piece]:
    """The lines from the headline to the text; none where the text does not follow soon."""
    found: list[Piece] = []
    length = 0
    for piece in lines:
        length += len(piece.text)
        if beginning and piece.text.endswith(beginning):
            return found
        if length > _REACH:
            return []
        found.append(piece)
    return [] if beginning else found


def _first(lines: Iterator[Piece], limit: int) -> Iterator[Piece]:
    for piece in lines:
        limit -= len(piece.text)
        if limit < 0:
            return
        yield piece


def _stands_in(node: LexborNode | None, roots: Set[int]) -> bool:
    while node is not None:
        if node.mem_id in roots:
            return True
        node = node.parent
    return False


def _is_hidden(node: LexborNode | None) -> bool:
    """Whether a line's element, or one just above it, is not shown."""
    for _ in range(3):
        if node is None or node.tag == "body":
            return False
        attributes = node.attributes
        names = (attributes.get("class") or "").split()
        if "display:none" in (attributes.get("style") or "").replace(" ", "") or not _UNSEEN.isdisjoint(names):
            return True
        node = node.parent
    return False


def _is_lead(piece: Piece) -> bool:
    line = Line(piece.text, piece.linked)
    if len(piece.text) < _LEAD or piece.is_link or not is_prose(line) or dates.is_date_line(piece.text):
        return False
    return not _is_hidden(piece.node)
