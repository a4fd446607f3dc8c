"""Standings: the grammar of a rank. Each rule is a pattern over the letters of marks.py.

xếp hạng 11/12 · đứng hàng thứ 7/8 · vị trí thứ nhất · lên thứ 2 · từ thứ 17 · PCI 14/63 · dẫn đầu · á quân · đội sổ
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from parwatch_core.analysis.marks import Marked

TOP, SECOND, LAST_BUT_ONE, BOTTOM = "T", "A", "L", "B"

_RANK = re.compile(
    r"""(?P<from>f)?(?:
        (?P<stood>s{1,3}(?:[.gdlrePUYbIh]{0,3}(?=t)|[.he]{1,3}(?=n/n))?t?n)  # xếp hạng 11, vị trí là thứ 5
      | (?P<moved>[mk][.g]?s{0,2}t?n)                       # vươn lên thứ 2, xuống 15, lên vị trí 39
      | (?P<reached>[efIUPGirY][.gd,(l]{0,2}?tn)            # đạt thứ 2, từ thứ 3, Hải Phòng thứ hai
      | (?P<listed>[,;c(:|][.g]?tn)                         # ..., thứ 3 về PAPI
      | (?P<also>[,c]{1,2}t?n(?!/[^n]|[zpusE]))                    # lần lượt xếp thứ 2 và 3
      | (?P<bracketed>(?<=U\()n(?=\)))                     # Quan Sơn (vị trí 27), Mường Lát (26)
      | (?P<bare>t?n(?=/n))                                 # 3/63
    )(?:/n)?""",
    re.VERBOSE,
)
_POLE = re.compile(r"(?P<pole>[TALBSZ])(?:[.]?\([t]?(?P<rank>n)(?:/(?P<total>n))?\))?")  # đứng chót bảng (11/11)
_LED = re.compile(r"D[^,;:]*$")
_AFTER_BARE = re.compile(r"[,;:)cPgr|mkG(d]|$")
_BEFORE_BARE = re.compile(r"I[:(,.gedlYU]{0,4}$|U[:(,]{1,2}$")
_OF_ANOTHER_YEAR = re.compile(r"Y[:l,.g]{0,2}(?:E[,c.]{1,2})?$")  # ... thứ 37/63 và năm 2020 là 28/63
_SMALLEST_FIELD = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A rank in a sentence: marks [start, end). `pole` is its letter where it is named by an end of the board.

    `origin`: the rank that was left ("từ thứ 17"). `arrival`: the rank reached by a move. `superlative`: "cao nhất",
    a rank only with an index and a unit by name.
    """

    start: int
    end: int
    rank: int | None
    total: int | None = None
    pole: str = ""
    origin: bool = False
    arrival: bool = False
    superlative: bool = False


def standings(marked: Marked) -> list[Standing]:
    """All ranks of a sentence, in order; whose and on which index is settled by those who bind them."""
    found = sorted([*_numbered(marked), *_poles(marked)], key=lambda standing: standing.start)
    return [_of_one_board(one, other) for one, other in zip_longest(found, found[1:])]


def _of_one_board(one: Standing, other: Standing | None) -> Standing:
    """từ vị trí thứ sáu lên vị trí thứ tư/11: both are out of eleven."""
    if not one.origin or one.total is not None or other is None or not other.arrival or other.total is None:
        return one
    return replace(one, total=other.total) if one.rank is not None and one.rank <= other.total else one


def _numbered(marked: Marked) -> list[Standing]:
    found: list[Standing] = []
    for match in _RANK.finditer(marked.spelling):
        standing = _standing(marked, match)
        if standing is not None and _grounded(marked, match, found):
            found.append(standing)
    return found


def _standing(marked: Marked, match: re.Match[str]) -> Standing | None:
    spelled = match.group()
    first = match.start() + spelled.index("n")
    start = match.start() if match["stood"] or match["moved"] or spelled[0] in "fe" else _ordinal(match, spelled)
    rank = int(marked.marks[first].value)
    total = int(marked.marks[first + 2].value) if spelled.endswith("/n") else None
    if total is not None and (rank > total or total < _SMALLEST_FIELD):
        return None
    origin = bool(match["from"]) or (bool(match["reached"]) and spelled[0] == "f")
    return Standing(start, match.end(), rank, total, "", origin, bool(match["moved"]))


def _ordinal(match: re.Match[str], spelled: str) -> int:
    """Where the rank itself begins: the unit or index before it belongs to its surroundings."""
    return match.start() + (spelled.index("t") if "t" in spelled else spelled.index("n"))


def _grounded(marked: Marked, match: re.Match[str], found: list[Standing]) -> bool:
    """Whether the pattern stands on enough: a lone "thứ hai" may be an argument's number, a lone 3/63 a count."""
    spelled = match.group()
    if match["stood"]:
        return "t" in spelled or "/" in spelled or _alone(marked, match)
    if match["moved"]:
        return "t" in spelled or "s" in spelled or "/" in spelled or bool(found and match.start() - found[-1].end <= 4)
    if match["listed"]:
        enumerated = match.group("listed")[0] in ";:|" and marked.spelling[match.end() : match.end() + 1] in ",:"
        return bool(found) and not enumerated
    if match["also"] and found and "q" in marked.spelling and found[-1].end == match.start():
        return True
    if match["bracketed"]:
        return bool(found) and marked.spelling.endswith("U(", 0, found[-1].start)
    if match["also"] or match["bare"]:
        start = match.start() + spelled.index("n")
        before = _BEFORE_BARE.search(marked.spelling, max(0, start - 6), start) or (
            found and _OF_ANOTHER_YEAR.search(marked.spelling, max(0, start - 6), start)
        )
        return "/" in spelled and bool(before) and bool(_AFTER_BARE.match(marked.spelling, match.end()))
    return True


def _alone(marked: Marked, match: re.Match[str]) -> bool:
    """`hạng 5`: not followed by what it would count."""
    return marked.spelling[match.end() : match.end() + 1] not in ("z", "p", "u", "s", "E")


def _poles(marked: Marked) -> list[Standing]:
    ranks = {TOP: 1, SECOND: 2, "S": 1}
    letters = {"S": TOP, "Z": BOTTOM}
    found = []
    for match in _POLE.finditer(marked.spelling):
        letter = match["pole"]
        if letter == TOP and _LED.search(marked.spelling, 0, match.start()):
            continue  # đoàn công tác do Phó Thủ tướng dẫn đầu
        pole = letters.get(letter, letter)
        rank, total = (marked.marks[match.start(name)].value if match[name] else None for name in ("rank", "total"))
        if rank and total and rank > total:
            rank = total = None
        superlative = letter in letters
        end = match.end() if rank else match.end("pole")
        found.append(Standing(match.start(), end, rank or ranks.get(letter), total, pole, superlative=superlative))
    return found
