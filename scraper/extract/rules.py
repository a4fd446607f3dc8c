"""Rules for content management systems: one small TOML file each in `cms/`, read once, on first use.

A file names the system, how to know it (`[signature]`: a part of the generator, or any of some selectors) and where
the parts of an article are (`[article]`: selectors by preference; `lead` is put before `body`). `[kind]` maps names of
PageKind to selectors that only such pages have. tests/scraper/test_extract_rules.py demands a fixture for each file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parwatch_core.page import PageKind
from scraper.extract.markup import Document


@dataclass(frozen=True, slots=True)
class Rule:
    """One CMS (or one theme of it). Fields hold CSS selectors, the best first."""

    name: str
    order: int
    generator: tuple[str, ...]
    markers: tuple[str, ...]
    body: tuple[str, ...]
    lead: tuple[str, ...]
    title: tuple[str, ...]
    date: tuple[str, ...]
    author: tuple[str, ...]
    drop: tuple[str, ...]
    kinds: tuple[tuple[PageKind, str], ...]

    def matches(self, document: Document) -> bool:
        """Whether the page was made by this system."""
        made_by = document.meta.get("generator", "").lower()
        if any(part in made_by for part in self.generator):
            return not self.markers or bool(document.tree.any_css_matches(self.markers))
        return not self.generator and bool(document.tree.any_css_matches(self.markers))

    def kind(self, document: Document) -> PageKind | None:
        """The kind that a selector of the rule proves."""
        return next((kind for kind, selector in self.kinds if document.tree.css_first(selector) is not None), None)


def parse(text: str) -> Rule:
    """One rule file. Raises KeyError, ValueError or tomllib.TOMLDecodeError for a file that is no rule."""
    data = tomllib.loads(text)
    signature, article = data["signature"], data["article"]
    unknown = set(article) - {"body", "lead", "title", "date", "author", "drop"}
    if unknown:
        raise ValueError(f"unknown keys in [article]: {sorted(unknown)}")
    return Rule(
        name=data["name"],
        order=data.get("order", 50),
        generator=tuple(part.lower() for part in signature.get("generator", ())),
        markers=tuple(signature.get("any", ())),
        body=tuple(article["body"]),
        lead=tuple(article.get("lead", ())),
        title=tuple(article.get("title", ())),
        date=tuple(article.get("date", ())),
        author=tuple(article.get("author", ())),
        drop=tuple(article.get("drop", ())),
        kinds=tuple((PageKind(kind), selector) for kind, selector in data.get("kind", {}).items()),
    )


@cache
def load() -> tuple[Rule, ...]:
    """All shipped rules, those with the surest signature (the smallest `order`) first."""
    files = resources.files("scraper.extract").joinpath("cms").iterdir()
    rules = [parse(file.read_text(encoding="utf-8")) for file in files if file.name.endswith(".toml")]
    return tuple(sorted(rules, key=lambda rule: (rule.order, rule.name)))


def detect(document: Document) -> tuple[Rule, ...]:
    """The rules whose signature the page bears, the surest first."""
    return tuple(rule for rule in load() if rule.matches(document))
