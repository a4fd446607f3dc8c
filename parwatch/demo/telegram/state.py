"""What the sample Bot API remembers, and how it shows it in answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from parwatch.demo.telegram.entities import Entity
from parwatch.demo.telegram.keyboards import Keyboard, keyboard_json
from parwatch.demo.telegram.photos import Photo

USERNAME = "parwatch_demo_bot"
# What an administrator of a channel or group may do (Bot API, "ChatMemberAdministrator": those that are always there).
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_post_messages",
    "can_edit_messages",
)
Json = dict[str, Any]
Value = TypeVar("Value")


@dataclass(slots=True)
class Chat:
    """A chat as the server knows it. Negative ids are groups, or channels where `channel` says so.

    `admins`: ids of the people who may change it; `threads`: the topics of a forum.
    """

    id: int
    language: str = "vi"
    title: str = "Chat"
    blocked: bool = False
    moved_to: int | None = None
    channel: bool = False
    admins: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)

    @property
    def kind(self) -> str:
        """The `type` of the Bot API."""
        if self.channel:
            return "channel"
        if self.id >= 0:
            return "private"
        return "supergroup" if self.id <= -1_000_000_000_000 else "group"


@dataclass(frozen=True, slots=True)
class Message:
    """A message that was accepted: `text` and `entities` as a client shows them, `source` as it was sent.

    The text of a message with a `photo` is its caption. `silent`: it made no sound.
    """

    message_id: int
    chat_id: int
    text: str
    entities: tuple[Entity, ...]
    source: str
    parse_mode: str
    preview: bool
    at: float
    edited: bool = False
    keyboard: Keyboard = ()
    photo: Photo | None = None
    thread: int | None = None
    silent: bool = False

    @property
    def buttons(self) -> dict[str, str]:
        """The callback data or the address behind each inline button, by the button's text."""
        return {button.text: button.data or button.url for row in self.keyboard for button in row}

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses behind text, in order."""
        return tuple(entity.url for entity in self.entities if entity.url)


@dataclass(frozen=True, slots=True)
class Call:
    """One request with what became of it; `status` 0: no answer was given."""

    method: str
    params: Json
    status: int
    description: str
    at: float


@dataclass(slots=True)
class State:
    """What the server remembers."""

    chats: dict[int, Chat] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)
    confirmed: list[Json] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    webhook: str = ""
    allowed: list[str] = field(default_factory=list)
    callbacks: set[str] = field(default_factory=set)
    next_update: int = 500_000_001
    next_message: int = 1
    polls: int = 0
    messages: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)
    deleted: list[Message] = field(default_factory=list)
    # Places in `messages` by chat and number: with ten thousand subscribers nobody looks through them all.
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    toasts: list[tuple[str, str]] = field(default_factory=list)

    def accept(self, message: Message) -> None:
        """Keep a new message."""
        self.places[message.chat_id, message.message_id] = len(self.messages)
        self.messages.append(message)

    def number_message(self) -> int:
        """The next message number; the real server counts a chat's messages, the sample all together."""
        self.next_message += 1
        return self.next_message - 1


class Signal:
    """Wakes whoever waits for something to happen on the server. Belongs to one event loop."""

    def __init__(self) -> None:
        self._change = asyncio.Event()

    def notify(self) -> None:
        """Something has happened."""
        before, self._change = self._change, asyncio.Event()
        before.set()

    async def until(self, check: Callable[[], Value | None], *, seconds: float = 10.0) -> Value:
        """Wait until `check` gives something true; it is asked after everything that happens here."""
        async with asyncio.timeout(seconds):
            while not (value := check()):
                await self._change.wait()
        return value


def bot_json(token: str) -> Json:
    """The bot as a User."""
    number = token.partition(":")[0]
    return {
        "id": int(number) if number.isdecimal() else 1,
        "is_bot": True,
        "first_name": "parwatch",
        "username": USERNAME,
    }


def person_json(user_id: int, language_code: str) -> Json:
    """A person as a User; some clients send no language."""
    person: Json = {"id": user_id, "is_bot": False, "first_name": "Lan"}
    return person | ({"language_code": language_code} if language_code else {})


def chat_json(chat: Chat) -> Json:
    """A Chat."""
    name = {"first_name": "Lan"} if chat.kind == "private" else {"title": chat.title}
    forum = {"is_forum": True} if chat.threads else {}
    return {"id": chat.id, "type": chat.kind, **name, **forum}


def message_json(message: Message, chat: Chat, sender: Json, date: int) -> Json:
    """A Message, as the sending and editing methods return it."""
    answer: Json = {"message_id": message.message_id, "from": sender, "chat": chat_json(chat), "date": date}
    if chat.channel:
        del answer["from"]
    entities = [_entity_json(entity) for entity in message.entities]
    answer |= _photo_json(message, entities) if message.photo else _text_json(message, entities)
    if message.keyboard:
        answer["reply_markup"] = keyboard_json(message.keyboard)
    if message.thread is not None:
        answer |= {"message_thread_id": message.thread, "is_topic_message": True}
    return answer | ({"edit_date": date} if message.edited else {})


def _text_json(message: Message, entities: list[Json]) -> Json:
    return {"text": message.text, **({"entities": entities} if entities else {})}


def _photo_json(message: Message, entities: list[Json]) -> Json:
    assert message.photo is not None
    number = f"photo{message.message_id}"
    size = {
        "file_id": number,
        "file_unique_id": number,
        "width": message.photo.width,
        "height": message.photo.height,
        "file_size": len(message.photo.body),
    }
    caption = {"caption": message.text} if message.text else {}
    return {"photo": [size], **caption, **({"caption_entities": entities} if entities else {})}


def membership_json(chat: Chat, bot: Json, status: str, date: int, *, before: str = "member", by: int = 0) -> Json:
    """A ChatMemberUpdated: the bot was let in or thrown out, by the person with the id `by`."""
    member: Json = {"user": bot, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, True)
    return {
        "chat": chat_json(chat),
        "from": person_json(by or abs(chat.id), chat.language),
        "date": date,
        "old_chat_member": {"user": bot, "status": before},
        "new_chat_member": member,
    }


def _entity_json(entity: Entity) -> Json:
    answer: Json = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    return answer | ({"url": entity.url} if entity.url else {})
