"""An older portal of nested tables with a licence footer. Its feed works and is linked nowhere.

Kept faults: everything is a table cell; dates are "28-02-2022 07:15:00 AM"; some articles are served in NFD; captions
are rows; a page past the end is the last page again. Conditional GET is right, the Drupal way: 304 only when both
validators are sent; the feed is content with its ETag alone. A missing article answers 404 in the full theme.
"""

from __future__ import annotations

import re
import unicodedata

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.style import TEXT, XML, Headers, Style, etag, http_moment, leaf


class NestedTables(Style):
    """The markup and manners of a hand-made portal of the 2000s."""

    folder = "nested_tables"
    routes = (
        (re.compile(r"/(index\.htm)?"), "front"),
        (re.compile(r"/robots\.txt"), "robots"),
        (re.compile(r"/rss\.xml"), "feed"),
        (re.compile(r"/tintuc/(?P<section>[a-z-]+)\.htm"), "section"),
        (re.compile(r"/tintuc/(?P<section>[a-z-]+)/trang-(?P<number>\d+)\.htm"), "section"),
        (re.compile(r"/tintuc/chitiet/(?P<number>\d+)/[\w-]+\.htm"), "article"),
    )

    def path(self, article: SampleArticle) -> str:
        """/tintuc/chitiet/118/ten-bai.htm."""
        return f"/tintuc/chitiet/{article.number}/{article.slug}.htm"

    def feed_path(self) -> str:
        """Linked nowhere."""
        return "/rss.xml"

    def front(self, view: View, request: Request) -> Response:
        """Newest first, the rest by section."""
        boxes = [(section, view.section(section.slug)[:5]) for section in view.site.sections]
        return self._validated(view, request, "front", boxes=boxes)

    def section(self, view: View, request: Request, section: str, number: str = "1") -> Response:
        """A list page; past the end it is the last page again."""
        articles = view.articles if section == "tatca" else view.section(section)
        wanted = min(int(number), leaf(articles, 1, self.page_size).last)
        page = leaf(articles, max(1, wanted), self.page_size)
        return self._validated(view, request, "list", page=page, heading=view.site.section_name(section), slug=section)

    def article(self, view: View, request: Request, number: str) -> Response:
        """One article."""
        article = view.find(int(number))
        if article is None:
            return self.unknown(view, request)
        others = [other for other in view.articles if other is not article][:5]
        return self._validated(view, request, "article", article=article, others=others)

    def feed(self, view: View, request: Request) -> Response:
        """RSS 2.0 with the right times; 304 to its ETag."""
        body = self.render("feed.xml", view)
        tag = etag(body)
        if request.headers.get("if-none-match") == tag:
            return Response(304, b"", (("ETag", tag),))
        return Response(200, body, (XML, ("ETag", tag)))

    def robots(self, view: View, request: Request) -> Response:
        """Everything is open."""
        return Response(200, b"User-agent: *\nDisallow:\n", (TEXT,))

    def unknown(self, view: View, request: Request) -> Response:
        """An honest 404."""
        return self.html("notfound", view, 404)

    def render(self, template: str, view: View, /, **names: object) -> bytes:
        """Every second article was typed on another keyboard: its page comes in NFD."""
        body = super().render(template, view, **names)
        article = names.get("article")
        if isinstance(article, SampleArticle) and article.number % 8 == 3:
            return unicodedata.normalize("NFD", body.decode()).encode()
        return body

    def manners(self, view: View) -> Headers:
        """Both validators follow the last edit; the counters do not touch them."""
        return (
            ("Date", http_date(view.now)),
            ("ETag", etag(view.changed, [article.number for article in view.articles])),
            ("Last-Modified", http_date(view.changed)),
        )

    def _validated(self, view: View, request: Request, template: str, **names: object) -> Response:
        headers = self.manners(view)
        since = http_moment(request.headers.get("if-modified-since", ""))
        fresh = since is not None and since >= view.changed.replace(microsecond=0)
        if fresh and request.headers.get("if-none-match") == dict(headers)["ETag"]:
            return Response(304, b"", headers)
        return self.html(template, view, **names)
