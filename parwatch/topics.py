"""The topics of sources.toml, made ready once for each reading of the file."""

from __future__ import annotations

from functools import lru_cache

from parwatch_core.matching import Matcher, matcher
from parwatch_core.topic import Topic
from scraper import expressions


@lru_cache(maxsize=2)
def matchers(topics: tuple[Topic, ...]) -> tuple[Matcher, ...]:
    """What finds these topics in articles, without those that are switched off."""
    return tuple(matcher(one, expressions.compiled) for one in topics if one.enabled)
