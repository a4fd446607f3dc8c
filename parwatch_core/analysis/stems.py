"""Stems: where in a text reading is worth the time. Cheap, and never narrower than the grammar.

Each pattern begins with letters of its own, which lets the search run at the speed of a substring search; one
alternation of all of them would be ten times slower.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from parwatch_core.analysis.letters import key
from parwatch_core.analysis.lexicon import sections
from parwatch_core.analysis.sentences import Span

_NUMBER = r"(?:\d|nhất|nhì|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười)"

_DATED = ("ngày", "sáng", "chiều", "tối", "hôm", "từ", "đến")
_DAYS = (r"\d/\d", r"\d\d/\d", r"\d/\d\d", r"\d\d/\d\d")
_NO_DATE = "".join(rf"(?<!{word} {day})" for word in _DATED for day in _DAYS)

_RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"thứ(?<!lần thứ)(?<!kỳ thứ)\s*{_NUMBER}",
        rf"hạng\s*(?:thứ\s*)?{_NUMBER}", r"hạng[^.;\n]{0,40}?\d", r"hạng\s*[|\n]",
        r"vị\s+t(?:rí|hứ)\s*(?:thứ|số|đầu|dẫn|cuối|á|quán|\d|nh)", r"xếp\s+(?:số|nh|cu|đầu|ch|bét|trên|\d)",
        r"đứng\s+(?:số|nh|cu|đầu(?<!người đứng đầu)|ch|bét|\d)", r"dẫn\s+đầu", r"đầu\s+bảng", r"đáy\s+bảng",
        r"ngôi\s", r"quán\s+quân", r"á\s+quân", r"chót", r"đội\s+sổ", r"áp\s+cuối", r"kế\s+cuối", r"cao\s+nhất",
        r"thấp\s+nhất",
        r"tốt\s+nhất",
        r"kém\s+nhất", r"về\s+nh(?:ất|ì)\b", r"lần\s+lượt", r"tiếp\s+(?:theo|sau|đến|đó)", r"soán", r"bét",
        rf"/\s*\d{{1,3}}(?![\d/]){_NO_DATE}",
        r"nhất\s+bảng", r"cuối\s+bảng", r"đứng\s+(?:ngay\s+)?sau", r"xếp\s+(?:ngay\s+)?sau", r"sau\s+đó",
        r"như\s+sau\s*:", r"bậc(?<=\d bậc)",
        r"thu\s+\d", r"hang\s+\d", r"dan\s+dau", r"dung\s+dau", r"thu\s+(?:nhat|hai|ba)",
    )
)  # fmt: skip

_SCORES = tuple(re.compile(pattern) for pattern in (r"điểm", r"%", r"diem", r"giá\s+trị"))

_INDICES = tuple(
    re.compile(pattern)
    for pattern in (
        r"cải\s+cách", r"cchc", r"par\b", r"parindex", r"pari\b", r"sipas", r"hài\s+lòng", r"766",
        r"papi", r"pci", r"ddci", r"dti", r"ict",
        r"chuyển\s+đổi\s+số", r"năng\s+lực", r"phục\s+vụ\s+người", r"quản\s+trị", r"công\s+nghệ\s+thông", r"cntt",
        r"cai\s+cach", r"hai\s+long", r"chuyen\s+doi",
    )
)  # fmt: skip

# Without one of these an index is named by its subject only, and a score beside it is nobody's.
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        r"chỉ\s+số", r"par\b", r"pari", r"index", r"sipas", r"hài\s+lòng", r"766", r"papi", r"pci", r"ddci",
        r"dti", r"ict", r"xếp\s+(?:loại|hạng)", r"bảng", r"điểm\s+c", r"năng\s+lực", r"chuyển\s+đổi",
        r"phục\s+vụ", r"quản\s+trị", r"công\s+nghệ", r"chi\s+so", r"hai\s+long",
    )
)  # fmt: skip
_COUNTED = re.compile(r"\d\s+(?:huyện|bộ|tỉnh|sở|xã|quận|đơn|cơ|địa|phường|thị|thành)")
_BEFORE = 6
_INDEXED_BEFORE = 3
_FORESEEN = 2  # sentences before the index is named in which a rank may be told: 1, and one to be safe
_CARRIED = 9  # sentences from there on over which it carries: 4 from where it is last leaned on


@cache
def ranks() -> tuple[re.Pattern[str], ...]:
    """Stems of all ranks. What the lexicon has learnt since and no pattern above covers is added as it stands."""
    poles = ("TOP", "SECOND", "LAST_BUT_ONE", "BOTTOM", "SUPERLATIVE", "POOREST", "NEXT", "RESPECTIVELY")
    return (*_with_lexicon(_RANKS, poles), *_verbs_of_standing())


def _verbs_of_standing() -> Iterator[re.Pattern[str]]:
    """Words of the lexicon's [STAND] that carry a number and that no pattern above finds with it: chốt ở số 4."""
    stands = (key(phrase) for kind, _, section in sections("lexicon.txt") if kind == "STAND" for phrase in section)
    for phrase in stands:
        if not any(stem.search(f"{phrase} 5") for stem in _RANKS):
            yield re.compile(r"\s+".join(map(re.escape, phrase.split())) + rf"\s*{_NUMBER}")


