"""Bytes -> text, in whatever charset a portal really wrote, whatever it declares. Pure.

Order: byte order mark, Content-Type header, <meta charset> or XML declaration, strict UTF-8, then guesses. A declared
charset that does not decode without an error is passed over, and so is a single-byte one over bytes that are valid
UTF-8: every byte "decodes" as windows-1252, but Vietnamese text is never valid UTF-8 by accident. What the letters mean
comes after that: UTF-8 that was encoded twice, and text for the fonts of the nineties (TCVN3, VNI), which may be the
body of a page whose frame is Unicode. windows-1258 comes out as NFC; for other charsets extraction composes letters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from charset_normalizer import from_bytes

from parwatch_core.legacy_encodings import LegacyEncoding, convert, is_undecodable, recognise
from parwatch_core.text import nfc, unescape

_HEAD = 4_096
_SAMPLE = 32_768
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_ALL_BOMS = tuple(bom for bom, _ in _BOMS)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
# WHATWG: what these labels mean on the web.
_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "utf-16": "utf-16-le",
    "unicode": "utf-16-le",
    "x-windows-1258": "cp1258",
}
# Python codecs that are no charset of a web page, or dangerous to believe.
_NO_CHARSET = frozenset(
    {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_GUESSES = ["cp1258", "cp1252", "cp1251", "gb18030", "big5", "shift_jis", "euc_kr"]

# Combining tone marks of windows-1258 (grave, hook, tilde, acute, dot below); in Vietnamese each follows a letter.
_MARKS_1258 = re.compile(rb"[\xcc\xd2\xde\xec\xf2]")
_TONED_1258 = re.compile(rb"[aeiouyAEIOUY\xc2\xe2\xca\xea\xd4\xf4\xc3\xe3\xd5\xf5\xdd\xfd][\xcc\xd2\xde\xec\xf2]")

_CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
# UTF-8 read as windows-1252: a lead byte and its one to three continuation bytes, each as the character it became.
# windows-1258 differs in one of the bytes that Vietnamese needs: C3 becomes Ă.
_MOJIBAKE = re.compile(f"(?:[\u00c2-\u00f4Ă][\u0080-\u00bf{_CP1252_HIGH}]{{1,3}})+")
_BYTE_OF = {ord(letter): letter.encode("cp1252").decode("latin-1") for letter in _CP1252_HIGH} | {ord("Ă"): "\xc3"}
_MOJIBAKE_SIGNS = ("áº", "á»", "Ä‘", "Æ°", "Ã¡", "Ã¢", "Ã´")
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9đĐơưƠƯ]")
# Without two of a row no page holds text for such a font: á à ả ạ đ ệ ê ị; đ à and the marks of ả ạ ậ; in capitals. Or
# both of a pair: á à and à đ as editors write them by name, and as pages in ASCII have them by number.
_FONT_SIGNS = ("¸µ¶¹®ÖªÞ", "ñøûïä", "ÑØÛÏÄ")
_FONT_NAMES = (("&cedil;", "&micro;"), ("&oslash;", "&ntilde;"))
_FONT_NUMBERS = (("&#184;", "&#181;"), ("&#248;", "&#241;"))
_REFERENCE = re.compile(r"&(?:#\d{3,4}|#[xX][0-9a-fA-F]{2,4}|[A-Za-z]{2,6}\d{0,2});")
_LETTER = re.compile("[\u00a1-\u00ffĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_UNSEEN = ("script", "style")
_MOST_VISIBLE = 200_000
_ENOUGH_SIGNS = 5
_FEW_SIGNS = 2
_LONGEST_BETWEEN = 16
_ENOUGH_LOST = 5

WRONG_DECLARATION = "the declared charset is wrong"
BROKEN_BYTES = "some bytes are broken"
GUESSED = "the charset is guessed"
MOJIBAKE = "double encoding undone"
TCVN3 = "legacy font encoding converted: TCVN3"
VNI = "legacy font encoding converted: VNI"
UNDECODABLE = "the letters are broken beyond repair"

_CONVERTED: dict[LegacyEncoding, str] = {"tcvn3": TCVN3, "vni": VNI}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is Python's name of what worked, or "tcvn3", "vni"; `problems` are the constants above that apply."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of a body. Never raises: bytes that mean nothing become U+FFFD and are named in `problems`."""
    names = _names(body, content_type)
    found = _by_bom(body) or _declared(body, names) or _utf8(body) or _utf16(body) or _by_font(body) or _guessed(body)
    problems = found.problems
    if names and names[0] != found.encoding and not body.startswith(_ALL_BOMS) and found.encoding not in _CONVERTED:
        problems = (WRONG_DECLARATION, *problems)
    return _meant(Decoded(found.text, found.encoding, problems))


