"""What a person should know and could do about a checked portal, decided purely: reasons, problems, settings, block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parwatch import recording
from parwatch_core.analysis.places import gazetteer
from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Page, PageKind
from parwatch_core.source import Source
from scraper.discover import Channel, ChannelKind, Discovery
from scraper.discover.evidence import Evidence
from scraper.extract import remainder
from scraper.urls import identity

SURE, FAIRLY = 0.8, 0.5
# What a missing address is asked for and answered with, on any site: no trouble of the portal.
_USUAL = (FetchStatus.HTTP_GONE, FetchStatus.HTTP_CLIENT, FetchStatus.BAD_TYPE, FetchStatus.EMPTY, FetchStatus.SOFT_404)
_KINDS = {
    PageKind.LIST: "a list",
    PageKind.HOME: "a front page",
    PageKind.LOGIN: "a login page",
    PageKind.ERROR: "a page that cannot be read",
    PageKind.CHALLENGE: 'a browser check; if it is a cookie page, set challenge = "cookie"',
    PageKind.SOFT_404: "a page that says 'not found'",
    PageKind.SHELL: "a page that is empty without JavaScript; set feed to the portal's feed",
    PageKind.OTHER: "another page",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of sources.toml that would help here. `value` is a guess; None: only a person knows it."""

    key: str
    value: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the settings are decided from: `pages` are the articles read and `bodies` their bytes and addresses,
    `links` a selector that names the articles of a list nobody is sure of, `failures` every fetch that failed."""

    source: Source
    found: Discovery
    pages: tuple[Page, ...]
    bodies: tuple[tuple[bytes, str], ...]
    links: str | None
    failures: tuple[FetchError, ...]


def sureness(confidence: float) -> str:
    """A confidence in a word."""
    return "sure" if confidence >= SURE else "fairly sure" if confidence >= FAIRLY else "doubtful"


def because(channel: Channel, weighed: Evidence | None, origin: str) -> str:
    """Why a channel is believed, as a clause: "12 of 14 links carry a date and an id"."""
    if weighed is None or not weighed.links:
        return origin
    noun = "links" if channel.kind is ChannelKind.LIST else "items" if channel.kind is ChannelKind.FEED else "addresses"
    counts = {"a headline": weighed.titled, "a date": weighed.dated, "an id": weighed.numbered}
    by_count: dict[int, list[str]] = {}
    for what, count in counts.items():
        by_count.setdefault(count, []).append(what)
    parts = [
        f"{count} {'carries' if count == 1 else 'carry'} {_joined(by_count[count])}"
        for count in sorted(by_count, reverse=True)
        if count
    ]
    if len(by_count) == 1 and parts:
        return f"{origin}; {weighed.titled} of {weighed.links} {noun} carry {_joined(list(counts))}"
    return f"{origin}; of {weighed.links} {noun} " + (", ".join(parts) or "none carries a headline, a date or an id")


def _joined(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def of_kind(page: Page) -> str:
    """What a page is instead of an article, with what can be done."""
    reasons = [problem for problem in page.problems if problem != page.kind.value]
    return _KINDS.get(page.kind, page.kind.value) + (f" ({'; '.join(reasons)})" if reasons else "")


def missing(url: str, error: FetchError) -> str:
    """A listed article that could not be had. What holds for one address says nothing of the portal's own."""
    return f"{url} is listed, but: {error if error.status in _USUAL else error.explained}"


def unreached(failures: Iterable[FetchError], told: Iterable[str]) -> tuple[str, ...]:
    """What kept the survey from a part of the site: one line for each class of failure, with what can be done.

    `failures` are those of pages. What is missing is no trouble: sections and sitemaps are often named and gone.
    """
    said = " ".join(told)
    grouped: dict[FetchStatus, list[FetchError]] = {}
    for error in failures:
        if error.status not in _USUAL and error.url not in said:
            grouped.setdefault(error.status, []).append(error)
    return tuple(_line(errors) for errors in grouped.values())


def _line(errors: Sequence[FetchError]) -> str:
    more = f" (and {len(errors) - 1} more addresses)" if len(errors) > 1 else ""
    return f"{errors[0].url}{more}: {errors[0].explained}"


def complaints(articles: Sequence[tuple[Any, recording.Reading]], found: Discovery) -> tuple[str, ...]:
    """What is odd in the articles that were read, one sentence for each kind of oddity."""
    pages = [reading.page for _, reading in articles]
    noted = Counter(problem for page in pages for problem in page.problems)
    said = [f"{count} of {len(pages)} articles: {problem}" for problem, count in noted.items()]
    if len(pages) > 1 and len({page.title for page in pages}) == 1:
        said.append(f"all {len(pages)} articles have the same title: {pages[0].title}")
    if not found.links:
        said.append("no articles found; try the address of the news page, or set feed or links by hand")
    elif not pages:
        said.append("none of the pages that were read is an article; try the address of the news page")
    return tuple(said)


