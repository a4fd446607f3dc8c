"""Rules for content management systems: one small TOML file each in `cms/`, read once, on first use.

A file names the system, how to know it (`[signature]`: the `generator` that it names itself in a meta element, or else
`text`, one of which stands in the markup, and `any`, one of which selects something) and where
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
    """One CMS (or one theme of it). Fields hold CSS selectors, the best first; `drop` is one for all."""

    name: str
    order: int
    generator: str
    hints: tuple[bytes, ...]
    markers: tuple[str, ...]
    body: tuple[str, ...]
    lead: tuple[str, ...]
    title: tuple[str, ...]
    date: tuple[str, ...]
    author: tuple[str, ...]
    drop: str
    kinds: tuple[tuple[PageKind, str], ...]

    def matches(self, document: Document) -> bool:
        """Whether the page bears this system's marks: a search of the markup first, selectors only after a hit."""
        if not any(hint in document.markup for hint in self.hints):
            return False
        return not self.markers or document.tree.css_first(", ".join(self.markers)) is not None

    def may_match(self, document: Document) -> bool:
        """False where the page lacks the names that its marks need, which is far sooner found out."""
        return not self.markers or any(map(document.may_hold, self.markers))

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
        generator=signature.get("generator", ""),
        hints=tuple(hint.encode() for hint in signature["text"]),
        markers=tuple(signature.get("any", ())),
        body=tuple(article["body"]),
        lead=tuple(article.get("lead", ())),
        title=tuple(article.get("title", ())),
        date=tuple(article.get("date", ())),
        author=tuple(article.get("author", ())),
        drop=", ".join(article.get("drop", ())),
        kinds=tuple((PageKind(kind), selector) for kind, selector in data.get("kind", {}).items()),
    )


@cache
def load() -> tuple[Rule, ...]:
    """All shipped rules, those with the surest signature (the smallest `order`) first."""
    files = resources.files("scraper.extract").joinpath("cms").iterdir()
    rules = [parse(file.read_text(encoding="utf-8")) for file in files if file.name.endswith(".toml")]
    return tuple(sorted(rules, key=lambda rule: (rule.order, rule.name)))


def detect(document: Document) -> tuple[Rule, ...]:
    """The rules whose signature the page bears, the surest first. A named generator leaves only its own rules."""
    made_by = document.meta.get("generator", "")
    own = tuple(rule for rule in load() if rule.generator and made_by.startswith(rule.generator))
    if len(own) > 1:  # themes of one system
        return tuple(rule for rule in own if rule.matches(document)) or own[-1:]
    return own or tuple(rule for rule in load() if rule.may_match(document) and rule.matches(document))
