"""uvicorn inside our own event loop: it starts and stops with the service and leaves signals alone."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from email.utils import formatdate

import uvicorn
from starlette.applications import Starlette
from uvicorn.server import ServerState

from parwatch_core.errors import ParwatchError

# Whole seconds that a slow reader gets at the end.
STOP_SECONDS = 2
BACKLOG = 100


class WebServer:
    """Serves one application on one address. Port 0 takes a free one; `url` tells which."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._server: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen. Raises ParwatchError when the address cannot be had."""
        listener = self._bind()
        host, port = listener.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            date_header=False,  # `_Dated` writes it
            http="h11",
            ws="none",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        self._server = _Quiet(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))

    async def stop(self) -> None:
        """Finish the requests under way and close the port."""
        if self._server and self._task:
            self._server.leave()
            await self._task

    def _bind(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._host, self._port))
            listener.listen(BACKLOG)
        except (OSError, UnicodeError) as error:
            listener.close()
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise ParwatchError(
                f"cannot listen on {self._host}:{self._port} ({reason.lower()}): "
                "stop the other program, or set PARWATCH_HTTP_HOST and PARWATCH_HTTP_PORT"
            ) from None
        listener.setblocking(False)
        return listener


class _Dated(ServerState):
    """Writes the Date of an answer when it is asked for, where uvicorn renews it every second for all answers."""

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer (RFC 9110, 6.6.1)."""
        return [(b"date", formatdate(usegmt=True).encode())]

    @default_headers.setter
    def default_headers(self, _value: object) -> None:
        """uvicorn's own way is not taken."""


class _Quiet(uvicorn.Server):
    """The service handles SIGTERM and SIGINT itself, and tells when to end: nobody has to look ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.server_state = _Dated()
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """End: from now on no connection is taken."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """Serve until `leave` is called."""
        await self._leaving.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the handlers of the service in place."""
        yield
