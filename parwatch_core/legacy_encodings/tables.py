"""The two code tables, as the Latin-1 characters that the fonts' bytes become when they are read as Latin-1.

TCVN3: TCVN 5712:1993, VN3: one byte for one letter; 67 small letters, and seven capitals (Ă Â Đ Ê Ô Ơ Ư). The other
capitals have no code: a capital font (.VnTimeH) draws the same bytes as capitals. VNI for Windows: a letter, or a
letter and the mark after it; capitals have marks of their own. Checked letter by letter: TCVN3 against glibc's
TCVN5712-1, libiconv and the keyboard program xvnkb, VNI against xvnkb and published tables of correspondence.
"""

from __future__ import annotations

from typing import Final, Literal

LegacyEncoding = Literal["tcvn3", "vni"]

_TCVN3_CODES: Final = (
    "µ¸¶·¹ ¨»¾¼½Æ ©ÇÊÈÉË ® ÌÐÎÏÑ ªÒÕÓÔÖ ×ÝØÜÞ ßãáâä «åèæçé ¬êíëìî ïóñòô \u00adõøö÷ù úýûüþ ¡¢§£¤¥¦".replace(" ", "")
)
_TCVN3_LETTERS: Final = (
    "àáảãạ ăằắẳẵặ âầấẩẫậ đ èéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ ĂÂĐÊÔƠƯ".replace(" ", "")
)
TCVN3: Final[dict[str, str]] = dict(zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True))

_VNI_TONES: Final = "øùûõï"  # grave, acute, hook, tilde, dot below: the order of the letters below
_VNI_ROWS: Final = (
    ("a", "aàáảãạ", "", _VNI_TONES),
    ("a", "ăằắẳẵặ", "ê", "èéúüë"),
    ("a", "âầấẩẫậ", "â", "àáåãä"),
    ("e", "eèéẻẽẹ", "", _VNI_TONES),
    ("e", "êềếểễệ", "â", "àáåãä"),
    ("o", "oòóỏõọ", "", _VNI_TONES),
    ("o", "ôồốổỗộ", "â", "àáåãä"),
    ("ô", "ơờớởỡợ", "", _VNI_TONES),
    ("u", "uùúủũụ", "", _VNI_TONES),
    ("ö", "ưừứửữự", "", _VNI_TONES),
    ("y", "yỳýỷỹỵ", "", _VNI_TONES),  # ỵ has a code of its own, below; "yï" occurs too
)
_VNI_SINGLE: Final = dict(zip("ìíæóòîñôö", "ìíỉĩịỵđơư", strict=True))


def _vni() -> dict[str, str]:
    pairs = {
        base + mark: letter
        for base, letters, shape, tones in _VNI_ROWS
        for letter, mark in zip(letters, [shape, *tones], strict=True)
        if mark
    }
    return {**pairs, **_VNI_SINGLE}


_VNI_SMALL: Final = _vni()
# A mark keeps its meaning in either case ("Aù" is Á): the letter before it decides on the capital.
VNI: Final[dict[str, str]] = {
    **_VNI_SMALL,
    **{code.upper(): letter.upper() for code, letter in _VNI_SMALL.items()},
    **{code[0].upper() + code[1]: letter.upper() for code, letter in _VNI_SMALL.items() if len(code) == 2},
    **{code[0] + code[1].upper(): letter for code, letter in _VNI_SMALL.items() if len(code) == 2},
}
