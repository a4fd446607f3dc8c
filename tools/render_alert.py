"""Draw the pictures of an alert that the READMEs show: docs/images/alert.svg (Vietnamese) and alert.en.svg.

The text is not typed in here. A made-up notice goes through alerts.render and alerts.telegram to the sample Bot API,
which checks it as Telegram would; what a client would show is drawn: the accepted text with its entities.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from alerts.telegram import TelegramChannel
from parwatch.demo.telegram.server import BotApi
from parwatch.demo.telegram.state import Message
from parwatch_core.notice import Copy, Delivery, Language, Notice, NoticeKind
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

IMAGES = Path(__file__).parent.parent / "docs" / "images"
FILES = {Language.VI: IMAGES / "alert.svg", Language.EN: IMAGES / "alert.en.svg"}
ABOUT = {
    Language.VI: "Một tin cảnh báo của parwatch trên Telegram",
    Language.EN: "An alert of parwatch on Telegram",
}
READER = 1

# No such district and no such province: a picture of the real ones would claim a rank that nobody gave them.
NOTICE = Notice(
    kind=NoticeKind.NEW,
    title="Sông Trà tăng 8 bậc về Chỉ số cải cách hành chính",
    url="https://songtra.example.gov.vn/tin-tuc/song-tra-tang-8-bac-123.html",
    portal="Trang thông tin điện tử huyện Sông Trà",
    published=datetime(2026, 1, 12, 1, 30, tzinfo=UTC),
    claims=(
        RankingClaim(
            unit="huyện Sông Trà",
            unit_level=UnitLevel.DISTRICT,
            province="Bình An",
            index=Index.PAR,
            year=2025,
            rank=2,
            of_total=10,
            score=88.46,
            score_unit="điểm",
            rank_change=8,
            evidence="Năm 2025, huyện Sông Trà đạt 88,46 điểm, xếp thứ 2/10 huyện, thị xã, thành phố trong tỉnh, "
            "tăng 8 bậc so với năm 2024.",
        ),
    ),
    copies=(Copy("Cổng thông tin điện tử tỉnh Bình An", "https://binhan.example.gov.vn/tin/9"),),
)

# Pixels. The width is what a phone shows; readers' fonts differ by a few percent, which the margin takes up.
SIZE, LEADING, PAD, OUTER = 15, 22, 14, 18
ROOM, SPARE = 450, 1.06
BUBBLE = ROOM * SPARE + 2 * PAD
QUOTE_INDENT = 10

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
@media (prefers-color-scheme:dark){
.chat{fill:#0e1621}.bubble{fill:#182533}.text{fill:#f2f5f7}.link{fill:#6ab3f3}.bar{fill:#6ab3f3}
.quote{fill:#6ab3f3}.time{fill:#7f91a4}}
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


async def accepted(language: Language) -> Message:
    """The message as the sample Bot API took it."""
    async with BotApi() as server:
        server.know(READER)
        channel = TelegramChannel(server.token, server.base_url)
        try:
            await channel.deliver(Delivery(outbox_id=1, chat_id=READER, language=language, notice=NOTICE))
        finally:
            await channel.close()
        (message,) = server.to(READER)
        return message


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


def svg(message: Message, about: str) -> str:
    """The picture: a chat's ground, one bubble, the message."""
    rows = lines(message)
    height = 2 * PAD + LEADING * len(rows) + 6
    width, whole = BUBBLE + 2 * OUTER, height + 2 * OUTER
    body = "\n".join([*_quotation(rows), *(_row(row, number) for number, row in enumerate(rows))])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{whole}" '
        f'viewBox="0 0 {width:.0f} {whole}" role="img" aria-label="{escape(about)}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}">\n'
        f"<title>{escape(about)}</title>\n<style>{STYLE}</style>\n"
        f'<rect class="chat" width="100%" height="100%" rx="14"/>\n'
        f'<rect class="bubble" x="{OUTER}" y="{OUTER}" width="{BUBBLE:.0f}" height="{height}" rx="13"/>\n'
        f"{body}\n"
        f'<text class="time" x="{OUTER + BUBBLE - PAD:.0f}" y="{OUTER + height - 8}" text-anchor="end">08:31</text>\n'
        "</svg>\n"
    )


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


def _baseline(number: int) -> int:
    return OUTER + PAD + LEADING * number + SIZE


def _row(row: Line, number: int) -> str:
    x = OUTER + PAD + (QUOTE_INDENT if row.quote else 0)
    spans = "".join(_span(piece) for piece in row.pieces)
    return f'<text class="text" x="{x}" y="{_baseline(number)}" xml:space="preserve">{spans}</text>'


def _span(piece: Piece) -> str:
    classes = " ".join(name for name, on in (("bold", piece.bold), ("link", piece.link)) if on)
    return f'<tspan class="{classes}">{escape(piece.text)}</tspan>' if classes else escape(piece.text)


def _quotation(rows: list[Line]) -> list[str]:
    """The tinted ground and the bar of a block quotation."""
    quoted = [number for number, row in enumerate(rows) if row.quote]
    if not quoted:
        return []
    top, tall = _baseline(quoted[0]) - SIZE - 1, LEADING * len(quoted)
    x, wide = OUTER + PAD, ROOM * SPARE
    return [
        f'<rect class="quote" x="{x}" y="{top}" width="{wide:.0f}" height="{tall}" rx="4"/>',
        f'<rect class="bar" x="{x}" y="{top}" width="3" height="{tall}" rx="1.5"/>',
    ]


def drawn(language: Language) -> str:
    """The picture in one language."""
    return svg(asyncio.run(accepted(language)), ABOUT[language])


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for chosen, file in FILES.items():
        file.write_text(drawn(chosen), encoding="utf-8")
        print(f"{file.relative_to(IMAGES.parent.parent)} written")
