"""Notice -> the message that a person reads, in Telegram's HTML, as plain text, and for a terminal.

A notice is one message: the rank first, then who and on what, the article, the sentence that says so, the place. What
does not fit is shortened here, where the meaning is known, and never split: half an alert, repeated after a broken
connection, is worse than a short one.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import pairwise

from alerts.spans import Span, clean, safe_url, shorten, to_html, to_plain
from alerts.standings import Standing, standings
from alerts.texts import Texts, texts
from parwatch_core.notice import Language, Notice, NoticeKind
from parwatch_core.ranking import RankingClaim
from parwatch_core.text import decimal, utf16_units
from parwatch_core.topic import Quote
from parwatch_core.zones import to_vietnam

LIMIT = 4096
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
_NAME = 100
_NUMBER = 14
_WIDTH = 96
_TOPICS = 3
# No field shows as much; what a damaged or hostile page writes beyond it is not even looked at.
_MOST = 4_096
Spans = list[Span]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each part is shown: standings and copies are counted, title and evidence in UTF-16 units."""

    standings: int
    title: int
    evidence: int
    copies: int


# From generous to bare; the first that stays below the limit is used, and the last one always does: each field in
# it is bounded (one standing below 700 units, a title, an address of 2,048, the place).
_ROOMS = (_Room(8, 400, 700, 5), _Room(8, 300, 300, 3), _Room(4, 200, 0, 0), _Room(1, 150, 0, 0))


def messages(notice: Notice, language: Language) -> tuple[str, ...]:
    """Telegram HTML, each message below 4,096 UTF-16 units of visible text. A notice makes exactly one."""
    return (to_html(_fitting(notice, language, plain=False)),)


def plain(notice: Notice, language: Language) -> tuple[str, ...]:
    """The same text without formatting, the article's address in full; for a chat that refused the markup."""
    return (to_plain(_fitting(notice, language, plain=True)),)


def terminal(notice: Notice, language: Language) -> str:
    """The plain text in a frame for a terminal, wrapped at words; free of control characters by construction."""
    (text,) = plain(notice, language)
    lines = [row for line in text.split("\n") for row in _wrapped(line) or [""]]
    return "\n".join(["┌" + "─" * 40, *(f"│ {line}".rstrip() for line in lines), "└" + "─" * 40])


def _wrapped(line: str) -> list[str]:
    """Rows of a line; an address stays whole, so that a terminal can open it."""
    return textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


def spans(notice: Notice, language: Language) -> Spans:
    """The message of a notice as a value."""
    return _fitting(notice, language, plain=False)


def spoken(text: str) -> Spans:
    """A text of the operator's or the service's own, line by line as it was written, and safe."""
    lines = "\n".join(clean(line) for line in text[:_MOST].split("\n"))
    return [Span(shorten(lines if lines.strip() else "…", LIMIT - 1))]


def summary(notice: Notice, language: Language) -> Spans:
    """A notice in three lines, for a list of them: the first result, the title, the place. Below 700 units."""
    words = texts(language)
    first, *others = standings(notice.claims) or (None,)
    spans = _row(first, words, shared=None) if first else []
    if not first and notice.topics:
        spans = [Span("🔎 " + _topics(notice, words))]
    if others:
        spans.append(Span(f" ({words.more_results.format(count=len(others))})"))
    return [*spans, Span("\n" if spans else ""), title(notice, 200), Span("\n" + place(notice, words))]


def result(notice: Notice, words: Texts) -> Spans:
    """The first result in one line, that of a unit which the reader watches where there is one, and how many more."""
    found = standings(notice.claims)
    if not found:
        return [Span(_headline(notice, words))]
    first = (standings(notice.claims[: notice.highlights]) or found)[0]
    more = [Span(f" ({words.more_results.format(count=len(found) - 1)})")] if len(found) > 1 else []
    return [*_row(first, words, shared=None), *more]


def moment(instant: datetime, words: Texts) -> str:
    """An instant on a Vietnamese clock; midnight stands for a day whose hour is not known (Page.published)."""
    local = to_vietnam(instant)
    return local.strftime(words.date if local.time() == time() else words.moment)


def _fitting(notice: Notice, language: Language, *, plain: bool) -> Spans:
    if notice.kind.spoken:
        return spoken(notice.title)
    words = texts(language)
    attempts = (_message(notice, words, room, plain=plain) for room in _ROOMS)
    return next(spans for spans in attempts if utf16_units(to_plain(spans)) < LIMIT)


def _message(notice: Notice, words: Texts, room: _Room, *, plain: bool) -> Spans:
    found = standings(notice.claims)
    return [
        *_correction(notice, words),
        *_results(notice, found, words, room.standings),
        Span("\n\n"),
        title(notice, room.title),
        *_address(notice, plain),
        *_evidence(notice, found, room.evidence, plain),
        *([Span(f"\n🔎 {_topics(notice, words)}")] if found and notice.topics else []),
        Span("\n🏛 " + place(notice, words)),
        *_copies(notice, words, room.copies),
    ]


