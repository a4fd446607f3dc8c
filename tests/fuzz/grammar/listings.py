"""Feeds, sitemaps and robots.txt made from parts, of every version and none."""

from __future__ import annotations

import random

from fuzz.grammar import words
from fuzz.grammar.markup import HREFS
from fuzz.mutation import ENTITIES, count

_BREAKS = ("\n", "\r\n", "\r", " ", "")


def address(chance: random.Random) -> str:
    """An address of an article, or something in its place."""
    host = chance.choice(
        ("https://songtra.example.gov.vn", "http://songtra.example.gov.vn:80", "", "https://khác.vn", "http://[::1")
    )
    return host + chance.choice(HREFS).format(n=words.number(chance))


def feed(chance: random.Random) -> str:
    """RSS 2.0, RDF or Atom, its elements sometimes with a prefix."""
    kind, prefix = chance.choice(("rss", "feed", "rdf:RDF")), chance.choice(("", "", "", "a:"))
    items = "".join(_item(chance, prefix, atom=kind == "feed") for _ in range(min(count(chance, 30), 30)))
    head = f"<title>{words.clause(chance)}</title><link>{address(chance)}</link>"
    charset = chance.choice(("utf-8", "utf-16", "windows-1258", "x"))
    return f'<?xml version="1.0" encoding="{charset}"?><{kind}>{head}{items}</{kind}>'


def _item(chance: random.Random, prefix: str, *, atom: bool) -> str:
    name = prefix + ("entry" if atom else "item")
    link = (
        f'<link rel="{chance.choice(("alternate", "self"))}" href="{address(chance)}"/>'
        if atom
        else f"<link>{address(chance)}</link>"
    )
    title = chance.choice((words.clause(chance), f"<![CDATA[{words.clause(chance)}", chance.choice(ENTITIES) * 3))
    stamp = chance.choice(("pubDate", "dc:date", "updated", "published"))
    parts = (
        f"<title>{title}</title>",
        link,
        f"<guid>{address(chance)}</guid>",
        f"<{stamp}>{words.date(chance)}</{stamp}>",
    )
    return f"<{name}>" + "".join(part for part in parts if chance.random() < 0.8) + chance.choice((f"</{name}>", ""))


def sitemap(chance: random.Random) -> str:
    """A sitemap or an index of them."""
    outer, inner = chance.choice((("urlset", "url"), ("sitemapindex", "sitemap")))
    entries = "".join(_entry(chance, inner) for _ in range(min(count(chance, 90), 90)))
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{outer}>'


def _entry(chance: random.Random, name: str) -> str:
    stamp = f"<lastmod>{words.date(chance)}</lastmod>" if chance.random() < 0.6 else ""
    return f"<{name}><loc>{address(chance)}</loc>{stamp}</{name}>"


def robots(chance: random.Random) -> str:
    """Groups of rules in any order; fields that nobody knows."""
    fields = (
        lambda: f"User-agent: {chance.choice(('*', 'parwatch', 'Googlebot', '', 'PARWATCH/1', 'x' * 900))}",
        lambda: f"Disallow: {_pattern(chance)}",
        lambda: f"Allow: {_pattern(chance)}",
        lambda: f"Crawl-delay: {words.number(chance)}",
        lambda: f"Request-rate: {words.number(chance)}/{words.number(chance)}m {words.number(chance)}-0800",
        lambda: f"Visit-time: {words.number(chance)}-{words.number(chance)}",
        lambda: f"Sitemap: {address(chance)}",
        lambda: chance.choice(("# " + words.clause(chance), ":", "Disallow", "Host: x", "  ", "\ufeff", "User-agent")),
    )
    lines = [chance.choice(fields)() for _ in range(min(count(chance, 90), 90))]
    return chance.choice(_BREAKS[:3]).join(lines)


def _pattern(chance: random.Random) -> str:
    parts = ("/", "*", "$", "?", "%", "%2F", "%zz", "a", "tin", "ă", "=", ".html", "/*", "**", "*a", "+", "(", "[")
    return "".join(chance.choice(parts) for _ in range(chance.choice((1, 2, 4, 12, 60))))
