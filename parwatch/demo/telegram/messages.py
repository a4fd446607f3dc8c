"""Sending, editing and deleting on the sample Bot API, with the real server's limits and in its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from parwatch.demo.telegram.entities import MarkupError, Parsed, parse_html, tidy, trimmed
from parwatch.demo.telegram.flood import FloodControl
from parwatch.demo.telegram.forms import Params
from parwatch.demo.telegram.keyboards import Keyboard, KeyboardError, read_keyboard
from parwatch.demo.telegram.photos import PhotoError, read_photo
from parwatch.demo.telegram.refusal import Refusal, bad_request
from parwatch.demo.telegram.state import Chat, Json, Message, Signal, State, bot_json, message_json

# UTF-16 units after the markup is taken out (Bot API, "sendMessage", "sendPhoto", "answerCallbackQuery").
MAX_UNITS = 4096
MAX_CAPTION = 1024
MAX_TOAST = 200
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@dataclass(slots=True)
class Messages:
    """What the bot puts into chats. `clock` stamps records, `today` (Unix seconds) is what people see."""

    token: str
    state: State
    signal: Signal
    flood: FloodControl
    clock: Callable[[], float]
    today: Callable[[], float]

    async def send_message(self, params: Params) -> Json:
        """sendMessage."""
        chat = self.open_chat(params)
        parsed = _text(params, "text", MAX_UNITS, "message is too long")
        if not parsed.text:
            raise bad_request("message text is empty")
        return self._accepted(self._message(params, chat, parsed, params.text("text")), chat)

    async def send_photo(self, params: Params) -> Json:
        """sendPhoto with an uploaded PNG."""
        chat = self.open_chat(params)
        caption = _text(params, "caption", MAX_CAPTION, "message caption is too long")
        try:
            photo = read_photo(params.file("photo"))
        except PhotoError as error:
            raise bad_request(str(error)) from None
        return self._accepted(replace(self._message(params, chat, caption, params.text("caption")), photo=photo), chat)

    async def edit_message_text(self, params: Params) -> Json:
        """editMessageText: a keyboard that is not sent again is gone."""
        chat, known = self._known(params, "edit")
        if known.photo:
            raise bad_request("there is no text in the message to edit")
        parsed = _text(params, "text", MAX_UNITS, "message is too long")
        if not parsed.text:
            raise bad_request("message text is empty")
        edited = replace(self._message(params, chat, parsed, params.text("text")), message_id=known.message_id)
        return self._edited(known, replace(edited, thread=known.thread, silent=known.silent), chat)

    async def edit_message_caption(self, params: Params) -> Json:
        """editMessageCaption."""
        chat, known = self._known(params, "edit")
        if not known.photo:
            raise bad_request("there is no caption in the message to edit")
        parsed = _text(params, "caption", MAX_CAPTION, "message caption is too long")
        changed = replace(known, text=parsed.text, entities=parsed.entities, keyboard=_keyboard(params))
        return self._edited(known, changed, chat)

    async def edit_message_reply_markup(self, params: Params) -> Json:
        """editMessageReplyMarkup."""
        chat, known = self._known(params, "edit")
        return self._edited(known, replace(known, keyboard=_keyboard(params)), chat)

    async def delete_message(self, params: Params) -> bool:
        """deleteMessage, for the bot's own messages."""
        _chat, known = self._known(params, "delete")
        place = self.state.places.pop((known.chat_id, known.message_id))
        self.state.deleted.append(self.state.messages[place])
        self.signal.notify()
        return True

    async def answer_callback_query(self, params: Params) -> bool:
        """answerCallbackQuery: once a query, with at most 200 units of text."""
        query, toast = params.text("callback_query_id"), params.text("text")
        if query not in self.state.callbacks:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(toast.encode("utf-16-le")) // 2 > MAX_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        self.state.callbacks.remove(query)
        self.state.toasts.append((query, toast))
        self.signal.notify()
        return True

    async def send_chat_action(self, params: Params) -> bool:
        """sendChatAction: "typing", "upload_photo"."""
        self.open_chat(params)
        if params.text("action") not in {"typing", "upload_photo", "upload_document"}:
            raise bad_request("wrong parameter action in request")
        return True

    def open_chat(self, params: Params) -> Chat:
        """The chat that a message may go to. Raises Refusal as the real server does, in its order of checks."""
        chat = self.chat(params)
        if chat.moved_to is not None:
            raise Refusal(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if chat.blocked:
            who = "blocked by the user" if chat.kind == "private" else f"kicked from the {chat.kind} chat"
            raise Refusal(403, f"Forbidden: bot was {who}")
        thread = params.whole("message_thread_id")
        if thread is not None and thread not in chat.threads:
            raise bad_request("message thread not found")
        return chat

    def chat(self, params: Params) -> Chat:
        """The chat of a call, open or not."""
        if not params.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.state.chats.get(params.whole("chat_id") or 0)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _known(self, params: Params, doing: str) -> tuple[Chat, Message]:
        chat = self.open_chat(params)
        place = self.state.places.get((chat.id, params.whole("message_id") or 0))
        if place is None:
            raise bad_request(f"message to {doing} not found")
        return chat, self.state.messages[place]

    def _accepted(self, message: Message, chat: Chat) -> Json:
        wait = self.flood.retry_after(chat.id)
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        message = replace(message, message_id=self.state.number_message())
        self.state.accept(message)
        self.signal.notify()
        return self._shown(message, chat)

    def _edited(self, known: Message, changed: Message, chat: Chat) -> Json:
        if _content(known) == _content(changed):
            raise bad_request(_SAME)
        changed = replace(changed, edited=True, at=self.clock())
        self.state.messages[self.state.places[known.chat_id, known.message_id]] = changed
        self.state.edits.append(changed)
        self.signal.notify()
        return self._shown(changed, chat)

    def _message(self, params: Params, chat: Chat, parsed: Parsed, source: str) -> Message:
        """A message without its number."""
        options = params.json("link_preview_options")
        hidden = isinstance(options, dict) and options.get("is_disabled") is True
        return Message(
            0,
            chat.id,
            parsed.text,
            parsed.entities,
            source,
            params.text("parse_mode"),
            not (hidden or params.flag("disable_web_page_preview")),
            self.clock(),
            keyboard=_keyboard(params),
            thread=params.whole("message_thread_id"),
            silent=params.flag("disable_notification"),
        )

    def _shown(self, message: Message, chat: Chat) -> Json:
        return message_json(message, chat, bot_json(self.token), int(self.today()))


def _content(message: Message) -> tuple[object, ...]:
    return message.text, message.entities, message.keyboard


def _text(params: Params, name: str, most: int, complaint: str) -> Parsed:
    """A visible text. Raises Refusal where it is too long or badly marked up."""
    source = tidy(params.text(name))
    try:
        marked = params.text("parse_mode").lower() == "html"
        parsed = trimmed(parse_html(source) if marked else Parsed(source))
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    if parsed.units > most:
        raise bad_request(complaint)
    return parsed


def _keyboard(params: Params) -> Keyboard:
    try:
        return read_keyboard(params)
    except KeyboardError as error:
        raise bad_request(str(error)) from None
