"""Golden pairs: a sentence as a portal writes it -> what it claims."""

from __future__ import annotations

import pytest
from support.golden import GOLDEN, Pair, pairs, spell

from parwatch_core.analysis import analyse

PAIRS = [pair for path in sorted(GOLDEN.glob("*.txt")) if path.stem != "README" for pair in pairs(path)]


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.place for pair in PAIRS])
def test_a_sentence_claims_exactly_this(pair: Pair) -> None:
    """The claims of the pair and no others, each with evidence that occurs verbatim."""
    verdict = analyse(
        pair.title,
        pair.text,
        published=pair.published,
        portal_unit=pair.settings.get("portal"),
        portal_province=pair.settings.get("province"),
    )
    assert sorted(spell(claim) for claim in verdict.claims) == pair.expected
    assert all(claim.evidence in pair.text or claim.evidence in pair.title for claim in verdict.claims)
    assert verdict.is_reform_ranking == any(claim.index.is_reform for claim in verdict.claims)


def test_there_are_pairs_enough() -> None:
    """A lost file would pass unnoticed otherwise."""
    assert len(PAIRS) >= 150
