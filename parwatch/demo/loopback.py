"""The HTTP server under everything that the demo makes up: asyncio streams, loopback only, HTTP/1.1 with keep-alive.

uvicorn takes over the process's signals and wakes ten times a second per server; the demo runs six servers and the
benchmark fifty inside one process. And a framework answers well-formed things only: the sample Bot API has to be able
to hang up in the middle or to stay silent, and must notice when the client has lost its patience.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD_LIMIT = 64 * 1024
# A photo of 10 MB is what the Bot API takes.
BODY_LIMIT = 12 * 1024 * 1024

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
    """One answer; Content-Length is added by the server, Content-Type and the rest are in `headers`.

    `hang_up`: nothing goes back and the connection is cut.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    hang_up: bool = False


HANG_UP = Response(hang_up=True)

Handler = Callable[[Request], Awaitable[Response]]


class _MalformedError(Exception):
    """The bytes are no request that this server reads."""


class _Reader(asyncio.StreamReader):
    """A stream that says that the client has gone also while nobody reads from it."""

    def __init__(self) -> None:
        super().__init__(limit=HEAD_LIMIT)
        self.gone = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.gone.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.gone.set()


class LoopbackServer:
    """Serves `handler` on a loopback address. Port 0 takes a free one. ValueError for any other address.

    A handler that still works on its answer when the client goes away is cancelled: one that waits for ever holds its
    client until then, and no longer.
    """

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
        """Listen; after stop() on the same port again. OSError where the address or the port cannot be had."""
        self._server = await asyncio.get_running_loop().create_server(self._protocol, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and cut every open connection; the url stays readable. Harmless when not started."""
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        reader = _Reader()
        return asyncio.StreamReaderProtocol(reader, lambda _, writer: self._connected(reader, writer))

    def _connected(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has ended the connection
        except (_MalformedError, asyncio.LimitOverrunError):
            writer.write(serialise(Response(400), keep=False))
        except asyncio.CancelledError:
            writer.transport.abort()  # stop() waits for no client to read
            raise
        finally:
            writer.close()

    async def _converse(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        """Requests and answers until one side ends the connection."""
        keep = True
        while keep:
            request = await _read(reader)
            response = await self._response(request, reader)
            if response.hang_up:
                # abort, not close: a client that waits for an answer must see the connection cut at once.
                writer.transport.abort()
                return
            keep = request.headers.get("connection", "").lower() != "close"
            writer.write(serialise(response, keep=keep, head=request.method == "HEAD"))
            await writer.drain()

    async def _response(self, request: Request, reader: _Reader) -> Response:
        """What the handler answers; HANG_UP where the client leaves before the answer is there."""
        work = asyncio.ensure_future(self._handler(request))
        gone = asyncio.create_task(reader.gone.wait())
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            # Both may be done: a client that only closed its own side of the line still gets what is ready.
            return await work if work.done() else HANG_UP
        finally:
            work.cancel()
            gone.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request:
    """The next request of a connection. Raises _MalformedError; IncompleteReadError at the connection's end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rows = head.rstrip("\r\n").split("\r\n")
    try:
        method, target, _version = line.split(" ", 2)
        parts = urlsplit(target)
    except ValueError:
        raise _MalformedError from None
    headers = {name.strip().lower(): value.strip() for name, _, value in (row.partition(":") for row in rows)}
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(method, target, unquote(parts.path), query, headers, await _body(reader, headers))


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _chunks(reader)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > BODY_LIMIT:
        raise _MalformedError
    return await reader.readexactly(int(length))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    """A chunked body (RFC 9112, section 7.1); extensions are passed over, trailers end the connection."""
    body = bytearray()
    while True:
        line = (await reader.readuntil(b"\r\n")).partition(b";")[0].strip()
        try:
            size = int(line, 16)
        except ValueError:
            raise _MalformedError from None
        if not 0 <= size <= BODY_LIMIT - len(body):
            raise _MalformedError
        body += (await reader.readexactly(size + 2))[:size]
        if size == 0:
            return bytes(body)


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
