"""A loopback server that answers as a recorded portal did: ../shared/data/sites/<cms> and the saved articles.

Every recorded address is answered with its recorded status and headers; any other with the recorded 404. Absolute
addresses in the pages name the host and port of the recording; they are rewritten to the server's own on the way out,
so that any free port will do. `requests` lists what was asked, `replaced` puts another body under a path.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from support.shared import SHARED, rows

from parwatch.demo.loopback import LoopbackServer, Request, Response

# Made anew for the body that is sent: it is whole, and on a port of its own.
_DROPPED = ("transfer-encoding", "content-length", "connection", "keep-alive", "content-encoding", "date")
# The same address was recorded twice; these are the answers to a phone and to a flood.
_OTHER_VISITS = ("front-mobile", "flood-blocked")


def _headers(path: Path) -> tuple[tuple[str, str], ...]:
    lines = path.read_text(encoding="latin-1").splitlines()[1:]
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs if name.strip().lower() not in _DROPPED)


@dataclass
class SavedSite:
    """`async with SavedSite("nukeviet") as site:` serves it at `site.url`."""

    cms: str
    requests: list[str] = field(default_factory=list)
    replaced: dict[str, bytes] = field(default_factory=dict)
    _server: LoopbackServer = field(init=False)

    def __post_init__(self) -> None:
        self._server = LoopbackServer(self._respond)

    @cached_property
    def manifest(self) -> list[dict[str, Any]]:
        return json.loads((SHARED / "sites" / self.cms / "manifest.json").read_text(encoding="utf-8"))

    @cached_property
    def recorded(self) -> str:
        """Host and port of the recording."""
        return urlsplit(self.manifest[0]["url"]).netloc

    @property
    def netloc(self) -> str:
        return urlsplit(self._server.url).netloc

    @property
    def url(self) -> str:
        return f"{self._server.url}/"

    @cached_property
    def articles(self) -> dict[str, dict[str, Any]]:
        """Path -> truth of the saved articles of this site."""
        group = f"rendered_{self.cms}"
        return {
            _path(row["url"]): row
            for row in rows("pages/truth.jsonl")
            if row["group"] == group and row["kind"] == "article"
        }

    @cached_property
    def answers(self) -> dict[str, Response]:
        folder = SHARED / "sites" / self.cms
        found: dict[str, Response] = {}
        for entry in self.manifest:
            if entry["kind"].startswith(_OTHER_VISITS):
                continue
            headers = _headers(folder / entry["headers"])
            found.setdefault(
                _path(entry["url"]), Response(entry["status"], (folder / entry["file"]).read_bytes(), headers)
            )
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        for path, row in self.articles.items():
            found.setdefault(path, Response(200, (SHARED / "pages" / row["file"]).read_bytes(), headers))
        return found

    @cached_property
    def missing(self) -> Response:
        """What the portal answers to an address that it does not know."""
        found = next((self.answers[_path(e["url"])] for e in self.manifest if e["kind"].startswith("notfound")), None)
        return replace(found, status=404) if found else Response(404)

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
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()

    async def _respond(self, request: Request) -> Response:
        path = request.target
        self.requests.append(path)
        answer = self.answers.get(path, self.missing)
        if path in self.replaced:
            answer = replace(answer, status=200, body=self.replaced[path])
        headers = tuple((name, self.as_own(value.encode()).decode()) for name, value in answer.headers)
        return replace(answer, body=self.as_own(answer.body), headers=headers)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
