"""Enumerations: "xếp hạng như sau: 1. Lạc Thủy (92,6 điểm); 2. Tân Lạc", in one sentence or line by line."""

from __future__ import annotations

import re

from parwatch_core.analysis import amounts, dating, holders
from parwatch_core.analysis.context import Context
from parwatch_core.analysis.marks import Marked
from parwatch_core.analysis.passages import CARRIED, NAMED, Found, Passage
from parwatch_core.analysis.standings import Standing
from parwatch_core.analysis.units import Unit
from parwatch_core.analysis.windows import Window
from parwatch_core.ranking import RankingClaim

_ITEM = re.compile(r"(?:^|(?<=[:;,.)]))n[;):,.](?=U)")
_ORDERED = frozenset("sbqI")  # what announces an order: xếp hạng, bảng, thứ tự, the index itself


def enumerated(passage: Passage) -> list[Found]:
    """The claims of numbered items; the numbers are ranks where the words before the first of them say so."""
    marked, context = passage.marked, passage.context
    items = list(_ITEM.finditer(marked.spelling)) if "n" in marked.spelling else []
    if not items or marked.marks[items[0].start()].value == 1:
        _open(marked, items[0].start() if items else len(marked.spelling), context)
    found = []
    for item in items:
        rank = marked.marks[item.start()].value
        if context.listed is None or rank != context.listed + 1:
            context.listed = None
            break
        context.listed = rank
        found += _item(passage, item, rank)
    return found


def _open(marked: Marked, end: int, context: Context) -> None:
    """Whether an order is announced up to here, right before a colon."""
    head = marked.spelling[:end].rstrip(";")
    if not head:  # an item at the beginning of a line leans on the line before
        return
    opens = head.endswith(":") and bool(_ORDERED & set(head)) and not set("WwX") & set(head)
    context.listed = 0 if opens and context.carried_index() is not None else None


def _item(passage: Passage, item: re.Match[str], rank: int) -> list[Found]:
    marked, context = passage.marked, passage.context
    name = context.carried_index()
    unit: Unit = marked.marks[item.end()].value
    if name is None or name.index is None or holders.is_region(unit):
        return []
    standing = Standing(item.start(), item.end(), rank)
    year = dating.year_of(marked, standing, Window(0, len(marked.spelling)), context)
    score = amounts.held_score(marked, item.end())
    claim = RankingClaim(
        unit=unit.name,
        unit_level=unit.level,
        index=name.index,
        evidence=passage.evidence,
        province=unit.province,
        year=year,
        rank=rank,
        of_total=amounts.total_of(marked, standing, unit, year, context),
        score=score.value if score else None,
        score_unit=score.unit if score else "",
    )
    return [Found(claim, CARRIED if name is not context.index else NAMED)]
