"""Same story or not: the decision over two fingerprints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parwatch_core.page import Candidate, Fingerprint, Match, SameKind
from scraper.dedup.facts import PERIODS, TITLE, UNITS, years
from scraper.dedup.fingerprints import PERMUTATIONS, agreeing, sketch_of

# Measured on the generated corpus: copies with 5 % edits lie above .62, different stories of one office mostly below
# .45 (99.9 %: .58). Reused words are as alike as copies: there only the facts decide.
SIMILAR = 0.55
# A cut copy: nearly all of the shorter text stands in the longer one.
CONTAINED = 0.85
CONTAINED_FLOOR = 0.3
# A few words agree by chance: below this many shingles a pair must be more alike, and no excerpt.
FEW_SHINGLES = 40
SIMILAR_WHEN_FEW = 0.6
# Share of the smaller set of facts that the other text has too; a next report shares its constants, seldom half.
SHARED_FACTS = 0.6
_FEW_FACTS = 2

# The similarity to a stored signature, where it is enough for one story.
_Similarity = Callable[[bytes], float | None]


def match(fingerprint: Fingerprint, candidates: Iterable[Candidate]) -> Match | None:
    """The candidate that tells the same story; an exact one wins, then the most similar, then the first given."""
    best: Match | None = None
    similarity = _similarity_to(fingerprint)
    for candidate in candidates:
        found = _compare(fingerprint, candidate, similarity)
        if found is None:
            continue
        if found.kind is SameKind.EXACT:
            return found
        if best is None or found.similarity > best.similarity:
            best = found
    return best


def worth(fingerprint: Fingerprint) -> Callable[[str, bytes], bool]:
    """Whether a candidate of this body hash and signature can match at all: what else is stored of it is dear to read.

    `match` over the candidates that are worth it gives what it gives over all.
    """
    similarity = _similarity_to(fingerprint)
    return lambda body_hash, signature: body_hash == fingerprint.body_hash or similarity(signature) is not None


def _compare(new: Fingerprint, candidate: Candidate, similarity_to: _Similarity) -> Match | None:
    known = candidate.fingerprint
    if new.body_hash == known.body_hash:
        same = not _titles_differ(new.numbers, known.numbers)
        return Match(candidate.article_id, SameKind.EXACT, 1.0) if same else None
    similarity = similarity_to(known.signature)
    if similarity is None or other_story(new.numbers, known.numbers):
        return None
    return Match(candidate.article_id, SameKind.NEAR, similarity)


def _similarity_to(new: Fingerprint) -> _Similarity:
    ours, size = sketch_of(new.signature)

    def similarity(signature: bytes) -> float | None:
        theirs, other_size = sketch_of(signature)
        return _enough(agreeing(ours, theirs) / PERMUTATIONS, *sorted((size, other_size)))

    return similarity


def _enough(jaccard: float, smaller: int, larger: int) -> float | None:
    """The estimated Jaccard similarity of two bodies of so many shingles, where it is enough for one story."""
    if smaller < FEW_SHINGLES:
        return jaccard if jaccard >= SIMILAR_WHEN_FEW else None
    contained = jaccard * (smaller + larger) / (1 + jaccard) / smaller
    is_cut = contained >= CONTAINED and jaccard >= CONTAINED_FLOOR
    return jaccard if jaccard >= SIMILAR or is_cut else None


def other_story(new: frozenset[str], known: frozenset[str]) -> bool:
    """Whether the facts of two texts in similar words say that they are two stories.

    Facts on one side only are a cut tail or an added line. Facts of the same sort on both sides are a change.
    """
    if _titles_differ(new, known) or _both_have_own(years(new), years(known)):
        return True
    ours, theirs = _figures(new), _figures(known)
    smaller = min(len(ours), len(theirs))
    shared = len(ours & theirs)
    return smaller - shared > _FEW_FACTS and shared < SHARED_FACTS * smaller


def _titles_differ(new: frozenset[str], known: frozenset[str]) -> bool:
    """Whether the titles name other periods, or other units that the other text never names."""
    ours, theirs = _of_title(new, PERIODS), _of_title(known, PERIODS)
    if any(_both_have_own(ours[name], theirs[name]) for name in PERIODS):
        return True
    our_units, their_units = _of_title(new, UNITS), _of_title(known, UNITS)
    return any(_both_have_own(our_units[name] - known, their_units[name] - new) for name in UNITS)


def _of_title(found: frozenset[str], names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    titled = [fact.removeprefix(TITLE) for fact in found if fact[0] == TITLE]
    return {name: frozenset(fact for fact in titled if fact.startswith(f"{name} ")) for name in names}


def _figures(found: frozenset[str]) -> frozenset[str]:
    return frozenset(fact for fact in found if fact[0].isdigit())


def _both_have_own(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours - theirs) and bool(theirs - ours)
