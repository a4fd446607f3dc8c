"""A surface: one place where foreign data enters, how damaged data for it is made, and what must hold of the answer.

A case is named by its surface, a seed and a number, and nothing else decides what it is: `Random(f"{surface}:{seed}:
{number}")` makes it from the corpus. So a case that fell on one machine can be made again on another, alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fuzz.corpus import Corpus

SEED = 20260131
"""The seed of `make fuzz` and of the suite, where nobody asks for another."""


class BrokenError(AssertionError):
    """An invariant that does not hold: the message says which, and of what."""


def hold(condition: object, invariant: str, what: object = "") -> None:
    """Raise BrokenError where `condition` does not hold; `what` is the value that breaks it."""
    if not condition:
        raise BrokenError(f"{invariant}: {what!r:.600}" if what != "" else invariant)


def hold_text(text: str, name: str) -> None:
    """A text that is stored or sent: UTF-8 can carry it, and no control character acts on a terminal or a database."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BrokenError(
            f"{name} holds half a surrogate pair: {text[max(0, error.start - 20) : error.end]!r}"
        ) from None
    hold("\0" not in text, f"{name} holds a NUL", text[:200])


@dataclass(frozen=True, slots=True)
class Surface:
    """One place where foreign data enters.

    `make` draws a case from the corpus; `check` gives it to the product and raises whatever is wrong with the answer.
    `suite`: cases in the suite, fewer where one costs more than some milliseconds.
    """

    name: str
    about: str
    make: Callable[[random.Random, Corpus], Any]
    check: Callable[[Any], None]
    suite: int = 1000

    def case(self, seed: int, number: int, corpus: Corpus) -> Any:
        """Case `number` of a seed."""
        return self.make(random.Random(f"{self.name}:{seed}:{number}"), corpus)
