"""sources.toml -> Sources. One table of keys drives the reading, the error messages and the JSON schema."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomli

from parwatch_core.errors import Problem, SourcesError
from parwatch_core.outlet import Outlet
from parwatch_core.source import Selectors, Source
from parwatch_core.topic import Topic
from scraper import channels, topics
from scraper.keys import Key, schema_of, value_of
from scraper.positions import KeyPath, Position, locate

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


KEYS: dict[str, Key] = {
    "url": Key("url", "The portal's address: the front page, a news page or a feed. The only key that is needed."),
    "name": Key("text", "Shown in alerts, unique in this file; else the host."),
    "unit": Key("text", "Whose portal this is, such as 'huyện Hương Sơn'; else guessed from the page."),
    "province": Key("text", "The province of the unit; settles units that share a name."),
    "every": Key("duration", "How often to look: '2s', '10m', '6h', '1d'.", default=True),
    "feed": Key("url", "The address of the feed; else found."),
    "links": Key("css", "CSS selector of the links to articles on list pages; else learned."),
    "body": Key("css", "CSS selector of an article's body; else learned."),
    "title": Key("css", "CSS selector of an article's title; else learned."),
    "date": Key("css", "CSS selector of an article's date; else learned."),
    "author": Key("css", "CSS selector of an article's author; else learned."),
    "drop": Key("many_css", "CSS selector, or a list of them, of blocks to remove from the body."),
    "tls": Key("choice", "'legacy' admits old handshakes; verification is never off.", ("strict", "legacy"), True),
    "ca": Key("file", "A PEM file with a further root certificate for this source."),
    "challenge": Key("choice", "'cookie' answers a cookie-and-reload page, once.", ("none", "cookie"), True),
    "backfill_alert": Key("duration", "How old an article of the first poll may be and still alert.", default=True),
    "enabled": Key("flag", "false keeps the source in the file without watching it.", default=True),
}
TABLES = {"defaults": "[defaults]", "source": "[[source]]", "topic": "[[topic]]", "channel": "[[channel]]"}


@dataclass(frozen=True, slots=True)
class Watchlist:
    """All that a sources.toml says: the portals, the topics that are watched on them beside the rankings, and the
    ways out beside Telegram.
    """

    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    channels: tuple[Outlet, ...] = ()


def read(path: Path) -> Watchlist:
    """Read sources.toml.

    Raises SourcesError with every mistake at once; a file that cannot be read is one mistake at line 1.
    """
    return understand(_text(path), str(path), base=path.parent)


def load(path: Path) -> tuple[Source, ...]:
    """The portals in a sources.toml. Raises SourcesError as `read` does."""
    return read(path).sources


def parse(text: str, name: str = "sources.toml", *, base: Path | None = None) -> tuple[Source, ...]:
    """The portals in the text of a sources.toml. Raises SourcesError as `understand` does."""
    return understand(text, name, base=base).sources


def understand(text: str, name: str = "sources.toml", *, base: Path | None = None) -> Watchlist:
    """Read the text of a sources.toml. `base` is the directory that relative `ca` files are looked for in."""
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise SourcesError(name, (Problem(error.lineno, error.colno, f"not valid TOML: {error.msg}"),)) from None
    except (RecursionError, ValueError):  # the parser's own limits, and that of int()
        endless = Problem(1, 1, "not valid TOML: tables inside one another, or a number, without end")
        raise SourcesError(name, (endless,)) from None
    reader = _Reader(document, locate(text), base or Path())
    found = reader.watchlist()
    if reader.problems:
        raise SourcesError(name, tuple(sorted(reader.problems, key=lambda problem: (problem.line, problem.column))))
    return found


def schema() -> dict[str, object]:
    """The JSON schema of sources.toml, for editors and for taplo."""
    source = {name: schema_of(key) for name, key in KEYS.items()}
    defaults = {name: schema_of(key) for name, key in KEYS.items() if key.default}
    topic = {name: schema_of(key) for name, key in topics.KEYS.items()}
    channel = {name: schema_of(key) for name, key in channels.KEYS.items()}
    return {
        "$schema": SCHEMA_ID,
        "title": "parwatch: the portals to watch",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "defaults": {"type": "object", "additionalProperties": False, "properties": defaults},
            "source": _tables(source, "url"),
            "topic": _tables(topic, "name"),
            "channel": _tables(channel, "name"),
        },
    }


def _tables(properties: Mapping[str, object], required: str) -> dict[str, object]:
    items = {"type": "object", "additionalProperties": False, "required": [required], "properties": properties}
    return {"type": "array", "items": items}


def _text(path: Path) -> str:
    def refuse(message: str, line: int = 1, column: int = 1) -> SourcesError:
        return SourcesError(str(path), (Problem(line, column, message),))

    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse("no such file; create it with one [[source]] and its url, or set PARWATCH_SOURCES") from None
    except IsADirectoryError:
        raise refuse("is a directory; name the file in it, or set PARWATCH_SOURCES") from None
    except OSError as error:
        raise refuse(f"cannot be read ({error.strerror}); check its permissions") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise refuse("not UTF-8; save the file as UTF-8", line, column) from None
    if not text.strip():
        raise refuse('is empty; add [[source]] and, below it, url = "https://..."')
    return text


class _Reader:
    """Collects the sources and every problem of one document."""

    def __init__(self, document: Mapping[str, Any], positions: Mapping[KeyPath, Position], base: Path) -> None:
        self._document = document
        self._positions = positions
        self._base = base
        self.problems: list[Problem] = []

    def watchlist(self) -> Watchlist:
        self._unknown((), self._document, TABLES)
        found = self._sources()
        return Watchlist(found, self._topics({source.name for source in found}), self._channels())

    def _channels(self) -> tuple[Outlet, ...]:
        names: set[str] = set()
        made = [
            self._channel(("channel", number), entry, names) for number, entry in enumerate(self._tables("channel"))
        ]
        return tuple(channel for channel in made if channel)

    def _channel(self, path: KeyPath, entry: dict[str, Any], names: set[str]) -> Outlet | None:
        before = len(self.problems)
        values = self._values(path, entry, channels.KEYS)
        for key, message in channels.troubles(entry, values, names):
            self._problem((*path, key) if key else path, message)
        if len(self.problems) > before:
            return None
        names.add(values["name"].casefold())
        return channels.build(values, lambda given: str(self._base / given))

    def _topics(self, known: set[str]) -> tuple[Topic, ...]:
        names: set[str] = set()
        made = [
            self._topic(("topic", number), entry, names, known) for number, entry in enumerate(self._tables("topic"))
        ]
        return tuple(topic for topic in made if topic)

    def _topic(self, path: KeyPath, entry: dict[str, Any], names: set[str], known: set[str]) -> Topic | None:
        before = len(self.problems)
        values = self._values(path, entry, topics.KEYS)
        if (wrong := topics.trouble(entry, values, names)) is not None:
            self._problem((*path, wrong[0]) if wrong[0] else path, wrong[1])
        for name in values.get("sources", ()):
            if name not in known:
                self._problem(
                    (*path, "sources"), f"no [[source]] is called {name!r}{_nearest(name, dict.fromkeys(known))}"
                )
        if len(self.problems) > before:
            return None
        names.add(values["name"].casefold())
        return topics.build(values)

    def _tables(self, table: str) -> list[dict[str, Any]]:
        """The tables of one kind; none where they are written otherwise, which is a problem."""
        entries = self._document.get(table, [])
        if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
            return entries
        each = {"source": "portal"}.get(table, table)
        self._problem((table,), f"write [[{table}]] in double brackets, one for each {each}")
        return []

    def _sources(self) -> tuple[Source, ...]:
        defaults = self._defaults()
        before = len(self.problems)
        entries = self._tables("source")
        if not entries and len(self.problems) == before:
            self._problem((), 'no [[source]] yet; add one with url = "https://..."')
        names: set[str] = set()
        made = [self._source(number, entry, defaults, names) for number, entry in enumerate(entries)]
        return tuple(source for source in made if source)

    def _defaults(self) -> dict[str, Any]:
        table = self._document.get("defaults", {})
        if not isinstance(table, dict):
            self._problem(("defaults",), "write [defaults] as a table")
            return {}
        allowed = {name: key for name, key in KEYS.items() if key.default}
        return self._values(("defaults",), table, allowed)

    def _source(self, number: int, entry: dict[str, Any], defaults: dict[str, Any], names: set[str]) -> Source | None:
        path: KeyPath = ("source", number)
        values = defaults | self._values(path, entry, KEYS)
        if "url" not in entry:
            self._problem(path, 'this [[source]] has no url; add url = "https://..."')
        if "url" not in values:
            return None
        name = values.get("name") or _default_name(values["url"], names)
        if name in names:
            self._problem((*path, "name"), f"the name {name!r} is used twice; give each source its own name")
        names.add(name)
        return _build(name, values)

    def _values(self, path: KeyPath, table: Mapping[str, Any], keys: Mapping[str, Key]) -> dict[str, Any]:
        self._unknown(path, table, keys)
        values: dict[str, Any] = {}
        for name, raw in table.items():
            if name in keys:
                value = self._value((*path, name), keys[name], raw)
                if value is not None:
                    values[name] = value
        return values

    def _value(self, path: KeyPath, key: Key, raw: object) -> object:
        try:
            return value_of(key, raw, self._base)
        except ValueError as error:
            self._problem(path, f"{path[-1]}: {error}")
            return None

    def _unknown(self, path: KeyPath, table: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        for name in table:
            if name not in known:
                self._problem((*path, name), f"unknown key {name!r}{_nearest(name, known)}")

    def _problem(self, path: KeyPath, message: str) -> None:
        line, column = next((self._positions[part] for part in _up(path) if part in self._positions), (1, 1))
        self.problems.append(Problem(line, column, message))


def _up(path: KeyPath) -> Iterator[KeyPath]:
    for end in range(len(path), -1, -1):
        yield path[:end]


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known keys: {', '.join(known)}"


def _default_name(url: str, names: set[str]) -> str:
    # The first source of a host keeps the bare host, so that adding a second one later renames nothing.
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    name, number = host, 1
    while name in names:
        number += 1
        path = parts.path.rstrip("/")
        name = f"{host}{path}" if number == 2 and path else f"{host} {number}"
    return name


def _build(name: str, values: Mapping[str, Any]) -> Source:
    selectors = Selectors(
        **{part: values[part] for part in ("links", "body", "title", "date", "author", "drop") if part in values}
    )
    plain = {part: values[part] for part in _PLAIN if part in values}
    return Source(name=name, label=values.get("name"), selectors=selectors, **plain)


_PLAIN = ("url", "unit", "province", "every", "feed", "tls", "ca", "challenge", "backfill_alert", "enabled")
