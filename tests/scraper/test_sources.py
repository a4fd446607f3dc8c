"""sources.toml: the least is one address; every mistake is placed; the schema says the same as the reader."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import tomli

from parwatch_core.errors import SourcesError
from parwatch_core.source import ChallengeMode, TlsMode
from scraper import sources

ROOT = Path(__file__).parents[2]


def problems(text: str) -> list[str]:
    with pytest.raises(SourcesError) as caught:
        sources.parse(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_bare_address_is_enough() -> None:
    """One url makes a source: named after its host, every half hour, verified TLS, alerts for two days back."""
    (source,) = sources.parse('[[source]]\nurl = "https://www.songtra.gov.vn/tin-tuc"\n')
    assert source.name == "songtra.gov.vn"
    assert source.every == timedelta(minutes=30)
    assert source.backfill_alert == timedelta(days=2)
    assert source.tls is TlsMode.STRICT
    assert source.enabled


def test_every_key_is_read(tmp_path: Path) -> None:
    """The most that a source can say arrives where it belongs."""
    (tmp_path / "goc.pem").write_text("x")
    text = """
[defaults]
every = "1h"
challenge = "cookie"

[[source]]
url = "https://a.gov.vn/"
name = "Sông Trà"
unit = "huyện Sông Trà"
province = "Trà Giang"
every = "10m"
feed = "https://a.gov.vn/rss"
links = "h3 a"
body = "#noi-dung"
title = "h1"
date = ".ngay"
author = ".tac-gia"
drop = [".chia-se", ".in"]
tls = "legacy"
ca = "goc.pem"
backfill_alert = "7d"
enabled = false

[[source]]
url = "http://b.gov.vn:8080/"
drop = ".x"
"""
    first, second = sources.parse(text, base=tmp_path)
    assert (first.name, first.unit, first.province) == ("Sông Trà", "huyện Sông Trà", "Trà Giang")
    assert first.every == timedelta(minutes=10)
    assert first.selectors.drop == (".chia-se", ".in")
    assert first.selectors.links == "h3 a"
    assert first.tls is TlsMode.LEGACY
    assert first.ca == str(tmp_path / "goc.pem")
    assert first.backfill_alert == timedelta(days=7)
    assert not first.enabled
    assert (second.name, second.every, second.challenge) == ("b.gov.vn:8080", timedelta(hours=1), ChallengeMode.COOKIE)
    assert second.selectors.drop == (".x",)


def test_all_mistakes_are_reported_at_once_with_their_place() -> None:
    """Five mistakes, five lines, in the order of the file; an unknown key names the nearest known one."""
    text = """[defaults]
evry = "3m"

[[source]]
url = "a.gov.vn"
  every = 30
[[source]]
name = "không có địa chỉ"
[[surce]]
url = "https://b.gov.vn/"
"""
    assert problems(text) == [
        "2:1: unknown key 'evry'; did you mean 'every'?",
        "5:1: url: 'a.gov.vn' is no web address; write it in full, such as \"https://example.gov.vn/\"",
        '6:3: every: 30 is no duration; write a number and s, m, h or d, such as "30m"',
        '7:1: this [[source]] has no url; add url = "https://..."',
        "9:1: unknown key 'surce'; did you mean 'source'?",
    ]


def test_a_syntax_error_has_its_place() -> None:
    """TOML that cannot be parsed is one problem at the parser's line and column."""
    (problem,) = problems('[[source]]\nurl = "https://a.gov.vn/\n')
    assert problem.startswith("2:")
    assert "not valid TOML" in problem


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('every = "0s"', "duration"),
        ('every = "3 weeks"', "duration"),
        ('tls = "off"', "'strict', 'legacy'"),
        ('challenge = "solve"', "'none', 'cookie'"),
        ('enabled = "no"', "true or false"),
        ('ca = "nicht-da.pem"', "no file at"),
        ('name = ""', "text in quotes"),
        ("drop = [1]", "text in quotes"),
        ('feed = "rss.xml"', "web address"),
        ('url = "ftp://a.gov.vn/"', "web address"),
        ('url = "https://a.gov.vn:99999/"', "web address"),
        ('url = "https://[::1/"', "web address"),
    ],
)
def test_a_wrong_value_says_what_is_right(line: str, word: str) -> None:
    """Each kind of value has a message that names what to write instead."""
    text = f"[[source]]\n{line}\n" if line.startswith("url") else f'[[source]]\nurl = "https://a.gov.vn/"\n{line}\n'
    (problem,) = [p for p in problems(text) if "has no url" not in p]
    assert word in problem
    assert problem.startswith(("2:1:", "3:1:"))


