"""The judgement on a whole article: reads it sentence by sentence and weighs what it found."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

from parwatch_core.analysis.claims import Found, Passage, ranks_told
from parwatch_core.analysis.context import Context
from parwatch_core.analysis.ledger import settle
from parwatch_core.analysis.letters import Folded, fold
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.reader import Reader, reader_for
from parwatch_core.analysis.scores import next_in_line, scores_alone
from parwatch_core.analysis.sentences import Span, sentences
from parwatch_core.analysis.tables import Columns, header, is_row, row_claim
from parwatch_core.analysis.units import Unit, UnitReader, home_of
from parwatch_core.analysis.words import words
from parwatch_core.ranking import RankingClaim, Salience, Verdict
from parwatch_core.zones import to_vietnam

# A text without one of each holds no claim; most pages of a portal end here.
_INDEX_STEM = re.compile(
    r"cải\s+cách|cchc|\bpar\b|par\s*-?\s*index|sipas|hài\s+lòng|766|papi|\bpci\b|ddci|\bdti\b|\bict\b|chuyển\s+đổi\s+số|năng\s+lực\s+cạnh|cai\s+cach|phục\s+vụ\s+người"
)
_RANK_STEM = re.compile(
    r"hạng|thứ\s|vị\s+trí|đứng|xếp|dẫn\s+đầu|đầu\s+bảng|ngôi|quân|chót|sổ|cuối|nhất|\d\s*/\s*\d|điểm|%|lần\s+lượt|tiếp\s+theo|thu\s+\d|hang\s+\d|dan\s+dau"
)
_MARKED_LETTER = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_FEW_MARKS = 0.02
_LEAD = 1500
_LIST_ITEM = re.compile(r"[-+•*]|\d+[.)]\s")
_ALERT_FROM = 0.5
_LONGEST_EVIDENCE = 1200


def analyse(
    title: str,
    text: str,
    *,
    published: date | datetime | None = None,
    portal_unit: str | None = None,
    portal_province: str | None = None,
) -> Verdict:
    """Judge an article. Never raises on any text; linear in its length."""
    head, body = fold(title), fold(text)
    joint = f"{head.key}\n{body.key}"
    if not _INDEX_STEM.search(joint) or not _RANK_STEM.search(joint):
        return Verdict(False, because=("no index name beside a word of ranking",))
    plain = len(_MARKED_LETTER.findall(joint, 0, 4000)) < _FEW_MARKS * min(len(joint), 4000)
    units = UnitReader(home_of(portal_unit, portal_province), plain)
    found = _read_article(head, body, units, published)
    return _verdict(settle(found), head, body)


def _read_article(head: Folded, body: Folded, units: UnitReader, published: date | datetime | None) -> list[Found]:
    context = Context(cast=_cast(head, body, units), latest=_latest(published))
    found = _read_text(reader_for(head, units), context)
    context.title_index = context.index
    context.index_age = 99
    if body.text:
        found += _read_text(reader_for(body, units), context)
    return found


def _read_text(reader: Reader, context: Context) -> list[Found]:
    found: list[Found] = []
    columns: Columns | None = None
    for span in sentences(reader.folded):
        if not is_row(reader.folded, span):
            columns = None
        elif columns is not None:
            found += row_claim(reader.folded, span, columns, reader.units, context)
            continue
        else:
            columns = header(reader.folded, span)
        if columns is None and _worth_reading(reader.folded.key, span):
            found += _read_sentence(reader, span, context)
        elif columns is None:
            context.index_age += 1
    return found


def _worth_reading(key: str, span: Span) -> bool:
    """Whether a sentence can hold a rank, an index or a count of units, or opens a list."""
    if key[span.end - 1] == ":":
        return True
    return any(stem.search(key, span.start, span.end) for stem in (_RANK_STEM, _INDEX_STEM, _COUNTED))


_COUNTED = re.compile(r"\d+\s+(?:huyện|bộ|tỉnh|sở|xã|quận|đơn\s+vị|cơ\s+quan|địa\s+phương|phường)")


def _read_sentence(reader: Reader, span: Span, context: Context) -> list[Found]:
    _, marked = reader.read(span)
    names = [mark.value for mark in marked.marks if mark.kind == "I"]
    context.see_totals(mark for mark in marked.marks if mark.kind == "P")
    context.see_index(names)
    passage = Passage(marked, _evidence(reader.folded, span), context)
    found = ranks_told(passage)
    found += next_in_line(passage)
    found += scores_alone(passage, found)
    _see_year(marked, names, found, context)
    _see_wish_list(reader.folded, span, marked, context)
    return found


def _see_year(marked: Marked, names: list[IndexName], found: list[Found], context: Context) -> None:
    """The year that an index was last spoken of in."""
    years = [mark.value for mark in marked.marks if mark.kind == "Y"]
    told = [item.claim.year for item in found if item.claim.year is not None]
    if told:
        context.year = told[-1]
    elif years and any(name.strong for name in names):
        context.year = years[-1]


def _see_wish_list(folded: Folded, span: Span, marked: Marked, context: Context) -> None:
    """ "Mục tiêu năm 2022:" makes wishes of the list items below it."""
    if folded.key[span.end - 1] == ":":
        context.wishing = "W" in marked.spelling
    elif not _LIST_ITEM.match(folded.key, span.start):
        context.wishing = False


def _evidence(folded: Folded, span: Span) -> str:
    return folded.source(span.start, min(span.end, span.start + _LONGEST_EVIDENCE))


def _latest(published: date | datetime | None) -> int | None:
    """A result is of the year of publication at the latest."""
    if published is None:
        return None
    return to_vietnam(published).year if isinstance(published, datetime) else published.year


# ---------------------------------------------------------------- whom the article is about


def _cast(head: Folded, body: Folded, units: UnitReader) -> tuple[Unit, ...]:
    """The units of title, portal and lead, in this order."""
    cast = list(_named_units(head, 0, len(head.text), units))
    if units.home.unit is not None:
        cast.append(units.home.unit)
    lead = Counter(_named_units(body, 0, min(_LEAD, len(body.text)), units))
    cast += [unit for unit, _ in lead.most_common()]
    return tuple(dict.fromkeys(cast))


def _named_units(folded: Folded, start: int, end: int, units: UnitReader) -> list[Unit]:
    tokens = words(folded, start, end)
    capitals = sum(tokens.capital)
    shouting = capitals > 0.8 * max(1, sum(1 for word in tokens.keys if word.isalpha()))
    found = []
    position = 0
    while position < len(tokens):
        mention = units.at(tokens, position, shouting)
        if mention is not None:
            found.append(mention.unit)
        position = mention.end if mention is not None else position + 1
    return found


# ---------------------------------------------------------------- weighing


def _verdict(facts: list[Found], head: Folded, body: Folded) -> Verdict:
    reform = [fact for fact in facts if fact.claim.index.is_reform]
    confidence = max((fact.confidence for fact in reform), default=0.0)
    alert = confidence >= _ALERT_FROM
    claims = tuple(fact.claim for fact in facts)
    return Verdict(alert, claims, round(confidence, 2), _salience(reform, head, body), _because(facts))


def _salience(reform: list[Found], head: Folded, body: Folded) -> Salience:
    """MAIN: the title speaks of the reform or the ranking; SECONDARY: early or more than once; else in passing."""
    if not reform:
        return Salience.INCIDENTAL
    if _INDEX_STEM.search(head.key):
        return Salience.MAIN
    early = any(body.original.find(fact.claim.evidence) < len(body.original) / 3 for fact in reform)
    return Salience.SECONDARY if early or len({fact.claim.evidence for fact in reform}) > 2 else Salience.INCIDENTAL


def _because(facts: list[Found]) -> tuple[str, ...]:
    return tuple(f"{_said(fact.claim)} ({fact.confidence:.2f}): {fact.claim.evidence}" for fact in facts)


def _said(claim: RankingClaim) -> str:
    """PAR 2021 huyện Phụng Hiệp 7/8."""
    rank = "" if claim.rank is None else f" {claim.rank}/{claim.of_total}" if claim.of_total else f" {claim.rank}"
    score = "" if claim.score is None else f" {claim.score:g} {claim.score_unit}".rstrip()
    return f"{claim.index} {claim.year or '?'} {claim.unit}{rank}{score}"
