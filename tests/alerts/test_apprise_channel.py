"""Alerts by Apprise to real loopback servers: what arrives, and what each way to fail means. No secret is ever told."""

from __future__ import annotations

import io
import logging
import socket
import sys
import threading
from typing import Any

import pytest
from support import archive
from support.hook import CUT, SILENT, Hook

from alerts.apprise_channel import AppriseChannel, _Answer, _error, words
from parwatch_core import addresses
from parwatch_core.errors import BadMessage, DeliveryError, ParwatchError
from parwatch_core.notice import Delivery, Language, Notice, NoticeKind

SECRET = "s3cr3t-passw0rd"
NUMBER = addresses.of_channel("báo")


def notice(number: int = 1, **changes: Any) -> Notice:
    values: dict[str, Any] = {"kind": NoticeKind.NEW, "title": f"Huyện Sông Trà xếp thứ 2/10 ({number})"}
    values.update(url=f"https://songtra.example.gov.vn/tin/{number}", portal="songtra", claims=(archive.claim(),))
    return Notice(**{**values, **changes})


def delivery(**changes: Any) -> Delivery:
    values: dict[str, Any] = {"outbox_id": 1, "chat_id": NUMBER, "language": Language.VI, "notice": notice()}
    return Delivery(**{**values, **changes})


def channel(hook: Hook, kind: str = "json", rest: str = "/in", **more: Any) -> AppriseChannel:
    return AppriseChannel("báo", f"{kind}://robot:{SECRET}@{hook.place}{rest}", **more)


async def failure(way: AppriseChannel, **changes: Any) -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        await way.deliver(delivery(**changes))
    assert SECRET not in str(error.value)
    return error.value


async def test_an_alert_arrives_at_a_webhook() -> None:
    """Plain text: rank and unit as the title, said once; article and address in the body."""
    with Hook() as hook:
        assert await channel(hook).deliver(delivery()) is None
    (came,) = hook.came
    assert came.path == "/in"
    assert "2/10" in came.json["title"]
    assert came.json["title"] not in came.json["message"]
    assert "https://songtra.example.gov.vn/tin/1" in came.json["message"]
    assert "Huyện Sông Trà xếp thứ 2/10 (1)" in came.json["message"]
    assert "<" not in came.json["title"] + came.json["message"]


async def test_an_alert_arrives_at_ntfy() -> None:
    """The topic of the address, with its password in the header that is made for it."""
    with Hook() as hook:
        await channel(hook, "ntfy", "/my-topic").deliver(delivery())
    (came,) = hook.came
    assert came.headers["authorization"].startswith("Basic ")
    assert came.json["topic"] == "my-topic"
    assert "2/10" in came.json["title"]
    assert "https://songtra.example.gov.vn/tin/1" in came.json["message"]


async def test_several_alerts_are_one_message_with_all_addresses() -> None:
    """24 folded alerts: each with its title and its address, none left out."""
    others = tuple(notice(number) for number in range(2, 25))
    with Hook() as hook:
        await channel(hook).deliver(delivery(others=others, other_ids=tuple(range(2, 25))))
    (came,) = hook.came
    assert came.json["title"] == "🗞 24 bài mới"
    for number in range(1, 25):
        assert f"https://songtra.example.gov.vn/tin/{number}\n" in came.json["message"] + "\n"
        assert f"xếp thứ 2/10 ({number})" in came.json["message"]


def test_a_single_line_is_the_body() -> None:
    """A text of the operator's own without a second line needs no title."""
    spoken = Notice(NoticeKind.ANNOUNCEMENT, "Bảo trì tối nay", "", "", ())
    assert words(delivery(notice=spoken)) == ("", "Bảo trì tối nay")


def test_a_long_first_line_is_whole_in_the_body() -> None:
    """A title is shortened; nothing is lost by that."""
    spoken = Notice(NoticeKind.ANNOUNCEMENT, "từ " * 100 + "cuối\nhai", "", "", ())
    title, body = words(delivery(notice=spoken))
    assert len(title) <= 200
    assert "cuối\nhai" in body


async def test_what_was_sent_is_not_edited() -> None:
    """A further portal joined: a channel has no message that could be changed, and gets no second one."""
    with Hook() as hook:
        assert await channel(hook).deliver(delivery(message_id=5)) == 5
    assert hook.came == []


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_an_answer_that_refuses_is_tried_again(status: int) -> None:
    """It was not accepted, and the status is told."""
    with Hook(answers=[status]) as hook:
        error = await failure(channel(hook))
    assert (error.maybe_sent, error.permanent) == (False, False)
    assert f"HTTP status {status}" in str(error)


async def test_a_message_that_is_refused_for_days_is_given_up() -> None:
    """400 for the 80th time is the message's fault; 401 is the address's, and that may be mended."""
    with Hook(answers=[400, 401]) as hook:
        way = channel(hook)
        assert isinstance(await failure(way, attempt=80), BadMessage)
        assert not (await failure(way, attempt=80)).permanent


