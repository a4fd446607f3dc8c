"""What a person reads: the rank first, everything in its place, and nothing that a hostile page can do to it."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.alerting import SENTENCE, claim, notice

from alerts import render
from alerts.spans import clean, to_html, to_plain
from parwatch.demo.telegram.entities import Parsed, parse_html, trimmed
from parwatch_core.notice import Copy, Language, Notice, NoticeKind
from parwatch_core.ranking import Index, UnitLevel
from parwatch_core.text import utf16_units

VI, EN = Language.VI, Language.EN


def shown(what: Notice, language: Language = VI) -> Parsed:
    """The message as Telegram shows it."""
    (html,) = render.messages(what, language)
    return trimmed(parse_html(html))


def lines(what: Notice, language: Language = VI) -> list[str]:
    return shown(what, language).text.split("\n")


def test_an_alert_says_rank_unit_index_title_evidence_and_place_in_this_order() -> None:
    """The whole message of an ordinary alert, as it stands on the phone."""
    what = notice(claim(rank_change=8, score=88.0, score_unit="điểm", score_change=2.63, score_change_unit="điểm"))
    assert lines(what) == [
        "🥈 Hạng 2/10  ▲ 8 bậc so với năm 2020",
        "Huyện Sông Trà, Bình An",
        "Chỉ số cải cách hành chính (PAR INDEX) 2021",
        "Điểm số: 88 điểm  ▲ 2,63 điểm",
        "",
        "Sông Trà tăng 8 bậc về cải cách hành chính",
        SENTENCE,
        "🏛 Cổng thông tin huyện Sông Trà · 08:30, 12/01/2022",
    ]


def test_the_same_alert_in_english() -> None:
    """Everything but the names, the title and the evidence is in the reader's language."""
    what = notice(claim(rank_change=-3, score=88.5, score_unit="điểm"))
    assert lines(what, EN)[:4] == [
        "🥈 Rank 2 of 10  ▼ 3 from 2020",
        "Huyện Sông Trà, Bình An",
        "Public Administration Reform Index (PAR INDEX) 2021",
        "Score: 88.5 points",
    ]
    assert lines(what, EN)[-1] == "🏛 Cổng thông tin huyện Sông Trà · 12 Jan 2022, 08:30"


