"""`parwatch rankings` as people and programs use it: tables that fit, leagues, CSV, pictures, clear answers."""

from __future__ import annotations

import csv
import functools
import io
import os
import pty
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from support import archive
from support.process import COMMAND, Done, Home, Inside

from parwatch.cli.rankings import COLUMNS
from parwatch_core.ranking import Index, RankingClaim, UnitLevel
from storage.database import Database

FORMULA = '=HYPERLINK("http://a.example","x")'


def hatinh(unit: str, year: int, rank: int | None, **changes: Any) -> RankingClaim:
    return archive.claim(unit, **{"province": "Hà Tĩnh", "year": year, "rank": rank, "of_total": 6, **changes})


CLAIMS = (
    hatinh("huyện Hương Sơn", 2020, 5),
    hatinh("huyện Hương Sơn", 2021, 2, score=88.46, score_unit="điểm"),
    hatinh("UBND huyện Hương Sơn", 2021, 2),
    hatinh("TP. Hà Tĩnh", 2021, 1),
    hatinh("huyện Can Lộc", 2021, 5),
    hatinh("huyện Can Lộc", 2021, 4),
    hatinh("xã Hương Sơn", 2025, 12, of_total=69, unit_level=UnitLevel.COMMUNE, index=Index.QD766),
    hatinh(FORMULA, 2019, 3, unit_level=UnitLevel.DEPARTMENT, evidence="@SUM(1)", doubtful=True),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An archive with an article for each claim."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.watch("http://127.0.0.1:1/", every="6h")
    home.database.parent.mkdir()
    database = Database(f"sqlite:///{home.database}")
    database.migrate()
    with database.write() as session:
        for claim in CLAIMS:
            archive.add(session, archive.article(title=f"Kết quả của {claim.unit}"), archive.verdict(claim))
    database.close()
    return home


@pytest.fixture
def rankings(home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """The command over the archive, in this process."""
    return functools.partial(Inside(monkeypatch, capfd).run, home, "rankings")


# --- a unit


def test_a_unit_is_shown_with_its_kin(rankings: Callable[..., Done]) -> None:
    """Newest first, the articles counted, the change from the year before, the district's heirs named and listed."""
    out = rankings("--unit", "huyen huong son").out
    district, commune = out.split("\n\n")
    assert re.search(r"2021 +PAR +2/6 +··●·········· +▲ 3 +88,46 điểm +2 ", district)
    assert re.search(r"2020 +PAR +5/6 +·+●·+ +— +1 ", district)
    assert commune.startswith("xã Hương Sơn, Hà Tĩnh\n")
    assert "huyện Hương Sơn, Hà Tĩnh no longer exists; on its ground now: xã Hương Sơn, xã Sơn Hồng" in commune


def test_a_known_unit_without_a_rank_says_what_it_became(rankings: Callable[..., Done]) -> None:
    """No table, no error: nothing was reported of it."""
    done = rankings("--unit", "huyện Đức Thọ")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("nothing is stored of huyện Đức Thọ, Hà Tĩnh\nhuyện Đức Thọ, Hà Tĩnh no longer exists;")


def test_an_unknown_unit_is_one_line_with_suggestions(rankings: Callable[..., Done]) -> None:
    """On stderr, exit 1."""
    line = rankings("--unit", "Hương Sonn").refused()
    assert line.startswith("no unit is called 'Hương Sonn'; did you mean: ")
    assert "huyện Hương Sơn, Hà Tĩnh" in line
    assert rankings("--unit", "qqqq").refused() == "no unit is called 'qqqq'"


# --- leagues


def test_a_league_shows_its_gaps(rankings: Callable[..., Done]) -> None:
    """By rank; what nobody reported is a row of its own, a disputed rank is marked."""
    out = rankings("--index", "par", "--year", "2021", "--province", "ha tinh").out
    head, _, *rows = out.splitlines()
    assert head == "PAR 2021, huyện, Hà Tĩnh: 6 ranked"
    shown = [(row[:4].strip(), row[6:24].strip()) for row in rows]
    assert shown == [
        ("1", "thành phố Hà Tĩnh"),
        ("2", "huyện Hương Sơn"),
        ("3", "not known"),
        ("4", "huyện Can Lộc"),
        ("5", "huyện Can Lộc"),
        ("6", "not known"),
    ]
    assert [row.count("disputed") for row in rows] == [0, 0, 0, 1, 1, 0]


# --- terminals


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "asked",
    [["--unit", "huong son"], ["--index", "PAR", "--year", "2021", "--province", "Hà Tĩnh"], ["--province", "Hà Tĩnh"]],
)
def test_tables_fit_a_terminal(home: Home, columns: int, asked: list[str]) -> None:
    """No line is wider than the terminal, no number is cut; a wide one shows the newest article too."""
    out = on_a_terminal(home, columns, "rankings", *asked)
    lines = out.splitlines()
    assert max(map(len, lines)) <= columns
    assert "88,46 điểm" in out
    assert ("Newest article" in out) is (columns == 120)
    assert "huyện Hương Sơn" in out


def on_a_terminal(home: Home, columns: int, *arguments: str) -> str:
    """What a command shows on a terminal of this width, without its colours."""
    ours, theirs = pty.openpty()
    environment = {**home.environment, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    process = subprocess.Popen([COMMAND, *arguments], stdout=theirs, env=environment, cwd=home.place)
    os.close(theirs)
    shown = b""
    try:
        while some := os.read(ours, 65536):
            shown += some
    except OSError:  # the other end is closed: the process has ended
        pass
    os.close(ours)
    assert process.wait(20) == 0
    return re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")


# --- programs


def test_json_has_every_witness(rankings: Callable[..., Done]) -> None:
    """What a unit became goes to stderr: stdout is one document."""
    done = rankings("--unit", "huyện Hương Sơn", "--year", "2021", "--json")
    (fact,) = done.json
    assert (fact["unit"], fact["rank"], fact["of_total"], fact["score"], fact["articles"]) == (
        "huyện Hương Sơn", 2, 6, 88.46, 2,
    )  # fmt: skip
    assert sorted(witness["claim"]["unit"] for witness in fact["witnesses"]) == [
        "UBND huyện Hương Sơn",
        "huyện Hương Sơn",
    ]
    assert "xã Hương Sơn, Hà Tĩnh" in fact["successors"]
    assert "no longer exists" in done.err


def test_csv_is_stable_and_inert(rankings: Callable[..., Done], tmp_path: Path) -> None:
    """A fixed head; text of portals runs as no formula; a file begins with the mark that spreadsheets need."""
    done = rankings("--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert tuple(rows[0]) == COLUMNS
    (evil,) = (row for row in rows if "HYPERLINK" in row["unit"])
    assert (evil["unit"], evil["evidence"], evil["doubtful"]) == (f"'{FORMULA}", "'@SUM(1)", "yes")
    best = next(row for row in rows if row["unit"] == "huyện Hương Sơn")
    assert (best["rank"], best["rank_change"], best["score"], best["articles"]) == ("2", "3", "88.46", "2")
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row.values())
    file = tmp_path / "a.csv"
    assert rankings("--csv", "--out", str(file)).code == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + done.out.encode()


# --- pictures


def test_a_picture_is_written(rankings: Callable[..., Done], tmp_path: Path) -> None:
    """PNG or SVG by the name of the file, of the unit that was asked for, in either language."""
    png, svg = tmp_path / "a.png", tmp_path / "b.SVG"
    done = rankings("--unit", "huyện Hương Sơn", "--picture", str(png))
    assert (done.code, done.out) == (0, f"{png} written: huyện Hương Sơn, Hà Tĩnh\n")
    assert png.read_bytes()[:4] == b"\x89PNG"
    assert rankings("--unit", "huyện Hương Sơn", "--picture", str(svg), "--language", "en").code == 0
    shown = [node.text for node in ElementTree.fromstring(svg.read_text(encoding="utf-8")).iter() if node.text]
    assert "2021: rank 2 of 6" in shown
    assert "12" not in shown


def test_a_league_is_drawn(rankings: Callable[..., Done], tmp_path: Path) -> None:
    """By rank, the gaps in their places; a league of which nothing is known is one line."""
    asked = ["--index", "PAR", "--province", "Hà Tĩnh", "--picture", str(tmp_path / "a.svg")]
    done = rankings("--year", "2021", *asked)
    assert done.out.endswith("a.svg written: PAR 2021, huyện, Hà Tĩnh: 6 ranked\n")
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    shown = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    rows = ["1", "Thành phố Hà Tĩnh", "2", "Huyện Hương Sơn", "3", "88,46", "3", "chưa rõ"]
    assert shown[:2] == ["Bảng xếp hạng cấp huyện, Hà Tĩnh", "Chỉ số cải cách hành chính (PAR INDEX) · 2021"]
    assert shown[2 : 2 + len(rows)] == rows
    assert rankings("--year", "1999", *asked).refused() == "nothing is stored of this league"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--picture", "a.png", "--index", "PAR"], "add --unit, or --index and --year"),
        (["--unit", "huyện Hương Sơn", "--picture", "a.gif"], ".png or .svg"),
        (["--out", "a.csv"], "only with --csv"),
        (["--json", "--csv"], "one of --json, --csv and --picture"),
    ],
)
def test_options_that_mean_nothing_together_are_wrong_usage(
    rankings: Callable[..., Done], arguments: list[str], words: str
) -> None:
    """Exit 2, and what to do."""
    done = rankings(*arguments)
    assert (done.code, done.out) == (2, "")
    assert words in " ".join(done.err.replace("│", " ").split())


def test_a_picture_that_cannot_be_drawn_or_written_is_one_line(rankings: Callable[..., Done], tmp_path: Path) -> None:
    """No rank at all, or no such folder."""
    assert "no rank" in rankings("--unit", "huyện Đức Thọ", "--picture", str(tmp_path / "a.png")).refused()
    nowhere = str(tmp_path / "none" / "a.png")
    assert "cannot be written" in rankings("--unit", "huyện Hương Sơn", "--picture", nowhere).refused()
