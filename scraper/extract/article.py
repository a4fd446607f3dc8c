"""A fetched page -> Page: the one entry of this package.

The order: refuse what is hostile; name what is no content; find the article's elements (selectors given by hand, the
learned wrapper, a CMS rule, the generic search); render and clean; read title, date and author around them; decide the
kind. Nothing here raises for bad input: a page that cannot be read is a Page of another kind, with the problem named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from selectolax.lexbor import LexborNode

from parwatch_core.legacy_encodings import is_undecodable
from parwatch_core.page import Page, PageKind
from parwatch_core.source import Selectors
from parwatch_core.text import squeeze
from scraper.encoding import UNDECODABLE, decode
from scraper.extract import byline, generic, guard, headline, kinds, published, rules
from scraper.extract.content import Content
from scraper.extract.dates import is_meta_row
from scraper.extract.furniture import are_teasers, clean_lines, is_prose
from scraper.extract.markup import Document, read, usable
from scraper.extract.plaintext import from_text
from scraper.extract.render import HEADINGS, Line, lines, plain
from scraper.extract.rules import Rule
from scraper.extract.surroundings import Surroundings, around, is_below
from scraper.extract.verdict import Reading, kind_of
from scraper.extract.wrapper import Wrapper

_ENOUGH = 120
"""Characters below which a rule's body is doubted and the generic search may find more."""

_DOUBTED = 250
"""Characters below which a rule's body is compared with what the generic search finds."""

_LONGEST_LINE = 250_000
"""Characters without a break that no writer makes; whole law books have shorter paragraphs."""

_TITLES = HEADINGS | {"figcaption"}
"""Where the title may stand once more above the text: NukeViet captions its picture with it."""

_MARKUP = re.compile(r"<(?:html|body|div|p|table|head|article|span|br|a|h\d|form|script|!doctype)\b", re.IGNORECASE)


def extract(
    body: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    selectors: Selectors = Selectors(),  # noqa: B008 - frozen
    wrapper: Wrapper | None = None,
    cms: bool = True,
) -> Page:
    """Extract one page. `selectors` win over `wrapper`, that over CMS rules, those over the generic search."""
    document = opened(body, url, content_type)
    return document if isinstance(document, Page) else page_of(document, selectors, wrapper, cms=cms)


def opened(body: bytes | str, url: str, content_type: str | None = None) -> Document | Page:
    """The parsed page; what there is to say of it, where it must not be parsed or has no markup."""
    markup, problems = _decoded(body, content_type)
    if not _MARKUP.search(markup):
        return replace(from_text(markup), problems=problems)
    encoded = markup.encode("utf-8", "replace")
    if (danger := guard.danger(encoded)) is not None:
        return Page(PageKind.ERROR, problems=(*problems, danger))
    return read(encoded, url, problems)


def page_of(
    document: Document,
    selectors: Selectors = Selectors(),  # noqa: B008 - frozen
    wrapper: Wrapper | None = None,
    *,
    cms: bool = True,
) -> Page:
    """`extract` for a page that is parsed already."""
    selectors, mistakes = usable(document, selectors)
    page = _page(document, selectors, wrapper, cms)
    lost = UNDECODABLE in document.problems and page.kind is PageKind.ARTICLE
    if lost and is_undecodable(f"{page.title}\n{page.text}"):
        # Letters are lost for good: what is left must not be stored, searched and judged as words.
        page = replace(page, kind=PageKind.ERROR)
    problems = (*document.problems, *mistakes, *page.problems)
    return replace(page, problems=problems) if problems else page


def parsed(body: bytes | str, url: str, content_type: str | None = None) -> Document | None:
    """The tree of a page that may be parsed, as `wrapper.learn` wants it."""
    document = opened(body, url, content_type)
    return None if isinstance(document, Page) else document


