"""Several notices -> the one message that tells them: "12 bài mới", each with its linked title and its first result.

A notice is an entry, and an entry is shortened, never cut in two and never left out: the outbox marks all of them as
told by this message. What fits generously is shown generously; many long ones are shown in brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alerts import render
from alerts.render import LIMIT, Spans
from alerts.spans import Span, safe_url, shorten, to_html, to_plain
from alerts.texts import Texts, texts
from parwatch_core.notice import MOST_FOLDED, Delivery, Language, Notice, NoticeKind
from parwatch_core.text import utf16_units


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of an entry is shown, in UTF-16 units; `place`: the portal and the date too."""

    title: int
    result: int
    place: int


# From generous to bare. The last always fits: 24 entries of 10 + 70 + 70 units and a heading stay below 4,096.
_ROOMS = (_Room(200, 160, 110), _Room(160, 120, 60), _Room(120, 100, 0), _Room(70, 70, 0))


def text(delivery: Delivery) -> str:
    """The message of a delivery, as Telegram takes it: HTML, or plain text for a chat that refused the markup.

    What is plain is one notice: those whose text was refused are never folded (storage.folding).
    """
    if delivery.others:
        return digest(delivery.notices, delivery.language)
    spell = render.plain if delivery.plain else render.messages
    # render makes one message of a notice: two could not be marked as delivered together.
    (single,) = spell(delivery.notice, delivery.language)
    return single


def digest(notices: Sequence[Notice], language: Language) -> str:
    """Telegram HTML of up to `MOST_FOLDED` notices, below 4,096 UTF-16 units of visible text, in their order."""
    assert len(notices) <= MOST_FOLDED
    words = texts(language)
    attempts = (_message(notices, words, room) for room in _ROOMS)
    return to_html(next(spans for spans in attempts if utf16_units(to_plain(spans)) < LIMIT))


def plain(notices: Sequence[Notice], language: Language) -> str:
    """The same without formatting, each article with its address; for ways out without a limit of their own."""
    words = texts(language)
    entries = [to_plain(_entry(number, notice, words, _ROOMS[0])) for number, notice in enumerate(notices, 1)]
    addresses = [safe_url(notice.url) for notice in notices]
    told = (f"{entry}\n{url}" if url else entry for entry, url in zip(entries, addresses, strict=True))
    return "🗞 " + words.many_news.format(count=len(notices)) + "".join(told)


def _message(notices: Sequence[Notice], words: Texts, room: _Room) -> Spans:
    heading = [Span("🗞 "), Span(words.many_news.format(count=len(notices)), bold=True)]
    return [
        *heading,
        *(span for number, notice in enumerate(notices, 1) for span in _entry(number, notice, words, room)),
    ]


def _entry(number: int, notice: Notice, words: Texts, room: _Room) -> Spans:
    """Two lines, or three with the place; a correction has its pencil."""
    mark = "✏️ " if notice.kind is NoticeKind.UPDATE else ""
    place = [Span("\n🏛 " + shorten(render.place(notice, words), room.place))] if room.place else []
    title = render.title(notice, room.title)
    return [
        Span(f"\n\n{number}. {mark}"),
        title,
        Span("\n"),
        *_within(render.result(notice, words), room.result),
        *place,
    ]


def _within(spans: Spans, limit: int) -> Spans:
    """The line within so many units: what is too much is cut from its end, format by format."""
    kept: Spans = []
    for span in spans:
        left = limit - sum(utf16_units(before.text) for before in kept)
        if left <= 1:
            break
        kept.append(replace(span, text=shorten(span.text, left)))
    return kept
