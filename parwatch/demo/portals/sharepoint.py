"""A SharePoint-like ASP.NET portal: the whole page in one form, ItemID in the query, a list page and nothing else.

Kept faults: __VIEWSTATE differs at every request; bodies are full of non-breaking spaces; the ETag changes with every
request and means nothing; If-Modified-Since alone is answered with 304 whatever happened since; a missing ItemID
answers 200 with a sentence; an unknown path goes to the front page by 302; a page past the end is empty.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import urlencode

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.style import TEXT, Headers, Style, etag, leaf, redirect

FRONT = "/Pages/default.aspx"
LIST = "/tin-tuc/Pages/danh-sach.aspx"
DETAIL = "/tin-tuc/Pages/chi-tiet.aspx"


class SharePoint(Style):
    """The markup and manners of that platform as districts use it."""

    folder = "sharepoint"
    routes = (
        (re.compile(r"/"), "home"),
        (re.compile(re.escape(FRONT)), "front"),
        (re.compile(re.escape(LIST)), "list"),
        (re.compile(re.escape(DETAIL)), "article"),
        (re.compile(r"/robots\.txt"), "robots"),
    )

    def path(self, article: SampleArticle) -> str:
        """/tin-tuc/Pages/chi-tiet.aspx?ItemID=1043: the query is the identity."""
        return f"{DETAIL}?{urlencode({'ItemID': 1000 + article.number})}"

    def home(self, view: View, request: Request) -> Response:
        """The bare address goes to the welcome page."""
        return redirect(FRONT, 302)

    def front(self, view: View, request: Request) -> Response:
        """Boxes of news."""
        return self._page("front", view, request)

    def list(self, view: View, request: Request) -> Response:
        """`?Page=N`; past the end: empty."""
        number = request.query.get("Page", "1")
        page = leaf(view.articles, int(number) if number.isdecimal() and int(number) else 1, self.page_size)
        return self._page("list", view, request, page=page)

    def article(self, view: View, request: Request) -> Response:
        """One article, or 200 and a sentence."""
        item = request.query.get("ItemID", "")
        article = view.find(int(item) - 1000) if item.isdecimal() else None
        if article is None:
            return self._page("notfound", view, request)
        others = [other for other in view.articles if other is not article][:5]
        return self._page("article", view, request, article=article, others=others)

    def robots(self, view: View, request: Request) -> Response:
        """Closes the platform's own corners."""
        return Response(200, b"User-agent: *\nDisallow: /_layouts/\nDisallow: /_vti_bin/\n", (TEXT,))

    def unknown(self, view: View, request: Request) -> Response:
        """The front page, by 302."""
        return redirect(FRONT, 302)

    def manners(self, view: View) -> Headers:
        """An ETag of the moment, and a Last-Modified that is really the last edit's."""
        return (
            ("Date", http_date(view.now)),
            ("Last-Modified", http_date(view.changed)),
            ("ETag", etag(view.visit.token)),
            ("X-SharePointHealthScore", "0"),
            ("SPRequestGuid", view.visit.token),
        )

    def _page(self, template: str, view: View, request: Request, **names: object) -> Response:
        if "if-modified-since" in request.headers and "if-none-match" not in request.headers:
            return Response(304, b"", self.manners(view))  # wrong, and kept: it never looks at the date
        state = base64.b64encode((view.visit.token * 40).encode()).decode()
        return self.html(template, view, viewstate=state, list_path=LIST, **names)
