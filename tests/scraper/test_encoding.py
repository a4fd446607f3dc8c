"""Bytes -> text: whatever a portal declares, the Vietnamese that it wrote comes out."""

import html.entities
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import legacy_fonts
from support.shared import SHARED

from scraper import encoding
from scraper.encoding import (
    BROKEN_BYTES,
    GUESSED,
    MOJIBAKE,
    TCVN3,
    UNDECODABLE,
    VNI,
    WRONG_DECLARATION,
    byte_order,
    decode,
)
from scraper.extract import extract

SENTENCE = "Ủy ban nhân dân huyện Hương Sơn xếp thứ 2/13 về cải cách hành chính năm 2021, đạt 88,5 điểm. "


def markup(text: str = SENTENCE, meta: str = "") -> str:
    return f"<html><head>{meta}<title>{text}</title></head><body>{text * 5}</body></html>"


def decomposed_1258(text: str) -> bytes:
    """Windows-1258 has base letters with their hats and the tones as marks after them."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in tones)
        letters.append(unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tone)
    return "".join(letters).encode("cp1258")


@pytest.mark.parametrize(
    ("body", "header", "name"),
    [
        (markup().encode(), "text/html; charset=utf-8", "utf-8"),
        (markup().encode(), 'text/html; charset="UTF-8"', "utf-8"),
        (markup().encode(), None, "utf-8"),
        (markup(meta='<meta charset="utf-8">').encode(), "text/html", "utf-8"),
        (b"\xef\xbb\xbf" + markup().encode(), "text/html; charset=windows-1252", "utf-8"),
        (markup().encode("utf-16"), "text/html", "utf-16-le"),
        (b"\xfe\xff" + markup().encode("utf-16-be"), "text/html; charset=utf-8", "utf-16-be"),
        (markup().encode("utf-16-le"), "text/html; charset=utf-16", "utf-16-le"),
        (markup().encode("utf-16-be"), "text/html; charset=utf-16be", "utf-16-be"),
        (markup(meta='<meta charset="utf-16">').encode(), "text/html", "utf-8"),
        (decomposed_1258(markup()), "text/html; charset=windows-1258", "cp1258"),
        (decomposed_1258(markup(meta="<meta charset=windows-1258>")), "text/html", "cp1258"),
        (('<?xml version="1.0" encoding="UTF-8"?>' + markup()).encode(), "text/xml", "utf-8"),
        (markup().encode(), "text/html; charset=khong-co", "utf-8"),
        (markup().encode(), "text/html; charset=", "utf-8"),
    ],
)
def test_what_is_declared_rightly_is_read_without_a_problem(body, header, name):
    got = decode(body, header)
    assert SENTENCE in unicodedata.normalize("NFC", got.text)
    assert got.encoding == name
    assert got.problems == ()


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "windows-1258", "gb2312", "us-ascii"])
@pytest.mark.parametrize("place", ["header", "meta"])
def test_utf8_under_a_wrong_name_is_still_read_as_utf8(charset, place):
    body = markup(meta=f"<meta charset={charset}>" if place == "meta" else "").encode()
    got = decode(body, f"text/html; charset={charset}" if place == "header" else "text/html")
    assert SENTENCE in got.text
    assert got.encoding == "utf-8"
    assert WRONG_DECLARATION in got.problems


def test_a_declaration_that_does_not_decode_gives_way_to_the_next():
    got = decode(decomposed_1258(markup(meta="<meta charset=windows-1258>")), "text/html; charset=utf-8")
    assert SENTENCE in unicodedata.normalize("NFC", got.text)
    assert WRONG_DECLARATION in got.problems


def test_windows_1258_is_found_without_any_declaration():
    got = decode(decomposed_1258(markup()))
    assert SENTENCE in unicodedata.normalize("NFC", got.text)
    assert got.encoding == "cp1258"
    assert GUESSED in got.problems


@pytest.mark.parametrize(
    ("head", "order"),
    [
        ("Xếp hạng cải cách hành chính".encode("utf-16-le"), "utf-16-le"),
        ("Xếp hạng cải cách hành chính".encode("utf-16-be"), "utf-16-be"),
        (b"", None),
        ("Xếp hạng".encode(), None),
        (bytes(512), None),  # a file that begins with zeros
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", None),
        (b"\1\0\0\0\2\0\0\0" * 40, None),  # numbers of 32 bits: zeros on both sides
    ],
)
def test_the_byte_order_is_told_by_the_side_of_the_zeros(head, order):
    """Zeros on both sides are a file of numbers, not text."""
    assert byte_order(head) == order


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_or_a_word_is_found(name):
    assert SENTENCE in decode(markup().encode(name)).text


def test_a_letter_cut_in_half_costs_one_letter_and_not_the_page():
    body = markup().encode() + "điểm".encode()[:-2] + b"</body>"
    got = decode(body, "text/html; charset=utf-8")
    assert SENTENCE in got.text
    assert BROKEN_BYTES in got.problems


def test_double_encoding_is_undone_and_said():
    twice = SENTENCE.encode().decode("latin-1")
    cp1252 = "".join(bytes((ord(letter),)).decode("cp1252", "ignore") or letter for letter in twice)
    for broken in (twice, cp1252):
        got = decode(markup(broken).encode(), "text/html; charset=utf-8")
        assert SENTENCE in got.text
        assert MOJIBAKE in got.problems


def test_double_encoding_beside_good_text_leaves_the_good_text_alone():
    broken = (SENTENCE * 2).encode().decode("latin-1")
    got = decode((SENTENCE + broken).encode())
    assert got.text == SENTENCE * 3


FONTS = [pytest.param(legacy_fonts.tcvn3, TCVN3, id="tcvn3"), pytest.param(legacy_fonts.vni, VNI, id="vni")]
PROSE = (
    SENTENCE[4:]
    + "Đồng chí Bí thư tỉnh phát biểu: cơ quan hành chính phục vụ người dân, doanh nghiệp ngày càng tốt hơn. "
)


@pytest.mark.parametrize(("encode", "problem"), FONTS)
@pytest.mark.parametrize(
    "charset", ["windows-1252", "iso-8859-1", "windows-1258", "x-user-defined", "utf-8", "gb2312", "us-ascii", None]
)
def test_bytes_for_a_font_are_converted_whatever_is_declared(encode, problem, charset):
    got = decode(encode(markup(PROSE)), f"text/html; charset={charset}" if charset else None)
    assert got.text == markup(PROSE)
    assert got.encoding == encode.__name__
    assert problem in got.problems


@pytest.mark.parametrize(("encode", "problem"), FONTS)
@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_for_a_font_that_a_cms_stored_as_unicode_is_converted(encode, problem, name):
    got = decode(legacy_fonts.seen(encode(markup(PROSE))).encode(name))
    assert got.text == markup(PROSE)
    assert got.problems == (problem,)


@pytest.mark.parametrize(("encode", "problem"), FONTS)
@pytest.mark.parametrize("reference", ["&{name};", "&#{code};"])
def test_letters_written_as_references_are_converted_too(encode, problem, reference):
    """Word, FrontPage and rich text editors write "C&para;i c&cedil;ch"; the references of the markup stay."""
    names = html.entities.codepoint2name
    typed = legacy_fonts.seen(encode(PROSE * 3))
    coded = "".join(
        letter if letter.isascii() else reference.format(name=names[ord(letter)], code=ord(letter)) for letter in typed
    )
    got = decode(f"<p>{coded} 1 &lt; 2 &amp; 3&nbsp;4</p>".encode())
    assert got.text == f"<p>{PROSE * 3} 1 &lt; 2 &amp; 3&nbsp;4</p>"
    assert got.problems == (problem,)


@pytest.mark.parametrize(("encode", "problem"), FONTS)
def test_only_the_body_of_a_mixed_page_is_converted(encode, problem):
    """The frame of the CMS is Unicode, the article was pasted from Word: each passage decides for itself."""
    frame = "<h1>Cổng thông tin điện tử</h1><a>Giới thiệu</a><a>Thông báo</a><a>Liên hệ</a>"
    foot = "<p>Bản quyền thuộc về Ủy ban</p><p>© 2024 Thông tin</p><script>x = 'ñ ø µ ¸'</script>"
    typed = legacy_fonts.seen(encode(PROSE))
    got = decode(f"{frame}<p>{typed}</p><p><b>{typed}</b></p>{foot}".encode(), "text/html; charset=utf-8")
    assert got.text == f"{frame}<p>{PROSE}</p><p><b>{PROSE}</b></p>{foot}"
    assert got.problems == (problem,)


def test_references_beside_a_body_for_a_font_are_letters_of_unicode():
    """An editor wrote the frame's "á" as a reference: with one letter beyond Latin-1 the passage is Unicode."""
    frame = "<p>Th&ocirc;ng b&aacute;o của Ủy ban</p><p>Qu&#xE1;n tri&#x1EC7;t</p>"
    got = decode(f"{frame}<p>{legacy_fonts.seen(legacy_fonts.tcvn3(PROSE))}</p>".encode())
    assert got.text == f"<p>Thông báo của Ủy ban</p><p>Quán triệt</p><p>{PROSE}</p>"


