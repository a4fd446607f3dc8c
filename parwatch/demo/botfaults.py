"""The ways in which the sample Bot API fails on demand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from parwatch.demo.botstate import Json
from parwatch.demo.loopback import Reply


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


def encoded(answer: Json) -> Reply:
    """An answer of the Bot API with the HTTP status that belongs to it."""
    return Reply(200 if answer["ok"] else answer["error_code"], json.dumps(answer, ensure_ascii=False).encode())


def _refusal(code: int, description: str, **parameters: int) -> Reply:
    extra = {"parameters": parameters} if parameters else {}
    return encoded({"ok": False, "error_code": code, "description": description, **extra})


_HANG_UP = Reply(hang_up=True)
_GATEWAY = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
# None: the connection stays open and silent.
FAILURES: dict[Fault, Reply | None] = {
    Fault.ERROR_500: _refusal(500, "Internal Server Error"),
    Fault.BAD_GATEWAY: Reply(502, _GATEWAY, "text/html"),
    Fault.SILENCE: None,
    Fault.SILENCE_AFTER: None,
    Fault.DROP: _HANG_UP,
    Fault.DROP_AFTER: _HANG_UP,
    Fault.GARBLED_AFTER: Reply(200, b'{"ok":true,"result":{"message_id":'),
    Fault.TOO_MANY: _refusal(429, "Too Many Requests: retry after 7", retry_after=7),
    Fault.UNAUTHORIZED: _refusal(401, "Unauthorized"),
    Fault.NOT_FOUND: _refusal(404, "Not Found"),
    Fault.CONFLICT: _refusal(
        409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    ),
}
BEFORE = frozenset(Fault) - {Fault.SILENCE_AFTER, Fault.DROP_AFTER, Fault.GARBLED_AFTER}
