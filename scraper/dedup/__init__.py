"""Is this article a story that is already known? Pure: fingerprints of texts, and a match against candidates.

    fingerprint(title, text) -> Fingerprint     once for every article; its parts are stored
    match(fingerprint, candidates) -> Match     candidates: stored articles with the same body hash or a common band
    worth(fingerprint) -> (hash, signature) -> bool   which candidates to read at all
    same_stories(records)                       a whole batch, in order, against what came before

Exact: the same body after normalisation. Near: mostly the same words, and no facts that say it is another story.
Measured floors are in tests/scraper/test_dedup_corpus.py.
"""

from scraper.dedup.batch import Record, Sameness, same_stories
from scraper.dedup.fingerprints import fingerprint
from scraper.dedup.matching import match, worth

__all__ = ["Record", "Sameness", "fingerprint", "match", "same_stories", "worth"]
