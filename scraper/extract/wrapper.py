"""The learned wrapper of one site."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from scraper.extract.markup import Document


@dataclass(frozen=True, slots=True)
class Located:
    """Elements that hold the article and the mem_ids to leave out."""

    roots: tuple[LexborNode, ...]
    skip: frozenset[int]


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Where the articles of one site stand."""

    container: tuple[str, ...] = ()

    def locate(self, document: Document) -> Located | None:
        """The article's elements on a page of the site."""
        return None
