"""A NukeViet 4.5 district portal: feed, sitemap index, and the faults that this CMS really has.

Kept faults: `article:published_time` is malformed, microdata datePublished is the time of the edit, RSS pubDate prints
the month in place of the minutes, HTML says Last-Modified = a day ago and never answers 304, feed and sitemap are
byte-stable without validators, unknown paths go home by 301, a page past the end goes to the first by 301.
"""

from __future__ import annotations

import re
from datetime import timedelta

from parwatch.demo.loopback import Request, Response, http_date
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.style import TEXT, XML, Headers, Style, leaf, redirect

FEED_SIZE = 20


class NukeViet(Style):
    """NukeViet's markup and manners."""

    folder = "nukeviet"
    routes = (
        (re.compile(r"/"), "front"),
        (re.compile(r"/page-(?P<number>\d+)/"), "front"),
        (re.compile(r"/robots\.txt"), "robots"),
        (re.compile(r"/rss/"), "feed"),
        (re.compile(r"/rss/(?P<section>[\w-]+)/"), "feed"),
        (re.compile(r"/sitemap\.xml"), "sitemap_index"),
        (re.compile(r"/sitemap-vi\.news\.xml"), "sitemap"),
        (re.compile(r"/users/"), "login"),
        (re.compile(r"/about/(?P<slug>[\w-]+)\.html"), "about"),
        (re.compile(r"/(?P<section>[\w-]+)/"), "section"),
        (re.compile(r"/(?P<section>[\w-]+)/page-(?P<number>\d+)/"), "section"),
        (re.compile(r"/[\w-]+/[\w-]+-(?P<number>\d+)\.html"), "article"),
    )

    def path(self, article: SampleArticle) -> str:
        """/cai-cach-hanh-chinh/ten-bai-64.html."""
        return f"/{article.section}/{article.slug}-{article.number}.html"

    def feed_path(self) -> str:
        """Announced in every page's head."""
        return "/rss/"

    def sitemap_path(self) -> str:
        """An index, named in robots.txt."""
        return "/sitemap.xml"

    def front(self, view: View, request: Request, number: str = "1") -> Response:
        """All sections together, newest first."""
        page = leaf(view.articles, int(number), self.page_size)
        if not page.items:
            return redirect("/")
        return self.html("list", view, page=page, base="/", heading="", section=None)

    def section(self, view: View, request: Request, section: str, number: str = "1") -> Response:
        """One section; an unknown one is an unknown path."""
        articles = view.section(section)
        if not articles:
            return self.unknown(view, request)
        page, base = leaf(articles, int(number), self.page_size), f"/{section}/"
        if not page.items:
            return redirect(base)
        return self.html("list", view, page=page, base=base, heading=view.site.section_name(section), section=section)

    def article(self, view: View, request: Request, number: str) -> Response:
        """One article; the number is its identity, a wrong slug is sent to the right one."""
        article = view.find(int(number))
        if article is None:
            return self.html("notfound", view, 404)
        if request.path != self.path(article):
            return redirect(self.path(article))
        older = [other for other in view.section(article.section) if other.published < article.published]
        return self.html("article", view, article=article, older=older[:5], section=article.section)

    def about(self, view: View, request: Request, slug: str) -> Response:
        """A page of the menu that is no news."""
        return self.html("about", view, section=None)

    def login(self, view: View, request: Request) -> Response:
        """The login page, disallowed in robots.txt."""
        return self.html("login", view, section=None)

    def feed(self, view: View, request: Request, section: str | None = None) -> Response:
        """RSS of all or of one section."""
        articles = view.section(section) if section else view.articles
        return Response(200, self.render("feed.xml", view, articles=articles[:FEED_SIZE]), (XML,))

    def sitemap_index(self, view: View, request: Request) -> Response:
        """Points to the sitemap of each module."""
        return Response(200, self.render("sitemap_index.xml", view), (XML,))

    def sitemap(self, view: View, request: Request) -> Response:
        """The news sitemap."""
        return Response(200, self.render("sitemap.xml", view), (XML,))

    def robots(self, view: View, request: Request) -> Response:
        """Names the sitemap and closes the users' corner."""
        return Response(200, self.render("robots.txt", view), (TEXT,))

    def unknown(self, view: View, request: Request) -> Response:
        """Home, by 301."""
        return redirect("/")

    def manners(self, view: View) -> Headers:
        """A session cookie a request, and a Last-Modified that means nothing."""
        return (
            ("Date", http_date(view.now)),
            ("Set-Cookie", f"nv4_sess={view.visit.session.lower()}; path=/; HttpOnly; SameSite=Lax"),
            ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate"),
            ("Last-Modified", http_date(view.now - timedelta(days=1))),
        )
