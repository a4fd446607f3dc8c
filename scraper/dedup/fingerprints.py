"""What of a text is compared: a hash of the body, a MinHash sketch of its words, the facts that tell stories apart."""

from __future__ import annotations

import hashlib
import re
from struct import Struct

from rensa import RMinHash

from parwatch_core.page import Fingerprint
from parwatch_core.text import INVISIBLE, fold_tone_fast, nfc
from scraper.dedup.facts import facts, split

PERMUTATIONS = 128
BANDS = 32
ROWS = PERMUTATIONS // BANDS
# A shorter body ("Chi tiết xem tệp đính kèm") says little without its title: the title is compared with it.
SHORT_BODY = 40
_SEED = 20260131  # part of the stored format: another seed makes stored sketches incomparable

# Marks that NFC could not compose are strays, of no letter.
_INVISIBLE = re.compile(f"[{INVISIBLE}\u0300-\u036f]")
_BORDER = re.compile(rb" (?=[0-9])")
_BLANK_AGAIN = bytes.maketrans(b"\0", b" ")
_SKETCH = Struct(f"<{PERMUTATIONS}II")  # the minima, then how many distinct shingles there were
_MINIMA = 4 * PERMUTATIONS
_TOP = int.from_bytes(b"\x00\x00\x00\x80" * PERMUTATIONS, "little")  # the top bit of every lane of 32, and the others
_LOW = int.from_bytes(b"\xff\xff\xff\x7f" * PERMUTATIONS, "little")
_BAND = Struct(f"<B{ROWS}I")


def fingerprint(title: str, text: str) -> Fingerprint:
    """The fingerprint of one article. A body that opens with the title counts as one without it."""
    title, body = _visible(title), folded(text)
    head, words = split(folded(title)), split(body)
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


def sketch_of(signature: bytes) -> tuple[int, int]:
    """A stored signature as its minima (one integer of 128 lanes, for `agreeing`) and its number of distinct shingles.

    Raises ValueError for what is no signature.
    """
    if len(signature) != _SKETCH.size:
        raise ValueError(f"a signature has {_SKETCH.size} bytes, not {len(signature)}")
    return int.from_bytes(signature[:_MINIMA], "little"), int.from_bytes(signature[_MINIMA:], "little")


def agreeing(minima: int, others: int) -> int:
    """How many of the 128 minima are the same: all lanes at once, five times as fast as one by one.

    The sum carries into a lane's top bit where its lower bits differ, and never further.
    """
    differing = minima ^ others
    return PERMUTATIONS - ((((differing & _LOW) + _LOW) | differing) & _TOP).bit_count()


def _body_hash(words: list[str]) -> str:
    """blake2b, 16 bytes as hex, over the words without blanks: glued and broken words of bad copies stay the same.

    The border before a digit counts: "xếp thứ 1/12" is not "xếp thứ 11/2".
    """
    body = _BORDER.sub(b"\0", " ".join(words).encode())
    return hashlib.blake2b(body.translate(_BLANK_AGAIN, b" "), digest_size=16).hexdigest()


def _sketch(words: list[str]) -> tuple[bytes, tuple[int, ...]]:
    triples = zip(words, words[1:], words[2:], strict=False)
    shingles = set(map(" ".join, triples)) or {" ".join(words)}
    minhash = RMinHash(PERMUTATIONS, _SEED)
    minhash.update(list(shingles))
    minima = minhash.digest()
    return _SKETCH.pack(*minima, len(shingles)), tuple(_band(at, minima) for at in range(BANDS))


def _band(at: int, minima: list[int]) -> int:
    """The LSH key of one band, a signed 64-bit integer; the band's number is in it, so that keys share one column."""
    packed = _BAND.pack(at, *minima[at * ROWS : (at + 1) * ROWS])
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "little", signed=True)