def test_signs_outside_the_visible_text_are_no_letters():
    """Scripts, styles and addresses may hold anything."""
    junk = legacy_fonts.seen(legacy_fonts.tcvn3(PROSE))
    page = f"<html><script>var x = '{junk}'</script><style>/* {junk} */</style><p id='{junk}'>{SENTENCE}</p></html>"
    got = decode(page.encode())
    assert got.text == page
    assert got.problems == ()


def test_unicode_beside_signs_of_the_fonts_is_left_alone():
    page = SENTENCE * 10 + " µ ¸ ø ñ © 5 µm, 3 N·m, Señor Bjørn, El Niño, München"
    got = decode(page.encode())
    assert got.text == page
    assert got.problems == ()


@pytest.mark.parametrize(
    "sample",
    [
        "Délégation française à Hué : où étaient les élèves, le maïs et la forêt ? Ça coûte 5½ €. ",
        "Größe und Übermut: schöne Grüße aus München, Straße, 5 µm, über § 5. ",
        "El niño comió piña en España; ¿dónde está el año nuevo? ¡Qué país! ",
        "Blåbær på norsk: så må de gå, også når året er nær, før jul; smørrebrød på ø. ",
    ],
)
def test_other_languages_in_one_byte_are_not_taken_for_a_font(sample):
    body = f"<p>{sample}</p>" * 20
    for raw in (body.encode("cp1252"), body.encode()):
        got = decode(raw, "text/html; charset=windows-1252")
        assert got.text == body
        assert not {TCVN3, VNI, UNDECODABLE} & {*got.problems}


