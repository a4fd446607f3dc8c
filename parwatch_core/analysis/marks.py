"""Marks: what a word or phrase of a sentence is to a ranking, each kind a letter.

A sentence is spelled as one letter a mark, so that the grammar (standings.py and those who bind
what it finds) can say `se?tn` for "xếp hạng thứ năm" and read as such. Words that mean nothing here are `.`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

FILLER = "."
STAND = "s"  # xếp, đứng, vị trí, hạng: what carries a rank
ORDINAL = "t"  # thứ
NUMBER = "n"  # value: int
SLASH = "/"
SUPERLATIVE = "S"  # cao nhất
POOREST = "Z"  # thấp nhất
TOP = "T"  # dẫn đầu, quán quân
SECOND = "A"  # á quân
LAST_BUT_ONE = "L"  # áp chót
BOTTOM = "B"  # đội sổ, cuối bảng
RISE = "m"  # lên, vươn lên
FALL = "k"  # xuống, tụt xuống
FROM = "f"  # từ
INDEX = "I"  # value: IndexName
COMPONENT = "C"  # chỉ số thành phần
FOREIGN = "X"  # di tích, thu hút đầu tư: a rank of something else
BOARD = "b"  # bảng xếp hạng, danh sách
YEAR = "Y"  # value: int
OTHER_YEAR = "y"  # a year of comparison or of a plan; value: int
HEAD = "H"  # giám đốc: who heads the unit named behind it, and may speak for another
LAST_YEAR = "K"  # năm trước đó: the year before the one reported on
UNIT = "U"  # value: units.Unit
ANAPHOR = "u"  # huyện, tỉnh ta, đơn vị; value: UnitLevel or None
FIELD = "P"  # toàn tỉnh, 10 huyện: who was ranked; value: Field
NOUN = "p"  # huyện, thị xã; value: UnitLevel: what a number before it counts
PLURAL = "j"  # các, khối, toàn: the unit noun after it is no one unit
GROW = "i"  # tăng
SHRINK = "o"  # giảm
ABOUT_AS = "~"  # hơn, khoảng
DIFFER = "<"  # cao hơn, so với: a distance from somebody else
STEPS = "z"  # bậc
SCORE = "E"  # value: Score
GAIN = "G"  # tăng 2 bậc; value: Gain
REACH = "e"  # đạt, giữ: carries a rank only before "thứ"
AIM = "W"  # phấn đấu, mục tiêu: a wish for the rest of the sentence
THRESHOLD = "R"  # trở lên: a condition, not a rank
HOLD = "h"  # vẫn giữ
WISH = "w"  # cần, để: a wish for its own clause
RESULT = "d"  # đã, kết quả
VAGUE = "v"  # tốp, một trong những
LED = "D"  # đoàn, do: who leads it holds no rank
RESPECTIVELY = "q"  # lần lượt
NEXT = "x"  # tiếp theo
ABOUT = "r"  # về
IS = "l"  # là, gồm, thuộc về
AND = "c"  # và, nhưng, còn
GLUE = "g"  # trong, của, ở
PAUSE = ","
STOP = ";"
OPEN = "("
CLOSE = ")"
COLON = ":"
CELL = "|"
CLAUSE_ENDS = frozenset((PAUSE, STOP, COLON))
AUTHOR = "a"  # công bố, đánh giá: what a ranking body does


class Mark(NamedTuple):
    """One mark: its letter, its words [start, end) of the sentence and what it stands for. Made for every word."""

    kind: str
    start: int
    end: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of a sentence and their spelling, one letter a mark."""

    marks: Sequence[Mark]
    spelling: str = field(default="")

    @staticmethod
    def of(marks: Sequence[Mark]) -> Marked:
        """Spell the marks."""
        return Marked(marks, "".join(mark.kind for mark in marks))

    def nearest_before(self, kinds: str, position: int, limit: int = 0) -> int | None:
        """Place of the last mark of these kinds in [limit, position)."""
        found = max(self.spelling.rfind(kind, limit, position) for kind in kinds)
        return None if found < 0 else found

    def nearest_after(self, kinds: str, position: int, limit: int | None = None) -> int | None:
        """Place of the first mark of these kinds in [position, limit)."""
        stop = len(self.spelling) if limit is None else limit
        found = [place for kind in kinds if (place := self.spelling.find(kind, position, stop)) >= 0]
        return min(found) if found else None


@dataclass(frozen=True, slots=True)
class Field:
    """Who was ranked: units of a level, and how many of them where the text says so. `counted`: "trong số 19 bộ"."""

    level: Any
    total: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A score in "điểm", "%" or "" where the text names no unit; `scale` is the 38 of 35,18/38."""

    value: float
    unit: str
    scale: float | None = None
    about: bool = False  # "hơn 81%"


@dataclass(frozen=True, slots=True)
class Gain:
    """A change: in places (`unit` "bậc") or in the score; positive for better."""

    value: float
    unit: str
