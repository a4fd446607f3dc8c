"""An operator at the bot: real chats over a socket, a real portal, a real database, a real sources.toml."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import archive
from support.world import LOOPBACK, Clock, no_wait

from alerts.bot import Bot
from alerts.pacing import Pacer
from alerts.switchboard import Switchboard
from alerts.telegram import TelegramChannel
from parwatch import prospects
from parwatch.demo.portals.samples import sample_portals
from parwatch.demo.telegram import BotApi, Message
from parwatch.desk import StorageDesk, StoredOperations
from parwatch.dispatch import Dispatcher
from parwatch.watching import SourcesFile
from parwatch_core.errors import ParwatchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Complaint, Language, NoticeKind
from scraper.fetch import Fetcher
from storage import feedback, heartbeats, outbox, sources, subscribers
from storage.database import Database
from storage.values import PollRecord

OPERATOR, READER = 7, 42
HEAD = "# do not lose me\n"
FILE = HEAD + '[[source]]\nurl = "https://a.example.gov.vn/"\nname = "Cổng A"  # ours\n'


@dataclass
class Office:
    """A bot with an operator, and what it works on."""

    api: BotApi
    database: Database
    file: SourcesFile
    operations: StoredOperations
    dispatcher: Dispatcher
    clock: Clock

    async def ask(self, text: str, chat: int = OPERATOR, replies: int = 1) -> Message:
        """The last of so many replies to this."""
        before = len(self.api.to(chat))
        self.api.say(chat, text, "en")
        return (await self.api.arrived(chat, before + replies))[-1]

    async def press(self, message: Message, button: str, chat: int = OPERATOR, *, edits: bool = True) -> str:
        """Press a button; the message as it reads then. `edits`: it is to read differently."""
        before = len(self.api.edits)
        query = self.api.press(chat, message.buttons[button], message.message_id, "en")
        await self.api.until(lambda: [one for one in self.api.toasts if one[0] == query])
        if edits:
            await self.api.until(lambda: len(self.api.edits) > before)
        return next(one.text for one in self.api.messages if one.message_id == message.message_id)

    def text(self) -> str:
        return self.file.path.read_text(encoding="utf-8")


@pytest.fixture
def closed() -> bool:
    return False


@pytest.fixture
async def office(database: Database, tmp_path: Path, closed: bool) -> AsyncIterator[Office]:
    clock = Clock()
    path = tmp_path / "sources.toml"
    path.write_text(FILE, encoding="utf-8")
    file = SourcesFile(path)
    file.load()

    async def moving(seconds: float) -> None:
        clock.advance(seconds=seconds)

    async with (
        BotApi(clock=lambda: clock().timestamp()) as api,
        Fetcher(user_agent="parwatch-test", allow_networks=LOOPBACK, delay=0) as fetcher,
    ):
        pacer = Pacer(lambda: clock().timestamp(), moving)
        channel = TelegramChannel(api.token, api.base_url, pacer=pacer)
        dispatcher = Dispatcher(database, Switchboard(channel, {}), clock=clock, sleep=no_wait)
        operations = StoredOperations(
            database,
            watched=lambda: file.sources,
            clock=clock,
            operators=[OPERATOR],
            closed=closed,
            file=path,
            look=prospects.looking(fetcher),
        )
        desk = StorageDesk(
            database, watched=lambda: file.sources, clock=clock, operators=[OPERATOR], operations=operations
        )
        bot = Bot(api.token, api.base_url, desk, pacer=pacer)
        await bot.start()
        yield Office(api, database, file, operations, dispatcher, clock)
        await bot.stop()
        await channel.close()


async def test_add_shows_what_is_found_and_a_tap_writes_it_down(office: Office) -> None:
    """Channels, the newest, an article's claims, the block; the tap adds it once, and every comment stays."""
    portal = next(one for one in sample_portals(archive.NOW, clock=lambda: archive.NOW))
    await portal.start()
    try:
        shown = await office.ask(f"/add {portal.url}", replies=2)
    finally:
        await portal.stop()
    looking, found = office.api.to(OPERATOR)[-2:]
    assert looking.text.startswith("🔎 Looking at http://127.0.0.")
    assert found == shown
    assert "sure" in found.text
    assert "The newest articles:\n• " in found.text
    assert "[[source]]" in found.text
    assert list(found.buttons) == ["✅ Add this source", "✖ Leave it"]
    assert office.text() == FILE
    assert "was added" in await office.press(found, "✅ Add this source")
    assert "was added" in await office.press(found, "✅ Add this source", edits=False)
    assert office.text().startswith(FILE)
    assert office.file.reload()
    assert office.file.sources[0].name == "Cổng A"
    assert len(office.file.sources) == 2
    assert office.file.sources[1].url == portal.url


