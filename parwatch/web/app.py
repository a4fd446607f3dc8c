"""The routes. Read-only; served on loopback unless the operator binds it elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parwatch import spelling
from parwatch.health import Health
from parwatch.web import views
from parwatch_core.errors import StorageError
from storage.database import Database

_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)


def build(database: Database, health: Callable[[], Health], clock: Callable[[], datetime]) -> Starlette:
    """The application. `health` judges the service that serves it; it is called in a thread."""
    templates = Environment(
        loader=PackageLoader("parwatch.web"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(moment=spelling.moment, head=views.head)

    async def home(_request: Request) -> Response:
        page = await asyncio.to_thread(views.home, database, clock)
        return HTMLResponse(templates.get_template("home.html").render(page=page))

    async def healthz(_request: Request) -> Response:
        verdict = await asyncio.to_thread(health)
        return JSONResponse({"ok": verdict.ok, "status": verdict.line}, 200 if verdict.ok else 503)

    async def unavailable(_request: Request, error: Exception) -> Response:
        return JSONResponse({"ok": False, "status": str(error)}, 503)

    return Starlette(
        routes=[Route("/", home), Route("/healthz", healthz)],
        exception_handlers={StorageError: unavailable},
        middleware=[Middleware(_SecurityHeaders)],
    )


class _SecurityHeaders:
    """Adds the same headers to every answer: no script runs, nothing is framed, nothing is sniffed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[Any] = list(message.get("headers", ()))
                message = {**message, "headers": [*headers, *_HEADERS]}
            await send(message)

        await self._app(scope, receive, with_headers)
