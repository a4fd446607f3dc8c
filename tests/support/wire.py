"""A server on a real loopback socket that may misbehave in any way: what a handler writes is what goes out."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names in lower case."""

    path: str
    headers: dict[str, str]
    at: float


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes | str = b"", status: str = "200 OK", *, length: int | None = None, **headers: str) -> bytes:
    """A whole response. Header names are given with underscores; `length` lies about Content-Length."""
    raw = body.encode() if isinstance(body, str) else body
    headers = {"Content_Type": "text/html; charset=utf-8", **headers}
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(raw) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def page(
    text: str = "Ủy ban nhân dân huyện công bố kết quả xếp hạng cải cách hành chính. ", title: str = "Tin tức"
) -> bytes:
    """A page that nobody would take for a fault."""
    menu = "".join(f'<a href="/muc-{number}">Mục {number}</a>' for number in range(12))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{menu}<p>{text * 5}</p></body></html>".encode()
    )


NO_ROBOTS = answer("", "404 Not Found")


@dataclass
class Wire:
    """Serves `routes`: raw bytes, or a handler that writes. A path without a route gets 404, /robots.txt too."""

    routes: dict[str, bytes | Handler] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> "Wire":
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) if ": " in line else (line, "") for line in head[1:-2])
            asked = Asked(head[0].split(" ")[1], headers, asyncio.get_running_loop().time())
            self.asked.append(asked)
            route = self.routes.get(asked.path, NO_ROBOTS)
            if isinstance(route, bytes):
                writer.write(route)
            else:
                await route(asked, writer)
            await writer.drain()
            if writer.is_closing():
                return


def then_close(raw: bytes) -> Handler:
    """Writes and hangs up."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        writer.close()

    return handle


def then_reset(raw: bytes = b"") -> Handler:
    """Writes and cuts the line with a RST."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        await asyncio.sleep(0.02 if raw else 0)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(1, 13, b"\1\0\0\0\0\0\0\0")  # SOL_SOCKET, SO_LINGER: on, 0 seconds
        writer.transport.abort()

    return handle


def in_turn(*answers: bytes) -> Handler:
    """The answers one after the other, the last one for ever."""
    left = list(answers)

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return handle


def drip(piece: bytes, head: bytes = b"", pause: float = 0.02, times: int = 1_000) -> Handler:
    """Writes the piece again and again, slowly."""

    async def handle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(times):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return handle