async def test_an_address_that_gives_nothing_is_answered_with_its_reason(office: Office) -> None:
    """No address at all, one that is no portal, and a block that was left."""
    assert "/add https://" in (await office.ask("/add")).text
    assert "It cannot be added" in (await office.ask("/add http://127.0.0.1:1/", replies=2)).text
    forged = office.api.press(OPERATOR, "opadd:forged", (await office.ask("/health")).message_id, "en")
    assert forged
    answer = await office.api.until(lambda: next((m for m in office.api.to(OPERATOR) if "too old" in m.text), None))
    assert "send /add again" in answer.text
    assert office.text() == FILE


async def test_while_one_address_is_looked_at_another_waits_and_commands_are_answered(office: Office) -> None:
    """A portal that never answers holds up neither its own chat nor another operator's."""
    began, go = asyncio.Event(), asyncio.Event()

    async def slow(_url: str) -> prospects.Prospect:
        began.set()
        await go.wait()
        raise ParwatchError("it never answered")

    office.operations._look = slow
    await office.ask("/add https://slow.example.gov.vn")
    await began.wait()
    assert "Another address" in (await office.ask("/add https://b.example.gov.vn")).text
    assert "service" in (await office.ask("/health")).text
    go.set()
    assert await office.api.until(
        lambda: next((m for m in office.api.to(OPERATOR) if "never answered" in m.text), None)
    )
    assert not office.operations.looking()


async def test_a_look_has_a_limit() -> None:
    """What takes longer is given up, with a line that says so."""

    class Never(Fetcher):
        async def fetch(self, _request: object) -> None:  # type: ignore[override]
            await asyncio.Event().wait()

    with pytest.raises(ParwatchError, match="could not be looked at within"):
        await prospects.looking(Never(user_agent="parwatch-test"), seconds=0.01)("https://a.example.gov.vn/")


async def test_a_source_is_paused_and_resumed_by_its_name(office: Office) -> None:
    """In the file, so that it lasts; a misspelled name is helped with; what is so already is said."""
    assert "• Cổng A" in (await office.ask("/pause")).text
    assert "Cổng A is paused" in (await office.ask("/pause cổng a")).text
    office.file.reload()
    assert office.file.sources[0].enabled is False
    assert HEAD in office.text()
    assert "# ours" in office.text()
    assert "was paused already" in (await office.ask("/pause Cổng A")).text
    assert "• Cổng A" in (await office.ask("/resume")).text
    assert "did you mean 'Cổng A'?" in (await office.ask("/resume Công A")).text
    assert "is watched again" in (await office.ask("/resume Cổng A")).text
    office.file.reload()
    assert office.file.sources[0].enabled is True


async def test_health_says_what_parwatch_health_says_and_more(office: Office) -> None:
    """The bot's last poll, the queue and its oldest, what fails and why."""
    with office.database.write() as session:
        heartbeats.beat(session, office.clock(), office.clock())
        subscribers.subscribe(session, READER, Language.VI, office.clock())
        ids = archive.add(session)
        outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, office.clock())
        sources.record_poll(
            session, PollRecord("Cổng A", FetchStatus.DNS, office.clock(), "no such host"), office.clock()
        )
    text = (await office.ask("/health")).text
    for part in (
        "✅ The service is well",
        "ok: heartbeat",
        "The bot last heard",
        "Messages waiting: 1 (the oldest since",
    ):
        assert part in text
    assert "• Cổng A: no such host" in text
    assert "Sources watched: 1" in text


