"""The methods of the sample Bot API: what they accept, change and refuse, in the real server's words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from parwatch.demo.telegram.forms import Params
from parwatch.demo.telegram.members import Members
from parwatch.demo.telegram.messages import Messages
from parwatch.demo.telegram.refusal import Refusal
from parwatch.demo.telegram.state import Json, Signal, State, bot_json


class Methods:
    """Carries methods out on a state: those about the bot itself here, the others in their rooms."""

    def __init__(self, token: str, state: State, signal: Signal, messages: Messages) -> None:
        self.token = token
        self._state = state
        self._signal = signal
        members = Members(messages)
        self._methods: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "sendmessage": messages.send_message,
            "sendphoto": messages.send_photo,
            "editmessagetext": messages.edit_message_text,
            "editmessagecaption": messages.edit_message_caption,
            "editmessagereplymarkup": messages.edit_message_reply_markup,
            "deletemessage": messages.delete_message,
            "answercallbackquery": messages.answer_callback_query,
            "sendchataction": messages.send_chat_action,
            "getchat": members.get_chat,
            "getchatmember": members.get_chat_member,
            "getchatadministrators": members.get_chat_administrators,
            "leavechat": members.leave_chat,
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