def settings(about: Circumstances) -> tuple[Setting, ...]:
    """The keys that would help here, in the order of sources.toml: nothing that is known well enough without them."""
    return (*_owner(about), *_channels(about), *_selectors(about), *_wire(about))


def _owner(about: Circumstances) -> Iterable[Setting]:
    unit, province = about.found.unit, about.found.province
    if unit is None:
        yield Setting("unit", None, 'whose portal it is was not recognised; write it like "huyện Hương Sơn"')
    else:
        yield Setting("unit", unit, "read from the portal's own words; correct it if it is another's")
    if province is None and not _is_province(unit):
        value, why = _province_of(unit)
        yield Setting("province", value, why)
    elif province is not None:
        yield Setting("province", province, "read from the portal's own words; settles units that share a name")


def _is_province(unit: str | None) -> bool:
    return unit is not None and unit.lower().startswith(("tỉnh ", "bộ ", "tổng cục "))


def _province_of(unit: str | None) -> tuple[str | None, str]:
    """The only province that has a unit of this name; None where there are several, or none."""
    kind = next((kind for kind in _LEVELS if unit and unit.lower().startswith(f"{kind} ")), None)
    if unit is None or kind is None:
        return None, "the portal does not name its province; it settles units that share a name"
    places = {place.province for place in gazetteer().named(unit[len(kind) + 1 :]) if place.kind == kind}
    if len(places) == 1:
        return places.pop(), f"the only province with a {unit}"
    shared = f"{len(places)} provinces have a {unit}" if places else "the portal does not name its province"
    return None, f"{shared}: write which one it is"


_LEVELS = ("đặc khu", "thị trấn", "thị xã", "thành phố", "xã", "phường", "quận", "huyện")


def _channels(about: Circumstances) -> Iterable[Setting]:
    kinds = {channel.kind for channel in about.found.channels}
    best = max((channel.confidence for channel in about.found.channels), default=0.0)
    if ChannelKind.FEED not in kinds and best < SURE:
        yield Setting("feed", None, "no feed was found; if the portal has one, name its address")
    if best < FAIRLY:
        yield Setting("links", about.links, "nobody is sure of the list: a CSS selector of its links to articles")


def _selectors(about: Circumstances) -> Iterable[Setting]:
    pages = about.pages
    if pages and all(page.method == "generic" for page in pages):
        found = remainder.body_selector(about.bodies)
        yield Setting("body", found, "neither a CMS rule nor a learned layout: a CSS selector of the article's body")
    if len(pages) > 1 and len({page.title for page in pages}) == 1:
        yield Setting("title", None, "every article has the same title: a CSS selector of the right one")
    if pages and not any(page.published for page in pages):
        yield Setting("date", None, f"none of {len(pages)} articles shows a date: a CSS selector, if the page has one")
    if lines := remainder.repeated([page.text for page in pages]):
        yield Setting("drop", None, f"every article holds the line {lines[0][:60]!r}: a CSS selector of that block")


def _wire(about: Circumstances) -> Iterable[Setting]:
    met = {error.status for error in about.failures}
    if FetchStatus.TLS_LEGACY in met:
        yield Setting("tls", "legacy", "a part of the portal speaks only old TLS")
    if FetchStatus.TLS_CHAIN in met:
        yield Setting("ca", None, "a certificate is missing from the chain: a PEM file that holds it")
    if FetchStatus.CHALLENGE in met:
        yield Setting("challenge", "cookie", "pages ask for a browser; this answers those that only set a cookie")


def block(source: Source, found: Discovery, given: Sequence[Setting]) -> str:
    """A `[[source]]` to paste: the address of the site's list or front page, its name, and every value that is known.

    What only a person knows stands in it as a comment.
    """
    lines = ["[[source]]", f"url = {toml(address(source, found))}"]
    if found.site_name:
        lines.append(f"name = {toml(found.site_name)}")
    lines += [f"{setting.key} = {toml(setting.value)}" for setting in given if setting.value]
    lines += [f"# {setting.key} = ...   # {_comment(setting.why)}" for setting in given if not setting.value]
    return "\n".join(lines)


def address(source: Source, found: Discovery) -> str:
    """The address to watch: the one given, unless it is an article's or leads away."""
    known = {identity(channel.url) for channel in found.channels}
    articles = {identity(link.url) for link in found.links}
    asked = identity(source.url)
    return found.home if asked in articles and asked not in known else source.url


def toml(text: str) -> str:
    """A text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in escaped) + '"'


def _comment(text: str) -> str:
    """A text that may stand behind # in TOML: no control character but the tab is allowed there."""
    return "".join(char if char.isprintable() else " " for char in text)
