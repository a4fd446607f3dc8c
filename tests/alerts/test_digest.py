"""Several notices in one message: all of them there, none cut in two, never too long."""

from __future__ import annotations

import html
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support.alerting import claim, delivery, notice

from alerts import digest, render
from alerts.spans import clean
from parwatch_core.notice import MOST_FOLDED, Copy, Language, Notice, NoticeKind
from parwatch_core.ranking import Index
from parwatch_core.text import utf16_units

TEXTS = st.text(max_size=60).map(lambda part: part * 40) | st.text(max_size=300)
CLAIMS = st.builds(
    claim,
    unit=TEXTS,
    province=st.none() | TEXTS,
    index=st.sampled_from(Index),
    rank=st.none() | st.integers(-(10**12), 10**12),
    score=st.none() | st.floats(),
    score_unit=TEXTS,
    group=st.none() | TEXTS,
)
NOTICES = st.builds(
    lambda claims, kind, title, portal, highlights: notice(
        *claims, kind=kind, title=title, portal=portal, highlights=min(highlights, len(claims))
    ),
    st.lists(CLAIMS, max_size=3),
    st.sampled_from(NoticeKind),
    TEXTS,
    TEXTS,
    st.integers(0, 3),
)


def visible(text: str) -> str:
    """What a person sees of Telegram's HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def many(count: int, title: str = "Sông Trà tăng 8 bậc về cải cách hành chính") -> tuple[Notice, ...]:
    return tuple(
        notice(title=f"{title} ({number})", url=f"https://a.gov.vn/{number}") for number in range(1, count + 1)
    )


def test_each_article_has_its_title_link_and_rank() -> None:
    """As a person sees it, in Vietnamese."""
    shown = digest.digest(many(12), Language.VI)
    assert visible(shown).startswith("🗞 12 bài mới\n\n1. Sông Trà tăng 8 bậc về cải cách hành chính (1)\nHạng 2/10")
    for number in range(1, 13):
        assert f'<a href="https://a.gov.vn/{number}">Sông Trà tăng 8 bậc về cải cách hành chính ({number})</a>' in shown
    assert shown.count("<b>Hạng 2/10</b>") == 12
    assert shown.count("Huyện Sông Trà, Bình An · Chỉ số cải cách hành chính (PAR INDEX) 2021") == 12


def test_in_english() -> None:
    """The same in the other language."""
    assert visible(digest.digest(many(2), Language.EN)).startswith("🗞 2 new articles\n\n1. ")


def test_a_correction_has_its_pencil_and_ones_own_unit_stands_first() -> None:
    """The line names the unit that the reader watches, and how many more there are."""
    mine = claim(unit="huyện Can Lộc", rank=9)
    own = notice(mine, claim(), claim(unit="huyện Đức Thọ"), highlights=1, kind=NoticeKind.UPDATE)
    shown = visible(digest.digest((own, notice()), Language.VI))
    assert "1. ✏️ " in shown
    assert "Hạng 9/10 · Huyện Can Lộc" in shown
    assert "(và 2 kết quả khác)" in shown


def test_long_ones_are_shortened_and_all_are_there() -> None:
    """24 titles of 400 letters fit: each keeps its number, its link and its rank."""
    shown = digest.digest(many(MOST_FOLDED, "Đường" * 80), Language.VI)
    assert utf16_units(visible(shown)) < render.LIMIT
    assert shown.count("<a href=") == shown.count("<b>Hạng") == MOST_FOLDED


@given(st.lists(NOTICES, min_size=2, max_size=MOST_FOLDED), st.sampled_from(Language))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_the_notices(notices: list[Notice], language: Language) -> None:
    """Below the limit, well formed, one entry for each notice, no control characters."""
    shown = digest.digest(notices, language)
    seen = visible(shown)
    assert utf16_units(seen) < render.LIMIT
    assert [int(number) for number in re.findall(r"(?<=\n\n)(\d+)(?=\. )", seen)] == [*range(1, len(notices) + 1)]
    assert re.sub(r"</?(?:b|a)(?: href=\"[^\"<>]*\")?>", "", shown).count("<") == 0
    assert shown.count("<a ") == shown.count("</a>")
    assert clean(seen.replace("\n", "")) == seen.replace("\n", "")


def test_the_longest_entries_fit() -> None:
    """Every field at its worst, with letters of two units each."""
    worst = notice(
        claim(unit="𝔘" * 500, province="𝔓" * 500, group="𝔊" * 500, score=-1234567.123456, score_unit="𝔖" * 99),
        title="𝔗" * 5000,
        portal="𝔓" * 500,
        kind=NoticeKind.UPDATE,
        copies=(Copy("x", "https://x.vn"),) * 9,
    )
    for language in Language:
        shown = digest.digest((worst,) * MOST_FOLDED, language)
        assert utf16_units(visible(shown)) < render.LIMIT
        assert shown.count("<a href=") == MOST_FOLDED


def test_a_delivery_is_spelled_as_what_it_is() -> None:
    """One notice as ever, in HTML or plain; several as a digest."""
    one = delivery(7)
    assert (digest.text(one),) == render.messages(one.notice, Language.VI)
    assert (digest.text(replace(one, plain=True)),) == render.plain(one.notice, Language.VI)
    several = replace(one, others=(notice(title="Khác"),), other_ids=(2,))
    assert digest.text(several) == digest.digest(several.notices, Language.VI)