def _seen(text: str) -> str:
    """What people see of a field."""
    return clean(text[:_MOST]).strip()


def _correction(notice: Notice, words: Texts) -> Spans:
    return [Span("✏️ "), Span(words.corrected, bold=True), Span("\n\n")] if notice.kind is NoticeKind.UPDATE else []


def _results(notice: Notice, found: Sequence[Standing], words: Texts, room: int) -> Spans:
    """One or two standings in full; more as one line each, with the index and year in front where all share them."""
    if not found:
        return [Span("📰 "), Span(_headline(notice, words), bold=True)]
    shown, hidden = found[:room], len(found) - room
    spans = _blocks(shown, words) if len(found) <= 2 else _table(shown, words)
    if hidden > 0:
        spans.append(Span("\n" + words.more_results.format(count=hidden)))
    if any(standing.claim.doubtful for standing in shown):
        spans.append(Span("\n" + words.doubtful))
    return spans


def _headline(notice: Notice, words: Texts) -> str:
    """What a notice without any ranking is about."""
    if notice.kind is NoticeKind.UPDATE:
        return words.withdrawn
    return _topics(notice, words) or words.no_claims


def _topics(notice: Notice, words: Texts) -> str:
    """The topics of the article in a line; empty where it has none."""
    names = " · ".join(shorten(_seen(hit.topic), _NAME) for hit in notice.topics[:_TOPICS])
    return words.topics.format(names=names) if names else ""


def _blocks(shown: Sequence[Standing], words: Texts) -> Spans:
    blocks = [_block(standing, words) for standing in shown]
    return [span for i, block in enumerate(blocks) for span in ([Span("\n\n")] if i else []) + block]


def _block(standing: Standing, words: Texts) -> Spans:
    """Four lines at most: rank and change; unit; index, year and field; score and older years."""
    claim = standing.claim
    head = _rank(claim, words) or _score(claim, words)
    spans = [Span(f"{_MEDALS.get(claim.rank or 0, '📊')} "), Span(head, bold=True), Span(_change(standing, words))]
    spans += [Span("\n"), Span(_unit(claim), bold=True), Span("\n" + _index(claim, words))]
    if claim.rank is not None and claim.score is not None:
        spans.append(Span("\n" + words.score.format(score=_score(claim, words)) + _score_change(claim, words)))
    ranks = [_was(older, words) for older in standing.earlier if older.rank is not None][:4]
    if ranks:
        spans.append(Span("\n" + words.earlier.format(ranks=" · ".join(ranks))))
    return spans


def _table(shown: Sequence[Standing], words: Texts) -> Spans:
    headings = {_index(standing.claim, words) for standing in shown}
    shared = headings.pop() if len(headings) == 1 else None
    spans = [Span("📊 "), Span(shared, bold=True), Span("\n")] if shared else []
    for i, standing in enumerate(shown):
        spans += [Span("\n" if i else ""), *_row(standing, words, shared)]
    return spans


def _row(standing: Standing, words: Texts, shared: str | None) -> Spans:
    """One line: rank, arrow, unit, the index unless it stands above, score."""
    claim = standing.claim
    rank, score = _rank(claim, words), _score(claim, words)
    tail = [_unit(claim), "" if shared else _index(claim, words), score if rank else ""]
    return [
        Span(rank or score, bold=True),
        Span(_arrow(standing)),
        Span("".join(f" · {part}" for part in tail if part)),
    ]


def _rank(claim: RankingClaim, words: Texts) -> str:
    if claim.rank is None:
        return ""
    if claim.of_total is None:
        return words.rank.format(rank=_whole(claim.rank))
    return words.rank_of.format(rank=_whole(claim.rank), total=_whole(claim.of_total))


def _change(standing: Standing, words: Texts) -> str:
    """The change of rank in words, or that of the score where the claim has no rank; empty where nothing is known."""
    claim = standing.claim
    if claim.rank is None:
        return _score_change(claim, words)
    if standing.change is None:
        return ""
    places = words.places.format(arrow=_direction(standing.change), places=_whole(abs(standing.change)))
    return f"  {places if standing.change else words.unchanged} {_against(standing, words)}"


def _against(standing: Standing, words: Texts) -> str:
    """What the change is measured against: last year's rank where the notice has it, else that year, else its name."""
    previous, year = standing.previous, standing.claim.year
    if previous and previous.rank is not None:
        return f"({_was(previous, words)})"
    return words.against_year.format(year=year - 1) if year else words.against_before


