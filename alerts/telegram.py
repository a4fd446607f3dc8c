"""The Bot API over python-telegram-bot: one client that speaks the DeliveryError tree, and the channel that uses it.

The library's own errors put together what a sender must tell apart (a connection that was never made and one that
broke after the message had left are both NetworkError), and they carry the token in their texts and causes. So the
verdict is taken where the answer arrives, and the library's exception never leaves this module.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Coroutine, Mapping
from ipaddress import ip_address
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import telegram
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import NetworkError, TelegramError
from telegram.request import HTTPXRequest

from alerts import digest, verdicts
from alerts.keyboard import of_delivery, without_links
from alerts.pacing import Pacer
from alerts.reply import Button, Keyboard
from alerts.secrets import Redactor
from parwatch_core.errors import BadMessage, BadToken, DeliveryError, TooManyRequests
from parwatch_core.notice import Delivery

API_URL = "https://api.telegram.org"
UPDATES = ("message", "channel_post", "my_chat_member", "callback_query")
Result = TypeVar("Result")
Markup: TypeAlias = "telegram.InlineKeyboardMarkup | None"
# The usual second between two messages is waited for here. What has to wait longer (a group's full minute, a wait that
# the server has ordered) is handed back: it would take one of the places from which the other chats are served.
_LONGEST_WAIT = 3.0

_TOKEN = re.compile(r"[\w:.~-]+", re.ASCII)
_NOT_MODIFIED = "message is not modified"
# How the Bot API refuses the address behind a button, however good it looks.
_BAD_LINK = ("button_url_invalid", "inline keyboard button url")
# How the Bot API refuses a topic of a forum that was deleted, or that only its administrators may write in.
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted")
_CONNECT_SECONDS = 10.0
# More than are ever in flight at once: calls that hang must not keep the others from a connection.
_CONNECTIONS = 100
# Seconds without a byte before an answer is given up.
PATIENCE = 20.0
# The whole of a call, however slowly its bytes come, as a multiple of the patience with a silent server.
_DEADLINE = 2.0


class _JudgedError(TelegramError):
    """Carries a verdict through the library, which hands on errors of its own family only."""

    __slots__ = ("error",)

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(str(error))
        self.error = error


class _Request(HTTPXRequest):
    """The library's transport with the verdict taken on the spot."""

    __slots__ = ()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One HTTP exchange; returns only answers that hold a result."""
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except NetworkError as error:
            raise _JudgedError(verdicts.of_failure(error.__cause__)) from None
        verdict = verdicts.of_answer(status, payload)
        if verdict:
            raise _JudgedError(verdict)
        return status, payload


class _UpdatesRequest(_Request):
    """The transport of getUpdates: one update that the library cannot read must not hide all that follow it."""

    __slots__ = ()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One HTTP exchange; unreadable updates are reduced to their number, which is enough to confirm them."""
        status, payload = await super().do_request(*args, **kwargs)
        found = json.loads(payload)["result"]
        readable = [_readable(update) for update in found] if isinstance(found, list) else []
        return status, json.dumps({"ok": True, "result": [update for update in readable if update]}).encode()


def _readable(update: object) -> dict[str, object] | None:
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    try:
        telegram.Update.de_json(update, None)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError, OSError):
        return {"update_id": update["update_id"]}
    return update


