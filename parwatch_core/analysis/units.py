"""Units: who is ranked. Finds the names of divisions and agencies in a sentence and settles the ambiguous ones.

A division is named with its kind ("huyện Hương Sơn", "TP. Hà Tĩnh", "UBND xã ...") or by its bare name in capitals;
the portal's own unit and province and what the text said before decide between namesakes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from parwatch_core.analysis.agencies import Agency, agencies
from parwatch_core.analysis.letters import bare, key
from parwatch_core.analysis.phrases import Phrases, phrases
from parwatch_core.analysis.places import LEVELS, Gazetteer, Place, gazetteer
from parwatch_core.analysis.words import Words, split
from parwatch_core.ranking import UnitLevel

# How a kind is written before a name; the longest first.
PREFIXES: dict[tuple[str, ...], str] = {
    ("thành", "phố"): "thành phố",
    ("thị", "xã"): "thị xã",
    ("thị", "trấn"): "thị trấn",
    ("đặc", "khu"): "đặc khu",
    ("tp", "."): "thành phố",
    ("tx", "."): "thị xã",
    ("tt", "."): "thị trấn",
    ("h", "."): "huyện",
    ("q", "."): "quận",
    ("p", "."): "phường",
    ("x", "."): "xã",
    ("t", "."): "tỉnh",
    ("tp",): "thành phố",
    ("tx",): "thị xã",
    ("tỉnh",): "tỉnh",
    ("huyện",): "huyện",
    ("quận",): "quận",
    ("phường",): "phường",
    ("xã",): "xã",
}
_PREFIXES = phrases(PREFIXES.items())
_BARE_PREFIXES = phrases((tuple(map(bare, words)), kind) for words, kind in PREFIXES.items())

# A bare name after one of these belongs to a person or a thing.
_HONORIFICS = frozenset(
    key(word)
    for word in (
        "ông",
        "bà",
        "anh",
        "chị",
        "đồng chí",
        "chí",
        "đường",
        "phố",
        "cầu",
        "sông",
        "hồ",
        "trường",
        "bệnh viện",
        "viện",
        "ty",
        "thpt",
        "chùa",
        "đền",
        "núi",
        "báo",
        "đài",
        "ảnh",
        "tác giả",
    )
)
_LONGEST_UNKNOWN = 4
_DISTRICT_KINDS = ("thành phố", "thị xã", "huyện", "quận")
_AMBIGUOUS_KINDS = ("thành phố",)


@dataclass(frozen=True, slots=True)
class Unit:
    """A ranked unit as a claim names it."""

    name: str
    level: UnitLevel
    province: str | None = None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Home:
    """Where the article comes from: the portal's own unit and province, both as sources.toml or the page gives them."""

    unit: Unit | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit found in the words [start, end). `prefixed`: its kind was written."""

    start: int
    end: int
    unit: Unit
    prefixed: bool


@dataclass(slots=True)
class UnitReader:
    """Finds units in sentences of one article; remembers the kinds that the article gave to names."""

    home: Home
    without_marks: bool = False
    article: str = ""  # folded text that is asked for the kind of a bare name; empty: none is
    _kinds: dict[str, str] = field(default_factory=dict)
    _spoken_of: str | None = None  # the province of the last unit below a province that is certain
    heads: frozenset[str] = field(init=False)  # the words with which a unit may begin in small letters
    _agencies: Phrases[Agency] = field(init=False)
    _gazetteer: Gazetteer = field(init=False)

    def __post_init__(self) -> None:
        """The dictionaries of the text's spelling."""
        self.heads = unit_heads(self.without_marks)
        self._agencies = agencies(without_marks=self.without_marks)
        self._gazetteer = gazetteer(without_marks=self.without_marks)

    def at(self, words: Words, position: int, shouting: bool) -> Mention | None:
        """The unit whose name begins at this word, if one does. `shouting`: the sentence is all capitals."""
        return (
            self._agency(words, position)
            or self._prefixed(words, position, shouting)
            or self._bare(words, position, shouting)
        )

    def _agency(self, words: Words, position: int) -> Mention | None:
        named = self._agencies.longest(words.keys, position)
        if named is None:
            return None
        return Mention(position, position + named[0], self._agency_unit(named[1]), True)

    def _agency_unit(self, agency: Agency) -> Unit:
        province = self.home.province if agency.level is UnitLevel.DEPARTMENT else None
        return Unit(agency.name, agency.level, province)

    def _prefixed(self, words: Words, position: int, shouting: bool) -> Mention | None:
        prefix = (_BARE_PREFIXES if self.without_marks else _PREFIXES).longest(words.keys, position)
        if prefix is None or position + prefix[0] >= len(words):
            return None
        return self._named(words, position, position + prefix[0], prefix[1], shouting)

    def _named(self, words: Words, position: int, begin: int, kind: str, shouting: bool) -> Mention | None:
        """The name after a kind: one of the gazetteer's, or an unknown one in capitals."""
        length = self._gazetteer.longest(words.keys, begin)
        # small letters are forgiven where the gazetteer knows the name under this very kind
        places = self._candidates(words, begin, begin + length) if length else ()
        fitting = tuple(place for place in places if _fits(place, kind))
        if fitting and (words.capital[begin] or words.keys[begin].isdigit()):
            unit = self._settle(_of_kind(fitting, kind), kind)
            self._kinds[key(fitting[0].name)] = unit.name
            return Mention(position, begin + length, unit, True)
        return None if shouting else self._unknown(words, position, begin, kind)

    def _unknown(self, words: Words, position: int, begin: int, kind: str) -> Mention | None:
        end = begin
        while end < len(words) and end - begin < _LONGEST_UNKNOWN and words.capital[end] and words.keys[end].isalpha():
            end += 1
        if end == begin or kind == "tỉnh" or words.keys[begin] in ("ubnd", "hđnd", "cchc"):
            return None
        name = " ".join(word.capitalize() for word in words.keys[begin:end])
        return Mention(position, end, Unit(f"{kind} {name}", LEVELS[kind], self.home.province, certain=False), True)

    def _bare(self, words: Words, position: int, shouting: bool) -> Mention | None:
        if not words.capital[position]:
            return None
        length = self._gazetteer.longest(words.keys, position)
        if not length or not all(_large(words, place) for place in range(position, position + length)):
            return None
        if not shouting and not _whole_name(words, position, position + length):
            return None
        places = self._kind_said(self._candidates(words, position, position + length))
        known = [place for place in places if place.level is not UnitLevel.COMMUNE or self._is_home(place)]
        if not known or (length == 1 and known[0].level is not UnitLevel.PROVINCE):
            return None
        return Mention(position, position + length, self._settle(tuple(known), None), False)

    def _kind_said(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        """A bare "Long Khánh" in the title is the "thị xã Long Khánh" of the body."""
        if not self.article or not places or places[0].level is UnitLevel.PROVINCE:
            return places
        name = key(places[0].name)
        said = [kind for kind in _DISTRICT_KINDS if f"{kind} {name}" in self.article]
        return tuple(place for kind in said for place in _of_kind(places, kind) if _fits(place, kind)) or places

    def _candidates(self, words: Words, begin: int, end: int) -> tuple[Place, ...]:
        return self._gazetteer.by_name[tuple(words.keys[begin:end])]

    def _is_home(self, place: Place) -> bool:
        return self.home.unit is not None and key(self.home.unit.name) == key(place.full)

    def _settle(self, places: tuple[Place, ...], kind: str | None) -> Unit:
        """The likeliest of namesakes: the portal's own, the kind that the text gave before, the portal's province."""
        home = [place for place in places if self._is_home(place)]
        said = [place for place in places if kind is None and self._kinds.get(key(place.name)) == place.full]
        near = [place for place in places if self._in_home_province(place)]
        near = near or [place for place in places if place.province == self._spoken_of]
        chosen = (home or said or ([] if places[0].level is UnitLevel.PROVINCE else near) or list(places))[0]
        provinces = {key(place.province) for place in places if place.level is chosen.level}
        certain = bool(home or near) or len(provinces) == 1
        if certain and chosen.level is not UnitLevel.PROVINCE:
            self._spoken_of = chosen.province
        return Unit(chosen.full, chosen.level, chosen.province if certain else None, certain)

    def _in_home_province(self, place: Place) -> bool:
        return self.home.province is not None and key(self.home.province) == key(place.province)


@cache
def unit_heads(without_marks: bool) -> frozenset[str]:
    """The words with which a unit may begin in small letters."""
    prefixes = _BARE_PREFIXES if without_marks else _PREFIXES
    return agencies(without_marks=without_marks).first_words() | prefixes.first_words()


def home_of(portal_unit: str | None, portal_province: str | None) -> Home:
    """The portal as its settings name it; a district that only one province has brings its province along."""
    if not portal_unit:
        return Home(None, portal_province)
    named = unit_named(portal_unit, portal_province)
    return Home(named, portal_province or named.province)


def unit_named(name: str, province: str | None = None) -> Unit:
    """A unit from a name as a person writes it in a setting: `huyện Hương Sơn`, `Sở Nội vụ`, `Hà Tĩnh`."""
    words = split(key(name))
    for length in (2, 1):
        kind = PREFIXES.get(words[:length])
        if kind is not None and len(words) > length:
            return _division(kind, name, words[length:], province)
    agency = agencies().longest(words, 0) if words else None
    if agency is not None:
        return Unit(agency[1].name, agency[1].level, province)
    return _division(None, name, words, province)


def _division(kind: str | None, name: str, words: tuple[str, ...], province: str | None) -> Unit:
    places = [place for place in gazetteer().by_name.get(words, ()) if kind is None or _fits(place, kind)]
    places = list(_of_kind(tuple(places), kind)) if kind else places
    near = [place for place in places if province and key(place.province) == key(province)] or places
    if near:
        certain = len({place.province for place in near}) == 1
        return Unit(near[0].full, near[0].level, near[0].province if certain else province)
    return Unit(name.strip(), LEVELS.get(kind or "", UnitLevel.OTHER), province)


def _of_kind(places: tuple[Place, ...], kind: str) -> tuple[Place, ...]:
    """Those of exactly this kind; else the same places under the kind that the text gives (huyện, before the rise)."""
    exact = tuple(place for place in places if place.kind == kind)
    return exact or tuple(replace(place, kind=kind) for place in places)


def _large(words: Words, position: int) -> bool:
    """Whether a word of a name is written large; the dash of "Bà Rịa - Vũng Tàu" may be as it likes."""
    return words.capital[position] or words.keys[position] == "-"


def _fits(place: Place, kind: str) -> bool:
    """Whether a place may be called by this kind: TP. Đà Nẵng is a province, huyện Thủy Nguyên became a city."""
    if place.kind == kind:
        return True
    return place.level is LEVELS[kind] and place.level is UnitLevel.DISTRICT and kind not in _AMBIGUOUS_KINDS


def _whole_name(words: Words, begin: int, end: int) -> bool:
    """Whether a name in capitals stands alone: in "Nguyễn Thanh Bình" the last two words are no district."""
    before = words.keys[begin - 1] if begin else ""
    if before in _HONORIFICS or (
        begin and words.capital[begin - 1] and before.isalpha() and begin > 1 and not _is_head(before)
    ):
        return False
    return not (
        end < len(words)
        and words.capital[end]
        and words.keys[end].isalpha()
        and words.starts[end] == words.ends[end - 1] + 1
        and len(words.keys[end]) > 1
        and not _abbreviated(words.keys[end])
    )


def _is_head(word: str) -> bool:
    """Words that are written large before a name without being part of it."""
    return word in (
        "ubnd",
        "hđnd",
        "tp",
        "tx",
        "năm",
        "tại",
        "và",
        "huyện",
        "thị",
        "quận",
        "ở",
        "đó",
        "theo",
        "là",
        "sau",
        "riêng",
        "trong",
        "papi",
        "pci",
        "index",
        "cchc",
        "sipas",
    )


def _abbreviated(word: str) -> bool:
    return word in ("papi", "pci", "cchc", "sipas", "par", "ubnd", "hđnd", "ddci", "dti", "ict", "tthc", "index")