def test_the_title_links_to_the_article_and_the_evidence_is_a_quotation() -> None:
    """The entities that Telegram makes of the HTML: what is bold, the one link, the block."""
    message = shown(notice())
    text = message.text.encode("utf-16-le")
    found = [
        (e.kind, text[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le"), e.url) for e in message.entities
    ]
    assert found == [
        ("bold", "Hạng 2/10", None),
        ("bold", "Huyện Sông Trà, Bình An", None),
        ("text_link", "Sông Trà tăng 8 bậc về cải cách hành chính", "https://songtra.example.gov.vn/tin/123.html"),
        ("blockquote", SENTENCE, None),
    ]


def test_the_change_is_computed_from_last_years_claim() -> None:
    """Two claims, one fact: from 10th in 2020 to 2nd in 2021 is a rise by eight places, with last year's rank."""
    what = notice(claim(), claim(year=2020, rank=10, of_total=10))
    assert lines(what)[0] == "🥈 Hạng 2/10  ▲ 8 bậc (năm 2020: hạng 10/10)"
    assert "kết quả khác" not in shown(what).text


@pytest.mark.parametrize(
    ("change", "year", "expected"),
    [
        (0, 2021, "Hạng 7  giữ nguyên thứ hạng so với năm 2020"),
        (-1, None, "Hạng 7  ▼ 1 bậc so với năm trước"),
        (None, 2021, "Hạng 7"),
    ],
)
def test_changes_are_said_as_far_as_they_are_known(change: int | None, year: int | None, expected: str) -> None:
    """No change, a change without a year, and nothing known: never a guess."""
    assert lines(notice(claim(rank=7, of_total=None, rank_change=change, year=year)))[0] == f"📊 {expected}"


def test_a_score_without_a_rank_stands_in_front() -> None:
    """Where the article gives only a score, that is the news."""
    what = notice(
        claim(rank=None, of_total=None, score=89.42, score_unit="%", score_change=-1.5, score_change_unit="%")
    )
    assert lines(what)[0] == "📊 89,42%  ▼ 1,5%"


def test_four_decimals_survive_and_zeros_do_not() -> None:
    """DTI is 0,6077; 88.0 is 88; a bare number stays bare; the decimal mark is the reader's."""
    scores = [(0.6077, "0,6077"), (88.0, "88"), (100.0, "100"), (90.10, "90,1")]
    for score, expected in scores:
        assert f"Điểm số: {expected}" in lines(notice(claim(score=score)))


def test_earlier_years_are_one_line() -> None:
    """Older ranks of the same unit are not results of their own."""
    what = notice(claim(), *(claim(year=year, rank=year - 2010) for year in (2017, 2018, 2019)))
    assert "Các năm trước: năm 2019: hạng 9/10 · năm 2018: hạng 8/10 · năm 2017: hạng 7/10" in lines(what)


def test_twenty_claims_are_eight_lines_and_a_count() -> None:
    """An article that ranks all ministries stays readable: index once, one line each, the rest counted."""
    claims = [
        claim(unit=f"Bộ số {i}", province=None, rank=i, of_total=20, score=99.5 - i, score_unit="%")
        for i in range(1, 21)
    ]
    text = lines(notice(*claims))
    assert text[0] == "📊 Chỉ số cải cách hành chính (PAR INDEX) 2021"
    assert text[1:4] == [f"Hạng {i}/20 · Bộ số {i} · {98 - i + 1},5%" for i in (1, 2, 3)]
    assert text[9] == "và 12 kết quả khác"
    assert shown(notice(*claims), EN).text.count("and 12 more") == 1


def test_rows_name_their_index_where_it_differs() -> None:
    """A table over several indices repeats the name in each row instead of a wrong heading."""
    what = notice(*(claim(index=index, rank=i) for i, index in enumerate((Index.PAR, Index.SIPAS, Index.QD766), 1)))
    rows = lines(what)[:3]
    assert [row.split(" · ")[2] for row in rows] == [
        "Chỉ số cải cách hành chính (PAR INDEX) 2021",
        "Chỉ số hài lòng về phục vụ hành chính (SIPAS) 2021",
        "Bộ chỉ số phục vụ người dân, doanh nghiệp (QĐ 766) 2021",
    ]


def test_an_update_says_first_that_it_corrects() -> None:
    """A reader who got the wrong figures is told so before the new ones."""
    assert lines(notice(kind=NoticeKind.UPDATE))[0] == "✏️ Đính chính: bài viết đã sửa số liệu so với tin đã gửi"
    assert lines(notice(kind=NoticeKind.UPDATE), EN)[0].startswith("✏️ Correction")


def test_an_update_without_claims_withdraws() -> None:
    """An edit that removed the ranking is told, not hidden."""
    what = Notice(NoticeKind.UPDATE, "Tiêu đề", "https://a.example.gov.vn/1", "Cổng", ())
    assert "không còn nêu kết quả" in shown(what).text


def test_other_portals_are_named_and_linked() -> None:
    """One story on several portals is one alert with all of them; beyond five they are counted."""
    copies = tuple(Copy(f"Cổng {i}", f"https://c{i}.example.gov.vn/x") for i in range(7))
    message = shown(notice(copies=copies))
    assert message.text.split("\n")[-1] == "Cũng đăng trên: Cổng 0, Cổng 1, Cổng 2, Cổng 3, Cổng 4, và 2 cổng khác"
    assert [entity.url for entity in message.entities if entity.kind == "text_link"][1:] == [c.url for c in copies[:5]]


def test_a_day_without_an_hour_is_shown_as_a_day() -> None:
    """Midnight in Viet Nam stands for "no hour given" and is not shown as 00:00."""
    assert lines(notice(published=datetime(2022, 1, 11, 17, 0, tzinfo=UTC)))[-1].endswith("· 12/01/2022")
    assert lines(notice(published=None))[-1] == "🏛 Cổng thông tin huyện Sông Trà"


def test_doubtful_figures_are_marked() -> None:
    """A doubtful claim is never told like a sure one."""
    assert any("chưa chắc chắn" in line for line in lines(notice(claim(doubtful=True))))


def test_a_province_is_not_said_twice() -> None:
    """The province follows the unit only where the unit's name does not hold it."""
    what = notice(claim(unit="tỉnh Bình An", unit_level=UnitLevel.PROVINCE, province="Bình An"))
    assert lines(what)[1] == "Tỉnh Bình An"


def test_evidence_that_repeats_the_title_is_left_out() -> None:
    """The title once is enough."""
    what = notice(claim(evidence="Một câu"), title="Một câu")
    assert shown(what).text.count("Một câu") == 1


def test_plain_text_holds_the_address_and_no_markup() -> None:
    """The variant for a chat that refused the markup can still be followed to the article."""
    (text,) = render.plain(notice(title="a < b & <c>"), VI)
    assert "a < b & <c>\nhttps://songtra.example.gov.vn/tin/123.html" in text
    assert f"“{SENTENCE}”" in text
    assert "&lt;" not in text


def test_the_terminal_gets_no_control_characters() -> None:
    """An escape sequence in a title must not paint the operator's screen."""
    what = notice(claim(evidence="x\x1b]0;owned\x07y\x9b31mz"), title="\x1b[31mĐỏ\x1b[0m")
    text = render.terminal(what, VI)
    assert not [character for character in text if unicodedata.category(character) == "Cc" and character != "\n"]
    assert "[31mĐỏ[0m" in text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<b>Đứng đầu</b> & 'cả nước' \"2021\"", "<b>Đứng đầu</b> & 'cả nước' \"2021\""),
        ("</a></blockquote><script>", "</a></blockquote><script>"),
        ("&lt;b&gt; &amp;amp; &#0; &#x202e;", "&lt;b&gt; &amp;amp; &#0; &#x202e;"),
        ("Xếp \u202ehạng\u202c 2\u200f/\u206610\u2069", "Xếp hạng 2/10"),
        ("dòng một\r\ndòng hai\u2028dòng ba\tbốn", "dòng một dòng hai dòng ba bốn"),
        ("nửa cặp \ud83d đây", "nửa cặp \ufffd đây"),
        (unicodedata.normalize("NFD", "Hưng Yên đạt hạng nhất"), "Hưng Yên đạt hạng nhất"),
        ("👩‍👩‍👧 gia đình 🇻🇳", "👩‍👩‍👧 gia đình 🇻🇳"),
        ("hai  khoảng trắng\u00a0cứng", "hai  khoảng trắng\u00a0cứng"),
    ],
)
def test_titles_are_shown_exactly_and_do_nothing(title: str, expected: str) -> None:
    """NFC, controls and bidi marks gone, line breaks as blanks, and every other character as it was."""
    message = shown(notice(title=title))
    link = next(entity for entity in message.entities if entity.kind == "text_link")
    text = message.text.encode("utf-16-le")[2 * link.offset : 2 * (link.offset + link.length)].decode("utf-16-le")
    assert text == expected


