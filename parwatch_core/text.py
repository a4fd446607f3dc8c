"""Normalisation of Vietnamese text, shared by extraction, analysis, de-duplication and search.

Portals mix composed and decomposed letters, dozens of no-break spaces and both places of the tone mark ("hoà" and
"hòa") in one article (19 of 367 measured texts are not NFC, 90 mix the tone places). `nfc` and `squeeze` are safe on
text that people will read; `fold_tone`, `fold_tone_fast`, `strip_marks` and `search_key` are for comparing only.

`fold_tone` never changes the length of a text, and `strip_marks` keeps that of NFC Vietnamese: offsets found in the
folded text are offsets in the text itself.
"""

from __future__ import annotations

import html
import re
import unicodedata

from parwatch_core.composition import nfc as nfc

# For the inside of a pattern's [...]: soft hyphen, zero-width characters, bidi controls, word joiners, byte order mark.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
# No character has a number of more than seven digits; more than 4,300 are an error of Python's own.
_ENDLESS = re.compile(r"&#(?:[0-9]{100,}|[xX][0-9a-fA-F]{100,});?")
_UNSEEN = re.compile(f"[{INVISIBLE}\x00-\x08\x0e-\x1b\x7f]")

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isalpha()]
# For the inside of a pattern's [...]: the capital and the small letters of Vietnamese and of all Latin alphabets.
UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "".join(letter for letter in _LETTERS if letter.islower())

# oa, oe and uy without a final consonant are written with the tone on either vowel; the older place is the target.
_TONE_PAIRS = tuple(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_TONE_FOLD = {
    form: target
    for new, old in _TONE_PAIRS
    for form, target in ((new, old), (new.upper(), old.upper()), (new.capitalize(), old.capitalize()))
}
# "quý" is q(u) + ý and has no second spelling; before a further letter ("hoàn", "khuỷu") both schools agree.
# A class of letters at the start makes the search fast; the few matches that are no pair ("oÀ") stay as they are.
_SECOND = "".join(sorted({form[1] for form in _TONE_FOLD}))
_TONE_FAST = re.compile(f"[ou][{''.join(new[1] for new, _ in _TONE_PAIRS)}]")
_TONE = re.compile(rf"[oOuU](?<![qQ].)[{_SECOND}](?![^\W\d_])")


def _bases() -> dict[int, str | None]:
    """Letter with marks -> its base letter, for every Latin letter of Unicode; đ -> d; loose marks -> nothing."""
    table: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base
    return {**table, ord("đ"): "d", ord("Đ"): "D"}


_BASES = _bases()


def unescape(text: str) -> str:
    """`html.unescape` for any text: a reference with thousands of digits, at which that raises, is no character."""
    return html.unescape(_ENDLESS.sub("\ufffd", text) if "&#" in text else text)


def squeeze(text: str) -> str:
    """One line: runs of white space (no-break spaces too) become one blank, invisible characters go."""
    if not text.isprintable():  # a cheap look: most pieces of text hold nothing invisible
        text = _UNSEEN.sub("", text)
    return " ".join(text.split())


def fold_tone(text: str) -> str:
    """One place for the tone mark: hoà -> hòa, uỷ -> ủy, khoẻ -> khỏe. Expects NFC; keeps the length."""
    return _TONE.sub(lambda match: _TONE_FOLD.get(match.group(), match.group()), text)


def fold_tone_fast(text: str) -> str:
    """`fold_tone` of a lower-case text at many times the speed, for whole articles.

    It looks at no neighbours: a right "quý" becomes "qúy" too, so what is searched for has to be folded the same way.
    """
    return _TONE_FAST.sub(lambda match: _TONE_FOLD.get(match.group(), match.group()), text)


def strip_marks(text: str) -> str:
    """Base letters only: "Đường Hoà" -> "Duong Hoa". Keeps the length of NFC Vietnamese."""
    return text.translate(_BASES)


def search_key(text: str) -> str:
    """The form under which text is searched and names are compared: lower case base letters, single blanks."""
    return strip_marks(squeeze(nfc(text))).lower()


def utf16_units(text: str) -> int:
    """The length in UTF-16 code units, in which Telegram counts; half surrogates count one."""
    return len(text) + sum(character > "\uffff" for character in text)


def decimal(value: float, mark: str = ",") -> str:
    """A score as people write it: four decimals at most (the DTI has four), no zeros at the end."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", mark)
