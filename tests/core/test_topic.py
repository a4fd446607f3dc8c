"""Which articles are of a topic, and which sentences say so."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

import pytest

from parwatch_core.matching import LONGEST_QUOTE, MOST_QUOTES, Find, Matcher, hits, matcher
from parwatch_core.topic import Quote, Topic

TITLE = "Sơn Giang đứng đầu về chuyển đổi số"
BODY = (
    "Sáng 20/11, UBND xã Sơn Giang tổ chức hội nghị sơ kết công tác chuyển đổi số.\n"
    "Theo báo cáo, chỉ số DTI của xã xếp thứ nhất trong 69 xã, phường. Bà con rất phấn khởi.\n"
    "Hội nghị cũng bàn về hoà giải ở cơ sở."
)


def _unused(_expression: str) -> Find:
    raise AssertionError("this topic has no expression")


def _made(compiled: Callable[[str], Find] = _unused, **keys: object) -> Matcher:
    return matcher(Topic(name="Chủ đề", **keys), compiled)  # type: ignore[arg-type]


def _is_hit(title: str = TITLE, body: str = BODY, **keys: object) -> bool:
    return bool(hits([_made(**keys)], title, body, source="songiang", province="Hà Tĩnh"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"any_of": ("chuyển đổi số",)}, True),
        ({"any_of": ("CHUYỂN  ĐỔI SỐ",)}, True),
        ({"any_of": ("chuyen doi so",)}, True),
        ({"any_of": ("hòa giải",)}, True),
        ({"any_of": ("hoà giải",)}, True),
        ({"any_of": ("dti",)}, True),
        ({"any_of": ("DT",)}, False),
        ({"any_of": ("chuyên đội số",)}, False),
        ({"any_of": ("tinh gọn bộ máy", "dti")}, True),
        ({"all_of": ("chuyển đổi số", "dti")}, True),
        ({"all_of": ("chuyển đổi số", "tinh gọn bộ máy")}, False),
        ({"any_of": ("dti",), "none_of": ("phấn khởi",)}, False),
        ({"any_of": ("dti",), "none_of": ("đấu thầu",)}, True),
        ({"all_of": ("hội nghị",), "any_of": ("đấu thầu",)}, False),
        ({"any_of": ("hội nghị\n cũng bàn",)}, True),
    ],
)
def test_words(keys: dict[str, tuple[str, ...]], expected: bool) -> None:
    """Whole words and phrases; capitals, blanks, the place of the tone and missing marks in the wish do not matter."""
    assert _is_hit(**keys) is expected


def test_a_wish_with_marks_finds_text_that_has_none_at_all_and_no_other_word() -> None:
    """A headline typed without a Vietnamese keyboard is found; a text with other marks is another word."""
    assert _is_hit("Son Giang dung dau ve chuyen doi so", "Tin ngắn.", any_of=("chuyển đổi số",))
    assert not _is_hit("Sơn Giang", "Bà chuyên đòi sổ", any_of=("chuyển đổi số",))


def test_letters_in_pieces_are_the_same_letters() -> None:
    """Half the portals print NFD."""
    assert _is_hit(unicodedata.normalize("NFD", TITLE), "", any_of=("chuyển đổi số",))
    assert _is_hit(any_of=(unicodedata.normalize("NFD", "chuyển đổi số"),))


def _quoted(title: str = TITLE, body: str = BODY, **keys: object) -> list[str]:
    """The sentences that say so, each with what was looked for in brackets."""
    (hit,) = hits([_made(**keys)], title, body)
    return [_bracketed(quote) for quote in hit.because]


def _bracketed(quote: Quote) -> str:
    text = quote.text
    for start, end in reversed(quote.marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def test_the_sentences_that_say_so_stand_in_the_article() -> None:
    """Verbatim, in their order, three at most, each once, with all that was looked for in them."""
    assert _quoted(any_of=("chuyển đổi số", "dti")) == [
        "Sơn Giang đứng đầu về [chuyển đổi số]",
        "Sáng 20/11, UBND xã Sơn Giang tổ chức hội nghị sơ kết công tác [chuyển đổi số].",
        "Theo báo cáo, chỉ số [DTI] của xã xếp thứ nhất trong 69 xã, phường.",
    ]
    assert len(_quoted(body="Số một. Số hai. Số ba. Số bốn.", any_of=("số",))) == MOST_QUOTES
    assert _quoted("Tin", "DTI và dti tăng. Hết.", any_of=("DTI",), all_of=("tăng",)) == ["[DTI] và [dti] [tăng]."]


def test_a_phrase_goes_on_across_a_line_break_inside_a_sentence_only() -> None:
    """Text that is wrapped by hand is quoted as it stands; the end of a block and the headline end a phrase too."""
    wrapped = "Hôm nay xã bàn về cải  cách\nhành chính và DTI.\nHết."
    assert _quoted("Tin", wrapped, any_of=("cải cách hành chính",)) == [
        "Hôm nay xã bàn về [cải  cách\nhành chính] và DTI."
    ]
    assert not _is_hit("Tin", "Các bước chuyển đổi\nSố 5, đường Trần Phú", any_of=("chuyển đổi số",))
    assert not _is_hit("Các bước chuyển đổi", "số 5, đường Trần Phú", any_of=("chuyển đổi số",))


def test_a_sentence_without_end_is_quoted_around_what_was_found() -> None:
    """Short enough for a message, and it holds the word."""
    (quote,) = _quoted("Tin", "dân " * 900 + "chuyển đổi số " + "dân " * 900, any_of=("chuyển đổi số",))
    assert "[chuyển đổi số]" in quote
    assert len(quote) <= LONGEST_QUOTE + 2


def test_an_abbreviation_is_no_word_without_marks() -> None:
    """ "AI" finds "AI" and "ai", never "ái" or "ải"; small letters without marks ask for any marks."""
    assert _is_hit("Ứng dụng AI", "", any_of=("AI",))
    assert not _is_hit("Ái nữ", "Cửa ải", any_of=("AI",))
    assert _is_hit("Cửa ải", "", any_of=("ai",))


def test_portals_that_a_topic_is_restricted_to() -> None:
    """By the source's name, by the portal's province however it is written."""
    by_name, by_province = _made(any_of=("dti",), sources=("vq",)), _made(any_of=("dti",), province="ha tinh")
    assert not hits([by_name], TITLE, BODY, source="songiang", province="Hà Tĩnh")
    assert hits([by_name], TITLE, BODY, source="vq", province=None)
    assert hits([by_province], TITLE, BODY, source="songiang", province="Hà Tĩnh")
    assert not hits([by_province], TITLE, BODY, source="songiang", province=None)
    assert hits([by_province], TITLE, BODY, source="hatinh", province=None, unit="tỉnh Hà Tĩnh")
    assert not hits([by_province], TITLE, BODY, source="hatinh", province=None, unit="huyện Hà Tĩnh")


def test_an_expression_counts_like_a_word() -> None:
    """It is looked for in folded text; one that fits and the words beside it are alternatives."""

    def compiled(expression: str) -> Find:
        return lambda text: (0, 5) if expression in text else None

    assert _is_hit(compiled=compiled, patterns=("xếp thứ nhất",))
    assert _is_hit(compiled=compiled, patterns=("xếp thứ hai",), any_of=("dti",))
    assert not _is_hit(compiled=compiled, patterns=("xếp thứ hai",))


def test_whatever_the_text_is_evidence_is_verbatim() -> None:
    """A thousand damaged texts: no crash, and every quote stands in the article."""
    chance = random.Random(20261124)
    made = [_made(any_of=("chuyển đổi số", "dti", "xã")), _made(all_of=("hội nghị", "xã"))]
    for _ in range(1000):
        letters = list(BODY)
        for _ in range(chance.randrange(40)):
            letters[chance.randrange(len(letters))] = chance.choice("  \n.\u0300\u200b\ud800Đđ1/\u00a0İß")
        body = "".join(letters)
        for hit in hits(made, TITLE, body, source="a", province=None):
            assert all(quote.text in TITLE or quote.text in body for quote in hit.because)


@pytest.mark.parametrize(
    "text",
    [
        "chuyển đổi " * 50_000,
        "số" * 200_000,
        "\n" * 300_000,
        "  a" * 100_000,
        "e" + "\u0301" * 300_000,
        "chuyển đổi số\n" * 20_000,
    ],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    """Beginnings of phrases, runs of blanks and breaks, heaps of marks, hits without end: each is gone through once."""
    made = [_made(any_of=("chuyển đổi số", "số hóa"), none_of=("cuoc thi",)), _made(all_of=("chuyen doi",))]
    for hit in hits(made, text[:2000], text):
        assert len(hit.because) <= MOST_QUOTES
        assert all(len(quote.text) <= max(LONGEST_QUOTE, 2000) for quote in hit.because)
