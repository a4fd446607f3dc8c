"""The buttons below an alert, from the outbox to the press and back, over the sample Bot API's socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from support.archive import NOW, add, article, claim, verdict
from support.conversation import Conversation, conversation

from parwatch.demo.telegram import Fault, Message
from parwatch_core.notice import Complaint, Language, NoticeKind
from parwatch_core.page import SameKind
from parwatch_core.preferences import Area, Preferences, Scope, Timing
from parwatch_core.ranking import UnitLevel
from storage import articles, feedback, outbox, subscribers
from storage.database import Database

GROUP = -77
ARTICLE, HISTORY, MUTE, WRONG = "📄 Bài viết", "📈 Lịch sử thứ hạng", "🔕 Tắt nguồn này", "⚠️ Báo sai"


@pytest.fixture
async def chat(lite: Database) -> AsyncIterator[Conversation]:
    """A subscriber."""
    async with conversation(lite) as talk:
        subscribe(talk)
        yield talk


def subscribe(chat: Conversation, chat_id: int | None = None, **wishes: object) -> None:
    chat.server.know(chat_id or chat.chat)
    with chat.database.write() as session:
        subscribers.subscribe(session, chat_id or chat.chat, Language.VI, NOW)
        subscribers.prefer(session, chat_id or chat.chat, Preferences(**wishes), NOW)  # type: ignore[arg-type]


def publish(chat: Conversation, *claims: object, **changes: object) -> int:
    """A story that is told to all who want it; its number as an article."""
    with chat.database.write() as session:
        ids = add(session, article(**changes), verdict(*claims))  # type: ignore[arg-type]
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
    return ids.article_id


async def alerted(chat: Conversation, *claims: object, **changes: object) -> Message:
    publish(chat, *claims, **changes)
    return await chat.deliver()


def wishes(chat: Conversation, chat_id: int | None = None) -> Preferences:
    with chat.database.read() as session:
        found = subscribers.get(session, chat_id or chat.chat)
    assert found is not None
    return found.preferences


def complaints(chat: Conversation) -> list[tuple[int, Complaint]]:
    with chat.database.read() as session:
        return [(one.chat_id, one.complaint) for one in feedback.latest(session)]


async def test_an_alert_has_four_buttons(chat: Conversation) -> None:
    """The article opens; the others name the notice by its number."""
    message = await alerted(chat, url="https://songtra.example.gov.vn/tin/a")
    assert message.buttons == {
        ARTICLE: "https://songtra.example.gov.vn/tin/a",
        HISTORY: "past:1",
        MUTE: "mute:1",
        WRONG: "wrong:1",
    }


async def test_past_ranks_come_as_a_picture(chat: Conversation) -> None:
    """Of the unit of the alert, in a message of its own: the alert stays as it is."""
    for year in (2022, 2023):
        with chat.database.write() as session:
            add(session, judged=verdict(claim("huyện Hương Sơn", province="Hà Tĩnh", year=year, rank=5)))
    message = await alerted(chat, claim("UBND huyện Hương Sơn", province="Hà Tĩnh", year=2024))
    picture = await chat.answered(message, HISTORY)
    assert picture.photo is not None
    assert picture.text.startswith("Huyện Hương Sơn, Hà Tĩnh\nThứ hạng qua các năm\n\nPAR INDEX 2024: hạng 2/10 ▲3")
    assert chat.now(message) == message


async def test_past_ranks_are_those_of_the_unit_that_the_reader_watches(chat: Conversation) -> None:
    """Not of the one that stands first in the article."""
    subscribe(chat, scope=Scope(Area.PROVINCES, ("Gia Lai",)))
    first = claim("Hà Tĩnh", province="Hà Tĩnh", unit_level=UnitLevel.PROVINCE)
    mine = claim("Gia Lai", province="Gia Lai", unit_level=UnitLevel.PROVINCE, rank=7)
    answer = await chat.answered(await alerted(chat, first, mine), HISTORY)
    assert answer.text.startswith("Gia Lai\n\nPAR INDEX 2025: hạng 7/10")


async def test_a_muted_source_is_silent_until_it_is_heard_again(chat: Conversation) -> None:
    """One press each way, and the button says which is next; the text of the alert does not change."""
    message = await alerted(chat)
    assert await chat.press(message, MUTE) == "Đã tắt tin từ nguồn này. Bấm lại để nhận tiếp."
    muted = chat.now(message)
    assert (muted.text, wishes(chat).muted) == (message.text, {"songtra"})
    assert "🔔 Nhận lại nguồn này" in muted.buttons
    publish(chat)
    assert await chat.deliver() == muted
    assert await chat.press(muted, "🔔 Nhận lại nguồn này") == "Sẽ tiếp tục gửi tin từ nguồn này."
    assert wishes(chat).muted == frozenset()
    assert chat.now(message).buttons == message.buttons
    assert (await alerted(chat)).message_id != message.message_id


async def test_only_administrators_mute_for_a_group(chat: Conversation) -> None:
    """Asked of Telegram at the press; anybody may report an error."""
    subscribe(chat, GROUP)
    chat.chat = GROUP
    chat.server.admins(GROUP, 5)
    publish(chat)
    await chat.dispatcher.drain()
    (message,) = chat.server.to(GROUP)
    assert await chat.press(message, MUTE, user_id=6) == "Chỉ quản trị viên của nhóm mới tắt được nguồn."
    chat.server.fail(Fault.ERROR_500, "getChatMember")
    assert (await chat.press(message, MUTE, user_id=5)).startswith("Chưa hỏi được Telegram")
    assert wishes(chat).muted == frozenset()
    await chat.press(message, MUTE, user_id=5)
    assert wishes(chat).muted == {"songtra"}
    await chat.press(message, WRONG, user_id=6)
    await chat.press(chat.now(message), "Lỗi khác", user_id=6)
    assert complaints(chat) == [(GROUP, Complaint.OTHER)]


@pytest.mark.parametrize(
    ("label", "complaint"),
    [
        ("Sai đơn vị", Complaint.UNIT),
        ("Sai hạng hoặc năm", Complaint.FIGURES),
        ("Không phải tin xếp hạng", Complaint.NO_RANKING),
        ("Lỗi khác", Complaint.OTHER),
    ],
)
async def test_an_error_is_reported_in_two_taps(chat: Conversation, label: str, complaint: Complaint) -> None:
    """It is kept once; the usual buttons come back."""
    message = await alerted(chat)
    assert await chat.press(message, WRONG) == "Tin này sai ở đâu?"
    assert (await chat.press(chat.now(message), label)).startswith("Cảm ơn bạn!")
    assert (chat.now(message).buttons, complaints(chat)) == (message.buttons, [(chat.chat, complaint)])
    await chat.press(message, WRONG)
    assert (await chat.press(chat.now(message), label)).startswith("Tin này đã được báo sai")
    assert complaints(chat) == [(chat.chat, complaint)]


async def test_who_thinks_better_of_it_goes_back(chat: Conversation) -> None:
    """Nothing is kept."""
    message = await alerted(chat)
    await chat.press(message, WRONG)
    await chat.press(chat.now(message), "‹ Quay lại")
    assert (chat.now(message).buttons, complaints(chat)) == (message.buttons, [])


async def test_the_alerts_of_others_are_out_of_reach(chat: Conversation) -> None:
    """Data for a notice that another chat was told does nothing, under whatever message."""
    message = await alerted(chat)
    chat.chat = 43
    subscribe(chat)
    hint = await chat.ask("/help")
    for data in ("past:1", "mute:1", "wrong:1", "fault:1:unit", "alert:1", "one:0", f"one:0:{message.message_id}"):
        assert await chat.forge(hint.message_id, data) == "Không còn thông tin về tin này.", data
    assert (chat.server.to(43), complaints(chat), wishes(chat).muted) == ((hint,), [], frozenset())


async def test_buttons_survive_that_a_further_portal_joins(chat: Conversation) -> None:
    """The message is edited and keeps what is below it."""
    story = publish(chat, body_hash="one")
    message = await chat.deliver()
    with chat.database.write() as session:
        copy = article("https://other.example.gov.vn/1", source="other", portal="Cổng khác")
        articles.add_copy(session, story, copy, SameKind.EXACT, NOW)
        outbox.revise(session, story, NOW)
    edited = await chat.deliver()
    assert (edited.message_id, edited.edited) == (message.message_id, True)
    assert "Cổng khác" in edited.text
    assert edited.buttons == message.buttons


async def test_buttons_work_before_we_know_that_the_message_arrived(chat: Conversation) -> None:
    """The row is on its way still; the press names the notice, not the message."""
    publish(chat)
    with chat.database.write() as session:
        outbox.claim(session, NOW, 60, 9)
    hint = await chat.ask("/help")
    assert (await chat.forge(hint.message_id, "fault:1:unit")).startswith("Cảm ơn")
    assert complaints(chat) == [(chat.chat, Complaint.UNIT)]


async def test_a_folded_message_opens_one_by_one(chat: Conversation) -> None:
    """Its alerts with their own buttons, in one further message, from the first to the last and back."""
    for number in range(10):
        publish(chat, title=f"Bài số {number}", url=f"https://songtra.example.gov.vn/{number}")
    folded = await chat.deliver()
    assert folded.buttons == {"📖 Xem từng tin": "one:0"}
    page = await chat.answered(folded, "📖 Xem từng tin")
    titles = [page.text.split("\n\n")[1].split("\n")[0]]
    while "Tiếp ›" in page.buttons:
        page = await chat.turned(page, "Tiếp ›")
        titles.append(page.text.split("\n\n")[1].split("\n")[0])
    assert titles == [f"Bài số {number}" for number in range(10)]
    assert page.buttons[ARTICLE] == "https://songtra.example.gov.vn/9"
    page = await chat.turned(page, "‹ Trước")
    await chat.press(page, MUTE)
    muted = chat.now(page)
    assert {"‹ Trước", "Tiếp ›", "🔔 Nhận lại nguồn này"} <= set(muted.buttons)
    await chat.press(muted, WRONG)
    await chat.press(chat.now(page), "Sai đơn vị")
    assert chat.now(page).buttons == muted.buttons
    assert chat.now(folded) == folded


async def test_an_address_that_telegram_refuses_costs_the_button_only(chat: Conversation) -> None:
    """An alert is never lost over a link: it goes out with the other buttons."""
    read = "parwatch.demo.telegram.keyboards._address"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, _refuse)
        message = await alerted(chat)
    assert set(message.buttons) == {HISTORY, MUTE, WRONG}


def _refuse(url: str) -> str:
    from parwatch.demo.telegram.keyboards import KeyboardError

    raise KeyboardError(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


async def test_after_forget_the_buttons_know_nothing(chat: Conversation) -> None:
    """What is deleted cannot be asked for by an old message."""
    message = await alerted(chat)
    with chat.database.write() as session:
        subscribers.forget(session, chat.chat)
    for label in (HISTORY, MUTE, WRONG):
        assert await chat.press(message, label) == "Không còn thông tin về tin này."


async def test_who_stopped_cannot_mute(chat: Conversation) -> None:
    """There is nothing to be muted; the person hears how to subscribe."""
    message = await alerted(chat)
    with chat.database.write() as session:
        subscribers.unsubscribe(session, chat.chat, NOW)
    assert (await chat.press(message, MUTE)).startswith("Cuộc trò chuyện này chưa đăng ký")


def test_timing_is_kept_by_muting() -> None:
    """A wish is changed, not replaced."""
    from alerts.handlers.alerted import _muted

    one = Preferences(timing=Timing(minute=5), muted=frozenset({"a"}))
    assert _muted(one, "b", muted=True) == Preferences(timing=Timing(minute=5), muted=frozenset({"a", "b"}))
    full = Preferences(muted=frozenset(map(str, range(200))))
    assert _muted(full, "b", muted=True) is None
    assert _muted(full, "7", muted=False) is not None
