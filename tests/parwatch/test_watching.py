"""sources.toml while the service runs: every way in which editors and deployments change a file is seen, once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from parwatch import watching
from parwatch.watching import SourcesFile
from parwatch_core.errors import SourcesError
from parwatch_core.source import Source


def text(*names: str) -> str:
    return "".join(f'[[source]]\nurl = "https://{name}.gov.vn/"\n' for name in names)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(text("a"))
    return path


def replaced(path: Path, content: str) -> None:
    """As editors and deployments do it: a new file under the old name."""
    fresh = path.with_name("new")
    fresh.write_text(content)
    fresh.replace(path)


def written(path: Path, content: str) -> None:
    """In place."""
    path.write_text(content)


def removed(path: Path) -> None:
    path.unlink()


def test_a_broken_edit_keeps_the_last_good_set(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mistake is one line with its place, said once; mended, the file counts again."""
    file = SourcesFile(path)
    before = file.load()
    with capture_logs() as lines:
        monkeypatch.setattr(watching, "log", structlog.get_logger())
        path.write_text('[[source]]\nurl = "ftp://a"\nnmae = "x"\n')
        assert not file.reload()
        assert not file.reload()
        assert file.sources == before
        assert file.trouble
        path.write_text(text("a", "b"))
        assert file.reload()
    assert [source.name for source in file.sources] == ["a.gov.vn", "b.gov.vn"]
    assert file.trouble is None
    mistakes = [line["mistake"] for line in lines if line["log_level"] == "error"]
    assert [mistake.split(": ")[0] for mistake in mistakes] == ["2:1", "3:1"]
    assert [line["sources"] for line in lines if line["event"] == "sources.toml read"] == [2]


def test_an_edited_topic_is_taken_over_like_an_edited_source(path: Path) -> None:
    """A change of topics alone is a change; a broken one keeps the last good topics."""
    file = SourcesFile(path)
    file.load()
    assert file.topics == ()
    path.write_text(text("a") + '[[topic]]\nname = "DTI"\nany = "dti"\n')
    assert file.reload()
    assert [topic.name for topic in file.topics] == ["DTI"]
    path.write_text(text("a") + '[[topic]]\nname = "DTI"\nregex = "("\n')
    assert not file.reload()
    assert [topic.any_of for topic in file.topics] == [("dti",)]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: (path.unlink(), path.mkdir()), "is a directory"),
        (lambda path: path.write_bytes(b"\xff\xfe[["), "not UTF-8"),
        (lambda path: path.write_text(""), "is empty"),
        (lambda path: path.write_text("[[source]"), "not valid TOML"),
    ],
)
def test_whatever_becomes_of_the_file_the_sources_stay(path: Path, spoil: Callable[[Path], object], says: str) -> None:
    """A running service does not fall over its file."""
    file = SourcesFile(path)
    before = file.load()
    spoil(path)
    assert not file.reload()
    assert file.sources == before
    assert says in (file.trouble or "")


def test_at_the_start_a_broken_file_is_an_error(tmp_path: Path) -> None:
    """There is no last good set yet."""
    with pytest.raises(SourcesError, match="no such file"):
        SourcesFile(tmp_path / "none.toml").load()


Sets = asyncio.Queue[tuple[str, ...]]


@contextlib.asynccontextmanager
async def followed(file: SourcesFile) -> AsyncIterator[Sets]:
    """The sets that the watch over a file hands on, by the first letters of their names."""
    sets: Sets = asyncio.Queue()

    async def apply(sources: tuple[Source, ...]) -> None:
        sets.put_nowait(tuple(source.name[0] for source in sources))

    following = asyncio.create_task(file.follow(apply))
    try:
        yield sets
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that the kernel does not tell is looked for every 50 ms."""
    monkeypatch.setattr(watching, "LOOK_MILLISECONDS", 50)


def loaded(path: Path) -> SourcesFile:
    file = SourcesFile(path)
    file.load()
    return file


async def next_of(sets: Sets) -> tuple[str, ...]:
    async with asyncio.timeout(10):
        return await sets.get()


@pytest.mark.usefixtures("quick")
async def test_edits_in_place_and_replacements_are_seen(path: Path) -> None:
    """Each once; a broken state in between hands nothing on."""
    async with followed(loaded(path)) as sets:
        written(path, text("a", "b"))
        assert await next_of(sets) == ("a", "b")
        written(path, "[[source]")
        replaced(path, text("c"))
        assert await next_of(sets) == ("c",)
        removed(path)
        replaced(path, text("c", "d"))
        assert await next_of(sets) == ("c", "d")
        assert sets.empty()


@pytest.mark.usefixtures("quick")
async def test_a_file_behind_a_switched_link_is_seen(tmp_path: Path) -> None:
    """As clusters mount configuration: the name stays a link, and the directory behind it is exchanged."""
    switch = mounted(tmp_path)
    async with followed(loaded(tmp_path / "etc" / "sources.toml")) as sets:
        switch()
        assert await next_of(sets) == ("a", "b")


def mounted(place: Path) -> Callable[[], object]:
    """etc/sources.toml as a link to ..data/sources.toml, where ..data is a link; returns what switches that."""
    for version, names in (("one", ("a",)), ("two", ("a", "b"))):
        (place / version).mkdir()
        (place / version / "sources.toml").write_text(text(*names))
    etc = place / "etc"
    etc.mkdir()
    (etc / "..data").symlink_to(place / "one")
    (etc / "sources.toml").symlink_to("..data/sources.toml")
    (etc / "..new").symlink_to(place / "two")
    return lambda: (etc / "..new").replace(etc / "..data")


@pytest.mark.usefixtures("quick")
async def test_an_edit_before_the_watch_began_is_seen(path: Path) -> None:
    """Between the first reading and the watch lies the start of the whole service."""
    file = loaded(path)
    replaced(path, text("b", "c"))
    async with followed(file) as sets:
        assert await next_of(sets) == ("b", "c")
