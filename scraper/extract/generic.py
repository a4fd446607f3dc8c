"""The article of a page of which nothing is known.

One reverse pass over the tree gives each element the prose mass below it; then the search walks from the body down
into the child that holds nearly all of it and stops where the mass divides into paragraphs. Names of classes help in
both directions, but a name alone never outweighs mass: what holds most of the page's prose is not dropped, whatever
it is called, and a `<form>` is an element like any other (ASP.NET puts the whole page into one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.markup import ASIDE, SILENT, Elements
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
_POSITIVE = re.compile(
    r"(?:article|story|post|entry|news|detail|content|noi-?dung|chi-?tiet|bai-?viet|tin-?tuc)[\w-]*?(?:body|text|content|detail|noidung)"
    r"|bodytext|maincontent|articlebody|entry-content|contentdetail|noidung(?:tin|bai)|chitiet(?:tin|bai)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What stands below one element besides its mass: characters, those inside links, and blocks of prose."""

    text: float = 0
    linked: float = 0
    blocks: float = 0


_NOTHING = Measure()


@dataclass(slots=True)
class Survey:
    """The prose mass and measures of a page by mem_id, and the elements that their names made negative.

    `sums` keeps (text, linked, blocks); they are wanted of few elements, so they become a Measure when asked for.
    """

    masses: dict[int, float] = field(default_factory=dict)
    sums: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    negative: dict[int, LexborNode] = field(default_factory=dict)

    def of(self, node: LexborNode) -> Measure:
        """The measure of an element of this page."""
        sums = self.sums.get(node.mem_id)
        return Measure(*sums) if sums is not None else _NOTHING

    def mass(self, node: LexborNode) -> float:
        """The characters of prose below an element, without those of negative elements once they are dampened."""
        return self.masses.get(node.mem_id, 0.0)


@lru_cache(maxsize=16_384)
def _negative_names(classes: str | None, identity: str | None, role: str | None) -> bool:
    name = f"{classes or ''} {identity or ''} {role or ''}"
    return len(name) > 2 and bool(_NEGATIVE.search(name))


def is_negative(node: LexborNode) -> bool:
    """Whether the element's tag or names say that it is not the article."""
    return _is_negative(node.tag, node.attributes)


def _is_negative(tag: str | None, attributes: Mapping[str, str | None]) -> bool:
    if tag in ASIDE:
        return True
    if not attributes:
        return False
    if "style" in attributes and "display:none" in (attributes["style"] or "").replace(" ", ""):
        return True
    return _negative_names(attributes.get("class"), attributes.get("id"), attributes.get("role"))


def survey(body: LexborNode) -> Survey:
    """Measure every element below `body` in one reverse pass (children before parents)."""
    nodes = list(body.traverse(include_text=True, skip_empty=True))
    result = Survey()
    _measure(result, [node for node in reversed(nodes) if node.is_element_node], _direct_text(nodes))
    return result


def _direct_text(nodes: Sequence[LexborNode]) -> dict[int, float]:
    """mem_id -> characters of the text nodes right below an element, a blank for each between them."""
    found: dict[int, float] = {}
    for node in nodes:
        if node.is_text_node and (parent := node.parent) is not None and parent.tag not in SILENT:
            key = parent.mem_id
            found[key] = found.get(key, 0) + len((node.text_content or "").strip()) + 1
    return found


def _measure(page: Survey, elements: Sequence[LexborNode], texts: dict[int, float]) -> None:
    """Fill in the sums of all elements, given in reverse order. The innermost loop of the package: long, for speed.

    `texts` and `links` hold the characters of inline text that stand in an element and belong to no block yet;
    `passed` the sums of the blocks in it: mass, text, linked text, number of blocks of prose.
    """
    masses, sums = page.masses, page.sums
    links: dict[int, float] = {}
    passed: dict[int, list[float]] = {}
    for node in elements:
        key, tag = node.mem_id, node.tag
        own, below = texts.get(key, 0), passed.get(key)
        if not own and below is None:
            continue
        own_linked = links.get(key, 0)
        mass, text, linked, blocks = below or _EMPTY
        if tag == "a":  # teasers are links around whole blocks: nothing inside a link is prose
            own_linked, linked, mass, blocks = own, text, 0.0, 0.0
        parent = node.parent
        above = parent.mem_id if parent is not None else 0
        if tag in INLINE:
            masses[key] = mass
            texts[above] = texts.get(above, 0) + own
            if own_linked:
                links[above] = links.get(above, 0) + own_linked
            if below is None:
                continue
        else:
            prose = _prose(own, own_linked)
            masses[key] = mass = mass + prose
            sums[key] = text, linked, blocks = text + own, linked + own_linked, blocks + (prose > 0)
        if (total := passed.get(above)) is None:
            passed[above] = [mass, text, linked, blocks]
        else:
            total[0] += mass
            total[1] += text
            total[2] += linked
            total[3] += blocks


