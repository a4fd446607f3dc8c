"""The texts that analysis is measured on: officials' prose, prose full of ranks, and texts made to be slow.

Sizes are in KB of UTF-8 (1000 bytes). The same arguments give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import cycle

from bench import corpus
from parwatch.demo.portals.article import Label
from parwatch_core.analysis.places import places

_NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

# Before each hostile text and after it: without an index the analysis would not look at the rest.
_SUBJECT = "Chỉ số cải cách hành chính (PAR INDEX) năm 2021 của huyện Hương Sơn: "
# What each hostile text repeats, under the name that the table prints.
HOSTILE = {
    "digits": "9",
    "numbers": "1.234,5 ",
    "slashes": "/",
    "fractions": "7/8/",
    "hạng hạng hạng...": "hạng ",
    "thứ thứ nhất": "thứ thứ nhất ",
    "word numbers": "hai mươi mốt nghìn ba trăm lẻ năm ",
    "brackets": "(",
    "brackets with ranks": "(hạng 1 (",
    "long unit names": "huyện Hương Sơn Cao Lãnh Châu Thành ",
    "units, no stop": "Quảng Ninh, Hà Tĩnh và ",
    "index names": "chỉ số CCHC PAR INDEX ",
    "table cells": "cchc | 1 | hạng\n",
    "one word": "a",
}

_DENSE = (
    "Huyện {a} xếp thứ {r}/{n} về Chỉ số cải cách hành chính năm {y} với {s} điểm, tăng {c} bậc so với năm {before}.",
    "Lần lượt xếp thứ {r}, thứ {r1} và thứ {r2} là {a}, {b} và {d}.",
    "Chỉ số hài lòng (SIPAS) năm {y} của {b} đạt {s}%, đứng thứ {r} toàn tỉnh, giảm {c} bậc.",
    "Từ vị trí thứ {r2} năm {before}, {d} vươn lên vị trí thứ {r} trong {n} huyện, thị xã, thành phố.",
    "{a} | {s} | {r}",
)


def ordinary(kilobytes: int, start: int = 0) -> str:
    """Paragraphs of articles that report no rank, from the paragraph number `start` on."""
    prose = _prose()
    turned = (*prose[start % len(prose) :], *prose[: start % len(prose)])
    return _filled(cycle(turned), kilobytes)


def dense(kilobytes: int, start: int = 0) -> str:
    """Nothing but claims, of units that there are: far denser than any real article."""
    return _filled(_claims(start), kilobytes)


def hostile(name: str, kilobytes: int) -> str:
    """One piece over and over, between two claims that begin."""
    piece = HOSTILE[name]
    return _SUBJECT + piece * (1000 * kilobytes // len(piece.encode())) + _SUBJECT


@cache
def _prose() -> tuple[str, ...]:
    portals = corpus.portals(10, 10, _NOW, clock=lambda: _NOW)
    plain = (a for portal in portals for a in portal.articles if a.truth.label is Label.NONE and not a.truth.trap)
    return tuple(paragraph for article in plain for paragraph in article.paragraphs)


def _claims(start: int) -> Iterator[str]:
    names = [place.full for place in places() if place.kind == "huyện"]
    for number, form in enumerate(cycle(_DENSE), start):
        a, b, d = (names[(7 * number + step) % len(names)] for step in range(3))
        rank = 1 + number % 9
        yield form.format(
            a=a.removeprefix("huyện "), b=b, d=d, r=rank, r1=rank + 1, r2=rank + 2, n=12, c=1 + number % 4,
            s=f"{80 + number % 19},{number % 90 + 10}", y=2015 + number % 10, before=2014 + number % 10,
        )  # fmt: skip


def _filled(lines: Iterable[str], kilobytes: int) -> str:
    taken: list[str] = []
    left = 1000 * kilobytes
    for line in lines:
        taken.append(line)
        left -= len(line.encode()) + 1
        if left <= 0:
            break
    return "\n".join(taken)
