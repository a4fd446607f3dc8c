"""The gazetteer: administrative divisions before and after July 2025, with what became of what.

Read from data/places.txt (made by tools/make_gazetteer.py) on first use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.words import split
from parwatch_core.ranking import UnitLevel

LEVELS = {
    "tỉnh": UnitLevel.PROVINCE,
    "thành phố": UnitLevel.DISTRICT,
    "thị xã": UnitLevel.DISTRICT,
    "huyện": UnitLevel.DISTRICT,
    "quận": UnitLevel.DISTRICT,
    "xã": UnitLevel.COMMUNE,
    "phường": UnitLevel.COMMUNE,
    "thị trấn": UnitLevel.COMMUNE,
    "đặc khu": UnitLevel.COMMUNE,
}

# Other names under which a division is written; the left side in any case.
ALIASES = {
    "HCM": "Hồ Chí Minh",
    "TPHCM": "Hồ Chí Minh",
    "Sài Gòn": "Hồ Chí Minh",
    "Thừa Thiên Huế": "Huế",
    "Thừa Thiên - Huế": "Huế",
    "TT - Huế": "Huế",
    "TT Huế": "Huế",
    "Bà Rịa Vũng Tàu": "Bà Rịa - Vũng Tàu",
    "BR - VT": "Bà Rịa - Vũng Tàu",
    "BRVT": "Bà Rịa - Vũng Tàu",
    "Đắc Lắc": "Đắk Lắk",
    "Đắk Lắc": "Đắk Lắk",
    "Đăk Lăk": "Đắk Lắk",
    "Đắc Lắk": "Đắk Lắk",
    "Đăk Nông": "Đắk Nông",
    "Đắc Nông": "Đắk Nông",
    "Kontum": "Kon Tum",
    "Bắc Cạn": "Bắc Kạn",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A division under one of its names. `province` is the one it belonged to under that name.

    `current` is False for what ended on or before 30 June 2025; `successors` then names what is on its ground now.
    """

    kind: str
    name: str
    level: UnitLevel
    province: str
    current: bool
    successors: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """`huyện Hương Sơn`; provinces go without their kind: `Hà Tĩnh`."""
        return self.name if self.level is UnitLevel.PROVINCE else f"{self.kind} {self.name}".lstrip()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by the folded words of their name; `heads` are the first words of all names."""

    by_name: dict[tuple[str, ...], tuple[Place, ...]]
    heads: dict[str, int]

    def longest(self, words: Sequence[str], position: int) -> int:
        """How many words the longest name has that begins here; 0: none."""
        for length in range(min(self.heads.get(words[position], 0), len(words) - position), 0, -1):
            if tuple(words[position : position + length]) in self.by_name:
                return length
        return 0

    def named(self, name: str) -> tuple[Place, ...]:
        """All places of this name, provinces first."""
        return self.by_name.get(split(key(name)), ())


@cache
def gazetteer(*, without_marks: bool = False) -> Gazetteer:
    """The gazetteer, read on first use; `without_marks` spells the names as people type without diacritics."""
    by_name: dict[tuple[str, ...], tuple[Place, ...]] = {}
    for spelled, place in _names():
        words = tuple(bare(word) for word in spelled) if without_marks else spelled
        by_name[words] = (*by_name.get(words, ()), place)
    heads: dict[str, int] = {}
    for words in by_name:
        heads[words[0]] = max(heads.get(words[0], 0), len(words))
    return Gazetteer(by_name, heads)


@cache
def places() -> tuple[Place, ...]:
    """Every division, provinces first, then districts, then communes."""
    sections = _sections()
    order = [UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE]
    found = [*_provinces(sections), *_districts(sections), *_communes(sections)]
    return tuple(sorted(found, key=lambda place: order.index(place.level)))


def _names() -> Iterator[tuple[tuple[str, ...], Place]]:
    aliases: dict[str, list[str]] = {}
    for alias, name in ALIASES.items():
        aliases.setdefault(name, []).append(alias)
    for place in places():
        yield split(key(place.name)), place
        if place.level is UnitLevel.PROVINCE:
            for alias in aliases.get(place.name, ()):
                yield split(key(alias)), place


def _sections() -> dict[str, list[str]]:
    text = resources.files("parwatch_core.analysis.data").joinpath("places.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections


def _parted(name: str) -> tuple[str, str]:
    """`thị xã Cửa Lò` -> `thị xã`, `Cửa Lò`."""
    kind = next(kind for kind in LEVELS if name.startswith(f"{kind} "))
    return kind, name[len(kind) + 1 :]


def _rows(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """`head = entry; entry` -> head and its entries."""
    for line in lines:
        head, _, entries = line.partition(" = ")
        yield head, entries.split("; ")


def _provinces(sections: dict[str, list[str]]) -> Iterator[Place]:
    now = {_parted(head)[1]: _parted(head)[0] for head, _ in _rows(sections["now"])}
    for line in sections["before"]:
        kind, name = _parted(line.partition(" > ")[0])
        successor = line.partition(" > ")[2]
        kept = key(name) == key(successor)
        yield Place(kind, successor if kept else name, UnitLevel.PROVINCE, name, kept, () if kept else (successor,))
        if kept and now[successor] != kind:  # became a city under central rule since
            yield Place(now[successor], successor, UnitLevel.PROVINCE, name, True)


def _communes_of(sections: dict[str, list[str]]) -> dict[str, list[str]]:
    return {_parted(head)[1]: entries for head, entries in _rows(sections["now"])}


def _districts(sections: dict[str, list[str]]) -> Iterator[Place]:
    communes = _communes_of(sections)
    home = {_parted(line.partition(" > ")[0])[1]: line.partition(" > ")[2] for line in sections["before"]}
    for province, entries in _rows(sections["districts"]):
        for entry in entries:
            title, _, numbers = entry.partition(" > ")
            kind, name = _parted(title)
            listed = communes[home[province]]
            heirs = tuple(listed[int(number)] for number in numbers.split(",") if number)
            if not heirs:  # islands had no communes of their own and are one unit now
                heirs = tuple(commune for commune in listed if _parted(commune)[1] == name)
            yield Place(kind, name, UnitLevel.DISTRICT, province, False, heirs)
    for province, entries in _rows(sections["abolished"]):
        for entry in entries:
            title, _, heir = entry.partition(" > ")
            kind, name = _parted(title)
            yield Place(kind, name, UnitLevel.DISTRICT, province, False, (heir,))


def _communes(sections: dict[str, list[str]]) -> Iterator[Place]:
    for province, entries in _communes_of(sections).items():
        for entry in entries:
            kind, name = _parted(entry)
            yield Place(kind, name, UnitLevel.COMMUNE, province, True)
