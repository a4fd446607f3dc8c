"""The console in place of Telegram."""

from __future__ import annotations

import io

from support.alerting import delivery

from alerts.channels import ConsoleChannel
from parwatch_core.notice import Language


async def test_the_console_shows_alerts_and_says_once_that_no_token_is_set() -> None:
    """Somebody who has set no token learns why nothing comes on the phone, and still sees every alert."""
    stream = io.StringIO()
    channel = ConsoleChannel(stream)
    assert [await channel.deliver(delivery(0)), await channel.deliver(delivery(0, language=Language.EN))] == [
        None,
        None,
    ]
    text = stream.getvalue()
    assert text.count("TELEGRAM_BOT_TOKEN") == 1
    assert "│ 🥈 Hạng 2/10" in text
    assert "│ 🥈 Rank 2 of 10" in text


async def test_a_narrow_terminal_does_not_crash() -> None:
    """On an ASCII terminal letters become question marks; the alert is still there."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    await ConsoleChannel(stream).deliver(delivery(0))
    assert b"https://songtra.example.gov.vn/tin/123.html" in raw.getvalue()
