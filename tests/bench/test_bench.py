"""The benchmark runs, counts rightly what it is given, and its portals hold what it asks about."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
# bench/ is beside the packages, not one of them: only the checkout has it.
sys.path.insert(0, str(ROOT))

from bench import corpus, judge, measure, quality  # noqa: E402
from bench.contestants.task import Stored, keyword_alert  # noqa: E402
from parwatch.demo.portals.article import Label  # noqa: E402

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_quick_run_measures_parwatch_beside_the_floor() -> None:
    """Both disciplines end with a line for each contestant and every article of the portals stored by ours."""
    done = run("bench", "poll", "archive", "--quick")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    firsts = Counter(line[0] for line in lines if line)
    assert firsts["parwatch"] == 4  # the head, polling, reading, what was stored
    assert firsts["floor"] == 3
    assert any(line[:4] == ["parwatch", "18", "of", "18"] for line in lines), done.stdout
    assert "goal: no false change: reached" in done.stdout


def test_a_missing_package_is_named() -> None:
    """What cannot run here is left out with a reason rather than with a figure."""
    from bench import contest

    missing = contest.missing(contest.CRAWLER)
    assert (contest.CRAWLER in contest.contestants()) == (not missing)
    assert contest.missing(contest.OURS) == contest.missing(contest.FLOOR) == ""


def test_a_child_is_measured() -> None:
    """CPU seconds and peak memory are those of the child, not of the process that starts it."""
    busy = (
        "import time\nheld = b'x' * 60_000_000\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    )
    done = measure.run([sys.executable, "-c", busy], timeout=30)
    assert done.code == 0
    assert 0.3 <= done.cpu < 1.0
    with measure.Meter() as meter:
        measure.run([sys.executable, "-c", busy], timeout=30)
    assert meter.cpu < 0.2
    assert meter.wall >= 0.3


def test_the_portals_hold_copies_and_traps() -> None:
    """Of 20 portals six hold a whole copy, six a copy reworked or of a ranking; one article in six misleads."""
    portals = corpus.portals(20, 6, NOW, clock=lambda: NOW)
    articles = [article for portal in portals for article in portal.articles]
    stories = Counter(article.story for article in articles)
    assert sum(stories.values()) - len(stories) == 12
    bodies = Counter((article.title, article.paragraphs) for article in articles)
    assert 0 < sum(bodies.values()) - len(bodies) < 12
    traps = [article for article in articles if article.truth.trap]
    assert len(traps) == 20
    assert all(article.truth.label is Label.NONE for article in traps)
    assert len({portal.site.key + article.slug for portal in portals for article in portal.articles}) == 120


def article(url: str, story: str, *, ranking: bool) -> dict[str, Any]:
    return {
        "url": url,
        "title": url,
        "day": "2026-11-23",
        "paragraphs": ["Một đoạn văn."],
        "ranking": ranking,
        "story": story,
    }


def test_the_judge_counts() -> None:
    """Right, repeated and false alerts, found and false copies, counters, dates and bodies are told apart."""
    printed = [article("a", "1", ranking=True), article("b", "1", ranking=True), article("c", "2", ranking=False)]
    stored = [
        Stored("a", "a", "2026-11-23", "Một đoạn\nvăn.", alert=True),
        Stored("b", "b", "2026-11-22", "Một đoạn văn. Đang truy cập: 12", alert=True, copy=True),
        Stored("c", "c", None, "Một", alert=True, copy=True),
        Stored("x", "x", None, "", alert=True),
    ]
    said = judge.judge([{"boilerplate": ["Đang truy cập"], "articles": printed}], stored)
    assert (said.printed, said.stored, said.surplus) == (3, 3, 1)
    assert (said.counters, said.boilerplate, said.whole, said.dates) == (1, 1, 2, 1)
    assert (said.copies_printed, said.copies, said.false_copies) == (1, 1, 1)
    assert (said.rankings, said.right, said.repeats, said.false) == (1, 1, 1, 1)


def test_the_keyword_rule_wants_both_words() -> None:
    """A subject without a rank is none, and a rank without the subject is none."""
    assert keyword_alert("Chỉ số cải cách hành chính", "Huyện xếp thứ 2/10.")
    assert not keyword_alert("Chỉ số cải cách hành chính", "Huyện đã ban hành kế hoạch.")
    assert not keyword_alert("Bóng đá", "Đội xếp thứ 2/10.")


def test_eval_says_why_it_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """Without the recorded data `make eval` ends well and says what is missing."""
    monkeypatch.setattr(quality, "DATA", tmp_path / "none")
    monkeypatch.setattr(sys, "argv", ["quality"])
    quality.main()
    assert "skipped" in capsys.readouterr().out


@pytest.mark.shared
@pytest.mark.skipif(not quality.DATA.is_dir(), reason="the recorded data (../shared/data) is not here")
def test_eval_scores_what_the_commands_say() -> None:
    """A table is printed by the scorer that comes with the data."""
    done = run("bench.quality", "rankings")
    assert done.returncode == 0, done.stderr
    assert "facts full" in done.stdout
