"""[[topic]] tables of sources.toml: what they make, and one clear line for each mistake."""

from __future__ import annotations

import random

import pytest

from parwatch_core.errors import SourcesError
from parwatch_core.topic import Topic
from scraper import sources
from scraper.expressions import compiled

SOURCE = '[[source]]\nurl = "https://a.gov.vn/"\nname = "A"\n'


def _problems(topic: str) -> list[str]:
    with pytest.raises(SourcesError) as error:
        sources.understand(f"{SOURCE}{topic}")
    return [str(problem) for problem in error.value.problems]


def test_a_topic_with_everything() -> None:
    """Every key, lists or single texts."""
    text = """
[[topic]]
name = "Chuyển đổi số"
any = ["chuyển đổi  số", "DTI"]
all = "xã"
none = ["đấu thầu"]
regex = 'chỉ số \\w+ tăng \\d+ bậc'
sources = "A"
province = "Hà Tĩnh"
enabled = false
"""
    assert sources.understand(SOURCE + text).topics == (
        Topic(
            name="Chuyển đổi số",
            any_of=("chuyển đổi số", "DTI"),
            all_of=("xã",),
            none_of=("đấu thầu",),
            patterns=(r"chỉ số \w+ tăng \d+ bậc",),
            sources=("A",),
            province="Hà Tĩnh",
            enabled=False,
        ),
    )


@pytest.mark.parametrize(
    ("topic", "place", "word"),
    [
        ('[[topic]]\nany = "dti"\n', "4:1", "has no name"),
        ('[[topic]]\nname = "X"\n', "4:1", "looks for nothing"),
        ('[[topic]]\nname = "X"\nnone = "dti"\n', "4:1", "looks for nothing"),
        ('[[topic]]\nname = "CCHC"\nany = "dti"\n', "5:1", "built-in topic"),
        ('[[topic]]\nname = "X"\nany = []\n', "6:1", "write words in quotes"),
        ('[[topic]]\nname = "X"\nany = ["...", "dti"]\n', "6:1", "write words in quotes"),
        ('[[topic]]\nname = "X"\nanny = ["dti"]\nall = "a"\n', "6:1", "did you mean 'any'"),
        ('[[topic]]\nname = "X"\nregex = "(a"\n', "6:1", "missing"),
        ('[[topic]]\nname = "X"\nregex = "(?=a)b"\n', "6:1", "no look-around"),
        ('[[topic]]\nname = "X"\nregex = "(a)\\\\1"\n', "6:1", "no back-references"),
        ('[[topic]]\nname = "X"\nregex = "a*"\n', "6:1", "even where there is nothing"),
        ('[[topic]]\nname = "X"\nany = "a"\nsources = "B"\n', "7:1", "no [[source]] is called 'B'"),
        ('[topic]\nname = "X"\nany = "a"\n', "4:1", "[[topic]] in double brackets"),
        ('[[topic]]\nname = "X"\nany = "a"\n' * 2, "8:1", "used twice"),
    ],
)
def test_mistakes(topic: str, place: str, word: str) -> None:
    """One line each: where, what, and what to do."""
    (problem,) = _problems(topic)
    assert problem.startswith(place)
    assert word in problem


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        (r"tăng \d+ bậc", "dti tăng 12 bậc so với", "tăng 12 bậc"),
        (r"Tăng \d+ bậc", "tăng 3 bậc", "tăng 3 bậc"),
        (r"hoà \w+", "ban hòa giải", "hòa giải"),
        (r"đổi", "thay đổi", "đổi"),
        (r"số", "sống", None),
        (r"[cđ]ổi", "đổi mới", "đổi"),
    ],
)
def test_expressions(expression: str, text: str, found: str | None) -> None:
    """Case, the place of the tone and the alphabet do not matter; whole words are found."""
    place = compiled(expression)(text)
    assert (None if place is None else text[place[0] : place[1]]) == found


def test_an_expression_that_would_never_end_elsewhere_ends_here() -> None:
    """Nested repetition over a hundred thousand letters: the engine is linear, so this test ends at all."""
    assert compiled(r"(a+)+b")("a" * 100_000 + "!") is None


def test_any_expression_is_taken_or_refused_in_words() -> None:
    """A thousand damaged expressions: compiled, or a ValueError that says something."""
    chance = random.Random(20261124)
    for _ in range(1000):
        expression = "".join(chance.choice("aổ()[]{}*+?|\\wbd.^$-:<>=!1, ") for _ in range(chance.randrange(1, 14)))
        try:
            find = compiled(expression)
        except ValueError as error:
            assert str(error)
        else:
            find("sở nội vụ đổi mới 12 a b")
