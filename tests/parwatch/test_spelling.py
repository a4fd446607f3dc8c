"""Times, ranks and scores as the terminal and the page write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.archive import claim

from parwatch import spelling


def test_moments_are_vietnamese() -> None:
    """Seven hours before Greenwich, day first; a dash where there is none."""
    assert spelling.moment(datetime(2026, 3, 13, 18, 5, tzinfo=UTC)) == "14/03/2026 01:05"
    assert spelling.moment(None) == "—"


@pytest.mark.parametrize(
    ("changes", "place", "score"),
    [
        ({"rank": 2, "of_total": 10}, "2/10", "—"),
        ({"rank": 2, "of_total": None}, "2", "—"),
        ({"rank": None, "score": 89.42, "score_unit": "%"}, "—", "89,42%"),
        ({"rank": 1, "of_total": 63, "score": 88.0, "score_unit": "điểm"}, "1/63", "88 điểm"),
        ({"rank": None, "score": 0.5962, "score_unit": ""}, "—", "0,5962"),
    ],
)
def test_ranks_and_scores(changes: dict[str, object], place: str, score: str) -> None:
    """Each has its own spelling, and a dash where the article claims none."""
    given = claim(**changes)
    assert (spelling.place(given), spelling.score(given)) == (place, score)
