"""The article of a page of which nothing is known.

One pass over what can hold prose gives each element the prose mass below it; then the search walks from the body down
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

from scraper.extract.markup import ASIDE, SILENT
from scraper.extract.render import INLINE

_SHARE = 0.8
"""A child must hold this share of the mass to be walked into; measured on 181 general and 89 portal pages."""

_NAMEABLE = "[class], [id], [role], [style], nav, footer, aside, menu"
_GUARD = 0.65
"""What holds more than this share of the page's prose is never dropped for its name."""

_LEAST_PROSE = 40
"""Characters of inline text from which on a block can be prose."""

_NO_WORDS: frozenset[str] = frozenset()

_UNSEEN = SILENT | {"-comment"}
_LISTS = frozenset(["ul", "ol", "nav", "dl", "menu"])
"""What mostly holds links: looked at before it is walked through."""

_LABEL = 80
"""Characters, white space of the markup too, below which an item of a list is a label."""

_MOST_LOOKS = 500_000
"""Characters that may be read in such looks at one page."""

_NEGATIVE = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|binh-?luan|related|lien-?quan|tin-?(?:khac|lien-?quan|moi|cu)|(?:bai|tin)-?khac"
    r"|other-?news|othernews|more-?(?:news|stories|on)|recommend\w*|suggest\w*|share\w*|sharing|social\w*|chia-?se"
    r"|(?<!w[_-])(?<!has[_-])(?<!no[_-])(?<!with[_-])sidebar\w*"
    r"|widget\w*|breadcrumbs?|menu\w*|navbar|nav|navigation|footer\w*|login\w*|signin|dang-?nhap|search\w*|tags?|tagcloud"
    r"|counter|thong-?ke|statistics?|visitors?|hits|rating\w*|danh-?gia|vote|poll|thamdo|adv\w*|ads?|qc|quang-?cao|banner\w*"
    r"|promo(?!ted)\w*|newsletter\w*|subscri\w*|popular\w*|popup|modal|cookie\w*|copyright|paginat\w*|pager|pagenav|print\w*|toolbar"
    r"|captcha|(?<!label-)(?<!overflow-)(?<!-[xy]-)hidden|sr-only|screen-reader-text|visually-hidden|outbrain|taboola|sponsor\w*|teaser\w*|trending|latest\w*"
    r"|mostread|mostviewed|skip-link|byline|author-?(?:bio|box|info)|bio|meta|metadata|post-?info|article-?info|timestamp"
    r"|story-?links?|follow\w*|toc|callout|donate|signup|sign-up|register|gallery-?nav|hatnote|mw-editsection|reflist|navbox"
    r"|catlinks|infobox|speaker|attachment-list|entry-footer|portlet-msg|related_asset|asset-control-detail)(?=$|[\s_-])",
    re.IGNORECASE,
)
_POSITIVE = re.compile(
    r"(?:article|story|post|entry|news|detail|content|noi-?dung|chi-?tiet|bai-?viet|tin-?tuc)[\w-]*?(?:body|text|content|detail|noidung)"
    r"|bodytext|maincontent|articlebody|entry-content|contentdetail|noidung(?:tin|bai)|chitiet(?:tin|bai)",
    re.IGNORECASE,
)


_HEAD = re.compile(r"(?:^|[\s_-])(?:head(?:er|ing)?|top)(?:$|[\s_-])", re.IGNORECASE)


@dataclass(slots=True)
class Survey:
    """The prose mass and the blocks of prose below the elements of a page, by mem_id; what holds no prose is missing.

    `elements` are those with mass, outer ones first; `negative` those of them that their names put aside.
    """

    masses: dict[int, float] = field(default_factory=dict)
    blocks: dict[int, int] = field(default_factory=dict)
    elements: list[LexborNode] = field(default_factory=list)
    negative: set[int] = field(default_factory=set)
    limit: float = 0.0

    def mass(self, node: LexborNode) -> float:
        """The characters of prose below an element, without those of negative elements once they are dampened."""
        return self.masses.get(node.mem_id, 0.0)


@lru_cache(maxsize=16_384)
def _negative_names(classes: str | None, identity: str | None, role: str | None) -> frozenset[str]:
    """The words of an element's names that say that it is not the article."""
    name = f"{classes or ''} {identity or ''} {role or ''}"
    if len(name) <= 2:
        return _NO_WORDS
    return frozenset(match.group().strip(" \t\n_-").lower() for match in _NEGATIVE.finditer(name))


