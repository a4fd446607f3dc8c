"""A cheap look at the markup before the parser sees it.

The parser is quadratic in three shapes, measured on two cores: nesting (20,000 open `<div>`: 0.7 s), attributes of
one element (20,000: 0.8 s) and formatting elements left open, which each block after them opens again (240 `<font>` and
5,000 `<p>`, 20 KB in all, become a million elements: 6 s). Every check is linear and has a short cut of plain counting
that ordinary pages take. Beyond that, a page of more elements than any article has costs more than it can be worth.
"""

from __future__ import annotations

import re
from collections import Counter

MAX_MARKUP = 4_000_000
"""Bytes. The largest real portal page met was 0.3 MB; data URIs make a few of 2 MB."""

MAX_TAGS = 90_000
MAX_OPTIONS = 20_000
MAX_DEPTH = 1_000
MAX_REOPENED = 100_000
MAX_ATTRIBUTES = 4_000

_TAG = re.compile(rb"<(/?[a-zA-Z][a-zA-Z0-9]*)")
# Spelled out in both cases: re.IGNORECASE takes three times as long.
_FORMATTING_NAMES = "|".join(
    "".join(f"[{letter}{letter.upper()}]" for letter in name)
    for name in ("b", "i", "s", "u", "em", "tt", "big", "code", "font", "small", "strike", "strong")
)
_FORMATTING = re.compile(rf"<(?:{_FORMATTING_NAMES})(?:[\s/][^>]*)?>".encode())
_STEP = re.compile(rf"<(?:(/?)(?:({_FORMATTING_NAMES})[\s/>])|[a-zA-Z]|/[pP][\s/>])".encode())
_OPTION = re.compile(rb"<option\b", re.IGNORECASE)
# An attribute as the HTML standard's tokenizer reads it: a quote opens a value only behind "=". Nothing is read twice,
# so a page of open quotes costs no more than another one.
_VALUE = rb"\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>\"'][^\s>]*+)?+"
_ATTRIBUTE = re.compile(rb"[^\s/>][^\s/>=]*+(?:%b)?+" % _VALUE)
_ATTRIBUTES = rb"((?:[\s/]++|%b)*+)" % _ATTRIBUTE.pattern
_MARKUP = re.compile(
    rb"<!--.*?(?:--!?>|\Z)"
    rb"|<(script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>])%b>?.*?(?:</\1|\Z)"
    rb"|<[a-zA-Z][^\s/>]*+%b" % (_ATTRIBUTES, _ATTRIBUTES),
    re.IGNORECASE | re.DOTALL,
)

# Elements that never nest by being left open: void ones, and those whose end tag the standard lets writers omit.
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link", "meta"),
        *("param", "source", "track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th", "tbody"),
        *("thead", "tfoot", "colgroup", "html", "head", "body"),
    ]
)


class _Weights(dict[bytes, tuple[int, bytes]]):
    """Tag as written -> +1 (opens), -1 (closes) or 0, and the element's name; filled while one page is read."""

    def __missing__(self, tag: bytes) -> tuple[int, bytes]:
        name = tag.lstrip(b"/").lower()
        weight = 0 if name.decode() in _FLAT else -1 if tag[:1] == b"/" else 1
        self[tag] = found = (weight, name)
        return found


def _depth(markup: bytes) -> int:
    """How many elements can be open at once. An end tag closes nothing where no element of its name is open."""
    weights = _Weights()
    standing: Counter[bytes] = Counter()
    depth = most = 0
    for tag in _TAG.findall(markup):
        weight, name = weights[tag]
        if weight > 0:
            standing[name] += 1
            depth += 1
            most = max(most, depth)
        elif weight and standing[name]:
            standing[name] -= 1
            depth -= 1
    return most


def _reopened(markup: bytes) -> int:
    """How many formatting elements the parser opens again: at most, at each tag of another kind, those open there.

    End tags open none, but for that of a paragraph, which makes an empty one where none is open.
    """
    total = depth = 0
    for slash, formatting in _STEP.findall(markup):
        if not formatting:
            total += depth
        elif not slash:
            depth += 1
        elif depth:
            depth -= 1
    return total


def _may_reopen(markup: bytes, tags: int) -> bool:
    """Whether formatting elements can be too many, if all of them stood open at all other tags.

    The parser keeps three of those that are alike; a `>` inside quotes makes different ones look alike here.
    """
    if tags * tags <= 4 * MAX_REOPENED:
        return False
    formatting = _FORMATTING.findall(markup)
    kinds = set(formatting)
    broken = any(tag.count(b'"') % 2 or tag.count(b"'") % 2 for tag in kinds)
    most = len(formatting) if broken else min(len(formatting), 3 * len(kinds))
    return most * (tags - len(formatting)) > MAX_REOPENED


def _attributes(markup: bytes) -> int:
    """The most attributes that one tag carries; what stands in comments and scripts is no tag."""
    found = (match[2] or match[3] or b"" for match in _MARKUP.finditer(markup))
    return max((len(_ATTRIBUTE.findall(each)) for each in found if len(each) > 2 * MAX_ATTRIBUTES), default=0)


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


def _crowd(markup: bytes, opened: int) -> str | None:
    """What is wrong with the number of elements, if anything is."""
    if opened > MAX_TAGS:
        return f"hostile: {opened} elements"
    if opened > MAX_DEPTH and (depth := _depth(markup)) > MAX_DEPTH:
        return f"hostile: elements nested {depth} deep"
    if opened > MAX_OPTIONS and (options := len(_OPTION.findall(markup))) > MAX_OPTIONS:
        return f"hostile: {options} options"
    return None


def danger(markup: bytes) -> str | None:
    """Why this markup (UTF-8) must not be parsed, in a few words; None: it may be."""
    if len(markup) > MAX_MARKUP:
        return f"hostile: {len(markup)} bytes of markup"
    tags = markup.count(b"<")
    if tags > MAX_DEPTH and (crowd := _crowd(markup, tags - markup.count(b"</"))):
        return crowd
    if _may_reopen(markup, tags) and (reopened := _reopened(markup)) > MAX_REOPENED:
        return f"hostile: formatting elements left open, {reopened} times opened again"
    if _may_crowd(markup) and (count := _attributes(markup)) > MAX_ATTRIBUTES:
        return f"hostile: {count} attributes in one element"
    return None
