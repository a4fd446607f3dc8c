"""The channel against the sample server, over a real socket: every way to fail and what it means."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import traceback

import pytest
from support.alerting import claim, delivery, notice
from support.clocks import Clock

from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.demo.telegram import TOKEN, BotApi, Fault
from parwatch_core.errors import (
    BadMarkup,
    BadToken,
    ChatGone,
    ChatMoved,
    DeliveryError,
    TooManyRequests,
)
from parwatch_core.notice import Language

SECRET = TOKEN.partition(":")[2]
OTHER = "110201543:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"


class Open:
    """A channel that is closed at the end of the test."""

    def __init__(self, server: BotApi, clock: Clock, **changes: object) -> None:
        values: dict[str, object] = {"token": server.token, "api_url": server.base_url, **changes}
        self.channel = TelegramChannel(pacer=Pacer(clock, clock.sleep), **values)  # type: ignore[arg-type]

    async def __aenter__(self) -> TelegramChannel:
        return self.channel

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()


async def failure(channel: TelegramChannel, chat_id: int = 42) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await channel.deliver(delivery(chat_id))
    return caught.value


async def test_an_alert_arrives_formatted_and_without_a_preview(server: BotApi, clock: Clock) -> None:
    """The message's id comes back; what the chat shows has a link, a quotation and no preview of the page."""
    server.know(42)
    async with Open(server, clock) as channel:
        assert await channel.deliver(delivery(42)) == server.messages[0].message_id
    (message,) = server.to(42)
    assert message.text.startswith("🥈 Hạng 2/10")
    assert message.links == ("https://songtra.example.gov.vn/tin/123.html",)
    assert [entity.kind for entity in message.entities] == ["bold", "bold", "text_link", "blockquote"]
    assert not message.preview


async def test_a_plain_delivery_carries_no_markup(server: BotApi, clock: Clock) -> None:
    """The second attempt after refused entities."""
    server.know(42)
    async with Open(server, clock) as channel:
        await channel.deliver(delivery(42, notice(title="<b>&amp;"), plain=True))
    (message,) = server.to(42)
    assert (message.parse_mode, message.entities) == ("", ())
    assert "<b>&amp;" in message.text


async def test_the_worst_notice_is_accepted(server: BotApi, clock: Clock) -> None:
    """A title of 100,000 astral characters and twenty hostile claims pass the server's own checks."""
    server.know(42)
    long = "𝔸<b>&" * 20_000
    claims = [claim(unit=f"{long}{i}", evidence=long, group=long, rank=i) for i in range(1, 21)]
    async with Open(server, clock) as channel:
        for plain in (False, True):
            await channel.deliver(delivery(42, notice(*claims, title=long, portal=long), plain=plain))
    assert len(server.to(42)) == 2


@pytest.mark.parametrize(
    ("fault", "kind", "maybe_sent"),
    [
        (Fault.ERROR_500, DeliveryError, True),
        (Fault.BAD_GATEWAY, DeliveryError, True),
        (Fault.DROP, DeliveryError, True),
        (Fault.DROP_AFTER, DeliveryError, True),
        (Fault.GARBLED_AFTER, DeliveryError, True),
        (Fault.SILENCE_AFTER, DeliveryError, True),
        (Fault.TOO_MANY, TooManyRequests, False),
        (Fault.UNAUTHORIZED, BadToken, False),
        (Fault.NOT_FOUND, BadToken, False),
    ],
)
async def test_faults_become_decisions(
    server: BotApi, clock: Clock, fault: Fault, kind: type[DeliveryError], maybe_sent: bool
) -> None:
    """Whatever may have been accepted says so; the next delivery over the same channel goes through."""
    server.know(42)
    server.fail(fault)
    async with Open(server, clock, patience=0.2) as channel:
        error = await failure(channel)
        assert (type(error), error.maybe_sent, error.permanent) == (kind, maybe_sent, False)
        accepted = len(server.to(42))
        clock.now += 60
        await channel.deliver(delivery(42))
    assert accepted == (1 if fault in (Fault.DROP_AFTER, Fault.GARBLED_AFTER, Fault.SILENCE_AFTER) else 0)
    assert len(server.to(42)) == accepted + 1


