"""sources.toml as an operator's tap changes it: one block more, one flag, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch_core.errors import ParwatchError
from scraper import sources
from scraper.source_file import rewrite, with_block, with_enabled

BASE = Path()
TEXT = """# các cổng của tỉnh
[defaults]
every = "1h"   # thưa thôi

[[source]]
url = "https://a.example.gov.vn/"  # cổng A
name = "A"

[[source]] # cổng B
url = "https://b.example.gov.vn/"
enabled = false # tạm nghỉ
# hết
"""
BLOCK = '[[source]]\nurl = "https://c.example.gov.vn/"\nname = "C"\n'


def names(text: str) -> dict[str, bool]:
    return {source.name: source.enabled for source in sources.parse(text)}


def test_a_block_is_added_behind_everything() -> None:
    """What stood there stands there still, letter by letter."""
    added = with_block(TEXT, BLOCK, BASE)
    assert added == TEXT + "\n" + BLOCK
    assert names(added) == {"A": True, "b.example.gov.vn": False, "C": True}


@pytest.mark.parametrize(("text", "expected"), [("", BLOCK), ("# leer", "# leer\n\n" + BLOCK)])
def test_a_file_without_sources_takes_its_first(text: str, expected: str, tmp_path: Path) -> None:
    """An empty file, too; one that holds only a comment is one without sources, which reading refuses."""
    if not text:
        assert with_block(text, BLOCK, tmp_path) == expected
    else:
        with pytest.raises(ParwatchError):
            with_block(text, BLOCK, tmp_path)


def test_windows_line_ends_stay() -> None:
    """A block added to such a file has them too, and so has a flag."""
    added = with_block(TEXT.replace("\n", "\r\n"), BLOCK, BASE)
    assert "\n" not in added.replace("\r\n", "")
    paused = with_enabled(added, "C", BASE, enabled=False)
    assert "\n" not in paused.replace("\r\n", "")
    assert names(paused)["C"] is False


def test_a_block_that_repeats_a_name_is_refused() -> None:
    """The file would be a broken one."""
    with pytest.raises(ParwatchError, match="used twice"):
        with_block(TEXT, BLOCK.replace('"C"', '"A"'), BASE)


def test_a_source_is_switched_off_by_one_line_more() -> None:
    """Below its header; the comments stay."""
    paused = with_enabled(TEXT, "A", BASE, enabled=False)
    assert paused == TEXT.replace("[[source]]\nurl", "[[source]]\nenabled = false\nurl", 1)


def test_a_source_is_switched_on_where_its_flag_stands() -> None:
    """The flag changes, and the comment behind it stays; switched as it is, nothing changes."""
    resumed = with_enabled(TEXT, "b.example.gov.vn", BASE, enabled=True)
    assert resumed == TEXT.replace("enabled = false # tạm", "enabled = true # tạm")
    assert with_enabled(resumed, "b.example.gov.vn", BASE, enabled=True) == resumed


@given(st.lists(st.tuples(st.sampled_from("AC"), st.booleans()), max_size=6))
def test_switching_changes_nothing_but_what_is_meant(steps: list[tuple[str, bool]]) -> None:
    """However often, in whatever order: the last word counts, and no line of the file is lost."""
    text = with_block(TEXT, BLOCK, BASE)
    wanted = names(text)
    for name, enabled in steps:
        text = with_enabled(text, name, BASE, enabled=enabled)
        wanted[name] = enabled
    assert names(text) == wanted
    left = [line for line in text.split("\n") if not line.startswith("enabled = ")]
    original = with_block(TEXT, BLOCK, BASE).split("\n")
    assert left == [line for line in original if not line.startswith("enabled = ")]


def test_a_default_can_be_overruled_for_one_source() -> None:
    """`[defaults]` switches all off; one is switched on."""
    text = TEXT.replace('every = "1h"', 'every = "1h"\nenabled = false')
    assert names(with_enabled(text, "A", BASE, enabled=True)) == {"A": True, "b.example.gov.vn": False}


@pytest.mark.parametrize(
    "text", ['source = [{url = "https://a.example.gov.vn/", name = "A"}]\n', TEXT.replace('"A"', '"""A"""')]
)
def test_another_spelling_is_changed_safely_or_not_at_all(text: str) -> None:
    """What comes out is read before it counts."""
    try:
        assert names(with_enabled(text, "A", BASE, enabled=False))["A"] is False
    except ParwatchError as error:
        assert "by hand" in str(error)


def test_an_unknown_name_is_said() -> None:
    with pytest.raises(ParwatchError, match="no source is called 'Z'"):
        with_enabled(TEXT, "Z", BASE, enabled=False)


def test_the_file_keeps_its_mode_and_what_links_to_it(tmp_path: Path) -> None:
    """A link stays a link; no other file is left in the folder."""
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "sources.toml"
    real.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    real.chmod(0o640)
    link = tmp_path / "sources.toml"
    link.symlink_to(real)
    rewrite(link, lambda text: with_block(text, BLOCK, tmp_path))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes() == b"\xef\xbb\xbf" + (TEXT + "\n" + BLOCK).encode()
    assert list((tmp_path / "real").iterdir()) == [real]


def test_an_edit_that_somebody_saves_meanwhile_is_not_lost(tmp_path: Path) -> None:
    """The change is made again on what was saved."""
    file = tmp_path / "sources.toml"
    file.write_text(TEXT, encoding="utf-8")
    seen: list[str] = []

    def edit(text: str) -> str:
        seen.append(text)
        if len(seen) == 1:
            file.write_text(TEXT + "# noch etwas\n", encoding="utf-8")
        return with_block(text, BLOCK, tmp_path)

    rewrite(file, edit)
    assert file.read_text(encoding="utf-8") == TEXT + "# noch etwas\n\n" + BLOCK
    assert len(seen) == 2


def test_a_refused_edit_changes_nothing(tmp_path: Path) -> None:
    """Neither does one of a file that is broken at the moment."""
    file = tmp_path / "sources.toml"
    file.write_text(TEXT, encoding="utf-8")
    with pytest.raises(ParwatchError):
        rewrite(file, lambda text: with_enabled(text, "Z", tmp_path, enabled=False))
    assert file.read_text(encoding="utf-8") == TEXT
    file.write_text("[[source", encoding="utf-8")
    with pytest.raises(ParwatchError, match="mend it first"):
        rewrite(file, lambda text: with_block(text, BLOCK, tmp_path))
    with pytest.raises(ParwatchError, match="cannot be read"):
        rewrite(tmp_path / "none.toml", lambda text: text)
