"""TCVN3 and VNI: letter by letter, recognised in any length of text, and never seen where they are not."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import legacy_fonts
from support.legacy_fonts import SMALL_LETTERS, seen
from support.shared import rows

from parwatch_core.analysis.letters import fold
from parwatch_core.legacy_encodings import convert, convert_aligned, is_undecodable, recognise
from parwatch_core.legacy_encodings.syllables import is_syllable

SENTENCES = [
    "Ủy ban nhân dân huyện Hương Sơn xếp thứ hai về cải cách hành chính.",
    "Kỳ họp Hội đồng nhân dân tỉnh khóa mười bảy thông qua nhiều nghị quyết quan trọng.",
    "Nghiêng nghiêng khuỷu tay, chị quẹt vội giọt mồ hôi rồi quay về phía ruộng ngô.",
    "Thủ tướng yêu cầu các bộ, ngành, địa phương đẩy mạnh giải ngân vốn đầu tư công.",
    "Chỉ số hài lòng của người dân đối với sự phục vụ của cơ quan hành chính tăng 3 bậc so với năm 2020.",
    "Hà Nội dẫn đầu, Đà Nẵng đứng thứ ba, Quảng Ninh giữ vững vị trí sau bốn năm.",
    "Ngày 12/5, tại thành phố Vinh, Sở Nội vụ tổ chức hội nghị tập huấn nghiệp vụ.",
]

# Nothing here is in a legacy encoding, although the letters and signs of one occur.
OTHERS = [
    "Thông báo",
    "Hà Nội",
    "Công an xã",
    "Bản tin · Thông tin · Công báo © 2024 «Cổng thông tin điện tử»®",
    "Hoà Bình, toà án, hoá chất, khoá sổ, thuỷ lợi, quý III, Uỷ ban",
    "Mô-men xoắn 5 N·m, đường kính 3 µm, góc 45º, § 7, ½ và ¼, ±2 °C",
    "THÔNG BÁO TUYỂN DỤNG VIÊN CHỨC",
    "Où va le Viêt Nam ?",
    "L'été dernier, où étaient les élèves ? À côté de la forêt : «Noël», naïf, août, maïs, cœur, 5½ ans, n° 5.",
    "Fête de la musique à Hué : où aller, où dîner ?",
    "Größe und Übermut: schöne Grüße aus München, 5 µm, 3 N·m, § 5 Abs. 2, für Öl",
    "Über Öl",
    "Łódź, żółć, gęślą jaźń, Kraków, mój bór, góra, też",
    "Mój dom",
    "El niño comió piña; ¿dónde está el año nuevo? ¡Qué país!, aún, baúl",
    "Não é só São Tomé: coração, irmão, pão, mãe, mão",
    "Blåbær på norsk: så må de gå, også når året er nær, før jul",
    "Så må på",
    "Työ, sää, pöytä, hää, yö",
    "Þórður á Ísafirði ætti að vera þar",
    "Windows® 7, AT&T® Labs, Intel®, Ha·noi, ©2020 Sony™, 50µg/ml Na·Cl",
    "5 µm N·m kg·m",
    "The torque is 5 N·m at 3 µm",
    "Новости правительства, 行政改革",
    "",
    " ",
    "µ",
]


@pytest.mark.parametrize("letter", [*legacy_fonts.TCVN3])
def test_every_code_of_tcvn3_is_its_letter(letter):
    """67 small letters and seven capitals, inside a word."""
    assert convert("t" + seen(legacy_fonts.TCVN3[letter]), "tcvn3") == "t" + letter


@pytest.mark.parametrize("letter", [*legacy_fonts.VNI])
def test_every_code_of_vni_is_its_letter(letter):
    """All 134, and alone."""
    assert convert(seen(legacy_fonts.VNI[letter]), "vni") == letter


def test_the_tables_are_complete():
    assert len(SMALL_LETTERS) == 67
    assert len(legacy_fonts.VNI) == 134
    assert len(legacy_fonts.TCVN3) == 74
    assert set(legacy_fonts.TCVN3) == {*SMALL_LETTERS, *"ĂÂĐÊÔƠƯ"}


@pytest.mark.parametrize("letter", SMALL_LETTERS.upper())
def test_a_capital_font_draws_small_codes_as_capitals(letter):
    """.VnTimeH: "H§ND TØNH" has codes of small letters among plain capitals."""
    assert convert(seen(legacy_fonts.tcvn3(f"TH{letter}NG")), "tcvn3") == f"TH{letter}NG"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("C¶I C¸CH HµNH CHÝNH TØNH Hµ NéI", "CẢI CÁCH HÀNH CHÍNH TỈNH HÀ NỘI"),
        ("Héi nghÞ t¹i Hµ Néi", "Hội nghị tại Hà Nội"),
        ("UBND thµnh phè Hµ Néi", "UBND thành phố Hà Nội"),
        ("ñY BAN NH¢N D¢N", "ỦY BAN NHÂN DÂN"),
        ("HäC ë §¢U", "HỌC Ở ĐÂU"),
        ("H§ND tØnh §ång Nai", "HĐND tỉnh Đồng Nai"),
        ("xe « t« © 2005 · 500.000®, 500.000 ®", "xe ô tô © 2005 · 500.000đ, 500.000 đ"),
        ("d) c¸c Ban; ®) V¨n phßng ®. c", "d) các Ban; đ) Văn phòng đ. c"),
        ("Trang chñ » Tin tøc ® B¶n tin\n×\n10 ÷ 20", "Trang chủ » Tin tức ® Bản tin\n×\n10 ÷ 20"),
    ],
)
def test_capitals_and_lone_signs_of_tcvn3(typed, meant):
    """A word is in capitals by its plain letters and its neighbours; © and the bullet alone are themselves."""
    assert convert(typed, "tcvn3") == meant


def test_a_capital_may_have_the_mark_of_a_small_letter_in_vni():
    assert convert("Uûy ban, UÛy ban, UÛY BAN, Yï", "vni") == "Ủy ban, Ủy ban, ỦY BAN, Ỵ"


words = st.text(st.sampled_from("abcdeghiklmnopqrstuvxy" + SMALL_LETTERS), min_size=2, max_size=7)
texts = st.lists(words, max_size=40).map(" ".join)


@given(texts)
def test_tcvn3_comes_back(text):
    assert convert(seen(legacy_fonts.tcvn3(text)), "tcvn3") == text


@given(st.lists(words, max_size=40).map(lambda parts: " ".join(f"H{part.upper()}N" for part in parts)))
def test_tcvn3_in_capitals_comes_back(text):
    assert convert(seen(legacy_fonts.tcvn3(text)), "tcvn3") == text


@given(st.text(st.sampled_from("abcdeghiklmnopqrstuvxyABCĐH \n0.,-–“”" + SMALL_LETTERS + SMALL_LETTERS.upper())))
def test_vni_comes_back(text):
    assert convert(seen(legacy_fonts.vni(text)), "vni") == text


@pytest.mark.parametrize("encode", [legacy_fonts.tcvn3, legacy_fonts.vni])
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5).map(" ".join))
def test_sentences_are_recognised_and_converted(encode, text):
    typed = seen(encode(text))
    assert recognise(typed) == encode.__name__
    assert convert(typed, encode.__name__).lower() == text.lower()


@pytest.mark.parametrize(
    ("title", "which"),
    [
        ("C¶i c¸ch hµnh chÝnh", "tcvn3"),
        ("ChØ sè hµi lßng n¨m 2012", "tcvn3"),
        ("ñY BAN NH¢N D¢N HUYÖN", "tcvn3"),
        ("H§ND tØnh häp phiªn thø hai", "tcvn3"),
        ("Caûi caùch haønh chính", "vni"),
        ("CAÛI CAÙCH HAØNH CHÍNH", "vni"),
        ("HÑND tænh hoïp phieân thöù hai", "vni"),
        ("© 2005 Copyright by " * 9 + seen(legacy_fonts.tcvn3(" ".join(SENTENCES))), "tcvn3"),
    ],
)
def test_short_titles_are_recognised(title, which):
    """And prose, however much English stands around it."""
    assert recognise(title) == which


@pytest.mark.parametrize("text", [*SENTENCES, *OTHERS])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_other_text_is_never_taken_for_one(text, form):
    """Nor is any part of it, nor the whole many times over, nor is it called broken."""
    text = unicodedata.normalize(form, text)
    tokens = text.split()
    parts = [" ".join(tokens[start:end]) for start in range(len(tokens)) for end in range(start + 1, len(tokens) + 1)]
    assert {recognise(part) for part in [*parts, text, text * 50]} == {None}
    assert not any(is_undecodable(part) for part in [*parts, text, text * 50])


def test_a_body_in_tcvn3_inside_a_unicode_frame():
    """Only the body is converted; a line that could be either goes with the line before it."""
    frame = "Cổng thông tin điện tử\nTrang chủ\nGiới thiệu\nThông báo\nLiên hệ\n"
    body = "\n".join(SENTENCES) + "\nsự cố, có"
    typed = frame + seen(legacy_fonts.tcvn3(body)) + "\nBản quyền thuộc về Công ty\n© 2024, là cá"
    assert recognise(typed) == "tcvn3"
    converted = convert(typed, "tcvn3")
    assert converted.lower() == (frame + body + "\nBản quyền thuộc về Công ty\n© 2024, là cá").lower()


def test_a_body_in_vni_inside_a_unicode_frame():
    frame = "Cổng thông tin điện tử\nGiới thiệu\nThông báo\n"
    typed = frame + seen(legacy_fonts.vni("\n".join(SENTENCES))) + "\nBản quyền thuộc về Công ty"
    assert recognise(typed) == "vni"
    assert convert(typed, "vni") == frame + "\n".join(SENTENCES) + "\nBản quyền thuộc về Công ty"


@pytest.mark.parametrize("encode", [legacy_fonts.tcvn3, legacy_fonts.vni])
def test_the_way_back_leads_to_the_letters_as_typed(encode):
    """Analysis compares converted text and quotes the stored one."""
    typed = seen(encode("\n".join(SENTENCES)))
    converted, places = convert_aligned(typed, encode.__name__)
    start = converted.index("cải cách")
    end = start + len("cải cách")
    span = (start, end) if places is None else (places[start], places[end])
    assert typed[slice(*span)] == seen(encode("cải cách"))
    folded = fold(typed)
    start = folded.key.index("nhân dân")
    assert folded.source(start, start + len("nhân dân")) == seen(encode("nhân dân"))


@pytest.mark.parametrize(
    "text",
    [
        "C?i c?ch h?nh ch?nh t?nh H? T?nh n?m 2021",
        "C\ufffdi c\ufffdch h\ufffdnh ch\ufffdnh t\ufffdnh",
        "Cáº£i cÃ¡ch hÃ nh chÃ­nh tá»‰nh HÃ  TÄ©nh",
        "C\x83i c\x84ch h\x85nh ch\x86nh",
    ],
)
def test_torn_text_is_undecodable(text):
    assert is_undecodable(text)
    assert is_undecodable(text * 20)


@pytest.mark.parametrize(
    "text",
    [
        "Yes?No?Maybe? Who knows what? Ai? Ở đâu?",
        "https://a.gov.vn/?id=5 https://a.gov.vn/x?a=1&b=2 https://a.gov.vn/y?c=d",
        seen(legacy_fonts.tcvn3(" ".join(SENTENCES))),
        seen(legacy_fonts.vni(" ".join(SENTENCES))),
        " ".join(SENTENCES) * 5 + " m\ufffdt",
    ],
)
def test_what_can_be_read_is_not_undecodable(text):
    assert not is_undecodable(text)


@given(st.text())
def test_any_text_is_answered(text):
    """No crash, and the result is NFC."""
    assert recognise(text) in (None, "tcvn3", "vni")
    assert is_undecodable(text) in (False, True)
    for which in ("tcvn3", "vni"):
        assert unicodedata.is_normalized("NFC", convert(text, which))
        converted, places = convert_aligned(text, which)
        assert places is None or (len(places) == len(converted) + 1 and places[-1] == len(text))


@pytest.mark.parametrize(
    "unit", ["aù", "¸", "\n", "> ", "×\n\n", "a¸ ", "B¸O ë ", "©", "ộ\n¸a\n", "<", "a?", "\u00adn", "ngh"]
)
def test_time_is_linear_in_the_length(unit):
    """Half a million characters of anything take a second or two, not a minute."""
    text = unit * (500_000 // len(unit))
    start = time.process_time()
    which = recognise(text) or "tcvn3"
    convert(text, which)
    convert_aligned(text, "vni")
    is_undecodable(text)
    assert time.process_time() - start < 6


@pytest.mark.parametrize("word", ["nghiêng", "quỳnh", "giếng", "khuỷu", "ở", "Đắk", "thuở", "xoong", "yêu", "QUYẾT"])
def test_syllables(word):
    assert is_syllable(word) == (word != "Đắk")


@pytest.mark.parametrize("word", ["", "c", "qualité", "cảt", "fờ", "ôtô", "nhânằ", "a1", "ngườii", "tộngh", "ă", "áà"])
def test_no_syllables(word):
    assert not is_syllable(word)


@pytest.mark.shared
def test_the_labelled_texts():
    """None of the clean ones is taken for one; the TCVN3 copies come back but for capitals that it cannot write."""
    records = {record["id"]: record for record in rows("rankings/dev.jsonl")}
    assert [key for key, record in records.items() if recognise(record["text"]) or recognise(record["title"])] == []
    copies = [record for record in rows("rankings/variants.jsonl") if record["variant"] == "tcvn3"]
    letters = wrong = 0
    for copy in copies:
        clean = unicodedata.normalize("NFC", records[copy["id"].split("~")[0]]["text"])
        assert recognise(copy["text"]) == "tcvn3"
        converted = convert(copy["text"], "tcvn3")
        assert converted.lower() == clean.lower()
        letters += len(clean)
        wrong += sum(one != other for one, other in zip(converted, clean, strict=True))
    assert len(copies) == 19
    assert wrong <= letters / 2000
