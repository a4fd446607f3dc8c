"""A portal in the style of Hà Tĩnh's districts: no feed, no sitemap, and what a reader stumbles over.

Kept faults: the headline stands in <title> and the banner line, not above the body; some bodies begin with a drop
capital or have lost their first letter; the byline is glued to the next block; the rating widget and the captcha text
stand inside the article's own container; unknown paths, robots.txt among them, answer 200 with an HTML apology; a page
past the end shows an empty list. No validators at all.
"""

from __future__ import annotations

import re

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.style import Headers, Style, leaf


class Tandan(Style):
    """The markup and manners of that product."""

    folder = "tandan"
    routes = (
        (re.compile(r"/"), "front"),
        (re.compile(r"/portal/folder/(?P<section>[\w-]+)\.html"), "section"),
        (re.compile(r"/portal/read/[\w-]+/news/(?P<slug>[\w-]+)\.html"), "article"),
    )

    def path(self, article: SampleArticle) -> str:
        """/portal/read/cai-cach-hanh-chinh/news/ten-bai.html: the slug is the identity."""
        return f"/portal/read/{article.section}/news/{article.slug}.html"

    def front(self, view: View, request: Request) -> Response:
        """The newest of each section in boxes."""
        boxes = [(section, view.section(section.slug)[:4]) for section in view.site.sections]
        return self.html("front", view, boxes=boxes)

    def section(self, view: View, request: Request, section: str) -> Response:
        """A list page; `?page=N`."""
        articles = view.articles if section == "tin-tuc" else view.section(section)
        page = leaf(articles, _number(request.query.get("page")), self.page_size)
        return self.html("list", view, page=page, heading=view.site.section_name(section), slug=section)

    def article(self, view: View, request: Request, slug: str) -> Response:
        """One article, or the apology."""
        article = next((article for article in view.articles if article.slug == slug), None)
        if article is None:
            return self.unknown(view, request)
        others = [other for other in view.section(article.section) if other is not article]
        return self.html("article", view, article=article, others=others[:6])

    def unknown(self, view: View, request: Request) -> Response:
        """200 and an apology: a soft 404."""
        return self.html("notfound", view)

    def manners(self, view: View) -> Headers:
        """Sessions, and nothing to ask conditionally with."""
        return (
            ("Date", http_date(view.now)),
            ("Cache-Control", "private"),
            ("Set-Cookie", f"JSESSIONID={view.visit.session}; path=/; HttpOnly"),
        )


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() else 1
