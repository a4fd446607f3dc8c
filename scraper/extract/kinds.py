"""What a fetched page is. A fault page must never become an article, so every other kind is asked for first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parwatch_core.page import PageKind
from parwatch_core.text import search_key
from scraper.extract.dates import is_date_line, stamp
from scraper.extract.markup import Document, split_url
from scraper.extract.render import Line

_CHALLENGE = re.compile(
    rb"document\.cookie\s*=.{0,400}?location\.(?:reload|href)|aes\.js|toNumbers\(|_Incapsula_Resource|cf-browser-verification"
    rb"|challenge-platform|checking your browser|/cdn-cgi/challenge|slowAES",
    re.IGNORECASE | re.DOTALL,
)
_CHALLENGE_MARKS = (b"document.cookie", b"aes.js", b"_Incapsula_", b"cf-browser", b"challenge", b"hecking your browser")
_REFUSED = re.compile(
    r"request rejected|support id is|web application firewall|viettel waf|access denied|403 forbidden|tu choi truy cap"
    r"|truy cap bi (?:chan|tu choi)|hay doi.{0,80}tu choi|may chu.{0,60}tu choi|too many requests|bad gateway"
    r"|service unavailable|internal server error|gateway time-?out|runtime error|server error in|under maintenance"
    r"|(?:dang|duoc|de|tam dung) bao tri|bao tri (?:he thong|website|cong)|nang cap he thong"
    r"|tam ngung (?:hoat dong|cung cap dich vu)|database error|error establishing|warning: mysql|fatal error"
    r"|loi he thong|loi may chu"
)
_MISSING = re.compile(
    r"\b404\b|not found|khong (?:tim thay|ton tai)|khong co (?:trang|noi dung|bai viet) (?:nay|ban)|da bi (?:xoa|go bo)"
    r"|trang (?:ban )?(?:yeu cau|tim).{0,30}khong"
    r"|page (?:you requested|not found|does not exist)|nothing (?:was )?found|loi 404|duong dan khong"
)
_LOGIN = re.compile(r"\b(?:dang nhap|log ?in|sign ?in)\b")


FEW_WORDS = 450
"""Visible characters (no blanks) from which on a page shows content whatever it says: news tells of maintenance too."""


def fault(markup: bytes, words: str) -> PageKind | None:
    """What a page of few words is that shows no content: a challenge, a refusal, a missing page."""
    script = markup[:60_000]
    if any(mark in script for mark in _CHALLENGE_MARKS) and _CHALLENGE.search(script):
        return PageKind.CHALLENGE
    key = search_key(words)
    if key and _MISSING.search(key):
        return PageKind.SOFT_404
    if key and _REFUSED.search(key):
        return PageKind.ERROR
    return None


def titled_fault(title: str, heading: str) -> PageKind | None:
    """What a title alone gives away, on pages that keep all their furniture around the message."""
    for text in (title, heading):
        key = search_key(text)
        if len(key) <= 90 and re.search(
            r"^(?:loi )?404\b|not found|khong tim thay (?:trang|noi dung|duong|ket qua|bai)|trang khong ton tai", key
        ):
            return PageKind.SOFT_404
        if len(key) <= 60 and re.search(r"^(?:error|loi|thong bao loi)\b|bao tri he thong|^access denied", key):
            return PageKind.ERROR
    return None


def is_home(url: str) -> bool:
    """Whether the address is that of a front page."""
    parts = split_url(url)
    path = parts.path.rstrip("/").lower()
    return (
        bool(parts.netloc)
        and not parts.query
        and path
        in (
            "",
            "/index.html",
            "/index.php",
            "/index.aspx",
            "/default.aspx",
            "/trang-chu",
            "/home",
            "/vi",
            "/web/guest",
            "/web/guest/home",
            "/trang-chu.html",
        )
    )


def is_login(document: Document, title: str, prose: int) -> bool:
    """A page whose purpose is a password; a login box beside an article does not count."""
    if prose > 400 or document.tree.css_first("input[type=password]") is None:
        return False
    path = split_url(document.url).path.lower()
    return bool(_LOGIN.search(search_key(f"{title} {document.head_title}"))) or bool(
        re.search(r"login|dang-?nhap|signin", path)
    )


_ARTICLE_TYPES = frozenset(
    ["Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "OpinionNewsArticle", "Report"]
)


def declares_article(document: Document) -> bool:
    """Whether the page's own data call it an article."""
    meta = document.meta
    if meta.get("og:type", "").lower() == "article" or "article:published_time" in meta:
        return True
    for item in document.linked:
        kind = item.get("@type")
        if not _ARTICLE_TYPES.isdisjoint(kind if isinstance(kind, list) else [str(kind)]):
            return True
    return False


def is_list(headlines: int, in_headings: int, prose: int, declared: bool) -> bool:
    """Many links as long as headlines and little prose for each; a page that declares an article needs more proof.

    `in_headings` of the links are headings themselves: teasers may then be as long as paragraphs.
    """
    if declared:
        return headlines >= 4 and prose < 60 * headlines
    return (headlines >= 4 and prose < 330 * headlines) or (in_headings >= 3 and prose < 900 * in_headings)


def is_section(headlines: int, prose: int, lines: Sequence[Line]) -> bool:
    """Under a title of a word or two: teasers, be they only two, or a table of documents."""
    rows = sum(len(line.text) for line in lines if line.tag == "tr" and line.linked)
    whole = sum(len(line.text) for line in lines)
    return (headlines >= 2 and prose < 330 * headlines) or rows > 0.6 * whole > 0


def is_dated_list(lines: Sequence[Line], prose: int) -> bool:
    """Teasers without links, which a script opens: several dates, each in a line of its own above a little prose."""
    days = sum(1 for line in lines if is_date_line(stamp(line.text)))
    return days >= 3 and prose < 600 * days
