"""The HTTP server under the demo's portals: asyncio streams, loopback only, no ticking, no signal handlers.

uvicorn takes over the process's signals and wakes ten times a second per server; the demo runs five servers and the
benchmark fifty inside one process, so this small one serves HTTP/1.1 with keep-alive and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 1024 * 1024

_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is percent-decoded, `target` is as it came; header names are in lower case."""

    method: str
    target: str
    path: str
    query: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    headers: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; Content-Length is added by the server, Content-Type and the rest are in `headers`."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[Request], Awaitable[Response]]


class LoopbackServer:
    """Serves `handler` on a loopback address. Port 0 takes a free one. ValueError for any other address."""

    def __init__(self, handler: Handler, host: str = "127.0.0.1", port: int = 0) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is no loopback address")
        self._handler = handler
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """`http://host:port` without a slash at the end; RuntimeError before start()."""
        if self._server is None:
            raise RuntimeError("the server has not been started")
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen. OSError where the address or the port cannot be had."""
        self._server = await asyncio.start_server(self._connected, self._host, self._port, limit=HEAD_LIMIT)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every open connection; the url stays readable. Harmless when not started."""
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        # asyncio's own callback reports a cancelled task on 3.11, and stop() cancels: nobody waits for a value here.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._converse(reader, writer)
        self._connections.discard(task)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        keep = True
        while keep:
            request = await read_request(reader)
            if request is None:
                writer.write(serialise(Response(400), keep=False))
                return
            response = await self._handler(request)
            keep = request.headers.get("connection", "").lower() != "close"
            writer.write(serialise(response, keep=keep, head=request.method == "HEAD"))
            await writer.drain()


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None where it is malformed or too large. IncompleteReadError at its end."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, target, _ = head.split("\r\n", 1)[0].split(" ", 2)
        headers = _headers(head)
        length = int(headers.get("content-length", "0"))
    except (ValueError, asyncio.LimitOverrunError):
        return None
    if not 0 <= length <= BODY_LIMIT:
        return None
    body = await reader.readexactly(length) if length else b""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(method, target, unquote(parts.path), query, headers, body)


def serialise(response: Response, *, keep: bool, head: bool = False) -> bytes:
    """The bytes of an answer; `head` leaves the body out but keeps its length, as HEAD asks."""
    reason = HTTPStatus(response.status).phrase
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if response.status != HTTPStatus.NOT_MODIFIED:
        lines.append(f"Content-Length: {len(response.body)}")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    wire = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return wire if head else wire + response.body


def http_date(moment: datetime) -> str:
    """An aware moment in the form of HTTP headers (RFC 9110, section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _headers(head: str) -> dict[str, str]:
    pairs = (line.split(":", 1) for line in head.split("\r\n")[1:] if ":" in line)
    return {name.strip().lower(): value.strip() for name, value in pairs}
