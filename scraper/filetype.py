"""What a body is by its first bytes, whatever its Content-Type says. Pure."""

from __future__ import annotations

import re
from typing import Literal

from scraper.encoding import byte_order

FileType = Literal["html", "xml", "json", "text", "binary"]

_HEAD = 4_096
_BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"BM",
    b"RIFF",
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\x7fELF",
    b"ID3",
    b"OggS",
    b"\x00\x00\x01\x00",
    b"wOFF",
    b"wOF2",
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|table|div|frameset|form|script|center|p|h\d)\b", re.I
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex|opml)\b", re.IGNORECASE)


def sniff(body: bytes) -> FileType:
    """The kind of file; "text" where nothing says more. A feed counts as XML even with rubbish before it."""
    head = body[:_HEAD]
    if is_binary(head):
        return "binary"
    if _is_utf16(head):
        head = head.replace(b"\0", b"")[2 if head.startswith(_UTF16) else 0 :]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return "json"
    markup, feed = _HTML.search(head), _FEED.search(head)
    if feed is not None and (markup is None or feed.start() < markup.start()):
        return "xml"
    if markup is not None:
        return "html"
    return "xml" if start.startswith(b"<?xml") else "text"


def is_binary(head: bytes) -> bool:
    """Whether the first bytes belong to a picture, document, archive or program; text in UTF-16 is none of these."""
    start = head.lstrip(b"\r\n ")
    if start.startswith(_BINARY) and not _is_word(start):
        return True
    if start[4:8] == b"ftyp":
        return True
    return b"\0" in head[:512] and not _is_utf16(head)


def _is_word(start: bytes) -> bool:
    """ "BM", "MZ" and "ID3" also begin sentences; then the first bytes are all printable."""
    return start[:2] in (b"BM", b"MZ", b"ID") and all(byte >= 0x20 or byte in b"\t\r\n" for byte in start[:64])


def _is_utf16(head: bytes) -> bool:
    return head.startswith(_UTF16) or byte_order(head) is not None
