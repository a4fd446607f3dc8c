"""What the tests of alerts share: claims, notices and deliveries, a desk in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from alerts.desk import StatusReport
from alerts.desk.archive import Condition, Found, Listing, SourceReport
from alerts.desk.ranks import UnitReport
from parwatch_core import identity, places
from parwatch_core.leagues import Gap, League
from parwatch_core.notice import Complaint, Delivery, Language, Notice, NoticeKind
from parwatch_core.preferences import Preferences
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

SENTENCE = "Năm 2021, chỉ số cải cách hành chính của huyện xếp thứ 2/10 huyện, thị xã, thành phố trong tỉnh."


def claim(**changes: object) -> RankingClaim:
    values: dict[str, object] = {
        "unit": "huyện Sông Trà",
        "unit_level": UnitLevel.DISTRICT,
        "index": Index.PAR,
        "evidence": SENTENCE,
        "province": "Bình An",
        "year": 2021,
        "rank": 2,
        "of_total": 10,
    }
    return RankingClaim(**{**values, **changes})  # type: ignore[arg-type]


def notice(*claims: RankingClaim, **changes: object) -> Notice:
    values: dict[str, object] = {
        "kind": NoticeKind.NEW,
        "title": "Sông Trà tăng 8 bậc về cải cách hành chính",
        "url": "https://songtra.example.gov.vn/tin/123.html",
        "portal": "Cổng thông tin huyện Sông Trà",
        "claims": claims or (claim(),),
        "published": datetime(2022, 1, 12, 1, 30, tzinfo=UTC),
    }
    return Notice(**{**values, **changes})  # type: ignore[arg-type]


def delivery(chat_id: int, what: Notice | None = None, **changes: object) -> Delivery:
    values: dict[str, object] = {
        "outbox_id": 1,
        "chat_id": chat_id,
        "language": Language.VI,
        "notice": what or notice(),
    }
    return Delivery(**{**values, **changes})  # type: ignore[arg-type]


class NoOperations:
    """Nobody is an operator, and everybody may subscribe."""

    def operates(self, _chat_id: int) -> bool:
        return False

    async def admits(self, _chat_id: int, _payload: str) -> bool:
        return True


@dataclass
class MemoryDesk:
    """A desk without a database. `broken`: every question raises it. `known`: languages, also of those who stopped."""

    subscribed: dict[int, Language] = field(default_factory=dict)
    wishes: dict[int, Preferences] = field(default_factory=dict)
    told_in: dict[int, dict[int, Notice]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    report: StatusReport = field(default_factory=lambda: StatusReport(sources=5, failing=0, articles=0, alerts=0))
    broken: Exception | None = None
    asked: list[str] = field(default_factory=list)
    known: dict[int, Language] = field(default_factory=dict)
    threads: dict[int, int | None] = field(default_factory=dict)
    topic_names: tuple[str, ...] = ()
    operations: NoOperations = field(default_factory=NoOperations)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.broken:
            raise self.broken

    async def subscribe(self, chat_id: int, language: Language, thread: int | None = None) -> bool:
        self._ask("subscribe")
        new = chat_id not in self.subscribed
        self.subscribed[chat_id] = language
        self.known[chat_id] = language
        self.threads[chat_id] = thread
        return new

    async def language(self, chat_id: int) -> Language | None:
        return self.known.get(chat_id)

    def topics(self) -> tuple[str, ...]:
        return self.topic_names

    async def unsubscribe(self, chat_id: int) -> bool:
        self._ask("unsubscribe")
        return self.subscribed.pop(chat_id, None) is not None

    async def preferences(self, chat_id: int) -> Preferences | None:
        self._ask("preferences")
        if chat_id not in self.subscribed:
            return None
        return replace(self.wishes.get(chat_id, Preferences()), language=self.subscribed[chat_id])

    async def prefer(self, chat_id: int, preferences: Preferences) -> bool:
        self._ask("prefer")
        if chat_id not in self.subscribed:
            return False
        self.wishes[chat_id] = preferences
        self.subscribed[chat_id] = self.known[chat_id] = preferences.language
        return True

    async def forget(self, chat_id: int) -> bool:
        self._ask("forget")
        self.wishes.pop(chat_id, None)
        self.known.pop(chat_id, None)
        return self.subscribed.pop(chat_id, None) is not None

    async def told_by(self, _chat_id: int, message_id: int) -> dict[int, Notice]:
        self._ask("told_by")
        return self.told_in.get(message_id, {})

    async def status(self, _chat_id: int) -> StatusReport:
        self._ask("status")
        return self.report

    async def latest(
        self,
        _chat_id: int,
        count: int,
        *,
        everything: bool = False,
        older_than: int | None = None,
        newer_than: int | None = None,
    ) -> Listing:
        self._ask("latest everything" if everything else "latest")
        return Listing(self.notices[:count], newer=older_than is not None, older=len(self.notices) > count)

    async def search(self, words: str, count: int, skip: int = 0) -> tuple[Found, ...]:
        self._ask(f"search {words}")
        found = Found(words, "https://a.example.gov.vn/1", "Cổng", datetime(2026, 1, 1, tzinfo=UTC), words, ((0, 1),))
        return (found,) * count

    async def sources(self) -> tuple[SourceReport, ...]:
        self._ask("sources")
        return tuple(SourceReport(f"nguồn {one.value}", "https://a.example.gov.vn/", one) for one in Condition)

    async def unit(self, typed: str) -> UnitReport:
        self._ask(f"unit {typed}")
        return UnitReport(suggestions=places.suggest(typed))

    async def unit_of(self, reference: str) -> UnitReport:
        self._ask(f"unit_of {reference}")
        place = identity.referred(reference)
        return UnitReport((place,) if place else ())

    async def years(self, _index: Index, _province: str | None) -> tuple[int, ...]:
        self._ask("years")
        return (2025, 2024)

    async def leagues(self, index: Index, year: int, province: str | None) -> tuple[League, ...]:
        self._ask("leagues")
        return (League(index, year, UnitLevel.PROVINCE, province, None, 63, (Gap(1, 63),)),)

    async def unit_picture(self, _facts: object, _language: Language) -> bytes | None:
        self._ask("unit_picture")

    async def league_picture(self, _league: League, _language: Language) -> bytes | None:
        self._ask("league_picture")

    async def told(self, _chat_id: int, number: int) -> Notice | None:
        self._ask("told")
        return next((told[number] for told in self.told_in.values() if number in told), None)

    async def complain(self, _chat_id: int, _number: int, _complaint: Complaint) -> bool:
        self._ask("complain")
        return True
