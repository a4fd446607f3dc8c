"""Decompression that stops at a limit: a bomb of 10 MB that unfolds to 10 GB costs no more than the limit.

Every decoder is fed the chunks of the wire and hands back at most `limit` bytes in all, then raises `TooLargeError`.
Headers lie: a body that does not start like its Content-Encoding is passed through as it is.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # the binding ships no types
import zstandard

ACCEPT = b"gzip, br, zstd"

GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# One four-byte zstd block can stand for 128 KiB; slices of 256 bytes unfold to 8 MiB at the very most.
_ZSTD_SLICE = 256
# RFC 8878, 7.3: what a decoder of HTTP must accept, and the most that this one spends.
_ZSTD_WINDOW = 8 * 1024 * 1024
_BROTLI_STEP = 1024 * 1024
_MANY_LAYERS = 2
_MANY_MEMBERS = 100
# zlib's wbits: 15 is the largest window, negative without a header, plus 16 for gzip's.
_ZLIB_WINDOW = 15
_GZIP_WINDOW = 31


class TooLargeError(Exception):
    """The decompressed body is larger than the limit."""


class CorruptError(Exception):
    """The compressed body breaks its format."""


class Decoder(Protocol):
    """One layer of Content-Encoding."""

    def feed(self, chunk: bytes) -> bytes:
        """The decompressed bytes of the next chunk. Raises TooLargeError and CorruptError."""

    def complete(self) -> bool:
        """Whether the format's own end was reached; false: the body was cut."""


class Allowance:
    """What a decoder may still hand back."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def spend(self, out: bytes) -> bytes:
        """`out` itself, counted. Raises TooLargeError."""
        self.left -= len(out)
        if self.left < 0:
            raise TooLargeError
        return out


class Identity:
    """No compression; only the limit."""

    def __init__(self, limit: int) -> None:
        self._allowance = Allowance(limit)

    def feed(self, chunk: bytes) -> bytes:
        """The chunk itself."""
        return self._allowance.spend(chunk)

    def complete(self) -> bool:
        """Without a format there is no end to miss."""
        return True


class Gzip:
    """gzip, one member or several; rubbish after the last one is dropped, as browsers do."""

    def __init__(self, limit: int) -> None:
        self._allowance = Allowance(limit)
        self._stream = zlib.decompressobj(_GZIP_WINDOW)
        self._members = 1
        self._half = b""  # of the next member's magic number, where a chunk ends inside it

    def feed(self, chunk: bytes) -> bytes:
        """The inflated bytes of the chunk."""
        out = b""
        chunk, self._half = self._half + chunk, b""
        while chunk:
            if self._stream.eof and not self._next_member(chunk):
                break
            out += self._allowance.spend(_inflate(self._stream, chunk, self._allowance.left + 1))
            chunk = self._stream.unused_data
        return out

    def complete(self) -> bool:
        """Whether a member was closed by its checksum."""
        return self._stream.eof

    def _next_member(self, chunk: bytes) -> bool:
        if not chunk.startswith(GZIP_MAGIC):
            self._half = chunk if chunk == GZIP_MAGIC[:1] else b""
            return False
        self._members += 1
        if self._members > _MANY_MEMBERS:
            raise CorruptError("too many gzip members")
        self._stream = zlib.decompressobj(_GZIP_WINDOW)
        return True


class Deflate:
    """deflate: with the zlib header that RFC 9110 wants, or without, as some servers send it."""

    def __init__(self, limit: int, first: bytes) -> None:
        self._allowance = Allowance(limit)
        self._stream = zlib.decompressobj(_ZLIB_WINDOW if _zlib_header(first) else -_ZLIB_WINDOW)

    def feed(self, chunk: bytes) -> bytes:
        """The inflated bytes of the chunk."""
        return self._allowance.spend(_inflate(self._stream, chunk, self._allowance.left + 1))

    def complete(self) -> bool:
        """Whether the final block was seen."""
        return self._stream.eof


class Brotli:
    """br, in steps: the binding grows its output to any size unless it is told where to pause."""

    def __init__(self, limit: int) -> None:
        self._allowance = Allowance(limit)
        self._stream = brotli.Decompressor()

    def feed(self, chunk: bytes) -> bytes:
        """The decompressed bytes of the chunk."""
        parts = [self._step(chunk)]
        while not (self._stream.is_finished() or self._stream.can_accept_more_data()):
            parts.append(self._step(b""))
        return b"".join(parts)

    def complete(self) -> bool:
        """Whether the last meta-block was seen."""
        return bool(self._stream.is_finished())

    def _step(self, chunk: bytes) -> bytes:
        if self._stream.is_finished():
            return b""
        try:
            return self._allowance.spend(self._stream.process(chunk, output_buffer_limit=_BROTLI_STEP))
        except brotli.error as error:
            raise CorruptError(str(error)) from error


class Zstd:
    """zstd, fed in slices so small that the worst of them stays in bounds; what follows the first frame is dropped."""

    def __init__(self, limit: int) -> None:
        self._allowance = Allowance(limit)
        self._stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def feed(self, chunk: bytes) -> bytes:
        """The decompressed bytes of the chunk."""
        slices = range(0, len(chunk), _ZSTD_SLICE)
        return b"".join(self._slice(chunk[start : start + _ZSTD_SLICE]) for start in slices)

    def complete(self) -> bool:
        """Whether the frame was closed."""
        return bool(self._stream.eof)

    def _slice(self, piece: bytes) -> bytes:
        if self._stream.eof:
            return b""
        try:
            return self._allowance.spend(self._stream.decompress(piece))
        except zstandard.ZstdError as error:
            raise CorruptError(str(error)) from error


class Layered:
    """Several encodings on top of each other, undone in the order opposite to the header's."""

    def __init__(self, layers: list[Decoder]) -> None:
        self._layers = layers

    def feed(self, chunk: bytes) -> bytes:
        """The bytes after the last layer."""
        for layer in self._layers:
            chunk = layer.feed(chunk)
        return chunk

    def complete(self) -> bool:
        """Whether every layer reached its end."""
        return all(layer.complete() for layer in self._layers)


