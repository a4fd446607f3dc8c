"""The links of one HTML page, with what tells an article from a menu: their title and their place in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parwatch_core.text import search_key
from scraper.urls import canonical, resolve, same_site, site

# Where menus, logins, counters and links to other offices live. Class and id names are those of the portals' themes.
_CHROME_TAGS = frozenset(("nav", "footer"))
_CHROME_NAMES = re.compile(
    r"menu|navbar|breadcrumb|footer|pagination|lien-?ket|weblink|login|language|(?:^|[ -])logo|brand|site-title", re.I
)
# Nearer to the link than any of these, they say that it belongs to the content: <body class="has-menu"> is no menu.
_CONTENT_TAGS = frozenset(("main", "article", "h2", "h3", "h4"))
_FILES = (
    *(".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".7z", ".exe", ".apk", ".css", ".js"),
    *(".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".mp3", ".mp4", ".avi", ".flv"),
)
_MORE = re.compile(r"(?:xem|doc) (?:them|tiep|tat ca|chi tiet)|chi tiet|read more|more|continue reading|\W*|\d+")
_CUT = ("...", "…")
_LONGEST_TITLE = 300
_LONGEST_MORE = 24
_FEW_BLANKS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """An address that a page links, and the title it is given there; outlives the page's tree."""

    url: str
    title: str

    @property
    def words(self) -> int:
        """How many words the title has."""
        return self.title.count(" ") + 1 if self.title else 0


@dataclass(slots=True)
class Anchor:
    """All links of a page to one address: the first place where it stands and the best title given anywhere.

    `node` keeps the whole tree of the page in memory: what is to last takes `named`.
    """

    url: str
    node: LexborNode
    chrome: bool
    title: str = ""

    @property
    def words(self) -> int:
        """How many words the title has."""
        return self.title.count(" ") + 1 if self.title else 0

    @property
    def named(self) -> Named:
        """What may be kept once the page has been read."""
        return Named(self.url, self.title)


class _Places(dict[int, bool]):
    """Which elements lie in menus and the like; each ancestor of the links is looked at once."""

    def is_chrome(self, link: LexborNode) -> bool:
        """Whether a link stands in a menu, a footer, a login box or is the logo."""
        way: list[int] = []
        node: LexborNode | None = link
        verdict = False
        while node is not None:
            known = self.get(node.mem_id)
            known = _verdict(node) if known is None else known
            way.append(node.mem_id)
            if known is not None:
                verdict = known
                break
            node = node.parent
        self.update(dict.fromkeys(way, verdict))
        return verdict


def _verdict(node: LexborNode) -> bool | None:
    """Whether this element by itself makes its content chrome, or makes it content; None: ask its parent."""
    tag = node.tag
    if tag in _CONTENT_TAGS:
        return False
    if tag in _CHROME_TAGS or tag == "body":
        return tag != "body"
    attributes = node.attrs
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
    return True if len(names) > _NO_NAMES and (_CHROME_NAMES.search(names) or "navigation" in names) else None


_NO_NAMES = 2


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The base of relative links: <base href>, else the page's own address."""
    element = tree.css_first("base[href]")
    return (resolve(url, element.attrs.get("href") or "") if element else None) or url


def anchors(tree: LexborHTMLParser, url: str) -> list[Anchor]:
    """The links of the page at `url` to other pages of its own site, one for each address, in their order."""
    base = base_of(tree, url)
    own = site(url)
    places = _Places()
    found: dict[str, Anchor] = {}
    for node in tree.css("a[href]"):
        address = _page(base, node.attrs.get("href"), own)
        if address is None:
            continue
        inside = places.is_chrome(node)
        anchor = found.setdefault(address, Anchor(address, node, inside))
        _add(anchor, node, inside)
    return list(found.values())


def chosen(tree: LexborHTMLParser, url: str, selector: str) -> list[Anchor]:
    """The links that a selector given by hand names: links, or blocks that hold links. What is no CSS names none."""
    base = base_of(tree, url)
    found: dict[str, Anchor] = {}
    try:
        named = tree.css(selector)
    except SelectolaxError:  # sources.toml is checked when it is read; this is for everybody else
        return []
    for node in _links_of(named):
        address = resolve(base, node.attrs.get("href") or "")
        if address and same_site(address, url):
            _add(found.setdefault(address, Anchor(address, node, False)), node, False)
    return list(found.values())


def _links_of(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """The links that are named or stand in a named block; of blocks inside one another the outermost gives them all."""
    named = {node.mem_id for node in nodes}
    for node in nodes:
        if _stands_in(node.parent, named):
            continue
        yield from (node,) if node.tag == "a" and "href" in node.attrs else node.css("a[href]")


def _stands_in(node: LexborNode | None, named: Set[int]) -> bool:
    while node is not None and node.mem_id not in named:
        node = node.parent
    return node is not None


def _page(base: str, href: str | None, own: str) -> str | None:
    """The address of another page of the site `own`; None for files, scripts, other sites and the page itself."""
    url = resolve(base, href) if href else None
    if url is None or not _is_on(url, own):
        return None
    if "?" in url or ";" in url:  # session ids and view state look like the ids of articles
        url = canonical(url)
    path = url.partition("?")[0]
    return None if url == base or path.lower().endswith(_FILES) else url


def _is_on(url: str, own: str) -> bool:
    # The slow, exact comparison is needed only where the host is not spelt as the site's own.
    return url.partition("://")[2].partition("/")[0] == own or site(url) == own


def _add(anchor: Anchor, node: LexborNode, chrome: bool) -> None:
    if anchor.chrome and not chrome:
        anchor.chrome, anchor.node = False, node
    title = _title(node)
    if _is_better(title, anchor.title):
        anchor.title = title


def _title(node: LexborNode) -> str:
    """The link's own words; its title attribute where the words are cut with dots or say "Xem tiếp"."""
    text = " ".join(node.text().split())
    hint = node.attrs.get("title")
    if hint and (text.endswith(_CUT) or is_more(text)):
        text = " ".join(hint.split())
    return "" if is_more(text) else text[:_LONGEST_TITLE]


def is_more(text: str) -> bool:
    """Whether the words of a link only say that there is more, or only count something."""
    return not text or (len(text) < _LONGEST_MORE and _MORE.fullmatch(search_key(text)) is not None)


def _is_better(title: str, known: str) -> bool:
    """Whether a further link to the same page names it better: words in place of a play time, or uncut words."""
    if not known or not title:
        return bool(title)
    if known.endswith(_CUT):
        return not title.endswith(_CUT) and len(title) >= len(known) - 3
    return known.count(" ") < _FEW_BLANKS <= title.count(" ")
