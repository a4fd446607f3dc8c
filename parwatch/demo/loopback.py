"""A small HTTP/1.1 server for loopback: full control over what goes over the wire, also where it is wrong.

A framework would answer well-formed things only; the sample Bot API has to be able to hang up in the middle.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

_MAX_HEAD = 65_536
_MAX_BODY = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """`path` is decoded, `query` as it came; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back. `hang_up`: nothing goes back and the connection is cut."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    hang_up: bool = False


Handler = Callable[[Request], Awaitable[Reply]]


class _BrokenRequestError(Exception):
    """The bytes are no request that this server reads."""


class LoopbackServer:
    """Serves one handler on 127.0.0.1. A handler is cancelled when its client goes away."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes a free one."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port, limit=_MAX_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut every connection."""
        if self._server is None:
            return
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests and replies on one connection until one side ends it."""
        ahead = b""
        try:
            while True:
                request = await _read(reader, ahead)
                reply, ahead = await self._reply(request, reader)
                if reply is None or reply.hang_up:
                    break
                writer.write(_encoded(reply))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, _BrokenRequestError):
            pass
        finally:
            # abort, not close: a client that waits for an answer must see the connection cut at once.
            writer.transport.abort()

    async def _reply(self, request: Request, reader: asyncio.StreamReader) -> tuple[Reply | None, bytes]:
        """The handler's reply, or None where the client left before; and the first byte of what it sent meanwhile."""
        work = asyncio.ensure_future(self._handler(request))
        ear = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait((work, ear), return_when=asyncio.FIRST_COMPLETED)
            if ear.done() and not ear.result():
                return None, b""
            return await work, await _heard(ear)
        finally:
            for task in (work, ear):
                task.cancel()
            await asyncio.gather(work, ear, return_exceptions=True)


async def _heard(ear: asyncio.Future[bytes]) -> bytes:
    """What the ear has heard by now; it stops listening without losing a byte."""
    if not ear.done():
        ear.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        return await ear
    return b""


async def _read(reader: asyncio.StreamReader, ahead: bytes) -> Request:
    head = (ahead + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rows = head.rstrip("\r\n").split("\r\n")
    try:
        method, target, _version = line.split(" ", 2)
    except ValueError:
        raise _BrokenRequestError from None
    pairs = (row.partition(":") for row in rows)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), parts.query, headers, await _body(reader, headers))


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _chunks(reader)
    size = headers.get("content-length", "0")
    if not size.isdecimal() or int(size) > _MAX_BODY:
        raise _BrokenRequestError
    return await reader.readexactly(int(size))


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = (await reader.readuntil(b"\r\n")).split(b";")[0].strip()
        try:
            size = int(line, 16)
        except ValueError:
            raise _BrokenRequestError from None
        if len(body) + size > _MAX_BODY:
            raise _BrokenRequestError
        body += (await reader.readexactly(size + 2))[:size]
        if size == 0:
            return bytes(body)


def _encoded(reply: Reply) -> bytes:
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unknown"
    head = (
        f"HTTP/1.1 {reply.status} {phrase}\r\n"
        f"Content-Type: {reply.content_type}\r\n"
        f"Content-Length: {len(reply.body)}\r\n"
        "Connection: keep-alive\r\n\r\n"
    )
    return head.encode("latin-1") + reply.body
