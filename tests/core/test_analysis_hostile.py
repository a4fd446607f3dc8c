"""Hostile and broken text: no crash, evidence always verbatim, time linear in length."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from support.golden import GOLDEN, pairs

from parwatch_core.analysis import analyse

SENTENCES = [pair.text for path in sorted(GOLDEN.glob("*.txt")) if path.stem != "README" for pair in pairs(path)]
SHARDS = [
    "hạng ", "thứ ", "7/8", "/", "1" * 40, "năm 2021", "chỉ số CCHC ", "PAR INDEX",
    "lần lượt ", "từ ", "lên ", "(", ")", ";", ":", "|", "\n", "\n\n",
    "\u00a0", "\u200b", "\u00ad", "\ufeff", "huyện ", "Quảng Ninh", "TP.", "Q. 1",
    "88,5 điểm", "99%", "tăng 2 bậc", "dẫn đầu ", "đội sổ", "İ", "ß",
    "\u0301", "\u0302", "\ud800", "𝟙", "٣", "²", "và ", ", ", "là ", "phấn đấu ",
    "766/QĐ-TTg", "tiếp theo là ", "Đơn vị | Hạng", "A | 1", "®", "¸",
]  # fmt: skip


def _mutated(text: str, dice: random.Random) -> str:
    """The text with pieces cut, doubled, decomposed or replaced by shards."""
    pieces = list(text)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(pieces) + 1)
        pieces[place : place + dice.randint(0, 5)] = [dice.choice(SHARDS)] * dice.randint(0, 3)
    joined = "".join(pieces)
    return unicodedata.normalize("NFD", joined) if dice.random() < 0.2 else joined


def _invented(dice: random.Random) -> str:
    return "".join(dice.choice(SHARDS) for _ in range(dice.randint(0, 60)))


@pytest.mark.parametrize("seed", range(10))
def test_any_text_is_judged_and_quoted_verbatim(seed: int) -> None:
    """A hundred mutated or invented texts a seed: no exception, and every evidence occurs in title or body as given."""
    dice = random.Random(seed)
    for _ in range(100):
        text = _mutated(dice.choice(SENTENCES), dice) if dice.random() < 0.7 else _invented(dice)
        title = _invented(dice) if dice.random() < 0.3 else ""
        for claim in analyse(title, text).claims:
            assert claim.evidence
            assert claim.evidence in text or claim.evidence in title
            assert claim.rank is None or 0 < claim.rank <= (claim.of_total or 10_000)
            assert claim.rank is not None or claim.score is not None


PROSE = (
    "Năm 2021, huyện tiếp tục đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân và doanh nghiệp. "
    "Công tác tuyên truyền được quan tâm; tỷ lệ hồ sơ đúng hạn đạt 98,5%.\n"
)
REPEATED = [
    PROSE, "hạng ", "chỉ số CCHC hạng ", "9", "9/", "cải cách hành chính 1/", "thứ ", "cchc từ thứ ", "cchc (",
    "năm 2021 cchc ", "a. ", "\n", "cchc | 1 | hạng\n",
    "xếp thứ 2 về cchc, ", "Quảng Ninh, ", "cchc lần lượt thứ 1, ",
    "tiếp theo là Hà Nội, cchc ", "C I ", "e\u0301\u0302 cchc ", "\u200bcchc hạng 1 ",
    "cchc dẫn đầu là ", "phấn đấu cchc hạng 2 ", "tp. ", "huyện Cchc hạng 1; ",
    "A", "Ạ", "cchc.", "8,", "8.", "ngoàiviệc",
    ".", ". ", "!?", "...\"", "…", ")", "- ",
    "hài lòng ", "cchc và ", "cchc (cchc) ", "cchc, ",
]  # fmt: skip


def _seconds(text: str) -> float:
    """The better of two runs: the machine is shared."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        analyse("", text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", REPEATED)
def test_time_grows_linearly(piece: str) -> None:
    """Sixteen times the text costs at most forty times the time, whatever the text; quadratic would be 256 times."""
    analyse("", SENTENCES[0])
    short, long = piece * (4_000 // len(piece)), piece * (64_000 // len(piece))
    assert _seconds(long) < max(0.05, 40 * max(_seconds(short), 0.001))


def test_a_million_digits_and_slashes_are_nothing_special() -> None:
    """Numbers without end are neither parsed nor searched backwards."""
    for text in ("1" * 1_000_000, "1/" * 500_000, "cchc hạng " + "1" * 1_000_000, "cchc thứ " + "/" * 1_000_000):
        start = time.process_time()
        assert not analyse("", text).is_reform_ranking
        assert time.process_time() - start < 3


def test_ordinary_prose_is_fast() -> None:
    """A 3 KB text takes about a millisecond; the limit leaves room for a busy machine."""
    text = (PROSE * 20)[:3000] + SENTENCES[0]
    analyse("", text)
    assert _seconds(text) < 0.01
