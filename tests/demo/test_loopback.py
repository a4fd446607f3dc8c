"""The loopback server under the portals and the Bot API, on the bytes of the wire."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from parwatch.demo.loopback import HANG_UP, LoopbackServer, Request, Response


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


async def test_chunked_bodies_are_read(server: LoopbackServer) -> None:
    """Extensions of a chunk are passed over; what follows the last chunk is the next request."""
    chunks = b"3;a=b\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET /next HTTP/1.1\r\n\r\n"
    answer = await say(server, b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert b"POST /x [] b'abcde'" in answer
    assert answer.endswith(b"GET /next [] b''")


@pytest.mark.parametrize(
    "wire",
    [
        b"nonsense\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000,
    ],
)
async def test_malformed_requests_get_400(server: LoopbackServer, wire: bytes) -> None:
    """No request line, no URL, no sound length, a head without end: one 400, and only this connection ends."""
    assert (await say(server, wire)).startswith(b"HTTP/1.1 400 ")
    assert (await say(server, b"GET / HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


async def test_hanging_up_cuts_the_connection() -> None:
    """Not a byte goes back."""

    async def hang_up(_request: Request) -> Response:
        return HANG_UP

    server = LoopbackServer(hang_up)
    await server.start()
    with contextlib.suppress(ConnectionResetError):
        assert await say(server, b"GET / HTTP/1.1\r\n\r\n") == b""
    await server.stop()


async def test_a_held_client_that_leaves_ends_its_handler() -> None:
    """A handler that never answers lives as long as its client's patience."""
    held, ended = asyncio.Event(), asyncio.Event()

    async def hold(_request: Request) -> Response:
        held.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError("nothing wakes it")

    server = LoopbackServer(hold, "127.0.0.9")
    await server.start()
    async with asyncio.timeout(5):
        _reader, writer = await asyncio.open_connection("127.0.0.9", int(server.url.rpartition(":")[2]))
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await held.wait()
        writer.close()
        await ended.wait()
        await server.stop()


async def test_it_comes_back_on_the_port_it_had(server: LoopbackServer) -> None:
    """A server that was stopped and started again is found under the address it had."""
    before = server.url
    await server.stop()
    await server.start()
    assert server.url == before
    assert (await say(server, b"GET / HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


def test_only_loopback_addresses() -> None:
    """What the demo makes up is not shown to the network."""
    with pytest.raises(ValueError, match="no loopback address"):
        LoopbackServer(echo, "0.0.0.0")


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
