"""The ways in which the sample Bot API fails on demand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from parwatch.demo.loopback import HANG_UP, Response
from parwatch.demo.telegram.state import Json

_JSON = (("Content-Type", "application/json"),)


class Fault(StrEnum):
    """A way to fail. Those marked + carry the method out first, so that the sender must suspect it."""

    ERROR_500 = "error 500"
    BAD_GATEWAY = "502 with an HTML page"
    SILENCE = "no answer"
    SILENCE_AFTER = "no answer +"
    DROP = "connection cut"
    DROP_AFTER = "connection cut +"
    GARBLED_AFTER = "an answer that is no JSON +"
    TOO_MANY = "429, retry after 7"
    UNAUTHORIZED = "401"
    NOT_FOUND = "404"
    CONFLICT = "409"


@dataclass(slots=True)
class Planned:
    """The next `times` calls of a method fail, to one chat or to any (None)."""

    fault: Fault
    method: str
    chat_id: int | None
    times: int


def encoded(answer: Json) -> Response:
    """An answer of the Bot API with the HTTP status that belongs to it."""
    status = 200 if answer["ok"] else answer["error_code"]
    return Response(status, json.dumps(answer, ensure_ascii=False).encode(), _JSON)


def _refusal(code: int, description: str, **parameters: int) -> Response:
    extra = {"parameters": parameters} if parameters else {}
    return encoded({"ok": False, "error_code": code, "description": description, **extra})


_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
# None: the connection stays open and silent.
FAILURES: dict[Fault, Response | None] = {
    Fault.ERROR_500: _refusal(500, "Internal Server Error"),
    Fault.BAD_GATEWAY: Response(502, _GATEWAY, (("Content-Type", "text/html"),)),
    Fault.SILENCE: None,
    Fault.SILENCE_AFTER: None,
    Fault.DROP: HANG_UP,
    Fault.DROP_AFTER: HANG_UP,
    Fault.GARBLED_AFTER: Response(200, b'{"ok":true,"result":{"message_id":', _JSON),
    Fault.TOO_MANY: _refusal(429, "Too Many Requests: retry after 7", retry_after=7),
    Fault.UNAUTHORIZED: _refusal(401, "Unauthorized"),
    Fault.NOT_FOUND: _refusal(404, "Not Found"),
    Fault.CONFLICT: _refusal(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    ),
}
BEFORE = frozenset(Fault) - {Fault.SILENCE_AFTER, Fault.DROP_AFTER, Fault.GARBLED_AFTER}
