"""Subscribing against the sample server: two taps, settings in one message, units by name, groups, channels, topics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from support.alerting import MemoryDesk
from support.clocks import Clock
from support.talking import Person

from alerts.bot import Bot
from alerts.handlers import data, pages, router
from alerts.handlers.pages import View
from alerts.pacing import Pacer
from alerts.texts.subscribing import ENGLISH, VIETNAMESE, subscribing
from parwatch.demo.telegram import BotApi, Fault, Message
from parwatch_core import places
from parwatch_core.identity import reference, subject_of
from parwatch_core.notice import Language
from parwatch_core.preferences import (
    MOST_PLACES,
    REFORM,
    Area,
    Bound,
    Movement,
    Pace,
    Preferences,
    Quiet,
    Scope,
    Side,
    Timing,
)
from parwatch_core.ranking import Index, Salience

GROUP, ADMIN, MEMBER = -7, 70, 71


def short(name: str) -> str:
    return reference(subject_of(places.find(name)[0]).key)


def make_bot(server: BotApi, desk: MemoryDesk, clock: Clock) -> Bot:
    return Bot(server.token, server.base_url, desk, pacer=Pacer(clock, clock.sleep), clock=clock, sleep=clock.sleep)


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture
async def bot(server: BotApi, desk: MemoryDesk, clock: Clock) -> AsyncIterator[Bot]:
    bot = make_bot(server, desk, clock)
    await bot.start()
    yield bot
    await bot.stop()


@pytest.fixture
async def lan(server: BotApi, bot: Bot) -> Person:
    """A person who has said /start."""
    person = Person(server, 1)
    await person.say("/start")
    return person


async def shown(person: Person, text: str) -> Message:
    """The newest message of the chat, once it holds `text`."""
    return await person.server.until(
        lambda: next((one for one in person.server.to(person.chat_id)[-1:] if text in one.text), None)
    )


async def wishes(desk: MemoryDesk, chat_id: int = 1) -> Preferences:
    found = await desk.preferences(chat_id)
    assert found is not None
    return found


# ---------------------------------------------------------------- beginning


async def test_two_taps_subscribe_to_the_whole_country(lan: Person, desk: MemoryDesk) -> None:
    """One message is edited on the way; who stops half-way is subscribed all the same."""
    assert desk.subscribed == {1: Language.VI}
    assert list(lan.server.to(1)[-1].buttons) == ["Tiếng Việt", "English"]
    await lan.press("English")
    await shown(lan, "Whose results")
    await lan.press("whole country")
    last = await shown(lan, "✅ Done")
    assert "the whole country" in last.text
    assert len(lan.server.to(1)) == 1
    assert await wishes(desk) == Preferences(language=Language.EN)


async def test_a_double_tap_is_one(lan: Person, desk: MemoryDesk) -> None:
    """Buttons name the state that they lead to."""
    await lan.send("hello:en")
    await lan.send("hello:en")
    for _ in range(2):
        await lan.send("set:idx:PAPI:1")
    assert (await wishes(desk)).indices == REFORM | {Index.PAPI}
    for _ in range(2):
        await lan.send(f"prov:0:{short('Hà Tĩnh')}:1")
    assert (await wishes(desk)).scope == Scope(Area.PROVINCES, ("Hà Tĩnh",))


async def test_a_restart_in_the_middle_confuses_nobody(
    server: BotApi, bot: Bot, lan: Person, desk: MemoryDesk, clock: Clock
) -> None:
    """All that a conversation needs is in its buttons and in what is stored."""
    await lan.press("English")
    await shown(lan, "Whose results")
    await bot.stop()
    again = make_bot(server, desk, clock)
    await again.start()
    await lan.press("Some units")
    await shown(lan, "units you follow")
    await again.stop()
    third = make_bot(server, desk, clock)
    await third.start()
    await lan.say("huong son ha tinh")
    await lan.press("xã Hương Sơn, Hà Tĩnh")
    await shown(lan, "✅ You follow")
    await third.stop()
    assert (await wishes(desk)).scope == Scope(Area.UNITS, ("xã Hương Sơn, Hà Tĩnh",))


async def test_who_comes_back_finds_the_old_choices(lan: Person, desk: MemoryDesk) -> None:
    """/stop keeps them, /start and the button bring them back."""
    await lan.send("set:sure:1")
    assert "🔕" in (await lan.say("/stop")).text
    assert desk.subscribed == {}
    assert await lan.send("set:sure:0") == VIETNAMESE.not_subscribed
    await lan.press("Nhận tin trở lại")
    assert "Mừng bạn trở lại" in (await shown(lan, "Mừng bạn")).text
    assert (await wishes(desk)).doubtful


async def test_the_language_of_the_chat_is_used_everywhere(lan: Person, desk: MemoryDesk) -> None:
    """What was chosen counts, not what the client says; also for words that are no command."""
    await lan.send("set:lang:en")
    assert "I watch" in (await lan.say("/help")).text
    assert "I only understand" in (await lan.say("/nonsense")).text
    assert "I found no unit" in (await lan.say("xyzzy plugh")).text
    assert "🔕 No more" in (await lan.say("/stop")).text
    assert "I watch" in (await lan.say("/help")).text


# ---------------------------------------------------------------- places


async def test_provinces_are_ticked_on_three_pages(lan: Person, desk: MemoryDesk) -> None:
    """All 34, each once; a tick stays on its page; without the last one it is the country again."""
    await lan.send("prov:0")
    names: list[str] = []
    for page in range(3):
        await lan.send(f"prov:{page}")
        message = await shown(lan, f"Trang {page + 1}/3")
        names += [text.removeprefix("▫️ ") for text in message.buttons if "▫️" in text]
    assert names == [place.name for place in places.provinces()]
    await lan.press("Thanh Hóa")
    await shown(lan, "• Thanh Hóa")
    await lan.send(f"prov:1:{short('Hà Tĩnh')}:1")
    assert (await wishes(desk)).scope == Scope(Area.PROVINCES, ("Thanh Hóa", "Hà Tĩnh"))
    await lan.send(f"prov:1:{short('Hà Tĩnh')}:0")
    assert await lan.send(f"prov:2:{short('Thanh Hóa')}:0") == VIETNAMESE.back_to_country
    assert (await wishes(desk)).scope == Scope()


async def test_a_former_district_leads_to_what_it_became(lan: Person, desk: MemoryDesk) -> None:
    """It says so, and offers each of the new units."""
    await lan.say("huyen huong son")
    await lan.press("huyện Hương Sơn, Hà Tĩnh (cũ)")
    message = await shown(lan, "đã được sắp xếp lại")
    assert "Sơn Kim 1" in message.text
    assert "▫️ xã Sơn Kim 1, Hà Tĩnh" in message.buttons
    await lan.press("xã Sơn Kim 1")
    await shown(lan, "Đang theo dõi: xã Sơn Kim 1")
    assert (await wishes(desk)).scope.places == ("huyện Hương Sơn, Hà Tĩnh", "xã Sơn Kim 1, Hà Tĩnh")
    await lan.press("❌ huyện")
    await shown(lan, "Đã bỏ theo dõi: huyện Hương Sơn")
    await lan.press("❌ xã")
    assert VIETNAMESE.back_to_country in (await shown(lan, "Đã bỏ theo dõi: xã")).text
    assert (await wishes(desk)).scope == Scope()


async def test_a_province_can_be_meant_in_two_ways(lan: Person, desk: MemoryDesk) -> None:
    """Everything in it, or only itself."""
    await lan.say("/unit ha tinh")
    await lan.press("mọi đơn vị")
    assert (await wishes(desk)).scope == Scope(Area.PROVINCES, ("Hà Tĩnh",))
    await lan.say("hà tĩnh")
    assert "✅ Hà Tĩnh: mọi đơn vị trên địa bàn" in lan.server.to(1)[-1].buttons
    await lan.press("chỉ cấp tỉnh")
    assert (await wishes(desk)).scope == Scope(Area.UNITS, ("Hà Tĩnh",))


async def test_no_more_places_than_are_kept(lan: Person, desk: MemoryDesk) -> None:
    """The next one is refused with the number; one that is there already is not."""
    many = tuple(f"xã Số {number}, Hà Tĩnh" for number in range(MOST_PLACES - 1))
    await desk.prefer(1, replace(await wishes(desk), scope=Scope(Area.UNITS, (*many, "xã Hương Sơn, Hà Tĩnh"))))
    assert str(MOST_PLACES) in await lan.send(f"unit:{short('phường Ba Đình')}")
    assert await lan.send(f"unit:{short('xã Hương Sơn, Hà Tĩnh')}") == ""
    message = await shown(lan, "Đang theo dõi: xã Hương Sơn")
    assert len([text for text in message.buttons if text.startswith("❌")]) == MOST_PLACES


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("button", "changes"),
    [
        ("set:lang:en", {"language": Language.EN}),
        ("set:idx:766:0", {"indices": REFORM - {Index.QD766}}),
        ("set:main:main", {"salience": Salience.MAIN}),
        ("set:sure:1", {"doubtful": True}),
        ("set:move:fell", {"movement": Movement.FELL}),
        ("set:rank:worse:40", {"rank": Bound(Side.WORSE, 40)}),
        ("set:time:daily:1080", {"timing": Timing(Pace.DAILY, 1080)}),
        ("set:time:weekly:480:4", {"timing": Timing(Pace.WEEKLY, 480, 4)}),
        ("set:quiet:1320:360", {"quiet": Quiet(1320, 360)}),
        (f"set:topic:{reference('cchc')}:0", {"topics_out": frozenset({"cchc"})}),
        (f"set:topic:{reference('đất đai')}:0", {"topics_out": frozenset({"đất đai"})}),
        (f"set:mute:{reference('Cổng A')}:0", {"muted": frozenset()}),
    ],
)
async def test_each_button_changes_what_it_says(
    lan: Person, desk: MemoryDesk, button: str, changes: dict[str, object]
) -> None:
    """In the message that it stands in, and nothing else."""
    desk.topic_names = ("đất đai",)
    before = replace(await wishes(desk), muted=frozenset({"Cổng A"}))
    await desk.prefer(1, before)
    await lan.say("/settings")
    count = len(lan.server.to(1))
    assert await lan.send(button) in (VIETNAMESE.saved, ENGLISH.saved)
    assert await wishes(desk) == replace(before, **changes)  # type: ignore[arg-type]
    assert len(lan.server.to(1)) == count


@pytest.mark.parametrize(
    "forged",
    [
        "set:idx:NONE:1",
        "set:idx:PAR:2",
        "set:idx:PAR",
        "set:idx:PAR:0:0",
        "set:nothing:1",
        "set:nothing",
        "set:rank:better:0",
        "set:rank:better:10001",
        "set:rank:sideways:3",
        "set:rank:better:-3",
        "set:rank:better:٣",
        "set:time:daily:1440",
        "set:time:weekly:480:7",
        "set:time:weekly:480",
        "set:time:at_once:0",
        "set:time:never",
        "set:quiet:60:60",
        "set:quiet:1:x",
        "set:quiet:-1:5",
        "set:move:",
        "set:main:very",
        "set:sure:true",
        "set:area:units",
        "set:lang:fr",
        "set:topic:000000000000:0",
        "set:mute:000000000000:1",
        "area:units",
        "area",
        "hello:fr",
        "hello",
        "prov:99",
        "prov:0:000000000000:1",
        f"prov:0:{short('Hà Giang')}:1",
        f"prov:0:{short('xã Hương Sơn, Hà Tĩnh')}:1",
        f"prov:0:{short('Hà Tĩnh')}:2",
        "home:000000000000",
        f"home:{short('Hà Giang')}",
        "unit:000000000000",
        "unit:a:b",
        "drop:000000000000",
        "drop",
        "forget:maybe",
        "forget",
        "nosuchverb:1",
        "SET",
        "set::::::::",
        "",
        "x" * 64,
        "set:idx:" + "9" * 200,
        "\ud7ff",
    ],
)
async def test_forged_data_changes_nothing(lan: Person, desk: MemoryDesk, forged: str) -> None:
    """Anybody can send any data for any message; the press ends, and nothing was stored."""
    before = await wishes(desk)
    desk.asked.clear()
    await lan.send(forged)
    assert (await wishes(desk), desk.subscribed) == (before, {1: Language.VI})
    assert not {"prefer", "forget", "unsubscribe", "subscribe"}.intersection(desk.asked)


async def test_an_old_message_of_settings_still_works(lan: Person, desk: MemoryDesk) -> None:
    """It shows what is stored now; one that Telegram shows no more is answered with a new message."""
    old = await lan.say("/settings")
    await lan.say("/settings")
    await lan.send("set:sure:1", old.message_id)
    changed = (await lan.server.until(lambda: lan.server.edits))[-1]
    assert changed.message_id == old.message_id
    assert "vẫn gửi" in changed.text
    count = len(lan.server.to(1))
    await lan.send("set", 999_999)
    await lan.server.arrived(1, count + 1)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("full", [False, True], ids=["defaults", "everything"])
def test_every_screen_fits_and_its_buttons_are_ours(language: Language, full: bool) -> None:
    """Each page in each language below the limits, each button with a verb that somebody answers, none twice."""
    view = View(replace(_everything() if full else Preferences(), language=language), pages.all_topics(("t" * 200,)))
    shown = [pages.main(view), *(pages.page(view, key) for key in pages._PAGES)]
    for reply in shown:
        assert reply is not None
        text = "".join(span.text for span in reply.spans)
        buttons = [button for row in reply.keyboard for button in row]
        assert 0 < len(text) < 4000
        assert 0 < len(buttons) <= 100
        assert {(data.read(button.data) or ("",))[0] for button in buttons} <= set(router.PRESSES)
        assert all(0 < len(button.text) <= 120 for button in buttons)
        assert "{" not in text


def _everything() -> Preferences:
    units = tuple(f"{'x' * 190} {number}" for number in range(MOST_PLACES))
    return Preferences(
        scope=Scope(Area.UNITS, units),
        indices=frozenset(Index),
        rank=Bound(Side.WORSE, 10_000),
        muted=frozenset(f"{'m' * 190} {number}" for number in range(200)),
        topics_out=frozenset({"t" * 200}),
        timing=Timing(Pace.WEEKLY, 480, 6),
        quiet=Quiet(1320, 360),
    )


def test_no_two_parts_answer_to_the_same_name() -> None:
    """A verb that two modules share would reach one of them only."""
    for table in ("COMMANDS", "PRESSES"):
        names = [name for part in router._PARTS for name in getattr(part, table)]
        assert len(names) == len(set(names))


# ---------------------------------------------------------------- groups, channels, topics


@pytest.fixture
async def group(server: BotApi, bot: Bot) -> tuple[Person, Person]:
    """An administrator and a member of a group that the bot was added to."""
    server.admins(GROUP, ADMIN)
    server.invite(GROUP, by=MEMBER)
    await server.arrived(GROUP)
    return Person(server, GROUP, user_id=ADMIN), Person(server, GROUP, user_id=MEMBER)


async def test_a_group_is_greeted_and_its_administrator_decides(
    group: tuple[Person, Person], server: BotApi, desk: MemoryDesk
) -> None:
    """Added by a member nothing is subscribed; a member's press gets a line, the administrator's works."""
    admin, member = group
    assert "quản trị viên" in server.to(GROUP)[0].text
    assert desk.subscribed == {}
    assert await member.send("hello:vi") == VIETNAMESE.admins_only
    assert desk.subscribed == {}
    await admin.send("hello:en")
    assert desk.subscribed == {GROUP: Language.EN}


@pytest.mark.parametrize(
    "button", ["set", "set:sure:1", "area:country", "prov:0", "unit", "again", "forget:yes", "done"]
)
async def test_a_member_changes_nothing(group: tuple[Person, Person], desk: MemoryDesk, button: str) -> None:
    """No button of the settings works for who is no administrator, nor while Telegram does not say."""
    admin, member = group
    await admin.send("hello:vi")
    desk.asked.clear()
    assert await member.send(button) == VIETNAMESE.admins_only
    admin.server.fail(Fault.BAD_GATEWAY, "getChatMember")
    assert await admin.send(button) == VIETNAMESE.admins_unknown
    assert not {"prefer", "forget", "unsubscribe", "subscribe"}.intersection(desk.asked)


async def test_commands_that_change_are_for_administrators(group: tuple[Person, Person], desk: MemoryDesk) -> None:
    """Members are told so; what only asks is answered."""
    admin, member = group
    for command in ("/start", "/settings", "/unit huong son", "/stop", "/forget"):
        assert (await member.say(command)).text == VIETNAMESE.admins_only
    assert desk.subscribed == {}
    assert "🔒" in (await member.say("/privacy")).text
    assert "👋" in (await admin.say("/start")).text
    assert "⚙️" in (await admin.say("/settings")).text


async def test_in_a_group_a_unit_is_an_answer_to_the_question(
    group: tuple[Person, Person], server: BotApi, desk: MemoryDesk
) -> None:
    """Talk, and answers to other messages of a bot, are not taken for names."""
    admin, _ = group
    await admin.send("hello:vi")
    count = len(server.to(GROUP))
    admin.mutter("huong son ha tinh")
    admin.mutter("huong son ha tinh", answers="Cảm ơn mọi người")
    question = await admin.say("/unit")
    assert VIETNAMESE.units_prompt_group in question.text
    assert len(server.to(GROUP)) == count + 1
    found = await admin.say("huong son ha tinh", answers=question.text)
    assert "xã Hương Sơn, Hà Tĩnh" in found.buttons
    await admin.press("xã Hương Sơn")
    assert (await wishes(desk, GROUP)).scope.places == ("xã Hương Sơn, Hà Tĩnh",)


async def test_a_channel_is_subscribed_by_who_lets_the_bot_in(server: BotApi, bot: Bot, desk: MemoryDesk) -> None:
    """Only an administrator can; what is posted there is an administrator's word, a press is looked at."""
    channel = -1_000_000_000_009
    server.admins(channel, ADMIN)
    server.invite(channel, by=ADMIN, channel=True)
    await server.arrived(channel)
    assert desk.subscribed == {channel: Language.VI}
    assert "⚙️" in (await Person(server, channel).say("/settings")).text
    assert await Person(server, channel, user_id=MEMBER).send("set:sure:1") == VIETNAMESE.admins_only
    await Person(server, channel, user_id=ADMIN).send("set:sure:1")
    assert (await wishes(desk, channel)).doubtful
    await Person(server, channel).say("/stop")
    assert desk.subscribed == {}
    await Person(server, channel).say("/start")
    assert channel in desk.subscribed


