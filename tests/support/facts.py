"""Scores ranking facts against labels, for texts that are the project's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from parwatch_core.text import strip_marks

Fact = dict[str, Any]
Match = Callable[[Fact, Fact], bool]

_KIND = re.compile(r"\b(?:ubnd|thanh pho|tp\.?|tinh|huyen|thi xa|quan|phuong|xa|thi tran|viet nam)\b")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


@dataclass(slots=True)
class Tally:
    """Counts of right, false and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def count(self, wanted: bool, given: bool) -> None:
        """One decision."""
        self.right += wanted and given
        self.false += given and not wanted
        self.missed += wanted and not given

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.false + self.missed)


def facts_f1(read: Iterable[tuple[dict[str, Any], dict[str, Any]]], match: Match) -> float:
    """F1 over (labelled text, what was told of it); facts of a text without a ranking are false ones."""
    tally = Tally()
    for record, told in read:
        wanted = record["facts"] if record["label"] == "reform_ranking" else []
        _settle(tally, wanted, record["optional_facts"], list(told["facts"]), match)
    return tally.f1


def _settle(tally: Tally, wanted: list[Fact], optional: list[Fact], told: list[Fact], match: Match) -> None:
    left = list(told)
    for fact in wanted:
        hit = next((one for one in left if match(fact, one)), None)
        tally.count(True, hit is not None)
        if hit is not None:
            left.remove(hit)
    tally.false += sum(not any(match(fact, one) for fact in optional + wanted) for one in left)


def loosely(wanted: Fact, told: Fact) -> bool:
    """Year, rank and total agree; the score stands for a rank not written. What the label leaves out is free."""
    keys = ["year", "of_total", "rank" if wanted["rank"] is not None else "score"]
    return all(wanted[key] is None or _amount(wanted[key]) == _amount(told[key]) for key in keys)


def wholly(wanted: Fact, told: Fact) -> bool:
    """Loosely, and unit, index, score and change agree too."""
    same = all(wanted[key] is None or _amount(wanted[key]) == _amount(told[key]) for key in ("score", "change"))
    return same and loosely(wanted, told) and wanted["index"] == told["index"] and _one_unit(wanted, told)


def _one_unit(wanted: Fact, told: Fact) -> bool:
    one, other = _plain(wanted["unit"]), _plain(told["unit"])
    return bool(other) and (one in other or other in one)


def _plain(unit: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", _KIND.sub(" ", strip_marks(unit).lower())))


def _amount(value: object) -> float | None:
    match = _NUMBER.search(str(value)) if value is not None else None
    return round(float(match.group().replace(",", ".")), 3) if match else None
