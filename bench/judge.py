"""What a contestant stored, held against what the portals printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.contestants.task import Stored

# What changes on each request, and what no reader takes for the article.
COUNTER = re.compile(r"đang truy cập|lượt truy cập|hôm nay\s*:|tháng hiện tại|lượt xem", re.I)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts over the articles printed. `clean`: bodies without boilerplate; `whole`: with every paragraph.

    `copies` were found of `copies_printed`, `false_copies` are no copies. An alert is right when the text reports a
    ranking; of `rankings` stories, `repeats` are alerts for a story told already.
    """

    printed: int
    stored: int
    surplus: int
    counters: int
    boilerplate: int
    whole: int
    dates: int
    copies_printed: int
    copies: int
    false_copies: int
    rankings: int
    right: int
    repeats: int
    false: int


def judge(portals: Sequence[dict[str, Any]], stored: Sequence[Stored]) -> Verdict:
    """Hold what was stored against what was printed."""
    printed = {article["url"]: {**article, "furniture": p["boilerplate"]} for p in portals for article in p["articles"]}
    pairs = [(printed[article.url], article) for article in stored if article.url in printed]
    stories = [article["story"] for article in printed.values()]
    shared = {story for story in stories if stories.count(story) > 1}
    alerted = [truth["story"] for truth, article in pairs if article.alert and truth["ranking"]]
    return Verdict(
        printed=len(printed),
        stored=len(pairs),
        surplus=len(stored) - len(pairs),
        counters=sum(bool(COUNTER.search(article.text)) for _, article in pairs),
        boilerplate=sum(any(words in article.text for words in truth["furniture"]) for truth, article in pairs),
        whole=sum(_whole(truth, article.text) for truth, article in pairs),
        dates=sum(article.day == truth["day"] for truth, article in pairs),
        copies_printed=len(stories) - len(set(stories)),
        copies=sum(article.copy and truth["story"] in shared for truth, article in pairs),
        false_copies=sum(article.copy and truth["story"] not in shared for truth, article in pairs),
        rankings=len({truth["story"] for truth in printed.values() if truth["ranking"]}),
        right=len(set(alerted)),
        repeats=len(alerted) - len(set(alerted)),
        false=sum(article.alert and not truth["ranking"] for truth, article in pairs),
    )


def _whole(truth: dict[str, Any], text: str) -> bool:
    flat = _squashed(text)
    return all(_squashed(paragraph) in flat for paragraph in truth["paragraphs"])


def _squashed(text: str) -> str:
    return "".join(text.split())