def _was(claim: RankingClaim, words: Texts) -> str:
    total = f"/{_whole(claim.of_total)}" if claim.of_total is not None else ""
    return words.was.format(year=claim.year or "?", rank=f"{_whole(claim.rank or 0)}{total}")


def _arrow(standing: Standing) -> str:
    if standing.change is None:
        return ""
    return f" {_direction(standing.change)}{_whole(abs(standing.change))}" if standing.change else " ="


def _direction(change: float) -> str:
    return "▲" if change > 0 else "▼"


def _unit(claim: RankingClaim) -> str:
    """The unit with a capital letter, and its province unless the name says it already."""
    unit, province = shorten(_seen(claim.unit), _NAME), shorten(_seen(claim.province or ""), _NAME)
    named = unit[:1].upper() + unit[1:]
    return f"{named}, {province}" if province and province.lower() not in unit.lower() else named


def _index(claim: RankingClaim, words: Texts) -> str:
    name = words.indices[claim.index]
    dated = f"{name} {claim.year}" if claim.year else name
    return f"{dated} · {shorten(_seen(claim.group), _NAME)}" if claim.group else dated


def _score(claim: RankingClaim, words: Texts) -> str:
    return _measure(claim.score, claim.score_unit, words)


def _score_change(claim: RankingClaim, words: Texts) -> str:
    if not claim.score_change:
        return ""
    measure = _measure(abs(claim.score_change), claim.score_change_unit, words)
    return f"  {_direction(claim.score_change)} {measure}" if measure else ""


def _measure(value: float | None, unit: str, words: Texts) -> str:
    """A score with its unit, as the language writes both; empty for none."""
    if value is None or not math.isfinite(value):
        return ""
    name = words.score_units.get(unit)
    digits = shorten(decimal(value, words.decimal), _NUMBER)
    return digits + (name if name is not None else f" {shorten(_seen(unit), _NUMBER)}")


def _whole(number: int) -> str:
    """A rank or a count; a damaged one cannot fill the message."""
    return str(number) if abs(number) < 10**9 else "?"


def title(notice: Notice, limit: int) -> Span:
    """The title as the page has it, linked. A page without one is named by its portal."""
    text = _seen(notice.title) or _seen(notice.portal) or "…"
    return Span(shorten(text, limit), link=safe_url(notice.url))


def _address(notice: Notice, plain: bool) -> Spans:
    url = safe_url(notice.url)
    return [Span(f"\n{url}")] if plain and url else []


def _evidence(notice: Notice, found: Sequence[Standing], limit: int, plain: bool) -> Spans:
    """The sentence behind the first standing or topic; left out where it is the title or there is no room for it."""
    quote = Quote(found[0].claim.evidence) if found else _quote(notice)
    text = _seen(quote.text)
    if not text or not limit or text == _seen(notice.title):
        return []
    marked = _marked(quote, limit, plain)
    return [Span("\n"), *([Span("“"), *marked, Span("”")] if plain else [replace(one, quote=True) for one in marked])]


def _quote(notice: Notice) -> Quote:
    """The first sentence that is not the headline."""
    told = (quote for hit in notice.topics for quote in hit.because)
    return next((quote for quote in told if _seen(quote.text) != _seen(notice.title)), Quote(""))


def _marked(quote: Quote, limit: int, plain: bool) -> Spans:
    """The sentence with what was looked for in bold, or in quotation marks where there is no bold."""
    edges = [0, *(edge for mark in quote.marks for edge in mark), _MOST]
    spans: Spans = []
    room = limit
    for number, (start, end) in enumerate(pairwise(edges)):
        piece, hit = clean(quote.text[start:end]), number % 2 == 1
        shown = shorten(piece, room)
        if shown:
            spans.append(Span(f"«{shown}»" if hit and plain else shown, bold=hit and not plain))
        room -= utf16_units(shown)
        if shown != piece or room < 2:
            break
    return spans


def place(notice: Notice, words: Texts) -> str:
    """Where the notice was found, and when it was published."""
    portal = shorten(_seen(notice.portal), _NAME)
    return f"{portal} · {moment(notice.published, words)}" if notice.published else portal


def _copies(notice: Notice, words: Texts, room: int) -> Spans:
    """Other portals with the same story, linked; a template with one gap is filled with several spans."""
    if not notice.copies or not room:
        return []
    before, after = words.also_on.split("{portals}")
    hidden = len(notice.copies) - room
    more = ", " + words.more_portals.format(count=hidden) if hidden > 0 else ""
    return [Span("\n" + before), *_portals(notice, room), Span(more + after)]


def _portals(notice: Notice, room: int) -> Iterator[Span]:
    for i, copy in enumerate(notice.copies[:room]):
        if i:
            yield Span(", ")
        yield Span(shorten(_seen(copy.portal) or "…", _NAME), link=safe_url(copy.url))
