"""Where an answer leads next: Location, and the two ways of redirecting inside a page. Pure."""

from __future__ import annotations

import re

from parwatch_core.text import unescape
from scraper import challenge
from scraper.fetch.connection import Answer

MOST_HOPS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
# A page that only forwards is a stub; a news page that reloads itself every five minutes is not.
_STUB_SIZE = 8_192
_STUB_TEXT = 300
_MOST_DELAY = 10
_META = re.compile(rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh\b[^>]*>", re.IGNORECASE)
_META_URL = re.compile(
    rb"content\s*=\s*([\"']?)\s*(\d{1,9})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?([^>]+?)\s*\1\s*/?(?:>|\s[a-z])",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    rb"\b(?:(?:window|document|self|top)\.)?location(?:\.href\s*=|\s*=|\.replace\(|\.assign\()"
    rb"\s*([\"'])([^\"'<>\s]{1,500})\1\s*[;)}\n<]",
    re.IGNORECASE,
)


def leads_to(answer: Answer) -> str | None:
    """The address of the next hop as written (relative perhaps); None: this answer is the last."""
    if answer.status in _REDIRECTS:
        return answer.headers.get("location") or None
    if answer.status == 200 and 0 < len(answer.body) <= _STUB_SIZE:
        return _inside(answer.body)
    return None


def is_permanent(answer: Answer) -> bool:
    """Whether the hop says that the old address should be forgotten."""
    return answer.status in _PERMANENT


def _inside(body: bytes) -> str | None:
    lowered = body.lower()
    if b"refresh" not in lowered and b"location" not in lowered:
        return None
    if b"document.cookie" in lowered or challenge.recognise(body) or challenge.visible_length(body) > _STUB_TEXT:
        return None
    return _meta(body) or _script(body)


def _meta(body: bytes) -> str | None:
    tag = _META.search(body)
    found = _META_URL.search(tag.group()) if tag else None
    if found is None or int(found.group(2)) > _MOST_DELAY:
        return None
    return unescape(found.group(3).decode("utf-8", "replace")).strip("\"' ") or None


def _script(body: bytes) -> str | None:
    found = _SCRIPT.search(body)
    return found.group(2).decode("utf-8", "replace") if found else None
