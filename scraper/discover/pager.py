"""The pager of a list page: where the next, older page of the same list is.

Every system writes it another way: NukeViet /page-2/ (with rel=next on every later page, not on the next one alone),
WordPress /page/2/, Joomla ?start=6, Drupal ?page=1 for the second page, Liferay ?_101_INSTANCE_x_cur=2, ASP.NET ?p=2.
What they share decides here: links whose addresses differ in one number only, and whose words are numbers or "Trang
sau", "»", "next". The next page is the one with the least number beyond the present one. So no system is named, rel and
words are marks of a pager and not trusted further, and "»" for the last page does no harm.

A calendar looks much the same. It is told by its names and by its 28 to 31 numbers; one that slips through is left by
the walk, which stops where pages show nothing new (`pagination`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parwatch_core.text import search_key
from scraper.discover.anchors import base_of
from scraper.urls import canonical, identity, resolve, same_site

_NUMBER = re.compile(r"(?:trang |page |go to page )?(\d{1,5})")
_TITLED = re.compile(r"(?:.*\W)?(?:trang|page) (\d{1,5})")
_NEXT = re.compile(
    r"(?:(?:den |toi )?trang )?(?:sau|tiep(?: theo)?|ke(?: tiep)?)(?: trang)?|(?:go to )?(?:next|trang sau)(?: page)?|"
    r"older(?: posts| entries)?|(?:cac )?(?:tin|bai)(?: viet| dang)? cu hon|"
    r"cu hon|[>»›→]+",
)
_NEXT_NAME = re.compile(r"(?:^|[ _-])(?:next|pager-next|icon-next|pagenext)(?:$|[ _-])", re.IGNORECASE)
_PAGER_NAMES = re.compile(
    r"pag(?:er|ing|ination|e-?numbers?|e-?nav|e-?iterator|elinks|e-?list)|phan-?trang|(?:^|[ _-])trang(?:$|[ _-])|"
    r"nav-?links|navigation|wp-pagenavi",
    re.IGNORECASE,
)
_OTHER_NAMES = re.compile(
    r"calendar|datepicker|(?:^|[ _-])lich(?:$|[ _-])|rating|vote|danh-?gia|comment|binh-?luan|slider|carousel|"
    r"font-?size|language|breadcrumb",
    re.IGNORECASE,
)
_PAGE_SLOT = re.compile(
    r"(?:page|paged|trang|cur|start|offset|pageindex|pageno|pagenumber|pageid|pg|pn|p)[=/_-]?\{\}|/\{\}/?$", re.I
)
_SCRIPT = re.compile(r"javascript:|^#|\(", re.IGNORECASE)
_VOID = re.compile(r"^javascript:\s*(?:void\b.*|;?)$", re.IGNORECASE)
_POSTED = "__doPostBack"
_DIGITS = re.compile(r"\d+")
_SUFFIX = re.compile(r"(?:/index)?\.(?:s?html?|aspx|jsp|php)$|/$", re.IGNORECASE)
_EDGES = "[]()<>«»‹›←→|.:- "
_NEAR = 4
_ENOUGH = 4
_DAYS_OF_A_MONTH = 28
_LONGEST_WORDS = 60
# Larger numbers are dates, ids and times, not pages or offsets of a list.
_MOST_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Onward:
    """What a page says of the next one. `shape` is its address with {} for digits, "" where there is none.

    `scripted`: there is a pager, but it works by JavaScript or a form that is posted back, which is not followed.
    """

    url: str | None = None
    shape: str = ""
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class _Turn:
    """One link that may turn the page: the number that it shows, whether it says "next", how its place looks."""

    url: str
    number: int | None
    says_next: bool
    rel_next: bool
    in_pager: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """The number in the address of the page that a pager calls n is first + step * n."""

    step: int
    first: int


def onward(tree: LexborHTMLParser, url: str, *, number: int = 1, shape: str = "") -> Onward:
    """The next page of the list at `url`, which is its page `number`; `shape` is how the walk turned pages so far."""
    turns = list(_turns(tree, url))
    groups: defaultdict[str, list[_Turn]] = defaultdict(list)
    for turn in turns:
        groups[shape_of(turn.url)].append(turn)
    ranked = sorted(
        ((_score(members, key, url, number, shape), key) for key, members in groups.items()),
        key=lambda one: -one[0],
    )
    for score, key in ranked:
        if score >= _ENOUGH:
            found = _beyond(groups[key], key, url, number)
            return Onward(found, key if found else "")
    return Onward(scripted=_is_scripted(tree, number))


def shape_of(url: str) -> str:
    """An address with {} in place of every run of digits: equal for all pages of a list but the first."""
    return _DIGITS.sub("{}", identity(url))


# --- the links


def _turns(tree: LexborHTMLParser, url: str) -> Iterator[_Turn]:
    base, own = base_of(tree, url), identity(url)
    for node in tree.css("a[href], link[rel~=next][href]"):
        turn = _turn(node, base)
        if turn is not None and same_site(turn.url, url) and identity(turn.url) != own:
            yield turn


def _turn(node: LexborNode, base: str) -> _Turn | None:
    """The link as a turn of the page; None where neither its words nor its rel speak of pages."""
    attributes = node.attrs
    rel_next = "next" in (attributes.get("rel") or "").lower().split()
    hints = _hints(node)
    number = next((found for hint in hints if (found := _number(hint)) is not None), None)
    says_next = any(_NEXT.fullmatch(hint) for hint in hints) or bool(_NEXT_NAME.search(_names(node)))
    if not (rel_next or says_next or number is not None):
        return None
    address = resolve(base, attributes.get("href") or "")
    if address is None:
        return None
    in_pager, elsewhere = _place(node)
    return _Turn(canonical(address), number, says_next, rel_next, in_pager, elsewhere)


def _hints(node: LexborNode) -> list[str]:
    """What the link says of itself, its own words first; too many words speak of an article."""
    attributes = node.attrs
    inner = node.css_first("[class*=next]")
    written = _words(node.text())
    if len(written) > _LONGEST_WORDS:
        return []
    told = (written, _words(attributes.get("aria-label") or ""), _words(attributes.get("title") or ""))
    return [hint for hint in (*told, "next" if inner is not None and not written else "") if hint]


def _words(text: str) -> str:
    """The form that is compared; arrows and brackets around words go, alone they stay."""
    key = search_key(text)
    return key.strip(_EDGES) or key


def _number(hint: str) -> int | None:
    found = _NUMBER.fullmatch(hint) or _TITLED.fullmatch(hint)
    return int(found[1]) if found else None


def _names(node: LexborNode) -> str:
    attributes = node.attrs
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"


def _place(node: LexborNode) -> tuple[bool, bool]:
    """Whether the nearest ancestors are named like a pager, and whether like something else that counts."""
    names, parent = [_names(node)], node.parent
    while parent is not None and parent.is_element_node and parent.tag != "body" and len(names) <= _NEAR:
        names.append(f"{_names(parent)} {parent.attrs.get('aria-label') or ''}")
        parent = parent.parent
    joined = " ".join(names)
    return bool(_PAGER_NAMES.search(joined)), bool(_OTHER_NAMES.search(joined))


# --- which links are the pager


def _score(members: Sequence[_Turn], key: str, url: str, number: int, shape: str) -> float:
    """How sure it is that links of one shape are the pager of the list at `url`; from _ENOUGH on they are."""
    numbers = {turn.number for turn in members if turn.number is not None}
    points = 3.0 * any(turn.rel_next for turn in members) + 2.0 * any(turn.says_next for turn in members)
    points += 2.0 * (len(numbers) >= 2) + 1.0 * (numbers == {number + 1})
    points += 2.0 * any(turn.in_pager for turn in members)
    points += 2.0 * _is_family(key, url) + 1.0 * bool(_PAGE_SLOT.search(key)) + 5.0 * (key == shape)
    points -= 3.0 * ("{}" not in key and not any(turn.rel_next or turn.in_pager for turn in members))
    points -= 5.0 * all(turn.elsewhere for turn in members)
    points -= 5.0 * (len(numbers) >= _DAYS_OF_A_MONTH and max(numbers) <= 31)
    return points


def _is_family(key: str, url: str) -> bool:
    """Whether addresses of the shape `key` lie at or below the list's own, suffix and page number aside."""
    own = shape_of(url)
    return key == own or key.startswith(_SUFFIX.sub("", own.partition("?")[0]))


