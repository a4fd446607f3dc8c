"""Damage, in bytes and in text: what the wire, old editors and hostile people do to a document of any kind.

`mangled` is for bytes, `garbled` for text. Each takes the case's own chance, so that the same case is the same bytes.
Most cases stay near the size of their sample; one in sixty grows to a megabyte, because cost that grows faster than
the input shows only there.
"""

from __future__ import annotations

import codecs
import random
import re
import unicodedata
from collections.abc import Callable, Sequence

from support.legacy_fonts import tcvn3, vni

LARGEST = 1_200_000
LONGEST = 400_000
GROWN = 60_000

NUMBERS = (
    *("0", "-1", "00", "1e309", "-0", "99999999999999999999", "9" * 400, "9" * 4400, "1/0", "0/0", "2147483648"),
    *(
        "18446744073709551616",
        "0x7fffffff",
        "٣٤",
        "１２",
        "²",
        "½",
        "1.797e308",
        "NaN",
        "inf",
        "1_000",
        "3,5,7",
        "1..2",
    ),
)
DATES = (
    *("0000-00-00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "31/02/2023", "99/99/9999", "29/2/1900"),
    *("2023-13-45T25:61:61Z", "Thứ Tám, ngày 32 tháng 13 năm 0000", "Mon, 99 Foo 20230 99:99:99 +9999", "-1/-1/-1"),
    *("9999-12-31T23:30:00Z", "1/1/0001 24:60", "2026-11-18+0707:40:00", "Thu, 01 Jan 1970 00:00:00 GMT"),
    *("Fri, 31 Dec 9999 23:59:59 -2359", "Fri, 31 Dec 9999 23:59:59 -9999999999", "12:00 SA 30/2/2024"),
)
ENTITIES = (
    *("&#0;", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#99999999999999999999;", "&amp;amp;amp;", "&nbsp", "&notit;"),
    *("&lt;script&gt;", "&", "&#", "&#x", "&;", "&#128;", "&#x202E;", "&zwj;", "&NotEqualTilde;", "&#65279;", "&#13;"),
    *("%00", "%ED%A0%80", "&#60;b&#62;", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [<!ENTITY a 'aa'>]>", "&a;"),
)
SIGNS = (
    *(
        "\0",
        "\u200b",
        "\ufeff",
        "\u202e",
        "\u00a0",
        "\u0301" * 40,
        "\ud800",
        "\udc00",
        "\U0001f3fb",
        "\u2028",
        "\x1b[2J",
    ),
    *("\r", "\x85", "\x0c", "İ", "ß", "ﬀ", "\U0010ffff", "\ufffe", "\u0300", "Ǆ", "\u1160", "\ufdfa", "ŉ", "\x7f", "º"),
)
BYTES = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf4\x90\x80\x80",
        b"\x1f\x8b\x08",
        b"\xfe",
    ),
    *(
        b"\xe1\xba",
        b"\x80",
        b"\r",
        b"\x1a",
        b"\x0e",
        b"\x1b$B",
        b"+ADw-",
        b"~{",
        b"\x84\x31\xa4\x37",
        b"%PDF-1.4",
        b"PK\x03\x04",
    ),
)
CODECS = (
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1258", "cp1252", "gb18030", "big5", "shift_jis"),
    *("euc_kr", "koi8-r", "cp1251", "iso2022_jp", "hz", "utf-7", "cp037", "utf-32-be", "mac_roman", "viscii"),
)
_TAG = re.compile(rb"<[^<>]{0,200}>")
_WORD = re.compile(r"\S+\s*")
_NUMBER = re.compile(rb"\d+")

Bytes = Callable[[random.Random, bytes], bytes]
Text = Callable[[random.Random, str], str]


def mangled(chance: random.Random, body: bytes, others: Sequence[bytes] = ()) -> bytes:
    """`body` after one to six damages; `others` are documents of which pieces may be spliced in."""
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6))):
        if others and chance.random() < 0.08:
            body = _spliced(chance, body, chance.choice(others))
        else:
            body = chance.choice(_BYTE_DAMAGES)(chance, body)
    return _grown(chance, body) if chance.random() < 1 / GROWN_EVERY else body[:LARGEST]


