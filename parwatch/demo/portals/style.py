"""What the markups of the portals share: routing, paging, rendering. One class per CMS derives from `Style`."""

from __future__ import annotations

import abc
import functools
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import jinja2

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals import dates
from parwatch.demo.portals.article import SampleArticle, View

HTML = ("Content-Type", "text/html; charset=utf-8")
XML = ("Content-Type", "text/xml; charset=utf-8")
TEXT = ("Content-Type", "text/plain; charset=utf-8")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list: its articles, its number from 1, and the number of the last page."""

    items: tuple[SampleArticle, ...]
    number: int
    last: int


def leaf(articles: Sequence[SampleArticle], number: int, size: int) -> Leaf:
    """Page `number` of the list; empty past the end, as each CMS then decides what to do."""
    last = max(1, -(-len(articles) // size))
    return Leaf(tuple(articles[(number - 1) * size : number * size]), number, last)


def redirect(location: str, status: int = 301) -> Response:
    """A bare redirect."""
    return Response(status, b"", (("Location", location), HTML))


def etag(*parts: object) -> str:
    """A strong validator over what the page depends on."""
    return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=10).hexdigest()}"'


def http_moment(text: str) -> datetime | None:
    """The moment of an HTTP date header; None where it cannot be read."""
    try:
        return datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except ValueError:
        return None


@functools.cache
def environment() -> jinja2.Environment:
    """The templates of all styles: strict about undefined names, escaping everything."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("parwatch.demo.portals"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(dates.FILTERS)
    return env


class Style(abc.ABC):
    """The markup and the manners of one CMS. Stateless: `respond` depends on its arguments alone.

    A deriving class gives `folder` (its templates), `routes` (path pattern -> name of the method that answers, called
    with the pattern's named groups) and `path`. What matches no route goes to `unknown`.
    """

    folder: ClassVar[str]
    routes: ClassVar[tuple[tuple[re.Pattern[str], str], ...]]
    page_size: ClassVar[int] = 6

    def respond(self, view: View, request: Request) -> Response:
        """The answer of this CMS to one request."""
        for pattern, name in self.routes:
            if match := pattern.fullmatch(request.path):
                response: Response = getattr(self, name)(view, request, **match.groupdict())
                return response
        return self.unknown(view, request)

    @abc.abstractmethod
    def path(self, article: SampleArticle) -> str:
        """The canonical path (with its query, where that is the identity) of an article."""

    def feed_path(self) -> str | None:
        """Where the feed is, announced or not; None for none."""
        return None

    def sitemap_path(self) -> str | None:
        """Where the sitemap (or its index) is; None for none."""
        return None

    @abc.abstractmethod
    def unknown(self, view: View, request: Request) -> Response:
        """The answer to a path that the CMS does not know."""

    def html(self, template: str, view: View, status: int = 200, headers: Headers = (), /, **names: object) -> Response:
        """A rendered page of this style."""
        return Response(status, self.render(f"{template}.html", view, **names), (HTML, *self.manners(view), *headers))

    def render(self, template: str, view: View, /, **names: object) -> bytes:
        """The bytes of a template; `link` gives the path of an article, everything else is explicit."""
        page = environment().get_template(f"{self.folder}/{template}")
        return page.render(view=view, site=view.site, visit=view.visit, link=self.path, **names).encode()

    def manners(self, view: View) -> Headers:
        """The headers that every page of this CMS carries."""
        return (("Date", http_date(view.now)),)