def is_negative(node: LexborNode, harmless: frozenset[str] = _NO_WORDS) -> bool:
    """Whether the element's tag or names say that it is not the article; `harmless` words say nothing on this page."""
    return _is_negative(node.tag, node.attributes, harmless)


def harmless_words(heading: LexborNode | None) -> frozenset[str]:
    """The negative words in the names of what holds the headline.

    Page builders name every part alike ("elementor-widget"): what the headline stands in is no mark of furniture.
    """
    words: set[str] = set()
    node = heading
    while node is not None and node.tag not in ("body", "html"):
        attributes = node.attributes
        words |= _negative_names(attributes.get("class"), attributes.get("id"), attributes.get("role"))
        node = node.parent
    return frozenset(words)


def _is_negative(tag: str | None, attributes: Mapping[str, str | None], harmless: frozenset[str] = _NO_WORDS) -> bool:
    if tag in ASIDE:
        return True
    if not attributes:
        return False
    if "style" in attributes and "display:none" in (attributes["style"] or "").replace(" ", ""):
        return True
    words = _negative_names(attributes.get("class"), attributes.get("id"), attributes.get("role"))
    return bool(words) and not words <= harmless


@dataclass(slots=True, eq=False)
class Part:
    """An element that may hold prose: `own` characters of inline text right in it, `linked` of them in links.

    `prose` is what of that counts as prose; `mass` and `blocks` also have what the parts below hold.
    """

    node: LexborNode
    above: Part | None
    inline: bool
    link: bool = False
    own: int = 0
    linked: int = 0
    prose: float = 0.0
    mass: float = 0.0
    blocks: int = 0


def survey(body: LexborNode) -> Survey:
    """Measure the elements below `body` that can hold prose; menus and labels are not looked into."""
    result = Survey()
    for part in measured(body):
        if part.mass > 0:
            key = part.node.mem_id
            result.masses[key], result.blocks[key] = part.mass, part.blocks
            result.elements.append(part.node)
    return result


def measured(body: LexborNode) -> list[Part]:
    """The elements below `body` that can hold prose, each after the one that holds it, with what they hold."""
    parts = _parts(body)
    for part in reversed(parts):
        _add_up(part)
    return parts


def _parts(body: LexborNode) -> list[Part]:
    """The elements that may hold prose, each after the one that holds it, with the text that stands right in them."""
    parts = [Part(body, None, inline=False)]
    looks = _Looks()
    for part in parts:  # grows while it is gone through
        for child in part.node.iter(include_text=True, skip_empty=True):
            tag = child.tag
            if tag == "-text":
                part.own += len((child.text_content or "").strip()) + 1
            elif tag in INLINE:
                _enter(part, child, tag, parts)
            elif tag not in _UNSEEN and not part.link and not looks.is_barren(child, tag):
                parts.append(Part(child, part, inline=False))
    return parts


def _enter(part: Part, child: LexborNode, tag: str | None, parts: list[Part]) -> None:
    """Take over the text of an inline element; one that holds more than a piece of text is a part of its own."""
    first = child.first_child
    if first is None:
        return
    if first.next is not None or not first.is_text_node:
        parts.append(Part(child, part, inline=True, link=tag == "a"))
        return
    length = len((first.text_content or "").strip()) + 1
    part.own += length
    if tag == "a":
        part.linked += length


class _Looks:
    """A short look at lists, to spare the walk through menus. The looks at one page are limited: a list in a list
    would be read again at each level."""

    def __init__(self) -> None:
        self._left = _MOST_LOOKS

    def is_barren(self, node: LexborNode, tag: str | None) -> bool:
        """Whether a list holds no prose: it says too little, or each of its items is a link and next to no words."""
        if tag not in _LISTS or self._left < 0:
            return False
        shown = len(node.text_lexbor())
        self._left -= shown
        if shown < _LEAST_PROSE:
            return True
        links = len(node.css("a"))
        return shown < _LABEL * links and len(node.css("li")) <= links


def _linked(node: LexborNode) -> int:
    """The characters of an element that stand inside links."""
    return sum(len(link.text(strip=True)) for link in node.css("a"))


def _add_up(part: Part) -> None:
    """Close a part, whose own parts are closed: hand on to the one above what it holds."""
    above = part.above
    if part.link:  # teasers are links around whole blocks: nothing inside a link is prose
        part.linked, part.mass, part.blocks = part.own, 0.0, 0
    if part.inline and above is not None:
        above.own += part.own
        above.linked += part.linked
    elif (prose := _prose(part.own, part.linked)) > 0:
        part.prose = prose
        part.mass += prose
        part.blocks += 1
    if above is not None:
        above.mass += part.mass
        above.blocks += part.blocks


