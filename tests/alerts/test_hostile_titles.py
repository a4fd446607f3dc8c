"""Titles as an enemy writes them, over a real socket: the server shows the NFC title, and nothing else happens."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.alerting import delivery, notice
from support.clocks import Clock

from alerts.pacing import Pacer
from alerts.spans import clean
from alerts.telegram import TelegramChannel
from parwatch.demo.telegram import BotApi, Limits, Message
from parwatch_core.text import utf16_units

CHAT = 42
ELLIPSIS = "…"
NASTY = st.text(
    st.sampled_from("a<>&\"'/b=;#x \u200f\u202e\u2066\u0301\u0323\u200d😀𝔸đưĐ\x00\x1b\ud83d\ude00") | st.characters(),
    max_size=150,
)
LONG = st.builds(lambda piece, count: piece * (count // max(1, len(piece))), NASTY, st.integers(1000, 100_000))
UNLIMITED = Limits(burst=10**6, overall_per_second=10**6)


async def arrived(*titles: str, plain: bool = False) -> Message:
    """The message that tells these titles, as the server shows it: one alert, or a digest."""
    clock = Clock()
    first, *others = (notice(title=title) for title in titles)
    async with BotApi(limits=UNLIMITED) as server:
        server.know(CHAT)
        channel = TelegramChannel(server.token, server.base_url, pacer=Pacer(clock, clock.sleep))
        told = delivery(CHAT, first, plain=plain, others=tuple(others), other_ids=tuple(range(2, 2 + len(others))))
        await channel.deliver(told)
        await channel.close()
        (message,) = server.to(CHAT)
    return message


def links(message: Message) -> list[str]:
    """The texts of the links to articles, cut out as a client does, by UTF-16 units."""
    units = message.text.encode("utf-16-le")
    found = [entity for entity in message.entities if entity.kind == "text_link"]
    return [units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le") for one in found]


def is_title(shown: str, title: str) -> bool:
    """Exactly the title in NFC; a long one is cut between characters, with a sign that it goes on."""
    whole = clean(title).strip()
    if shown.endswith(ELLIPSIS) and shown != whole:
        return whole.startswith(shown.removesuffix(ELLIPSIS).rstrip())
    return shown == whole


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=NASTY | LONG)
def test_an_alert_shows_exactly_its_title(title: str) -> None:
    """Whatever it holds: no tag, entity or surrogate pair is cut, or the server would have refused it."""
    message = asyncio.run(arrived(title))
    assert unicodedata.is_normalized("NFC", message.text) or not unicodedata.is_normalized("NFC", clean(title))
    shown = links(message)
    assert is_title(shown[0] if shown else "", title) or not clean(title).strip()
    assert utf16_units(message.text) < 4096


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(titles=st.lists(NASTY | LONG, min_size=2, max_size=24))
def test_a_digest_shows_each_of_its_titles(titles: list[str]) -> None:
    """Bounded, each behind its number, none leaking into the next."""
    message = asyncio.run(arrived(*titles))
    named = [title for title in titles if clean(title).strip()]
    shown = links(message)
    assert len(shown) >= len(named)
    assert all(any(is_title(one, title) for one in shown) for title in named)


@pytest.mark.parametrize(
    "title", ["&lt;b&gt;", "<b>Xếp</b> & <i>", "a" * 100_000, "😀" * 60_000, "e\u0323\u0302" * 30_000]
)
def test_plain_text_shows_it_too(title: str) -> None:
    """What is sent without markup after a refusal needs no escape, and gets none."""
    message = asyncio.run(arrived(title, plain=True))
    assert clean(title)[:60] in message.text
    assert message.entities == ()
