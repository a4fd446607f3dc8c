"""A cheap look at the markup before the parser sees it.

The parser is quadratic in three shapes, measured on two cores: nesting (20,000 open `<div>`: 0.7 s), attributes of
one element (20,000: 0.8 s) and unclosed formatting elements, which each new paragraph opens again (2,000 `<font>` in
40 KB become two million nodes). Every check is linear and has a short cut of plain counting that ordinary pages take.
"""

from __future__ import annotations

import re
from itertools import accumulate

MAX_MARKUP = 4_000_000
"""Bytes. The largest real portal page met was 0.3 MB; data URIs make a few of 2 MB."""

MAX_TAGS = 200_000
MAX_DEPTH = 1_000
MAX_FORMATTING = 250
MAX_ATTRIBUTES = 4_000

_TAG = re.compile(rb"<(/?[a-zA-Z][a-zA-Z0-9]*)")
_FORMATTING = re.compile(rb"<(/?)(?:[bisuBISU]|big|code|em|font|small|strike|strong|tt|EM|FONT|STRONG|BIG|SMALL)[\s/>]")
_LONG_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']|\"[^\"]*+\"|'[^']*+'){4000,}+")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_SCRIPT = re.compile(rb"<(script|style)\b.*?</\1", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(rb"[\s/]+[^\s/>]")

# Elements that never nest by being left open: void ones, and those whose end tag the standard lets writers omit.
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link", "meta"),
        *("param", "source", "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody"),
        *("thead", "tfoot", "colgroup", "rt", "rp", "html", "head", "body"),
    ]
)


class _Weights(dict[bytes, int]):
    """Tag as written -> +1 (opens), -1 (closes) or 0; filled while one page is read."""

    def __missing__(self, tag: bytes) -> int:
        flat = tag.lstrip(b"/").lower().decode() in _FLAT
        self[tag] = weight = 0 if flat else -1 if tag[:1] == b"/" else 1
        return weight


def _peak(steps: list[int]) -> int:
    """The largest sum of a run of steps: how many elements can be open at once. Surplus end tags hide nothing."""
    sums = list(accumulate(steps, initial=0))
    if (bound := max(sums) - min(sums)) <= MAX_FORMATTING:
        return bound
    return max(accumulate(steps, lambda depth, step: max(0, depth + step), initial=0))


def _depth(markup: bytes) -> int:
    weights = _Weights()
    return _peak([weights[tag] for tag in _TAG.findall(markup)])


def _open_formatting(markup: bytes) -> int:
    return _peak([-1 if slash else 1 for slash in _FORMATTING.findall(markup)])


def _attributes(markup: bytes) -> int:
    """The most attributes that one tag may carry; tags in scripts do not count."""
    long_tags = _LONG_TAG.findall(_SCRIPT.sub(b"", markup))
    return max((len(_ATTRIBUTE.findall(_QUOTED.sub(b"", tag))) for tag in long_tags), default=0)


def _may_crowd(markup: bytes) -> bool:
    """Whether some tag can have too many attributes: only values hide a `>`, and only `=` begins a value."""
    return markup.count(b"=") > MAX_ATTRIBUTES or _has_gap(markup, 2 * MAX_ATTRIBUTES)


def _has_gap(markup: bytes, length: int) -> bool:
    """Whether a run of that many bytes holds no `>`; looks back from each window's end, so most bytes are not read."""
    position = 0
    while position + length <= len(markup):
        found = markup.rfind(b">", position, position + length)
        if found < 0:
            return True
        position = found + 1
    return False


def danger(markup: bytes) -> str | None:
    """Why this markup (UTF-8) must not be parsed, in a few words; None: it may be."""
    if len(markup) > MAX_MARKUP:
        return f"hostile: {len(markup)} bytes of markup"
    opened = markup.count(b"<") - markup.count(b"</")
    if opened > MAX_TAGS:
        return f"hostile: {opened} elements"
    if opened > MAX_DEPTH and (depth := _depth(markup)) > MAX_DEPTH:
        return f"hostile: elements nested {depth} deep"
    if opened > MAX_FORMATTING and (depth := _open_formatting(markup)) > MAX_FORMATTING:
        return f"hostile: {depth} formatting elements left open"
    if _may_crowd(markup) and (count := _attributes(markup)) > MAX_ATTRIBUTES:
        return f"hostile: {count} attributes in one element"
    return None
