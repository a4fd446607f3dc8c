"""A Liferay 7 portal: Atom feed announced, session ids and view state in every link, "null" titles.

Kept faults: every link carries its own ;jsessionid and p_p_* parameters, so that one article has a new address at each
request; the portlet's title "Xuất bản thông tin" and "null <title>" stand glued above the article, the breadcrumb says
"Trang chủ Chi tiết bài viết"; HTML has an ETag that never changes and is never answered with 304; the feed's ETag is
right. A missing article answers 404 in the full theme; a page past the end is an empty list.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.style import TEXT, Headers, Style, etag, leaf

ATOM = ("Content-Type", "application/atom+xml; charset=utf-8")
SESSION = re.compile(r";jsessionid=[0-9A-F]+")
PUBLISHER = "Qx7wP2nLkR4d"
VIEW_STATE = f"p_p_id=101_INSTANCE_{PUBLISHER}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-2"


class Liferay(Style):
    """The markup and manners of that platform."""

    folder = "liferay"
    routes = (
        (re.compile(r"/|/web/guest/home"), "front"),
        (re.compile(r"/robots\.txt"), "robots"),
        (re.compile(r"/web/guest/(?P<section>[\w-]+)/-/asset_publisher/\w+/rss"), "feed"),
        (re.compile(r"/web/guest/(?P<section>[\w-]+)"), "section"),
        (re.compile(r"/web/guest/chi-tiet-bai-viet/-/asset_publisher/\w+/content/(?P<slug>[\w-]+)"), "article"),
    )

    def respond(self, view: View, request: Request) -> Response:
        """A session id in the path is no part of it."""
        path = SESSION.sub("", request.path)
        return super().respond(view, Request(request.method, request.target, path, request.query, request.headers))

    def path(self, article: SampleArticle) -> str:
        """The address without session and view state."""
        return f"/web/guest/chi-tiet-bai-viet/-/asset_publisher/{PUBLISHER}/content/{article.slug}"

    def feed_path(self) -> str:
        """Announced in the head of every page."""
        return f"/web/guest/tin-tuc/-/asset_publisher/{PUBLISHER}/rss"

    def front(self, view: View, request: Request) -> Response:
        """The newest articles, and a box a section."""
        boxes = [(section, view.section(section.slug)[:4]) for section in view.site.sections]
        return self.html("front", view, boxes=boxes)

    def section(self, view: View, request: Request, section: str) -> Response:
        """A list; the page number is one of the p_p_ parameters that are identity after all."""
        known = {entry.slug for entry in view.site.sections} | {"tin-tuc"}
        if section not in known:
            return self.unknown(view, request)
        number = request.query.get("cur", "1")
        articles = view.articles if section == "tin-tuc" else view.section(section)
        page = leaf(articles, int(number) if number.isdecimal() and int(number) else 1, self.page_size)
        return self.html("list", view, page=page, slug=section, heading=view.site.section_name(section))

    def article(self, view: View, request: Request, slug: str) -> Response:
        """One article."""
        article = next((article for article in view.articles if article.slug == slug), None)
        if article is None:
            return self.unknown(view, request)
        others = [other for other in view.articles if other is not article][:5]
        return self.html("article", view, article=article, others=others)

    def feed(self, view: View, request: Request, section: str) -> Response:
        """Atom; 304 to its ETag."""
        body = self.render("feed.xml", view)
        tag = etag(body)
        if request.headers.get("if-none-match") == tag:
            return Response(304, b"", (("ETag", tag),))
        return Response(200, body, (ATOM, ("ETag", tag)))

    def robots(self, view: View, request: Request) -> Response:
        """Closes the control panel."""
        return Response(200, b"User-agent: *\nDisallow: /c/\nDisallow: /group/\n", (TEXT,))

    def unknown(self, view: View, request: Request) -> Response:
        """An honest 404 in the full theme."""
        return self.html("notfound", view, 404)

    def render(self, template: str, view: View, /, **names: object) -> bytes:
        """Hands the templates a `go` that makes the links as this platform does."""
        return super().render(template, view, go=self._go(view), feed=self.feed_path(), **names)

    def manners(self, view: View) -> Headers:
        """An ETag that says nothing."""
        return (
            ("Date", http_date(view.now)),
            ("Set-Cookie", f"JSESSIONID={view.visit.session}; path=/; HttpOnly"),
            ("ETag", '"5f1c0f9a"'),
        )

    def _go(self, view: View) -> Callable[[str], str]:
        return lambda path: f"{path};jsessionid={view.visit.session}?{VIEW_STATE}"