async def test_a_server_that_is_away_has_received_nothing(clock: Clock) -> None:
    """A refused connection may be repeated at once and as often as one likes."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        channel = TelegramChannel(TOKEN, f"http://127.0.0.1:{closed.getsockname()[1]}", pacer=Pacer(clock, clock.sleep))
        error = await failure(channel)
        await channel.close()
    assert (type(error), error.maybe_sent, error.permanent) == (DeliveryError, False, False)


async def test_a_restarted_server_is_found_again(server: BotApi, clock: Clock) -> None:
    """Kept connections that died meanwhile do not cost a message."""
    server.know(42)
    async with Open(server, clock) as channel:
        await channel.deliver(delivery(42))
        await server.stop()
        await failure(channel)
        await server.start()
        await channel.deliver(delivery(42))
    assert len(server.to(42)) == 2


async def test_chats_that_are_gone_or_moved(server: BotApi, clock: Clock) -> None:
    """Unknown and blocked chats are permanent; a group that became a supergroup names its new id."""
    server.know(1)
    server.block(1)
    server.know(-5)
    server.migrate(-5, -1001234567890)
    async with Open(server, clock) as channel:
        blocked, unknown, moved = [await failure(channel, chat) for chat in (1, 999, -5)]
    assert isinstance(blocked, ChatGone)
    assert isinstance(unknown, ChatGone)
    assert blocked.permanent
    assert isinstance(moved, ChatMoved)
    assert moved.new_chat_id == -1001234567890


async def test_refused_markup_is_told_apart(server: BotApi, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the rendering ever be wrong, the dispatcher can still send the text."""
    server.know(42)
    monkeypatch.setattr("alerts.render.messages", lambda *_: ("<b>offen",))
    async with Open(server, clock) as channel:
        error = await failure(channel)
    assert isinstance(error, BadMarkup)
    assert "can't parse entities: Can't find end tag corresponding to start tag" in str(error)


class CountingPacer(Pacer):
    """Counts departures, so that the clock can stand still while a message is under way."""

    left = 0

    async def turn(self, chat_id: int) -> None:
        await super().turn(chat_id)
        self.left += 1


async def test_two_hundred_alerts_break_no_limit(server: BotApi, clock: Clock) -> None:
    """Sixty chats and two groups, all at once: the server, which counts as Telegram does, refuses nothing."""
    chats = [*range(1, 61), *range(1, 61), *[-1, -2] * 40]
    for chat in set(chats):
        server.know(chat)

    async def sleep_when_all_have_arrived(seconds: float) -> None:
        due = clock.now + seconds
        await asyncio.sleep(0)
        # No time passes between the last look and the move: what has left arrives by the clock by which it left.
        await server.until(lambda: len(server.calls("sendMessage")) >= pacer.left)
        clock.now = max(clock.now, due)

    pacer = CountingPacer(clock, sleep_when_all_have_arrived)
    channel = TelegramChannel(server.token, server.base_url, pacer=pacer)
    await asyncio.gather(*(channel.deliver(delivery(chat)) for chat in chats))
    await channel.close()
    assert [call.status for call in server.calls("sendMessage")] == [200] * 200
    assert clock.now - 1000 < 130


async def test_an_ordered_wait_is_obeyed_and_returned(server: BotApi, clock: Clock) -> None:
    """After a 429 nothing goes to that chat before its time: the wait is handed back, it would keep others waiting."""
    server.know(42)
    server.fail(Fault.TOO_MANY)
    async with Open(server, clock) as channel:
        error = await failure(channel)
        assert error.retry_after == 7
        early = await failure(channel)
        assert isinstance(early, TooManyRequests)
        assert early.retry_after == pytest.approx(7)
        clock.now += 7
        await channel.deliver(delivery(42))
        channel._pacer.hold(42, 3600)
        waiting = await failure(channel)
    assert isinstance(waiting, TooManyRequests)
    assert waiting.retry_after == pytest.approx(3600)
    assert len(server.calls("sendMessage")) == 2


@pytest.mark.parametrize("token", [OTHER, "nonsense"])
async def test_a_wrong_token_is_one_clear_line(server: BotApi, clock: Clock, token: str) -> None:
    """401 for one that could exist, 404 for one that could not: the same advice, and not the token."""
    async with Open(server, clock, token=token) as channel:
        error = await failure(channel)
    assert isinstance(error, BadToken)
    assert "check TELEGRAM_BOT_TOKEN" in str(error)
    assert token not in str(error)


@pytest.mark.parametrize("token", ["", "12:ab cd", "12:ab/../x", "12:ab\n", "Mã:số"])
def test_an_impossible_token_is_refused_before_any_request(token: str) -> None:
    """A line break from a file or a paste gone wrong would end in the middle of an address."""
    with pytest.raises(BadToken, match="TELEGRAM_BOT_TOKEN") as caught:
        TelegramChannel(token, "http://127.0.0.1:1")
    assert not token or token not in str(caught.value)


