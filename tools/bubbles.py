"""Draw messages as a Telegram client shows them: text with its formatting, buttons, pictures. SVG, no fonts needed."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from parwatch.demo.telegram.state import Message

# Pixels. The width is what a phone shows; readers' fonts differ by a few percent, which the margin takes up.
SIZE, LEADING, PAD, OUTER = 15, 22, 14, 18
ROOM, SPARE = 450, 1.06
BUBBLE = ROOM * SPARE + 2 * PAD
QUOTE_INDENT = 10
KEY, KEY_GAP, GAP = 36, 4, 12

# Advance widths of Helvetica (and Arial, which was made to the same measures) in thousandths of an em.
_WIDTHS = {
    letter: width
    for letters, width in (
        ("ijl", 222), (" !,./:;Ift[]\\·", 278), ("()-r“”", 333), ("*", 389), ("ckJsvxyz", 500),
        ("0123456789abdeghnopquL?_$#đ", 556), ("+<=>~", 584), ("FTZ", 611), ("ABEKPSVXY&", 667),
        ("CDHNRUwĐ", 722), ("GOQ", 778), ("▲▼", 770), ("mM", 833), ("%", 889), ("W", 944), ("—…", 1000), ("@", 1015),
    )
    for letter in letters
}  # fmt: skip
_EMOJI, _OTHER, _BOLD = 1300, 600, 1.07

STYLE = """
.chat{fill:#d5e3d0}.bubble{fill:#fff}.text{fill:#0f1419}.link{fill:#1a6fb5}.bold{font-weight:700}
.quote{fill:#1a6fb5;fill-opacity:.09}.bar{fill:#1a6fb5}.time{fill:#7d8a94;font-size:12px}
.own{fill:#e3f7c8}.key{fill:#5b7a52;fill-opacity:.55}.label{fill:#fff}
@media (prefers-color-scheme:dark){
.chat{fill:#0e1621}.bubble{fill:#182533}.text{fill:#f2f5f7}.link{fill:#6ab3f3}.bar{fill:#6ab3f3}
.quote{fill:#6ab3f3}.time{fill:#7f91a4}.own{fill:#2b5278}.key{fill:#24384b;fill-opacity:1}}
""".replace("\n", "")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word with the blank before it, or a part of one: how it is set."""

    text: str
    bold: bool
    link: bool
    quote: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the bubble."""

    pieces: tuple[Piece, ...]

    @property
    def quote(self) -> bool:
        """Whether it stands in the quotation."""
        return any(piece.quote for piece in self.pieces)


def lines(message: Message) -> list[Line]:
    """The rows of the bubble, broken at blanks where a row is full."""
    rows: list[Line] = []
    row: list[Piece] = []
    for piece in _pieces(message):
        indent = QUOTE_INDENT if piece.quote else 0
        if piece.text == "\n" or (row and indent + _width([*row, piece]) > ROOM):
            rows.append(Line(tuple(row)))
            row = []
        if piece.text != "\n":
            row.append(piece if row else Piece(piece.text.lstrip(), piece.bold, piece.link, piece.quote))
    return [*rows, Line(tuple(row))]


def svg(about: str, *said: Message | str) -> str:
    """The picture of a conversation: messages of the bot as they were accepted, between them what a person wrote."""
    blocks, top = [], float(OUTER)
    for one in said:
        block, top = _own(one, top) if isinstance(one, str) else _bubble(one, top)
        blocks.append(block)
    width, whole = BUBBLE + 2 * OUTER, top - GAP + OUTER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{whole:.0f}" '
        f'viewBox="0 0 {width:.0f} {whole:.0f}" role="img" aria-label="{escape(about)}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}">\n'
        f"<title>{escape(about)}</title>\n<style>{STYLE}</style>\n"
        f'<rect class="chat" width="100%" height="100%" rx="14"/>\n'
        f"{chr(10).join(blocks)}\n</svg>\n"
    )


def _bubble(message: Message, top: float) -> tuple[str, float]:
    """A message of the bot with its picture above and its buttons below; where the next one begins."""
    photo, begin = _photo(message, top)
    rows = lines(message) if message.text else []
    bottom = begin + 2 * PAD + LEADING * len(rows) + 6
    first = begin + PAD + SIZE
    body = [
        f'<rect class="bubble" x="{OUTER}" y="{top:.0f}" width="{BUBBLE:.0f}" height="{bottom - top:.0f}" rx="13"/>',
        *photo,
        *_quotation(rows, first),
        *(_row(row, OUTER + PAD, first + LEADING * number) for number, row in enumerate(rows)),
        f'<text class="time" x="{OUTER + BUBBLE - PAD:.0f}" y="{bottom - 8:.0f}" text-anchor="end">08:31</text>',
    ]
    keys, end = _keys(message, bottom)
    return "\n".join([*body, *keys]), end + GAP


def _own(text: str, top: float) -> tuple[str, float]:
    """What the person wrote, on the right."""
    pieces = [Piece(text, bold=False, link=False, quote=False)]
    wide, tall = _width(pieces) * SPARE + 2 * PAD, LEADING + 2 * PAD - 8
    x = OUTER + BUBBLE - wide
    rect = f'<rect class="own" x="{x:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{tall}" rx="13"/>'
    return f"{rect}\n{_row(Line(tuple(pieces)), x + PAD, top + PAD + SIZE - 3)}", top + tall + GAP


def _photo(message: Message, top: float) -> tuple[list[str], float]:
    """The picture as it was accepted, as wide as the bubble; where the text begins."""
    if message.photo is None:
        return [], top
    tall = BUBBLE * message.photo.height / message.photo.width
    data = base64.b64encode(message.photo.body).decode()
    place = f'x="{OUTER}" y="{top:.0f}" width="{BUBBLE:.0f}" height="{tall:.0f}"'
    return [f'<image {place} href="data:image/png;base64,{data}"/>'], top + tall


def _keys(message: Message, top: float) -> tuple[list[str], float]:
    """The buttons, row by row; where they end."""
    drawn = []
    for row in message.keyboard:
        wide = (BUBBLE - KEY_GAP * (len(row) - 1)) / len(row)
        for number, button in enumerate(row):
            x = OUTER + number * (wide + KEY_GAP)
            drawn += [
                f'<rect class="key" x="{x:.0f}" y="{top + KEY_GAP:.0f}" width="{wide:.0f}" height="{KEY}" rx="8"/>',
                f'<text class="label" x="{x + wide / 2:.0f}" y="{top + KEY_GAP + KEY / 2 + 5:.0f}" '
                f'text-anchor="middle">{escape(button.text)}</text>',
            ]
        top += KEY + KEY_GAP
    return drawn, top


def _pieces(message: Message) -> Iterator[Piece]:
    """The text cut before every blank, at every line's end and wherever the formatting changes."""
    begun, style = "", _style(message, 0)
    place = 0
    for letter in message.text:
        here = _style(message, place)
        if begun and (letter in " \n" or begun == "\n" or here != style):
            yield Piece(begun, *style)
            begun = ""
        begun, style = begun + letter, here
        place += len(letter.encode("utf-16-le")) // 2
    yield Piece(begun, *style)


def _style(message: Message, place: int) -> tuple[bool, bool, bool]:
    kinds = {entity.kind for entity in message.entities if entity.offset <= place < entity.offset + entity.length}
    return "bold" in kinds, "text_link" in kinds, "blockquote" in kinds


def _width(pieces: list[Piece]) -> float:
    return sum(_letter(letter) * (_BOLD if piece.bold else 1.0) for piece in pieces for letter in piece.text)


def _letter(letter: str) -> float:
    base = unicodedata.normalize("NFD", letter)[0]
    wide = _EMOJI if unicodedata.category(base) == "So" and base not in _WIDTHS else _OTHER
    return _WIDTHS.get(base, wide) * SIZE / 1000


def _row(row: Line, left: float, baseline: float) -> str:
    x = left + (QUOTE_INDENT if row.quote else 0)
    spans = "".join(_span(piece) for piece in row.pieces)
    return f'<text class="text" x="{x:.0f}" y="{baseline:.0f}" xml:space="preserve">{spans}</text>'


def _span(piece: Piece) -> str:
    classes = " ".join(name for name, on in (("bold", piece.bold), ("link", piece.link)) if on)
    return f'<tspan class="{classes}">{escape(piece.text)}</tspan>' if classes else escape(piece.text)


def _quotation(rows: list[Line], first: float) -> list[str]:
    """The tinted ground and the bar of a block quotation; `first` is the baseline of the first row."""
    quoted = [number for number, row in enumerate(rows) if row.quote]
    if not quoted:
        return []
    top, tall = first + LEADING * quoted[0] - SIZE - 1, LEADING * len(quoted)
    x, wide = OUTER + PAD, ROOM * SPARE
    return [
        f'<rect class="quote" x="{x}" y="{top:.0f}" width="{wide:.0f}" height="{tall}" rx="4"/>',
        f'<rect class="bar" x="{x}" y="{top:.0f}" width="3" height="{tall}" rx="1.5"/>',
    ]
