"""What kind of page was read: the last question, asked when its text, its headline and its date are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parwatch_core.page import PageKind
from parwatch_core.text import nfc, squeeze
from scraper.extract import headline, kinds
from scraper.extract.content import Content
from scraper.extract.dates import is_date_line, stamp
from scraper.extract.furniture import is_prose, without_tail
from scraper.extract.markup import Document
from scraper.extract.pieces import Piece
from scraper.extract.render import HEADINGS, Line, plain
from scraper.extract.surroundings import Surroundings

_BORNE_OUT = 700
"""Characters of text that speak for themselves; less is an article only with a headline and a date."""

_TELLING = 25
"""Characters from which on a headline is too long for the name of a section."""

_WEIGHT = 400
"""Characters of text that need neither a telling headline nor a date beside it."""

_SHORT = 250
"""Characters of text from which on a telling headline is enough without a date."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page before its kind is known.

    `raw` are the lines of the content, `kept` those of them that belong to an article; `dated`: a day was found.
    """

    document: Document
    content: Content
    title: str
    heading: LexborNode | None
    beside: Surroundings
    raw: Sequence[Line]
    kept: Sequence[Line]
    dated: bool


def kind_of(page: Reading) -> PageKind:
    """What the page is: an article only where its headline, its date or its length bear that out."""
    telling = headline.is_telling(page.document, page.title, page.heading)
    kind = _kind(page, telling)
    if kind is PageKind.ARTICLE and not (_proven(page) and (telling or _weighty(page))):
        return PageKind.OTHER
    return kind


def _kind(page: Reading, telling: bool) -> PageKind:
    document, content, kept = page.document, page.content, page.kept
    heading = document.tree.css_first("h1")
    if (kind := kinds.titled_fault(document.head_title, plain(heading) if heading else "")) is not None:
        return kind
    if content.rule is not None and (kind := content.rule.kind(document)) is not None:
        return kind
    prose = sum(len(line.text) for line in kept if is_prose(line))
    if kinds.is_login(document, page.title, prose):
        return PageKind.LOGIN
    if kinds.is_home(document.url):
        return PageKind.HOME
    links, shown = list(_links(content)), page.raw
    if telling and _is_told(page):
        shown = without_tail(page.raw)
        links = _headline_links(shown, links) if len(links) > 1 else links
    declared = kinds.declares_article(document)
    if kinds.is_list(len(links), sum(map(_in_heading, links)), prose, declared):
        return PageKind.LIST
    if not declared and kinds.is_dated_list(shown, prose):
        return PageKind.LIST
    if not declared and not telling and len(_other_headlines(page)) >= 2:
        return PageKind.LIST
    if not declared and not telling and kinds.is_section(len(links), prose, kept):
        return PageKind.LIST
    return PageKind.ARTICLE if prose >= 60 or sum(len(line.text) for line in kept) >= 150 else PageKind.OTHER


def _links(content: Content) -> Iterator[LexborNode]:
    """The links inside the content that are as long as headlines."""
    return (link for root in content.roots for link in root.css("a[href]") if _is_headline(link, content))


def _headline_links(shown: Sequence[Line], links: Sequence[LexborNode]) -> list[LexborNode]:
    """Such links without those below a tail marker: there they are other news under an article, no items of a list."""
    told = "\n".join(line.text for line in shown)
    named = {squeeze(nfc(link.text())): link for link in links}  # a story may be linked above and below
    return [link for text, link in named.items() if text in told]


def _is_told(page: Reading) -> bool:
    """Whether the title is that of one story: the page names it, or a date stands above a text of few headings."""
    if headline.declares(page.document, page.title):
        return True
    headings = [line for line in without_tail(page.raw) if line.tag in HEADINGS and not is_prose(line)]
    return headline.is_beside_date(page.document, page.title) and len(headings) < 2


def _proven(page: Reading) -> bool:
    """Whether the generic search found an article: a long text speaks for itself, a short one needs more.

    More is a headline that the page declares, and a date; or one that stands on the page and is too long for a menu's
    name.
    """
    length = sum(len(line.text) for line in page.kept)
    if page.content.method != "generic" or length >= _BORNE_OUT:
        return True
    if not headline.agrees(page.document, page.title):
        return False
    if page.dated or kinds.declares_article(page.document):
        return True
    return page.heading is not None and len(page.title) >= _TELLING and length >= _SHORT


def _weighty(page: Reading) -> bool:
    """Whether a page without a telling title says more than a form or a notice that there is nothing.

    A date that stands by itself between the headline and the text says so too.
    """
    if sum(len(line.text) for line in page.kept) >= _WEIGHT:
        return True
    if _other_headlines(page):
        return False  # the date is that of another story
    shown = (*(piece.text for piece in page.beside.above), *(line.text for line in page.raw[:4]))
    return page.dated and page.heading is not None and any(is_date_line(stamp(text)) for text in shown)


def _other_headlines(page: Reading) -> list[Piece]:
    """The headlines of other stories that stand between the headline and the text."""
    return [piece for piece in page.beside.above if piece.is_link and len(piece.text) >= _TELLING]


def _is_headline(link: LexborNode, content: Content) -> bool:
    """Whether a link's text is as long as a headline."""
    return 25 <= len(squeeze(link.text())) <= 250 and not _left_out(link, content)


def _in_heading(link: LexborNode) -> bool:
    """Whether a link is a heading: the items of lists are headed by links, the parts of an article are not."""
    parent = link.parent
    return parent is not None and (
        parent.tag in HEADINGS or (parent.parent is not None and parent.parent.tag in HEADINGS)
    )


def _left_out(node: LexborNode | None, content: Content) -> bool:
    roots = {root.mem_id for root in content.roots}
    while node is not None and node.mem_id not in roots:
        if node.mem_id in content.skip:
            return node.tag not in HEADINGS  # a heading named "teaser" still heads what is shown below it
        node = node.parent
    return False
