"""Keyboards, photos, members and what people press on the sample server, read by the real library where it matters."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator

import pytest
import telegram
from support.clocks import Clock
from telegram.error import BadRequest

from parwatch.demo.telegram import BotApi


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi(clock=Clock()) as server:
        server.know(42)
        yield server


@pytest.fixture
async def bot(server: BotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=f"{server.base_url}/bot") as bot:
        yield bot


def _keyboard(*rows: list[telegram.InlineKeyboardButton]) -> telegram.InlineKeyboardMarkup:
    return telegram.InlineKeyboardMarkup(rows)


def _button(text: str, data: str = "x") -> telegram.InlineKeyboardButton:
    return telegram.InlineKeyboardButton(text, callback_data=data)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


async def test_a_keyboard_is_shown_and_goes_with_an_edit_that_does_not_repeat_it(
    server: BotApi, bot: telegram.Bot
) -> None:
    """The library reads back what it sent; editMessageText without a keyboard removes it, as the real one does."""
    link = telegram.InlineKeyboardButton("Bài gốc", url="https://hatinh.gov.vn/bai")
    sent = await bot.send_message(
        42, "Chọn", reply_markup=_keyboard([_button("Có", "y"), link], [_button("Không", "n")])
    )
    assert sent.reply_markup == _keyboard([_button("Có", "y"), link], [_button("Không", "n")])
    assert server.messages[0].buttons == {"Có": "y", "Bài gốc": "https://hatinh.gov.vn/bai", "Không": "n"}
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(42, sent.message_id, reply_markup=sent.reply_markup)
    await bot.edit_message_text("Chọn", 42, sent.message_id)
    assert server.messages[0].keyboard == ()


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (_button("Có", "đ" * 33), "Button_data_invalid"),
        (telegram.InlineKeyboardButton("Không làm gì"), "Text buttons are unallowed"),
        (telegram.InlineKeyboardButton("Sai", url="javascript:alert(1)"), "Wrong http url"),
        (_button(" "), "text"),
    ],
)
async def test_buttons_that_are_refused(
    bot: telegram.Bot, button: telegram.InlineKeyboardButton, complaint: str
) -> None:
    """66 bytes of data, no action, an address that is none, no text."""
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.send_message(42, "Chọn", reply_markup=_keyboard([button]))


async def test_a_hundred_buttons_are_the_most(bot: telegram.Bot) -> None:
    """One more is refused."""
    await bot.send_message(42, "Chọn", reply_markup=_keyboard(*[[_button(str(n))] for n in range(100)]))
    with pytest.raises(BadRequest, match="too long"):
        await bot.send_message(42, "Chọn", reply_markup=_keyboard(*[[_button(str(n))] for n in range(101)]))


async def test_a_photo_arrives_with_its_caption(server: BotApi, bot: telegram.Bot) -> None:
    """Bytes, size and caption; its caption can be edited and its text cannot, since it has none."""
    body = _png(1280, 800)
    sent = await bot.send_photo(42, body, caption="<b>Hạng</b> 3/13", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (1280, 800, "Hạng 3/13")
    assert server.messages[0].photo is not None
    assert server.messages[0].photo.body == body
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("x", 42, sent.message_id)
    await bot.edit_message_caption(42, sent.message_id, caption="Hạng 2/13")
    assert server.messages[0].text == "Hạng 2/13"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b"", "no photo"),
        (b"%PDF-1.7", "image_process_failed"),
        (_png(9000, 1001), "photo_invalid_dimensions"),
        (_png(2100, 100), "photo_invalid_dimensions"),
        (_png(100, 100)[:-20], "image_process_failed"),
    ],
)
async def test_photos_that_are_refused(bot: telegram.Bot, body: bytes, complaint: str) -> None:
    """Nothing, no picture, too large, too long and thin, cut off."""
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.send_photo(42, body)


async def test_a_caption_holds_1024_units(bot: telegram.Bot) -> None:
    """A caption is a quarter of a message."""
    await bot.send_photo(42, _png(10, 10), caption="đ" * 1024)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(42, _png(10, 10), caption="đ" * 1025)


async def test_a_pressed_button_is_answered_once(server: BotApi, bot: telegram.Bot) -> None:
    """The query carries the message as it stands; a second answer and a long one are refused."""
    sent = await bot.send_message(42, "Chọn", reply_markup=_keyboard([_button("Có", "y")]))
    query = server.press(42, "y", sent.message_id)
    (update,) = await bot.get_updates(allowed_updates=["callback_query"])
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query, "y")
    assert isinstance(update.callback_query.message, telegram.Message)
    assert update.callback_query.message.reply_markup == sent.reply_markup
    with pytest.raises(BadRequest, match=r"(?i)too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    await bot.answer_callback_query(query, "Đã lưu")
    assert server.toasts == ((query, "Đã lưu"),)
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)


async def test_a_press_under_a_message_that_is_gone(server: BotApi, bot: telegram.Bot) -> None:
    """It comes as an inaccessible message; editing it says that it is not there."""
    sent = await bot.send_message(42, "Chọn", reply_markup=_keyboard([_button("Có", "y")]))
    await bot.delete_message(42, sent.message_id)
    server.press(42, "y", sent.message_id)
    (update,) = await bot.get_updates(allowed_updates=["callback_query"])
    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    assert [message.text for message in server.deleted] == ["Chọn"]
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("x", 42, sent.message_id)


async def test_a_group_has_members_and_administrators(server: BotApi, bot: telegram.Bot) -> None:
    """Who may change a group is asked of the server; in a private chat there is nobody to ask for."""
    server.invite(-100123, by=7)
    server.admins(-100123, 7)
    (update,) = await bot.get_updates(allowed_updates=["my_chat_member"])
    assert update.my_chat_member is not None
    assert update.my_chat_member.from_user.id == 7
    assert update.my_chat_member.new_chat_member.status == "member"
    assert (await bot.get_chat_member(-100123, 7)).status == "creator"
    assert (await bot.get_chat_member(-100123, 8)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(-100123)] == [7]
    with pytest.raises(BadRequest, match="no administrators"):
        await bot.get_chat_administrators(42)


async def test_a_channel_makes_the_bot_an_administrator_and_names_nobody(server: BotApi, bot: telegram.Bot) -> None:
    """What is written in a channel is a channel_post without a sender."""
    server.invite(-1001, by=7, channel=True)
    server.say(-1001, "/start")
    first, second = await bot.get_updates(allowed_updates=["my_chat_member", "channel_post"])
    assert first.my_chat_member is not None
    assert first.my_chat_member.new_chat_member.status == "administrator"
    assert second.channel_post is not None
    assert (second.channel_post.chat.type, second.channel_post.from_user) == ("channel", None)


async def test_topics_of_a_forum(server: BotApi, bot: telegram.Bot) -> None:
    """A message goes to the topic that it names; one that does not exist is refused."""
    server.say(-1002, "/start", thread=5)
    (update,) = await bot.get_updates(allowed_updates=["message"])
    assert update.message is not None
    assert (update.message.message_thread_id, update.message.is_topic_message) == (5, True)
    sent = await bot.send_message(-1002, "Chào", message_thread_id=5)
    assert (sent.message_thread_id, server.messages[0].thread) == (5, 5)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(-1002, "Chào", message_thread_id=6)
