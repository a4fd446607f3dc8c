"""Questions to the bot, over the sample Bot API's socket, answered from a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from support.archive import NOW, add, article, claim, verdict
from support.conversation import Conversation, conversation

from parwatch.demo.telegram import Message
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.preferences import Area, Preferences, Scope
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.source import Source
from storage import outbox, sources, subscribers
from storage.database import Database
from storage.values import PollRecord

LANGUAGES = [("vi", 0), ("en", 1)]


WATCHED = (
    Source("songtra", "https://songtra.example.gov.vn/", label="Huyện Sông Trà"),
    Source("moi", "https://moi.example.gov.vn/"),
    Source("hong", "https://hong.example.gov.vn/"),
    Source("nghi", "https://nghi.example.gov.vn/", enabled=False),
)


@pytest.fixture
async def chat(lite: Database) -> AsyncIterator[Conversation]:
    async with conversation(lite, WATCHED) as talk:
        yield talk


def say(database: Database, *claims: object, **changes: object) -> None:
    """An article with these claims."""
    with database.write() as session:
        add(session, article(**changes), verdict(*claims))  # type: ignore[arg-type]


def tell(database: Database, count: int, **changes: object) -> None:
    """So many stories that were told, numbered in their titles."""
    with database.write() as session:
        for number in range(count):
            ids = add(session, article(title=f"Bài số {number}", **changes))
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)


def districts(database: Database, *years: int) -> None:
    """Hương Sơn of Hà Tĩnh, a rank better every year."""
    for number, year in enumerate(years):
        say(database, claim("huyện Hương Sơn", province="Hà Tĩnh", year=year, rank=9 - number, rank_change=None))


def numbers(message: Message) -> list[int]:
    return [int(found) for found in re.findall(r"Bài số (\d+)", message.text)]


# --- /latest


async def test_latest_is_read_to_the_end_and_back(chat: Conversation) -> None:
    """Five a page, newest first; nothing is told twice or left out, and the way back is the same."""
    tell(chat.database, 12)
    first = await chat.ask("/latest")
    assert first.text.startswith("Các tin mới nhất theo lựa chọn của bạn")
    second = await chat.turned(first, "Cũ hơn ›")
    third = await chat.turned(second, "Cũ hơn ›")
    assert [numbers(one) for one in (first, second, third)] == [[11, 10, 9, 8, 7], [6, 5, 4, 3, 2], [1, 0]]
    assert "Cũ hơn ›" not in third.buttons
    again = await chat.turned(third, "‹ Mới hơn")
    assert numbers(again) == [6, 5, 4, 3, 2]
    top = await chat.turned(again, "‹ Mới hơn")
    assert numbers(top) == [11, 10, 9, 8, 7]
    assert "‹ Mới hơn" not in top.buttons


async def test_latest_shows_what_the_chat_wants_and_all_on_demand(chat: Conversation) -> None:
    """Whoever watches another province hears that there is nothing, and may look at everything."""
    tell(chat.database, 2)
    with chat.database.write() as session:
        subscribers.subscribe(session, chat.chat, Language.VI, NOW)
        elsewhere = Preferences(scope=Scope(Area.PROVINCES, ("Gia Lai",)))
        subscribers.prefer(session, chat.chat, elsewhere, NOW)
    mine = await chat.ask("/latest")
    assert mine.text.startswith("Chưa có tin nào khớp với lựa chọn")
    everything = await chat.turned(mine, "Xem tất cả")
    assert numbers(everything) == [1, 0]
    assert "Chỉ tin tôi chọn" in everything.buttons


async def test_hostile_titles_fit_into_latest(chat: Conversation) -> None:
    """Five of the longest entries stay one message."""
    with chat.database.write() as session:
        for _ in range(5):
            ids = add(session, article(title="𝔸<&\u202e" * 30_000, portal="𝔹" * 5000))
            outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, NOW)
    assert (await chat.ask("/latest")).text.count("𝔸<&") > 5


# --- /search


async def test_search_marks_what_was_found_and_turns_pages(chat: Conversation) -> None:
    """With or without marks; the words of the next page are those of the message."""
    for number in range(7):
        say(chat.database, title=f"Bài số {number}", text="Huyện Đức Cơ xếp thứ 2 về cải cách hành chính.")
    first = await chat.ask('/search duc co "cai cach"')
    assert first.text.startswith('🔎 duc co "cai cach"\n\nBài số 6\n')
    bold = {first.text.encode("utf-16-le")[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")
            for e in first.entities if e.kind == "bold"}  # fmt: skip
    assert {"Đức", "Cơ", "cải cách"} <= bold
    second = await chat.turned(first, "Tiếp ›")
    assert numbers(first) + numbers(second) == [6, 5, 4, 3, 2, 1, 0]
    assert "Trang 2" in second.text
    assert numbers(await chat.turned(second, "‹ Trước")) == numbers(first)


HOSTILE = [
    "AND OR NOT NEAR(a b)",
    '"',
    '"""""" OR 1=1 --',
    "title:x* ^y (",
    "%_\\",
    "a" * 4_000,
    " ".join(f"w{n}" for n in range(700)),
    "🙂🙃🇻🇳",
    "́̀̃",
    "---",
    "<b>x</b> &amp; \u202e",
    "ﬀ Ⅷ ² ก็",
]


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("command", ["search", "rank", "top", "history"])
async def test_no_words_break_an_answer(chat: Conversation, command: str, words: str) -> None:
    """Whatever is typed is answered by one message, with what was found or with what to do."""
    say(chat.database)
    text = (await chat.ask(f"/{command} {words}"[:4096])).text
    assert text
    assert not text.startswith("Xin lỗi")


async def test_a_message_that_telegram_hides_cannot_be_turned(chat: Conversation) -> None:
    """The words stand in the message: without it the person is asked to send them again."""
    assert await chat.forge(999, "search:1") == "Tin nhắn này đã cũ. Vui lòng gửi lại lệnh."


# --- /rank, /history


async def test_rank_tells_every_year_and_what_became_of_the_unit(chat: Conversation) -> None:
    """An old district keeps its ranks and names what stands on its ground now."""
    districts(chat.database, 2019, 2020, 2021)
    text = (await chat.ask("/rank huyen huong son")).text
    assert text.startswith("Huyện Hương Sơn, Hà Tĩnh\n\nPAR INDEX 2021: hạng 7/10 ▲1\nPAR INDEX 2020: hạng 8/10 ▲1\n")
    assert "không còn là đơn vị hành chính từ tháng 7/2025" in text
    assert "xã Hương Sơn" in text


async def test_rank_of_one_year(chat: Conversation) -> None:
    """The year stands at either end; a year without a rank is said to be one."""
    districts(chat.database, 2019, 2020)
    for words in ("huyện Hương Sơn 2019", "2019 huyện Hương Sơn", "huyện Hương Sơn năm 2019"):
        text = (await chat.ask(f"/rank {words}")).text
        assert "PAR INDEX 2019: hạng 9/10" in text
        assert "2020:" not in text
    assert "năm 2015" in (await chat.ask("/rank huyện Hương Sơn 2015")).text


async def test_a_name_of_several_units_is_asked_back(chat: Conversation) -> None:
    """One tap chooses; the question becomes the answer."""
    districts(chat.database, 2021)
    say(chat.database, claim("xã Hương Sơn", province="Hà Nội", unit_level=UnitLevel.COMMUNE, year=2025, rank=3))
    question = await chat.ask("/rank huong son")
    assert question.text.startswith("Có nhiều đơn vị mang tên này")
    answer = await chat.turned(question, "Xã Hương Sơn, Hà Nội")
    assert "PAR INDEX 2025: hạng 3/10" in answer.text


async def test_a_slip_of_the_finger_gets_suggestions(chat: Conversation) -> None:
    """And a unit of which nothing is known says so."""
    question = await chat.ask("/rank huong sonn ha tinh")
    assert question.text.startswith("Không tìm thấy đơn vị “huong sonn ha tinh”.\nCó phải bạn muốn hỏi:")
    answer = await chat.turned(question, "Huyện Hương Sơn, Hà Tĩnh")
    assert "Chưa có bài nào nêu thứ hạng của Huyện Hương Sơn, Hà Tĩnh." in answer.text


async def test_a_unit_that_no_gazetteer_holds_is_known_by_its_reference(chat: Conversation) -> None:
    """A department: its figures, its picture, and back to the figures."""
    for year in (2023, 2024):
        say(chat.database, claim("Sở Nội vụ", province="Hà Tĩnh", unit_level=UnitLevel.DEPARTMENT, year=year))
    answer = await chat.ask("/rank sở nội vụ")
    picture = await chat.answered(answer, "📈 Biểu đồ")
    assert picture.photo is not None
    assert picture.text.startswith("Sở Nội vụ, Hà Tĩnh\nThứ hạng qua các năm\n\nPAR INDEX 2024: hạng 2/10 =\n")
    figures = await chat.answered(picture, "📋 Xem số liệu")
    assert figures.text == answer.text


async def test_many_facts_have_pages_cut_at_lines(chat: Conversation) -> None:
    """All years of all indices are told, each once."""
    for index in (Index.PAR, Index.SIPAS, Index.PAPI):
        for year in range(2011, 2021):
            say(
                chat.database,
                claim("Hà Tĩnh", province="Hà Tĩnh", unit_level=UnitLevel.PROVINCE, index=index, year=year),
            )
    page = await chat.ask("/rank tỉnh Hà Tĩnh")
    lines = re.findall(r"^(\S.* 20\d\d): ", page.text, re.MULTILINE)
    while "Tiếp ›" in page.buttons:
        page = await chat.turned(page, "Tiếp ›")
        lines += re.findall(r"^(\S.* 20\d\d): ", page.text, re.MULTILINE)
    assert len(lines) == len(set(lines)) == 30


async def test_history_is_a_picture_with_its_figures(chat: Conversation) -> None:
    """As a caption that stays within 1,024 units, however much is known."""
    districts(chat.database, *range(2012, 2022))
    for year in range(2012, 2022):
        say(chat.database, claim("huyện Hương Sơn", province="Hà Tĩnh", year=year, index=Index.DTI, group="khối " * 15))
    message = await chat.ask("/history huyện hương sơn")
    assert message.photo is not None
    assert (message.photo.width, message.photo.height > 400) == (1280, True)
    assert message.text.startswith("Huyện Hương Sơn, Hà Tĩnh")
    assert re.search(r"\nvà \d+ kết quả khác$", message.text)


async def test_history_of_one_year_is_told_in_words(chat: Conversation) -> None:
    """One point makes no picture."""
    districts(chat.database, 2021)
    message = await chat.ask("/history huyện hương sơn")
    assert message.photo is None
    assert "PAR INDEX 2021: hạng 9/10" in message.text


# --- /top


def league(database: Database, year: int, *ranks: int, index: Index = Index.PAR) -> None:
    units = ("Hải Phòng", "Quảng Ninh", "Hà Tĩnh", "Gia Lai", "Huế")
    say(
        database,
        *(
            claim(unit, province=unit, unit_level=UnitLevel.PROVINCE, year=year, rank=rank, of_total=63, index=index)
            for unit, rank in zip(units, ranks, strict=False)
        ),
    )


async def test_top_shows_the_newest_table_of_the_reform_index(chat: Conversation) -> None:
    """Nothing has to be typed; ranks that nobody told are seen to be missing; other years are a tap away."""
    league(chat.database, 2023, 3, 2)
    league(chat.database, 2024, 1, 2, 5)
    answer = await chat.ask("/top")
    assert answer.text.split("\n")[0] == "Bảng xếp hạng các tỉnh, thành phố"
    assert "(PAR INDEX) · 2024" in answer.text
    assert answer.text.split("\n\n")[1].split("\n") == [
        "1. Hải Phòng ▲2",
        "2. Quảng Ninh =",
        "Hạng 3–4: chưa có tin",
        "5. Hà Tĩnh",
        "Hạng 6–63: chưa có tin",
    ]
    picture = await chat.answered(answer, "📈 Biểu đồ")
    assert picture.photo is not None
    assert "(PAR INDEX) · 2023" in (await chat.turned(answer, "2023")).text


async def test_top_in_a_province_has_a_table_for_each_kind(chat: Conversation) -> None:
    """Words in any order; the other tables have buttons; an unknown province is asked back."""
    for unit, level in (("Sở Nội vụ", UnitLevel.DEPARTMENT), ("huyện Hương Sơn", UnitLevel.DISTRICT)):
        say(chat.database, claim(unit, province="Hà Tĩnh", unit_level=level, year=2024))
    answer = await chat.ask("/top ha tinh 2024 par index")
    assert answer.text.startswith("Bảng xếp hạng các sở, ngành, Hà Tĩnh")
    other = await chat.turned(answer, "Bảng xếp hạng cấp huyện, Hà Tĩnh")
    assert "2. Huyện Hương Sơn" in other.text
    question = await chat.ask("/top ha tih")
    assert "2. Sở Nội vụ" in (await chat.turned(question, "Hà Tĩnh")).text


async def test_top_without_articles_says_how_to_ask(chat: Conversation) -> None:
    """And offers the years that there are."""
    league(chat.database, 2023, 3, 2)
    answer = await chat.ask("/top PAR 2019")
    assert answer.text.startswith("Chưa có bài nào nêu thứ hạng PAR INDEX 2019 ở đây.")
    assert "2023" in answer.buttons


async def test_a_long_table_is_read_to_the_end(chat: Conversation) -> None:
    """Every unit once."""
    claims = [claim(f"Sở thứ {n}", province="Hà Tĩnh", unit_level=UnitLevel.DEPARTMENT, year=2024, rank=n, of_total=40)
              for n in range(1, 41)]  # fmt: skip
    say(chat.database, *claims)
    page = await chat.ask("/top ha tinh")
    found = re.findall(r"Sở thứ (\d+)", page.text)
    while "Tiếp ›" in page.buttons:
        page = await chat.turned(page, "Tiếp ›")
        found += re.findall(r"Sở thứ (\d+)", page.text)
    assert [int(one) for one in found] == list(range(1, 41))


# --- /sources, /help, both languages


async def test_sources_show_how_each_does(chat: Conversation) -> None:
    """A mark and a line for each, in the order of the file."""
    with chat.database.write() as session:
        sources.record_poll(session, PollRecord("songtra", FetchStatus.OK, NOW, articles=12), NOW)
        sources.record_poll(session, PollRecord("hong", FetchStatus.DNS, NOW, "no host"), NOW)
    answer = await chat.ask("/sources")
    assert answer.text.split("\n") == [
        "Các cổng đang theo dõi (4)",
        "",
        "🟢 Huyện Sông Trà",
        "đọc lần cuối 15:30, 14/03/2026 · 12 bài",
        "⚪ moi",
        "chưa đọc lần nào",
        "🔴 hong",
        "chưa đọc được lần nào",
        "⏸ nghi",
        "tạm dừng",
    ]
    assert answer.links[0] == "https://songtra.example.gov.vn/"


@pytest.mark.parametrize(("language", "column"), LANGUAGES)
async def test_every_question_is_answered_in_both_languages_when_nothing_is_stored(
    chat: Conversation, language: str, column: int
) -> None:
    """An empty archive is no reason for silence."""
    chat.language = language
    starts = {
        "/latest": ("Chưa có tin nào khớp", "Nothing yet that matches"),
        "/search": ("Gửi từ cần tìm", "Send the words"),
        "/search gia lai": ("🔎 gia lai\n\nKhông tìm thấy bài", "🔎 gia lai\n\nNo article has"),
        "/rank": ("Gửi tên đơn vị", "Send the name"),
        "/rank gia lai": ("Gia Lai\n\nChưa có bài", "Gia Lai\n\nNo article has"),
        "/rank xyzzy": ("Không tìm thấy đơn vị", "No unit is called"),
        "/history": ("Gửi tên đơn vị", "Send the name"),
        "/history gia lai": ("Gia Lai\n\nChưa có bài", "Gia Lai\n\nNo article has"),
        "/top": ("Chưa có bài nào nêu thứ hạng PAR", "No article has told ranks"),
        "/top xyzzy": ("Không tìm thấy tỉnh", "No province is called"),
        "/sources": ("Các cổng đang theo dõi (4)", "The portals watched (4)"),
        "/status": ("Tình trạng theo dõi", "What is being watched"),
        "/help": ("Tôi theo dõi", "I watch the portals"),
    }
    for command, expected in starts.items():
        assert (await chat.ask(command)).text.startswith(expected[column]), command


async def test_help_lists_every_command_of_the_menu_once(chat: Conversation) -> None:
    """In groups; one that is in no group comes last."""
    listed = re.findall(r"^/(\w+) ", (await chat.ask("/help")).text, re.MULTILINE)
    assert sorted(listed) == sorted(command["command"] for command in chat.server.commands[""])


FORGED = [
    "latest", "latest:all", "latest:all:start:x", "latest:x:start:0", "latest:mine:older:99999999999999999999",
    "search", "search:x", "search:-1", "rank", "rank:zzz", "rank:98f4149d5022:x", "rank:98f4149d5022:0:1:2",
    "history", "history:zzz", "history:a:b", "past", "past:1", "past:x", "top", "top:PAR", "top:ZZZ:2024::0:0",
    "top:PAR:2024:zzz:0:0", "top:PAR:x::0:0", "topimage:PAR:2024::0:0", "sources:x", "mute:1", "unmute:x", "wrong:1",
    "wrong", "fault:1:unit", "fault:1:nonsense", "fault", "alert:1", "one", "one:0", "one:0:1", "one:0:1:2",
    "mute:1:0:1",
]  # fmt: skip


async def test_forged_presses_do_nothing(chat: Conversation) -> None:
    """No message, no edit, nothing stored; the button only stops waiting."""
    tell(chat.database, 1)
    hint = await chat.ask("/help")
    for data in FORGED:
        await chat.forge(hint.message_id, data)
    assert chat.server.to(chat.chat) == (hint,)
    assert chat.server.edits == ()


async def test_ten_thousand_articles_are_answered(chat: Conversation) -> None:
    """By pages, whatever is asked."""
    with chat.database.write() as session:
        for number in range(10_000):
            year = 2010 + number % 15
            one = (
                claim("huyện Hương Sơn", province="Hà Tĩnh", year=year, rank=1 + number % 9)
                if number < 300
                else claim()
            )
            add(session, article(title=f"Bài số {number}"), verdict(one))
    assert "Tiếp ›" in (await chat.ask("/search song tra")).buttons
    assert (await chat.ask("/rank huyện Hương Sơn")).text.startswith("Huyện Hương Sơn")
    assert (await chat.ask("/history huyện Hương Sơn")).photo is not None
    assert (await chat.ask("/top")).text.startswith("Chưa có bài")
    assert (await chat.ask("/latest")).text.startswith("Chưa có tin")
