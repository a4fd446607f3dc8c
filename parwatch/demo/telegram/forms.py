"""Parameters of a Bot API call, from the query, a form, a multipart form or a JSON body: the real server takes all."""

from __future__ import annotations

import email.parser
import email.policy
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from parwatch.demo.loopback import Request


@dataclass(frozen=True, slots=True)
class Params:
    """Named values: strings from forms, any JSON from a JSON body."""

    values: dict[str, Any]

    def text(self, name: str) -> str:
        """A value as a string; "" where it is missing. True and 1 come as "true" and "1"."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value)

    def whole(self, name: str) -> int | None:
        """A value as an integer, or None."""
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def json(self, name: str) -> Any:
        """A structured value: as it is in a JSON body, as a JSON string in a form; None where it is neither."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return None

    def strings(self, name: str) -> list[str]:
        """A list of strings; empty where it is missing or something else."""
        value = self.json(name)
        return [str(item) for item in value] if isinstance(value, list) else []


def read(request: Request) -> Params:
    """All parameters of a request; those of the body win over those of the query."""
    return Params({**request.query, **_body(request)})


def _body(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").lower()
    if "application/json" in kind:
        return _json(request.body)
    if "multipart/form-data" in kind:
        return _multipart(request.headers["content-type"], request.body)
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _multipart(content_type: str, body: bytes) -> dict[str, Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    fields = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields[name] = payload.decode("utf-8", "replace")
    return fields
