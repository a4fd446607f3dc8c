"""The judgement on a whole article: reads it sentence by sentence and weighs what it found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from parwatch_core.analysis.cast import Cast
from parwatch_core.analysis.claims import changed_since, ranks_told
from parwatch_core.analysis.context import Context
from parwatch_core.analysis.enumerations import enumerated
from parwatch_core.analysis.ledger import settle
from parwatch_core.analysis.letters import Folded, fold
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.passages import Found, Passage
from parwatch_core.analysis.reader import Reader, reader_for
from parwatch_core.analysis.scores import satisfied, scores_alone, scores_in_brackets
from parwatch_core.analysis.sentences import Span, sentences, unwrapped
from parwatch_core.analysis.standings import standings
from parwatch_core.analysis.stems import names_an_index, worth_reading
from parwatch_core.analysis.tables import Columns, header, is_row, row_claim
from parwatch_core.analysis.units import UnitReader, home_of
from parwatch_core.ranking import Index, RankingClaim, Salience, Verdict
from parwatch_core.zones import to_vietnam

_SATISFACTION = re.compile(r"sipas|chỉ số hài lòng")
_MARKED_LETTER = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")
_FEW_MARKS = 0.02
_SAMPLE = 4000
_LEAD = 20_000  # as far as the body is asked what kind of unit a bare name in the title is
_AHEAD = 2  # sentences behind a rank in which its index may be named only then
_CAPTION = 2  # sentences below a table that may be its caption
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
    head, body = unwrapped(fold(title), one_line=True), unwrapped(fold(text))
    if not (names_an_index(head.key) or names_an_index(body.key)):
        return Verdict(False, because=("no index is named",))
    units = UnitReader(home_of(portal_unit, portal_province), _is_bare(head, body))
    found = _read_article(head, body, units, published)
    return _verdict(_dated(settle(found), _latest(published)), head, body)


def _is_bare(head: Folded, body: Folded) -> bool:
    """Whether the text is typed without diacritics."""
    sample = f"{head.key} {body.key[:_SAMPLE]}"
    return len(_MARKED_LETTER.findall(sample)) < _FEW_MARKS * len(sample)


def _read_article(head: Folded, body: Folded, units: UnitReader, published: date | datetime | None) -> list[Found]:
    context = Context(cast=Cast(head, body, units), latest=_latest(published))
    units.article = body.key[:_LEAD]
    found = _read_text(reader_for(head, units), context, whole=True)
    context.leave_title()
    units.article = ""
    context.satisfaction = _SATISFACTION.search(body.key) is not None
    return found + _read_text(reader_for(body, units), context)


def _read_text(reader: Reader, context: Context, *, whole: bool = False) -> list[Found]:
    """Sentences by the grammar, tables by their header. `whole`: an index is enough to be read (a title)."""
    spans = sentences(reader.folded)
    whole = whole and names_an_index(reader.folded.key)
    chosen = frozenset(range(len(spans))) if whole else _worth_reading(reader, spans, context)
    found: list[Found] = []
    columns: Columns | None = None
    rows: list[Found] = []
    for number, span in enumerate(spans) if chosen else ():
        context.sentence = number
        row = is_row(reader.folded, span)
        if row and columns is not None:
            rows += row_claim(reader.folded, span, columns, reader.units, context)
            continue
        columns = header(reader.folded, span) if row else None
        item = context.listed is not None and reader.folded.key[span.start].isdigit()
        if columns is None and (item or number in chosen):
            found += _read_sentence(reader, span, spans[number + 1 : number + 1 + _AHEAD], context)
    if rows and rows[-1].claim.year is None:
        _read_captions(reader, spans, context)
    return found + [_of_year(row, context.year) for row in rows]


def _worth_reading(reader: Reader, spans: Sequence[Span], context: Context) -> frozenset[int]:
    titled = context.title_index is not None or context.title_subject is not None
    return worth_reading(reader.folded.key, spans, titled=titled)


def _read_captions(reader: Reader, spans: Sequence[Span], context: Context) -> None:
    """What stands right below the last table, which the grammar had no reason to read."""
    last = max(number for number, span in enumerate(spans) if is_row(reader.folded, span))
    for span in spans[last + 1 : last + 1 + _CAPTION]:
        _see_year(reader.read(span)[1], context)


def _of_year(row: Found, year: int | None) -> Found:
    """A row without a year is of the one that the article reports on, even if the caption stands below the table."""
    return row if row.claim.year is not None else replace(row, claim=replace(row.claim, year=year))


def _read_sentence(reader: Reader, span: Span, following: Sequence[Span], context: Context) -> list[Found]:
    _, marked = reader.read(span)
    context.see_totals(marked)
    ranks = standings(marked)
    context.see_index([mark.value for mark in marked.marks if mark.kind == "I"], ranked=bool(ranks))
    _see_year(marked, context)
    context.foreseen = _foresee(reader, marked, following, context)
    passage = Passage(marked, _evidence(reader.folded, span), context)
    found = ranks_told(passage, ranks) if ranks else [*changed_since(passage), *ranks_told(passage, ranks)]
    found += enumerated(passage)
    found += scores_alone(passage, found)
    found += scores_in_brackets(passage, found)
    found += satisfied(passage)
    _see_wish_list(reader.folded, span, marked, context)
    return found


def _foresee(reader: Reader, marked: Marked, following: Sequence[Span], context: Context) -> IndexName | None:
    """ "Các chỉ số chưa cao, năm 2016 đứng thứ 18/19. Kết quả Par Index ...": the index is named afterwards."""
    counted = any(mark.kind == "P" and mark.value.total for mark in marked.marks)
    if not (counted or "b" in marked.spelling) or set("IX") & set(marked.spelling) or context.carried_index():
        return None
    read = (reader.read(span)[1] for span in (following if counted else following[:1]))
    ahead = (mark for later in read if "W" not in later.spelling for mark in later.marks)
    return next((mark.value for mark in ahead if mark.kind == "I" and mark.value.strong), None)


_REPORTED = re.compile(r"I(?:\(I\)|[cI,])*+[.glbP(]{0,5}Y|Y[,.]{0,2}I")
_REVIEWED = re.compile(r"[ad][.gda]{0,3}I(?:[c,]{1,2}I)*g?Y")


def _see_year(marked: Marked, context: Context) -> None:
    """The year that an index is reported for: "chỉ số CCHC năm 2018", "năm 2018, chỉ số CCHC"."""
    for match in _REPORTED.finditer(marked.spelling):
        place = match.start() + match.group().index("Y")
        if "W" not in marked.spelling and marked.marks[match.start() + match.group().index("I")].value.strong:
            context.see_year(marked.marks[place].value)
    _see_year_of_title(marked, context)
    if context.in_title and marked.spelling.count("Y") == 1 and "I" in marked.spelling and "W" not in marked.spelling:
        context.see_review(marked.marks[marked.spelling.index("Y")].value)
    review = None if "W" in marked.spelling else _REVIEWED.search(marked.spelling)
    if review is not None:
        context.see_review(marked.marks[review.end() - 1].value)


def _see_year_of_title(marked: Marked, context: Context) -> None:
    """Under a title on SIPAS, "mức độ hài lòng chung đối với 11 huyện năm 2023 là 88,9%" tells its year."""
    spelling, title = marked.spelling, context.title_index
    if context.year is not None or title is None or spelling.count("Y") != 1 or set("WwX") & set(spelling):
        return
    if any(mark.kind == "I" and mark.value.index is title.index for mark in marked.marks):
        context.see_year(marked.marks[spelling.index("Y")].value)


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


def _dated(facts: list[Found], latest: int | None) -> list[Found]:
    """The index of Decision 766 is counted daily: where no sentence told its year, it is the article's."""
    return [
        replace(fact, claim=replace(fact.claim, year=latest))
        if fact.claim.index is Index.QD766 and fact.claim.year is None
        else fact
        for fact in facts
    ]


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
    if names_an_index(head.key):
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
