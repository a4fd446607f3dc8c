"""The sample server behaves like the real one where a bot can tell, asked over its socket by a plain HTTP client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from support.clocks import Clock

from parwatch.demo.telegram import TOKEN, BotApi, Fault


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApi]:
    async with BotApi(clock=clock) as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        yield client


class Caller:
    """Calls methods and returns status and answer."""

    def __init__(self, server: BotApi, http: httpx.AsyncClient) -> None:
        self.server = server
        self.http = http

    async def __call__(self, method: str, token: str = TOKEN, **params: Any) -> tuple[int, Any]:
        response = await self.http.post(f"{self.server.base_url}/bot{token}/{method}", json=params)
        return response.status_code, response.json()

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        status, answer = await self(method, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return status, answer["description"]


@pytest.fixture
def call(server: BotApi, http: httpx.AsyncClient) -> Caller:
    return Caller(server, http)


async def test_tokens(call: Caller) -> None:
    """Right; could exist but does not; could never exist; right with a method that does not."""
    status, answer = await call("getMe")
    assert (status, answer["result"]["is_bot"], answer["result"]["id"]) == (200, True, 110201543)
    assert await call.refused("getMe", token="123:abc") == (401, "Unauthorized")
    assert await call.refused("getMe", token="abc") == (404, "Not Found")
    assert await call.refused("dance") == (404, "Not Found: method not found")


@pytest.mark.parametrize("form", ["json", "form", "multipart", "query"])
async def test_parameters_in_every_form(server: BotApi, http: httpx.AsyncClient, form: str) -> None:
    """JSON, form, multipart form and query carry the same message."""
    server.know(42)
    url = f"{server.base_url}/bot{TOKEN}/SENDMESSAGE"
    flat = {
        "chat_id": "42",
        "text": "<b>Đ & ơ</b>",
        "parse_mode": "html",
        "link_preview_options": '{"is_disabled":true}',
    }
    deep = {**flat, "chat_id": 42, "link_preview_options": {"is_disabled": True}}
    sent = {
        "json": {"json": deep},
        "form": {"data": flat},
        "multipart": {"files": {name: (None, value) for name, value in flat.items()}},
        "query": {"params": flat},
    }[form]
    answer = (await http.post(url, **sent)).json()  # type: ignore[arg-type]
    assert answer["result"]["text"] == "Đ & ơ"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert answer["result"]["chat"]["type"] == "private"
    assert server.messages[0].preview is False


async def test_texts_that_are_refused(server: BotApi, call: Caller) -> None:
    """Empty, too long after entities, badly marked up; 4,096 units exactly are accepted."""
    server.know(42)
    assert await call.refused("sendMessage", chat_id=42, text=" \n") == (400, "Bad Request: message text is empty")
    assert await call.refused("sendMessage", chat_id=42) == (400, "Bad Request: message text is empty")
    assert await call.refused("sendMessage", chat_id=42, text="😀" * 2049) == (400, "Bad Request: message is too long")
    broken = await call.refused("sendMessage", chat_id=42, text="<b>x", parse_mode="HTML")
    assert broken == (400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"")
    assert (await call("sendMessage", chat_id=42, text="<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML"))[0] == 200
    assert len(server.messages) == 1


async def test_chats_that_are_refused(server: BotApi, call: Caller) -> None:
    """Unknown, named, missing, blocked by a person, left by a group, migrated."""
    server.block(1)
    server.block(-1)
    server.migrate(-2, -1000000000002)
    assert await call.refused("sendMessage", chat_id=9, text="x") == (400, "Bad Request: chat not found")
    assert await call.refused("sendMessage", chat_id="@kenh", text="x") == (400, "Bad Request: chat not found")
    assert await call.refused("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")
    assert await call.refused("sendMessage", chat_id=1, text="x") == (403, "Forbidden: bot was blocked by the user")
    assert await call.refused("sendMessage", chat_id=-1, text="x") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )
    status, answer = await call("sendMessage", chat_id=-2, text="x")
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": -1000000000002})
    assert (await call("sendMessage", chat_id=-1000000000002, text="x"))[1]["result"]["chat"]["type"] == "supergroup"


async def test_flood_control(server: BotApi, call: Caller, clock: Clock) -> None:
    """A short burst passes, then one a second; 429 names the wait, and a waited message passes."""
    server.know(42)
    statuses = [(await call("sendMessage", chat_id=42, text="x"))[0] for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    _, answer = await call("sendMessage", chat_id=42, text="x")
    assert answer["parameters"] == {"retry_after": 1}
    assert answer["description"] == "Too Many Requests: retry after 1"
    clock.now += 1
    assert (await call("sendMessage", chat_id=42, text="x"))[0] == 200


async def test_flood_control_of_groups_and_of_all(server: BotApi, call: Caller, clock: Clock) -> None:
    """The twenty-first message to a group within a minute, and the thirty-first of all within a second."""
    server.know(-5)
    for _ in range(20):
        clock.now += 1
        assert (await call("sendMessage", chat_id=-5, text="x"))[0] == 200
    clock.now += 1
    _, answer = await call("sendMessage", chat_id=-5, text="x")
    assert answer["parameters"]["retry_after"] == 40
    for chat in range(1, 32):
        server.know(chat)
    statuses = [(await call("sendMessage", chat_id=chat, text="x"))[0] for chat in range(1, 32)]
    assert statuses == [200] * 30 + [429]


async def test_updates_are_confirmed_by_the_offset(server: BotApi, call: Caller) -> None:
    """Until then they come again; a negative offset keeps the newest; the limit cuts."""
    ids = [server.say(1, text) for text in ("/start", "a", "b")]

    async def poll(**params: Any) -> list[int]:
        return [update["update_id"] for update in (await call("getUpdates", **params))[1]["result"]]

    assert await poll() == await poll() == ids
    assert await poll(limit=2) == ids[:2]
    assert await poll(offset=ids[0] + 1) == ids[1:]
    assert await poll(offset=-1) == ids[2:]
    assert await poll(offset=ids[2] + 1) == []
    server.redeliver()
    assert await poll() == ids


async def test_a_long_poll_ends_with_the_first_update(server: BotApi, call: Caller) -> None:
    """It is held open while nothing happens and answered at once when something does."""
    poll = asyncio.create_task(call("getUpdates", timeout=30, allowed_updates=["message"]))
    await server.until(lambda: server._state.polls)
    server.inject({"edited_message": {}})
    assert not poll.done()
    server.say(1, "/start now", "en")
    ((update,),) = [(await poll)[1]["result"]]
    assert update["message"]["from"]["language_code"] == "en"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_second_poller_ends_the_first(server: BotApi, call: Caller) -> None:
    """The older call is told of the conflict, as it is on the real server."""
    first = asyncio.create_task(call("getUpdates", timeout=30))
    await server.until(lambda: server._state.polls)
    second = asyncio.create_task(call("getUpdates", timeout=30))
    status, answer = await first
    assert status == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    server.say(1, "x")
    assert (await second)[0] == 200


async def test_webhooks_exclude_polling(call: Caller) -> None:
    """getUpdates is refused until deleteWebhook."""
    await call("setWebhook", url="https://a.example/hook")
    assert (await call("getWebhookInfo"))[1]["result"]["url"] == "https://a.example/hook"
    status, words = await call.refused("getUpdates")
    assert (status, words[:60]) == (409, "Conflict: can't use getUpdates method while webhook is activ")
    await call("deleteWebhook")
    assert (await call("getUpdates"))[0] == 200


async def test_messages_can_be_edited(server: BotApi, call: Caller) -> None:
    """The message reads as edited; unchanged text and unknown messages are refused."""
    server.know(42)
    _, sent = await call("sendMessage", chat_id=42, text="một")
    number = sent["result"]["message_id"]
    _, edited = await call("editMessageText", chat_id=42, message_id=number, text="<b>hai</b>", parse_mode="HTML")
    assert "edit_date" in edited["result"]
    assert [(message.text, message.edited) for message in server.to(42)] == [("hai", True)]
    assert len(server.edits) == 1
    same = await call.refused("editMessageText", chat_id=42, message_id=number, text="<b>hai</b>", parse_mode="HTML")
    assert same[1].startswith("Bad Request: message is not modified")
    missing = await call.refused("editMessageText", chat_id=42, message_id=999, text="x")
    assert missing == (400, "Bad Request: message to edit not found")


async def test_buttons_are_answered_once(server: BotApi, call: Caller) -> None:
    """A press reaches the bot; its answer is accepted once."""
    query = server.press(42, "more", 1)
    _, answer = await call("getUpdates")
    assert answer["result"][0]["callback_query"]["data"] == "more"
    assert (await call("answerCallbackQuery", callback_query_id=query))[1]["result"] is True
    assert (await call.refused("answerCallbackQuery", callback_query_id=query))[1].startswith(
        "Bad Request: query is too old"
    )


async def test_command_menus_are_checked_and_kept(server: BotApi, call: Caller) -> None:
    """By language; a command with a capital letter is refused."""
    good = [{"command": "start", "description": "Đăng ký"}]
    assert (await call("setMyCommands", commands=json.dumps(good)))[1]["result"] is True
    assert (await call("getMyCommands"))[1]["result"] == good == server.commands[""]
    bad = [{"command": "Start", "description": "x"}]
    assert await call.refused("setMyCommands", commands=bad) == (400, "Bad Request: BOT_COMMAND_INVALID")


async def test_faults_hit_the_calls_they_were_planned_for(server: BotApi, call: Caller) -> None:
    """A fault for one chat leaves the others alone, and ends after its times; everything is recorded."""
    server.know(1)
    server.know(2)
    server.fail(Fault.ERROR_500, chat_id=2, times=2)
    statuses = [(await call("sendMessage", chat_id=chat, text="x"))[0] for chat in (1, 2, 2, 2)]
    assert statuses == [200, 500, 500, 200]
    assert [entry.status for entry in server.calls("sendMessage")] == statuses
    assert server.calls("sendMessage")[1].params == {"chat_id": 2, "text": "x"}


async def test_broken_answers_on_the_wire(server: BotApi, http: httpx.AsyncClient) -> None:
    """A gateway's page, half a JSON, a cut connection before and after acceptance, and silence."""
    server.know(1)
    url = f"{server.base_url}/bot{TOKEN}/sendMessage"

    async def send(fault: Fault) -> httpx.Response:
        server.fail(fault)
        return await http.post(url, json={"chat_id": 1, "text": fault.value}, timeout=0.2)

    assert (await send(Fault.BAD_GATEWAY)).headers["content-type"] == "text/html"
    with pytest.raises(ValueError, match="Expecting"):
        (await send(Fault.GARBLED_AFTER)).json()
    for fault in (Fault.DROP, Fault.DROP_AFTER):
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await send(fault)
    with pytest.raises(httpx.ReadTimeout):
        await send(Fault.SILENCE)
    assert [message.text for message in server.to(1)] == [Fault.GARBLED_AFTER.value, Fault.DROP_AFTER.value]


async def test_waiting_for_a_message_ends_with_it_or_with_its_time(server: BotApi, call: Caller) -> None:
    """No test sleeps: it waits for what it needs."""
    server.know(1)
    waiting = asyncio.create_task(server.arrived(1, 2))
    await call("sendMessage", chat_id=1, text="a")
    await call("sendMessage", chat_id=1, text="b")
    assert [message.text for message in await waiting] == ["a", "b"]
    with pytest.raises(TimeoutError):
        await server.arrived(1, 3, seconds=0.01)


async def test_chunked_bodies_are_read(server: BotApi, http: httpx.AsyncClient) -> None:
    """A client that streams its body is understood too."""
    server.know(1)

    async def body() -> AsyncIterator[bytes]:
        yield b'{"chat_id": 1, '
        yield '"text": "từng phần"}'.encode()

    headers = {"Content-Type": "application/json"}
    response = await http.post(f"{server.base_url}/bot{TOKEN}/sendMessage", content=body(), headers=headers)
    assert response.json()["result"]["text"] == "từng phần"
