"""The methods of the sample Bot API: what they accept, change and refuse, in the real server's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from parwatch.demo.telegram.entities import MarkupError, Parsed, parse_html, tidy, trimmed
from parwatch.demo.telegram.flood import FloodControl
from parwatch.demo.telegram.forms import Params
from parwatch.demo.telegram.state import Chat, Json, Message, Signal, State, bot_json, message_json

MAX_UNITS = 4096


class Refusal(Exception):
    """An answer with ok = false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Methods:
    """Carries methods out on a state. `clock` stamps records, `today` (Unix seconds) what people see."""

    def __init__(
        self,
        token: str,
        state: State,
        signal: Signal,
        flood: FloodControl,
        *,
        clock: Callable[[], float],
        today: Callable[[], float],
    ) -> None:
        self.token = token
        self._state = state
        self._signal = signal
        self._flood = flood
        self._clock = clock
        self._today = today
        self._methods: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "sendmessage": self._send_message,
            "editmessagetext": self._edit_message_text,
            "answercallbackquery": self._answer_callback_query,
            "setmycommands": self._set_my_commands,
            "getmycommands": self._get_my_commands,
            "deletewebhook": self._delete_webhook,
            "setwebhook": self._set_webhook,
            "getwebhookinfo": self._get_webhook_info,
        }

    async def call(self, token: str, method: str, params: Params) -> object:
        """The result of a method. Raises Refusal."""
        if token != self.token:
            number, _, secret = token.partition(":")
            raise Refusal(401, "Unauthorized") if number.isdecimal() and secret else Refusal(404, "Not Found")
        carry_out = self._methods.get(method.lower())
        if carry_out is None:
            raise Refusal(404, "Not Found: method not found")
        return await carry_out(params)

    async def _get_me(self, _params: Params) -> Json:
        return bot_json(self.token) | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, params: Params) -> list[Json]:
        """Long polling. A newer call ends an older one, which is then told of the conflict."""
        if self._state.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first",
            )
        self._confirm(params.whole("offset") or 0)
        self._state.allowed = params.strings("allowed_updates") or self._state.allowed
        self._state.polls += 1
        ticket = self._state.polls
        self._signal.notify()
        await self._wait_for_updates(ticket, min(params.whole("timeout") or 0, 50))
        if ticket != self._state.polls:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            )
        return self._state.updates[: min(max(params.whole("limit") or 100, 1), 100)]

    async def _wait_for_updates(self, ticket: int, seconds: int) -> None:
        try:
            await self._signal.until(lambda: self._wanted() or ticket != self._state.polls, seconds=seconds)
        except TimeoutError:
            return

    def _wanted(self) -> bool:
        """Whether there is an update of an allowed kind; the others are confirmed by nobody and dropped."""
        allowed = self._state.allowed
        if allowed:
            self._state.updates = [update for update in self._state.updates if _allowed(update, allowed)]
        return bool(self._state.updates)

    def _confirm(self, offset: int) -> None:
        """Forget what is below a positive offset; a negative one keeps that many from the end."""
        updates = self._state.updates
        later = [update for update in updates if update["update_id"] >= offset]
        kept = updates[offset:] if offset < 0 else later
        self._state.confirmed += [update for update in updates if update not in kept]
        self._state.updates = kept

    async def _send_message(self, params: Params) -> Json:
        chat = self._open_chat(params)
        parsed = self._text(params)
        wait = self._flood.retry_after(chat.id)
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        message = self._message(params, chat, parsed, self._state.number_message())
        self._state.messages.append(message)
        self._signal.notify()
        return self._shown(message, chat)

    async def _edit_message_text(self, params: Params) -> Json:
        chat = self._open_chat(params)
        place = self._place_of(chat.id, params.whole("message_id") or 0)
        if place is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        parsed = self._text(params)
        known = self._state.messages[place]
        if (known.text, known.entities) == (parsed.text, parsed.entities):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message",
            )
        edited = replace(self._message(params, chat, parsed, known.message_id), edited=True)
        self._state.messages[place] = edited
        self._state.edits.append(edited)
        self._signal.notify()
        return self._shown(edited, chat)

    async def _answer_callback_query(self, params: Params) -> bool:
        query = params.text("callback_query_id")
        if query not in self._state.callbacks:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self._state.callbacks.remove(query)
        return True

    async def _set_my_commands(self, params: Params) -> bool:
        commands = params.json("commands")
        sound = isinstance(commands, list) and all(_sound_command(command) for command in commands)
        if not sound:
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        self._state.commands[params.text("language_code")] = commands
        return True

    async def _get_my_commands(self, params: Params) -> list[Json]:
        return self._state.commands.get(params.text("language_code"), [])

    async def _delete_webhook(self, params: Params) -> bool:
        self._state.webhook = ""
        if params.text("drop_pending_updates").lower() == "true":
            self._state.updates.clear()
        return True

    async def _set_webhook(self, params: Params) -> bool:
        self._state.webhook = params.text("url")
        self._signal.notify()
        return True

    async def _get_webhook_info(self, _params: Params) -> Json:
        waiting = len(self._state.updates)
        return {"url": self._state.webhook, "has_custom_certificate": False, "pending_update_count": waiting}

    def _open_chat(self, params: Params) -> Chat:
        """The chat that a message may go to. Raises Refusal as the real server does, in its order of checks."""
        if not params.text("chat_id"):
            raise Refusal(400, "Bad Request: chat_id is empty")
        chat = self._state.chats.get(params.whole("chat_id") or 0)
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to is not None:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if chat.blocked:
            kind = (
                "bot was blocked by the user" if chat.kind == "private" else f"bot was kicked from the {chat.kind} chat"
            )
            raise Refusal(403, f"Forbidden: {kind}")
        return chat

    def _text(self, params: Params) -> Parsed:
        """The visible text of a message. Raises Refusal where it is empty, too long or badly marked up."""
        source = tidy(params.text("text"))
        try:
            marked = params.text("parse_mode").lower() == "html"
            parsed = trimmed(parse_html(source) if marked else Parsed(source))
        except MarkupError as error:
            raise Refusal(400, f"Bad Request: can't parse entities: {error}") from None
        if not parsed.text:
            raise Refusal(400, "Bad Request: message text is empty")
        if parsed.units > MAX_UNITS:
            raise Refusal(400, "Bad Request: message is too long")
        return parsed

    def _message(self, params: Params, chat: Chat, parsed: Parsed, number: int) -> Message:
        options = params.json("link_preview_options")
        hidden = isinstance(options, dict) and options.get("is_disabled") is True
        hidden = hidden or params.text("disable_web_page_preview").lower() == "true"
        return Message(
            number,
            chat.id,
            parsed.text,
            parsed.entities,
            params.text("text"),
            params.text("parse_mode"),
            not hidden,
            self._clock(),
        )

    def _shown(self, message: Message, chat: Chat) -> Json:
        return message_json(message, chat, bot_json(self.token), int(self._today()))

    def _place_of(self, chat_id: int, message_id: int) -> int | None:
        numbers = [(message.chat_id, message.message_id) for message in self._state.messages]
        return numbers.index((chat_id, message_id)) if (chat_id, message_id) in numbers else None


def _allowed(update: Json, kinds: Iterable[str]) -> bool:
    """An update that holds none of the known kinds is let through: that is how a new kind looks to an old bot."""
    present = [kind for kind in update if kind != "update_id"]
    return not present or any(kind in kinds for kind in present)


def _sound_command(command: object) -> bool:
    """Bot API, "BotCommand": 1 to 32 lower case letters, digits and underscores; a description of 1 to 256."""
    if not isinstance(command, dict):
        return False
    name, meaning = str(command.get("command", "")), str(command.get("description", ""))
    letters = name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()
    return letters and len(name) <= 32 and 1 <= len(meaning) <= 256
