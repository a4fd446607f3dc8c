"""Writing into sources.toml on an operator's word: a block is added, a source is switched off or on.

Nothing else in the file changes: comments, order, spelling and line ends stay. `with_block` and `with_enabled` are
pure and prove their work by reading the new text: it holds the sources that are meant, or nothing is changed. `rewrite`
puts it in place of the old file at once, keeps mode and owner, and does not write over what somebody else has saved
meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import tomli

from parwatch_core.errors import ParwatchError, SourcesError
from parwatch_core.source import Source
from scraper import sources
from scraper.positions import locate

_ATTEMPTS = 5
_FLAG = re.compile(r"(?P<key>\s*enabled\s*=\s*)(?:true|false)")
# A file that is mounted by itself cannot be replaced, only written.
_MOUNTED = (errno.EBUSY, errno.EXDEV, errno.EPERM, errno.EACCES)
_BY_HAND = "change sources.toml by hand"

Edit = Callable[[str], str]


def with_block(text: str, block: str, base: Path) -> str:
    """`text` with `[[source]]` tables behind it. Raises ParwatchError where the whole would not be a sources.toml, or
    would name one source twice.
    """
    end = _line_end(text)
    gap = "" if not text.strip() else end if text.endswith("\n") else end * 2
    added = text + gap + block.strip("\n").replace("\n", end) + end
    before, after = _read(text, base) if text.strip() else (), _read(added, base)
    if after[: len(before)] != before or len(after) == len(before):
        raise ParwatchError(f"the block would change other sources: {_BY_HAND}")
    return added


def with_enabled(text: str, name: str, base: Path, *, enabled: bool) -> str:
    """`text` with one source switched on or off. Raises ParwatchError for an unknown name, or where the file is written
    in a way that leaves no safe place for it.
    """
    before = _read(text, base)
    number = next((place for place, source in enumerate(before) if source.name == name), None)
    if number is None:
        raise ParwatchError(f"no source is called {name!r}")
    if before[number].enabled == enabled:
        return text
    wanted = tuple(replace(source, enabled=enabled) if source.name == name else source for source in before)
    changed = _switched(text, number, enabled)
    if changed is None or _read(changed, base) != wanted:
        raise ParwatchError(f"{name!r} stands in sources.toml in a way that cannot be changed safely: {_BY_HAND}")
    return changed


def rewrite(path: Path, edit: Edit) -> None:
    """Replace the file's text by `edit(text)`. Raises ParwatchError where it cannot be written, and what `edit` raises.

    An editor that saved in between is not written over: the edit is made again on what it saved.
    """
    target = path.resolve()
    for _ in range(_ATTEMPTS):
        raw = _bytes(target)
        mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
        # Not the reader's `utf-8-sig` and no newline translation: what is not meant must come out as it went in.
        text = raw.decode("utf-8").removeprefix(mark)
        new = f"{mark}{edit(text)}".encode()
        if new == raw or _replaced(target, raw, new):
            return
    raise ParwatchError(f"{path} changes faster than it can be written: try again")


def _read(text: str, base: Path) -> tuple[Source, ...]:
    try:
        return sources.parse(text, "sources.toml", base=base)
    except SourcesError as error:
        raise ParwatchError(f"sources.toml could not be read afterwards, nothing was changed: {error}") from None


def _switched(text: str, number: int, enabled: bool) -> str | None:
    """The text with `enabled` set in the table of that number, by its place; None where it has none of its own."""
    places = locate(text)
    lines = text.split("\n")
    value = "true" if enabled else "false"
    if flag := places.get(("source", number, "enabled")):
        line = lines[flag[0] - 1]
        lines[flag[0] - 1] = _FLAG.sub(rf"\g<key>{value}", line, count=1)
        return "\n".join(lines)
    header = places.get(("source", number))
    if header is None or not lines[header[0] - 1].lstrip().startswith("[["):
        return None
    ending = "\r" if lines[header[0] - 1].endswith("\r") else ""
    indent = re.match(r"[ \t]*", lines[header[0] - 1])
    lines.insert(header[0], f"{indent[0] if indent else ''}enabled = {value}{ending}")
    return "\n".join(lines)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _bytes(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        tomli.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ParwatchError(f"{path} cannot be read ({error.strerror})") from None
    except ValueError:
        raise ParwatchError(f"{path} is not valid at the moment: mend it first") from None
    return raw


def _replaced(path: Path, old: bytes, new: bytes) -> bool:
    """Put the new text in place, whole or not at all. False where the file is not the old one any more."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        if error.errno in _MOUNTED and os.access(path, os.W_OK):
            return _overwritten(path, old, new)
        raise ParwatchError(_refused(path, error)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        _like(path, Path(name))
        if path.read_bytes() != old:
            return False
        Path(name).replace(path)
    except OSError as error:
        if error.errno in _MOUNTED and os.access(path, os.W_OK):
            return _overwritten(path, old, new)
        raise ParwatchError(_refused(path, error)) from None
    finally:
        Path(name).unlink(missing_ok=True)
    return True


def _like(path: Path, fresh: Path) -> None:
    """Mode as before; owner too, where we may give files away."""
    shutil.copymode(path, fresh)
    state = path.stat()
    with contextlib.suppress(OSError):
        os.chown(fresh, state.st_uid, state.st_gid)


def _overwritten(path: Path, old: bytes, new: bytes) -> bool:
    """For a file that cannot be replaced by another one. A crash within the write may leave half of it."""
    try:
        with path.open("r+b") as file:
            if file.read() != old:
                return False
            file.seek(0)
            file.write(new)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ParwatchError(_refused(path, error)) from None
    return True


def _refused(path: Path, error: OSError) -> str:
    return f"{path} cannot be written ({error.strerror}): {_BY_HAND}, or let the service write it and its folder"