@pytest.mark.parametrize("frame", ["", "<h1>Cổng thông tin điện tử</h1>"])
def test_lost_letters_are_flagged(frame):
    """A column without Unicode turns letters into question marks: nothing brings them back."""
    lost = "C?i c?ch h?nh ch?nh t?nh H? T?nh n?m 2021 x?p th? hai c? n??c, ??t 88,5 ?i?m. " * 4
    got = decode(f"{frame}<p>{lost}</p>".encode())
    assert got.problems == (UNDECODABLE,)


def test_question_marks_in_addresses_and_questions_lose_nothing():
    page = f"<p>{SENTENCE}</p>" + '<a href="/tin?id=1&p=2">Ai? Ở đâu? Vì sao?</a> ' * 30
    assert decode(page.encode()).problems == ()


def test_replacement_characters_all_over_are_flagged():
    """What another program could not read arrives as U+FFFD; one of them costs a letter only."""
    broken = f"<p>{SENTENCE * 3}</p>".replace("ả", "\ufffd").replace("ạ", "\ufffd").replace("â", "\ufffd")
    assert decode(broken.replace("ì", "\ufffd").encode()).problems == (UNDECODABLE,)
    assert decode(f"<p>{SENTENCE * 9} m\ufffdt</p>".encode()).problems == ()


def test_windows_1258_comes_out_composed():
    """Its tones are marks after the letter."""
    assert decode(decomposed_1258(markup()), "text/html; charset=windows-1258").text == markup()


@pytest.mark.parametrize("charset", ["cp1252", "cp1258"])
def test_double_encoding_through_either_windows_charset_is_undone_once(charset):
    """Vietnamese machines have windows-1258, where the byte C3 is another letter."""
    table = [bytes((byte,)).decode(charset, "ignore") or chr(byte) for byte in range(256)]
    twice = "".join(table[byte] for byte in SENTENCE.encode())
    got = decode(markup(twice).encode())
    assert got.text == markup()
    assert got.problems == (MOJIBAKE,)


def test_a_short_double_encoded_text_is_undone():
    assert decode("Cáº£i cÃ¡ch hÃ\xa0nh chÃ\xadnh, xáº¿p thá»©".encode()).text == "Cải cách hành chính, xếp thứ"


def test_decomposed_letters_and_other_spaces_reach_a_page_composed():
    """Decoding leaves them, as a look at every character costs more than all of it; extraction composes."""
    text = unicodedata.normalize("NFD", (PROSE * 5).replace(" ", "\u00a0", 9))
    page = f"<html><head><title>Tin</title></head><body><article><p>{text}</p></article></body></html>"
    assert decode(page.encode()).problems == ()
    got = extract(page.encode(), "https://phuyen.example.gov.vn/tin/1")
    assert PROSE.strip() in got.text


def test_an_article_for_a_font_is_extracted_in_unicode():
    body = legacy_fonts.tcvn3(f"<html><head><title>Tin</title></head><body><p>{PROSE * 6}</p></body></html>")
    got = extract(body, "https://phuyen.example.gov.vn/tin/1", content_type="text/html; charset=iso-8859-1")
    assert PROSE.strip() in got.text
    assert TCVN3 in got.problems


def test_french_and_latin_1_are_read_too():
    body = ("<p>Délégation française à Hué: coopération décentralisée, réforme</p>" * 20).encode("latin-1")
    assert "Délégation française" in decode(body, "text/html; charset=iso-8859-1").text
    assert "Délégation" in decode(body).text


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_become_text(body, header):
    got = decode(body, header)
    assert isinstance(got.text, str)


@given(st.text(max_size=300))
def test_utf8_that_says_so_is_untouched(text):
    body = text.encode("utf-8", "surrogatepass")
    try:
        body.decode()
    except UnicodeDecodeError:
        return
    got = decode(body, "text/html; charset=utf-8")
    if not got.problems and not text.startswith("\ufeff"):
        assert got.text == text


def test_no_detector_is_asked_where_strict_utf8_passes(monkeypatch):
    monkeypatch.setattr(encoding, "from_bytes", None)
    assert decode(markup().encode()).encoding == "utf-8"


@pytest.mark.shared
def test_no_saved_page_has_a_problem():
    pages = [path for folder in ("pages", "sites") for path in (SHARED / folder).rglob("*.html")]
    troubled = {path.name: found.problems for path in pages if (found := decode(path.read_bytes())).problems}
    assert len(pages) > 100
    assert troubled == {}
