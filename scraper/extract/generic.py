"""The article of a page of which nothing is known.

One reverse pass over the tree gives each element the prose mass below it; then the search walks from the body down
into the child that holds nearly all of it and stops where the mass divides into paragraphs. Names of classes help in
both directions, but a name alone never outweighs mass: what holds most of the page's prose is not dropped, whatever
it is called, and a `<form>` is an element like any other (ASP.NET puts the whole page into one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.markup import SILENT
from scraper.extract.render import INLINE

_SHARE = 0.8
"""A child must hold this share of the mass to be walked into; measured on 181 general and 89 portal pages."""

_GUARD = 0.65
"""What holds more than this share of the page's prose is never dropped for its name."""

_NEGATIVE = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|binh-?luan|related|lien-?quan|tin-?(?:khac|lien-?quan|moi|cu)|(?:bai|tin)-?khac"
    r"|other-?news|othernews|more-?(?:news|stories|on)|recommend\w*|suggest\w*|share\w*|sharing|social\w*|chia-?se"
    r"|(?<!w[_-])(?<!has[_-])(?<!no[_-])(?<!with[_-])sidebar\w*"
    r"|widget\w*|breadcrumbs?|menu\w*|navbar|nav|navigation|footer\w*|login\w*|signin|dang-?nhap|search\w*|tags?|tagcloud"
    r"|counter|thong-?ke|statistics?|visitors?|hits|rating\w*|danh-?gia|vote|poll|thamdo|adv\w*|ads?|qc|quang-?cao|banner\w*"
    r"|promo\w*|newsletter\w*|subscri\w*|popular\w*|popup|modal|cookie\w*|copyright|paginat\w*|pager|pagenav|print\w*|toolbar"
    r"|captcha|hidden|sr-only|screen-reader-text|visually-hidden|outbrain|taboola|sponsor\w*|teaser\w*|trending|latest\w*"
    r"|mostread|mostviewed|skip-link|byline|author-?(?:bio|box|info)|bio|meta|metadata|post-?info|article-?info|timestamp"
    r"|story-?links?|follow\w*|toc|callout|donate|signup|sign-up|register|gallery-?nav|hatnote|mw-editsection|reflist|navbox"
    r"|catlinks|infobox|speaker|attachment-list|entry-footer|portlet-msg|related_asset|asset-control-detail)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NEGATIVE_TAGS = frozenset(["nav", "footer", "aside", "menu"])
