"""Text: the rankings in it, its letters, its dates."""

from __future__ import annotations

import math
import random
import unicodedata
from datetime import date

from fuzz.corpus import Corpus
from fuzz.grammar import words
from fuzz.mutation import CODECS, garbled, mangled
from fuzz.surface import Surface, hold, hold_text

from parwatch_core.analysis import analyse
from parwatch_core.legacy_encodings import convert, convert_aligned, is_undecodable, recognise
from parwatch_core.page import Candidate
from parwatch_core.ranking import RankingClaim
from parwatch_core.zones import to_vietnam
from scraper.dedup import fingerprint, match
from scraper.encoding import decode
from scraper.extract import dates

Case = tuple[str, str, date | None]


def make_text(chance: random.Random, corpus: Corpus) -> Case:
    """A title and a body: ours and damaged, or made from clauses."""
    title, body = chance.choice(corpus.texts)
    if chance.random() < 0.4:
        title, body = words.clause(chance), words.text(chance)
    others = [chance.choice(corpus.texts)[1]]
    body = garbled(chance, body, others) if chance.random() < 0.8 else body
    title = garbled(chance, title) if chance.random() < 0.3 else title
    day = date(chance.randint(1990, 2100), 1, 1) if chance.random() < 0.3 else None
    return title, body, day


def check_analysis(case: Case) -> None:
    """Every claim has its evidence verbatim, and figures that can be figures."""
    title, body, day = case
    verdict = analyse(title, body, published=day)
    hold(0.0 <= verdict.confidence <= 1.0, "confidence is a share", verdict.confidence)
    hold(not verdict.is_reform_ranking or verdict.claims, "a ranking article has a claim")
    for claim in verdict.claims:
        _check_claim(claim, title, body)


def _check_claim(claim: RankingClaim, title: str, body: str) -> None:
    hold(claim.evidence and (claim.evidence in body or claim.evidence in title), "evidence verbatim", claim.evidence)
    hold(claim.rank is not None or claim.score is not None, "a rank or a score", claim)
    hold(claim.rank is None or 0 < claim.rank <= (claim.of_total or 10_000), "a rank within its total", claim)
    hold(claim.of_total is None or 0 < claim.of_total <= 20_000, "a total of units", claim.of_total)
    hold(claim.score is None or (math.isfinite(claim.score) and claim.score >= 0), "a score", claim.score)
    hold(claim.score_change is None or math.isfinite(claim.score_change), "a change of score", claim.score_change)
    hold(claim.year is None or 1990 <= claim.year <= 2100, "a year of our time", claim.year)
    hold(claim.unit.strip() and "\n" not in claim.unit, "a unit on one line", claim.unit)


def make_bytes(chance: random.Random, corpus: Corpus) -> tuple[bytes, str | None]:
    """Bytes in some charset, and what is said of them."""
    body = "\n".join(chance.choice(corpus.texts)).encode()
    if chance.random() < 0.5:
        body = b"<html><body><p>" + body + b"</p>"
    said = chance.choice(
        (None, None, f"text/html; charset={chance.choice(CODECS)}", "text/html; charset=rot13", "charset=" + "x" * 400)
    )
    return mangled(chance, body), said


def check_bytes(case: tuple[bytes, str | None]) -> None:
    """Text that UTF-8 can carry, whatever the bytes; conversion of old fonts keeps its promises."""
    decoded = decode(*case)
    try:
        decoded.text.encode()
    except UnicodeEncodeError as error:
        hold(False, "decoded text can be encoded", str(error))
    hold(len(decoded.problems) == len(set(decoded.problems)), "each problem once", decoded.problems)
    raw = case[0][:20_000].decode("cp1252", "replace")
    is_undecodable(raw)
    which = recognise(raw) or "vni"
    converted, places = convert_aligned(raw, which)
    hold(unicodedata.normalize("NFC", converted) == convert(raw, which), "both conversions agree")
    hold(
        len(raw) == len(converted) if places is None else len(places) == len(converted) + 1, "a place for every letter"
    )


def make_date(chance: random.Random, corpus: Corpus) -> str:
    """A date, alone or within a line."""
    text = words.date(chance)
    if chance.random() < 0.3:
        text = f"{words.clause(chance)} {text} {words.number(chance)}"
    return garbled(chance, text) if chance.random() < 0.6 else text


def check_date(text: str) -> None:
    """An instant between 1990 and 2099 that can be shown, or none."""
    moment = dates.parse(text)
    dates.is_date_line(text)
    if moment is not None:
        hold(1990 <= to_vietnam(moment.at).year <= 2100, "a year of our time", moment)
        hold(moment.precise or to_vietnam(moment.at).hour == 0, "a day is midnight in Viet Nam", moment)


def check_sameness(case: Case) -> None:
    """A text is its own copy; a fingerprint can be stored; a match is within its scale."""
    title, body, _ = case
    one, other = fingerprint(title, body), fingerprint(title, body[: len(body) * 9 // 10])
    hold(one == fingerprint(title, body), "a fingerprint is a function")
    hold(all(-(2**63) <= band < 2**63 for band in one.bands), "a band fits a column", one.bands)
    itself = match(one, [Candidate(1, title, one)])
    hold(itself is not None, "a text is its own copy")
    found = match(one, [Candidate(1, title, other)])
    hold(found is None or 0.0 <= found.similarity <= 1.0, "similarity is a share", found)
    for number in sorted(one.numbers):
        hold_text(number, "a fact")


SURFACES = (
    Surface("analysis", "titles and bodies about rankings", make_text, check_analysis),
    Surface("sameness", "fingerprints of texts and their matches", make_text, check_sameness),
    Surface("encodings", "bytes in any charset, also in the fonts of the nineties", make_bytes, check_bytes),
    Surface("dates", "dates as portals write them", make_date, check_date),
)