_EMPTY = (0.0, 0.0, 0.0, 0.0)


def _prose(own: float, linked: float) -> float:
    """The prose mass of a block's own inline text; labels, menus and captions weigh little."""
    if own < 40 or own <= 2 * linked:
        return 0.0
    return (own - 2 * linked) * (1.0 if own >= 80 else 0.5)


def _dampen(page: Survey, body: LexborNode, elements: Elements, spared: Set[int]) -> None:
    """Take the mass of negative elements away from all their ancestors, outermost first."""
    limit = _GUARD * page.mass(body)
    for node, attributes in elements:
        if not _is_negative(node.tag, attributes):
            continue
        key = node.mem_id
        mass = page.masses.get(key)
        if mass is None or mass > limit or key in spared:
            continue
        page.negative[key] = node
        _subtract(page, node, mass)


def _subtract(page: Survey, node: LexborNode, mass: float) -> None:
    if mass <= 0:
        return
    parent = node.parent
    while parent is not None:
        key = parent.mem_id
        if key not in page.masses or key in page.negative:
            return
        page.masses[key] -= mass
        parent = parent.parent


def find(body: LexborNode, heading: LexborNode | None, elements: Elements) -> tuple[LexborNode, Survey]:
    """The element that holds the article, and the survey with the elements that are negative inside it.

    `heading` is the element of the headline, where it is known: the article is looked for around it first. `elements`
    are those of the page, with their attributes.
    """
    page = survey(body)
    around = _ancestors(heading)
    _dampen(page, body, elements, around)
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
    mass = page.mass(node)
    children = [child for child in _blocks(node) if child.mem_id not in page.negative and page.mass(child) > 0]
    best = max(children, key=lambda child: page.mass(child), default=None)
    if best is None or mass <= 0:
        return None
    titled = next((child for child in children if child.mem_id in around), None)
    if titled is not None and titled.mem_id != best.mem_id and _holds_article(titled, best, page):
        return titled
    if page.of(best).blocks < 2 and page.mass(best) < 0.9 * mass:
        return None
    return best if page.mass(best) >= _needed_share(best, children, page, around) * mass else None


def _holds_article(titled: LexborNode, best: LexborNode, page: Survey) -> bool:
    """Whether the child around the headline is the article although another child is heavier (lists, comments)."""
    if titled.tag in ("header", "h1", "h2", "h3") or page.mass(titled) < 200:
        return False
    return page.mass(titled) >= (0.1 if _kin(titled) == _kin(best) else 0.3) * page.mass(best)


def _kin(node: LexborNode) -> tuple[str | None, str]:
    """What chunks of one article share: tag and first class."""
    return node.tag, (node.attributes.get("class") or "").partition(" ")[0]


def _named_article(node: LexborNode) -> bool:
    return bool(_POSITIVE.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"))


def _needed_share(best: LexborNode, children: Sequence[LexborNode], page: Survey, around: Set[int]) -> float:
    beside = [child for child in children if child.mem_id != best.mem_id]
    like = sum(page.mass(child) for child in beside if _kin(child) == _kin(best))
    if best.mem_id not in around and like > 0.1 * page.mass(best):
        return 0.9  # chunks of one article, or items of one list
    if best.mem_id in around and best.tag != "header":
        return 0.4
    if best.tag in ("article", "main") or best.attributes.get("itemprop") == "articleBody" or _named_article(best):
        return 0.4
    # Beside single paragraphs the mass is one article; beside another container it is another block of the page.
    rivals = [page.mass(child) for child in beside if page.of(child).blocks >= 2]
    return 0.5 if rivals and page.mass(best) > 1.5 * max(rivals) else _SHARE


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
    return measure.linked <= 0.3 * measure.text and page.mass(node) >= (60 if named else 80)