def garbled(chance: random.Random, text: str, others: Sequence[str] = ()) -> str:
    """`text` after one to six damages that keep it a text; half surrogates are among them."""
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4, 6))):
        if others and chance.random() < 0.08:
            place, other = _at(chance, text), chance.choice(others)
            text = text[:place] + other[_at(chance, other) :]
        else:
            text = chance.choice(_TEXT_DAMAGES)(chance, text)
    if chance.random() < 1 / GROWN_EVERY:
        piece = text[_at(chance, text) :][: chance.choice((1, 7, 80, 2_000))] or " "
        text += piece * (GROWN // len(piece))
    return text[:LONGEST]


GROWN_EVERY = 60
# Characters whose form is changed: the library's cost for heaps of marks grows with their square.
_COMPOSED = 40_000


def count(chance: random.Random, most: int) -> int:
    """How often something is repeated: mostly a few times, now and then very often."""
    return chance.choice((1, 2, 3, 5, 17, 90, 400, 1500, most))


def _at(chance: random.Random, whole: Sequence[object]) -> int:
    return chance.randint(0, len(whole))


def _put(chance: random.Random, body: bytes, piece: bytes) -> bytes:
    place = _at(chance, body)
    return body[:place] + piece + body[place + chance.choice((0, 0, 1, len(piece))) :]


def _flipped(chance: random.Random, body: bytes) -> bytes:
    out = bytearray(body)
    for _ in range(chance.choice((1, 3, 20))):
        if out:
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _cut(chance: random.Random, body: bytes) -> bytes:
    return body[: _at(chance, body)] if chance.random() < 0.7 else body[_at(chance, body) :]


def _without(chance: random.Random, body: bytes) -> bytes:
    place = _at(chance, body)
    return body[:place] + body[place + chance.choice((1, 10, 200, 3_000)) :]


def _doubled(chance: random.Random, body: bytes) -> bytes:
    place = _at(chance, body)
    piece = body[place : place + chance.choice((1, 6, 40, 600))]
    most = max(1, min(20_000, 200_000 // max(1, len(piece))))
    return body[:place] + piece * min(count(chance, most), most) + body[place:]


def _swapped(chance: random.Random, body: bytes) -> bytes:
    tags = list(_TAG.finditer(body))
    if len(tags) < 2:
        return body
    one, other = sorted(chance.sample(tags, 2), key=lambda match: match.start())
    return body[: one.start()] + other[0] + body[one.end() : other.start()] + one[0] + body[other.end() :]


def _tag_repeated(chance: random.Random, body: bytes) -> bytes:
    tags = _TAG.findall(body)
    return _put(chance, body, chance.choice(tags) * count(chance, 3_000)) if tags else body


def _tag_lost(chance: random.Random, body: bytes) -> bytes:
    tags = list(_TAG.finditer(body))
    match = chance.choice(tags) if tags else None
    return body[: match.start()] + body[match.end() :] if match else body


def _number_swapped(chance: random.Random, body: bytes) -> bytes:
    found = list(_NUMBER.finditer(body))
    match = chance.choice(found) if found else None
    number = chance.choice(NUMBERS).encode()
    return body[: match.start()] + number + body[match.end() :] if match else body


def _recoded(chance: random.Random, body: bytes) -> bytes:
    text = body.decode("utf-8", "replace")
    which = chance.random()
    if which < 0.2:
        return unicodedata.normalize(chance.choice(("NFD", "NFKD")), text[:_COMPOSED]).encode()
    if which < 0.4:
        return text.encode().decode("cp1252", "replace").encode()  # UTF-8 twice
    if which < 0.6:
        return _in_font(chance, text)
    name = chance.choice(CODECS)
    try:
        codecs.lookup(name)
    except LookupError:
        return text.encode("ascii", "replace")
    return text.encode(name, "replace")


def _in_font(chance: random.Random, text: str) -> bytes:
    encoder = chance.choice((tcvn3, vni))
    return b"".join(_letter(encoder, letter) for letter in unicodedata.normalize("NFC", text[:_COMPOSED]))


def _letter(encoder: Callable[[str], bytes], letter: str) -> bytes:
    try:
        return encoder(letter)
    except UnicodeEncodeError:
        return b"?"


def _spliced(chance: random.Random, body: bytes, other: bytes) -> bytes:
    start = _at(chance, other)
    return _put(chance, body, other[start : start + chance.choice((30, 400, 5_000))])


def _grown(chance: random.Random, body: bytes) -> bytes:
    place = _at(chance, body)
    piece = body[place : place + chance.choice((1, 5, 30, 300, 4_000))] or b"<"
    size = chance.choice((GROWN, 4 * GROWN, 16 * GROWN))
    return (body[:place] + piece * (size // len(piece)) + body[place:])[:LARGEST]


def _blanked(chance: random.Random, body: bytes) -> bytes:
    return _put(chance, body, chance.choice((b" ", b"\n", b"\t", b"\r\n", b"\xc2\xa0")) * count(chance, 20_000))


def _with(values: Sequence[str] | Sequence[bytes]) -> Bytes:
    raw = [value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass") for value in values]
    return lambda chance, body: _put(chance, body, chance.choice(raw) * chance.choice((1, 1, 1, 2, 60)))


_BYTE_DAMAGES: tuple[Bytes, ...] = (
    *(_flipped, _cut, _without, _doubled, _swapped, _tag_repeated, _tag_lost, _number_swapped, _number_swapped),
    *(_recoded, _blanked, _with(NUMBERS), _with(DATES), _with(ENTITIES), _with(ENTITIES), _with(SIGNS), _with(BYTES)),
)


def _insert(values: Sequence[str]) -> Text:
    def damage(chance: random.Random, text: str) -> str:
        place = _at(chance, text)
        return text[:place] + chance.choice(values) * chance.choice((1, 1, 1, 2, 30)) + text[place:]

    return damage


def _words_moved(chance: random.Random, text: str) -> str:
    words = _WORD.findall(text[:20_000])
    if not words:
        return text
    start = chance.randrange(len(words))
    moved = words[start : start + chance.randint(1, 8)]
    place = chance.randrange(len(words))
    again = moved * min(count(chance, 300), 300)
    return "".join([*words[:place], *again, *words[place + chance.choice((0, len(moved))) :]]) + text[20_000:]


def _number_changed(chance: random.Random, text: str) -> str:
    found = list(re.finditer(r"\d+", text))
    match = chance.choice(found) if found else None
    return text[: match.start()] + chance.choice(NUMBERS) + text[match.end() :] if match else text


def _piece_lost(chance: random.Random, text: str) -> str:
    place = _at(chance, text)
    return text[:place] + text[place + chance.choice((1, 3, 20, 300)) :]


def _other_form(chance: random.Random, text: str) -> str:
    form = chance.choice(("NFD", "NFKC", "upper", "lower", "title", "font"))
    if form == "font":
        return _in_font(chance, text.encode("utf-8", "replace").decode()).decode("cp1252", "replace")
    if hasattr(text, form):
        return getattr(text, form)()
    return unicodedata.normalize(form, text[:_COMPOSED]) + text[_COMPOSED:]


_TEXT_DAMAGES: tuple[Text, ...] = (
    *(_words_moved, _words_moved, _number_changed, _number_changed, _piece_lost, _other_form),
    *(
        _insert(NUMBERS),
        _insert(DATES),
        _insert(ENTITIES),
        _insert(SIGNS),
        _insert(("\n", "\t", " ", "|", "/", "(", ".")),
    ),
)