@pytest.mark.parametrize("line", ['links = "a["', 'body = ":not("', 'drop = ["p", "::x"]'])
def test_a_selector_that_is_no_css_is_named_when_the_file_is_read(line: str) -> None:
    """A wrong `links` would end every poll, a wrong `body` would show in no list of problems."""
    with pytest.raises(SourcesError) as error:
        sources.parse(f'[[source]]\nurl = "https://a.example/"\n{line}\n')
    (problem,) = error.value.problems
    assert problem.line == 3
    assert "is no CSS selector" in problem.message


def test_nesting_without_end_is_one_clear_line() -> None:
    """The parser gives up with an error of its own kind."""
    with pytest.raises(SourcesError, match="without end"):
        sources.parse("a = " + "1" * 5_000)
    with pytest.raises(SourcesError, match="without end"):
        sources.parse("a = " + "[" * 5_000)
    with pytest.raises(SourcesError, match="without end"):
        sources.parse(".".join("a" * 1_500) + " = 1")


def test_names_are_unique() -> None:
    """A name given twice is refused; names taken from the host are made different."""
    twice = '[[source]]\nurl = "https://a.gov.vn/"\nname = "A"\n' * 2
    assert "used twice" in problems(twice)[0]
    same_host = "".join(f'[[source]]\nurl = "https://a.gov.vn/{page}"\n' for page in ("", "tin", "tin/", ""))
    names = [source.name for source in sources.parse(same_host)]
    assert names == ["a.gov.vn", "a.gov.vn/tin", "a.gov.vn 3", "a.gov.vn 2"]


def test_keys_inside_strings_and_arrays_are_not_taken_for_keys() -> None:
    """Positions survive multi-line strings, arrays and comments that look like keys."""
    text = '''# url = "x"
[[source]]
url = "https://a.gov.vn/"
name = """
[[source]]
url = """
drop = [
  "[class*='enabledd = 1']",
  "b"]  # every
enabledd = true
'''
    assert problems(text) == ["10:1: unknown key 'enabledd'; did you mean 'enabled'?"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"# nur Kommentar\n", "no [[source]] yet"),
        ('[[source]]\nname = "H\u00e0"'.encode("utf-16"), "not UTF-8"),
        (b'[[source]]\nname = "\xe0"\n', ":2:9: not UTF-8"),
        (b"source = 3\n", "double brackets"),
        (b"defaults = 3\n", "[defaults]"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path: Path, content: bytes, message: str) -> None:
    """Empty, not UTF-8 or of the wrong shape: the file is named, with what to do."""
    path = tmp_path / "sources.toml"
    path.write_bytes(content)
    with pytest.raises(SourcesError, match=r"sources\.toml:") as caught:
        sources.load(path)
    assert message in str(caught.value)


def test_a_missing_file_and_a_directory_are_clear(tmp_path: Path) -> None:
    """What is not there, or is a directory, is said so."""
    with pytest.raises(SourcesError, match="no such file"):
        sources.load(tmp_path / "sources.toml")
    with pytest.raises(SourcesError, match="is a directory"):
        sources.load(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Windows editors write one."""
    path = tmp_path / "sources.toml"
    path.write_bytes(b'\xef\xbb\xbf[[source]]\nurl = "https://a.gov.vn/"\n')
    assert sources.load(path)[0].name == "a.gov.vn"


def test_the_shipped_file_is_right() -> None:
    """sources.toml in the repository loads, holds the five seed portals and satisfies the schema."""
    path = ROOT / "sources.toml"
    shipped = {source.name for source in sources.load(path)}
    assert {"Hàm Thuận Bắc", "Hương Sơn", "Phụng Hiệp", "Bắc Yên", "TP Cao Lãnh"} <= shipped
    jsonschema.validate(tomli.loads(path.read_text(encoding="utf-8")), sources.schema())


def test_the_schema_file_is_current() -> None:
    """sources.schema.json is what `make schema` writes today."""
    assert json.loads((ROOT / "sources.schema.json").read_text(encoding="utf-8")) == sources.schema()


@pytest.mark.parametrize("line", ["evry = '3m'", "every = '3 weeks'", "tls = 'off'", "enabled = 'no'"])
def test_the_schema_refuses_what_the_reader_refuses(line: str) -> None:
    """Editors warn of the same mistakes."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomli.loads(f"[[source]]\nurl = 'https://a.gov.vn/'\n{line}"), sources.schema())
