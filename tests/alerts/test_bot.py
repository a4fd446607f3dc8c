"""The bot against the sample server, over a real socket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from support.alerting import MemoryDesk, notice
from support.clocks import Clock

from alerts import bot as bot_module
from alerts.bot import STALE_SECONDS, Bot, StatusReport
from alerts.pacing import Pacer
from alerts.texts import VIETNAMESE
from parwatch.demo.telegram import TOKEN, USERNAME, BotApi, Fault
from parwatch_core.notice import Language

SECRET = TOKEN.partition(":")[2]
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
async def bot(server: BotApi, desk: MemoryDesk, clock: Clock) -> AsyncIterator[Bot]:
    """A running bot."""
    bot = Bot(
        server.token,
        server.base_url,
        desk,
        pacer=Pacer(clock, clock.sleep),
        clock=clock,
        sleep=clock.sleep,
        now=lambda: NOW,
    )
    await bot.start()
    yield bot
    await bot.stop()


async def reply(server: BotApi, chat_id: int, text: str, language: str = "vi") -> str:
    """What the bot answers to `text`."""
    before = len(server.to(chat_id))
    server.say(chat_id, text, language)
    return (await server.arrived(chat_id, before + 1))[-1].text


@pytest.mark.usefixtures("bot")
async def test_start_subscribes_and_asks_for_the_language(server: BotApi, desk: MemoryDesk) -> None:
    """Vietnamese first; English for an English client; the language is kept with the subscription."""
    assert (await reply(server, 1, "/start")).startswith("👋 Xin chào!")
    assert (await reply(server, 2, "/start", "en-GB")).startswith("👋 Hello!")
    assert (await reply(server, 3, "/start", "fr")).startswith("👋 Xin chào!")
    assert (await reply(server, 4, "/start", "")).startswith("👋 Xin chào!")
    assert desk.subscribed == {1: Language.VI, 2: Language.EN, 3: Language.VI, 4: Language.VI}
    assert (await reply(server, 1, "/start")).startswith("👍 Tin vẫn đang được gửi đến đây.")


@pytest.mark.usefixtures("bot")
async def test_stop_unsubscribes_and_may_be_said_twice(server: BotApi, desk: MemoryDesk) -> None:
    """The second time it says that there was nothing to stop; both times, how to come back."""
    await reply(server, 1, "/start")
    assert (await reply(server, 1, "/stop")).startswith("🔕 Đã ngừng gửi tin.")
    assert desk.subscribed == {}
    assert (await reply(server, 1, "/STOP")).startswith("Hiện không có tin nào được gửi đến đây.")
    assert server.to(1)[-1].buttons == {"🔔 Nhận tin trở lại": "again"}


@pytest.mark.usefixtures("bot")
async def test_status_names_sources_last_poll_articles_and_alerts(server: BotApi, desk: MemoryDesk) -> None:
    """Numbers and times as the reader writes them."""
    desk.report = StatusReport(sources=1234, failing=2, articles=56789, alerts=7, last_poll=NOW)
    assert (await reply(server, 1, "/status")).split("\n") == [
        "Tình trạng theo dõi",
        "📡 Nguồn đang theo dõi: 1.234 (2 nguồn đang gặp lỗi)",
        "🕒 Lần đọc gần nhất: 10:00, 23/11/2026",
        "📰 Bài viết đã lưu: 56.789",
        "🔔 Tin cảnh báo đã gửi: 7",
    ]
    desk.report = StatusReport(sources=1234, failing=0, articles=0, alerts=0)
    assert (await reply(server, 1, "/status", "en")).split("\n")[1:3] == [
        "📡 Portals watched: 1,234",
        "🕒 Last read: never",
    ]


@pytest.mark.usefixtures("bot")
async def test_latest_lists_the_newest_alerts_with_links(server: BotApi, desk: MemoryDesk) -> None:
    """Five at most, each linked; before the first alert it says so."""
    assert (await reply(server, 1, "/latest")).startswith("Chưa có tin nào")
    desk.notices = tuple(notice(title=f"Bài {i}", url=f"https://a.example.gov.vn/{i}") for i in range(9))
    text = await reply(server, 1, "/latest")
    assert text.count("Hạng 2/10") == 5
    assert server.to(1)[-1].links == tuple(f"https://a.example.gov.vn/{i}" for i in range(5))
    assert not server.to(1)[-1].preview


@pytest.mark.usefixtures("bot")
async def test_five_hostile_titles_fit_into_latest(server: BotApi, desk: MemoryDesk) -> None:
    """The list stays below the limit whatever the portals wrote."""
    desk.notices = tuple(notice(title="𝔸<&" * 30_000, portal="𝔹" * 5000) for _ in range(5))
    assert (await reply(server, 1, "/latest")).count("𝔸<&") > 5


@pytest.mark.usefixtures("bot")
async def test_unknown_words_get_a_hint_and_help_lists_all_commands(server: BotApi) -> None:
    """Neither ends in silence."""
    for text, start in (("xin chào", "Tôi chỉ hiểu"), ("/abc", "Tôi chỉ hiểu"), ("/help", "Tôi theo dõi")):
        answer = await reply(server, 1, text)
        assert answer.startswith(start)
        named = {line.split()[0] for line in answer.split("\n") if line.startswith("/")}
        assert named == {f"/{name}" for name in VIETNAMESE.commands}


@pytest.mark.usefixtures("bot")
async def test_groups_hear_only_what_is_for_the_bot(server: BotApi, desk: MemoryDesk) -> None:
    """Talk and commands for other bots are not answered in a group; "/start@our_name" is."""
    server.say(-7, "chào cả nhà")
    server.say(-7, "/start@another_bot")
    server.say(-7, "/unknown")
    server.admins(-7, 7)
    assert (await reply(server, -7, f"/start@{USERNAME.upper()}")).startswith("👋")
    assert len(server.to(-7)) == 1
    assert list(desk.subscribed) == [-7]


@pytest.mark.usefixtures("bot")
async def test_the_menu_is_set_in_both_languages(server: BotApi) -> None:
    """Clients show the commands with their meaning."""
    await server.until(lambda: len(server.commands) == 2)
    assert [command["command"] for command in server.commands[""]] == list(VIETNAMESE.commands)
    assert server.commands[""][0]["description"] == "Đăng ký nhận tin"
    assert server.commands["en"][0]["description"] == "Subscribe to alerts"


async def test_a_webhook_left_by_another_program_is_removed(server: BotApi, desk: MemoryDesk, clock: Clock) -> None:
    """With one, getUpdates would be refused for ever."""
    server._state.webhook = "https://old.example/hook"
    bot = Bot(server.token, server.base_url, desk, clock=clock, sleep=clock.sleep)
    await bot.start()
    assert await reply(server, 1, "/start")
    await bot.stop()


async def test_blocking_the_bot_unsubscribes_at_once(server: BotApi, bot: Bot, desk: MemoryDesk) -> None:
    """Telegram tells of it; no alert has to fail first, and no answer is tried."""
    await reply(server, 1, "/start")
    server.block(1)
    await reply(server, 2, "/help")
    await bot.stop()
    assert desk.subscribed == {}
    assert len(server.to(1)) == 1


async def test_updates_that_come_twice_are_handled_once(server: BotApi, bot: Bot, desk: MemoryDesk) -> None:
    """A lost confirmation brings them again under their old numbers."""
    await reply(server, 1, "/start")
    await server.until(lambda: not server.pending)
    server.redeliver()
    await server.until(lambda: not server.pending)
    assert await reply(server, 1, "/help")
    assert desk.asked.count("subscribe") == 1
    assert bot.trouble is None


async def test_after_a_restart_old_updates_do_no_harm(server: BotApi, bot: Bot, desk: MemoryDesk, clock: Clock) -> None:
    """A new process does not know what the old one handled: /start twice is still one subscription."""
    await reply(server, 1, "/start")
    await bot.stop()
    server.redeliver()
    again = Bot(server.token, server.base_url, desk, pacer=Pacer(clock, clock.sleep), clock=clock, sleep=clock.sleep)
    await again.start()
    assert (await server.arrived(1, 2))[-1].text.startswith("👍 Tin vẫn đang")
    await again.stop()
    assert desk.subscribed == {1: Language.VI}


@pytest.mark.usefixtures("bot")
async def test_an_update_that_nobody_can_read_hides_no_other(server: BotApi, desk: MemoryDesk) -> None:
    """A broken message, a kind of update of the future, and a number alone are passed over and confirmed."""
    server.inject({"message": {"message_id": "?", "chat": 5}})
    server.inject({"message": {"date": 1}})
    server.inject({"from_the_future": {"a": 1}})
    server.inject({})
    assert (await reply(server, 1, "/start")).startswith("👋")
    await server.until(lambda: not server.pending)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.UNAUTHORIZED,
        Fault.NOT_FOUND,
        Fault.CONFLICT,
        Fault.ERROR_500,
        Fault.BAD_GATEWAY,
        Fault.DROP,
        Fault.GARBLED_AFTER,
        Fault.TOO_MANY,
    ],
)
@pytest.mark.parametrize("method", ["getUpdates", "getMe", "deleteWebhook"])
async def test_nothing_makes_the_bot_deaf(
    server: BotApi, desk: MemoryDesk, clock: Clock, fault: Fault, method: str
) -> None:
    """Three failures in a row of any kind, at any step, and the next command is answered all the same."""
    server.fail(fault, method, times=3)
    bot = Bot(server.token, server.base_url, desk, clock=clock, sleep=clock.sleep, now=lambda: NOW)
    await bot.start()
    assert (await reply(server, 1, "/start")).startswith("👋")
    assert len([call for call in server.calls(method) if call.description == fault.value]) == 3
    assert (bot.trouble, bot.last_good_poll) == (None, NOW)
    await bot.stop()


async def test_a_poll_that_never_ends_is_given_up(server: BotApi, desk: MemoryDesk, clock: Clock) -> None:
    """A dead connection gives no error at all: the long poll has an end of its own."""
    server.fail(Fault.SILENCE, "getUpdates")
    bot = Bot(server.token, server.base_url, desk, clock=clock, sleep=clock.sleep, poll_seconds=0, patience=0.2)
    await bot.start()
    assert (await reply(server, 1, "/start")).startswith("👋")
    await bot.stop()


async def test_a_long_silence_brings_fresh_connections(
    server: BotApi, desk: MemoryDesk, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """When nothing was heard for two minutes the connections are thrown away; the pause grows to half a minute."""
    caplog.set_level(logging.INFO, logger="parwatch.bot")
    server.fail(Fault.NOT_FOUND, "getUpdates", times=12)
    bot = Bot(server.token, server.base_url, desk, clock=clock, sleep=clock.sleep)
    await bot.start()
    assert (await reply(server, 1, "/start")).startswith("👋")
    assert clock.slept[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert sum(clock.slept[:12]) > STALE_SECONDS
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "INFO"]
    assert "refused the bot token" in caplog.messages[0]
    assert "new connections" in caplog.messages[1]
    assert caplog.messages[2] == "the bot hears again"
    await bot.stop()


async def test_a_second_poller_is_named(server: BotApi, bot: Bot, desk: MemoryDesk, clock: Clock) -> None:
    """Two processes with one token disturb each other; each says what to do about it and goes on trying."""
    await reply(server, 1, "/start")
    other = Bot(server.token, server.base_url, MemoryDesk(), clock=clock, sleep=clock.sleep)
    await other.start()
    await server.until(lambda: [call for call in server.calls("getUpdates") if call.status == 409])
    told = await server.until(lambda: bot.trouble or other.trouble)
    assert "Another process is reading this bot's messages" in told
    await other.stop()
    assert await reply(server, 1, "/help")


@pytest.mark.usefixtures("bot")
async def test_a_broken_desk_is_one_kind_line_and_a_loud_log(
    server: BotApi, desk: MemoryDesk, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader is told to come back, the operator gets the traceback, and neither gets the token."""
    desk.broken = RuntimeError(f"disk full at https://api.telegram.org/bot{TOKEN}/getMe")
    assert await reply(server, 1, "/status") == "Xin lỗi, tôi chưa trả lời được lúc này. Vui lòng thử lại sau ít phút."
    assert (await reply(server, 1, "/latest", "en")).startswith("Sorry")
    assert "disk full" in caplog.text
    assert SECRET not in caplog.text
    desk.broken = None
    assert (await reply(server, 1, "/start")).startswith("👋")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.ERROR_500])
