"""The parts of the analysis on their own: letters, sentences, places, changes, batch, verdict."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from parwatch_core.analysis import analyse, claims_changed
from parwatch_core.analysis.batch import analyse_record
from parwatch_core.analysis.letters import fold
from parwatch_core.analysis.lexicon import sections
from parwatch_core.analysis.numerals import compound, decimal, integer
from parwatch_core.analysis.places import gazetteer, places
from parwatch_core.analysis.sentences import sentences
from parwatch_core.analysis.units import unit_named
from parwatch_core.analysis.words import words
from parwatch_core.ranking import Index, RankingClaim, Salience, UnitLevel

TEXT = "Năm 2021, chỉ số CCHC của huyện Mộ Đức đạt 86,45 điểm, xếp thứ 4/13 huyện, thị xã, thành phố."


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("hoà", "hòa"),
        ("UỶ BAN", "ủy ban"),
        ("thuỷ\u00a0lợi", "thủy lợi"),
        ("cải\u200b cách", "cải cách"),
        ("Ðắk Lắk", "đắk lắk"),
        ("xê\u0301p", "xếp"),
        ("xe\u0301\u0302p", "xếp"),
        ("hu\u00adyện", "huyện"),
        ("c¶i c¸ch hµnh chÝnh huyÖn", "cải cách hành chính huyện"),
    ],
)
def test_spellings_fold_to_one(written: str, key: str) -> None:
    """Tone placement, no-break and invisible characters, wrong eth, marks in any order, TCVN3."""
    assert fold(written).key == key


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_way_back_leads_to_the_original(form: str) -> None:
    """A place in the folded text names the same words in the text as stored."""
    stored = unicodedata.normalize(form, "Huyện\u00a0Hoà\u200b Vang xếp thứ hai")  # type: ignore[arg-type]
    folded = fold(stored)
    start = folded.key.index("hòa")
    assert unicodedata.normalize("NFC", folded.source(start, start + 8)).replace("\u200b", "") == "Hoà Vang"
    assert folded.source(0, len(folded.key)) == stored


def test_glued_words_come_apart() -> None:
    """Where capitals begin, and where a token holds two syllables; foreign words stay whole."""
    assert words(fold("hạngChỉ số ngoàiviệc PAR-INDEX internet năm2021,xếp")).keys == [
        "hạng", "chỉ", "số", "ngòai", "việc", "par", "-", "index", "internet", "năm", "2021", ",", "xếp",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TP. HCM xếp thứ 7. Hà Nội xếp thứ 2.", 2),
        ("Q. 1 đứng đầu.", 1),
        ("Đạt 2.63 điểm.Năm 2021 tăng.", 2),
        ("Một dòng\nHai dòng", 2),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    """Not behind an abbreviation or within a number; at a full stop although the next word is glued to it."""
    assert len(sentences(fold(text))) == count


@pytest.mark.parametrize(
    ("word", "value"), [("7", 7), ("02", 2), ("2021", 2021), ("12345", None), ("2,6", None), ("²", None), ("٣", None)]
)
def test_integers(word: str, value: int | None) -> None:
    """Ranks, totals and years; nothing longer, nothing exotic."""
    assert integer(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("86,45", 86.45), ("86.45", 86.45), ("88", 88.0), ("30.397", None), ("0,608", 0.608), ("1" * 99, None)],
)
def test_decimals(word: str, value: float | None) -> None:
    """Comma or point; thirty thousand is no score."""
    assert decimal(word) == value


@pytest.mark.parametrize(
    ("spoken", "value"),
    [("nhất", 1), ("nhì", 2), ("bảy", 7), ("mười", 10), ("mười hai", 12), ("hai mươi mốt", 21), ("rất", None)],
)
def test_number_words(spoken: str, value: int | None) -> None:
    """nhất to the twenties and beyond."""
    assert compound(tuple(spoken.split())) == value


def test_the_gazetteer_is_whole() -> None:
    """63 provinces before, 34 now, the 3,321 units of now, and all the districts of 2024."""
    every = places()
    provinces = {place.name for place in every if place.level is UnitLevel.PROVINCE}
    assert len(provinces) == 63
    assert len({place.name for place in every if place.level is UnitLevel.PROVINCE and place.current}) == 34
    assert sum(place.level is UnitLevel.COMMUNE for place in every) == 3321
    assert sum(place.level is UnitLevel.DISTRICT for place in every) >= 705


@pytest.mark.parametrize(
    "name",
    ["Yên Dũng", "Mỹ Lộc", "Ninh Bình", "Đông Sơn", "Cửa Lò", "Lộc Hà", "Nam Đông",
     "Nông Sơn", "Đạ Huoai", "Cát Tiên", "Long Điền"],
)  # fmt: skip
def test_districts_merged_before_2025_are_known(name: str) -> None:
    """Each with the district that took it in, or, where the name went on, with the communes on its ground."""
    districts = [place for place in gazetteer().named(name) if place.level is UnitLevel.DISTRICT]
    assert districts and all(place.successors and not place.current for place in districts)


def test_a_district_points_to_what_is_there_now() -> None:
    """Phụng Hiệp lies in Cần Thơ now; Hậu Giang ended with it."""
    (district,) = (place for place in gazetteer().named("Phụng Hiệp") if place.level is UnitLevel.DISTRICT)
    assert district.province == "Hậu Giang"
    assert "xã Phụng Hiệp" in district.successors
    (province,) = (place for place in gazetteer().named("Hậu Giang") if place.level is UnitLevel.PROVINCE)
    assert (province.current, province.successors) == (False, ("Cần Thơ",))


def test_namesakes_are_settled_by_kind_and_province() -> None:
    """Hương Sơn is a district of Hà Tĩnh and a commune of Hà Nội; Cao Lãnh a city and a district."""
    assert unit_named("huyện Hương Sơn").province == "Hà Tĩnh"
    commune = unit_named("xã Hương Sơn", "Hà Nội")
    assert (commune.level, commune.province) == (UnitLevel.COMMUNE, "Hà Nội")
    assert unit_named("thành phố Cao Lãnh").name == "thành phố Cao Lãnh"
    assert unit_named("huyện Cao Lãnh").name == "huyện Cao Lãnh"
    assert unit_named("TP. Đà Nẵng").level is UnitLevel.PROVINCE


def _claim(**changes: object) -> RankingClaim:
    base = RankingClaim("huyện Mộ Đức", UnitLevel.DISTRICT, Index.PAR, "bằng chứng", year=2021, rank=4, of_total=13)
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_phrase_stands_in_one_section() -> None:
    """A phrase in two sections of the lexicon would mean one thing and read like another."""
    phrases = [phrase for _, _, section in sections("lexicon.txt") for phrase in section]
    assert len(phrases) == len(set(phrases))


# A section of the lexicon -> a sentence into which each of its words fits, and the rank that it then tells.
FITTING = {
    "STAND": ("Năm 2021, huyện Mộ Đức {} 5/13 về chỉ số CCHC.", 5),
    "REACH": ("Năm 2021, huyện Mộ Đức {} thứ 5/13 về chỉ số CCHC.", 5),
    "RISE": ("Năm 2021, huyện Mộ Đức {} thứ 5/13 về chỉ số CCHC.", 5),
    "FALL": ("Năm 2021, huyện Mộ Đức {} thứ 5/13 về chỉ số CCHC.", 5),
    "TOP": ("Năm 2021, huyện Mộ Đức {} về chỉ số CCHC.", 1),
    "SECOND": ("Năm 2021, huyện Mộ Đức {} về chỉ số CCHC.", 2),
    "LAST_BUT_ONE": ("Năm 2021, huyện Mộ Đức {} trong số 13 huyện về chỉ số CCHC.", 12),
    "BOTTOM": ("Năm 2021, huyện Mộ Đức {} trong số 13 huyện về chỉ số CCHC.", 13),
    "INDEX PAR": ("Năm 2021, huyện Mộ Đức xếp thứ 5/13 về {}.", 5),
    "INDEX SIPAS": ("Năm 2021, huyện Mộ Đức xếp thứ 5/13 về {}.", 5),
    "INDEX 766": ("Năm 2025, xã Mộ Đức xếp thứ 5/96 về {}.", 5),
}
TAUGHT = [
    (sentence.format(word), rank)
    for kind, value, words in sections("lexicon.txt")
    for sentence, rank in [FITTING.get(f"{kind} {value.split()[0]}" if value else kind, ("", 0))]
    for word in words
    if sentence and not word.isdigit()  # 766 alone is a number: only "766/QĐ-TTg" names the index
]


@pytest.mark.parametrize(("sentence", "rank"), TAUGHT)
def test_a_new_word_is_a_line_in_the_lexicon(sentence: str, rank: int) -> None:
    """Every verb of ranking and every name of an index works by its line in the file alone."""
    assert [claim.rank for claim in analyse("", sentence).claims] == [rank]


def test_only_other_facts_are_a_change() -> None:
    """Order, wording of the evidence, spelling of the unit and doubt do not count; rank, year and score do."""
    other = _claim(unit="huyện Tư Nghĩa", rank=5)
    assert not claims_changed([_claim(), other], [other, _claim(evidence="cách nói khác", doubtful=True)])
    assert not claims_changed(
        [_claim(unit="Bộ Thông tin và Truyền thông")], [_claim(unit="Bộ Thông tin - Truyền thông")]
    )
    for change in ({"rank": 3}, {"year": 2020}, {"score": 88.0}, {"index": Index.SIPAS}, {"unit": "huyện Sơn Hà"}):
        assert claims_changed([_claim()], [_claim(**change)])
    assert claims_changed([_claim()], []) and not claims_changed([], [])


def test_batch_speaks_the_public_format() -> None:
    """Scores and changes as text with their unit; only reform indices are facts."""
    line = analyse_record(
        {"id": "a", "title": "", "text": TEXT + " Chỉ số PCI xếp thứ 9.", "published": "2022-01-09T00:00:00Z"}
    )
    assert (line["id"], line["is_reform_ranking"]) == ("a", True)
    (fact,) = line["facts"]
    assert fact == {
        "unit": "huyện Mộ Đức", "unit_level": "huyện", "province": "Quảng Ngãi", "index": "PAR", "year": 2021,
        "rank": 4, "of_total": 13, "score": "86.45 điểm", "change": None, "evidence": TEXT,
    }  # fmt: skip


@pytest.mark.parametrize(
    "record", [{}, {"id": 1, "title": None, "text": None}, {"id": 1, "text": TEXT, "published": "hôm qua"}]
)
def test_batch_forgives_missing_fields(record: dict[str, object]) -> None:
    """A line without title, text or a readable day is judged all the same."""
    assert analyse_record(record)["is_reform_ranking"] == ("text" in record and record["text"] is not None)


def test_the_verdict_says_why() -> None:
    """`because` holds the claim in short and its sentence; without one, why nothing was read."""
    verdict = analyse("", TEXT)
    assert verdict.because[0].startswith("PAR 2021 huyện Mộ Đức 4/13") and TEXT in verdict.because[0]
    assert analyse("Giá lúa tăng", "Nông dân phấn khởi.").because == ("no index is named",)


def test_other_indices_do_not_alert() -> None:
    """They are read under their own names."""
    verdict = analyse("", "Năm 2021, PAPI của tỉnh Quảng Ninh xếp thứ 3.")
    assert not verdict.is_reform_ranking
    assert [claim.index for claim in verdict.claims] == [Index.PAPI]


def test_salience_tells_the_subject_from_an_aside() -> None:
    """MAIN where the title speaks of it, SECONDARY early in the text, INCIDENTAL at the end."""
    filler = "Kinh tế của huyện tiếp tục phát triển ổn định trên các lĩnh vực.\n" * 20
    assert analyse("Mộ Đức đứng thứ 4 về CCHC", TEXT).salience is Salience.MAIN
    assert analyse("Mộ Đức họp thường kỳ", TEXT + "\n" + filler).salience is Salience.SECONDARY
    assert analyse("Mộ Đức họp thường kỳ", filler + TEXT).salience is Salience.INCIDENTAL


def test_no_result_is_of_the_future() -> None:
    """A year after the day of publication is a plan; the day may be a date or an instant, taken in Viet Nam."""
    text = "Năm 2022, huyện Mộ Đức xếp thứ 4/13 về chỉ số CCHC."
    assert not analyse("", text, published=date(2021, 12, 31)).is_reform_ranking
    assert analyse("", text, published=datetime(2021, 12, 31, 18, tzinfo=UTC)).is_reform_ranking


def test_the_portal_settles_whose_district_it_is() -> None:
    """Châu Thành is ten districts; the portal's province picks one, and without it the province stays open."""
    text = "Năm 2021, huyện Châu Thành xếp thứ 4/9 về chỉ số CCHC."
    (known,) = analyse("", text, portal_province="Bến Tre").claims
    (open_,) = analyse("", text).claims
    assert (known.province, open_.province) == ("Bến Tre", None)
