"""Stems: where in a text reading is worth the time. Cheap, and never narrower than the grammar.

Each pattern begins with letters of its own, which lets the search run at the speed of a substring search; one
alternation of all of them would be ten times slower.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from parwatch_core.analysis.sentences import Span

_NUMBER = r"(?:\d|nhất|nhì|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười)"

RANKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"thứ\s*{_NUMBER}", rf"hạng\s*(?:thứ\s*)?{_NUMBER}", r"hạng[^.;\n]{0,40}?\d", r"hạng\s*[|\n]",
        r"vị\s+t(?:rí|hứ)\s*(?:thứ|số|đầu|dẫn|cuối|á|quán|\d|nh)", r"xếp\s+(?:số|nh|cu|đầu|ch|bét|trên|\d)",
        r"đứng\s+(?:số|nh|cu|đầu|ch|bét|\d)", r"dẫn\s+đầu", r"đầu\s+bảng", r"đáy\s+bảng", r"ngôi\s", r"quán\s+quân",
        r"á\s+quân", r"chót", r"đội\s+sổ", r"áp\s+cuối", r"kế\s+cuối", r"cao\s+nhất", r"thấp\s+nhất", r"tốt\s+nhất",
        r"kém\s+nhất", r"về\s+nh", r"lần\s+lượt", r"tiếp\s+(?:theo|sau|đến|đó)", r"soán", r"bét",
        r"/\s*\d{1,3}(?![\d/])",
        r"nhất\s+bảng", r"cuối\s+bảng", r"đứng\s+(?:ngay\s+)?sau", r"xếp\s+(?:ngay\s+)?sau", r"sau\s+đó",
        r"thu\s+\d", r"hang\s+\d", r"dan\s+dau", r"dung\s+dau", r"thu\s+(?:nhat|hai|ba)",
    )
)  # fmt: skip

SCORES = tuple(re.compile(pattern) for pattern in (r"điểm", r"%", r"diem", r"giá\s+trị"))

INDICES = tuple(
    re.compile(pattern)
    for pattern in (
        r"cải\s+cách", r"cchc", r"par\b", r"parindex", r"pari\b", r"sipas", r"hài\s+lòng", r"766",
        r"papi", r"pci", r"ddci", r"dti", r"ict",
        r"chuyển\s+đổi\s+số", r"năng\s+lực", r"phục\s+vụ\s+người", r"quản\s+trị", r"công\s+nghệ\s+thông", r"cntt",
        r"cai\s+cach", r"hai\s+long", r"chuyen\s+doi",
    )
)  # fmt: skip

_COUNTED = re.compile(r"\d\s+(?:huyện|bộ|tỉnh|sở|xã|quận|đơn|cơ|địa|phường|thị|thành)")
_BEFORE = 6
_INDEXED_BEFORE = 3


def any_of(stems: Iterable[re.Pattern[str]], key: str) -> bool:
    """Whether one of the stems occurs."""
    return any(stem.search(key) for stem in stems)


def worth_reading(key: str, spans: Sequence[Span]) -> frozenset[int]:
    """Numbers of the sentences to read: those that may hold a rank or a score, and what they may lean on."""
    ranked = _holding(RANKS, key, spans)
    indexed = _holding(INDICES, key, spans)
    hot = ranked | (_holding(SCORES, key, spans) & indexed)
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
