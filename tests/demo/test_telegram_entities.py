"""The sample server reads HTML as Telegram does, down to the error's words and offsets."""

from __future__ import annotations

import pytest

from parwatch.demo.telegram.entities import Entity, MarkupError, Parsed, parse_html, tidy, trimmed


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>Hạng</b> 2", "Hạng 2", [Entity("bold", 0, 4)]),
        ("😀<i>x</i>", "😀x", [Entity("italic", 2, 1)]),
        ("<b>a<i>b</i></b>", "ab", [Entity("italic", 1, 1), Entity("bold", 0, 2)]),
        ('<a href="https://x.vn/?a=1&amp;b=2">y</a>', "y", [Entity("text_link", 0, 1, "https://x.vn/?a=1&b=2")]),
        ("<a href='https://x.vn'>y</a>", "y", [Entity("text_link", 0, 1, "https://x.vn")]),
        ("<a>https://x.vn</a>", "https://x.vn", [Entity("text_link", 0, 12, "https://x.vn")]),
        ('<a href="javascript:x">y</a>', "y", []),
        ("&lt;b&gt;&amp;&quot;&#39;&#x41;", "<b>&\"'A", []),
        ("&nbsp;&apos;&ltx;&#0;&#x110000;&#xd800;", "&nbsp;&apos;&ltx;&#0;&#x110000;&#xd800;", []),
        ("<blockquote expandable>q</blockquote>", "q", [Entity("blockquote", 0, 1)]),
        ("<B>x</>", "x", [Entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_what_telegram_reads(source: str, text: str, entities: list[Entity]) -> None:
    """Named and numeric references, nesting, attributes; anything else is literal text."""
    assert parse_html(source) == Parsed(text, tuple(entities))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("Điểm <x>1</x>", 'Unsupported start tag "x" at byte offset 8'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_telegram_refuses(source: str, error: str) -> None:
    """Offsets count bytes of UTF-8: "Đ" and "ể" are five of the eight."""
    with pytest.raises(MarkupError) as caught:
        parse_html(source)
    assert str(caught.value) == error


def test_white_space_at_the_ends_goes_and_entities_move() -> None:
    """A message is trimmed after parsing; an entity over the removed part shrinks with it."""
    assert trimmed(parse_html("\n <b> x</b> y \n")) == Parsed("x y", (Entity("bold", 0, 1),))
    assert trimmed(parse_html("<b> </b>")) == Parsed("", ())


def test_controls_are_blanked_and_direction_marks_removed() -> None:
    """What the server does to every text, before anything else."""
    assert tidy("a\x00b\tc\nd\re\u202ef\u2028g") == "a b c\ndefg"
