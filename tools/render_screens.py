"""Draw the conversations that docs/telegram.md shows: docs/images/screen-NAME.svg and screen-NAME.en.svg.

Nothing is typed in here but what the person writes and presses. A real bot with a real database answers over the sample
Bot API, which checks every message as Telegram would; what it accepted is drawn. Pictures in chats are inside the
files as they were sent; a new version of the renderer may draw their pixels a little differently.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bubbles import svg

from alerts.bot import Bot
from alerts.pacing import Pacer
from alerts.telegram import TelegramChannel
from parwatch.demo.telegram.flood import Limits
from parwatch.demo.telegram.server import BotApi
from parwatch.demo.telegram.state import Message
from parwatch.desk import StorageDesk
from parwatch.dispatch import Dispatcher
from parwatch_core.notice import Language, NoticeKind
from parwatch_core.page import Article, Fingerprint
from parwatch_core.preferences import Preferences, Timing
from parwatch_core.ranking import Index, RankingClaim, Salience, UnitLevel, Verdict
from parwatch_core.source import Source
from parwatch_core.text import search_key
from storage import articles, outbox, subscribers
from storage.database import Database

IMAGES = Path(__file__).parent.parent / "docs" / "images"
NOW = datetime(2026, 1, 12, 1, 31, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)  # a digest of today is due then
READER = 1
PORTAL = "Trang thông tin điện tử huyện Sông Trà"
# No such districts and provinces: a picture of real ones would claim ranks that nobody gave them.
RANKS = {2020: 11, 2021: 10, 2022: 7, 2024: 10, 2025: 2}
PROVINCES = {"Trà Giang": 1, "Bình An": 3, "Sơn Hạ": 4, "Lâm Thao Thượng": 9}
OTHERS = ("huyện Lam Sơn Hạ", "thị xã Bình Thượng", "thành phố Bình An")


@dataclass(slots=True)
class Talk:
    """The person's side of a conversation."""

    server: BotApi
    database: Database
    dispatcher: Dispatcher
    language: Language

    async def ask(self, text: str) -> Message:
        """What is answered to `text`."""
        before = len(self.server.to(READER))
        self.server.say(READER, text, self.language.value)
        return (await self.server.arrived(READER, before + 1))[-1]

    async def deliver(self) -> Message:
        """Deliver what is due; the newest message."""
        await self.dispatcher.drain()
        return self.server.to(READER)[-1]


Screen = Callable[[Talk], Awaitable[tuple[Message | str, ...]]]


def typed(*texts: str) -> Screen:
    """A screen of what a person writes and what is answered, one after the other."""

    async def screen(talk: Talk) -> tuple[Message | str, ...]:
        shown: list[Message | str] = []
        for text in texts:
            shown += [text, await talk.ask(text)]
        return tuple(shown)

    return screen


async def digest(talk: Talk) -> tuple[Message | str, ...]:
    """What gathered for a daily digest, in one message."""
    with talk.database.write() as session:
        subscribers.subscribe(session, READER, talk.language, NOW)
        subscribers.prefer(session, READER, Preferences(talk.language, timing=Timing()), NOW)
        for number, unit in enumerate(OTHERS * 4):
            _tell(session, unit, 2025, 3 + number)
    return (await talk.deliver(),)


async def alert(talk: Talk) -> tuple[Message | str, ...]:
    """An alert, and what the person sees who reports an error."""
    with talk.database.write() as session:
        subscribers.subscribe(session, READER, talk.language, NOW)
        _tell(session, "huyện Sông Trà", 2025, 2)
    message = await talk.deliver()
    talk.server.press(READER, message.keyboard[1][1].data, message.message_id, talk.language.value)
    await talk.server.until(lambda: talk.server.edits)
    return message, talk.server.to(READER)[-1]


async def settings(talk: Talk) -> tuple[Message | str, ...]:
    """What a subscriber sees."""
    with talk.database.write() as session:
        subscribers.subscribe(session, READER, talk.language, NOW)
    return await typed("/settings")(talk)


async def latest(talk: Talk) -> tuple[Message | str, ...]:
    """The newest alerts, those on the reader's units."""
    with talk.database.write() as session:
        for number, unit in enumerate(OTHERS * 2):
            _tell(session, unit, 2025, 3 + number)
    return await typed("/latest")(talk)


