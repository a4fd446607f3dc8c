"""The elements of a page that hold its article."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.rules import Rule


@dataclass(frozen=True, slots=True)
class Content:
    """The elements that hold an article, in order, what to leave out of them, and who found them.

    `rule` is that of the page's system, also where the generic search had to find the text. `headline` is what
    `headline.find` said without anybody's selectors, where that was asked.
    """

    roots: tuple[LexborNode, ...]
    skip: frozenset[int]
    method: str
    rule: Rule | None = None
    headline: tuple[str, LexborNode | None] | None = None
