"""The buttons below an alert, as values."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.alerting import delivery, notice

from alerts.handlers import data
from alerts.keyboard import Place, of_alert, of_complaint, of_delivery, without_links
from alerts.reply import Button, Keyboard
from parwatch_core.notice import Language, Notice

ALERT = replace(notice(), number=10**18, source="songtra")
PLACE = Place(999, 1000, 10**18)


def buttons(keyboard: Keyboard) -> list[Button]:
    return [button for row in keyboard for button in row]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("place", [None, PLACE, replace(PLACE, position=5)])
def test_data_comes_back_as_it_was_written(language: Language, place: Place | None) -> None:
    """Within 64 bytes at the largest numbers, in the form that the bot reads."""
    for keyboard in (
        of_alert(ALERT, language, place=place),
        of_alert(ALERT, language, muted=True, place=place),
        of_complaint(ALERT, language, place),
    ):
        for button in buttons(keyboard):
            assert button.url or data.read(button.data), button


@pytest.mark.parametrize(
    ("what", "verbs"),
    [
        (ALERT, ["", "past", "mute", "wrong"]),
        (replace(ALERT, claims=()), ["", "mute", "wrong"]),
        (replace(ALERT, source=""), ["", "past", "wrong"]),
        (replace(ALERT, number=0), [""]),
        (replace(ALERT, url="javascript:alert(1)"), ["past", "mute"]),
        (replace(ALERT, url="", claims=(), source=""), []),
    ],
)
def test_a_button_without_anything_behind_it_is_left_out(what: Notice, verbs: list[str]) -> None:
    """No address, no ranks, no source, no number."""
    assert [button.data.partition(":")[0] for button in buttons(of_alert(what, Language.VI))] == verbs


def test_a_folded_message_has_one_button() -> None:
    """Which of its alerts a button would mean nobody could tell."""
    folded = delivery(1, ALERT, others=(ALERT,), other_ids=(2,))
    assert [button.data for button in buttons(of_delivery(folded))] == ["one:0"]


def test_without_links_no_row_is_empty() -> None:
    """Telegram refuses an empty row."""
    assert without_links(((Button("a", url="https://a.example/"),), (Button("b", "b:1"),))) == ((Button("b", "b:1"),),)