SCREENS: dict[str, Screen] = {
    "start": typed("/start"),
    "settings": settings,
    "alert": alert,
    "digest": digest,
    "rank": typed("/rank huyen song tra"),
    "history": typed("/history sông trà"),
    "top": typed("/top par 2025"),
    "search": typed('/search "cải cách hành chính" sông trà'),
    "latest": latest,
    "help": typed("/help"),
}
ABOUT = {Language.VI: "Trò chuyện với bot parwatch trên Telegram: {name}", Language.EN: "A chat with parwatch: {name}"}


def file_of(name: str, language: Language) -> Path:
    """Where a screen is kept."""
    return IMAGES / f"screen-{name}{'.en' if language is Language.EN else ''}.svg"


def drawn(name: str, language: Language) -> str:
    """The picture of one screen."""
    return svg(ABOUT[language].format(name=name), *asyncio.run(_played(SCREENS[name], language)))


def without_pixels(picture: str) -> str:
    """The picture but for the pixels of the photos in it, for comparing."""
    return re.sub(r"base64,[\w+/=]+", "base64,", picture)


async def _played(screen: Screen, language: Language) -> tuple[Message | str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/parwatch.db")
        database.migrate()
        _fill(database)
        async with BotApi(limits=Limits(burst=100)) as server:
            server.know(READER, language.value)
            try:
                return await _with_bot(screen, server, database, language)
            finally:
                database.close()


async def _with_bot(
    screen: Screen, server: BotApi, database: Database, language: Language
) -> tuple[Message | str, ...]:
    pacer = Pacer(time.monotonic)
    watched = (Source("songtra", "https://songtra.example.gov.vn/", label=PORTAL),)
    desk = StorageDesk(database, watched=lambda: watched, clock=lambda: NOW)
    channel = TelegramChannel(server.token, server.base_url, pacer=pacer)
    bot = Bot(server.token, server.base_url, desk, pacer=pacer, now=lambda: NOW)
    await bot.start()
    try:
        return await screen(Talk(server, database, Dispatcher(database, channel, clock=lambda: TOMORROW), language))
    finally:
        await bot.stop()
        await channel.close()


def _fill(database: Database) -> None:
    """An archive: one unit over the years, its neighbours in the last, and some provinces."""
    with database.write() as session:
        for province, rank in PROVINCES.items():
            _store(session, province, 2025, rank)
        for year, rank in RANKS.items():
            _store(session, "huyện Sông Trà", year, rank)
        for number, unit in enumerate(OTHERS):
            _store(session, unit, 2025, (1, 3, 6)[number])


def _tell(session: object, unit: str, year: int, rank: int) -> None:
    article_id, version_id = _store(session, unit, year, rank, "alert")
    outbox.publish(session, article_id, version_id, NoticeKind.NEW, NOW)  # type: ignore[arg-type]


def _store(session: object, unit: str, year: int, rank: int, kind: str = "archive") -> tuple[int, int]:
    sentence = f"Năm {year}, {unit} xếp thứ {rank}/13 huyện, thị xã, thành phố về chỉ số cải cách hành chính."
    key = f"{kind}/{year}/{search_key(unit).replace(' ', '-')}-{rank}"
    article = Article(
        url=f"https://songtra.example.gov.vn/{key}",
        source="songtra",
        portal=PORTAL,
        title=f"{unit[:1].upper()}{unit[1:]} công bố kết quả cải cách hành chính năm {year}",
        text=sentence,
        body_hash=key,
        published=NOW - timedelta(days=365 * (2025 - year), minutes=1),
        method="list",
        removed=0,
    )
    above = unit in PROVINCES
    level, home, total = (UnitLevel.PROVINCE, unit, 34) if above else (UnitLevel.DISTRICT, "Bình An", 13)
    claim = RankingClaim(unit, level, Index.PAR, sentence, province=home, year=year, rank=rank, of_total=total)
    ids = articles.add_story(
        session,  # type: ignore[arg-type]
        article,
        Fingerprint(key, b"", (), frozenset()),
        Verdict(True, (claim,), 0.95, Salience.MAIN, ()),
        NOW,
    )
    return ids.article_id, ids.version_id


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for chosen in Language:
        for screen_name in SCREENS:
            target = file_of(screen_name, chosen)
            target.write_text(drawn(screen_name, chosen), encoding="utf-8")
            print(f"{target.relative_to(IMAGES.parent.parent)} written")
