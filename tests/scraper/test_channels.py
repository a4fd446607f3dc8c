"""[[channel]] tables of sources.toml: what they make, and one clear line for each mistake, without the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from parwatch_core import addresses
from parwatch_core.errors import SourcesError
from parwatch_core.notice import Language
from parwatch_core.outlet import Outlet
from parwatch_core.preferences import (
    DEFAULT,
    Area,
    Bound,
    Movement,
    Pace,
    Preferences,
    Quiet,
    Scope,
    Side,
    Timing,
    dumps,
    loads,
)
from parwatch_core.ranking import Index, Salience
from scraper import sources

SECRET = "s3cr3t-passw0rd"
SOURCE = '[[source]]\nurl = "https://a.gov.vn/"\nname = "A"\n'
SOUND = f'[[channel]]\nname = "X"\nurl = "ntfy://{SECRET}"\n'


def _one(channel: str) -> Outlet:
    (found,) = sources.understand(SOURCE + channel).channels
    return found


def _problems(channel: str) -> list[str]:
    with pytest.raises(SourcesError) as error:
        sources.understand(f"{SOURCE}{channel}")
    assert SECRET not in str(error.value)
    return [str(problem) for problem in error.value.problems]


def test_a_channel_with_everything() -> None:
    """Every wish of a chat can be one of a channel."""
    text = f"""
[[channel]]
name = "Văn phòng"
url = "ntfy://{SECRET}"
language = "en"
units = ["huyện Hương Sơn, Hà Tĩnh"]
indices = ["PAR", "PAPI"]
salience = "main"
doubtful = true
movement = "fell"
rank = ">= 5"
topics_out = "Chuyển đổi số"
muted = ["A"]
timing = "weekly mon 07:30"
quiet = "22:00-6:00"
enabled = false
"""
    assert _one(text) == Outlet(
        name="Văn phòng",
        url=f"ntfy://{SECRET}",
        enabled=False,
        preferences=Preferences(
            language=Language.EN,
            scope=Scope(Area.UNITS, ("huyện Hương Sơn, Hà Tĩnh",)),
            indices=frozenset({Index.PAR, Index.PAPI}),
            salience=Salience.MAIN,
            doubtful=True,
            movement=Movement.FELL,
            rank=Bound(Side.WORSE, 5),
            topics_out=frozenset({"Chuyển đổi số"}),
            muted=frozenset({"A"}),
            timing=Timing(Pace.WEEKLY, 7 * 60 + 30, 0),
            quiet=Quiet(22 * 60, 6 * 60),
        ),
    )


def test_name_and_address_are_enough() -> None:
    """The rest is as for a chat that never said any wish."""
    assert _one(SOUND).preferences == DEFAULT


@pytest.mark.parametrize(
    ("wish", "made"),
    [
        ('timing = "at_once"', Timing()),
        ('timing = "daily 8:05"', Timing(Pace.DAILY, 485)),
        ('timing = "Weekly Sun 23:59"', Timing(Pace.WEEKLY, 1439, 6)),
        ('provinces = "ha tinh"', Scope(Area.PROVINCES, ("Hà Tĩnh",))),
        ('provinces = ["tỉnh Hà Tĩnh", "Hà Giang"]', Scope(Area.PROVINCES, ("Hà Tĩnh", "Tuyên Quang"))),
        ('units = "huyen huong son ha tinh"', Scope(Area.UNITS, ("huyện Hương Sơn, Hà Tĩnh",))),
        ("provinces = []", Scope()),
        ("indices = []", frozenset()),
        ('rank = "<=10"', Bound(Side.BETTER, 10)),
    ],
)
def test_what_a_wish_makes(wish: str, made: object) -> None:
    """Typed in any usual way, and kept as a chat's are."""
    found = _one(f"{SOUND}{wish}\n").preferences
    assert made in (found.timing, found.scope, found.indices, found.rank)
    assert loads(dumps(found), found.language) == found


def test_the_address_stands_in_no_representation() -> None:
    """What is printed of a watchlist, in a log or a traceback, has no password."""
    assert SECRET not in repr(sources.understand(SOURCE + SOUND))


def test_a_file_is_looked_for_beside_sources_toml(tmp_path: Path) -> None:
    """As the files of `ca` are."""
    text = f'{SOURCE}[[channel]]\nname = "X"\nurl_file = "secrets/ntfy"\n'
    (found,) = sources.understand(text, base=tmp_path).channels
    assert found.url_file == str(tmp_path / "secrets/ntfy")


def test_a_channel_keeps_its_number_by_its_name() -> None:
    """What is known of it in the database outlives another address and other wishes."""
    one, other = _one(SOUND), _one(SOUND.replace("ntfy", "json") + 'language = "en"\n')
    assert one.number == other.number == addresses.of_channel("X")
    assert addresses.is_channel(one.number)


@pytest.mark.parametrize(
    ("channel", "place", "word"),
    [
        (f'[[channel]]\nurl = "ntfy://{SECRET}"\n', "4:1", "has no name"),
        ('[[channel]]\nname = "X"\n', "4:1", "has no address"),
        (f'{SOUND}url_env = "NTFY"\n', "7:1", "keep one of the two"),
        (f'[[channel]]\nname = "X"\nurl = "{SECRET}"\n', "6:1", "no address of Apprise"),
        (f'[[channel]]\nname = "X"\nurl = "ntfy://a b{SECRET}"\n', "6:1", "no address of Apprise"),
        (SOUND + SOUND.replace('"X"', '"x"'), "8:1", "used twice"),
        (SOUND + "colour = 1\n", "7:1", "unknown key 'colour'"),
        (SOUND + 'timing = "daily 25:00"\n', "7:1", "is no time"),
        (SOUND + 'timing = "monthly"\n', "7:1", "is no time"),
        (SOUND + 'quiet = "22-6"\n', "7:1", "are no hours"),
        (SOUND + 'quiet = "06:00-06:00"\n', "7:1", "begin and end at different times"),
        (SOUND + 'rank = "10"\n', "7:1", "is no bound"),
        (SOUND + 'rank = "<= 0"\n', "7:1", "a rank is 1 to"),
        (SOUND + 'language = "fr"\n', "7:1", "'fr' is not one of 'vi', 'en'"),
        (SOUND + 'indices = ["PAR", "par"]\n', "7:1", "'par' is not one of 'PAR', 'SIPAS'"),
        (SOUND + 'salience = "high"\n', "7:1", "is not one of 'main'"),
        (SOUND + "doubtful = 1\n", "7:1", "write true or false"),
        (SOUND + 'provinces = ["Hà Tỉn"]\n', "7:1", "is no province"),
        (SOUND + 'units = ["Hương Sơn"]\n', "7:1", "is several units; write one of"),
        (SOUND + 'units = ["huyện Hươn Sơn"]\n', "7:1", "did you mean"),
        (SOUND + 'provinces = "Hà Tĩnh"\nunits = "huyện Hương Sơn, Hà Tĩnh"\n', "8:1", "either provinces or units"),
        (f'[channel]\nname = "X"\nurl = "ntfy://{SECRET}"\n', "4:1", "double brackets"),
    ],
)
def test_each_mistake_is_one_line_with_its_place(channel: str, place: str, word: str) -> None:
    """What is wrong, where, and what to write instead."""
    (problem,) = _problems(channel)
    assert problem.startswith(f"{place}: "), problem
    assert word in problem


def test_several_mistakes_of_a_channel_are_all_told() -> None:
    """One edit mends them all."""
    assert len(_problems(SOUND + 'rank = "x"\nquiet = "y"\ntiming = "z"\n')) == 3
