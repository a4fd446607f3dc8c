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

from bench import contest, corpus, grown, judge, measure, quality, report, scaling, texts  # noqa: E402
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


def test_the_quick_run_measures_steps_memory_and_growth() -> None:
    """Every table ends in its goals, with a row for each step, each way of reading and each hostile text."""
    done = run("bench", "micro", "memory", "pages", "texts", "--quick")
    assert done.returncode == 0, done.stderr
    for words in ("extract, no CMS rules", "extract, fingerprint, analyse", "learned wrapper", "ordinary prose, 3 KB"):
        assert words in done.stdout
    assert all(f"\n{name} " in done.stdout for name in texts.HOSTILE)
    goals = [line for line in done.stdout.splitlines() if "goal: " in line]
    assert len([goal for goal in goals if goal.endswith(("reached", "MISSED"))]) >= 6, done.stdout


def test_the_quick_run_tells_everybody_once() -> None:
    """On the simulated clock the figures are those of the pace: 60 chats take 2.4 seconds, in trouble or not."""
    done = run("bench", "broadcast", "--quick")
    assert done.returncode == 0, done.stderr
    troubled, sound = (line.split() for line in done.stdout.splitlines() if "60 chats" in line)
    assert sound[2:4] == ["60", "0"]
    assert troubled[2:7] == ["3", "in", "trouble", "57", "0"]
    assert 2.3 < float(sound[4]) < 10
    assert done.stdout.count("reached") == 3, done.stdout


def test_a_grown_page_is_an_article_of_its_size() -> None:
    """Of 10 KB or 300 KB, with its paragraphs and table and without its counter, whoever reads it."""
    from scraper.extract import extract

    for size in (10, 300):
        body = grown.page(size, 3)
        assert 0.9 < len(body) / (1000 * size) < 1.15
        assert body == grown.page(size, 3) != grown.page(size, 4)
        for cms in (True, False):
            page = extract(body, scaling.URL, cms=cms)
            assert page.kind == "article"
            assert "Đang truy cập" not in page.text
            assert "Xã Tân Lập 1" in page.text
            assert len(page.text.encode()) > 600 * size


def test_the_texts_are_what_their_names_say() -> None:
    """Ordinary prose claims no rank, dense text claims one in nearly every line; hostile texts are as long as asked."""
    from parwatch_core.analysis import analyse

    assert analyse("", texts.ordinary(10)).claims == ()
    dense = texts.dense(10)
    assert len(analyse("", dense).claims) > 0.7 * len(dense.splitlines())
    assert all(0.9 < len(texts.hostile(name, 10).encode()) / 10_000 < 1.1 for name in texts.HOSTILE)
    assert texts.ordinary(3) != texts.ordinary(3, 17)


def test_growth_that_is_not_linear_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Twice the cost a KB at the largest size misses the goal; a dear small page does not."""
    out = report.console()
    linear = [scaling.Cost("a", 10, 0.010), scaling.Cost("a", 100, 0.050), scaling.Cost("a", 1000, 0.6)]
    report.page_sizes(out, linear)
    assert "(here 1.20): reached" in capsys.readouterr().out
    report.page_sizes(out, [*linear[:2], scaling.Cost("a", 1000, 1.0)])
    assert "(here 2.00): MISSED" in capsys.readouterr().out


def test_the_lines_of_a_dump_that_are_no_article_are_known() -> None:
    """Menus and counters, also where they are glued to the author; a short word that the article holds as well."""
    dump = "Tiêu đề\nCâu một. Câu hai đánh giá.\n  Từ DuyTRANG TRUYỀN HÌNH\n • Đang truy cập: 27\nĐánh giá:\n"
    junk = list(quality.boilerplate(dump, ("Câu một. Câu hai đánh giá.", "Tiêu đề", "Từ Duy", "")))
    assert junk == ["TRANG TRUYỀN HÌNH", "• Đang truy cập: 27", "Đánh giá:"]


def test_a_missing_package_is_named() -> None:
    """What cannot run here is left out with a reason rather than with a figure."""
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


@pytest.mark.shared
@pytest.mark.skipif(not quality.DATA.is_dir(), reason="the recorded data (../shared/data) is not here")
def test_eval_counts_the_seeds() -> None:
    """Every sentence of the five articles is kept and every line of boilerplate is gone."""
    done = run("bench.quality", "seeds")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("seed ")]
    assert len(lines) == 5
    assert all(line[4] == line[6].rstrip(",") and line[9] == "0" for line in lines), done.stdout
