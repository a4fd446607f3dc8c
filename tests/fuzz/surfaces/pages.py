"""Pages: extraction in every mode, learned wrappers, lists with their pagers."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fuzz.corpus import Corpus, Sample
from fuzz.grammar import markup
from fuzz.mutation import garbled, mangled
from fuzz.surface import Surface, hold, hold_text

from parwatch_core.page import Link, Page, PageKind
from parwatch_core.source import Selectors, Source
from scraper.dedup import fingerprint
from scraper.discover import Channel, ChannelKind, link_digest, pagination, read
from scraper.extract import Wrapper, extract
from scraper.urls import canonical, same_site

URL = "https://songtra.example.gov.vn/tin-tuc/bai-viet-12.html"
_TYPES = (
    None,
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1258",
    "application/json",
    "charset=\0",
)
_SELECTORS = (
    Selectors(body="div", title="h1", date=".date", author=".author", drop=("a", "p > b")),
    Selectors(body="p", drop=("*",)),
    Selectors(body=":not(", title="[", date="", drop=("::x", "")),
    Selectors(body="body", title="body", date="body", author="body"),
)
_EARLIEST, _LATEST = datetime(1989, 12, 1, tzinfo=UTC), datetime(2100, 2, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PageCase:
    """A page and how it is read."""

    body: bytes
    url: str
    content_type: str | None
    selectors: Selectors = Selectors()  # noqa: RUF009 - frozen
    wrapper: Wrapper | None = None
    cms: bool = True
    stored: str | None = None  # the wrapper as it is read from the database, where that was damaged


@dataclass(frozen=True, slots=True)
class Answered:
    """The part of a response that discovery reads."""

    final_url: str
    body: bytes
    content_type: str | None = None


def _document(chance: random.Random, samples: tuple[Sample, ...]) -> Sample:
    """A page of ours, damaged; or one made from parts, damaged or not."""
    if chance.random() < 0.35:
        made = markup.page(chance).encode("utf-8", "surrogatepass")
        return Sample(URL, mangled(chance, made) if chance.random() < 0.4 else made)
    sample = chance.choice(samples)
    return Sample(sample.url, mangled(chance, sample.body, [other.body for other in chance.sample(samples, 2)]))


def _address(chance: random.Random, url: str) -> str:
    return url if chance.random() < 0.9 else garbled(chance, url)[:3_000]


def make_page(chance: random.Random, corpus: Corpus) -> PageCase:
    """A page in one of the modes: as it comes, without CMS rules, with selectors by hand."""
    sample = _document(chance, corpus.pages)
    case = PageCase(sample.body, _address(chance, sample.url), chance.choice(_TYPES))
    mode = chance.random()
    if mode < 0.4:
        return case
    return replace(case, cms=False) if mode < 0.75 else replace(case, selectors=chance.choice(_SELECTORS))


def make_learned(chance: random.Random, corpus: Corpus) -> PageCase:
    """A page of a site that has taught a wrapper, or another site's page; the wrapper itself may be damaged."""
    wrapper, taught = chance.choice(corpus.wrappers)
    sample = _document(chance, taught if chance.random() < 0.8 else corpus.pages)
    stored = garbled(chance, wrapper.to_json()) if chance.random() < 0.3 else None
    return PageCase(sample.body, sample.url, None, wrapper=wrapper, cms=chance.random() < 0.5, stored=stored)


def _recalled(case: PageCase) -> PageCase:
    """The case with what is read back of the stored wrapper: another one, or none and then the one that was."""
    if case.stored is None:
        return case
    try:
        return replace(case, wrapper=Wrapper.from_json(case.stored))
    except ValueError:
        return case


def check_page(case: PageCase) -> None:
    """A page of some kind; of an article, text that can be stored, compared and sent."""
    case = _recalled(case)
    page = _extracted(case)
    hold(isinstance(page.kind, PageKind), "a kind of page")
    for name, text in (
        ("title", page.title),
        ("text", page.text),
        ("author", page.author or ""),
        *((f"problem {p!r}", p) for p in page.problems),
    ):
        hold_text(text, name)
    hold("\n" not in page.title, "a title is one line", page.title)
    hold(page.author is None or page.author.strip(), "an author has a name", page.author)
    if page.kind is PageKind.ARTICLE:
        _check_article(page)
    if len(case.body) % 16 == 0:  # of some, as it doubles the cost
        hold(_extracted(case) == page, "the same bytes give the same page")


def _extracted(case: PageCase) -> Page:
    return extract(
        case.body,
        case.url,
        content_type=case.content_type,
        selectors=case.selectors,
        wrapper=case.wrapper,
        cms=case.cms,
    )


def _check_article(page: Page) -> None:
    hold(page.text.strip(), "an article has a text")
    for line in page.text.split("\n"):  # a row of a table may end in empty cells
        hold(line.strip() and (line == line.strip() or " | " in line), "no line is empty or has blanks around it", line)
    at = page.published
    if at is not None:
        hold(at.tzinfo is not None and at.utcoffset() == UTC.utcoffset(None), "a moment is in UTC", at)
        hold(_EARLIEST <= at <= _LATEST, "a moment is of our time", at)
    fingerprint(page.title, page.text)


def make_list(chance: random.Random, corpus: Corpus) -> tuple[Source, Answered]:
    """A front or section page, and the source that it belongs to."""
    sample = _document(chance, corpus.lists)
    links = chance.choice((None, None, None, "a", "h3 > a[href]", "a[", "", ":has(a)"))
    answered = Answered(_address(chance, sample.url), sample.body, chance.choice(_TYPES))
    return Source("x", sample.url or URL, selectors=Selectors(links=links)), answered


def check_list(case: tuple[Source, Answered]) -> None:
    """Links of the source's own site, canonical, each once; a walk that turns the page or ends."""
    source, answered = case
    check_links(read(Channel(ChannelKind.LIST, source.url), source, answered), source, answered)
    hold(link_digest(answered.body) == link_digest(answered.body), "a digest is a function")
    walk = pagination.begin(source.url)
    for _ in range(3):
        leaf = pagination.leaf(source, walk, answered)
        walk = pagination.turned(walk, leaf)
        if walk.next is None:
            break
        hold_text(walk.next, "the next page's address")
    hold((walk.next is None) == (walk.ending is not None), "a walk goes on or names its ending", walk.ending)


def check_links(links: tuple[Link, ...], source: Source, answered: Answered) -> None:
    """What every channel promises of its links."""
    hold(len({link.url for link in links}) == len(links), "each page once")
    for link in links:
        hold(canonical(link.url) == link.url, "an address is canonical", (link.url, canonical(link.url)))
        hold(same_site(link.url, source.url) or same_site(link.url, answered.final_url), "a link of the site", link.url)
        hold_text(link.url, "an address")
        hold_text(link.title, "a title")
        hold("\n" not in link.title, "a title is one line", link.title)
        hold(link.published is None or link.published.tzinfo is not None, "a date has a zone", link.published)


SURFACES = (
    Surface("extract", "pages, as they come, without CMS rules and with selectors by hand", make_page, check_page, 700),
    Surface("wrapper", "pages read with a learned wrapper, sound or damaged", make_learned, check_page, 400),
    Surface("lists", "front and section pages: their links and their pagers", make_list, check_list, 700),
)
