"""The first look at a body: its text, and whether it is a feed, a sitemap or an HTML page."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum

from scraper.discover.channels import Fetched
from scraper.encoding import decode

_HEAD = 4096
_ROOT = re.compile(r"<(?:[a-z0-9]+:)?(rss|feed|rdf|urlset|sitemapindex|html|body)\b|<!doctype\s+(html)", re.IGNORECASE)
# Each begins with a literal, which the engine searches at memory speed; the body is lower-cased once instead.
_HREF = re.compile(rb"""href\s*=\s*["']?([^"'\s>]+)""")
_ADDRESS = re.compile(rb"""https?://[^"'\s<>\]]+""")
# What differs in a link from visit to visit: sessions, check sums of banners, where to go back to. Short values of
# names such as "s" and "t" may be an article's.
_TOKEN = re.compile(
    rb"[?&;](?:jsessionid|phpsessid|nv_redirect|redirect|p_auth|csrf\w*|checkss|token|hash)=[^&;\n]*|"
    rb"[?&;](?:s|t|ts|sid|_)=[^&;\n]{16,}"
)


class Shape(StrEnum):
    """What a body is, told by its first element and not by its Content-Type, which portals often get wrong."""

    FEED = "an RSS or Atom feed"
    SITEMAP = "a sitemap"
    SITEMAP_INDEX = "an index of sitemaps"
    HTML = "an HTML page"
    OTHER = "something else"


_SHAPES = {
    "rss": Shape.FEED,
    "feed": Shape.FEED,
    "rdf": Shape.FEED,
    "urlset": Shape.SITEMAP,
    "sitemapindex": Shape.SITEMAP_INDEX,
    "html": Shape.HTML,
    "body": Shape.HTML,
}


def text_of(response: Fetched) -> str:
    """The body as text. UTF-8 is tried first: nearly all are, and the detector is slow."""
    try:
        return response.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(response.body, response.content_type).text


def shape_of(text: str) -> Shape:
    """What `text` is."""
    match = _ROOT.search(text[:_HEAD])
    return _SHAPES[(match[1] or match[2]).lower()] if match else Shape.OTHER


def link_digest(body: bytes) -> str:
    """A hash of the addresses that a body names, whatever their order: equal means that nothing new is linked.

    Counters, clocks and tokens in the text do not change it, so an unchanged list is known without parsing it.
    """
    body = body.lower()
    addresses = _HREF if b"<html" in body[:_HEAD] else _ADDRESS
    found = _TOKEN.sub(b"", b"\n".join(addresses.findall(body)))
    return hashlib.blake2b(b"\n".join(sorted(set(found.split(b"\n")))), digest_size=16).hexdigest()