async def test_replies_survive_trouble_of_their_own(server: BotApi, fault: Fault) -> None:
    """A refused reply is sent again after its wait; one that may have arrived is not doubled."""
    server.fail(fault, "sendMessage")
    server.say(1, "/help")
    server.say(1, "/status")
    expected = ["Tôi theo dõi", "Tình trạng"] if fault is Fault.TOO_MANY else ["Tình trạng"]
    answers = await server.arrived(1, len(expected))
    assert [answer.text.startswith(start) for answer, start in zip(answers, expected, strict=True)] == [True] * len(
        expected
    )


async def test_one_chat_does_not_delay_another(server: BotApi, bot: Bot, desk: MemoryDesk) -> None:
    """While one chat's answer hangs, the others are heard and answered."""
    gate = asyncio.Event()
    subscribe = desk.subscribe

    async def slow(chat_id: int, language: Language, thread: int | None = None) -> bool:
        if chat_id == 1:
            await gate.wait()
        return await subscribe(chat_id, language, thread)

    desk.subscribe = slow  # type: ignore[method-assign]
    server.say(1, "/start")
    server.say(1, "/help")
    assert (await reply(server, 2, "/start")).startswith("👋")
    assert server.to(1) == ()
    gate.set()
    answers = await server.arrived(1, 2)
    assert [answer.text[:4] for answer in answers] == ["👋 Xi", "Tôi "]


