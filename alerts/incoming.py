"""What happens in a chat, as a value: a Telegram update in, an `Incoming` out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from parwatch_core.notice import Language

# "/start", "/start@parwatch_bot", "/start payload" (Bot API, "Commands": 1 to 32 letters, digits, underscores).
_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s|$)", re.ASCII)
_OUTSIDE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Press:
    """An inline button was pressed, or somebody pretends so: `data` is the sender's word and nothing more.

    `pictured`: the message above the button is a photo, whose text cannot be edited. `readable`: Telegram still shows
    that message to bots; `shown` is its text, which nobody can forge.
    """

    query_id: str
    message_id: int
    data: str
    pictured: bool = False
    readable: bool = True
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened in a chat.

    `user_id`: who did it; None in a channel. `thread`: the topic of a forum. `trusted`: only an administrator can have
    done it (a channel post, an anonymous administrator). `left`: the bot was blocked or removed and can answer no more;
    `joined`: it was let in. `addressed`: it answers a message of a bot, so that in a group it may be meant for us, too;
    `answers` is the text of that message. `channel`: only administrators write there.
    """

    update_id: int
    chat_id: int
    private: bool
    text: str = ""
    language: Language = Language.VI
    left: bool = False
    joined: bool = False
    user_id: int | None = None
    thread: int | None = None
    trusted: bool = False
    addressed: bool = False
    press: Press | None = None
    answers: str = ""
    channel: bool = False


def incoming(update: telegram.Update) -> Incoming | None:
    """What an update means, or None where it is nothing to us (a photo, a service message, a new member).

    None too where a field is missing or is of another kind than the Bot API promises: the library checks neither.
    """
    try:
        found = _meant(update)
    except (AttributeError, TypeError, ValueError):
        return None
    return found if found is not None and isinstance(found.chat_id, int) else None


def _meant(update: telegram.Update) -> Incoming | None:
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    if update.callback_query:
        return _press(update.update_id, update.callback_query)
    message = update.message or update.channel_post
    readable = message is not None and isinstance(message.text, str) and message.text != ""
    return _message(update.update_id, message) if message and readable else None


def _membership(number: int, change: telegram.ChatMemberUpdated) -> Incoming | None:
    """The bot came or went; a mere change of its rights is nothing to us."""
    was_out = change.old_chat_member.status in _OUTSIDE
    is_out = change.new_chat_member.status in _OUTSIDE
    if was_out == is_out:
        return None
    person = change.from_user
    return Incoming(
        number,
        change.chat.id,
        _private(change.chat),
        language=language_of(person.language_code),
        left=is_out,
        joined=not is_out,
        user_id=person.id,
        channel=change.chat.type == ChatType.CHANNEL,
    )


def _press(number: int, query: telegram.CallbackQuery) -> Incoming | None:
    """A pressed button; one of a game or under an inline result is not ours."""
    message = query.message
    if message is None or not isinstance(query.data, str):
        return None
    shown = message if isinstance(message, telegram.Message) and message.is_accessible else None
    press = Press(
        query.id,
        message.message_id,
        query.data,
        pictured=bool(shown and shown.photo),
        readable=shown is not None,
        shown=_text(shown),
    )
    return Incoming(
        number,
        message.chat.id,
        _private(message.chat),
        language=language_of(query.from_user.language_code),
        user_id=query.from_user.id,
        thread=_thread(shown),
        press=press,
        channel=message.chat.type == ChatType.CHANNEL,
    )


def _message(number: int, message: telegram.Message) -> Incoming:
    person = message.from_user
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    answered = message.reply_to_message
    addressed = bool(answered and answered.from_user and answered.from_user.is_bot)
    return Incoming(
        number,
        message.chat.id,
        _private(message.chat),
        message.text or "",
        language_of(person.language_code if person else None),
        user_id=person.id if person else None,
        thread=_thread(message),
        trusted=anonymous or message.chat.type == ChatType.CHANNEL,
        addressed=addressed,
        answers=answered.text or "" if answered and addressed else "",
        channel=message.chat.type == ChatType.CHANNEL,
    )


def _text(message: telegram.Message | None) -> str:
    return message.text if message and isinstance(message.text, str) else ""


def _thread(message: telegram.Message | None) -> int | None:
    """The topic of a forum. Replies outside forums carry a number too, which is no topic."""
    return message.message_thread_id if message and message.is_topic_message else None


def _private(chat: telegram.Chat) -> bool:
    return chat.type == ChatType.PRIVATE


def language_of(code: str | None) -> Language:
    """The interface for a client's IETF language tag: English for English clients, Vietnamese for all others."""
    return Language.EN if (code or "").lower().split("-")[0] == "en" else Language.VI


def command_of(text: str, username: str) -> str | None:
    """The command in lower case, "" for other text, None for a command to another bot of the group."""
    found = _COMMAND.match(text.strip())
    if not found:
        return ""
    name, addressee = found.groups()
    return None if addressee and addressee.lower() != username.lower() else name.lower()


def words_of(text: str) -> str:
    """What stands behind the command, or the whole text where there is none; blanks are one each."""
    stripped = text.strip()
    found = _COMMAND.match(stripped)
    return " ".join(stripped[found.end() :].split() if found else stripped.split())
