"""Formatted text as a value.

A message is a sequence of spans. Its HTML and its plain spelling come from the same spans, so what a person sees is
the same in both, a cut can never fall into a tag or an entity, and the length that Telegram counts (UTF-16 units
of the visible text) is known before anything is sent.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, urlsplit

from parwatch_core.text import nfc, utf16_units

ELLIPSIS = "…"
MAX_URL = 2048

# Every line break and tab of Unicode becomes one space: a title must not draw lines of its own into a message.
_BREAKS = re.compile("\r\n|[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# Other controls (C0, C1, DEL) have no meaning here, and an escape sequence must not reach a terminal. The bidi
# controls (UAX #9, section 2) can turn the text around them back to front; the zero-width space, word joiner, soft
# hyphen and byte order mark only hide. ZWJ and ZWNJ stay: emoji and some scripts need them.
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# Characters that quote() leaves in a URL: the reserved and unreserved sets of RFC 3986, and "%" of what is encoded.
_URL_SAFE = "!#$&'()*+,/:;=?@[]%~"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of visible text with one format. `link` is an address as `safe_url` returns it; `quote` makes a block."""

    text: str
    bold: bool = False
    link: str | None = None
    quote: bool = False


def clean(text: str) -> str:
    """`text` as NFC without anything that could act on its surroundings; all other characters are kept exactly."""
    spaced = _BREAKS.sub(" ", text)
    visible = _CONTROLS.sub("", spaced)
    return nfc(_SURROGATES.sub("\ufffd", visible))


def shorten(text: str, limit: int) -> str:
    """`text` within `limit` UTF-16 units, cut at a word where one is near and never inside a character cluster."""
    if len(text) <= limit and utf16_units(text) <= limit:
        return text
    cut = _prefix(text, limit - utf16_units(ELLIPSIS))
    space = cut.rfind(" ")
    if space > len(cut) * 3 // 4:
        return cut[:space].rstrip() + ELLIPSIS
    return cut[: _cluster_start(text, len(cut))].rstrip() + ELLIPSIS


def _prefix(text: str, limit: int) -> str:
    """The longest prefix within `limit` UTF-16 units. Code points are whole here, so no surrogate pair is split."""
    head = text[:limit]
    while utf16_units(head) > limit:
        head = head[: len(head) - max(1, (utf16_units(head) - limit) // 2)]
    return head


def _cluster_start(text: str, position: int) -> int:
    """The nearest place at or before `position` where no mark, joiner or modifier hangs on what stands before.

    Looks back 32 code points at most: a heap of combining marks on one letter is cut hard.
    """
    for place in range(position, max(position - 32, -1), -1):
        if place == 0 or not (_extends(text[place]) or text[place - 1] == "\u200d"):
            return place
    return position


def _extends(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, variation selectors, ZWJ, skin tones."""
    return unicodedata.category(character).startswith("M") or character == "\u200d" or "🏻" <= character <= "🏿"


def safe_url(url: str) -> str | None:
    """`url` as plain ASCII that can stand in an attribute, or None where it is no web address or is far too long."""
    try:
        parts = urlsplit(_SURROGATES.sub("\ufffd", url.strip()))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    address = quote(parts._replace(netloc=_ascii(parts.netloc)).geturl(), safe=_URL_SAFE)
    return address if len(address) <= MAX_URL else None


def _ascii(netloc: str) -> str:
    """A host in its IDNA form. One that IDNA refuses is left to be percent-encoded: it leads nowhere, harmlessly."""
    try:
        return netloc if netloc.isascii() else netloc.encode("idna").decode()
    except UnicodeError:
        return netloc


def length(spans: Iterable[Span]) -> int:
    """UTF-16 units of the visible text."""
    return sum(utf16_units(span.text) for span in spans)


def to_html(spans: Iterable[Span]) -> str:
    """Telegram's HTML (Bot API, "HTML style"); `& < > "` are escaped everywhere. Quoted neighbours are one block."""
    return "".join(_block("".join(map(_tagged, run)), quote) for quote, run in groupby(spans, lambda one: one.quote))


def _block(text: str, quote: bool) -> str:
    return f"<blockquote>{text}</blockquote>" if quote else text


def _tagged(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    if span.link:
        text = f'<a href="{html.escape(span.link)}">{text}</a>'
    return f"<b>{text}</b>" if span.bold else text


def to_plain(spans: Iterable[Span]) -> str:
    """The same text without formatting."""
    return "".join(span.text for span in spans)
