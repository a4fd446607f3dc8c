"""Context: what the sentences before have said that a later sentence leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parwatch_core.analysis.cast import Cast
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import FIELD, TOP, Field, Marked
from parwatch_core.analysis.units import Unit
from parwatch_core.ranking import RankingClaim, UnitLevel

_MEMORY = 4  # sentences over which an index name carries

_COUNTED_BEFORE = re.compile(r"[gl][.]?$")
_GROUP_BEFORE = re.compile(r"P[.e]$")
_RANKED_AFTER = re.compile(r"[.p,cP]{0,3}(?:a|es)")


@dataclass(frozen=True, slots=True)
class Line:
    """The last rank told, from which "tiếp theo là" counts on; not `rising` from the bottom of the board."""

    name: IndexName
    rank: int | None
    year: int | None
    rising: bool
    evidence: str
    sentence: int = 0


@dataclass(slots=True)
class Context:
    """What holds at a point of the article.

    `cast`: the units that the article is about, the likeliest first; `latest`: the last year that a result may have.
    """

    cast: Cast
    title_index: IndexName | None = None
    latest: int | None = None
    index: IndexName | None = None
    index_at: int = 0
    foreseen: IndexName | None = None  # named only in the sentence after
    sentence: int = 0
    year: int | None = None
    satisfaction: bool = False  # the article names SIPAS, so a share of the satisfied is its value
    unit: Unit | None = None
    line: Line | None = None
    told: tuple[RankingClaim, float] | None = None  # what the sentence before claimed, if it was one thing
    in_title: bool = True
    listed: int | None = None  # the number of the last item of a ranking; 0: the list is announced
    subject: IndexName | None = None  # the last index named by its subject only
    title_subject: IndexName | None = None
    reviewed: int | None = None  # the year that a review of the reform work is of: what is left where no year is said
    wishing: bool = False
    totals: dict[UnitLevel | None, int] = field(default_factory=dict)

    def leave_title(self) -> None:
        """The title is read; its index speaks for the article wherever no other does."""
        self.in_title, self.told = False, None
        self.title_index, self.index, self.index_at = self.index, None, 0
        self.title_subject, self.subject = self.subject, None

    def carried_index(self) -> IndexName | None:
        """The index that is still being spoken of; the title's speaks for the whole article."""
        if self.index is not None and self.sentence - self.index_at <= _MEMORY:
            return self.index
        return self.title_index or self.foreseen

    def see_index(self, names: Sequence[IndexName], *, ranked: bool) -> None:
        """Remember the index that the next sentences lean on: the last one ranked, the first of those announced.

        ranked: whether the sentence tells ranks; one that only announces PAR INDEX and SIPAS is about PAR INDEX.
        """
        strong = [name for name in names if name.strong]
        if strong:
            own = next((name for name in strong if name == self.title_index), strong[0])
            self.index, self.index_at = strong[-1] if ranked else own, self.sentence
        else:
            self.subject = next(iter(names), self.subject)

    def break_line(self) -> None:
        """A rank of something else was told: nobody comes "next" after the one before it."""
        if self.line is not None:
            self.line = replace(self.line, rank=None)

    def see_review(self, year: int) -> None:
        """Remember the year whose reform work is being reviewed."""
        self.reviewed = max(year, self.reviewed or year)

    def see_totals(self, marked: Marked) -> None:
        """Remember how many units of a level were ranked."""
        for place, mark in enumerate(marked.marks):
            if mark.kind == FIELD and mark.value.total is not None and is_board(marked, place):
                self.totals[mark.value.level] = mark.value.total

    def see_year(self, year: int | None) -> None:
        """Remember the year that is reported on; a look back at an earlier one does not change it."""
        if year is not None and (self.year is None or year > self.year):
            self.year = year


def is_board(marked: Marked, place: int) -> bool:
    """Whether a count of units is that of the board: "trong số 19 bộ", "18 bộ được đánh giá"; not "có 5 huyện đạt"."""
    if marked.spelling[place + 1 : place + 2] == TOP:  # trong 5 tỉnh dẫn đầu: the first five of more
        return False
    before = _COUNTED_BEFORE.search(marked.spelling, max(0, place - 2), place)
    if before is not None or _RANKED_AFTER.match(marked.spelling, place + 1) is not None:
        return True
    if not _GROUP_BEFORE.search(marked.spelling, max(0, place - 2), place):
        return "tham gia" in marked.marks[place].value.words
    grouped: Field = marked.marks[place - 2].value
    return grouped.total is None and grouped.words.startswith("khối")  # khối quận, huyện có 7 đơn vị
