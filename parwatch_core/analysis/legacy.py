"""Legacy: TCVN3 (ABC), the eight-bit encoding of Vietnamese before Unicode, where it got into a page undecoded.

One character stands for one, so offsets stay. Source of the table: TCVN 5712:1993, VN3.
"""

from __future__ import annotations

import re

_CODES = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦"
_LETTERS = "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ"
_TABLE = str.maketrans(_CODES, _LETTERS)

# These stand between letters in TCVN3 only; no Unicode text has them there.
_TELLING = re.compile(r"[A-Za-z][¸µ¶·¹¨¾»¼½©®ª«¬§]|[¸µ¶·¹¨¾»¼½©®ª«¬§][A-Za-z]")
_UNICODE = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
_SAMPLE = 4000
_FEW = 0.02


def modern(text: str) -> str:
    """The text in Unicode, character for character; unchanged where it is no TCVN3."""
    sample = text[:_SAMPLE]
    if sample.isascii() or _UNICODE.search(sample) or len(_TELLING.findall(sample)) < max(2, _FEW * len(sample)):
        return text
    return text.translate(_TABLE)
