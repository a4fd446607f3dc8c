"""Fixture pairs: a page in the markup of each system, and exactly what must be read from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from parwatch_core.zones import to_vietnam
from scraper.extract import extract, rules

PAGES = Path(__file__).parent / "fixtures" / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))


def wanted(name: str) -> dict[str, str | None]:
    return json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))


def markup(name: str) -> bytes:
    return (PAGES / f"{name}.html").read_bytes()


@pytest.mark.parametrize("name", [name for name in NAMES if wanted(name)["kind"] == "article"])
def test_an_article_is_read_exactly(name):
    """Text to the letter, title, moment, author (None where there is none) and the rule that found it."""
    want = wanted(name)
    page = extract(markup(name), str(want["url"]))
    assert page.text == want["text"]
    assert page.title == want["title"]
    assert page.published is not None
    assert to_vietnam(page.published).isoformat() == want["published"]
    assert page.published_precise is want.get("precise", True)
    assert (page.kind, page.author, page.method) == (want["kind"], want["author"], want["method"])


@pytest.mark.parametrize("name", [name for name in NAMES if wanted(name)["kind"] == "article"])
def test_the_generic_search_reads_the_same_text_without_the_rule(name):
    """What the rules know is a help, not a need: every fixture's sentences survive without them, no furniture comes."""
    want = wanted(name)
    page = extract(markup(name), str(want["url"]), cms=False)
    sentences = [line for line in str(want["text"]).split("\n") if len(line) > 60]
    assert [line for line in sentences if line not in page.text] == []
    assert not re.search(r"truy cập: \d|Online|Mã xác|Đăng nhập|Khai giảng lớp|đánh giá:|Ý kiến bạn đọc", page.text)
    assert (page.kind, page.title) == ("article", want["title"])


@pytest.mark.parametrize("name", [name for name in NAMES if wanted(name)["kind"] != "article"])
@pytest.mark.parametrize("cms", [True, False])
def test_what_is_no_article_is_named_and_has_no_text(name, cms):
    want = wanted(name)
    page = extract(markup(name), str(want["url"]), cms=cms)
    assert (page.kind, page.text) == (want["kind"], "")


def test_every_rule_has_a_fixture():
    """A rule that nothing proves is not shipped."""
    proven = {wanted(name).get("method") for name in NAMES}
    assert [rule.name for rule in rules.load() if rule.name not in proven] == []


@pytest.mark.parametrize("name", [name for name in NAMES if wanted(name)["kind"] == "article"])
def test_moving_counters_do_not_change_the_page(name):
    """Two fetches in which every number outside the article moved are the same page."""
    want = wanted(name)
    text = markup(name).decode()
    kept = set(re.findall(r"\d+", json.dumps(want)))
    moved = re.sub(
        r"(?<=>)([^<>]*?(?:truy cập|Hôm nay|Online|Thống kê|Lượt xem|Đã xem)[^<>]*?)\d[\d.]*(?=<)", r"\g<1>7777", text
    )
    first, second = extract(text, str(want["url"])), extract(moved, str(want["url"]))
    assert (moved != text) == bool(re.search(r"(?:truy cập|Hôm nay|Online|Thống kê|Lượt xem|Đã xem)[^<>\d]*\d", text))
    assert "7777" not in kept and first == second
