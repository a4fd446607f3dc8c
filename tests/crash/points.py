"""Where a process is killed."""

from __future__ import annotations

from enum import StrEnum


class Point(StrEnum):
    """An instant. Around a commit: before, in the middle of SQLite's writing, and after it."""

    START = "at start, before the database is opened"
    MIGRATING = "while migrating, at a statement"
    MIGRATION_TORN = "while migrating, in the commit"
    STORY = "article: before the commit"
    STORY_TORN = "article: in the commit"
    STORY_DONE = "article: after the commit"
    CLAIM = "claim: before the commit"
    CLAIM_TORN = "claim: in the commit"
    CLAIMED = "claimed, not sent yet"
    REQUESTED = "mid-request, the server holds it"
    ACCEPTED = "accepted, the answer is not read"
    ANSWERED = "the answer is read, not noted yet"
    OUTCOME = "outcome: before the commit"
    OUTCOME_TORN = "outcome: in the commit"
    OUTCOME_DONE = "outcome: after the commit"
    RANDOM = "at any instant"


TORN = frozenset({Point.MIGRATION_TORN, Point.STORY_TORN, Point.CLAIM_TORN, Point.OUTCOME_TORN})
# The parent sees these come and kills; at all others the child dies by its own hand, between two instructions.
SEEN_FROM_OUTSIDE = frozenset({Point.REQUESTED, Point.ACCEPTED, Point.RANDOM})
