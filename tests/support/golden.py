"""Reads the golden pairs of tests/core/golden (their form is told in README.txt there)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parwatch_core.ranking import RankingClaim

GOLDEN = Path(__file__).parent.parent / "core" / "golden"
_SETTING = re.compile(r"(portal|province|published)=(.*?)(?=\s+(?:portal|province|published)=|$)")


@dataclass(slots=True)
class Pair:
    """An article of a sentence or a few, and the claims it makes, spelled as the files spell them."""

    place: str
    title: str = ""
    lines: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body."""
        return "\n".join(self.lines)

    @property
    def published(self) -> date | None:
        """The day of publication, where the pair has one."""
        return date.fromisoformat(self.settings["published"]) if "published" in self.settings else None

    @property
    def expected(self) -> list[str]:
        """The claims in order."""
        return sorted(claim for claim in self.claims if claim != "none")


def pairs(path: Path) -> Iterator[Pair]:
    """The pairs of one file."""
    settings: dict[str, str] = {}
    pair: Pair | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("@"):
            settings = {match[1]: match[2] for match in _SETTING.finditer(line)}
        elif line.startswith("= "):
            assert pair is not None, f"{path.name}:{number}: a claim without a sentence"
            pair.claims.append(line[2:].strip())
        elif line and not line.startswith("# "):
            if pair is not None and pair.claims:
                yield pair
                pair = None
            pair = pair or Pair(f"{path.stem}:{number}", settings=settings)
            if line.startswith("title: "):
                pair.title = line[7:]
            else:
                pair.lines.append(line)
    if pair is not None:
        yield pair


def spell(claim: RankingClaim) -> str:
    """A claim as the files spell it."""
    rank = "-" if claim.rank is None else f"{claim.rank}/{claim.of_total}" if claim.of_total else str(claim.rank)
    cells = [
        f"{claim.index} {claim.year or '?'}",
        claim.unit,
        rank,
        "-" if claim.score is None else _amount(f"{claim.score:g}", claim.score_unit),
        "-" if claim.rank_change is None else f"{claim.rank_change:+d} bậc".replace("+0", "0"),
        "-" if claim.score_change is None else _amount(f"{claim.score_change:+g}", claim.score_change_unit),
    ]
    while cells[-1] == "-":
        cells.pop()
    return " | ".join(cells)


def _amount(number: str, unit: str) -> str:
    return f"{number} {unit}".replace(" %", "%").rstrip()
