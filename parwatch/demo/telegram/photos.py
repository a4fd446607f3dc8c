"""Photos that are sent to the sample Bot API: what kind and size they are, read from their first bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass

# Bot API, "sendPhoto": at most 10 MB, width and height at most 10,000 together, one at most 20 times the other.
LARGEST = 10 * 1024 * 1024
LONGEST = 10_000
STEEPEST = 20
_PNG = b"\x89PNG\r\n\x1a\n"


class PhotoError(ValueError):
    """The photo is refused; the text is what follows "Bad Request: "."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that was accepted: its bytes, width and height in pixels."""

    body: bytes
    width: int
    height: int


def read_photo(body: bytes | None) -> Photo:
    """The photo in an upload. Raises PhotoError."""
    if not body:
        raise PhotoError("there is no photo in the request")
    if len(body) > LARGEST:
        raise PhotoError(f"file of size {len(body)} bytes is too big for a photo; the maximum size is {LARGEST} bytes")
    width, height = _size(body)
    if width + height > LONGEST or max(width, height) > STEEPEST * min(width, height):
        raise PhotoError("PHOTO_INVALID_DIMENSIONS")
    return Photo(body, width, height)


def _size(body: bytes) -> tuple[int, int]:
    """Width and height of a PNG, which is what parwatch draws; anything else cannot be processed here."""
    if not body.startswith(_PNG) or len(body) < 24 or b"IEND" not in body[-12:]:
        raise PhotoError("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", body[16:24])
    if not width or not height:
        raise PhotoError("IMAGE_PROCESS_FAILED")
    return width, height
