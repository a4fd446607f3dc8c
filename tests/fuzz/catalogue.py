"""All surfaces by name. A new one is a function that makes a case, one that checks it, and a line in its module."""

from __future__ import annotations

from fuzz.surface import Surface
from fuzz.surfaces import chat, files, listings, pages, texts, wire

SURFACES: dict[str, Surface] = {
    surface.name: surface for room in (pages, listings, texts, files, wire, chat) for surface in room.SURFACES
}
