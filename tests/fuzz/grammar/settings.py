"""sources.toml made from its own keys, with values of the right and of every other type."""

from __future__ import annotations

import random

from fuzz.grammar import words
from fuzz.grammar.listings import address

from scraper.sources import KEYS

_VALUES = (
    *(
        "true",
        "false",
        "0",
        "-1",
        "1e400",
        "nan",
        "inf",
        "9" * 400,
        "0x7f",
        "1979-05-27",
        "07:32:00",
        "[]",
        "[[]]",
        "{}",
    ),
    *(
        '"30m"',
        '"0s"',
        '"999999d"',
        '"2s"',
        '"legacy"',
        '"cookie"',
        '"none"',
        '"strict"',
        '""',
        "''",
        '"""\na"""',
        '" "',
    ),
    *(
        '"div["',
        '"p.a > b"',
        '["a", 1]',
        '["a"]',
        "{a = 1, b = {c = 2}}",
        '"\\u0000"',
        '"\\uD800"',
        "'\x00'",
        '"٣d"',
        "1_000",
    ),
)
_TABLES = (
    "[[source]]",
    "[[source]]",
    "[[source]]",
    "[source]",
    "[defaults]",
    "[[defaults]]",
    "[[topic]]",
    "[a.b]",
    "[[source.x]]",
    "",
)


def sources(chance: random.Random) -> str:
    """Some tables with some keys."""
    return "\n".join(_table(chance) for _ in range(chance.choice((1, 2, 4, 30))))


def _table(chance: random.Random) -> str:
    lines = [f'url = "{address(chance)}"'] if chance.random() < 0.7 else []
    lines += [f"{_key(chance)} = {_value(chance)}" for _ in range(chance.choice((0, 1, 3, 8)))]
    return "\n".join((chance.choice(_TABLES), *lines))


def _key(chance: random.Random) -> str:
    name = chance.choice((*KEYS, *KEYS, "words", "names", "pattern", '"a b"', "a.b", "x" * 300, "ă", '""'))
    return name[: chance.choice((99, 3, 99))] or "a"


def _value(chance: random.Random) -> str:
    return chance.choice(_VALUES) if chance.random() < 0.8 else f'"{words.clause(chance)}"'
