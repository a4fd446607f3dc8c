"""The command line as programs and people use it: exit codes, what is on stdout, narrow terminals, hostile content."""

from __future__ import annotations

import csv
import functools
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import archive
from support.process import COMMAND, Done, Home, Inside

from parwatch_core.notice import Language, NoticeKind
from storage import outbox, subscribers
from storage.database import Database

COMMANDS = (
    "run", "demo", "backfill", "once", "check", "extract", "analyse", "dedup",
    "articles", "rankings", "sources", "export", "backup", "migrate", "health",
)  # fmt: skip
# A formula, a terminal's escape sequences (ESC and its one-letter form), rich's markup, another direction, HTML.
FORMULA = '=HYPERLINK("http://a.example","x")'
HOSTILE = "Huyện \x1b[2J\x9b31m[bold red]đỏ[/] \u202eđảo\u202c <b>đậm</b>"
RANKING = {
    "title": "Huyện Phụng Hiệp xếp thứ 7/8 về cải cách hành chính năm 2021",
    "text": "Kết quả Chỉ số cải cách hành chính năm 2021: huyện Phụng Hiệp xếp thứ 7/8 huyện, thị xã, thành phố.",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An archive with a formula, an escape sequence and an ordinary story; one source."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.watch("http://127.0.0.1:1/", every="6h")
    home.database.parent.mkdir()
    database = Database(f"sqlite:///{home.database}")
    database.migrate()
    with database.write() as session:
        for title in (FORMULA, HOSTILE, "Huyện Sông Trà xếp thứ 2"):
            archive.add(session, archive.article(title=title), archive.verdict(archive.claim(title, evidence=title)))
    database.close()
    return home


@pytest.fixture
def inside(home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """A command over the archive, in this process."""
    return functools.partial(Inside(monkeypatch, capfd).run, home)


# --- help, usage, completion


def test_every_command_has_help(home: Home) -> None:
    """And `--help` of the whole lists every one of them, without loading the rooms."""
    listed = home.run("--help")
    assert listed.code == 0
    assert [name for name in COMMANDS if f" {name} " not in listed.out] == []
    pages = [subprocess.Popen([COMMAND, name, "--help"], stdout=subprocess.PIPE, cwd=home.place) for name in COMMANDS]
    for name, page in zip(COMMANDS, pages, strict=True):
        out, _ = page.communicate(timeout=20)
        assert page.returncode == 0, name
        assert f"Usage: parwatch {name}" in out.decode()


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["export", "--format", "xml"], ["articles", "-n", "0"], ["check"]]
)
def test_usage_errors_exit_2(inside: Callable[..., Done], arguments: list[str]) -> None:
    """With the usage on stderr and nothing on stdout."""
    done = inside(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Usage: parwatch" in done.err


def test_the_shell_completes_commands(home: Home) -> None:
    """The script is printed, and what it calls knows the commands."""
    # Else the shell is looked for among the parents of the test, where there need be none.
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    script = home.run("--show-completion", "bash", **named)
    assert script.code == 0
    assert "complete -o default -F _parwatch_completion parwatch" in script.out
    asked = {"_PARWATCH_COMPLETE": "complete_bash", "COMP_WORDS": "parwatch he", "COMP_CWORD": "1"}
    assert home.run(**asked).out.split() == ["health"]


# --- terminals


def test_no_terminal_is_too_poor(home: Home) -> None:
    """ASCII only, no colours, 20 columns: a question mark or a break, never an error and never an escape sequence."""
    for poor in (
        {"LANG": "C", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ):
        done = home.run("articles", **poor)
        assert (done.code, done.err) == (0, ""), poor
        assert "songtra" in done.out
    narrow = home.run("--help", TERM="dumb", COLUMNS="20")
    assert narrow.code == 0
    assert max(map(len, narrow.out.splitlines())) <= 20


def test_what_portals_write_does_not_reach_the_terminal_as_orders(home: Home) -> None:
    """Escape sequences, their one-byte form, changes of direction and rich's markup are shown or dropped."""
    for command in ("articles", "rankings"):
        shown = home.run(command, FORCE_COLOR="1", TTY_COMPATIBLE="1").out
        assert "[bold red]đỏ[/]" in shown
        assert not {"\x9b", "\u202e"} & set(shown)
        assert "\x1b[2J" not in shown


def test_json_stays_json_on_an_ascii_terminal(home: Home) -> None:
    """Letters that cannot be written are escaped, not replaced."""
    for command in ("articles", "rankings"):
        done = home.run(command, "--json", PYTHONIOENCODING="ascii")
        assert (done.code, done.err) == (0, "")
        assert done.out.isascii()
        assert HOSTILE in [stored.get("title", stored.get("unit")) for stored in done.json]


def test_once_with_json_leaves_stdout_to_the_document(home: Home, tmp_path: Path) -> None:
    """Lines on polls, logs and the alerts of a console are on stderr; an unknown source is one line."""
    line = home.run("once", "--source", "huyen", "--json").refused()
    assert line == "no source is called 'huyen'; there are: 127.0.0.1:1"
    other = Home(tmp_path)
    other.watch("http://127.0.0.1:1/", every="6h")
    other.database.parent.mkdir()
    database = Database(f"sqlite:///{other.database}")
    database.migrate()
    with database.write() as session:
        subscribers.subscribe(session, 0, Language.VI, archive.NOW)
        ids = archive.add(session)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, archive.NOW)
    database.close()
    done = other.run("once", "--json")
    assert [poll["status"] for poll in done.json] == ["refused"]
    assert "Huyện Sông Trà" in done.err
    assert done.err.splitlines()[-1].startswith("parwatch: 127.0.0.1:1: ")
    assert done.code == 1, "the only poll failed"
    assert other.run("once", "--json").json == [], "not due"


def test_a_reader_who_has_seen_enough_is_no_error(home: Home) -> None:
    """`parwatch export | head -1`: no traceback, whichever side closes first."""
    for command in ("articles --json", "export"):
        done = subprocess.run(
            ["/bin/bash", "-c", f"set -o pipefail; {COMMAND} {command} | true"],
            cwd=home.place, env=home.environment, capture_output=True, timeout=20, check=False,
        )  # fmt: skip
        assert done.stderr == b"", command


# --- export


def test_csv_cells_are_no_formulas(home: Home) -> None:
    """Text that a spreadsheet would run is quoted; numbers stay numbers; UTF-8 whatever the terminal."""
    done = home.run_raw("export", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))
    assert {row["title"] for row in rows} >= {f"'{FORMULA}", "Huyện Sông Trà xếp thứ 2"}
    assert {row["rank"] for row in rows} == {"2"}
    for row in rows:
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_exported_files_open_in_a_spreadsheet(home: Home, tmp_path: Path) -> None:
    """CSV files begin with the mark that makes Vietnamese readable there; lines of JSON do not."""
    assert home.run("export", "--out", str(tmp_path / "a.csv")).code == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfyear,index,")
    assert home.run("export", "--format", "jsonl", "--out", str(tmp_path / "a.jsonl")).code == 0
    stored = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {one["title"] for one in stored} >= {FORMULA, HOSTILE}


