"""A surface that ends its process, or never ends: what the crew has to survive."""

from __future__ import annotations

import os
import random
import time

from fuzz.corpus import Corpus
from fuzz.surface import Surface


class Deadly(Surface):
    """Its cases are their own numbers."""

    def case(self, seed: int, number: int, corpus: Corpus) -> int:
        """The number."""
        return number


def _make(_chance: random.Random, _corpus: Corpus) -> int:
    return 0


def _check(number: int) -> None:
    if number == 3:
        os._exit(7)
    while number == 5:
        time.sleep(0.0)


SURFACES = {"deadly": Deadly("deadly", "ends the interpreter, or never ends", _make, _check)}
