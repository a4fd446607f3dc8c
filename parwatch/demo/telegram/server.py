"""The sample Bot API as a server: people who write, chats that change, faults on demand, and what came of it all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from parwatch.demo.loopback import LoopbackServer, Request, Response
from parwatch.demo.telegram.faults import BEFORE, FAILURES, Fault, Planned, encoded
from parwatch.demo.telegram.flood import FloodControl, Limits
from parwatch.demo.telegram.forms import Params, read
from parwatch.demo.telegram.messages import Messages
from parwatch.demo.telegram.methods import Methods
from parwatch.demo.telegram.refusal import Refusal
from parwatch.demo.telegram.state import (
    Call,
    Chat,
    Json,
    Message,
    Signal,
    State,
    Value,
    bot_json,
    chat_json,
    membership_json,
    message_json,
    person_json,
)
from parwatch_core.text import utf16_units

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the example of the Bot API page, no secret


class BotApi:
    """One bot on one server. `clock` (monotonic seconds) drives flood control and time stamps of records."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        self.token = token
        self.requests: list[Call] = []
        self._clock = clock
        self._today = today
        self._flood = FloodControl(clock, limits or Limits())
        self._state = State()
        self._planned: list[Planned] = []
        self._signal = Signal()
        self._http = LoopbackServer(self._exchange)
        messages = Messages(token, self._state, self._signal, self._flood, clock, today)
        self._service = Methods(token, self._state, self._signal, messages)

    # the server

    @property
    def base_url(self) -> str:
        """What PARWATCH_TELEGRAM_API_URL is set to."""
        return self._http.url

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        await self._http.start()

    async def stop(self) -> None:
        """Cut every connection and stop listening. What was recorded stays; `start()` comes back on the same port."""
        await self._http.stop()

    async def __aenter__(self) -> BotApi:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # people and what happens to chats

    def say(
        self,
        chat_id: int,
        text: str,
        language_code: str = "vi",
        *,
        user_id: int | None = None,
        thread: int | None = None,
    ) -> int:
        """Somebody writes `text` in a chat, which is known to the bot from then on. Returns the update's id.

        In a channel nobody is named. `thread`: the topic of a forum in which it is written.
        """
        chat = self.know(chat_id, language_code)
        message: Json = {
            "message_id": self._state.number_message(),
            "chat": chat_json(chat),
            "date": int(self._today()),
            "text": text,
        }
        if not chat.channel:
            message["from"] = person_json(user_id or abs(chat_id), language_code)
        if thread is not None:
            chat.threads.add(thread)
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": utf16_units(text.split()[0])}]
        return self.inject({"channel_post" if chat.channel else "message": message})

    def press(
        self, chat_id: int, data: str, message_id: int, language_code: str = "vi", *, user_id: int | None = None
    ) -> str:
        """Somebody presses an inline button under a message, or pretends to. Returns the id of the callback query."""
        chat = self.know(chat_id, language_code)
        query = str(4_000_000_000 + self._state.next_update)
        self._state.callbacks.add(query)
        person = person_json(user_id or abs(chat_id), language_code)
        message = self._pressed(chat, message_id)
        self.inject(
            {"callback_query": {"id": query, "from": person, "chat_instance": "1", "data": data, "message": message}}
        )
        return query

    def _pressed(self, chat: Chat, message_id: int) -> Json:
        """The message under which a button was pressed: date 0 where it is too old to be shown or never was."""
        place = self._state.places.get((chat.id, message_id))
        if place is None:
            return {"message_id": message_id, "chat": chat_json(chat), "date": 0}
        known = self._state.messages[place]
        return message_json(known, chat, bot_json(self.token), int(self._today()))

    def admins(self, chat_id: int, *people: int) -> None:
        """Only these people may change the group or channel."""
        self.know(chat_id).admins = set(people)

    def invite(self, chat_id: int, *, by: int, channel: bool = False) -> None:
        """A person adds the bot to a group or a channel."""
        chat = self.know(chat_id)
        chat.channel, chat.blocked = channel, False
        status = "administrator" if channel else "member"
        self.inject({"my_chat_member": self._membership(chat, status, before="left", by=by)})

    def inject(self, update: Json) -> int:
        """Queue any update, well-formed or not; it gets the next number unless it has one. Returns the number."""
        number = int(update.get("update_id", self._state.next_update))
        self._state.next_update = max(self._state.next_update, number) + 1
        self._state.updates.append({"update_id": number, **update})
        self._signal.notify()
        return number

    def redeliver(self) -> None:
        """Send all confirmed updates once more under their old numbers, as happens after a lost confirmation."""
        self._state.updates[:0] = self._state.confirmed
        self._state.confirmed = []
        self._signal.notify()

    def know(self, chat_id: int, language_code: str = "vi") -> Chat:
        """Make a chat known, as it is after /start; messages to unknown chats are refused."""
        return self._state.chats.setdefault(chat_id, Chat(chat_id, language_code, f"Chat {chat_id}"))

    def block(self, chat_id: int) -> None:
        """The person blocks the bot (the group removes it). The bot is told, and further messages get a 403."""
        chat = self.know(chat_id)
        chat.blocked = True
        self.inject({"my_chat_member": self._membership(chat, "kicked")})

    def unblock(self, chat_id: int) -> None:
        """The person lets the bot in again."""
        chat = self.know(chat_id)
        chat.blocked = False
        self.inject({"my_chat_member": self._membership(chat, "member", before="kicked")})

    def migrate(self, chat_id: int, new_chat_id: int) -> None:
        """The group becomes a supergroup: messages to the old id are refused and name the new one."""
        self.know(chat_id).moved_to = new_chat_id
        self.know(new_chat_id)

    def fail(self, fault: Fault, method: str = "sendMessage", *, times: int = 1, chat_id: int | None = None) -> None:
        """Let the next `times` calls of a method (to one chat, or to any) fail."""
        self._planned.append(Planned(fault, method.lower(), chat_id, times))

    def _membership(self, chat: Chat, status: str, *, before: str = "member", by: int = 0) -> Json:
        return membership_json(chat, bot_json(self.token), status, int(self._today()), before=before, by=by)

    # looking at what happened

    @property
    def messages(self) -> tuple[Message, ...]:
        """Everything that was accepted, in order, as it reads now (after edits)."""
        return tuple(self._state.messages)

    @property
    def edits(self) -> tuple[Message, ...]:
        """Every accepted edit, in order."""
        return tuple(self._state.edits)

    @property
    def toasts(self) -> tuple[tuple[str, str], ...]:
        """The callback queries that were answered, with the text that was shown."""
        return tuple(self._state.toasts)

    @property
    def deleted(self) -> tuple[Message, ...]:
        """Every message that the bot took back."""
        return tuple(self._state.deleted)

    @property
    def commands(self) -> dict[str, list[Json]]:
        """The menus that were set, by language code ("" is the default)."""
        return self._state.commands

    @property
    def pending(self) -> tuple[Json, ...]:
        """Updates that the bot has not confirmed yet."""
        return tuple(self._state.updates)

    def to(self, chat_id: int) -> tuple[Message, ...]:
        """Everything that was accepted for a chat, in order."""
        return tuple(message for message in self.messages if message.chat_id == chat_id)

    def calls(self, method: str) -> tuple[Call, ...]:
        """All requests for a method, in order."""
        return tuple(call for call in self.requests if call.method.lower() == method.lower())

    async def arrived(self, chat_id: int, count: int = 1, *, seconds: float = 10.0) -> tuple[Message, ...]:
        """Wait until `count` messages have been accepted for a chat. Raises TimeoutError."""
        return await self.until(lambda: self.to(chat_id) if len(self.to(chat_id)) >= count else None, seconds=seconds)

    async def until(self, check: Callable[[], Value | None], *, seconds: float = 10.0) -> Value:
        """Wait until `check` gives something true; it is asked after everything that happens here."""
        return await self._signal.until(check, seconds=seconds)

    # one exchange

    async def _exchange(self, request: Request) -> Response:
        token, _, method = request.path.removeprefix("/bot").rpartition("/")
        params = read(request)
        fault = self._fault_for(method, params)
        if fault in BEFORE:
            return await self._failing(fault, method, params)
        answer = await self._answered(token, method, params)
        if fault is not None:
            return await self._failing(fault, method, params)
        self._record(method, params, 200 if answer["ok"] else answer["error_code"], answer.get("description", ""))
        return encoded(answer)

    async def _answered(self, token: str, method: str, params: Params) -> Json:
        try:
            return {"ok": True, "result": await self._service.call(token, method, params)}
        except Refusal as refusal:
            answer: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            return answer | ({"parameters": refusal.parameters} if refusal.parameters else {})

    def _fault_for(self, method: str, params: Params) -> Fault | None:
        chat_id = params.whole("chat_id")
        for planned in self._planned:
            if planned.method == method.lower() and planned.chat_id in (None, chat_id):
                planned.times -= 1
                self._planned = [other for other in self._planned if other.times > 0]
                return planned.fault
        return None

    async def _failing(self, fault: Fault, method: str, params: Params) -> Response:
        response = FAILURES[fault]
        self._record(method, params, 0 if response is None or response.hang_up else response.status, fault.value)
        if response is None:
            # Held until the client gives up: the server cancels this when the client goes away.
            await asyncio.Event().wait()
        assert response is not None
        return response

    def _record(self, method: str, params: Params, status: int, description: str) -> None:
        self.requests.append(Call(method, params.values, status, description, self._clock()))
        self._signal.notify()
