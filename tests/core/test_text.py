"""parwatch_core.text: the forms of Vietnamese that other rooms compare."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch_core.text import (
    LOWER,
    UPPER,
    decimal,
    fold_tone,
    fold_tone_fast,
    nfc,
    search_key,
    squeeze,
    strip_marks,
    unescape,
    utf16_units,
)

SENTENCE = "Uỷ ban nhân dân huyện Đầm Hoà công bố kết quả xếp hạng cải cách hành chính quý II."


@pytest.mark.parametrize("reference", ["&#" + "9" * 20_000 + ";", "&#x" + "F" * 20_000, "&#" + "0" * 5_000])
def test_a_reference_of_thousands_of_digits_is_no_character(reference):
    """html.unescape raises ValueError at more than 4,300 digits, and a server could end every reading with that."""
    assert unescape(f"a{reference} &agrave; &#224;").endswith(" à à")


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0591\u05b0", "\u0e48\u0e38", "\U0001e8d0\u0301"])
def test_marks_without_end_cost_no_more_than_other_text(marks):
    """unicodedata takes minutes for as many on one letter; thirty are kept (UAX #15, Stream-Safe Text Format)."""
    started = time.process_time()
    heaped = nfc("e" + marks * 200_000)
    assert time.process_time() - started < 5
    assert len(heaped) <= 31


def test_other_signs_are_all_kept():
    dotted = "Điều 1" + "…" * 500 + "5\n" + "•" * 300 + "a" * 400
    assert nfc(dotted) == dotted
    decomposed = unicodedata.normalize("NFD", "Cải cách hành chính ở huyện, xã. " * 40)
    assert nfc(decomposed) == unicodedata.normalize("NFC", decomposed)


def test_nfc_composes_decomposed_letters():
    assert nfc(unicodedata.normalize("NFD", SENTENCE)) == SENTENCE
    assert nfc(SENTENCE) == SENTENCE


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  hai\u00a0\u00a0mươi \n\t ba ", "hai mươi ba"),
        ("cải\u00ad cách\u200b hành\ufeff chính", "cải cách hành chính"),
        ("một\u2003hai\u2028ba", "một hai ba"),
        ("\x00bốn\x07 năm", "bốn năm"),
        ("", ""),
    ],
)
def test_squeeze_leaves_single_blanks_and_nothing_invisible(raw, clean):
    assert squeeze(raw) == clean


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"), ("khoá", "khóa"), ("hoả", "hỏa"), ("hoã", "hõa"), ("hoạ", "họa"),
        ("hoè", "hòe"), ("khoé", "khóe"), ("khoẻ", "khỏe"), ("hoẽ", "hõe"), ("hoẹ", "họe"),
        ("thuỳ", "thùy"), ("thuý", "thúy"), ("thuỷ", "thủy"), ("thuỹ", "thũy"), ("thuỵ", "thụy"),
        ("HOÀ BÌNH", "HÒA BÌNH"), ("Uỷ ban", "Ủy ban"), ("UỶ BAN", "ỦY BAN"),
    ],
)  # fmt: skip
def test_both_places_of_the_tone_fold_to_one(new, old):
    assert fold_tone(new) == old
    assert fold_tone(old) == old


@pytest.mark.parametrize("word", ["quý", "quỳ", "QUÝ", "hoàn", "khuỷu", "hoài", "loại", "toán", "huyện", "quả"])
def test_syllables_with_one_spelling_are_left_alone(word):
    assert fold_tone(word) == word


def test_the_fast_fold_differs_from_the_exact_one_in_words_with_q_only():
    text = SENTENCE.lower()
    assert fold_tone_fast(text).replace("qúy", "quý") == fold_tone(text)
    assert fold_tone_fast("quý khuỷu") != fold_tone("quý khuỷu")


def test_every_vietnamese_letter_is_upper_or_lower():
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    assert set(letters) <= set(LOWER)
    assert set(letters.upper()) <= set(UPPER)
    assert not set(LOWER) & set(UPPER)


@pytest.mark.parametrize(
    ("value", "written"),
    [(91.27, "91,27"), (90.0, "90"), (100, "100"), (0.5962, "0,5962"), (85.50, "85,5"), (1234567.5, "1234567,5")],
)
def test_a_decimal_keeps_its_digits_and_no_idle_zeros(value, written):
    assert decimal(value) == written
    assert decimal(value, ".") == written.replace(",", ".")


def test_utf16_units_count_what_telegram_counts():
    assert (utf16_units("Đầm Hoà"), utf16_units("🏛 2/10"), utf16_units("\ud83c"), utf16_units("")) == (7, 7, 1, 0)


def test_strip_marks_leaves_base_letters_and_turns_d_with_stroke_into_d():
    assert strip_marks("Đặng Thuỳ Trâm ở Ngưỡng Cửa") == "Dang Thuy Tram o Nguong Cua"
    assert strip_marks(unicodedata.normalize("NFD", "Hàm Thuận Bắc")) == "Ham Thuan Bac"


def test_offsets_in_the_folded_text_are_offsets_in_the_text():
    assert len(fold_tone(SENTENCE)) == len(strip_marks(SENTENCE)) == len(SENTENCE)


def test_one_key_for_every_spelling_of_a_name():
    spellings = ["Uỷ ban  Hoà\u00a0Bình", "ủy ban hòa bình", unicodedata.normalize("NFD", "ỦY BAN HÒA BÌNH")]
    assert {search_key(spelling) for spelling in spellings} == {"uy ban hoa binh"}


@given(st.text())
def test_every_form_is_stable(text):
    for form in (nfc, squeeze, fold_tone, strip_marks):
        once = form(nfc(text))
        assert form(once) == once
