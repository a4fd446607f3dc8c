"""Cutting and cleaning at the level of characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.spans import ELLIPSIS, clean, shorten
from parwatch_core.text import utf16_units


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("vừa đủ", 6, "vừa đủ"),
        ("chỉ số cải cách hành chính", 18, "chỉ số cải cách…"),
        ("không-có-khoảng-trắng-nào", 10, "không-có-…"),
        ("😀😀😀😀", 6, "😀😀…"),
        ("ab👩‍👩‍👧x", 9, "ab…"),
        ("xe\u0323\u0301y12345", 4, "x…"),
        ("👍🏽👍🏽", 4, "…"),
    ],
)
def test_cuts_fall_between_what_a_person_sees_as_characters(text: str, limit: int, expected: str) -> None:
    """At a word where one is near; never within a surrogate pair, before a mark, inside a joined emoji."""
    assert shorten(text, limit) == expected


@settings(deadline=None)
@given(st.text(max_size=200), st.integers(1, 60))
def test_a_cut_never_exceeds_its_limit(text: str, limit: int) -> None:
    """Counted as Telegram counts, and only a prefix with the sign of the cut is left."""
    short = shorten(text, limit)
    assert utf16_units(short) <= limit
    assert short == text or text.startswith(short.removesuffix(ELLIPSIS))


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """What is clean stays exactly as it is, and it can always be encoded."""
    once = clean(text)
    assert clean(once) == once
    once.encode()


@given(st.text(st.characters(codec="utf-16")))
def test_units_are_those_of_utf16(text: str) -> None:
    """The fast count agrees with the codec."""
    assert utf16_units(text) == len(text.encode("utf-16-le")) // 2
