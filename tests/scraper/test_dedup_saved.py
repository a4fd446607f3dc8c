"""De-duplication on texts of real portals."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from support.shared import SHARED, rows

from scraper.dedup import Record, same_stories

pytestmark = pytest.mark.shared


def test_damaged_copies_are_the_story_of_their_clean_text() -> None:
    """Of eleven kinds of damage nine are exact and glued words near; TCVN3 is another alphabet, not understood."""
    texts = [*rows("rankings/dev.jsonl"), *rows("rankings/variants.jsonl")]
    found = same_stories(Record(row["id"], row["title"], row["text"]) for row in texts)
    kinds: dict[str, Counter[str]] = {}
    for row, same in zip(texts, found, strict=True):
        right = same.same_as == row["id"].partition("~")[0]
        kinds.setdefault(row.get("variant", "clean"), Counter())[
            str(same.kind) if right or not same.kind else "wrong"
        ] += 1
    exact = {
        "nfd",
        "tone_swap",
        "nbsp",
        "nbsp_digits",
        "zwsp",
        "caps",
        "double_space_breaks",
        "slash_spaced",
        "comma_to_dot",
    }
    assert {kind for kind, count in kinds.items() if set(count) == {"exact"}} == exact
    assert set(kinds["glued"]) == {"exact", "near"}
    assert set(kinds["clean"]) == {"None"}
    assert set(kinds["tcvn3"]) == {"None"}


def test_one_article_on_three_portals_is_one_story() -> None:
    """The bodies of the saved pages: each story of several portals is found, no two stories are joined."""
    articles = [row for row in rows("pages/truth.jsonl") if row["kind"] == "article" and row["body"]]
    name = {
        row["id"]: row["id"].partition("_")[2] if row["group"].startswith("rendered") else row["id"] for row in articles
    }
    first: dict[str, str] = {}
    for same in same_stories(Record(row["id"], row["title"] or "", row["body"]) for row in articles):
        story = name[same.id]
        # One real department shows its structure on two pages, word for word.
        if same.id not in ("lfr_gioithieu", "lfr_cocau"):
            assert same.same_as == first.get(story)
        first.setdefault(story, same.id)


def test_different_news_is_not_joined() -> None:
    """181 news pages of the world hold no two of the same story."""
    pages = json.loads((SHARED / "general" / "ground-truth.json").read_text(encoding="utf-8"))
    found = same_stories(Record(name, "", page.get("articleBody", "")) for name, page in pages.items())
    assert [same for same in found if same.same_as] == []
