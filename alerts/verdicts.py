"""What became of a request to the Bot API: the decision for the sender, from the answer or from its absence.

Pure. The rules are those of the Bot API page ("Making requests", "ResponseParameters") and of the texts that its
server sends; a text that is not known is judged by its status alone.
"""

from __future__ import annotations

import json

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

# A 429 that does not say how long: the wait that the official server names most often for a busy group.
_DEFAULT_RETRY_AFTER = 30.0

_MARKUP = ("can't parse entities", "entity_", "entities_")
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_id_invalid",
    "deactivated",
    "chat_write_forbidden",
    "chat_restricted",
    "no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "user_is_blocked",
)

# Names of httpx and httpcore errors after which no byte of the request had left. Everything else may have arrived.
_UNSENT = frozenset(
    {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError", "InvalidURL"}
)


def of_answer(status: int, payload: bytes) -> DeliveryError | None:
    """None where the method was carried out; else the error that says what to do. `status` is that of HTTP."""
    answer = _json_object(payload)
    if 200 <= status < 300:
        good = answer is not None and answer.get("ok") is True and "result" in answer
        return None if good else DeliveryError("Telegram sent an answer that cannot be read", maybe_sent=True)
    if status >= 500:
        return DeliveryError(f"Telegram has trouble of its own (HTTP {status})", maybe_sent=True)
    if answer is None or answer.get("ok") is not False:
        # A proxy or a captive portal, not the Bot API: its 401 says nothing about our token.
        return _of_stranger(status)
    return _of_refusal(status, str(answer.get("description") or f"HTTP {status}"), answer.get("parameters"))


def of_failure(failure: BaseException | None) -> DeliveryError:
    """The error for a request without an answer; `failure` is the transport's exception."""
    names = [kind.__name__ for kind in type(failure).__mro__]
    if _UNSENT.intersection(names):
        return DeliveryError(f"Telegram could not be reached ({names[0]})")
    return DeliveryError(f"The connection to Telegram broke before its answer ({names[0]})", maybe_sent=True)


def _json_object(payload: bytes) -> dict[str, object] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _of_stranger(status: int) -> DeliveryError:
    if status == 429:
        return TooManyRequests("Telegram asks to slow down", retry_after=_DEFAULT_RETRY_AFTER)
    return DeliveryError(f"Something that is not Telegram answered (HTTP {status})")


def _of_refusal(status: int, text: str, parameters: object) -> DeliveryError:
    hints = parameters if isinstance(parameters, dict) else {}
    moved, wait = hints.get("migrate_to_chat_id"), hints.get("retry_after")
    if isinstance(moved, int):
        return ChatMoved(text, new_chat_id=moved)
    if status == 429 or isinstance(wait, int | float):
        return TooManyRequests(text, retry_after=float(wait) if isinstance(wait, int | float) else _DEFAULT_RETRY_AFTER)
    return _of_status(status, text)


def _of_status(status: int, text: str) -> DeliveryError:
    match status:
        case 400:
            return _of_bad_request(text)
        case 401 | 404:
            return BadToken(f"Telegram refused the bot token ({text}): check TELEGRAM_BOT_TOKEN with @BotFather")
        case 403:
            return ChatGone(text)
        case 409:
            return SecondPoller(
                f"Another process is reading this bot's messages: stop it, or use a second bot ({text})"
            )
        case 413:
            return BadMessage(text)
        case _:
            return DeliveryError(text)


def _of_bad_request(text: str) -> DeliveryError:
    known = text.lower()
    if any(sign in known for sign in _MARKUP):
        return BadMarkup(text)
    if any(sign in known for sign in _GONE):
        return ChatGone(text)
    return BadMessage(text)
