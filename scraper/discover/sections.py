"""The sections of a site: "Cải cách hành chính", "Tin tức - Sự kiện"."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parwatch_core.text import search_key
from scraper.discover.anchors import Named
from scraper.discover.lists import ListPage, is_function
from scraper.urls import identity, site

# In the form of `search_key`. What parwatch is after, then news of any sort, then what never holds news.
_REFORM = re.compile(r"cai cach (?:thu tuc )?hanh chinh|\bcchc\b|par.?index|kiem soat thu tuc")
_ALL_NEWS = re.compile(
    r"tin(?: tuc)?(?: (?:moi|noi bat|hoat dong|chinh))?(?:\W+su kien)?|tat ca tin|thoi su|news", re.ASCII
)
_NEWS = re.compile(
    r"\btin\b|su kien|thoi su|hoat dong|thong bao|chi dao|dieu hanh|kinh te|xa hoi|chinh quyen|chuyen doi so|thong tin"
)
_NO_NEWS = re.compile(
    r"gioi thieu|lien he|so do|dich vu cong|van ban|hoi dap|dang (?:nhap|ky)|thu vien|video|hinh anh|danh ba|bo may|"
    r"co cau|to chuc|rss|tim kiem|gop y|tham do|lich|quang cao|thanh vien|trang (?:chu|nhat)|ban do|du thao|cong khai|"
    r"tai lieu|phan anh|du lieu|phan mem|english|dieu khoan|huong dan|du an|dau thau|hop thu|thu dien tu|quy hoach"
)
_SECTION_PATH = re.compile(r"/(?:category|chuyen-?muc|danh-?muc|tin-?tuc|news|topic|search/label)/", re.IGNORECASE)
_LONGEST_NAME = 7


def is_reform(anchor: Named) -> bool:
    """Whether a section is the one on administrative reform."""
    return _REFORM.search(search_key(anchor.title)) is not None


def sections(page: ListPage, home: str) -> tuple[Named, ...]:
    """The site's sections that may hold news, reform first, then those named like news or above known articles."""
    parents = {parent for link in page.links for parent in _parents(link.url)}
    listed = {identity(link.url) for link in page.links} | {identity(home)}
    ranked = [
        (rank, anchor)
        for anchor in page.anchors
        if identity(anchor.url) not in listed and (rank := _rank(anchor, parents)) is not None
    ]
    return tuple(anchor for _, anchor in sorted(ranked, key=lambda pair: pair[0]))


def _rank(anchor: Named, parents: set[str]) -> int | None:
    """0 to 4, smaller is better; None: no section of news."""
    name = search_key(anchor.title)
    if not name or anchor.words > _LONGEST_NAME or is_function(anchor.url):
        return None
    if _REFORM.search(name):
        return 0
    above = identity(anchor.url).rstrip("/") in parents or bool(_SECTION_PATH.search(anchor.url))
    if _NO_NEWS.search(name):
        return None
    if _ALL_NEWS.fullmatch(name):
        return 1
    if _NEWS.search(name):
        return 2 if above else 3
    return 4 if above else None


def _parents(url: str) -> set[str]:
    """The addresses above an article's: "/tin-tuc" and "/tin-tuc.html" for "/tin-tuc/bai-12.html"."""
    path = urlsplit(url).path.strip("/").split("/")
    own = site(url)
    above = {"/".join((own, *path[:depth])) for depth in range(1, len(path))}
    return above | {f"{one}.html" for one in above}
