"""The reader: a sentence of folded text into marks: numbers, years and scores first, then units, then the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from parwatch_core.analysis import marks as m
from parwatch_core.analysis import numerals
from parwatch_core.analysis.compounds import combine
from parwatch_core.analysis.letters import Folded, key
from parwatch_core.analysis.lexicon import Lexicon, lexicon
from parwatch_core.analysis.marks import Mark, Marked, Score
from parwatch_core.analysis.sentences import Span
from parwatch_core.analysis.units import UnitReader, unit_heads
from parwatch_core.analysis.words import Words, words

_PUNCTUATION = {
    ",": m.PAUSE,
    ";": m.STOP,
    "(": m.OPEN,
    ")": m.CLOSE,
    "[": m.OPEN,
    "]": m.CLOSE,
    ":": m.COLON,
    "|": m.CELL,
    "/": m.SLASH,
    "-": m.PAUSE,
    "+": m.GROW,
    "\n": m.PAUSE,
    ".": m.STOP,
    "?": m.STOP,
    "!": m.STOP,
}
_YEARS = range(2005, 2046)
_LARGEST_TOTAL = 1000

# A year right after one of these is not the year of an index.
_OTHER_YEAR = re.compile(
    r"(?:so với(?: cùng kỳ)?|cùng kỳ|kế hoạch|nhiệm vụ|phương hướng|giai đoạn|nhiệm kỳ|dự toán"
    r"|tháng \d+|tháng|quý \w+|(?<!tháng )đầu|(?<!tháng )cuối|giữa|trước|sau|kể từ|trước ngày|so|những|đến hết|hết|các)"
    r"(?: cchc| cải cách hành chính| của)?(?: năm)?$"
)
_DAY = re.compile(r"(?:ngày|sáng|chiều|tối|hôm|trưa|ngày mồng|tháng)$")
_OTHER_YEAR_REACH = 30
_BEFORE_NAMES = frozenset((m.NOUN, m.FIELD, m.PLURAL))
_COUNTING = frozenset((m.ORDINAL, m.STAND))
_SCORED = frozenset(key(word) for word in ("đạt", "là", "với", "trị", "điểm", "(", "được", "quả", "số"))


@dataclass(slots=True)
class Reader:
    """Reads the sentences of one article."""

    folded: Folded
    units: UnitReader
    lexicon: Lexicon
    known: frozenset[str]

    def read(self, span: Span) -> tuple[Words, Marked]:
        """The words of a sentence and its marks."""
        tokens = words(self.folded, span.start, span.end)
        capitals = sum(tokens.capital)
        shouting = capitals > 3 and capitals > 0.8 * sum(1 for word in tokens.keys if word.isalpha())
        return tokens, combine(self._marks(tokens, shouting), tokens)

    def _marks(self, tokens: Words, shouting: bool) -> list[Mark]:
        """The words one by one; most mean nothing, and that is found out first."""
        keys, capital, known = tokens.keys, tokens.capital, self.known
        found: list[Mark] = []
        position, size, last, dealing, inside = 0, len(tokens), m.STOP, False, False
        while position < size:
            word = keys[position]
            dealt = dealing and word in numerals.ORDINALS and _is_dealt(found)
            if dealt or (last in _COUNTING and word in numerals.ORDINALS) or capital[position] or word in known:
                mark = self._at(tokens, position, shouting, found, counting=dealt or last in _COUNTING)
            elif word[0].isdigit():
                mark = self._number(tokens, position)
            else:
                mark = Mark(_sign(word, inside), position, position + 1)
            found.append(mark)
            position, last = mark.end, mark.kind
            dealing = dealing or last == m.RESPECTIVELY
            inside = last == m.OPEN or (inside and last != m.CLOSE)
        return found

    def _at(self, tokens: Words, position: int, shouting: bool, found: list[Mark], *, counting: bool) -> Mark:
        """The mark that begins at a word that may mean something. `counting`: a number word here is a number."""
        last = found[-1] if found else None
        number = _number_word(last, tokens, position) if last and counting else None
        if number is not None:
            return number
        return self._next(tokens, position, shouting, last is None or last.kind in m.CLAUSE_ENDS)

    def _next(self, tokens: Words, position: int, shouting: bool, opening: bool) -> Mark:
        """The unit or the phrase that begins at this word. `opening`: a clause begins here too."""
        entry = self.lexicon.longest(tokens.keys, position)
        length, kind, value = (entry[0], *entry[1]) if entry else (1, m.FILLER, None)
        begins = tokens.capital[position] or tokens.keys[position] in self.units.heads
        mention = self.units.at(tokens, position, shouting) if begins else None
        if mention is not None and (entry is None or mention.end - mention.start >= length):
            return Mark(m.UNIT, mention.start, mention.end, mention.unit)
        if length > 1 and kind in _BEFORE_NAMES:
            return self._before_name(tokens, Mark(kind, position, position + length, value), shouting, opening)
        return Mark(kind, position, position + length, value)

    def _before_name(self, tokens: Words, phrase: Mark, shouting: bool, opening: bool) -> Mark:
        """A phrase whose end may be the kind of a unit that is named behind it."""
        if phrase.kind == m.NOUN:
            named = self.units.at(tokens, phrase.start + 1, shouting)  # UBND huyện Hòa Vang: one, and none is counted
            inside = named is not None and named.end > phrase.end
            return Mark(m.FILLER, phrase.start, phrase.start + 1) if inside else phrase
        named = self.units.at(tokens, phrase.end - 1, shouting)  # toàn tỉnh Quảng Nam
        if named is None:
            return phrase
        if opening and phrase.kind == m.FIELD:  # Toàn tỉnh Quảng Ninh đạt 91,3 điểm: who, not where
            return Mark(m.UNIT, phrase.start, named.end, named.unit)
        return phrase._replace(end=named.end)

    def _number(self, tokens: Words, position: int) -> Mark:
        for rule in (_indexed, _running, _slashes, _scored, self._year, _plain):
            mark = rule(tokens, position)
            if mark is not None:
                return mark
        return Mark(m.FILLER, position, position + 1)

    def _year(self, tokens: Words, position: int) -> Mark | None:
        """A year: after "năm", after an index name, in brackets; a bare four-digit number elsewhere is a count."""
        value = numerals.integer(tokens.keys[position])
        if value is None or value not in _YEARS or len(tokens.keys[position]) != 4:
            return None
        start = tokens.starts[position]
        before = " ".join(self.folded.key[max(0, start - _OTHER_YEAR_REACH) : start].split()).rstrip(" -(")
        after = tokens.keys[position + 1 : position + 3]
        if _OTHER_YEAR.search(before) or (after[:1] == ["-"] and after[1:] and after[1].isdigit()):
            return Mark(m.OTHER_YEAR, position, position + 1, value)
        if position > 1 and tokens.keys[position - 1] == "-" and tokens.keys[position - 2].isdigit():
            return Mark(m.OTHER_YEAR, position, position + 1, value)
        return Mark(m.YEAR, position, position + 1, value)


def _sign(word: str, inside: bool) -> str:
    """What a sign or an unknown word is. `inside` brackets a semicolon is but a comma: (năm 2019: 81,64%; 29/63)."""
    kind = _PUNCTUATION.get(word, m.FILLER)
    return m.PAUSE if kind == m.STOP and inside and word == ";" else kind


def _is_dealt(found: list[Mark]) -> bool:
    """Whether a number that a series deals out stands before a comma: lần lượt xếp thứ nhất, nhì, ba."""
    return found[-1].kind in (m.PAUSE, m.AND) and len(found) > 1 and found[-2].kind == m.NUMBER


def _indexed(tokens: Words, position: int) -> Mark | None:
    """766/QĐ-TTg: the one index whose name is a number."""
    if tokens.keys[position] != "766" or tokens.keys[position + 1 : position + 2] != ["/"]:
        return None
    entry = lexicon().longest(tokens.keys, position)
    return Mark(m.INDEX, position, position + 1, entry[1][1]) if entry else None


def _running(tokens: Words, position: int) -> Mark | None:
    """liên tục từ năm 2018 - 2021: what is said of a run of years holds in the last of them."""
    keys = tokens.keys[max(0, position - 2) : position + 3]
    if keys[-2:-1] != ["-"] or "từ" not in keys[:2] or keys[1] not in ("từ", "năm"):
        return None
    last = numerals.integer(keys[-1])
    return Mark(m.YEAR, position, position + 3, last) if last in _YEARS and len(keys[-3]) == 4 else None


def _slashes(tokens: Words, position: int) -> Mark | None:
    """Dates and numbers of documents as one filler; 35,18/38 as a score; 7/8 is left to the grammar."""
    run = position
    while run + 2 < len(tokens) and tokens.keys[run + 1] in "/-" and tokens.keys[run + 2][0].isdigit():
        run += 2
    after = tokens.keys[run + 1 : run + 3]
    if len(after) == 2 and after[0] == "/" and after[1].isalpha():
        return Mark(m.FILLER, position, run + 3)
    if run - position >= 4 or (run > position and _is_day(tokens, position, run)):
        year = numerals.integer(tokens.keys[run])
        return Mark(m.FILLER, position, run + 1, year if year in _YEARS else None)
    if run - position == 2 and tokens.keys[position + 1] == "-":  # hạng 25-26: no one rank
        return Mark(m.FILLER, position, run + 1)
    if run - position == 2 and tokens.keys[position + 1] == "/":
        return _score_of_scale(tokens, position)
    return None


def _is_day(tokens: Words, position: int, last: int) -> bool:
    before = tokens.keys[position - 1] if position else ""
    return (
        bool(_DAY.search(before))
        or tokens.keys[last] in ("2020", "2021", "2022")
        or (len(tokens.keys[last]) == 4 and tokens.keys[last].startswith("20"))
    )


def _score_of_scale(tokens: Words, position: int) -> Mark | None:
    value, scale = numerals.decimal(tokens.keys[position]), numerals.decimal(tokens.keys[position + 2])
    unit = _score_unit(tokens, position + 3)
    if value is None or scale is None or not 0 < value <= scale:
        return None
    if numerals.integer(tokens.keys[position]) is not None and not unit and scale != 100:
        return None
    return Mark(m.SCORE, position, position + 3 + bool(unit), Score(value, unit, scale))


def _scored(tokens: Words, position: int) -> Mark | None:
    """88 điểm, 89,42%, and a bare decimal where a score is expected."""
    value = numerals.decimal(tokens.keys[position])
    if value is None:
        return None
    unit = _score_unit(tokens, position + 1)
    if unit:
        return Mark(m.SCORE, position, position + 2, Score(value, unit))
    before = tokens.keys[position - 1] if position else ""
    if not tokens.keys[position].isdigit() and before in _SCORED:
        return Mark(m.SCORE, position, position + 1, Score(value, ""))
    return None


def _score_unit(tokens: Words, position: int) -> str:
    word = tokens.keys[position] if position < len(tokens) else ""
    following = tokens.keys[position + 1] if position + 1 < len(tokens) else ""
    if word == ")" and following == "điểm":  # (86,13) điểm
        return ""
    return {"%": "%", "điểm": "điểm", "diem": "điểm"}.get(word, "") if following != "cầu" else ""


def _plain(tokens: Words, position: int) -> Mark | None:
    value = numerals.integer(tokens.keys[position])
    if value is None or not 0 < value < _LARGEST_TOTAL:
        return None
    return Mark(m.NUMBER, position, position + 1, value)


def _number_word(before: Mark, tokens: Words, position: int) -> Mark | None:
    """Number words are numbers only after "thứ", "hạng" and their like: "năm" is a year and "ba" a father elsewhere."""
    if tokens.keys[position] not in numerals.ORDINALS:
        return None
    counted = position > 0 and tokens.keys[position - 1] == "số"  # giữ vị trí số một
    doubtful = before.kind == m.STAND and not counted and tokens.keys[position] in ("năm", "một", "tư")
    if doubtful and not _ends_with_it(tokens, position):
        return None
    for length in (3, 2, 1):
        value = numerals.compound(tuple(tokens.keys[position : position + length]))
        if value is not None:
            return Mark(m.NUMBER, position, position + length, value)
    return None


def _ends_with_it(tokens: Words, position: int) -> bool:
    """hạng tư (85,13 điểm), not "hạng năm 2020"."""
    following = tokens.keys[position + 1] if position + 1 < len(tokens) else "."
    return tokens.keys[position - 1] == "hạng" and following in _PUNCTUATION


def reader_for(folded: Folded, units: UnitReader) -> Reader:
    """A reader for one text, in the spelling that the text is typed in."""
    entries = lexicon(without_marks=units.without_marks)
    return Reader(folded, units, entries, _known(units.without_marks))


@cache
def _known(without_marks: bool) -> frozenset[str]:
    """Words with which an entry of the lexicon or a unit may begin in small letters."""
    first = lexicon(without_marks=without_marks).first_words()
    return frozenset(word for word in first if not word[0].isdigit()) | unit_heads(without_marks)
