"""Updates that no Bot API sends: nothing to us, and no error. The library checks no field."""

from __future__ import annotations

from typing import Any

import pytest
import telegram

from alerts.incoming import incoming
from alerts.telegram import _readable

CHAT = {"id": 5, "type": "private"}
PERSON = {"id": 5, "is_bot": False, "first_name": "An"}
SOUND: dict[str, Any] = {"message_id": 1, "date": 1, "chat": CHAT, "from": PERSON, "text": "/help"}


def heard(message: dict[str, Any]) -> object:
    return incoming(telegram.Update.de_json({"update_id": 7, "message": message}, None))


def test_the_sound_one_is_heard() -> None:
    assert heard(SOUND) is not None


@pytest.mark.parametrize(
    "damage",
    [
        {"chat": None},
        {"text": 1e308},
        {"text": [1]},
        {"chat": {**CHAT, "id": {"id": 5}}},
        {"from": {**PERSON, "language_code": 3}},
    ],
)
def test_a_damaged_message_is_nothing_to_us(damage: dict[str, Any]) -> None:
    assert heard({**SOUND, **damage}) is None


@pytest.mark.parametrize("damage", [{"chat": None}, {"new_chat_member": None}, {"old_chat_member": None}])
def test_a_damaged_change_of_members_is_nothing_to_us(damage: dict[str, Any]) -> None:
    states = {
        name: {"user": PERSON, "status": status}
        for name, status in (("old_chat_member", "member"), ("new_chat_member", "left"))
    }
    change = {"chat": CHAT, "from": PERSON, "date": 1, **states, **damage}
    assert incoming(telegram.Update.de_json({"update_id": 7, "my_chat_member": change}, None)) is None


def test_an_instant_beyond_every_calendar_is_reduced_to_its_number() -> None:
    """The library raises OverflowError, and the update has to be confirmed all the same."""
    update = {"update_id": 7, "message": {**SOUND, "date": 2**200}}
    assert _readable(update) == {"update_id": 7}
