"""SVG, written by hand: elements as strings, numbers of fixed precision, nothing that runs or loads anything."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, TypeAlias

from parwatch.pictures.letters import STACK
from parwatch_core.text import nfc

Attributes: TypeAlias = dict[str, Any]


def element(name: str, content: str = "", **attributes: object) -> str:
    """An element. `font_size=3` is font-size="3"; None leaves an attribute out; `content` is markup already."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, x: float, y: float, size: float, fill: str, *, bold: bool = False, **attributes: object) -> str:
    """One line of text whose baseline is at y."""
    weight = "700" if bold else None
    return element("text", safe(content), x=x, y=y, font_size=size, fill=fill, font_weight=weight, **attributes)


def document(width: float, height: float, title: str, description: str, content: Iterable[str], *, ids: str) -> str:
    """A whole picture. `ids` begins the ids in it: two pictures on one page must not share any."""
    head = element("title", safe(title), id=f"{ids}-title") + element("desc", safe(description), id=f"{ids}-desc")
    ground = element("rect", width=width, height=height, fill="#ffffff")
    return element(
        "svg",
        "\n".join((head, ground, *content)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{ids}-title {ids}-desc",
        lang="vi",
        font_family=STACK,
    )


def safe(content: str) -> str:
    """Text of portals: composed, escaped, without the control characters that no XML may hold."""
    return escape("".join(letter if letter.isprintable() else " " for letter in nfc(content)))


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".") or "0"
    return escape(str(value))