class Api:
    """The few methods of the Bot API that parwatch uses. Every one raises DeliveryError, without cause or context."""

    def __init__(self, token: str, api_url: str = API_URL, *, patience: float = PATIENCE) -> None:
        """`patience`: seconds without a byte before an answer is given up. Opens no connection yet.

        Raises BadToken for a token that no address could hold.
        """
        if not _TOKEN.fullmatch(token):
            raise BadToken("The bot token is empty or holds characters that no token has: check TELEGRAM_BOT_TOKEN")
        self.redactor = Redactor(token)
        self.redactor.watch()
        base = api_url.rstrip("/")
        self._deadline = patience * _DEADLINE
        self._requests = (
            _UpdatesRequest(**_transport(base, patience, pool=1)),
            _Request(**_transport(base, patience, pool=_CONNECTIONS)),
        )
        self._bot = telegram.Bot(
            token, base_url=f"{base}/bot", get_updates_request=self._requests[0], request=self._requests[1]
        )

    async def send(
        self, chat_id: int, text: str, *, html: bool, keyboard: Keyboard = (), thread: int | None = None
    ) -> int:
        """Send one message without a link preview, into a topic of a forum where one is named; returns its id."""

        def call(markup: Markup) -> Coroutine[Any, Any, telegram.Message]:
            return self._bot.send_message(
                chat_id,
                text,
                parse_mode=_mode(html),
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                reply_markup=markup,
                message_thread_id=thread,
            )

        return (await self._under(call, keyboard)).message_id

    async def send_photo(
        self,
        chat_id: int,
        photo: bytes,
        caption: str,
        *,
        html: bool,
        keyboard: Keyboard = (),
        thread: int | None = None,
    ) -> int:
        """Send a PNG with a caption; returns the message's id."""
        message = await self._call(
            self._bot.send_photo(
                chat_id,
                photo,
                caption=caption,
                parse_mode=_mode(html),
                reply_markup=_markup(keyboard),
                message_thread_id=thread,
            )
        )
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, text: str, *, html: bool, keyboard: Keyboard = ()) -> int:
        """Replace text and buttons of a message; returns its id. One that reads so already is fine."""

        def call(markup: Markup) -> Coroutine[Any, Any, Any]:
            return self._bot.edit_message_text(
                text,
                chat_id,
                message_id,
                parse_mode=_mode(html),
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
                reply_markup=markup,
            )

        await self._modify(call, keyboard)
        return message_id

    async def edit_keyboard(self, chat_id: int, message_id: int, keyboard: Keyboard) -> None:
        """Replace the buttons of a message and nothing else."""

        def call(markup: Markup) -> Coroutine[Any, Any, Any]:
            return self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=markup)

        await self._modify(call, keyboard)

    async def _modify(self, call: Callable[[Markup], Coroutine[Any, Any, Any]], keyboard: Keyboard) -> None:
        try:
            await self._under(call, keyboard)
        except BadMessage as error:
            if _NOT_MODIFIED not in str(error).lower():
                raise

    async def _under(self, call: Callable[[Markup], Coroutine[Any, Any, Result]], keyboard: Keyboard) -> Result:
        """A call with these buttons. An address that Telegram refuses behind one of them must not cost the message."""
        try:
            return await self._call(call(_markup(keyboard)))
        except BadMessage as error:
            fewer = without_links(keyboard)
            if fewer == keyboard or not any(sign in str(error).lower() for sign in _BAD_LINK):
                raise
        return await self._call(call(_markup(fewer)))

    async def acknowledge(self, query_id: str, toast: str) -> None:
        """Say that a pressed button was heard, with a line that pops up, or none."""
        await self._call(self._bot.answer_callback_query(query_id, toast or None))

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether a person may change a group."""
        member = await self._call(self._bot.get_chat_member(chat_id, user_id))
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    async def updates(self, offset: int | None, seconds: int) -> tuple[telegram.Update, ...]:
        """Wait up to `seconds` for updates from `offset` on; confirms all before it."""
        call = self._bot.get_updates(offset=offset, timeout=seconds, allowed_updates=UPDATES)
        return await self._call(call, waiting=seconds)

    async def username(self) -> str:
        """The bot's name, as groups address it in `/start@name`."""
        return (await self._call(self._bot.get_me())).username or ""

    async def use_polling(self) -> None:
        """Remove a webhook that somebody has set: with one, getUpdates is refused."""
        await self._call(self._bot.delete_webhook())

    async def set_commands(self, commands: Mapping[str, str], language: str | None) -> None:
        """The menu of commands, for clients of one language or (None) for all others."""
        await self._call(self._bot.set_my_commands(list(commands.items()), language_code=language))

    async def reconnect(self) -> None:
        """Throw all connections away and begin anew."""
        for request in self._requests:
            await request.shutdown()
            await request.initialize()

    async def close(self) -> None:
        """Close the connections. The object is not used again."""
        for request in self._requests:
            await request.shutdown()
        self.redactor.unwatch()

    async def _call(self, call: Coroutine[Any, Any, Result], *, waiting: float = 0.0) -> Result:
        """Await a method of the library. The error is raised outside the handlers, so that it drags no context."""
        try:
            async with asyncio.timeout(waiting + self._deadline):
                return await call
        except _JudgedError as judged:
            error = judged.error
        except TimeoutError:
            error = DeliveryError("Telegram did not answer in time", maybe_sent=True)
        except TelegramError as failure:
            # What is neither an answer nor a failure of httpx: an address that cannot be used, a closed client.
            error = verdicts.of_failure(failure.__cause__ or failure)
        except (KeyError, TypeError, ValueError, AttributeError) as failure:
            # The answer said ok, and the library could not make sense of it.
            kind = type(failure).__name__
            error = DeliveryError(f"Telegram sent an answer that cannot be read ({kind})", maybe_sent=True)
        error.args = tuple(self.redactor.text(str(part)) for part in error.args)
        raise error