@pytest.mark.parametrize("character", ["a", "đ", "😀", "👩‍👩‍👧", "e\u0301\u0323", "<", "&", "\u202e", "</b>", "\u0301"])
@pytest.mark.parametrize("language", list(Language))
def test_a_title_of_a_hundred_thousand_characters_fits(character: str, language: Language) -> None:
    """Whatever it is made of, the message stays below 4,096 UTF-16 units and well-formed."""
    what = notice(title=character * (100_000 // len(character)))
    assert 0 < shown(what, language).units < 4096
    assert utf16_units(render.plain(what, language)[0]) < 4096


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("count", [1, 2, 3, 50])
def test_everything_at_its_longest_fits(language: Language, count: int) -> None:
    """All fields hostile at once; nothing is left out of the bounds."""
    long = "𝔸<&> " * 5000
    claims = [
        claim(
            unit=f"{long}{i}",
            province=long + "x",
            group=long,
            evidence=long + "!",
            rank=10**400,
            of_total=-(10**400),
            rank_change=10**400,
            score=1.7e308,
            score_unit=long,
            score_change=-1.7e308,
            score_change_unit=long,
            doubtful=True,
        )
        for i in range(count)
    ]
    url = "https://a.example.gov.vn/" + "x" * 2000
    what = notice(*claims, title=long, portal=long, url=url, kind=NoticeKind.UPDATE, copies=(Copy(long, url),) * 30)
    assert shown(what, language).units < 4096
    assert utf16_units(render.plain(what, language)[0]) < 4096
    assert utf16_units(to_plain(render.summary(what, language))) < 800


HOSTILE = st.text(st.sampled_from("a<>&\"'/b=; \n\u202e\u0301\u200d😀đ\x00\x1b\ud800") | st.characters(), max_size=400)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=HOSTILE, portal=HOSTILE, unit=HOSTILE, evidence=HOSTILE, url=HOSTILE, group=HOSTILE)
def test_no_text_breaks_the_markup(title: str, portal: str, unit: str, evidence: str, url: str, group: str) -> None:
    """For any texts whatever: the HTML parses, and what Telegram shows is exactly the plain spelling of the spans."""
    what = notice(
        claim(unit=unit, evidence=evidence, group=group),
        title=title,
        portal=portal,
        url=url,
        copies=(Copy(portal, "https://x.example/" + url),),
    )
    (html,) = render.messages(what, VI)
    parsed = parse_html(html)
    html.encode()
    assert parsed.units < 4096
    # Links without an address are only text, so nothing but the text itself can be compared.
    assert clean(title).strip()[:20] in parsed.text or len(clean(title).strip()) == 0
    assert all(e.offset >= 0 and e.offset + e.length <= utf16_units(parsed.text) for e in parsed.entities)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a/b", "", "https://", "http://[::1", "https://a/" + "x" * 5000]
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    """A page cannot smuggle another kind of address into a message; the alert itself still goes out."""
    message = shown(notice(url=url))
    assert [entity for entity in message.entities if entity.kind == "text_link"] == []
    assert "Hạng 2/10" in message.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ('https://a.example/?q="><b>', "https://a.example/?q=%22%3E%3Cb%3E"),
        ("https://a.example/tin-tức/đầu", "https://a.example/tin-t%E1%BB%A9c/%C4%91%E1%BA%A7u"),
        ("https://a.example/%C4%91?a=1&b=2#c", "https://a.example/%C4%91?a=1&b=2#c"),
        ("https://tên.example/", "https://xn--tn-eja.example/"),
        ("https://a.example/\u202egpj.exe", "https://a.example/%E2%80%AEgpj.exe"),
    ],
)
def test_addresses_are_plain_ascii(url: str, expected: str) -> None:
    """An address is percent-encoded once and cannot leave its attribute."""
    assert [entity.url for entity in shown(notice(url=url)).entities if entity.url] == [expected]


def test_a_summary_is_three_lines() -> None:
    """/latest shows the first result, the title and the place of each alert."""
    spans = render.summary(notice(claim(), claim(unit="huyện Khác", rank=5)), VI)
    assert to_plain(spans).split("\n") == [
        "Hạng 2/10 · Huyện Sông Trà, Bình An · Chỉ số cải cách hành chính (PAR INDEX) 2021 (và 1 kết quả khác)",
        "Sông Trà tăng 8 bậc về cải cách hành chính",
        "Cổng thông tin huyện Sông Trà · 08:30, 12/01/2022",
    ]
    assert parse_html(to_html(spans)).text == to_plain(spans)