@cache
def indices() -> tuple[re.Pattern[str], ...]:
    """Stems of all index names, likewise."""
    return _with_lexicon(_INDICES, ("INDEX",))


def _with_lexicon(stems: tuple[re.Pattern[str], ...], kinds: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    phrases = [key(phrase) for kind, _, section in sections("lexicon.txt") if kind in kinds for phrase in section]
    found = list(stems)
    for phrase in sorted(phrases, key=len):
        if not any(stem.search(phrase) for stem in found):
            found.append(re.compile(r"\s+".join(map(re.escape, phrase.split()))))
    return tuple(found)


def names_an_index(folded: str) -> bool:
    """Whether any index is named: most pages of a portal end here."""
    return any(stem.search(folded) for stem in indices())


def worth_reading(key: str, spans: Sequence[Span], *, titled: bool) -> frozenset[int]:
    """Numbers of the sentences to read: those that may hold a rank or a score, and what they may lean on.

    `titled`: the title names an index, which then carries through the article; else a rank must be near an index.
    """
    indexed = _holding(indices(), key, spans)
    ranked = _holding(ranks(), key, spans) if titled or indexed else set()
    if not titled:
        ranked &= {near for number in indexed for near in range(number - _FORESEEN, number + _CARRIED)}
    named = indexed & _holding(_NAMED, key, spans) if indexed else set()
    hot = ranked | (_holding(_SCORES, key, spans) & named if named else set())
    if not hot:
        return frozenset()
    return frozenset(hot | _leaned_on(sorted(hot), sorted(indexed)) | _openers_and_counts(key, spans, hot))


def _holding(stems: Iterable[re.Pattern[str]], key: str, spans: Sequence[Span]) -> set[int]:
    starts = [span.start for span in spans]
    return {bisect_right(starts, match.start()) - 1 for stem in stems for match in stem.finditer(key)} - {-1}


def _leaned_on(hot: Sequence[int], indexed: Sequence[int]) -> set[int]:
    """The last few sentences before each hot one that name an index."""
    found: set[int] = set()
    for number in hot:
        place = bisect_left(indexed, number)
        found.update(indexed[max(0, place - _INDEXED_BEFORE) : place])
    return found


def _openers_and_counts(key: str, spans: Sequence[Span], hot: Iterable[int]) -> set[int]:
    """Sentences shortly before a hot one that open a list ("Mục tiêu:") or count the board ("gồm 19 cơ quan")."""
    near = {before for number in hot for before in range(max(0, number - _BEFORE), number)}
    return {
        number
        for number in near
        if key[spans[number].end - 1] == ":" or _COUNTED.search(key, spans[number].start, spans[number].end)
    }
