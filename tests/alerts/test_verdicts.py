"""Every answer has one meaning for the sender."""

from __future__ import annotations

import json

import pytest

from alerts.verdicts import of_answer, of_failure
from parwatch_core.errors import (
    BadMarkup,
    BadMessage,
    BadToken,
    ChatGone,
    ChatMoved,
    DeliveryError,
    SecondPoller,
    TooManyRequests,
)


def refusal(code: int, description: str, **parameters: object) -> bytes:
    answer = {"ok": False, "error_code": code, "description": description}
    return json.dumps(answer | ({"parameters": parameters} if parameters else {})).encode()


@pytest.mark.parametrize(
    ("status", "payload", "kind"),
    [
        (403, refusal(403, "Forbidden: bot was blocked by the user"), ChatGone),
        (403, refusal(403, "Forbidden: bot was kicked from the supergroup chat"), ChatGone),
        (403, refusal(403, "Forbidden: user is deactivated"), ChatGone),
        (400, refusal(400, "Bad Request: chat not found"), ChatGone),
        (400, refusal(400, "Bad Request: group chat was deactivated"), ChatGone),
        (400, refusal(400, "Bad Request: PEER_ID_INVALID"), ChatGone),
        (400, refusal(400, "Bad Request: not enough rights to send text messages to the chat"), ChatGone),
        (400, refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001), ChatMoved),
        (400, refusal(400, "Bad Request: can't parse entities: Unsupported start tag"), BadMarkup),
        (400, refusal(400, "Bad Request: ENTITIES_TOO_LONG"), BadMarkup),
        (400, refusal(400, "Bad Request: message is too long"), BadMessage),
        (400, refusal(400, "Bad Request: message text is empty"), BadMessage),
        (401, refusal(401, "Unauthorized"), BadToken),
        (404, refusal(404, "Not Found"), BadToken),
        (409, refusal(409, "Conflict: terminated by other getUpdates request"), SecondPoller),
        (429, refusal(429, "Too Many Requests: retry after 9", retry_after=9), TooManyRequests),
        (429, b"<html>slow down</html>", TooManyRequests),
        (404, b"<html>captive portal</html>", DeliveryError),
        (403, b"", DeliveryError),
        (302, b"", DeliveryError),
    ],
)
def test_refusals_by_what_is_to_be_done(status: int, payload: bytes, kind: type[DeliveryError]) -> None:
    """The class decides; none of these was accepted, and a stranger's page says nothing about token or chat."""
    error = of_answer(status, payload)
    assert type(error) is kind
    assert not error.maybe_sent


@pytest.mark.parametrize(
    ("status", "payload"),
    [
        (500, refusal(500, "Internal Server Error")),
        (502, b"<html>Bad Gateway</html>"),
        (504, b""),
        (200, b'{"ok":true,"result":{'),
        (200, b"[]"),
        (200, b'{"ok":true}'),
        (200, b"[" * 100_000),
    ],
)
def test_what_may_have_been_accepted_says_so(status: int, payload: bytes) -> None:
    """A gateway that failed, an answer cut off: the message may stand in the chat."""
    error = of_answer(status, payload)
    assert error is not None
    assert error.maybe_sent
    assert not error.permanent


def test_details_are_kept() -> None:
    """The new id of a group, and the wait as the server gave it; without one a wait is set all the same."""
    moved = of_answer(400, refusal(400, "x", migrate_to_chat_id=-100123))
    assert isinstance(moved, ChatMoved)
    assert moved.new_chat_id == -100123
    waits = [of_answer(429, refusal(429, "x", retry_after=9)), of_answer(429, refusal(429, "x"))]
    assert [error and error.retry_after for error in waits] == [9.0, 30.0]


def test_a_result_is_no_error() -> None:
    """Also where the result is false or empty."""
    assert [of_answer(200, f'{{"ok":true,"result":{result}}}'.encode()) for result in ("[]", "false", "{}")] == [
        None
    ] * 3


class ConnectError(Exception):
    """Stands for the transport's error of that name: verdicts know names, not the library."""


class ConnectTimeout(ConnectError): ...


class ReadTimeout(Exception): ...


@pytest.mark.parametrize(
    ("failure", "maybe_sent"),
    [(ConnectError(), False), (ConnectTimeout(), False), (ReadTimeout(), True), (None, True)],
)
def test_failures_without_an_answer(failure: Exception | None, maybe_sent: bool) -> None:
    """Only where no connection was made is it certain that nothing arrived."""
    error = of_failure(failure)
    assert (type(error), error.maybe_sent, error.permanent) == (DeliveryError, maybe_sent, False)
