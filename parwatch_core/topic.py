"""A subject to watch beside the rankings, as a `[[topic]]` of sources.toml describes it, and where articles are of it.

How an article is found to be of a topic: parwatch_core.matching.
"""

from __future__ import annotations

from dataclasses import dataclass

# The topic that needs no table: administrative-reform rankings, recognised by parwatch_core.analysis. Stored: never
# rename it.
REFORM = "cchc"


@dataclass(frozen=True, slots=True)
class Topic:
    """One `[[topic]]`. `name` is unique; alerts and stored hits go by it.

    An article is of the topic when every word of `all_of` occurs, none of `none_of` does, and, where `any_of` or
    `patterns` are given, at least one of these. `patterns` are expressions in the syntax of RE2. `sources` (names) and
    `province` restrict it to some portals.
    """

    name: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    province: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it stands in the article's title or body. `marks`: (start, end) in it of what was looked for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TopicHit:
    """An article is of a topic; `because` are the first sentences that say so, `matching.MOST_QUOTES` at most."""

    topic: str
    because: tuple[Quote, ...] = ()