_POSITIVE = re.compile(
    r"(?:article|story|post|entry|news|detail|content|noi-?dung|chi-?tiet|bai-?viet|tin-?tuc)[\w-]*?(?:body|text|content|detail|noidung)"
    r"|bodytext|maincontent|articlebody|entry-content|contentdetail|noidung(?:tin|bai)|chitiet(?:tin|bai)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Measure:
    """Sums below one element. `own` and `own_linked` are characters of inline text not yet given to a block."""

    own: int = 0
    own_linked: int = 0
    mass: float = 0.0
    text: int = 0
    linked: int = 0
    blocks: int = 0


@dataclass(slots=True)
class Survey:
    """The measures of a page by mem_id, its elements in document order, and what its names made negative."""

    elements: list[LexborNode] = field(default_factory=list)
    measures: dict[int, Measure] = field(default_factory=dict)
    negative: dict[int, LexborNode] = field(default_factory=dict)

    def of(self, node: LexborNode) -> Measure:
        """The measure of an element of this page."""
        return self.measures.get(node.mem_id, _NOTHING)


_NOTHING = Measure()


@lru_cache(maxsize=4096)
def _negative_name(name: str) -> bool:
    return bool(_NEGATIVE.search(name))


def is_negative(node: LexborNode) -> bool:
    """Whether the element's tag or names say that it is not the article."""
    if node.tag in _NEGATIVE_TAGS:
        return True
    attributes = node.attributes
    name = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
    if "style" in attributes and "display:none" in (attributes["style"] or "").replace(" ", ""):
        return True
    return len(name) > 2 and _negative_name(name)


def survey(body: LexborNode) -> Survey:
    """Measure every element below `body` in one reverse pass (children before parents)."""
    result = Survey()
    measures = result.measures
    nodes = list(body.traverse(include_text=True, skip_empty=True))
    for node in reversed(nodes):
        if node.is_text_node:
            _count_text(node, measures)
        elif node.is_element_node:
            result.elements.append(node)
            _close(node, measures)
    result.elements.reverse()
    return result


def _count_text(node: LexborNode, measures: dict[int, Measure]) -> None:
    parent = node.parent
    if parent is None or parent.tag in SILENT:
        return
    key = parent.mem_id
    measure = measures.get(key)
    if measure is None:
        measure = measures[key] = Measure()
    measure.own += len((node.text_content or "").strip()) + 1


def _close(node: LexborNode, measures: dict[int, Measure]) -> None:
    """Hand the sums of a finished element to its parent."""
    measure = measures.get(node.mem_id)
    parent = node.parent
    if measure is None or parent is None:
        return
    tag = node.tag
    if tag == "a":  # teasers are links around whole blocks: nothing inside a link is prose
        measure.own_linked, measure.linked = measure.own, measure.text
        measure.mass, measure.blocks = 0.0, 0
    above = measures.get(parent.mem_id)
    if above is None:
        above = measures[parent.mem_id] = Measure()
    if tag in INLINE:
        above.own += measure.own
        above.own_linked += measure.own_linked
    else:
        _settle(measure)
    above.mass += measure.mass
    above.text += measure.text
    above.linked += measure.linked
    above.blocks += measure.blocks


def _settle(measure: Measure) -> None:
    """Turn a block's own inline text into prose mass; labels, menus and captions weigh little."""
    own, linked = measure.own, measure.own_linked
    prose = own - 2 * linked
    if own >= 40 and prose > 0:
        measure.mass += prose if own >= 80 else prose * 0.5
        measure.blocks += 1
    measure.text += own
    measure.linked += linked
    measure.own = measure.own_linked = 0


def _dampen(page: Survey, total: float, spared: Set[int]) -> None:
    """Take the mass of negative elements away from all their ancestors, outermost first."""
    for node in page.elements:
        measure = page.measures.get(node.mem_id)
        if measure is None or measure.mass > _GUARD * total or node.mem_id in spared or not is_negative(node):
            continue
        page.negative[node.mem_id] = node
        _subtract(page, node, measure.mass)


def _subtract(page: Survey, node: LexborNode, mass: float) -> None:
    if mass <= 0:
        return
    parent = node.parent
    while parent is not None:
        measure = page.measures.get(parent.mem_id)
        if measure is None or parent.mem_id in page.negative:
            return
        measure.mass -= mass
        parent = parent.parent


def find(body: LexborNode, heading: LexborNode | None = None, page: Survey | None = None) -> tuple[LexborNode, Survey]:
    """The element that holds the article, and the survey with the elements that are negative inside it.

    `heading` is the element of the headline, where it is known: the article is looked for around it first.
    """
    page = page or survey(body)
    around = _ancestors(heading)
    _dampen(page, page.of(body).mass, around)
    node = body
    while (child := _next(node, page, around)) is not None:
        node = child
    return node, page


def _ancestors(node: LexborNode | None) -> frozenset[int]:
    found = set()
    while node is not None:
        found.add(node.mem_id)
        node = node.parent
    return frozenset(found)


def _next(node: LexborNode, page: Survey, around: Set[int]) -> LexborNode | None:
    """The child to walk into, None to stop: the headline's, if it holds enough; else one with nearly all the mass."""
    mass = page.of(node).mass
    children = [child for child in _blocks(node) if child.mem_id not in page.negative and page.of(child).mass > 0]
    best = max(children, key=lambda child: page.of(child).mass, default=None)
    if best is None or mass <= 0:
        return None
    titled = next((child for child in children if child.mem_id in around), None)
    if titled is not None and titled.mem_id != best.mem_id and _holds_article(titled, best, page):
        return titled
    if page.of(best).blocks < 2 and page.of(best).mass < 0.9 * mass:
        return None
    return best if page.of(best).mass >= _needed_share(best, children, page, around) * mass else None


def _holds_article(titled: LexborNode, best: LexborNode, page: Survey) -> bool:
    """Whether the child around the headline is the article although another child is heavier (lists, comments)."""
    if titled.tag in ("header", "h1", "h2", "h3") or page.of(titled).mass < 200:
        return False
    return page.of(titled).mass >= (0.1 if _kin(titled) == _kin(best) else 0.3) * page.of(best).mass


def _kin(node: LexborNode) -> tuple[str | None, str]:
    """What chunks of one article share: tag and first class."""
    return node.tag, (node.attributes.get("class") or "").partition(" ")[0]


def _named_article(node: LexborNode) -> bool:
    return bool(_POSITIVE.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"))


def _needed_share(best: LexborNode, children: Sequence[LexborNode], page: Survey, around: Set[int]) -> float:
    beside = [child for child in children if child.mem_id != best.mem_id]
    like = sum(page.of(child).mass for child in beside if _kin(child) == _kin(best))
    if best.mem_id not in around and like > 0.1 * page.of(best).mass:
        return 0.9  # chunks of one article, or items of one list
    if best.mem_id in around and best.tag != "header":
        return 0.4
    if best.tag in ("article", "main") or best.attributes.get("itemprop") == "articleBody" or _named_article(best):
        return 0.4
    # Beside single paragraphs the mass is one article; beside another container it is another block of the page.
    rivals = [page.of(child).mass for child in beside if page.of(child).blocks >= 2]
    return 0.5 if rivals and page.of(best).mass > 1.5 * max(rivals) else _SHARE


def _blocks(node: LexborNode) -> Iterator[LexborNode]:
    for child in node.iter():
        if child.tag not in INLINE and child.tag not in SILENT:
            yield child


_LEAD = re.compile(
    r"sapo|lead|summary|hometext|tom-?tat|trich-?yeu|mo-?ta|intro|chapeau|description|standfirst|dek", re.IGNORECASE
)


def leads(root: LexborNode, page: Survey) -> tuple[LexborNode, ...]:
    """Blocks of prose that stand before the container, beside it or beside its parent: the lead."""
    found: list[LexborNode] = []
    node, level = root, 0
    while level < 2 and (parent := node.parent) is not None and node.tag not in ("body", "td"):
        before = [child for child in _before(parent, node) if _is_lead(child, page)]
        found = [*before, *found]
        node, level = parent, level + 1
    return tuple(found)


def _before(parent: LexborNode, node: LexborNode) -> Iterator[LexborNode]:
    for child in _blocks(parent):
        if child.mem_id == node.mem_id:
            return
        yield child


def _is_lead(node: LexborNode, page: Survey) -> bool:
    if node.mem_id in page.negative or node.tag in ("h1", "header", "figure", "ul", "ol", "table"):
        return False
    measure = page.of(node)
    attributes = node.attributes
    named = any(_LEAD.search(attributes.get(key) or "") for key in ("class", "id", "itemprop"))
    if node.tag in ("h2", "h3", "h4") and not named:
        return False
    return measure.linked <= 0.3 * measure.text and measure.mass >= (60 if named else 80)
