"""The clock of Viet Nam."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parwatch_core.zones import VIETNAM, to_vietnam


def test_an_instant_is_shown_seven_hours_later():
    assert to_vietnam(datetime(2022, 1, 12, 18, 30, tzinfo=UTC)) == datetime(2022, 1, 13, 1, 30, tzinfo=VIETNAM)


def test_a_naive_instant_is_utc():
    assert to_vietnam(datetime(2022, 1, 12, 1, 30)).hour == 8  # noqa: DTZ001 - naive on purpose


@pytest.mark.parametrize("instant", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
def test_the_ends_of_time_are_shown_too(instant):
    """A message must not fail for a date that a damaged portal made up; 9999-12-31 has no evening in Viet Nam."""
    assert to_vietnam(instant).year == instant.year