def test_places_that_cannot_be_written_are_one_line(home: Home, tmp_path: Path) -> None:
    """A directory, a missing directory, a backup that exists: nothing is overwritten."""
    assert "Is a directory" in home.run("export", "--out", str(tmp_path)).refused()
    assert "does not exist: make it first" in home.run("backup", str(tmp_path / "none" / "b.db")).refused()
    kept = tmp_path / "kept.db"
    kept.write_text("mine")
    assert "exists already" in home.run("backup", str(kept)).refused()
    assert kept.read_text() == "mine"


@pytest.mark.parametrize("words", ['" OR * ( NEAR', "", "'; DROP TABLE articles; --", "%_\\"])
def test_any_words_may_be_searched_for(inside: Callable[..., Done], words: str) -> None:
    """Quotes, operators and wildcards are only letters."""
    done = inside("articles", "--search", words, "--json")
    assert (done.code, done.err) == (0, "")
    assert isinstance(done.json, list)


# --- batch commands


def lines(*records: object) -> bytes:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()


def test_batches_come_from_stdin_and_from_files_alike(home: Home, tmp_path: Path) -> None:
    """With a byte order mark, Windows line ends, empty lines, U+2028 inside a text; ids come back as they went in."""
    other = {"title": "Lịch tiếp công dân", "text": "Chủ tịch UBND huyện tiếp\u2028công dân định kỳ vào thứ Hai."}
    batch = b"\xef\xbb\xbf" + lines({"id": 7, **RANKING}).replace(b"\n", b"\r\n") + b"\r\n\r\n"
    batch += lines({"id": "b", **other}, {"id": 9, **RANKING}) + b"\n"
    (tmp_path / "in.jsonl").write_bytes(batch)
    piped = home.run("dedup", "--batch", "-", stdin=batch, PYTHONIOENCODING="ascii")
    filed = home.run("dedup", "--batch", str(tmp_path / "in.jsonl"))
    assert piped.out == filed.out
    assert [json.loads(line) for line in filed.out.splitlines()] == [
        {"id": 7, "same_as": None, "kind": None},
        {"id": "b", "same_as": None, "kind": None},
        {"id": 9, "same_as": 7, "kind": "exact"},
    ]
    first, second, _ = map(json.loads, home.run("analyse", "--batch", "-", stdin=batch).out.splitlines())
    assert (first["id"], first["is_reform_ranking"]) == (7, True)
    assert [(fact["rank"], fact["of_total"]) for fact in first["facts"]] == [(7, 8)]
    assert (second["id"], second["is_reform_ranking"], second["facts"]) == ("b", False, [])


