"""robots.txt by RFC 9309: what it allows, how slowly, and how long the answer holds. Pure, apart from the parser.

2xx            its rules; a page in its place (HTML) holds none and allows everything
4xx            no rules: everything is allowed; 429 is no answer but a wish for silence
5xx, silence   nothing is allowed for now; rules known from before stay in force
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from scraper import encoding
from scraper.filetype import sniff

# RFC 9309, 2.5: a parser must read at least this much; nobody honest writes more.
SIZE_LIMIT = 500 * 1024
# RFC 9309, 2.4: not longer than a day. Shorter, because a webmaster expects an edit to work the same day.
LIFETIME = 8 * 3600.0
# How soon a robots.txt that could not be had is asked for again.
RETRY = 60.0
# A Crawl-delay beyond this would make one list and its articles last hours; it is read as "slowly, please".
DELAY_CAP = 30.0

_PRODUCT = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us. `parsed` None: everything is allowed."""

    parsed: Protego | None
    product: str
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.product))


def product(user_agent: str) -> str:
    """The token by which a robots.txt names us: "parwatch" of "parwatch/1.0 (+https://...)"."""
    found = _PRODUCT.match(user_agent)
    return found.group() if found else user_agent


def everything(token: str) -> Rules:
    """The rules of a host that has none."""
    return Rules(None, token)


def read(body: bytes, token: str) -> Rules:
    """The rules in a body of at most SIZE_LIMIT bytes (more is cut, at a line). Rubbish is no rule."""
    if sniff(body) in ("html", "binary", "json"):
        return everything(token)
    if len(body) >= SIZE_LIMIT:
        body = body[:SIZE_LIMIT].rpartition(b"\n")[0]
    parsed = Protego.parse(encoding.decode(body, "text/plain; charset=utf-8").text)
    delay = parsed.crawl_delay(token) or 0.0
    return Rules(parsed, token, min(max(delay, 0.0), DELAY_CAP))


@dataclass(frozen=True, slots=True)
class Entry:
    """The state of one origin. `rules` None: never had; `failed`: the last try gave none. `until` on our clock."""

    rules: Rules | None
    until: float
    failed: str | None = None


def renewed(rules: Rules, now: float) -> Entry:
    """After a try that gave rules."""
    return Entry(rules, now + LIFETIME)


def missed(before: Entry | None, now: float, reason: str) -> Entry:
    """After a try that failed: known rules stay in force, unknown ones forbid for now."""
    return Entry(before.rules if before else None, now + RETRY, reason)
