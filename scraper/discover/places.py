"""Which system made a site, and where systems of its kind keep their feeds."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.markup import read
from scraper.extract.rules import detect

# A survey asks at most this many places that nothing on the page announced.
MOST_PROBES = 4

# Marks of front pages; those of articles and the generators are in scraper/extract/cms, which is asked first.
_MARKS = (
    ("nukeviet", "#nv-block-login, [src*='/themes/default/js/main.js'], [data-callback=loginFormLoad]"),
    ("wordpress", "[href*='/wp-content/'], [src*='/wp-content/'], [href*='/wp-includes/'], link[href*='/wp-json/']"),
    ("joomla", "body.com_content, [src*='/media/jui/'], [href*='/media/jui/'], [href*='option=com_content']"),
    ("drupal", "[src*='/sites/default/files/'], [href*='/sites/all/'], script[data-drupal-selector]"),
    ("liferay", "[class*=portlet-boundary], [id^=p_p_id_], body.yui3-skin-sam"),
    ("sharepoint", "#s4-workspace, [src*='/_layouts/'], [href*='/_layouts/']"),
    ("aspnet", "input#__VIEWSTATE, [id^=dnn_]"),
)
_FEED_WORDS = re.compile(r"(?:^|[/=._-])(?:rss|feeds?|atom)(?:[/=._-]|$)", re.IGNORECASE)
# Bears the marks of old layouts, not of one system.
_NO_SYSTEM = "tables"
_COMMON = ("/rss/", "/feed/", "/rss.xml", "/rss")
_FEED_PLACES = {
    "nukeviet": ("/rss/", "/vi/news/rss/", "/news/rss/", "/vi/rss/"),
    "wordpress": ("/feed/", "/?feed=rss2"),
    "joomla": ("/?format=feed&type=rss", "/index.php?format=feed&type=rss"),
    "drupal": ("/rss.xml", "/?q=rss.xml"),
    "liferay": ("/rss", "/web/guest/rss"),
    "sharepoint": ("/rss", "/_layouts/15/listfeed.aspx", "/rss.aspx"),
    "aspnet": ("/rss.aspx", "/rss", "/rss.xml"),
}


def guess_cms(markup: str, url: str) -> str | None:
    """The name of the system that made the page, as scraper/extract/cms names it; None: not known."""
    document = read(markup.encode(), url)
    named = next((rule.name for rule in detect(document) if rule.name != _NO_SYSTEM), None)
    # `read` drops scripts, whose addresses say most: the marks are looked for in a tree of their own.
    tree = LexborHTMLParser(markup)
    return named or next((name for name, marks in _MARKS if tree.css_first(marks) is not None), None)


def feed_places(cms: str | None) -> tuple[str, ...]:
    """Paths to ask for a feed, the likeliest first, MOST_PROBES at most."""
    return (*_FEED_PLACES.get((cms or "").partition("_")[0], ()), *_COMMON)[:MOST_PROBES]


def names_feed(url: str) -> bool:
    """Whether an address speaks of a feed or of a page of feeds."""
    return bool(_FEED_WORDS.search(url.partition("://")[2].partition("/")[2]))
