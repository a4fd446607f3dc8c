"""Analysis: does an article report an administrative-reform ranking, and what exactly does it claim?

    letters -> sentences -> words -> reader (numbers, units, lexicon, compounds)
      -> standings -> naming, dating, holders, amounts -> claims -> ledger -> judgement

`analyse` is the whole of it; `batch` serves `parwatch analyse --batch`, `changes` decides whether an edit is news.
"""

from parwatch_core.analysis.changes import claims_changed
from parwatch_core.analysis.judgement import analyse

__all__ = ["analyse", "claims_changed"]
