"""Draws the picture of ranks in both READMEs: docs/images/ranks.svg and ranks.en.svg.

    python tools/render_ranks.py

A made-up district with what a history can hold: a year that nobody reported, one in which articles disagree, a second
index. A test holds that the files are what the code draws today.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from parwatch import pictures
from parwatch_core.facts import Fact, Witness
from parwatch_core.history import facts_of, with_changes
from parwatch_core.notice import Language
from parwatch_core.ranking import Index, RankingClaim, UnitLevel

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
FILES = {Language.VI: IMAGES / "ranks.svg", Language.EN: IMAGES / "ranks.en.svg"}
PORTALS = ("songtra.example.gov.vn", "tragiang.example.gov.vn", "Báo Trà Giang")
# index, year, rank, total
SAID = (
    (Index.PAR, 2019, 9, 10),
    (Index.PAR, 2020, 10, 10),
    (Index.PAR, 2021, 7, 10),
    (Index.PAR, 2023, 4, 12),
    (Index.PAR, 2023, 4, 12),
    (Index.PAR, 2023, 6, 12),
    (Index.PAR, 2024, 3, 12),
    (Index.PAR, 2025, 1, 12),
    (Index.SIPAS, 2022, 11, 12),
    (Index.SIPAS, 2023, 8, 12),
    (Index.SIPAS, 2024, 2, 12),
    (Index.SIPAS, 2025, 5, 12),
)


def facts() -> tuple[Fact, ...]:
    """The district's facts."""
    numbers = count()
    return with_changes(facts_of(_witness(next(numbers), *row) for row in SAID))


def _witness(number: int, index: Index, year: int, rank: int, total: int) -> Witness:
    claim = RankingClaim("huyện Sông Trà", UnitLevel.DISTRICT, index, "", "Trà Giang", year, rank, total)
    portal = PORTALS[number % len(PORTALS)]
    dated = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return Witness(claim, number, "", "", portal, portal, dated)


def drawn(language: Language) -> str:
    """The picture, as it stands in the file."""
    return pictures.unit_svg(facts(), language) + "\n"


def main() -> None:
    """Write both pictures."""
    for language, file in FILES.items():
        file.write_text(drawn(language), encoding="utf-8")
        print(f"{file.relative_to(IMAGES.parent.parent)} written")


if __name__ == "__main__":
    main()