def _meant(decoded: Decoded) -> Decoded:
    """With double encoding and fonts undone. For nearly every page that is a few looks for single characters."""
    if decoded.encoding in _CONVERTED:
        return decoded
    decoded = _undo_mojibake(decoded)
    if _may_be_for_a_font(decoded.text) and (modern := _from_font(decoded)) is not None:
        return modern
    return _flagged(decoded) if "\ufffd" in decoded.text or _has_lost_letters(decoded.text) else decoded


def _may_be_for_a_font(text: str) -> bool:
    references = (*_FONT_NAMES, *_FONT_NUMBERS) if text.isascii() else _FONT_NAMES
    return any(sum(sign in text for sign in row) >= 2 for row in _FONT_SIGNS) or any(
        one in text and other in text for one, other in references
    )


def _has_lost_letters(text: str) -> bool:
    """Whether "?" may stand for letters, as in "c?i c?ch": then a little text and a blank stand between two of them."""
    between = (piece for piece in text.split("?") if len(piece) <= _LONGEST_BETWEEN)
    return sum(" " in piece.strip() for piece in between) >= _ENOUGH_LOST


def _flagged(decoded: Decoded) -> Decoded:
    """With UNDECODABLE where it applies."""
    if not is_undecodable(_visible(decoded.text)):
        return decoded
    return replace(decoded, problems=(*decoded.problems, UNDECODABLE))


def _by_bom(body: bytes) -> Decoded | None:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _strict(body[len(bom) :], name) or _replaced(body[len(bom) :], name)
    return None


def _declared(body: bytes, names: list[str]) -> Decoded | None:
    for name in names:
        decoded = _strict(body, name)
        if decoded is not None:
            return decoded if name == "utf-8" else _hidden_utf8(body) or _by_font(body) or decoded
    return None


def _names(body: bytes, content_type: str | None) -> list[str]:
    """The declared charsets that Python knows, by its names; the header's first, as the standards have it."""
    labels = []
    header = _HEADER.search(content_type) if content_type else None
    if header is not None:
        labels.append(header.group(1))
    head = body[:_HEAD]
    inside = _META.search(head) or _XML.search(head)
    if inside is not None:
        # A declaration that can be read as ASCII does not stand in UTF-16, whatever it says (WHATWG).
        label = inside.group(1).decode("ascii", "replace")
        labels.append("utf-8" if label.lower().startswith("utf-16") else label)
    return [name for label in labels if (name := _python_name(label)) is not None]


def _python_name(label: str) -> str | None:
    label = label.lower()
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return None
    return None if name in _NO_CHARSET else name


def _strict(body: bytes, name: str) -> Decoded | None:
    try:
        text = body.decode(name)
        return Decoded(nfc(text) if name == "cp1258" else text, name)
    except (UnicodeError, LookupError):  # LookupError: a codec that is no text encoding ("hex")
        return None


def _hidden_utf8(body: bytes) -> Decoded | None:
    """The text where the bytes are UTF-8 and say something beyond ASCII."""
    return None if body.isascii() else _strict(body, "utf-8")


def _utf8(body: bytes) -> Decoded | None:
    """UTF-8, or UTF-8 with a few broken characters: a CMS that cuts a teaser by bytes leaves half a letter."""
    decoded = _strict(body, "utf-8")
    if decoded is not None:
        return decoded
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - broken - len(text.encode("ascii", "ignore"))
    return Decoded(text, "utf-8", (BROKEN_BYTES,)) if broken * 10 <= whole else None