async def test_alerts_go_to_the_topic_where_start_was_said(server: BotApi, bot: Bot, desk: MemoryDesk) -> None:
    """The newest /start counts; answers stay in their topic, a press in another one moves nothing."""
    forum = -1_000_000_000_007
    server.admins(forum, ADMIN)
    admin = Person(server, forum, user_id=ADMIN)
    assert (await admin.say("/start", thread=5)).thread == 5
    assert desk.threads[forum] == 5
    await admin.press("Tiếng Việt")
    assert (await admin.say("/settings", thread=6)).thread == 6
    await admin.send("set:sure:1")
    assert desk.threads[forum] == 5
    await admin.say("/start", thread=6)
    assert desk.threads[forum] == 6


async def test_a_private_chat_that_lets_the_bot_in_again_is_left_alone(
    server: BotApi, lan: Person, desk: MemoryDesk
) -> None:
    """Unblocking is no /start."""
    server.block(1)
    server.unblock(1)
    assert (await Person(server, 2).say("/help")).text
    assert desk.subscribed == {}
    assert len(server.to(1)) == 1


# ---------------------------------------------------------------- privacy, floods


@pytest.mark.parametrize("language", list(Language))
async def test_what_is_stored_is_said_and_deleted_after_a_second_tap(
    server: BotApi, bot: Bot, desk: MemoryDesk, language: Language
) -> None:
    """Asked first; kept where that is said; then nothing is known any more."""
    person, words = Person(server, 1, language.value), subscribing(language)
    assert (await person.say("/privacy")).text == words.privacy
    assert (await person.say("/forget")).text == words.forget_nothing
    await person.say("/start")
    await person.say("/forget")
    await person.press(words.forget_no)
    await shown(person, words.kept)
    assert desk.subscribed == {1: language}
    await person.say("/forget")
    await person.press(words.forget_yes)
    await shown(person, words.forgotten)
    assert (desk.subscribed, desk.known, desk.wishes) == ({}, {}, {})


async def test_a_flood_is_told_once_and_then_meets_silence(server: BotApi, lan: Person, desk: MemoryDesk) -> None:
    """Buttons too; other chats are answered meanwhile."""
    first = lan.server.to(1)[-1].message_id
    for _ in range(400):
        server.press(1, "set", first)
    await server.until(lambda: not server.pending)
    assert (await Person(server, 2).say("/help")).text
    assert [toast for _, toast in server.toasts].count(VIETNAMESE.slow_down) <= 1
    assert len(server.toasts) < 200
