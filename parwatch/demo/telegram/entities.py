"""Telegram's HTML style as its server reads it: text and entities out, or the error that a bot would see.

The rules and error texts follow the published behaviour of the Bot API ("HTML style") and of its server: offsets of
errors count bytes of the UTF-8 source, offsets of entities count UTF-16 units of the visible text, four named
entities and all numeric ones are known, anything else is literal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parwatch_core.text import utf16_units

_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,10})|(lt|gt|amp|quot)(?![0-9a-zA-Z]));?")
_START = re.compile(rb"<([^\s>]*)")
_END = re.compile(rb"</([^\s>]*)\s*(>?)")
_NAME = re.compile(rb"[^\s=>]*")
_TOKEN = re.compile(rb"[0-9A-Za-z.-]*")
_SPACE = re.compile(rb"\s*")
# What the server removes or blanks in any text that it is given.
_REMOVED = re.compile("[\r\u2028-\u202e]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
MAX_ENTITIES = 100


class MarkupError(ValueError):
    """The text after "Bad Request: can't parse entities: "."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted run: `offset` and `length` in UTF-16 units; `url` for a text_link."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """Visible text with its entities, in the order of their beginnings."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        """The length that is limited: UTF-16 units."""
        return utf16_units(self.text)


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    offset: int
    begin: int
    url: str


def tidy(text: str) -> str:
    """What the server makes of raw text before it reads it."""
    return _BLANKED.sub(" ", _REMOVED.sub("", text))


def trimmed(parsed: Parsed) -> Parsed:
    """Without white space at both ends; entities move along and empty ones go."""
    text = parsed.text.strip()
    lead = utf16_units(parsed.text) - utf16_units(parsed.text.lstrip())
    moved = (_clipped(entity, lead, utf16_units(text)) for entity in parsed.entities)
    kept = sorted((entity for entity in moved if entity.length > 0), key=lambda entity: (entity.offset, -entity.length))
    return Parsed(text, tuple(kept[:MAX_ENTITIES]))


def _clipped(entity: Entity, lead: int, size: int) -> Entity:
    begin = max(entity.offset - lead, 0)
    end = min(entity.offset + entity.length - lead, size)
    return replace(entity, offset=begin, length=end - begin)


def parse_html(source: str) -> Parsed:
    """Read `source`. Raises MarkupError with the server's words."""
    reader = _Reader(source.encode("utf-8", "replace"))
    reader.run()
    return Parsed(reader.text(), tuple(reader.entities))


class _Reader:
    """One pass over the bytes. `position` stands on the next unread byte."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.position = 0
        self.visible = bytearray()
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def text(self) -> str:
        return self.visible.decode("utf-8", "replace")

    def run(self) -> None:
        while self.position < len(self.source):
            if self.source.startswith(b"</", self.position):
                self._end_tag()
            elif self.source.startswith(b"<", self.position):
                self._start_tag()
            else:
                self._literal()
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _literal(self) -> None:
        """Copy text up to the next tag; references become their characters."""
        stop = self.source.find(b"<", self.position)
        piece = self.source[self.position : stop if stop >= 0 else len(self.source)]
        self.position += len(piece)
        text = unescape(piece)
        self.visible += text.encode()
        self.offset += utf16_units(text)

    def _start_tag(self) -> None:
        begin = self.position
        found = _START.match(self.source, begin)
        assert found is not None
        self.position = found.end()
        if self.position >= len(self.source):
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        tag = found[1].decode("utf-8", "replace").lower()
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(tag, self.offset, len(self.visible), attributes.get("href", "")))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Everything up to and with the closing ">"."""
        found: dict[str, str] = {}
        while True:
            self._skip(_SPACE)
            if self._peek() == b">":
                self.position += 1
                return found
            name = self._skip(_NAME).decode("utf-8", "replace").lower()
            if not name:
                end = "Unclosed start tag" if not self._peek() else f'Empty attribute name in the tag "{tag}"'
                raise MarkupError(f"{end} at byte offset {begin}")
            found[name] = self._value(tag, name, begin)

    def _value(self, tag: str, name: str, begin: int) -> str:
        self._skip(_SPACE)
        if self._peek() != b"=":
            if (tag, name) == ("blockquote", "expandable"):
                return ""
            raise MarkupError(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {begin}'
            )
        self.position += 1
        self._skip(_SPACE)
        mark = self._peek()
        value = self._literal_value(mark, begin) if mark in (b"'", b'"') else self._token_value(begin)
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        return value

    def _literal_value(self, mark: bytes, begin: int) -> str:
        stop = self.source.find(mark, self.position + 1)
        if stop < 0:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        value = unescape(self.source[self.position + 1 : stop])
        self.position = stop + 1
        return value

    def _token_value(self, begin: int) -> str:
        start = self.position
        value = self._skip(_TOKEN).decode().lower()
        if self._peek() and not self._peek().isspace() and self._peek() != b">":
            raise MarkupError(f"Unexpected end of name token at byte offset {start}")
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        return value

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        found = _END.match(self.source, begin)
        if found is None or not found[2]:
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        self.position = found.end()
        opened, name = self.open.pop(), found[1].decode("utf-8", "replace").lower()
        if name and name != opened.tag:
            raise MarkupError(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        """Keep the entity. A link without a web address is only text, as on the real server."""
        kind, length = _KINDS[opened.tag], self.offset - opened.offset
        url = None
        if kind == "text_link":
            url = opened.url or self.visible[opened.begin :].decode("utf-8", "replace")
            if not re.match(r"(?:https?|tg|ton|tonsite)://\S+$|mailto:\S+$", url):
                return
        if length:
            self.entities.append(Entity(kind, opened.offset, length, url))

    def _peek(self) -> bytes:
        return self.source[self.position : self.position + 1]

    def _skip(self, pattern: re.Pattern[bytes]) -> bytes:
        found = pattern.match(self.source, self.position)
        assert found is not None
        self.position = found.end()
        return found[0]


def unescape(piece: bytes) -> str:
    """Text with its references replaced. Those that name no character stay as they are."""
    return _REFERENCE.sub(lambda found: _character(found).encode(), piece).decode("utf-8", "replace")


def _character(found: re.Match[bytes]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    # The C++ server would write any number as bytes; a surrogate is no character in any text that a client shows.
    sound = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if sound else found[0].decode()