_MAKERS: dict[str, Callable[[int, bytes], Decoder]] = {
    "gzip": lambda limit, first: Gzip(limit),
    "x-gzip": lambda limit, first: Gzip(limit),
    "deflate": Deflate,
    "br": lambda limit, first: Brotli(limit),
    "zstd": lambda limit, first: Zstd(limit),
}
_MAGIC = {"gzip": GZIP_MAGIC, "x-gzip": GZIP_MAGIC, "zstd": _ZSTD_MAGIC}


def decoder(content_encoding: str, first: bytes, limit: int) -> Decoder:
    """The decoder for a header value and the first chunk of the body. Names that nobody knows ("utf-8") mean nothing.

    Raises CorruptError for more layers than any honest server uses.
    """
    names = [name for part in content_encoding.split(",") if (name := part.strip().lower()) in _MAKERS]
    if len(names) > _MANY_LAYERS:
        raise CorruptError(f"{len(names)} layers of compression")
    if not names or not first.startswith(_MAGIC.get(names[-1], b"")):
        return Identity(limit)
    layers = [_MAKERS[name](limit, first) for name in reversed(names)]
    return layers[0] if len(layers) == 1 else Layered(layers)


def gunzip(body: bytes, limit: int) -> bytes:
    """A body that is itself a gzip file (sitemap.xml.gz), unpacked; any other body as it is.

    Raises TooLargeError and CorruptError, the latter for a file that was cut too.
    """
    if not body.startswith(GZIP_MAGIC):
        return body
    layer = Gzip(limit)
    out = layer.feed(body)
    if not layer.complete():
        raise CorruptError("the gzip file is cut")
    return out


def _inflate(stream: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return stream.decompress(chunk, most)
    except zlib.error as error:
        raise CorruptError(str(error)) from error


def _zlib_header(chunk: bytes) -> bool:
    """RFC 1950: method 8 in the low bits, and the first two bytes as a number divide by 31."""
    return len(chunk) > 1 and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
