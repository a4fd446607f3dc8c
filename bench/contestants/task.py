"""What a contestant is asked and how it answers; keyword rule and table of those that have none of their own."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import peak_mib

# What a person would write who wants to hear of reform rankings: the subject, and a word of rank.
_SUBJECT = re.compile(r"cải cách hành chính|cchc|par[ -]?index|sipas", re.I)
_RANK = re.compile(r"(xếp|đứng|vị)\s+(thứ|trí|hạng)|thứ hạng|thứ\s+\d+|\d+/\d+", re.I)

_TABLE = "CREATE TABLE articles (url TEXT PRIMARY KEY, title TEXT, day TEXT, text TEXT, found TEXT)"


@dataclass(frozen=True, slots=True)
class Task:
    """`fronts` are the portals' front pages, which list their articles; `rounds`: polls that are timed."""

    fronts: tuple[str, ...]
    rounds: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One article as the contestant keeps it. `day` is YYYY-MM-DD in Viet Nam; `alert`: it would tell people."""

    url: str
    title: str
    day: str | None
    text: str
    alert: bool
    copy: bool = False


@dataclass(slots=True)
class Result:
    """CPU and wall seconds, one pair a timed round; `changed`: lists that seemed changed, by links and by text."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    changed_links: int = 0
    changed_text: int | None = None
    requests: int = 0
    stored: list[Stored] = field(default_factory=list)


def keyword_alert(title: str, text: str) -> bool:
    """The keyword rule on a text."""
    whole = unicodedata.normalize("NFC", f"{title}\n{text}")
    return bool(_SUBJECT.search(whole) and _RANK.search(whole))


class Table:
    """SQLite as a person sets it up who wants to lose nothing: WAL, one commit an article."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(_TABLE)

    def add(self, article: Stored) -> None:
        """Insert one article, durable at return."""
        row = (article.url, article.title, article.day, article.text, "")
        self._database.execute("INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?)", row)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def main(poll: Callable[[Task, Path], Result], archive: Callable[[Task, Path], Result]) -> None:
    """The command line of a contestant: poll|archive TASK.json RESULT.json FOLDER."""
    what, task, answer, folder = sys.argv[1:]
    raw = json.loads(Path(task).read_text(encoding="utf-8"))
    work = {"poll": poll, "archive": archive}[what]
    result = work(Task(tuple(raw["fronts"]), raw["rounds"]), Path(folder))
    said: dict[str, Any] = {**asdict(result), "peak": peak_mib()}
    Path(answer).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
