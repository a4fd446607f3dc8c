"""When a source is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch_core.fetching import FetchStatus
from scraper.backoff import HOUR, next_attempt

FAILURES = [status for status in FetchStatus if not status.good]


def test_a_good_source_keeps_its_interval():
    assert next_attempt(FetchStatus.OK, 0, 1800) == 1800
    assert next_attempt(FetchStatus.NOT_MODIFIED, 0, 2) == 2


def test_a_temporary_failure_doubles_from_the_interval_to_six_hours():
    waits = [next_attempt(FetchStatus.TIMEOUT, failures, 600) for failures in range(1, 9)]
    assert waits == [600, 1200, 2400, 4800, 9600, 19200, 6 * HOUR, 6 * HOUR]


def test_a_permanent_failure_begins_at_an_hour_and_ends_at_a_day():
    waits = [next_attempt(FetchStatus.TLS_EXPIRED, failures, 600) / HOUR for failures in range(1, 8)]
    assert waits == [1, 2, 4, 8, 16, 24, 24]


def test_an_interval_beyond_the_cap_is_kept():
    assert next_attempt(FetchStatus.TIMEOUT, 3, 12 * HOUR) == 12 * HOUR


@pytest.mark.parametrize("status", [FetchStatus.RATE_LIMITED, FetchStatus.BLOCKED, FetchStatus.MAINTENANCE])
def test_a_blocker_is_given_more_rest_than_a_timeout(status):
    assert next_attempt(status, 1, 10) > next_attempt(FetchStatus.TIMEOUT, 1, 10)


def test_retry_after_is_obeyed_where_it_is_longer_and_within_a_day():
    assert next_attempt(FetchStatus.HTTP_SERVER, 1, 60, 500) == 500
    assert next_attempt(FetchStatus.HTTP_SERVER, 1, 600, 5) == 600
    assert next_attempt(FetchStatus.RATE_LIMITED, 1, 60, 1e12) == 24 * HOUR


@given(
    st.sampled_from(FAILURES),
    st.integers(0, 100_000),
    st.floats(1, 86_400),
    st.one_of(st.none(), st.floats(0, 1e9)),
    st.floats(0, 1),
)
def test_no_wait_is_below_the_interval_or_beyond_a_day_and_a_tenth(status, failures, every, retry_after, jitter):
    wait = next_attempt(status, failures, every, retry_after, jitter)
    assert every <= wait <= 24 * HOUR * 1.1 + 1
    assert wait >= next_attempt(status, failures, every, retry_after)


@given(st.sampled_from(FAILURES), st.integers(1, 200), st.floats(1, 86_400))
def test_more_failures_never_mean_a_shorter_wait(status, failures, every):
    assert next_attempt(status, failures + 1, every) >= next_attempt(status, failures, every)
