"""Vietnamese syllables: whether a word can be one. The language has a closed set, which tells real text from noise.

Onset, rhyme, tone, by the usual description of the language (17 initial spellings and their variants, some 150 rhymes;
a rhyme that ends in a stop takes the tones sắc and nặng only).
"""

from __future__ import annotations

import re
import unicodedata

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
_RHYME = (
    # without a stop at the end
    "a(?:i|m|n|ng|nh|o|u|y)?|ă(?:m|n|ng)|â(?:m|n|ng|u|y)|e(?:m|n|ng|o)?|ê(?:m|n|ng|nh|u)?|"
    "i(?:a|m|n|nh|u)?|iê(?:m|n|ng|u)|o(?:i|m|n|ng)?|oo(?:n|ng)|oa(?:i|m|n|ng|nh|o|y)?|oă(?:m|n|ng)|oe(?:n|o)?|"
    "ô(?:i|m|n|ng)?|ơ(?:i|m|n)?|u(?:a|i|m|n|ng)?|uâ(?:n|ng|y)|uê(?:n|nh|u)?|uô(?:i|m|n|ng)|uơ|"
    "uy(?:a|n|nh|u)?|uyê(?:n|ng)|ư(?:a|i|m|n|ng|u)?|ươ(?:i|m|n|ng|u)|y(?:n|nh)?|yê(?:m|n|ng|u)"
)
_STOPPED = (
    "a(?:c|ch|p|t)|ă(?:c|p|t)|â(?:c|p|t)|e(?:c|p|t)|ê(?:c|ch|p|t)|i(?:c|ch|p|t)|iê(?:c|p|t)|o(?:c|p|t)|ooc|"
    "oa(?:c|ch|p|t)|oă(?:c|t)|oe(?:t)|ô(?:c|p|t)|ơ(?:p|t)|u(?:c|p|t)|uâ(?:t)|uê(?:ch|t)|uô(?:c|p|t)|uy(?:ch|p|t)|"
    "uyê(?:t)|ư(?:c|t)|ươ(?:c|p|t)|y(?:t|ch)|yê(?:t)"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:(?:{_RHYME})|(?P<stopped>{_STOPPED}))")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_OF_STOPS = ("\u0301", "\u0323")
_LONGEST = 7  # nghiêng


def is_syllable(word: str) -> bool:
    """Whether `word` is spelt as a Vietnamese syllable, in either case. Expects NFC; the place of the tone is free."""
    if len(word) > _LONGEST:
        return False
    loose = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(loose)
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", loose)))
    if found is None or len(tones) > 1:
        return False
    return found["stopped"] is None or (bool(tones) and tones[0] in _OF_STOPS)
