"""Regular expressions that people write in sources.toml, run in linear time whatever a portal's text is like.

The engine is RE2: it never backtracks, so that no text can make an expression slow. Its syntax has no look-around and
no back-references. Four things are smoothed over, so that expressions are judged as words are (see core's matching):
case does not matter, hoà is hòa, a blank stands for any run of blanks and line breaks, and a match begins and ends with
whole words. `\\w` means letters of every alphabet; RE2's own knows ASCII only, where "đổi" would be no word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from parwatch_core.text import fold_tone_fast, nfc

if TYPE_CHECKING:
    import re2

Find = Callable[[str], tuple[int, int] | None]
"""Where an expression first matches in a text in lower case, with one tone placement: (start, end)."""

LONGEST = 1000
_WORD = r"\pL\pM\pN_"
_PIECES = re.compile(
    r"\\[pP]\{[^}]*\}|\\Q(?s:.*?)(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|[^\\\[]+|.", re.DOTALL
)
_OUTSIDE = {r"\w": f"[{_WORD}]", r"\W": f"[^{_WORD}]"}
_EDGES = (r"\b", r"\B")


@lru_cache(maxsize=256)
def compiled(expression: str) -> Find:
    """Compile an expression. Raises ValueError: what is wrong, and what to do."""
    # Imported where it is used: most installations watch no topic with an expression, and it takes 3 MB.
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    inner = _translated(expression)
    try:
        pattern = re2.compile(f"(?:^|[^{_WORD}])({inner})(?:$|[^{_WORD}])".encode(), options)
        empty = re2.compile(inner, options).search("")
    except re2.error as error:
        raise ValueError(_explained(error)) from None
    if empty is not None:
        raise ValueError("matches even where there is nothing, so every article would be of this topic; ask for a word")
    return _finder(pattern)


def _finder(pattern: re2._Regexp[bytes]) -> Find:
    def find(text: str) -> tuple[int, int] | None:
        encoded = _encoded(text)
        found = pattern.search(encoded)
        if found is None:
            return None
        start, end = found.span(1)
        before = len(encoded[:start].decode("utf-8"))
        return before, before + len(encoded[start:end].decode("utf-8"))

    return find


@lru_cache(maxsize=2)
def _encoded(text: str) -> bytes:
    """The title or the body in hand, for all expressions. Half surrogates become question marks."""
    return text.encode("utf-8", "replace")


def _translated(expression: str) -> str:
    if len(expression) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters; make several expressions of it")
    return "".join(_piece(match[0]) for match in _PIECES.finditer(nfc(expression)))


def _piece(piece: str) -> str:
    """One escape, one class in brackets or one run of plain characters, as RE2 has to see it."""
    if piece in _EDGES:
        raise ValueError(rf"leave {piece} out: an expression matches whole words already, \w* goes on inside a word")
    if piece.startswith("["):
        if r"\W" in piece:
            raise ValueError(r"\W inside [...] is not supported; write [^\w...] instead")
        return piece.replace(r"\w", _WORD)
    if piece.startswith("\\"):
        return _OUTSIDE.get(piece, piece)
    return re.sub(" +", r"(?:\\s+)", _one_tone(piece))


def _one_tone(text: str) -> str:
    """The tone where folded texts have it, in capitals too: case does not matter. All else ("(?P<") stays as it is."""
    return "".join(map(_folded, re.split(r"(\W)", text)))


def _folded(part: str) -> str:
    lowered = part.lower()
    folded = fold_tone_fast(lowered)
    return part if folded == lowered else folded


def _explained(error: Any) -> str:
    reason = error.args[0] if error.args else error
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
    hint = "RE2 has no look-around and no back-references" if "perl operator" in text or "escape" in text else ""
    return f"{text}; {hint or 'mend the expression'}"
