"""Wishes survive storage, refuse what cannot be meant, and say when an alert is told."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parwatch_core.errors import PreferencesError
from parwatch_core.notice import Language
from parwatch_core.preferences import (
    DAY,
    DEFAULT,
    REFORM,
    Area,
    Bound,
    Movement,
    Pace,
    Preferences,
    Quiet,
    Scope,
    Side,
    Timing,
    due,
    dumps,
    loads,
    minute_of,
    tidy,
    waking,
)
from parwatch_core.ranking import Index, Salience
from parwatch_core.zones import VIETNAM

MINUTES = st.integers(0, DAY - 1)
NAMES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=30)
SCOPES = st.one_of(
    st.just(Scope()),
    st.builds(Scope, st.sampled_from([Area.PROVINCES, Area.UNITS]), st.lists(NAMES, min_size=1, max_size=5).map(tuple)),
)
QUIETS = st.tuples(MINUTES, MINUTES).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Quiet(*ends))
TIMINGS = st.builds(Timing, st.sampled_from(Pace), MINUTES, st.integers(0, 6))
WISHES = st.builds(
    Preferences,
    language=st.sampled_from(Language),
    scope=SCOPES,
    indices=st.frozensets(st.sampled_from(Index)),
    salience=st.sampled_from(Salience),
    doubtful=st.booleans(),
    movement=st.sampled_from(Movement),
    rank=st.none() | st.builds(Bound, st.sampled_from(Side), st.integers(1, 10_000)),
    topics_out=st.frozensets(NAMES, max_size=4),
    muted=st.frozensets(NAMES, max_size=4),
    timing=TIMINGS,
    quiet=st.none() | QUIETS,
)
MOMENTS = st.integers(0, 6 * 366 * DAY).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(text: str) -> datetime:
    """A moment on a Vietnamese clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def edited(**changes: Any) -> str:
    """The default as JSON, with these keys set."""
    return json.dumps({**json.loads(dumps(DEFAULT)), **changes})


@given(WISHES)
@settings(max_examples=200, deadline=None)
def test_what_is_stored_comes_back(wishes: Preferences) -> None:
    """loads undoes dumps, and equal wishes have one spelling: storage keys its cache by it."""
    text = dumps(wishes)
    again = loads(text, wishes.language)
    assert again == wishes
    assert dumps(again) == text
    text.encode("utf-8")


def test_the_defaults_are_those_of_a_chat_that_never_said_any() -> None:
    """The whole country, the three reform indices, any mention, nothing doubtful, at once, no quiet hours."""
    assert loads('{"version": 1}') == DEFAULT == Preferences()
    assert DEFAULT.indices == REFORM == {Index.PAR, Index.SIPAS, Index.QD766}
    assert (DEFAULT.salience, DEFAULT.doubtful, DEFAULT.scope) == (Salience.INCIDENTAL, False, Scope())


def test_keys_of_a_newer_parwatch_are_passed_over() -> None:
    """A backup that is read by an older version keeps what that understands."""
    assert loads(edited(version=7, colour="green", scope={"area": "country", "depth": 3})) == DEFAULT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "nonsense",
        "[" * 100_000,
        '{"version": true}',
        edited(version=0),
        edited(indices=["PAR", "XYZ"]),
        edited(indices="PAR"),
        edited(salience=["main"]),
        edited(doubtful=1),
        edited(movement="sideways"),
        edited(rank=5),
        edited(rank={"side": "better", "rank": 0}),
        edited(rank={"side": "better", "rank": 10**30}),
        edited(rank={"side": "better", "rank": 2.5}),
        edited(rank={"rank": 2}),
        edited(scope={"area": "units", "places": []}),
        edited(scope={"area": "country", "places": ["Hà Tĩnh"]}),
        edited(scope={"area": "units", "places": ["x"] * 51}),
        edited(scope={"area": "units", "places": ["x" * 201]}),
        edited(scope={"area": "units", "places": [7]}),
        edited(muted=["\ud800"]),
        edited(muted=["a\x00b"]),
        edited(muted=[""]),
        edited(topics_out=[str(n) for n in range(201)]),
        edited(timing={"pace": "hourly"}),
        edited(timing={"pace": "daily", "minute": 1440}),
        edited(timing={"pace": "weekly", "weekday": 7}),
        edited(quiet={"start": 60, "end": 60}),
        edited(quiet={"start": -1, "end": 60}),
        edited(quiet={"start": 60}),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str) -> None:
    """One clear line that names the setting; never another error."""
    with pytest.raises(PreferencesError, match=r"^\w+: "):
        loads(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["version", "scope", "area", "places", "rank", "quiet", "timing", "muted"]), x
            )
        ),
    )
)
@settings(max_examples=200, deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    """Whatever stands in the column, there are wishes or a PreferencesError."""
    with contextlib.suppress(PreferencesError):
        assert isinstance(loads(json.dumps(value)), Preferences)


def test_names_are_tidied() -> None:
    """What is typed is kept composed, with single blanks, each once."""
    assert tidy(["  Ha\u0300   Nội ", "Hà Nội", "", "\u200b"]) == ("Hà Nội",)


@pytest.mark.parametrize(
    ("timing", "now", "then"),
    [
        (Timing(), "2026-03-11T13:37", "2026-03-11T13:37"),
        (Timing(Pace.DAILY, 8 * 60), "2026-03-11T07:59", "2026-03-11T08:00"),
        (Timing(Pace.DAILY, 8 * 60), "2026-03-11T08:00", "2026-03-11T08:00"),
        (Timing(Pace.DAILY, 8 * 60), "2026-03-11T08:01", "2026-03-12T08:00"),
        (Timing(Pace.WEEKLY, 8 * 60, 0), "2026-03-11T09:00", "2026-03-16T08:00"),  # a Wednesday
        (Timing(Pace.WEEKLY, 8 * 60, 2), "2026-03-11T07:00", "2026-03-11T08:00"),
        (Timing(Pace.WEEKLY, 8 * 60, 2), "2026-03-11T09:00", "2026-03-18T08:00"),
        (Timing(Pace.WEEKLY, 0, 6), "2026-12-31T23:59", "2027-01-03T00:00"),
    ],
)
def test_digests_come_at_their_hour(timing: Timing, now: str, then: str) -> None:
    """The next one at or after the find, on a Vietnamese clock, told in UTC."""
    told = due(Preferences(timing=timing), at(now).astimezone(UTC))
    assert told == at(then)
    assert told.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-11T21:59", "2026-03-11T21:59"),
        ("2026-03-11T22:00", "2026-03-12T06:30"),
        ("2026-03-12T06:29", "2026-03-12T06:30"),
        ("2026-03-12T06:30", "2026-03-12T06:30"),
    ],
)
def test_quiet_hours_hold_until_their_end(now: str, then: str) -> None:
    """Over midnight too; the last quiet minute is the one before the end."""
    assert due(Preferences(quiet=Quiet(22 * 60, 6 * 60 + 30)), at(now)) == at(then)


@given(WISHES, MOMENTS)
@settings(max_examples=300, deadline=None)
def test_what_is_due_is_never_past_never_quiet_and_never_far(wishes: Preferences, now: datetime) -> None:
    """Held, not dropped: within a week and a day, outside the quiet hours, at the hour that was asked for."""
    told = due(wishes, now)
    assert now <= told <= now + timedelta(days=8)
    assert wishes.quiet is None or not wishes.quiet.covers(minute_of(told))
    assert waking(wishes.quiet, told) == told
    if wishes.timing.pace is not Pace.AT_ONCE and wishes.quiet is None:
        assert minute_of(told) == wishes.timing.minute
