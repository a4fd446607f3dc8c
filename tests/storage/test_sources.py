"""What is remembered of a source, its log, and the service's signs of life."""

from __future__ import annotations

from dataclasses import replace

from support.archive import NOW, later

from parwatch_core.fetching import FetchStatus
from storage import heartbeats, sources
from storage.database import Database
from storage.values import FetchEvent, Heartbeat, PollRecord, SourceState, Validators


def test_state_of_an_unknown_source_is_blank(database: Database) -> None:
    """A source that was never polled has a state too, and is not listed."""
    with database.read() as session:
        assert sources.state(session, "songtra") == SourceState("songtra")
        assert sources.states(session) == ()


def test_state_comes_back_as_it_was_saved(database: Database) -> None:
    """Times, counters, validators and the scraper's JSON survive; saving again replaces all of it."""
    full = SourceState(
        name="Hương Sơn",
        last_poll=NOW,
        last_success=later(minutes=-30),
        last_status=FetchStatus.TLS_CHAIN,
        last_error="chứng chỉ thiếu",
        failures=2,
        next_due=later(hours=1),
        polls=9,
        polls_unchanged=6,
        polls_failed=2,
        articles=40,
        validators={"https://a.vn/rss": Validators('"e1"', None), "https://a.vn/": Validators(None, "yesterday")},
        discovery={"channels": [["feed", "https://a.vn/rss", 0.9]], "unit": "huyện Hương Sơn"},
        wrapper={"drop": ["div.counter"]},
    )
    with database.write() as session:
        for saved in (full, replace(full, discovery=None, wrapper=None, validators={}, last_status=None)):
            sources.save_state(session, saved)
            assert sources.state(session, "Hương Sơn") == saved
            assert sources.states(session) == (saved,)


def test_polls_are_counted(database: Database) -> None:
    """A good poll ends a row of failures; what was learned about the source stays."""
    due = later(minutes=30)
    learned = SourceState("songtra", discovery={"cms": "nukeviet"}, validators={"u": Validators("e", "m")})
    with database.write() as session:
        sources.save_state(session, learned)
        sources.record_poll(session, PollRecord("songtra", FetchStatus.OK, due, articles=12), NOW)
        for minute in (1, 2):
            failed = PollRecord("songtra", FetchStatus.TIMEOUT, due, error="no answer in 30 s")
            state = sources.record_poll(session, failed, later(minutes=minute))
        assert (state.failures, state.last_status, state.last_error) == (2, FetchStatus.TIMEOUT, "no answer in 30 s")
        assert (state.last_success, state.last_poll) == (NOW, later(minutes=2))
        unchanged = PollRecord("songtra", FetchStatus.NOT_MODIFIED, due, unchanged=True)
        state = sources.record_poll(session, unchanged, later(minutes=3))
        assert sources.state(session, "songtra") == state
    assert state == SourceState(
        name="songtra",
        last_poll=later(minutes=3),
        last_success=later(minutes=3),
        last_status=FetchStatus.NOT_MODIFIED,
        next_due=due,
        polls=4,
        polls_unchanged=1,
        polls_failed=2,
        articles=12,
        discovery={"cms": "nukeviet"},
        validators={"u": Validators("e", "m")},
    )


def test_fetches_are_logged_and_pruned(database: Database) -> None:
    """The log gives the newest first, by source or all; pruning forgets what is older than the moment."""
    events = [
        FetchEvent("songtra", "https://a.vn/", "page", FetchStatus.OK, later(minutes=1), 200, 4096, 0.25),
        FetchEvent("songtra", "https://a.vn/x", "page", FetchStatus.RESET, later(minutes=2), error="reset"),
        FetchEvent("tragiang", "https://b.vn/rss", "feed", FetchStatus.NOT_MODIFIED, later(minutes=3), 304),
    ]
    with database.write() as session:
        for event in events:
            sources.record_fetch(session, event)
        assert sources.fetches(session) == tuple(reversed(events))
        assert sources.fetches(session, "songtra", limit=1) == (events[1],)
        assert sources.prune(session, later(minutes=2)) == 1
        assert sources.fetches(session) == (events[2], events[1])


def test_last_heartbeat_is_the_newest(database: Database) -> None:
    """None before the first one; a later one replaces it; of several services the newest counts."""
    with database.write() as session:
        assert heartbeats.last(session) is None
        heartbeats.beat(session, NOW, trouble="the bot token is refused")
        assert heartbeats.last(session) == Heartbeat(NOW, None, "the bot token is refused")
        heartbeats.beat(session, later(seconds=20), later(seconds=15))
        heartbeats.beat(session, later(seconds=10), name="the other one")
        assert heartbeats.last(session) == Heartbeat(later(seconds=20), later(seconds=15))