def _prose(own: float, linked: float) -> float:
    """The prose mass of a block's own inline text; labels, menus and captions weigh little."""
    if own < _LEAST_PROSE or own <= 2 * linked:
        return 0.0
    return (own - 2 * linked) * (1.0 if own >= 80 else 0.5)


def _dampen(page: Survey, spared: Set[int], harmless: frozenset[str]) -> None:
    """Take the mass of negative elements away from all their ancestors, outermost first."""
    for node in page.elements:
        key = node.mem_id
        mass = page.masses[key]
        if mass <= page.limit and key not in spared and is_negative(node, harmless):
            page.negative.add(key)
            _subtract(page, node, mass)


def _subtract(page: Survey, node: LexborNode, mass: float) -> None:
    parent = node.parent
    while parent is not None:
        key = parent.mem_id
        if key not in page.masses or key in page.negative:
            return
        page.masses[key] -= mass
        parent = parent.parent


def find(body: LexborNode, heading: LexborNode | None, without: LexborNode | None = None) -> tuple[LexborNode, Survey]:
    """The element that holds the article, and the survey by which it was found.

    `heading` is the element of the headline, where it is known: the article is looked for around it first. `without`
    is known to be something else.
    """
    page = survey(body)
    if without is not None:
        page.negative.add(without.mem_id)
        _subtract(page, without, page.mass(without))
    page.limit = _GUARD * page.mass(body)
    around = _ancestors(heading)
    _dampen(page, around, harmless_words(heading))
    node, own = body, heading.mem_id if heading is not None else 0
    while (child := _next(node, page, around)) is not None and child.mem_id != own:
        node = child
    return node, page


def aside(root: LexborNode, page: Survey, heading: LexborNode | None) -> Iterator[LexborNode]:
    """The elements inside `root` that are named for something else, but for what holds most prose or the headline."""
    around = _ancestors(heading)
    for node in negative_inside(root, harmless_words(heading)):
        if node.mem_id not in around and page.mass(node) <= page.limit:
            yield node


def negative_inside(root: LexborNode, harmless: frozenset[str] = _NO_WORDS) -> Iterator[LexborNode]:
    """The elements below `root` whose tag or names say that they are not the article."""
    for node in root.css(_NAMEABLE):
        if _is_negative(node.tag, node.attributes, harmless) and node.mem_id != root.mem_id:
            yield node


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
    if best.mem_id in around and _is_head(best) and _goes_on(best):
        return None
    if titled is not None and titled.mem_id != best.mem_id and _holds_article(titled, best, page):
        return titled
    if page.blocks.get(best.mem_id, 0) < 2 and page.mass(best) < 0.9 * mass:
        return None
    return best if page.mass(best) >= _needed_share(best, children, page, around) * mass else None


def _holds_article(titled: LexborNode, best: LexborNode, page: Survey) -> bool:
    """Whether the child around the headline is the article although another child is heavier (lists, comments)."""
    if titled.tag in ("header", "h1", "h2", "h3") or page.mass(titled) < 200:
        return False
    return page.mass(titled) >= (0.1 if _kin(titled) == _kin(best) else 0.3) * page.mass(best)


def _goes_on(header: LexborNode) -> bool:
    """Whether text follows the head of an article: it may hold the lead, but not the article. Short lines, a list or
    a table weigh less than the lead."""
    node = header.next
    while node is not None:
        shown = node.is_element_node and node.tag not in SILENT and not is_negative(node)
        if shown and len(node.text(strip=True)) - _linked(node) >= _LEAST_PROSE:
            return True
        node = node.next
    return False


def _is_head(node: LexborNode) -> bool:
    return node.tag == "header" or bool(_HEAD.search(node.attributes.get("class") or ""))


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
    rivals = [page.mass(child) for child in beside if page.blocks.get(child.mem_id, 0) >= 2]
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
    attributes = node.attributes
    named = any(_LEAD.search(attributes.get(key) or "") for key in ("class", "id", "itemprop"))
    if node.tag in ("h2", "h3", "h4") and not named:
        return False
    return page.mass(node) >= (60 if named else 80) and _linked(node) <= 0.3 * max(1, len(node.text(strip=True)))