def _decoded(body: bytes | str, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    if isinstance(body, str):
        return body, ()
    decoded = decode(body, content_type)
    return decoded.text, tuple(decoded.problems)


def _page(document: Document, selectors: Selectors, wrapper: Wrapper | None, cms: bool) -> Page:
    if (kind := _no_content(document)) is not None:
        problem = "the page needs JavaScript" if kind is PageKind.SHELL else kind.value
        return Page(kind, title=document.head_title, problems=(problem,))
    return _assemble(document, locate(document, selectors, wrapper, cms=cms), selectors)


def _no_content(document: Document) -> PageKind | None:
    """The kind of a page that shows next to nothing."""
    shown = document.body.text(separator=" ")
    if sum(map(len, shown[: 8 * kinds.FEW_WORDS].split())) >= kinds.FEW_WORDS:
        return None
    if sum(map(len, shown.split())) >= kinds.FEW_WORDS:
        return None
    words = squeeze(shown)
    if not kinds.declares_article(document) and (kind := kinds.fault(document.markup, words)) is not None:
        return kind
    return PageKind.SHELL if len(words) < 200 and document.scripts else None


def locate(document: Document, selectors: Selectors, wrapper: Wrapper | None, *, cms: bool) -> Content:
    """The elements that hold the article."""
    dropped = frozenset(node.mem_id for selector in selectors.drop for node in document.tree.css(selector))
    if selectors.body and (nodes := document.tree.css(selectors.body)):
        return Content(_outermost(nodes), dropped, "selectors")
    found = rules.detect(document) if cms else ()
    if wrapper is not None and (place := wrapper.locate(document)) is not None:
        return Content(place.roots, place.skip | dropped, "wrapper", next(iter(found), None))
    for rule in found:
        if (content := _by_rule(document, rule)) is not None:
            return replace(_larger(document, content), skip=content.skip | dropped)
    found_anywhere = _generic(document)
    known = found[0] if found else None
    return replace(found_anywhere, skip=found_anywhere.skip | dropped, rule=known)


def _by_rule(document: Document, rule: Rule) -> Content | None:
    body = _longest(document, rule.body)
    if body is None or len(squeeze(body.text())) < _ENOUGH:
        return None
    skip = {node.mem_id for node in document.tree.css(rule.drop)} if rule.drop else set()
    leads = [node for selector in rule.lead for node in document.tree.css(selector) if squeeze(node.text())][:1]
    leads = [lead for lead in leads if not (_within(lead, body) or _within(body, lead))]
    skip |= _negative_inside(body)
    return Content((*leads, body), frozenset(skip), rule.name, rule)


def _larger(document: Document, content: Content) -> Content:
    """The rule's content, or the generic search's where a short one looks like the wrong element."""
    length = len(squeeze(content.roots[-1].text()))
    if length >= _DOUBTED:
        return content
    other = replace(_generic(document), rule=content.rule)
    return other if generic.survey(other.roots[-1]).mass(other.roots[-1]) > 5 * length else content


def _outermost(nodes: Sequence[LexborNode]) -> tuple[LexborNode, ...]:
    """The elements that stand in none of the others: a selector such as "div" finds a text once for each level."""
    named = {node.mem_id for node in nodes}
    return tuple(node for node in nodes if not _stands_in(node.parent, named))


def _stands_in(node: LexborNode | None, named: Set[int]) -> bool:
    while node is not None and node.mem_id not in named:
        node = node.parent
    return node is not None


def _within(node: LexborNode | None, root: LexborNode) -> bool:
    while node is not None:
        if node.mem_id == root.mem_id:
            return True
        node = node.parent
    return False


def _longest(document: Document, selectors: Sequence[str]) -> LexborNode | None:
    """The element with most text among those of the first selector that finds enough of it."""
    for selector in selectors:
        fit = (node for node in document.tree.css(selector) if node.tag != "body")
        node = max(fit, key=lambda node: len(node.text()), default=None)
        if node is not None and len(text := squeeze(node.text())) >= _ENOUGH and not _is_menu(node, len(text)):
            return node
    return None


def _is_menu(node: LexborNode, length: int) -> bool:
    """Whether most of an element is links: a name that a rule looks for can mean another thing elsewhere."""
    return sum(len(squeeze(link.text())) for link in node.css("a")) > 0.6 * length


def _negative_inside(root: LexborNode) -> set[int]:
    """Small elements of an article that are named for something else (share buttons, ratings, related news)."""
    limit = 0.3 * len(root.text())
    return {node.mem_id for node in generic.negative_inside(root) if len(node.text()) <= limit}


def _generic(document: Document) -> Content:
    found = headline.find(document)
    root, page = generic.find(document.body, found[1])
    if _is_other_news(document, found, root):
        other, around_it = generic.find(document.body, found[1], root)
        if other.tag != "body" and _within(found[1], other.parent or other):
            root, page = other, around_it
    roots = (*(lead for lead in generic.leads(root, page) if is_below(lead, found[1])), root)
    skip = frozenset(node.mem_id for one in roots for node in generic.aside(one, page, found[1]))
    return Content(roots, skip, "generic", headline=found)


def _is_other_news(document: Document, found: tuple[str, LexborNode | None], root: LexborNode) -> bool:
    """Whether the heaviest container away from the headline only teases other articles: more than a short one says."""
    title, heading = found
    if heading is None or _within(heading, root) or len(root.css("a")) < 2:
        return False
    return headline.declares(document, title) and len(title) >= 25 and are_teasers(lines(root))


def _assemble(document: Document, content: Content, selectors: Selectors) -> Page:
    rule = content.rule
    title_selectors = (selectors.title,) if selectors.title else rule.title if rule else ()
    date_selectors = (selectors.date,) if selectors.date else rule.date if rule else ()
    author_selectors = (selectors.author,) if selectors.author else rule.author if rule else ()
    known = content.headline if not title_selectors else None
    title, heading = known or headline.find(document, title_selectors)
    rendered = _render(content, heading, title)
    beside = around(heading, content.roots, content.skip, _beginning(rendered))
    raw = _with_lead(rendered, beside, title)
    if (longest := max((len(line.text) for line in raw), default=0)) > _LONGEST_LINE:
        return Page(PageKind.ERROR, title=title, problems=(f"hostile: {longest} characters in one line",))
    kept = clean_lines(raw if _is_vietnamese(raw) else [line for line in raw if line.tag != "figcaption"])
    moment = published.find(document, date_selectors, heading, content.roots[0])
    reading = Reading(document, content, title, heading, beside, raw, kept, moment is not None)
    kind = kind_of(reading)
    if kind is not PageKind.ARTICLE:
        return Page(kind, title=title, method=content.method)
    rows = replace(beside, rows=tuple(raw[:4]))
    author = byline.find(document, author_selectors, kept, rows, lambda: _whole(content))
    text = "\n".join(line.text for line in byline.without_metadata(kept, author))
    return Page(
        kind if text else PageKind.OTHER,  # nothing but bylines
        title=title,
        text=text,
        published=moment.at if moment else None,
        published_precise=moment.precise if moment else True,
        author=author,
        method=content.method,
        removed=len(raw) - len(kept) + len(content.skip),
    )


def _render(content: Content, heading: LexborNode | None, title: str) -> list[Line]:
    """The raw lines of the article without its headline."""
    rendered = [line for root in content.roots for line in lines(root, content.skip)]
    if heading is not None and any(_within(heading, root) for root in content.roots):
        rendered = _below(heading, content, rendered)
    return [
        line
        for position, line in enumerate(rendered)
        if not (position < 4 and line.tag in _TITLES and line.text == title)
    ]


def _beginning(rendered: Sequence[Line]) -> str:
    """The first line of prose; in a text of nothing but short lines the first that is no row of date and name."""
    first = next((line for line in rendered if is_prose(line) and not is_meta_row(line.text)), None)
    first = first or next((line for line in rendered if not is_meta_row(line.text)), None)
    return first.text.removeprefix("- ") if first is not None else ""


def _below(heading: LexborNode, content: Content, shown: list[Line]) -> list[Line]:
    """The lines below a headline that stands in the container; what stands above it is another block of the page."""
    name = plain(heading)
    place = next((i for i, line in enumerate(shown) if line.text == name), None)
    if place is None:  # it shares its line with something else
        return [line for root in content.roots for line in lines(root, content.skip | {heading.mem_id})]
    above, below = shown[:place], shown[place + 1 :]
    return below if 2 * _prose(above) < _prose(below) else [*above, *below]


def _prose(found: Sequence[Line]) -> int:
    return sum(len(line.text) for line in found if is_prose(line))


def _whole(content: Content) -> list[Line]:
    """The lines of the text with what was left out of it, where a wrapper took fields of the template out."""
    return clean_lines([line for root in content.roots for line in lines(root)]) if content.method == "wrapper" else []


def _with_lead(rendered: list[Line], beside: Surroundings, title: str) -> list[Line]:
    """The lines of the text with the lead that stands outside its container, or was left out of it for its name.

    Only in Vietnamese: elsewhere what stands there is an editor's dek, and no part of the text.
    """
    if not beside.lead or not _is_vietnamese(rendered):
        return rendered
    known = "\n".join((title, *(line.text for line in rendered)))
    return [*(line for line in beside.lead if line.text not in known), *rendered]


def _is_vietnamese(raw: Sequence[Line]) -> bool:
    """Whether the text is Vietnamese. Portals tell part of the story in captions; news sites elsewhere, whose captions
    describe archive pictures and name agencies, do not (measured on 181 of their pages)."""
    text = "".join(line.text for line in raw)
    return sum(map(text.count, "đĐơƠưƯăĂ")) >= 0.005 * len(text)
