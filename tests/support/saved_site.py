"""A loopback server that answers as a recorded portal did: ../shared/data/sites/<cms> and the saved articles.

Every recorded address is answered with its recorded status and headers; any other with the recorded 404. Absolute
addresses in the pages name the host and port of the recording; they are rewritten to the server's own on the way out,
so that any free port will do. `requests` lists what was asked, `replaced` puts another body under a path.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED} is not there")

# Made anew for the body that is sent: it is whole, and on a port of its own.
_DROPPED = ("transfer-encoding", "content-length", "connection", "keep-alive", "content-encoding", "date")
# The same address was recorded twice; these are the answers to a phone and to a flood.
_OTHER_VISITS = ("front-mobile", "flood-blocked")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def truth() -> list[dict[str, Any]]:
    """The saved pages with what is true of them."""
    return [json.loads(line) for line in (SHARED / "pages" / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def _headers(path: Path) -> tuple[tuple[str, str], ...]:
    lines = path.read_text(encoding="latin-1").splitlines()[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs if name.strip().lower() not in _DROPPED)


@dataclass
class SavedSite:
    """`async with SavedSite("nukeviet") as site:` serves it at `site.url`."""

    cms: str
    port: int = 0
    requests: list[str] = field(default_factory=list)
    replaced: dict[str, bytes] = field(default_factory=dict)
    _server: asyncio.Server | None = None

    @cached_property
    def manifest(self) -> list[dict[str, Any]]:
        return json.loads((SHARED / "sites" / self.cms / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def recorded(self) -> str:
        """Host and port of the recording."""
        return urlsplit(self.manifest[0]["url"]).netloc

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.netloc}/"

    @cached_property
    def articles(self) -> dict[str, dict[str, Any]]:
        """Path -> truth of the saved articles of this site."""
        group = f"rendered_{self.cms}"
        return {_path(row["url"]): row for row in truth() if row["group"] == group and row["kind"] == "article"}

    @cached_property
    def answers(self) -> dict[str, Answer]:
        folder = SHARED / "sites" / self.cms
        found: dict[str, Answer] = {}
        for entry in self.manifest:
            if entry["kind"].startswith(_OTHER_VISITS):
                continue
            headers = _headers(folder / entry["headers"])
            found.setdefault(
                _path(entry["url"]), Answer(entry["status"], headers, (folder / entry["file"]).read_bytes())
            )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        for path, row in self.articles.items():
            found.setdefault(path, Answer(200, headers, (SHARED / "pages" / row["file"]).read_bytes()))
        return found

    @cached_property
    def missing(self) -> Answer:
        """What the portal answers to an address that it does not know."""
        found = next((self.answers[_path(e["url"])] for e in self.manifest if e["kind"].startswith("notfound")), None)
        return Answer(404, found.headers if found else (), found.body if found else b"")

    def addresses_in(self, *kinds: str) -> set[str]:
        """The paths of saved articles that the recorded pages of these kinds link, in whatever spelling."""
        import html

        texts = [
            html.unescape((SHARED / "sites" / self.cms / e["file"]).read_text(encoding="utf-8"))
            for e in self.manifest
            if e["kind"] in kinds
        ]
        return {path for path in self.articles if any(f"{path}{end}" in text for text in texts for end in "\"'<")}

    def as_own(self, body: bytes) -> bytes:
        old, new = self.recorded, self.netloc
        for one, other in ((old, new), (old.replace(":", "%3A"), new.replace(":", "%3A"))):
            body = body.replace(one.encode(), other.encode())
        return body

    async def __aenter__(self) -> SavedSite:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("latin-1")
            self.requests.append(path)
            writer.write(self._response(path))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _response(self, path: str) -> bytes:
        answer = self.answers.get(path, self.missing)
        if path in self.replaced:
            answer = Answer(200, answer.headers, self.replaced[path])
        body = self.as_own(answer.body)
        headers = [*answer.headers, ("Content-Length", str(len(body))), ("Connection", "close")]
        lines = [f"HTTP/1.1 {answer.status} Recorded", *(f"{name}: {value}" for name, value in headers), "", ""]
        return self.as_own("\r\n".join(lines).encode("latin-1")) + body


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
