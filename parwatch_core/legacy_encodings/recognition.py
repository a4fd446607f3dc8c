"""Whether a text is in a legacy encoding, or broken beyond repair.

The rules would rather be silent than wrong: on Unicode Vietnamese, on other languages, on titles of a word or two.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from parwatch_core.legacy_encodings.evidence import Evidence, weigh, words
from parwatch_core.legacy_encodings.tables import LegacyEncoding

_MOST_WORDS = 5_000
# Every Vietnamese phrase in an old encoding has one of these, and most other texts none: a quick look spares counting.
_SIGNS: dict[LegacyEncoding, str] = {"tcvn3": "¸µ¶·¹¨©ª«¬®\u00ad¡¢§£¤¥¦ÖÞÕÒÓØ×", "vni": "ñøûïäåöëüÑØÛÏÄÅÖ"}

_LEAST_TELLING = 2
_LEAST_TELLING_BESIDE_UNICODE = 5
_MANY_TELLING = 15  # no text in English has so many, however much of it stands around
_LEAST_SHARE_BESIDE_UNICODE = 0.05
_MOST_NOISE = 1 / 3
_LEAST_VIETNAMESE = 0.5

_TORN = re.compile("[\ufffd\u0080-\u0084\u0086-\u009f\ue000-\uf8ff]|[^\\W\\d_][?¿][^\\W\\d_]|á[º»]|Ã[\u00a0-\u00bf]")
_ADDRESS = re.compile("[=&@]|//|www\\.")
_LEAST_TORN = 3
_MOST_TORN_SHARE = 0.15


def recognise(text: str) -> LegacyEncoding | None:
    """The legacy encoding of a text, also where Unicode stands around it; None for any other text, and in doubt."""
    candidates = [which for which, signs in _SIGNS.items() if any(map(text.__contains__, signs))]
    if not candidates:
        return None
    found = Counter(match.group() for match in islice(words(text), _MOST_WORDS))
    weighed = {which: weigh(found, which) for which in candidates}
    likely = [which for which in candidates if _is_likely(weighed[which])]
    return max(likely, key=lambda which: weighed[which].old, default=None)


def _is_likely(evidence: Evidence) -> bool:
    least = _LEAST_TELLING_BESIDE_UNICODE if evidence.unicode else _LEAST_TELLING
    return (
        evidence.telling >= least
        and evidence.neither <= _MOST_NOISE * evidence.old
        and (evidence.plain_syllables >= _LEAST_VIETNAMESE * evidence.plain or evidence.telling >= _MANY_TELLING)
        and evidence.old >= _LEAST_SHARE_BESIDE_UNICODE * evidence.unicode
        and (evidence.unicode > 0 or evidence.old > evidence.new)
    )


def is_undecodable(text: str) -> bool:
    """Whether so many words are torn ("C?i c?ch", "C\ufffdi") that the text must not be stored as words.

    False for what `recognise` knows: that can be converted.
    """
    tokens = [token for token in text.split() if _ADDRESS.search(token) is None]
    torn = sum(_TORN.search(token) is not None for token in tokens)
    return torn >= _LEAST_TORN and torn >= _MOST_TORN_SHARE * len(tokens) and recognise(text) is None