def _utf16(body: bytes) -> Decoded | None:
    name = byte_order(body)
    return _strict(body[: len(body) & ~1], name) if name else None


def byte_order(head: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """Which UTF-16 a text without a byte order mark is in; None: neither.

    Half of its bytes are zeros, as most letters are Latin ones, and all of them on the side that tells the order.
    """
    sample = head[:512]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not sample or max(even, odd) * 4 < len(sample) or min(even, odd) * 8 > len(sample):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _guessed(body: bytes) -> Decoded:
    name = "cp1258" if _is_1258(body) else _detected(body)
    decoded = _strict(body, name) or _replaced(body, name)
    return Decoded(decoded.text, name, (GUESSED, *decoded.problems))


def _is_1258(body: bytes) -> bool:
    marks = len(_MARKS_1258.findall(body))
    return marks >= 3 and len(_TONED_1258.findall(body)) >= 0.9 * marks


def _detected(body: bytes) -> str:
    best = from_bytes(body[:_SAMPLE], cp_isolation=_GUESSES, enable_fallback=False).best()
    return best.encoding if best is not None else "cp1252"


def _replaced(body: bytes, name: str) -> Decoded:
    return Decoded(body.decode(name, "replace"), name, (BROKEN_BYTES,))


def _undo_mojibake(decoded: Decoded) -> Decoded:
    """Text that was UTF-8, read as windows-1252 and written as UTF-8 again: "Cáº£i cÃ¡ch" -> "Cải cách".

    Undone once. Every longer Vietnamese text has "áº" (ả, ạ, ấ, ế), of which the second character is rare elsewhere.
    """
    text = decoded.text
    if "º" not in text or "áº" not in text:
        return decoded
    signs = sum(text.count(sign) for sign in _MOJIBAKE_SIGNS)
    if signs < (_ENOUGH_SIGNS if _VIETNAMESE.search(text) else _FEW_SIGNS):
        return decoded
    return Decoded(_MOJIBAKE.sub(_mended, text), decoded.encoding, (*decoded.problems, MOJIBAKE))


def _mended(run: re.Match[str]) -> str:
    return _letters(run.group())


@lru_cache(maxsize=1024)  # a language has few letters with marks, a page prints each of them often
def _letters(mangled: str) -> str:
    try:
        return mangled.translate(_BYTE_OF).encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return mangled


def _by_font(body: bytes) -> Decoded | None:
    """Bytes for a legacy font, which are served as Latin-1, as windows-1258, as x-user-defined or under no name."""
    return None if body.isascii() else _from_font(Decoded(body.decode("cp1252", "replace"), "cp1252"))


def _from_font(decoded: Decoded) -> Decoded | None:
    """The page with its legacy letters converted; None where it has none."""
    which = recognise(_visible(decoded.text))
    if which is None:
        return None
    converted = convert(_REFERENCE.sub(_letter, decoded.text), which)
    return Decoded(converted, which, (*decoded.problems, _CONVERTED[which]))


def _letter(reference: re.Match[str]) -> str:
    """A reference to a letter, or to a sign that may stand for one, as that character; the others stay."""
    letter = unescape(reference.group())
    return letter if _LETTER.fullmatch(letter) else reference.group()


def _visible(markup: str) -> str:
    """What stands between the tags, up to a limit: names and addresses in the markup say nothing of the letters."""
    return unescape("\n".join(_pieces(markup)))


def _pieces(markup: str) -> Iterator[str]:
    length, unseen = 0, ""
    for part in markup.split("<"):
        tag, closed, shown = part.partition(">")
        shown = shown if closed else tag
        unseen = _unseen(tag, unseen)
        if shown and not unseen:
            yield shown[:_MOST_VISIBLE]
            length += len(shown)
        if length > _MOST_VISIBLE:
            return


def _unseen(tag: str, before: str) -> str:
    """The element at whose inside one is behind `tag`, of those that show nothing; "" elsewhere."""
    name = tag[:7].lower()
    if before:
        return "" if name.startswith("/" + before) else before
    return next((element for element in _UNSEEN if name.startswith(element)), "")
