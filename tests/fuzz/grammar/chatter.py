"""Updates of the Bot API as JSON values: those that people cause, and those that only somebody hostile would send."""

from __future__ import annotations

import random
from typing import Any

from fuzz.grammar import words
from fuzz.mutation import SIGNS, count

_COMMANDS = (
    "start",
    "stop",
    "help",
    "status",
    "latest",
    "follow",
    "unfollow",
    "search",
    "settings",
    "language",
    "mute",
    "x" * 40,
)
_ODD: tuple[Any, ...] = (None, True, 0, -1, 2**63, 2**200, 1e308, "", "x", [], {}, [[]], {"id": {}}, "\ud800", "\0")


def updates(chance: random.Random) -> list[Any]:
    """A batch as getUpdates returns it."""
    return [_spoilt(chance, _update(chance)) for _ in range(chance.choice((1, 1, 2, 5)))]


def command(chance: random.Random) -> str:
    """What a person writes to the bot, in any spelling."""
    addressed = chance.choice(("", "", "@parwatch_bot", "@PARWATCH_BOT", "@other", "@", "@@"))
    tail = chance.choice(
        ("", " ", f" {words.clause(chance)}", "\n/stop", f" {chance.choice(SIGNS)}", " x" * count(chance, 1_500))
    )
    return chance.choice(("/", "/", "/", "//", "", "／", " /")) + chance.choice(_COMMANDS) + addressed + tail


def _update(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(
        (
            "message",
            "message",
            "message",
            "callback_query",
            "callback_query",
            "my_chat_member",
            "channel_post",
            "edited_message",
        )
    )
    return {"update_id": chance.choice((1, 2, 10**9, chance.randint(0, 10**6))), kind: _content(chance, kind)}


def _content(chance: random.Random, kind: str) -> dict[str, Any]:
    if kind == "callback_query":
        data = chance.choice((_forged(chance), words.clause(chance), None))
        return {"id": "7", "from": _person(chance), "chat_instance": "9", "data": data, "message": _message(chance)}
    if kind == "my_chat_member":
        states = [
            {"user": _person(chance), "status": chance.choice(("member", "kicked", "left", "x", "administrator"))}
            for _ in range(2)
        ]
        return {
            "chat": _chat(chance),
            "from": _person(chance),
            "date": 1,
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
    return _message(chance)


def _forged(chance: random.Random) -> str:
    """Data of a button that we never made, or of one that we made for somebody else."""
    parts = (
        "a",
        "n",
        "page",
        "mute",
        "follow",
        "del",
        "1",
        "-1",
        "99999999999999999999",
        "",
        "ă",
        "\0",
        "../",
        "x" * 64,
    )
    return chance.choice((":", "|", ".", "/", " ")).join(chance.choice(parts) for _ in range(chance.randint(0, 6)))


def _message(chance: random.Random) -> dict[str, Any]:
    text = command(chance) if chance.random() < 0.7 else words.text(chance)
    message = {
        "message_id": chance.randint(0, 2**40),
        "date": chance.choice((1, 2**31, 2**33)),
        "chat": _chat(chance),
        "from": _person(chance),
    }
    extra = chance.choice(
        (
            {"text": text},
            {"text": text},
            {"text": text},
            {"caption": text},
            {"location": {"latitude": 1e9}},
            {"photo": []},
        )
    )
    return {**message, **extra}


def _chat(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("private", "group", "supergroup", "channel", "x"))
    return {"id": chance.choice((5, -5, -100123, 2**52, 0)), "type": kind, "title": chance.choice(SIGNS)}


def _person(chance: random.Random) -> dict[str, Any]:
    return {
        "id": chance.choice((5, 2**52)),
        "is_bot": False,
        "first_name": chance.choice(("An", *SIGNS)),
        "language_code": chance.choice(("vi", "en-US", "", "x" * 99)),
    }


def _spoilt(chance: random.Random, value: Any) -> Any:
    """The value with a few of its parts replaced, renamed or dropped."""
    while chance.random() < 0.45:
        value = _spoil(chance, value)
    return value


def _spoil(chance: random.Random, value: Any) -> Any:
    if not isinstance(value, dict) or not value or chance.random() < 0.1:
        return chance.choice(_ODD)
    name = chance.choice(sorted(value, key=str))
    rest = {key: part for key, part in value.items() if key != name}
    if chance.random() < 0.15:
        return rest
    return {**rest, name: _spoil(chance, value[name])}
