"""What holds of extraction whatever the page: reading its own result again changes nothing, and no counter is text."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator

import pytest
from fuzz.corpus import FIXTURES, Sample, Visitor, visitors
from support.shared import SHARED, rows

from parwatch_core.page import Page, PageKind
from parwatch_core.zones import to_vietnam
from scraper.dedup import fingerprint
from scraper.extract import extract

URL = "https://songtra.example.gov.vn/tin-tuc/bai-viet-12.html"
# A number alone between two tags, or behind the words of a visitor counter or a count of readers.
COUNTER = re.compile(
    r"(?P<label>(?:truy\s*cập|trực\s*tuyến|online|lượt\s*(?:xem|đọc)|đã\s*xem|hôm\s*nay|tuần|tháng\s*này|tổng(?:\s*số)?|"
    r"views?|hits|visitors?|khách|thành\s*viên)\s*(?::|</[^<>]*>|<[^<>]*>|\s)*)(?P<digits>\d[\d.,]*)(?![\d/.-])",
    re.IGNORECASE,
)


def _cleaned(page: Page) -> str:
    """A page that holds the extracted article and nothing else."""
    title = html.escape(page.title)
    day = to_vietnam(page.published).strftime("%d/%m/%Y %H:%M") if page.published else ""
    blocks = "\n".join(_block(line) for line in page.text.split("\n"))
    return (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}">'
        f'<meta property="og:type" content="article"></head><body><h1>{title}</h1><p class="date">{day}</p>'
        f'<div class="content">{blocks}</div></body></html>'
    )


def _block(line: str) -> str:
    if " | " in line:
        return "<table><tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line.split(" | ")) + "</tr></table>"
    return f"<p>{html.escape(line)}</p>"


def _unstable(samples: Iterator[tuple[str, Page]]) -> dict[str, list[str]]:
    """The lines that reading the clean page of an article loses or adds, by the article."""
    found: dict[str, list[str]] = {}
    for name, page in samples:
        if page.kind is PageKind.ARTICLE:
            again = extract(_cleaned(page), URL, cms=False)
            wrong = set(page.text.split("\n")) ^ set(again.text.split("\n"))
            if wrong or again.text != page.text:
                found[name] = [f"{again.kind} {again.method}", *sorted(wrong)[:4]]
    return found


def _articles(visitor: Visitor) -> Iterator[Sample]:
    for article in visitor.portal.held_back:
        visitor.portal.publish(article)
    return map(visitor.article, visitor.portal.articles)


def _read(sample: Sample) -> Page:
    return extract(sample.body, sample.url)


def test_the_clean_page_of_every_sample_article_reads_the_same() -> None:
    """Extraction is idempotent on the articles of the demo, of generated portals and of the fixtures."""
    samples = [(sample.url, _read(sample)) for visitor in visitors(6) for sample in _articles(visitor)]
    for path in sorted(FIXTURES.glob("*.html")):
        url = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")).get("url", URL)
        samples.append((path.stem, extract(path.read_bytes(), url)))
    assert len(samples) > 80
    assert _unstable(iter(samples)) == {}


@pytest.mark.parametrize("place", range(11))
def test_an_article_fetched_again_hashes_the_same(place: int) -> None:
    """Each visit moves the counters, the session and the tokens of a sample portal: text and hash stay."""
    visitor = visitors(6)[place]
    for first in list(_articles(visitor)):
        second = visitor.get(first.url.removeprefix(visitor.base))
        one, other = _read(first), _read(second)
        assert first.body != second.body
        assert one == other
        assert fingerprint(one.title, one.text).body_hash == fingerprint(other.title, other.text).body_hash


def _counted_on(markup: str, text: str, chance: random.Random) -> str:
    """The page as a later visitor sees it: every counter shows other digits; what the article says is no counter."""

    def other(match: re.Match[str]) -> str:
        words = " ".join(re.sub(r"<[^<>]*>", " ", match.group()).split())
        if words in text:
            return match.group()
        return match["label"] + re.sub(r"\d", lambda _: str(chance.randint(1, 9)), match["digits"])

    return COUNTER.sub(other, markup)


def _saved_articles() -> list[dict[str, str]]:
    return [row for row in rows("pages/truth.jsonl") if row["kind"] == "article"] if SHARED.is_dir() else []


@pytest.mark.shared
def test_digits_of_counters_never_change_the_hash_of_a_saved_article() -> None:
    """On the recorded pages of real systems, three later visits each."""
    moved = 0
    changed = []
    for row in _saved_articles():
        body = (SHARED / "pages" / row["file"]).read_text(encoding="utf-8", errors="replace")
        before = extract(body, row["url"] or "")
        text = " ".join(f"{before.title} {before.text}".split())
        for visit in range(3):
            later = _counted_on(body, text, random.Random(visit))
            moved += later != body
            after = extract(later, row["url"] or "")
            if fingerprint(after.title, after.text).body_hash != fingerprint(before.title, before.text).body_hash:
                changed.append(row["file"])
    assert moved >= 60
    assert changed == []


@pytest.mark.shared
def test_the_clean_page_of_every_saved_article_reads_the_same() -> None:
    """Extraction is idempotent on the recorded articles."""
    samples = (
        (row["file"], extract((SHARED / "pages" / row["file"]).read_bytes(), row["url"] or ""))
        for row in _saved_articles()
    )
    assert _unstable(samples) == {}