async def test_a_text_goes_to_everybody_once(office: Office) -> None:
    """Shown as it will be, sent by a tap, through the outbox; the second tap of a double tap sends nothing."""
    with office.database.write() as session:
        for chat in (READER, 43):
            subscribers.subscribe(session, chat, Language.VI, office.clock())
            office.api.know(chat)
    assert "/broadcast" in (await office.ask("/broadcast")).text
    assert "longer than" in (await office.ask("/broadcast " + "x" * 3501)).text
    shown = await office.ask("/broadcast Xin chào <b>mọi người</b>\nDòng hai & hết")
    assert shown.text == "This text would go to 2 subscribers:\n\nXin chào <b>mọi người</b>\nDòng hai & hết"
    assert "On its way to 2" in await office.press(shown, "📣 Send it to 2")
    await office.press(shown, "📣 Send it to 2", edits=False)
    await office.dispatcher.drain()
    for chat in (READER, 43):
        (message,) = office.api.to(chat)
        assert message.text == "Xin chào <b>mọi người</b>\nDòng hai & hết"
        assert message.keyboard == ()
    dropped = await office.ask("/broadcast nie")
    assert "Thrown away" in await office.press(dropped, "✖ Leave it")
    await office.dispatcher.drain()
    assert len(office.api.to(READER)) == 1


async def test_what_people_called_wrong_is_listed_until_it_is_handled(office: Office) -> None:
    """Newest first, in pages of five; a button for each."""
    with office.database.write() as session:
        subscribers.subscribe(session, READER, Language.VI, office.clock())
        numbers = []
        for _ in range(7):
            ids = archive.add(session)
            numbers.append(outbox.publish(session, ids.article_id, ids.version_id, NoticeKind.NEW, office.clock()))
        while claimed := outbox.claim(session, office.clock(), 60, 9):
            for delivery in claimed:
                outbox.mark_sent(session, delivery, 1, office.clock())
        for number in numbers:
            feedback.give(session, READER, number, Complaint.FIGURES, office.clock())
    shown = await office.ask("/feedback")
    assert shown.text.startswith("Alerts called wrong, not handled yet: 7")
    assert shown.text.count("wrong figures (chat 42") == 5
    second = await office.press(shown, "Next ▶")
    assert second.count("wrong figures") == 2
    assert "not handled yet: 6" in await office.press(shown, "✔ Handled 1")
    with office.database.read() as session:
        assert feedback.count(session, waiting=True) == 6
        assert feedback.count(session) == 7


@pytest.mark.parametrize(
    "command", ["add https://a.vn", "pause x", "resume x", "health", "feedback", "broadcast x", "invite"]
)
async def test_in_other_chats_there_are_no_such_commands(office: Office, command: str) -> None:
    """The same hint as for any unknown command; a group hears nothing."""
    unknown = await office.ask("/nonsense", READER)
    assert (await office.ask(f"/{command}", READER)).text == unknown.text
    office.api.say(-77, f"/{command}", user_id=OPERATOR)
    await office.ask("/help", READER)
    assert office.api.to(-77) == ()


async def test_forged_buttons_of_operators_do_nothing(office: Office) -> None:
    """Whoever forges the data of a button in his own chat is no operator by that."""
    with office.database.write() as session:
        subscribers.subscribe(session, READER, Language.VI, office.clock())
    shown = await office.ask("/broadcast Xin chào")
    message = await office.ask("/help", READER)
    for data in shown.buttons.values():
        query = office.api.press(READER, data, message.message_id)
        assert await office.api.until(lambda query=query: [one for one in office.api.toasts if one[0] == query])
    await office.dispatcher.drain()
    assert len(office.api.to(READER)) == 1


@pytest.mark.parametrize("closed", [True])
async def test_a_closed_service_lets_in_who_was_invited(office: Office) -> None:
    """By a link that works as often as it says; others are refused in a friendly way, and stay out."""
    assert "invited people only" in (await office.ask("/start", READER)).text
    assert "from 1 to 1000" in (await office.ask("/invite many")).text
    link = (await office.ask("/invite 1")).text
    code = link.partition("?start=")[2].split()[0]
    assert "https://t.me/" in link
    assert "invited people only" in (await office.ask("/start wrong", READER)).text
    assert "invited people only" not in (await office.ask(f"/start {code}", READER)).text
    assert "invited people only" in (await office.ask(f"/start {code}", 43)).text
    await office.ask("/stop", READER)
    assert "invited people only" not in (await office.ask("/start", READER)).text
    with office.database.read() as session:
        assert [one.chat_id for one in subscribers.active(session)] == [READER]
