"""Parameters of a Bot API call, from the query, a form, a multipart form or a JSON body: the real server takes all."""

from __future__ import annotations

import email.parser
import email.policy
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from parwatch.demo.loopback import Request


@dataclass(frozen=True, slots=True)
class Params:
    """Named values: strings from forms, any JSON from a JSON body."""

    values: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

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

    def flag(self, name: str) -> bool:
        """Whether a value says yes."""
        return self.text(name).lower() in {"true", "1"}

    def json(self, name: str) -> Any:
        """A structured value: as it is in a JSON body, as a JSON string in a form; None where it is neither."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return None

    def file(self, name: str) -> bytes | None:
        """The bytes of an uploaded file: in the field itself, or in the field that it names by attach://."""
        return self.files.get(self.text(name).removeprefix("attach://")) or self.files.get(name)

    def strings(self, name: str) -> list[str]:
        """A list of strings; empty where it is missing or something else."""
        value = self.json(name)
        return [str(item) for item in value] if isinstance(value, list) else []


def read(request: Request) -> Params:
    """All parameters of a request; those of the body win over those of the query."""
    values, files = _body(request)
    return Params({**request.query, **values}, files)


def _body(request: Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    kind = request.headers.get("content-type", "").lower()
    if "multipart/form-data" in kind:
        return _multipart(request.headers["content-type"], request.body)
    if "application/json" in kind:
        return _json(request.body), {}
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)), {}


def _json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Fields, and the parts that carry a file name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    fields: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(payload, bytes):
            continue
        if part.get_filename() is not None:
            files[name] = payload
        else:
            fields[name] = payload.decode("utf-8", "replace")
    return fields, files
