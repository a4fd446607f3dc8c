"""Telegram: updates and commands on their way in, messages on their way out."""

from __future__ import annotations

import asyncio
import functools
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram
from fuzz.corpus import Corpus
from fuzz.grammar import chatter, words
from fuzz.mutation import NUMBERS, SIGNS, garbled
from fuzz.surface import Surface, hold, hold_text
from support.alerting import MemoryDesk
from support.clocks import Clock

from alerts import render
from alerts.desk import StatusReport
from alerts.incoming import incoming
from alerts.pacing import Pacer
from alerts.responder import Responder
from alerts.secrets import Redactor
from alerts.spans import to_html, to_plain
from alerts.telegram import _readable
from alerts.texts import texts
from parwatch.demo.telegram.entities import parse_html, tidy, trimmed
from parwatch_core.notice import Copy, Language, Notice, NoticeKind
from parwatch_core.ranking import Index, RankingClaim, UnitLevel
from parwatch_core.text import utf16_units

LIMIT = 4096
CAPTION = 1024
_ENTITIES = 100
_EXTREMES = (
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
    datetime(1990, 1, 1, tzinfo=UTC),
    datetime(2100, 1, 31, 17, tzinfo=UTC),
)


@dataclass
class Sent:
    """A Bot API that keeps what is sent; every method of it works."""

    texts: list[tuple[str, bool, int]] = field(default_factory=list)
    redactor: Redactor = field(default_factory=lambda: Redactor("5:secret"))

    async def send(self, _chat_id: int, text: str, *, html: bool = True, **_: Any) -> int:
        """As the real one."""
        return self._keep(text, html, LIMIT)

    async def edit(self, _chat_id: int, _message_id: int, text: str, *, html: bool = True, **_: Any) -> int:
        """As the real one."""
        return self._keep(text, html, LIMIT)

    async def send_photo(self, _chat_id: int, _photo: bytes, text: str, *, html: bool = True, **_: Any) -> int:
        """As the real one."""
        return self._keep(text, html, CAPTION)

    def _keep(self, text: str, html: bool, limit: int) -> int:
        self.texts.append((text, html, limit))
        return len(self.texts)

    def __getattr__(self, _name: str) -> Any:
        async def method(*_: Any, **__: Any) -> int:
            return 1

        return method


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def make_updates(chance: random.Random, _corpus: Corpus) -> str:
    """A batch of updates as JSON."""
    written = json.dumps(chatter.updates(chance), ensure_ascii=chance.random() < 0.5, default=str)
    return garbled(chance, written) if chance.random() < 0.1 else written


def check_updates(written: str) -> None:
    """Each update is nothing to us, or is answered with a message that Telegram takes; no command fails."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return  # the transport names it
    readable = [update for raw in (found if isinstance(found, list) else []) if (update := _readable(raw))]
    events = [event for raw in readable if (event := incoming(telegram.Update.de_json(raw, None))) is not None]
    sent = _loop().run_until_complete(_answered(events, MemoryDesk(notices=_NOTICES, report=_REPORT)))
    for text, html, limit in sent.texts:
        hold(text not in _FAILURES, "no command fails", events)
        check_message(text, html=html, limit=limit)


async def _answered(events: list[Any], desk: MemoryDesk) -> Sent:
    sent = Sent()
    clock = Clock()
    responder = Responder(sent, desk, Pacer(clock, clock.sleep), clock.sleep)  # type: ignore[arg-type]
    responder.username = "parwatch_bot"
    for event in events:
        responder.take(event)
    await responder.close(10.0)
    return sent


def make_notice(chance: random.Random, corpus: Corpus) -> Notice:
    """A notice of which any field may hold anything."""
    return Notice(
        kind=chance.choice(tuple(NoticeKind)),
        title=_any_text(chance, corpus),
        url=chance.choice(
            ("https://songtra.example.gov.vn/tin/1.html", _any_text(chance, corpus), "https://" + "x" * 5_000 + ".vn/")
        ),
        portal=_any_text(chance, corpus),
        claims=tuple(_claim(chance, corpus) for _ in range(chance.choice((0, 1, 1, 2, 3, 9)))),
        published=chance.choice((None, _moment(chance))),
        copies=tuple(Copy(_any_text(chance, corpus), f"https://{n}.vn/") for n in range(chance.choice((0, 1, 9)))),
    )


def _claim(chance: random.Random, corpus: Corpus) -> RankingClaim:
    def whole() -> int | None:
        return chance.choice((None, 1, 2, 63, -1, 0, 10**9, 10**400))

    def score() -> float | None:
        return chance.choice((None, 87.5, -1.0, 0.0, 1e308, float("nan"), float("inf"), 1e-300))

    return RankingClaim(
        unit=_any_text(chance, corpus),
        unit_level=chance.choice(tuple(UnitLevel)),
        index=chance.choice(tuple(Index)),
        evidence=_any_text(chance, corpus),
        province=chance.choice((None, "Hà Tĩnh", _any_text(chance, corpus))),
        year=chance.choice((None, 2021, 2022, 0, 10**12)),
        rank=whole(),
        of_total=whole(),
        score=score(),
        score_unit=chance.choice(("điểm", "%", "", _any_text(chance, corpus))),
        rank_change=whole(),
        score_change=score(),
        group=chance.choice((None, _any_text(chance, corpus))),
        doubtful=chance.random() < 0.3,
    )


def _any_text(chance: random.Random, corpus: Corpus) -> str:
    if chance.random() < 0.5:
        return chance.choice((words.clause(chance), chance.choice(words.UNITS)))
    piece = chance.choice(
        (*SIGNS, *NUMBERS, "<b>", "&amp;", '"', "👨‍👩‍👧", "e" + "\u0301" * 50, chance.choice(corpus.texts)[1])
    )
    return garbled(chance, (piece * chance.choice((1, 1, 3, 90)))[:5_000])


def _moment(chance: random.Random) -> datetime:
    usual = datetime(2023, 5, 1, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 10**6))
    return chance.choice(_EXTREMES) if chance.random() < 0.1 else usual


def check_notice(notice: Notice) -> None:
    """Every rendering of a notice is a message that Telegram takes, in both languages."""
    for language in Language:
        for text in render.messages(notice, language):
            check_message(text, html=True)
        for text in render.plain(notice, language):
            check_message(text, html=False)
        hold_text(render.terminal(notice, language), "the terminal's text")
        hold_text(to_plain(render.summary(notice, language)), "the summary")


def check_message(text: str, *, html: bool, limit: int = LIMIT) -> None:
    """What Telegram asks of a message: well-formed markup, 1 to 4,096 UTF-16 units, not too many entities."""
    hold_text(text, "a message")
    seen = text
    if html:
        parsed = trimmed(parse_html(tidy(text)))
        seen = parsed.text
        hold(len(parsed.entities) < _ENTITIES, "no more entities than are shown", len(parsed.entities))
    hold(0 < utf16_units(seen.strip()) <= limit, "a length that Telegram takes", utf16_units(seen))


_NOTICES = tuple(make_notice(random.Random(f"latest:{number}"), Corpus()) for number in range(5))
_REPORT = StatusReport(10**9, 10**9, 10**9, 10**9, _EXTREMES[1], tuple(sign * 90 for sign in SIGNS))
_FAILURES = {to_html([span]) for language in Language for span in [render.Span(texts(language).failed)]}

SURFACES = (
    Surface(
        "updates", "updates of the Bot API: commands, buttons, members, forged and damaged", make_updates, check_updates
    ),
    Surface("messages", "notices rendered for Telegram and for the terminal", make_notice, check_notice, 300),
)
