"""The title of an article: the heading that agrees with what the page calls itself.

The first `<h1>` is a category on Joomla, a site name on many portals and "null Title" on Liferay, so a heading counts
when og:title or `<title>` repeats it; the site's name is taken off what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice

from selectolax.lexbor import LexborNode

from parwatch_core.text import search_key
from scraper.extract.dates import is_date_line, is_meta_row
from scraper.extract.markup import Document
from scraper.extract.pieces import Piece, pieces
from scraper.extract.render import plain

_SEPARATOR = re.compile(r"\s+[|–—»·•:-]{1,2}\s+|\s*[|»]\s*|\s*::\s*")
_JUNK = re.compile(
    r"^(?:xuất bản thông tin\s*)?(?:null\s+)+|^xuất bản thông tin\s+|\s*-?\s*chi tiết bài viết$", re.IGNORECASE
)
_NAMED = "[itemprop=headline], [class*=title i], [class*=tieude i], [class*=tieu-de i], [id*=title i], [id*=tieude i]"
_SITE = re.compile(
    r"^(?:(?:cong|trang|website|portal|bao|dai|so|ubnd|uy ban|bo|tinh|thanh pho|huyen|quan|thi xa|home|chi tiet"
    r"|trang chu|tin tuc)\b.{0,90}|.*\.vn|.*portal.*)$"
)
_SURE_SITE = re.compile(r"^(?:(?:cong|trang) (?:thong tin|tin|web|tttd?t|chu)|website|portal|home$|chi tiet)")
_ELEMENTS = 100
_LIMIT = 400
_SECTION = 25
"""Characters below which a declared title may name a section of the site."""

_AHEAD = 8
"""A date of an article has prose among so many lines from it on."""

_LINES = 600
"""Lines of a page among which the headline is looked for by what stands beside it."""


def clean(text: str) -> str:
    """A title without the furniture that Liferay glues to it."""
    previous = ""
    while text != previous:
        previous, text = text, _JUNK.sub("", text).strip(" |»›>:\u00a0")
    return text


def site_name(document: Document) -> str:
    """What the site calls itself, where it says so."""
    return document.meta.get("og:site_name", "")


def _declared(document: Document) -> Iterator[str]:
    """What the page says its title is, the surest first."""
    for item in document.linked:
        headline = item.get("headline")
        if isinstance(headline, str):
            yield headline
    for key in ("og:title", "twitter:title", "dc.title"):
        if document.meta.get(key):
            yield document.meta[key]
    if document.head_title:
        yield document.head_title


def without_site(text: str, site: str) -> str:
    """A declared title without the site's name, or its section's, at either end."""
    parts = [part for part in _SEPARATOR.split(text) if part]
    while len(parts) > 1 and _is_site(parts[-1], site, _SITE):
        text = text[: text.rindex(parts.pop())].rstrip(" |–—»·•:-")
    if len(parts) > 1 and _is_site(parts[0], site, _SURE_SITE):
        text = text.removeprefix(parts.pop(0)).lstrip(" |–—»·•:-")
    longest = max(parts, key=len, default=text)
    return longest if 3 * (len(text) - len(longest)) <= len(longest) > 60 else text


def _is_site(part: str, site: str, pattern: re.Pattern[str]) -> bool:
    """Whether a part of a title names the site or a section of it rather than the article."""
    key, own = search_key(part), search_key(site)
    return bool(own and (key in own or own in key)) or bool(pattern.search(key))


def agrees(document: Document, title: str) -> bool:
    """Whether a title is what the page declares; a page that declares only its site bears out any other long one."""
    if declares(document, title):
        return True
    site = site_name(document)
    mute = _is_mute((clean(text) for text in _declared(document)), site)
    return mute and len(title) >= _SECTION and not _is_site(title, site, _SURE_SITE)


def declares(document: Document, title: str) -> bool:
    """Whether the page itself names this title."""
    key = search_key(title)
    return any(_agree(key, search_key(clean(text))) for text in _declared(document))


def is_beside_date(document: Document, title: str) -> bool:
    """Whether the page shows this title, and no other, beside a date above prose."""
    found = _beside_date(document, site_name(document))
    return found is not None and found[0] == title


def is_telling(document: Document, title: str, heading: LexborNode | None) -> bool:
    """Whether the page shows a title that is its own and too long for the name of a section; no site's name is one."""
    if heading is None or len(title) < _SECTION or _is_site(title, site_name(document), _SURE_SITE):
        return False
    return agrees(document, title)


def _is_mute(declared: Iterable[str], site: str) -> bool:
    """Whether a page declares no title of its own: only its site, or a section in a word or two ("Chi tiết tin")."""
    return all(_is_site(text, site, _SURE_SITE) or len(text) < _SECTION for text in declared)


def _agree(heading: str, declared: str) -> bool:
    """Whether a heading says what the page declares; a short heading must be one of its parts."""
    if len(heading) < 8 or not declared:
        return False
    if heading == declared or (len(heading) >= 15 and declared.startswith(heading)):
        return True
    return len(heading) >= 25 and (heading in declared or (len(declared) >= 25 and declared.rstrip(".… ") in heading))


def _headings(document: Document) -> Iterator[LexborNode]:
    for tag in ("h1", "h2", "h3", "h4"):
        yield from document.tree.css(tag)
    yield from document.tree.css(_NAMED)


