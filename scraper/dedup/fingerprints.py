"""What of a text is compared: a hash of the body, a MinHash sketch of its words, the facts that tell stories apart."""

from __future__ import annotations

import hashlib
import re
from struct import Struct

from rensa import RMinHash

from parwatch_core.page import Fingerprint
from parwatch_core.text import INVISIBLE, fold_tone_fast, nfc
from scraper.dedup.facts import WORD, facts

PERMUTATIONS = 128
BANDS = 32
ROWS = PERMUTATIONS // BANDS
SHINGLE = 3
# A shorter body ("Chi tiết xem tệp đính kèm") says little without its title: the title is compared with it.
SHORT_BODY = 40
_SEED = 20260131  # part of the stored format: another seed makes stored sketches incomparable

# Marks that NFC could not compose are strays, of no letter.
_INVISIBLE = re.compile(f"[{INVISIBLE}\u0300-\u036f]")
_SKETCH = Struct(f"<{PERMUTATIONS}II")  # the minima, then how many distinct shingles there were
_BAND = Struct(f"<B{ROWS}I")


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of one article. A body that opens with the title counts as one without it."""
    title, body = _visible(title), folded(text)
    head, words = WORD.findall(folded(title)), WORD.findall(body)
    found = facts(title, head, body, words)
    if head and words[: len(head)] == head:
        words = words[len(head) :]
    if len(words) < SHORT_BODY:
        words = head + words
    signature, bands = _sketch(words)
    return Fingerprint(_body_hash(words), signature, bands, found)


def folded(text: str) -> str:
    """One spelling to compare: NFC, lower case, tone marks in one place, no invisible characters."""
    return fold_tone_fast(_visible(text).lower())


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", nfc(text))


def sketch_of(signature: bytes) -> tuple[tuple[int, ...], int]:
    """A stored signature as its minima and the number of distinct shingles."""
    *minima, size = _SKETCH.unpack(signature)
    return tuple(minima), size


def _body_hash(words: list[str]) -> str:
    """blake2b, 16 bytes as hex, over the words without blanks: glued and broken words of bad copies stay the same.

    The border before a digit counts: "xếp thứ 1/12" is not "xếp thứ 11/2".
    """
    body = " ".join(words)
    for digit in "0123456789":  # a pattern for "blank before a digit" takes three times as long
        body = body.replace(f" {digit}", f"\0{digit}")
    body = body.replace(" ", "").replace("\0", " ")
    return hashlib.blake2b(body.encode(), digest_size=16).hexdigest()


def _sketch(words: list[str]) -> tuple[bytes, tuple[int, ...]]:
    shingles = set(map(" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False))) or {" ".join(words)}
    minhash = RMinHash(PERMUTATIONS, _SEED)
    minhash.update(list(shingles))
    minima = minhash.digest()
    return _SKETCH.pack(*minima, len(shingles)), tuple(_band(at, minima) for at in range(BANDS))


def _band(at: int, minima: list[int]) -> int:
    """The LSH key of one band, a signed 64-bit integer; the band's number is in it, so that keys share one column."""
    packed = _BAND.pack(at, *minima[at * ROWS : (at + 1) * ROWS])
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "little", signed=True)