async def test_the_token_is_in_no_log_and_no_traceback(
    server: BotApi, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """With everything logged and every failure printed with its causes, the secret half appears nowhere."""
    caplog.set_level(logging.DEBUG)
    server.know(42)
    printed = ""
    async with Open(server, clock, patience=0.1) as channel:
        await channel.deliver(delivery(42))
        for fault in Fault:
            server.fail(fault)
            printed += "".join(traceback.format_exception(await failure(channel)))
            clock.now += 60
        await server.stop()
        printed += "".join(traceback.format_exception(await failure(channel)))
    assert "DeliveryError" in printed
    assert SECRET not in printed
    assert SECRET not in caplog.text


async def test_even_loud_libraries_do_not_log_the_token(
    server: BotApi, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody who turns the libraries' logs on for a search sees addresses with the secret masked."""
    server.know(42)
    async with Open(server, clock) as channel:
        for name in ("httpx", "httpcore", "telegram"):
            caplog.set_level(logging.DEBUG, logger=name)
        await channel.deliver(delivery(42))
    assert "/bot110201543:***/sendMessage" in caplog.text
    assert SECRET not in caplog.text


async def test_languages(server: BotApi, clock: Clock) -> None:
    """Each subscriber reads in the language of the subscription."""
    server.know(1)
    async with Open(server, clock) as channel:
        await channel.deliver(delivery(1, language=Language.EN))
    assert server.to(1)[0].text.startswith("🥈 Rank 2 of 10")


async def test_an_answer_that_drips_is_given_up(clock: Clock) -> None:
    """A server that sends a byte now and then never lets a read time out: the whole call has a deadline."""

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.transport.abort()
        ended.set()

    ended = asyncio.Event()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        channel = TelegramChannel(TOKEN, url, pacer=Pacer(clock, clock.sleep), patience=0.1)
        error = await failure(channel)
        await channel.close()
        await ended.wait()
    assert (str(error), error.maybe_sent) == ("Telegram did not answer in time", True)


async def test_an_answer_of_another_shape_may_have_been_sent(server: BotApi, clock: Clock) -> None:
    """ok is true and the result is no message: it was accepted, whatever it is."""

    async def strange(_params: object) -> object:
        return {"surprise": True}

    server._service._methods["sendmessage"] = strange
    async with Open(server, clock) as channel:
        error = await failure(channel)
    assert (type(error), error.maybe_sent) == (DeliveryError, True)


async def test_a_closed_channel_says_so_without_a_crash(server: BotApi, clock: Clock) -> None:
    """A delivery that comes after the end is an ordinary failure."""
    async with Open(server, clock) as channel:
        pass
    assert type(await failure(channel)) is DeliveryError
    assert server.requests == []


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.DROP, Fault.GARBLED_AFTER])
async def test_what_perhaps_arrived_is_not_repeated_into_an_outage(server: BotApi, clock: Clock, fault: Fault) -> None:
    """It is repeated once only, so something harmless is asked first; that failing, nothing has been sent."""
    server.know(42)
    server.fail(fault, "getMe")
    async with Open(server, clock) as channel:
        with pytest.raises(DeliveryError, match="not repeated before Telegram answers") as caught:
            await channel.deliver(delivery(42, uncertain=True))
        assert not caught.value.maybe_sent
        assert server.calls("sendMessage") == ()
        await channel.deliver(delivery(42, uncertain=True))
        await channel.deliver(delivery(42, uncertain=True, message_id=server.to(42)[0].message_id))
    assert len(server.to(42)) == 1
    assert [call.status for call in server.calls("getMe")][1:] == [200], "an edit is repeated without asking"


async def test_chats_that_hang_leave_connections_to_the_others(server: BotApi, clock: Clock) -> None:
    """Sixty calls without an answer at once, and the next one goes through."""
    for chat in range(1, 62):
        server.know(chat)
    server.fail(Fault.SILENCE, times=60)
    async with Open(server, clock) as channel:
        hanging = [asyncio.create_task(channel.deliver(delivery(chat))) for chat in range(1, 61)]
        await server.until(lambda: len(server.calls("sendMessage")) == 60)
        await channel.deliver(delivery(61))
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    assert len(server.to(61)) == 1


async def test_a_topic_that_is_gone_swallows_no_alert(server: BotApi, clock: Clock) -> None:
    """The alert goes into its topic of the forum, and into the general one where that was deleted."""
    server.say(-77, "/start", thread=5)
    async with Open(server, clock) as channel:
        await channel.deliver(delivery(-77, thread=5))
        await channel.deliver(delivery(-77, thread=6))
        await channel.deliver(delivery(-77))
    assert [message.thread for message in server.to(-77)] == [5, None, None]