async def test_a_server_that_is_down_got_nothing() -> None:
    """No connection: tried again freely."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        way = AppriseChannel("báo", f"json://robot:{SECRET}@127.0.0.1:{free.getsockname()[1]}/")
        error = await failure(way)
    assert not error.maybe_sent
    assert "cannot be reached" in str(error)


async def test_a_connection_that_breaks_before_the_answer_is_unsure() -> None:
    """The message was read: perhaps it was accepted."""
    with Hook(answers=[CUT]) as hook:
        assert (await failure(channel(hook))).maybe_sent
    assert len(hook.came) == 1


async def test_an_answer_that_does_not_come_is_unsure() -> None:
    """Apprise's own limit on an answer (rto) is over."""
    with Hook(answers=[SILENT]) as hook:
        assert (await failure(channel(hook, rest="/in?rto=0.2"))).maybe_sent


async def test_a_stuck_service_holds_up_nothing_else_and_is_not_called_twice() -> None:
    """Our limit is over while Apprise still waits: unsure; the next message waits for that thread, unsent."""
    with Hook(answers=[SILENT]) as hook:
        way = channel(hook, rest="/in?rto=30", seconds=0.3)
        error = await failure(way)
        assert error.maybe_sent
        assert "no answer within" in str(error)
        busy = await failure(way)
        assert not busy.maybe_sent
        await channel(hook).deliver(delivery())
        hook.ended.set()
        for thread in threading.enumerate():
            if thread.name == "channel":
                thread.join(10)


async def test_what_a_plugin_raises_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of somebody else's exception may hold the address."""
    with Hook() as hook:
        way = channel(hook)

        def breaks(**_: Any) -> None:
            raise RuntimeError(f"json://robot:{SECRET}@x")

        monkeypatch.setattr(way._server, "notify", breaks)
        error = await failure(way)
    assert error.maybe_sent
    assert "RuntimeError" in str(error)
    assert error.__cause__ is None


@pytest.mark.parametrize("address", [f"nothing://{SECRET}", f"mailto://{SECRET}", f"discord://{SECRET}"])
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str) -> None:
    """An unknown service, or too little for a known one."""
    with pytest.raises(ParwatchError, match="does not understand") as error:
        AppriseChannel("báo", address)
    assert SECRET not in str(error.value)


def test_without_apprise_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not installed."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ParwatchError, match=r"pip install \"parwatch\[channels\]\"") as error:
        AppriseChannel("báo", f"json://{SECRET}/")
    assert "\n" not in str(error.value)


async def test_nothing_is_logged(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Apprise and urllib3 write addresses into their logs: these lead nowhere, even where everything is logged."""
    text = io.StringIO()
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [logging.StreamHandler(text)])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    logging.getLogger("parwatch").debug("this is seen")
    with Hook(answers=[500]) as hook:
        await failure(channel(hook, rest=f"/{SECRET}"))
    told = capfd.readouterr()
    assert "this is seen" in text.getvalue()
    assert SECRET not in text.getvalue() + told.out + told.err


async def test_what_a_service_has_no_room_for_follows_in_a_second_message() -> None:
    """ntfy takes 7,800 characters: 24 alerts with long titles arrive whole, in as many messages as they need."""
    many = [notice(number, title=f"Bài số {number}: " + "kết quả cải cách " * 12) for number in range(1, 25)]
    with Hook() as hook:
        # Its own pause between two messages would be seconds.
        way = channel(hook, "ntfy", "/topic")
        way._server[0].request_rate_per_sec = 0
        await way.deliver(delivery(notice=many[0], others=tuple(many[1:]), other_ids=tuple(range(2, 25))))
    assert len(hook.came) > 1
    # A part that is near the limit comes as a file.
    told = "".join(came.json["message"] if came.body.startswith("{") else came.body for came in hook.came)
    assert [number for number in range(1, 25) if f"Bài số {number}:" not in told] == []


@pytest.mark.parametrize(
    ("line", "unsure"),
    [
        ("Socket Exception: HTTPConnectionPool(host='h', port=1): Read timed out. (read timeout=4.0)", True),
        ("Socket Exception: ('Connection aborted.', RemoteDisconnected('Remote end closed connection'))", True),
        ("Socket Exception: The read operation timed out", True),
        ("Socket Exception: HTTPConnectionPool(host='h', port=1): Max retries exceeded with url: / (Caused by "
         "ConnectTimeoutError(<x>, 'Connection to h timed out. (connect timeout=4.0)'))", False),
        ("Socket Exception: (Caused by SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED')))", False),
        ("Socket Exception: timed out", False),
        ("Socket Exception: [Errno 111] Connection refused", False),
        ("", False),
    ],
)  # fmt: skip
def test_what_the_log_says_of_a_connection(line: str, unsure: bool) -> None:
    """Only what broke after the request had gone out may have been accepted; a mail server that cannot be reached got
    nothing, and is tried without end."""
    assert _error(_Answer(False, False, line), 1).maybe_sent is unsure
