"""A list walked into the past, page after page: what comes next, and when there is no more. Pure.

No two systems end a list alike: 404, a redirect to the first page or home, an empty page, the first or the last page
again for every further number. And some lists never end: calendars lead to ever new months, session ids make ever new
addresses of the same page. So a walk ends at whichever comes first of

    no further page in the pager            an address that was asked for before
    a redirect that loses the page number   the same articles as on an earlier page
    BARREN pages in a row without an article that this walk has not seen

and the caller holds the budget of pages. Dates are not looked at here: those of lists are hints.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Link
from parwatch_core.source import Source
from scraper.discover import lists
from scraper.discover.channels import Fetched
from scraper.discover.markup import text_of
from scraper.discover.pager import Onward, onward
from scraper.discover.reading import own, parse
from scraper.urls import canonical, identity

# Pages in a row that show nothing new before a walk gives up: one may be a page of pinned articles, three are a circle.
BARREN = 3
_NUMBERS = re.compile(r"\d+")
# How a server says that there is no such page, where it does say so.
_GONE = frozenset({FetchStatus.HTTP_GONE, FetchStatus.SOFT_404})
_PAST_THE_END = _GONE | {FetchStatus.HTTP_CLIENT, FetchStatus.HTTP_SERVER, FetchStatus.EMPTY}


class Ending(StrEnum):
    """Why a walk ended. LAST, GONE, REDIRECTED and REPEATED are the several ways in which lists end."""

    LAST = "its last page was read"
    GONE = "the server has no such page"
    REDIRECTED = "further pages lead elsewhere"
    REPEATED = "further pages repeat an earlier one"
    BARREN = "further pages show nothing new"
    SCRIPTED = "its pager works by JavaScript or a posted form, which cannot be followed"
    FAILED = "a page could not be read"
    REACHED = "older articles than wanted appeared"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list as it was answered: its own address, its articles, and what it says of the next page."""

    url: str
    links: tuple[Link, ...]
    onward: Onward


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a list has been walked. `next` is the page to ask for; None: the walk has ended, `ending` says why.

    `pages` counts those that were read. `seen` holds the identities of the articles that they showed.
    """

    next: str | None
    pages: int = 0
    ending: Ending | None = None
    shape: str = ""
    barren: int = 0
    seen: frozenset[str] = field(default_factory=frozenset)
    visited: frozenset[str] = field(default_factory=frozenset)
    digests: frozenset[bytes] = field(default_factory=frozenset)

    def fresh(self, leaf: Leaf) -> tuple[Link, ...]:
        """The articles of the next page that no earlier page of this walk has shown."""
        return tuple(link for link in leaf.links if identity(link.url) not in self.seen)

    def ended(self, ending: Ending) -> Walk:
        """The walk, at its end."""
        return replace(self, next=None, ending=ending)


def begin(url: str) -> Walk:
    """A walk that has not started, at the first page of a list."""
    return Walk(canonical(url))


def leaf(source: Source, walk: Walk, response: Fetched) -> Leaf:
    """Read the answer to `walk.next`. Markup that is made to hang a parser has neither articles nor a next page."""
    tree = parse(text_of(response))
    url = response.final_url
    if tree is None:
        return Leaf(url, (), Onward())
    found = lists.learn(tree, url, source.selectors.links).links
    return Leaf(url, own(found, url, source.url), onward(tree, url, number=walk.pages + 1, shape=walk.shape))


def turned(walk: Walk, read: Leaf) -> Walk:
    """The walk after a page: on the way to the next one, or at its end. A page past the end adds nothing to `pages`."""
    assert walk.next is not None
    digest = _digest(read.links)
    if walk.pages and (past := _past_the_end(walk, read, digest)):
        return walk.ended(past)
    fresh = walk.fresh(read)
    after = replace(
        walk,
        next=canonical(read.onward.url) if read.onward.url else None,
        pages=walk.pages + 1,
        shape=walk.shape or read.onward.shape,
        barren=0 if fresh else walk.barren + 1,
        seen=walk.seen | {identity(link.url) for link in fresh},
        visited=walk.visited | {identity(walk.next), identity(read.url)},
        digests=walk.digests | {digest},
    )
    ending = _ending(after, read.onward)
    return after.ended(ending) if ending else after


def failed(walk: Walk, status: FetchStatus) -> Walk:
    """The walk after a page that could not be had: past the first one, an error of the server too is an end."""
    return walk.ended(Ending.GONE if status in (_PAST_THE_END if walk.pages else _GONE) else Ending.FAILED)


def _past_the_end(walk: Walk, read: Leaf, digest: bytes) -> Ending | None:
    """Whether the answer to a further page is not that page."""
    assert walk.next is not None
    if _loses_number(walk.next, read.url):
        return Ending.REDIRECTED
    if digest in walk.digests:
        return Ending.REPEATED if read.links else Ending.BARREN
    return Ending.REPEATED if identity(read.url) in walk.visited else None


def _ending(after: Walk, told: Onward) -> Ending | None:
    if after.next is None:
        return Ending.SCRIPTED if told.scripted else Ending.LAST
    if identity(after.next) in after.visited:
        return Ending.REPEATED
    return Ending.BARREN if after.barren >= BARREN else None


def _loses_number(asked: str, answered: str) -> bool:
    """Whether a redirect dropped a number of the address, as one to the first page or home does; a slash is no loss."""
    lost = Counter(_NUMBERS.findall(identity(asked))) - Counter(_NUMBERS.findall(identity(answered)))
    return bool(lost) and identity(asked) != identity(answered)


def _digest(links: Iterable[Link]) -> bytes:
    """A hash of the articles that a page lists, whatever their order and whatever else is on the page."""
    listed = "\n".join(sorted(identity(link.url) for link in links))
    return hashlib.blake2b(listed.encode("utf-8", "surrogatepass"), digest_size=16).digest()