@pytest.mark.usefixtures("bot")
async def test_a_flood_of_commands_is_answered_in_part(server: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """A hundred commands at once from one chat cannot make it hold a hundred tasks; the rest is dropped and logged."""
    for _ in range(100):
        server.say(1, "/help")
    await server.arrived(1, 20)
    assert (await reply(server, 2, "/help")).startswith("Tôi")
    assert "faster than they can be answered" in caplog.text
    assert 20 <= len(server.to(1)) < 40


async def test_stopping_answers_what_was_heard_and_confirms_it(server: BotApi, bot: Bot) -> None:
    """The next start does not hear it again."""
    await reply(server, 1, "/start")
    await bot.stop()
    assert server.pending == ()
    assert bot.last_good_poll == NOW


async def test_start_and_stop_need_no_server(desk: MemoryDesk, clock: Clock) -> None:
    """A machine that boots before its network: the service starts, the bot says what is wrong, and stops at once."""
    server = BotApi()
    await server.start()
    url = server.base_url
    await server.stop()
    rested = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        rested.set()
        await asyncio.Event().wait()

    bot = Bot(TOKEN, url, desk, clock=clock, sleep=sleep)
    await bot.start()
    await rested.wait()
    assert bot.trouble is not None
    assert bot.trouble.startswith("Telegram could not be reached")
    assert bot.last_good_poll is None
    await bot.stop()


async def test_a_defect_in_the_loop_is_logged_and_survived(
    server: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of our own costs one batch, not the bot; the traceback is in the log without the token."""
    real = bot_module.incoming
    monkeypatch.setattr(bot_module, "incoming", lambda update: (_ for _ in ()).throw(KeyError(f"bot{TOKEN}")))
    server.say(1, "/start")
    await server.until(lambda: not server.pending)
    monkeypatch.setattr(bot_module, "incoming", real)
    assert (await reply(server, 2, "/start")).startswith("👋")
    assert "listening failed" in caplog.text
    assert "KeyError" in caplog.text
    assert SECRET not in caplog.text
    assert bot.trouble is None


@pytest.mark.usefixtures("bot")
async def test_a_reply_whose_markup_is_refused_goes_out_as_text(
    server: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person gets the words, should the formatting ever be wrong."""
    monkeypatch.setattr("alerts.responder.to_html", lambda _spans: "<b>offen")
    assert (await reply(server, 1, "/status")).startswith("Tình trạng theo dõi\n")
    assert server.messages[-1].parse_mode == ""


@pytest.mark.usefixtures("bot")
async def test_a_reply_that_cannot_be_sent_ends_the_attempt_only(
    server: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """Three refusals in a row: it is logged, and the next command is answered."""
    server.fail(Fault.TOO_MANY, "sendMessage", times=3)
    server.say(1, "/help")
    assert (await reply(server, 1, "/status")).startswith("Tình trạng")
    assert "no reply could be sent to chat 1" in caplog.text
    server.fail(Fault.NOT_FOUND, "sendMessage")
    assert (await reply(server, 1, "/help")).startswith("Tôi")


async def test_stopping_does_not_wait_for_a_desk_that_hangs(
    server: BotApi, bot: Bot, desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be answered in time is given up, so that the service can end."""
    monkeypatch.setattr(bot_module, "_STOP_SECONDS", 0.05)
    monkeypatch.setattr(bot_module, "_BATCH_SECONDS", 0.05)
    asked = asyncio.Event()

    async def hang(_chat_id: int) -> StatusReport:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    desk.status = hang  # type: ignore[method-assign]
    server.say(1, "/status")
    await asked.wait()
    await bot.stop()
    assert server.to(1) == ()