def _mode(html: bool) -> str | None:
    return ParseMode.HTML if html else None


def _markup(keyboard: Keyboard) -> telegram.InlineKeyboardMarkup | None:
    """The buttons as the library wants them; None takes away those that a message had."""
    if not keyboard:
        return None
    return telegram.InlineKeyboardMarkup([[_button(button) for button in row] for row in keyboard])


def _button(button: Button) -> telegram.InlineKeyboardButton:
    if button.url:
        return telegram.InlineKeyboardButton(button.text, url=button.url)
    return telegram.InlineKeyboardButton(button.text, callback_data=button.data)


def _transport(base: str, patience: float, *, pool: int) -> dict[str, Any]:
    """Arguments of HTTPXRequest. A server on this machine is reached directly, whatever proxy the environment names."""
    return {
        "connection_pool_size": pool,
        "connect_timeout": _CONNECT_SECONDS,
        "pool_timeout": _CONNECT_SECONDS,
        "read_timeout": patience,
        "write_timeout": patience,
        "httpx_kwargs": {"trust_env": not _on_this_machine(urlsplit(base).hostname or "")},
    }


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class TelegramChannel:
    """Sends notices with one bot, at the pace that Telegram allows."""

    def __init__(
        self, token: str, api_url: str = API_URL, *, pacer: Pacer | None = None, patience: float = PATIENCE
    ) -> None:
        """`pacer` is shared by everything that sends with this token. Raises BadToken for an impossible token."""
        self._api = Api(token, api_url, patience=patience)
        self._pacer = pacer or Pacer(time.monotonic)

    async def deliver(self, delivery: Delivery) -> int | None:
        """Send what is to be told as one message, or edit the one that told it before; returns the message's id.

        Raises DeliveryError.
        """
        text = digest.text(delivery)
        wait = self._pacer.wait(delivery.chat_id)
        if wait > _LONGEST_WAIT:
            raise TooManyRequests("this chat's next message has to wait for its turn", retry_after=wait)
        if delivery.uncertain and delivery.message_id is None:
            await self._probe()
        await self._pacer.turn(delivery.chat_id)
        try:
            return await self._put(delivery, text)
        except TooManyRequests as error:
            self._pacer.hold(delivery.chat_id, error.retry_after or 0.0)
            raise

    async def _probe(self) -> None:
        """Ask for something harmless before a message that perhaps arrived is repeated.

        It is repeated once only: an outage that goes on must not use that up. Raises DeliveryError, never `maybe_sent`.
        """
        try:
            await self._api.username()
        except BadToken:
            raise
        except DeliveryError as error:
            raise DeliveryError(
                f"not repeated before Telegram answers: {error}", retry_after=error.retry_after
            ) from None

    async def _put(self, delivery: Delivery, text: str) -> int:
        html = not delivery.plain
        if delivery.message_id is None:
            return await self._send(delivery, text, html=html)
        return await self._api.edit(
            delivery.chat_id, delivery.message_id, text, html=html, keyboard=of_delivery(delivery)
        )

    async def _send(self, delivery: Delivery, text: str, *, html: bool) -> int:
        """Into the topic of the forum; one that is gone or closed swallows no alert: the general one gets it."""
        buttons = of_delivery(delivery)
        try:
            return await self._api.send(delivery.chat_id, text, html=html, keyboard=buttons, thread=delivery.thread)
        except BadMessage as error:
            if delivery.thread is None or not any(sign in str(error).lower() for sign in _NO_TOPIC):
                raise
        await self._pacer.turn(delivery.chat_id)
        return await self._api.send(delivery.chat_id, text, html=html, keyboard=buttons)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