def _is_large(node: LexborNode) -> bool:
    """Whether an element holds too many others for a headline: a thousand nested ones would each be read whole."""
    return next(islice(node.traverse(), _ELEMENTS, None), None) is not None


def find(document: Document, preferred: Iterable[str] = ()) -> tuple[str, LexborNode | None]:
    """The title and the element that shows it. `preferred`: selectors of a rule, tried before everything else."""
    declared = [clean(text) for text in _declared(document)]
    keys = [search_key(text) for text in declared]
    if (named := _preferred(document, tuple(preferred), keys)) is not None:
        return named
    seen: set[int] = set()
    for node in _headings(document):
        if node.mem_id in seen:
            continue
        seen.add(node.mem_id)
        if _is_large(node) or len(text := clean(plain(node))) > _LIMIT:
            continue
        key = search_key(text)
        if not any(_agree(key, other) for other in keys) or (key not in keys and _is_site(text, "", _SURE_SITE)):
            continue
        section = len(text) < _SECTION or _is_site(text, "", _SURE_SITE)
        if section and (beside := _beside_date(document, site_name(document))) is not None:
            return beside  # the title is that of the section or the site, and so is the heading
        return text, node
    return _in_lines(document, keys) or _fallback(document, declared)


def _in_lines(document: Document, keys: Sequence[str]) -> tuple[str, LexborNode] | None:
    """A line that says what the page declares, in an element that neither its tag nor its name makes a heading."""
    head = document.tree.head
    # The words of the declared title are looked for before the lines are made, which takes far longer.
    told = [clean(text)[:_SECTION] for text in _declared(document) if len(text) >= _SECTION]
    shown = document.body.text(separator=" ") if told else ""
    if head is None or not any(text in shown for text in told):
        return None
    for line in islice(pieces(head), _LINES):
        if not line.is_link and _SECTION <= len(line.text) <= _LIMIT:
            text = clean(line.text)
            key = search_key(text)
            if any(_agree(key, other) for other in keys) and not _is_site(text, "", _SURE_SITE):
                return text, line.node
    return None


def _preferred(document: Document, selectors: tuple[str, ...], keys: list[str]) -> tuple[str, LexborNode] | None:
    """A rule's heading; where several elements fit its selectors, the one that agrees with the page."""
    shown: list[tuple[str, LexborNode]] = []
    for node in (node for selector in selectors for node in document.tree.css(selector)[:8]):
        text = clean(plain(node))
        if not 5 < len(text) <= _LIMIT:
            continue
        if any(_agree(search_key(text), key) for key in keys):
            return text, node
        shown.append((text, node))
    return shown[0] if shown else None


def _fallback(document: Document, declared: list[str]) -> tuple[str, LexborNode | None]:
    """No heading agrees: what the page declares, else its h1; where it declares only its site, an element named so."""
    site = site_name(document)
    if _is_mute(declared, site) and (shown := _beside_date(document, site) or _shown(document, site)) is not None:
        return shown
    if document.meta.get("og:title"):
        return without_site(clean(document.meta["og:title"]), site), None
    own = without_site(declared[-1], site) if declared else ""
    if len(own) >= 40:
        return own, None
    for node in document.tree.css("h1"):
        if 12 <= len(text := clean(plain(node))) <= _LIMIT:
            return text, node
    return own, None


def _shown(document: Document, site: str) -> tuple[str, LexborNode] | None:
    """The first element that is named for a title and does not hold the name of the site or of a block."""
    for node in document.tree.css(_NAMED):
        text = clean(plain(node))
        if 25 <= len(text) <= _LIMIT and not _is_site(text, site, _SURE_SITE) and node.css_first("a") is None:
            return text, node
    return None


def _beside_date(document: Document, site: str) -> tuple[str, LexborNode] | None:
    """The line right above a date, else right below it, where prose follows: how every portal prints an article.

    It needs no names: portals of nested tables and of generated class names have none. Where several lines stand so,
    the page is a list.
    """
    head = document.tree.head
    if head is None:
        return None
    found = list(islice(_dated(islice(pieces(head), _LINES), site), 3))
    return (clean(found[0].text), found[0].node) if 0 < len(found) < 3 else None


def _dated(page: Iterator[Piece], site: str) -> Iterator[Piece]:
    """The lines that could be a headline by the date beside them; the page is read as far as it is asked for."""
    lines: list[Piece] = []
    for position in count():
        lines.extend(islice(page, position + _AHEAD - len(lines)))
        if position >= len(lines):
            return
        if not is_meta_row(lines[position].text):
            continue
        if not any(map(_is_paragraph, lines[position + 1 : position + _AHEAD])):
            continue
        beside = (*reversed(lines[max(0, position - 2) : position]), *lines[position + 1 : position + 2])
        yield from [other for other in beside if _could_be_title(other, site)][:1]


def _is_paragraph(line: Piece) -> bool:
    return len(line.text) >= 80 and not line.is_link


def _could_be_title(line: Piece, site: str) -> bool:
    text = clean(line.text)
    plausible = 15 <= len(text) <= 300 and len(text.split()) >= 4 and not text.endswith((".", ";", ":", ","))
    return plausible and not line.is_link and not is_date_line(text) and not _is_site(text, site, _SURE_SITE)
