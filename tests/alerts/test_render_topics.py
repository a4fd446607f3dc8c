"""An alert of a topic: which topics, the sentence that says so, and in it what was looked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.alerting import claim, notice

from alerts import render
from parwatch.demo.telegram.entities import Parsed, parse_html, trimmed
from parwatch_core.notice import Language, Notice
from parwatch_core.text import utf16_units
from parwatch_core.topic import Quote, TopicHit

VI, EN = Language.VI, Language.EN
SENTENCE = "Xã bàn kế hoạch chuyển đổi số và chỉ số DTI năm nay."
HIT = TopicHit("Chuyển đổi số", (Quote(SENTENCE, ((16, 29), (40, 43))),))


def shown(what: Notice, language: Language = VI) -> Parsed:
    (html,) = render.messages(what, language)
    return trimmed(parse_html(html))


def pieces(message: Parsed, kind: str) -> list[str]:
    raw = message.text.encode("utf-16-le")
    found = (one for one in message.entities if one.kind == kind)
    return [raw[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le") for one in found]


@pytest.mark.parametrize(("language", "first"), [(VI, "📰 Chủ đề: Chuyển đổi số"), (EN, "📰 Topic: Chuyển đổi số")])
def test_what_was_looked_for_is_bold_in_one_quotation(language: Language, first: str) -> None:
    """The topic stands first, the sentence in full below the title."""
    message = shown(notice(topics=(HIT,), claims=()), language)
    assert message.text.split("\n")[0] == first
    assert pieces(message, "blockquote") == [SENTENCE]
    assert pieces(message, "bold")[1:] == ["chuyển đổi số", "DTI"]


def test_without_formatting_it_stands_in_quotation_marks() -> None:
    """For a chat that refused the markup, and for the console."""
    (text,) = render.plain(notice(topics=(HIT,), claims=()), VI)
    assert "“Xã bàn kế hoạch «chuyển đổi số» và chỉ số «DTI» năm nay.”" in text.split("\n")


def test_a_rank_and_two_topics_are_one_message() -> None:
    """The rank first with its own evidence, the topics in a line before the place."""
    message = shown(notice(claim(), topics=(HIT, TopicHit("DTI"))))
    assert message.text.split("\n")[-2] == "🔎 Chủ đề: Chuyển đổi số · DTI"
    assert message.text.startswith("🥈 Hạng 2/10")


def test_the_headline_is_not_quoted_below_itself() -> None:
    """The next sentence is; without one there is no quotation."""
    title = notice().title
    both = TopicHit("X", (Quote(title), Quote(SENTENCE)))
    assert pieces(shown(notice(topics=(both,), claims=())), "blockquote") == [SENTENCE]
    assert not pieces(shown(notice(topics=(TopicHit("X", (Quote(title),)),), claims=())), "blockquote")


@given(st.text(max_size=900), st.lists(st.integers(0, 900), max_size=12))
def test_any_quote_makes_one_sound_message(text: str, edges: list[int]) -> None:
    """Below Telegram's limit, with markup that it takes, however the marks stand."""
    places = sorted({min(edge, len(text)) for edge in edges})
    marks = tuple(zip(places[::2], places[1::2], strict=False))
    what = notice(topics=(TopicHit("X", (Quote(text, marks),)),), claims=())
    assert utf16_units(shown(what).text) < render.LIMIT
    assert all(utf16_units(message) < render.LIMIT for message in render.plain(what, VI))