def _beyond(members: Sequence[_Turn], key: str, url: str, number: int) -> str | None:
    """The address with the least number beyond the present page's; None: this is the last page."""
    if "{}" not in key:
        return next((turn.url for turn in members if turn.rel_next or turn.says_next), None)
    place = _slot(members, url)
    line = _line(members, place)
    present = _present(key, url, place, line, number)
    further = [(value, turn.url) for turn, value in _valued(members, place) if _is_beyond(turn, value, present, number)]
    if not further:
        return None
    value, nearest = min(further)
    if line is not None and present is not None and value > present + line.step:
        return _with(nearest, place, present + line.step)
    return nearest


def _present(key: str, url: str, place: int, line: _Line | None, number: int) -> int | None:
    """The number in the address that the present page has, or would have; None: not known."""
    if shape_of(url) == key:
        return _value(url, place)
    return line.first + line.step * number if line else None


def _is_beyond(turn: _Turn, value: int, present: int | None, number: int) -> bool:
    if present is not None:
        return value > present
    return turn.number is None or turn.number > number


def _slot(members: Sequence[_Turn], url: str) -> int:
    """Which run of digits counts the pages: the one that varies; of a single link the one that it shows."""
    addresses = {turn.url for turn in members} | ({url} if shape_of(url) == shape_of(members[0].url) else set())
    runs = [_DIGITS.findall(identity(address)) for address in addresses]
    varying = [place for place, values in enumerate(zip(*runs, strict=True)) if len(set(values)) > 1]
    linear = [place for place in varying if _line(members, place) is not None]
    return (linear or varying or _shown_places(members[0], len(runs[0])))[-1]