def test_an_empty_batch_is_an_empty_answer(inside: Callable[..., Done]) -> None:
    """For every batch command."""
    for command in ("extract", "analyse", "dedup"):
        done = inside(command, "--batch", "-", stdin=b"\n \n")
        assert (done.code, done.out, done.err) == (0, "", "")


BROKEN: tuple[tuple[str, bytes, str], ...] = (
    ("analyse", b'{"id": 1, "title": "a", "text": "b"}\n{"id": 2,', "-:2:10: not JSON"),
    ("analyse", b"[1, 2]", "-:1:1: write one JSON object a line"),
    ("analyse", b'{"id": 1, "title": "a"}', "-:1:1: the object has no text"),
    ("analyse", b'{"id": 1, "title": null, "text": "b"}', "-:1:1: the object has no title"),
    ("analyse", b'{"id": 1, "title": ["a"], "text": "b"}', "-:1:1: title is no text"),
    ("analyse", b'{"id": 1, "title": "a", "text": "b", "portal_unit": 5}', "-:1:1: portal_unit is no text"),
    ("dedup", b'{"id": ' + b"9" * 5000 + b', "title": "a", "text": "b"}', "-:1:1: a number too long"),
    ("dedup", b"[" * 100_000, "-:1:1: "),
    ("dedup", b'{"id": 1, "title": "\xe1\xba", "text": "b"}', "-: cannot be read (not UTF-8 at byte 21)"),
    ("extract", b'{"id": 1, "file": "none.html"}', "none.html: cannot be read (No such file or directory)"),
    ("extract", b'{"id": 1, "file": "a\\u0000b"}', "-:1:1: file is no path"),
    ("extract", b'{"id": 1, "file": ".", "url": 5}', "-:1:1: url is no text"),
    ("extract", b'{"id": 1, "file": "."}', ".: cannot be read (Is a directory)"),
)


@pytest.mark.parametrize(("command", "batch", "line"), BROKEN)
def test_a_broken_batch_is_one_line_with_its_place(
    inside: Callable[..., Done], command: str, batch: bytes, line: str
) -> None:
    """Line and column where they are known, and nothing on stdout."""
    assert inside(command, "--batch", "-", stdin=batch).refused().startswith(line)


def test_a_batch_that_is_not_there_is_one_line(inside: Callable[..., Done]) -> None:
    """Named as it was given."""
    refused = inside("dedup", "--batch", "none.jsonl").refused()
    assert refused == "none.jsonl: cannot be read (No such file or directory)"


def test_half_a_letter_in_a_text_does_not_end_a_batch(home: Home) -> None:
    """A lone surrogate, as JSON may hold it, comes out as it went in."""
    record = b'{"id": "\\ud83d", "title": "a", "text": "b"}'
    done = home.run("dedup", "--batch", "-", stdin=record)
    assert (done.code, done.out) == (0, '{"id": "\\ud83d", "same_as": null, "kind": null}\n')
