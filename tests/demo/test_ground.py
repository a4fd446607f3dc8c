"""The loopback server under the portals, on the bytes of the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from parwatch.demo.ground import LoopbackServer, Request, Response


async def echo(request: Request) -> Response:
    text = f"{request.method} {request.path} {sorted(request.query.items())} {request.body!r}"
    return Response(200, text.encode(), (("Content-Type", "text/plain"),))


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    server = LoopbackServer(echo)
    await server.start()
    yield server
    await server.stop()


async def say(server: LoopbackServer, wire: bytes) -> bytes:
    host, port = server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(wire)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_two_requests_share_a_connection(server: LoopbackServer) -> None:
    """Keep-alive: both are answered in order on one connection, paths decoded, bodies read."""
    answer = await say(server, b"GET /h%C3%A0?a=1&b= HTTP/1.1\r\n\r\nPOST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
    assert "GET /hà [('a', '1'), ('b', '')] b''".encode() in answer
    assert answer.endswith(b"POST /x [] b'abc'")
    assert answer.count(b"Connection: keep-alive") == 2


async def test_head_has_a_length_and_no_body(server: LoopbackServer) -> None:
    """HEAD says how long GET would be."""
    answer = await say(server, b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"Content-Length: 13\r\nConnection: close\r\n\r\n")


@pytest.mark.parametrize(
    "wire",
    [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000],
)
async def test_malformed_requests_get_400(server: LoopbackServer, wire: bytes) -> None:
    """No request line, a negative length, a head without end: one 400, then the connection ends."""
    assert (await say(server, wire)).startswith(b"HTTP/1.1 400 ")


async def test_stop_cuts_open_connections() -> None:
    """A client that keeps its connection open does not hold the stop back; the port is closed after it."""
    server = LoopbackServer(echo)
    await server.start()
    host, port = server.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    async with asyncio.timeout(5):
        await server.stop()
        assert await reader.read() == b""
    writer.close()
    with pytest.raises(OSError):
        await asyncio.open_connection(host, int(port))


async def test_url_needs_a_start() -> None:
    """Before start() there is no address; stop() before start() is harmless."""
    server = LoopbackServer(echo)
    await server.stop()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = server.url