def _shown_places(turn: _Turn, count: int) -> list[int]:
    """The runs of digits that are the number of the link or one less; else all."""
    wanted = () if turn.number is None else (turn.number, turn.number - 1)
    return [place for place in range(count) if _value(turn.url, place) in wanted] or list(range(count))


def _line(members: Sequence[_Turn], place: int) -> _Line | None:
    """How the run of digits at `place` grows with the number shown; None: two numbered links at least must agree."""
    pairs = sorted({(turn.number, value) for turn, value in _valued(members, place) if turn.number is not None})
    if len(pairs) < 2 or pairs[0][0] == pairs[-1][0]:
        return None
    (low, low_value), (high, high_value) = pairs[0], pairs[-1]
    step, rest = divmod(high_value - low_value, high - low)
    if rest or step <= 0 or any(value - low_value != step * (shown - low) for shown, value in pairs):
        return None
    return _Line(step, low_value - step * low)


def _valued(members: Iterable[_Turn], place: int) -> Iterator[tuple[_Turn, int]]:
    for turn in members:
        value = _value(turn.url, place)
        if value is not None:
            yield turn, value


def _value(url: str, place: int) -> int | None:
    values = _values(url)
    return values[place] if place < len(values) else None


@lru_cache(maxsize=256)
def _values(url: str) -> tuple[int | None, ...]:
    """The runs of digits of an address as numbers. Kept, as each place of an address with thousands asks for them."""
    return tuple(int(run) if len(run) <= _MOST_DIGITS else None for run in _DIGITS.findall(identity(url)))


def _with(url: str, place: int, value: int) -> str:
    """The address with another number at this run of digits. Neither scheme nor "www." holds any: runs agree."""
    found = list(_DIGITS.finditer(url))[place]
    return f"{url[: found.start()]}{value}{url[found.end() :]}"


# --- what cannot be followed


def _is_scripted(tree: LexborHTMLParser, number: int) -> bool:
    """Whether a later page stands in a pager without an address: JavaScript, or a form that is posted back."""
    return any(_is_script_turn(node, number) for node in tree.css("a, button, input[type=submit], input[type=button]"))


def _is_script_turn(node: LexborNode, number: int) -> bool:
    attributes = node.attrs
    action = f"{_VOID.sub('', attributes.get('href') or '#')} {attributes.get('onclick') or ''}".strip()
    if not action:  # the present page
        return False
    if not _SCRIPT.search(action):
        return False
    hints = [hint for hint in (_words(attributes.get("value") or ""), *_hints(node)) if hint]
    further = any((shown := _number(hint)) is not None and shown > number for hint in hints)
    in_pager, elsewhere = _place(node)
    if elsewhere or not (further or any(_NEXT.fullmatch(hint) for hint in hints)):
        return False
    return _POSTED in action or (further and in_pager)
