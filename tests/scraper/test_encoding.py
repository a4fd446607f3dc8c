"""Bytes -> text: whatever a portal declares, the Vietnamese that it wrote comes out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.shared import SHARED

from scraper import encoding
from scraper.encoding import BROKEN_BYTES, GUESSED, MOJIBAKE, TCVN3, VNI, WRONG_DECLARATION, byte_order, decode

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


def test_the_fonts_of_the_nineties_are_named_and_not_mistaken():
    tcvn3 = "C¶i c¸ch hµnh chÝnh huyÖn §«ng Anh n¨m 2005: ®¹t kÕt qu¶ tèt, gi¶i quyÕt hå s¬ ®óng h¹n cho c«ng d©n. "
    vni = "Caûi caùch haønh chính huyeän Ñoâng Anh naêm 2005: ñaït keát quaû toát, giaûi quyeát hoà sô ñuùng haïn. "
    assert TCVN3 in decode((tcvn3 * 3).encode("cp1252"), "text/html; charset=windows-1252").problems
    assert TCVN3 in decode((tcvn3 * 3).encode(), "text/html; charset=utf-8").problems
    assert VNI in decode((vni * 3).encode(), "text/html; charset=utf-8").problems
    assert decode((SENTENCE * 10 + " µ ¸ ø ñ ©").encode()).problems == ()


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
