"""Passages: a sentence on its way to claims, and the claims it gives with how sure they are."""

from __future__ import annotations

from dataclasses import dataclass

from parwatch_core.analysis.context import Context
from parwatch_core.analysis.lexicon import IndexName
from parwatch_core.analysis.marks import Marked
from parwatch_core.ranking import RankingClaim

# How sure a claim is by the way in which its index was named.
NAMED, BY_SUBJECT, CARRIED, BY_TITLE = 0.95, 0.75, 0.8, 0.65
IMPLIED = 0.8  # factor for a rank that a list implies


@dataclass(frozen=True, slots=True)
class Found:
    """A claim and how sure it is, 0 to 1."""

    claim: RankingClaim
    confidence: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what is known before it. `evidence` is its text as stored."""

    marked: Marked
    evidence: str
    context: Context

    def names(self, name: IndexName) -> bool:
        """Whether this very sentence names the index, by its name or by its subject."""
        return any(mark.kind == "I" and mark.value.index is name.index for mark in self.marked.marks)

    def confidence(self, name: IndexName) -> float:
        """How sure a claim is whose index is named like this: here or before, by its name or by its subject."""
        if not self.names(name):
            return CARRIED if name is self.context.index else BY_TITLE
        return NAMED if name.strong else BY_SUBJECT
