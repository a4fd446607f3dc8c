from __future__ import annotations

import time

import pytest

from scraper.discover import lists
from scraper.discover.pager import onward
from scraper.discover.reading import parse
from scraper.discover.sections import is_reform, sections

HOME = "https://songtra.example.gov.vn/"
TITLES = (
    "Hội nghị sơ kết công tác cải cách hành chính 6 tháng đầu năm",
    "Khánh thành cầu Suối Đá nối đôi bờ xã Sơn Kỳ",
    "Lễ hội Cầu ngư",
    "Nông dân phấn khởi vào vụ thu hoạch lúa Đông Xuân năm nay",
)


def items(paths: list[str], titles: tuple[str, ...] = TITLES, date: str = "21/11/2026") -> str:
    return "".join(
        f'<div class="item item-{n}"><h3><a href="{path}">{title}</a></h3><span>{date}</span></div>'
        for n, (path, title) in enumerate(zip(paths, titles, strict=False))
    )


def found(html: str, url: str = HOME, selector: str | None = None) -> list[str]:
    tree = parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return [link.url.removeprefix(HOME) for link in lists.learn(tree, url, selector).links]


NEWS = [
    "tin/mot-bai-viet-hay-ve-xa-1.html",
    "tin/hai-bai-viet-hay-ve-xa-2.html",
    "tin/le-hoi-3.html",
    "tin/bon-bai-4.html",
]
PATHS = [f"/{path}" for path in NEWS]


def test_a_list_is_learned_whole_with_its_short_headlines() -> None:
    """Numbered classes are one signature; "Lễ hội Cầu ngư" is found because its neighbours are headlines."""
    assert found(items(PATHS)) == NEWS


def test_ids_in_the_query_are_addresses_of_articles() -> None:
    """Old ASP.NET portals have one page and an ItemID: each is an article."""
    paths = [f"/Pages/chi-tiet.aspx?ItemID={n}" for n in (11, 12, 13)]
    assert found(items(paths)) == [path[1:] for path in paths]


def test_menus_pagers_tags_functions_and_other_sites_are_no_articles() -> None:
    """Long names in a menu, numbers, prints, logins, tags, files and links to other offices are left out."""
    noise = (
        '<ul class="main-menu"><li><a href="/gioi-thieu/chuc-nang-nhiem-vu-quyen-han-cua-uy-ban.html">Chức năng, nhiệm '
        'vụ, quyền hạn và cơ cấu tổ chức của Ủy ban nhân dân huyện</a></li></ul><div class="p"><a href="/page-2/">2</a>'
        '<a href="/page-3/">3</a></div><a href="/tin/mot-bai-viet-hay-ve-xa-1.html?print=1">In bài viết này ra giấy</a>'
        '<a href="/tag/cai-cach-hanh-chinh-cong-vu-2026/">Cải cách hành chính công vụ năm 2026</a>'
        '<a href="/users/login/">Đăng nhập vào hệ thống của cổng thông tin</a>'
        '<a href="/uploads/quyet-dinh-so-12-ve-viec-khen-thuong.pdf">Quyết định về việc khen thưởng tập thể</a>'
        '<div><a href="https://khac.vn/tin/mot-bai-viet-rat-hay-cua-bao-12.html">Một bài viết hay</a></div>'
    )
    assert found(noise + items(PATHS) + noise) == NEWS


def test_documents_of_law_are_no_news() -> None:
    """A table of documents has dates, long titles and ids like a list of news; its address tells."""
    rows = [f"/van-ban/quyet-dinh-so-{n}-ve-viec-ban-hanh-quy-che.html" for n in (101, 102, 103)]
    long = ("Về việc thành lập ban chỉ đạo chương trình mục tiêu quốc gia xã",) * 3
    assert not [path for path in found(items(rows, long, "")) if "van-ban" in path]


def test_boxes_named_by_headings_are_sections_and_not_articles() -> None:
    """A front page of boxes repeats headings with dates below; their names are short and articles lie below them."""
    names = {"tin-tuc": "Tin tức", "cai-cach-hanh-chinh": "Cải cách hành chính", "kinh-te": "Kinh tế"}
    articles = {slug: [f"/{slug}/bai-viet-so-{n}-rat-hay.html" for n in (10, 11)] for slug in names}
    boxes = "".join(
        f'<div class="box"><h2><a href="/{slug}/">{name}</a></h2>{items(articles[slug])}</div>'
        for slug, name in names.items()
    )
    assert found(boxes) == [path[1:] for paths in articles.values() for path in paths]
    tree = parse(boxes)
    assert tree is not None
    parts = sections(lists.learn(tree, HOME), HOME)
    assert [part.title for part in parts] == ["Cải cách hành chính", "Tin tức", "Kinh tế"]
    assert is_reform(parts[0]) and not is_reform(parts[1])


def test_the_best_title_of_all_links_to_a_page_is_kept() -> None:
    """Images without words, play times and titles cut with dots give way to the whole headline."""
    tree = parse(
        '<div><a href="/a-b-c-d-e-12.html"><img alt="x"></a><a href="/a-b-c-d-e-12.html">02:15</a>'
        '<h3><a href="/a-b-c-d-e-12.html">Sông Trà vươn lên xếp thứ 3 toàn...</a></h3>'
        '<a href="/a-b-c-d-e-12.html" title="Sông Trà vươn lên xếp thứ 3 toàn tỉnh về cải cách hành chính">Sông…</a>'
        '<a href="/a-b-c-d-e-12.html">Xem tiếp</a></div>'
    )
    assert tree is not None
    (link,) = lists.learn(tree, HOME).links
    assert link.title == "Sông Trà vươn lên xếp thứ 3 toàn tỉnh về cải cách hành chính"


@pytest.mark.parametrize("selector", ["a[", "", "::x"])
def test_a_selector_that_is_no_css_names_no_link(selector: str) -> None:
    """An error of the parser must not end a poll. (An empty selector is none: the links are learned.)"""
    assert found("<a class=x href=/a>Tin</a>", selector=selector) == []


def test_links_in_blocks_inside_one_another_are_looked_at_once() -> None:
    """ ":has(a)" names every block down to the link; each would give all links below it."""
    markup = "<div>" * 300 + "".join(f"<a href=/a-{n}>Tin</a>" for n in range(3_000))
    started = time.process_time()
    assert len(found(markup, selector=":has(a)")) == 3_000
    assert time.process_time() - started < 5


@pytest.mark.parametrize("path", ["1/" * 4_000, "%F0%9F%8F%BB1" * 600, "?" + "a=1&" * 1_900])
def test_addresses_full_of_numbers_cost_no_more_than_long_ones(path: str) -> None:
    """Every run of digits may count the pages; none is looked for again from the start."""
    markup = "".join(f'<a href="/{path}{number}">{number}</a>' for number in range(2, 12))
    tree = parse(f"<div class=pagination>{markup}</div>")
    assert tree is not None
    started = time.process_time()
    onward(tree, HOME + path)
    assert time.process_time() - started < 5


def test_an_address_that_no_server_takes_is_no_page() -> None:
    """Longer ones than 8,000 characters are made to cost something (RFC 9110, 4.1)."""
    assert found(items(["/a-1", "/" + "b/" * 5_000, "/c-3", "/d-4"])) == ["a-1", "c-3", "d-4"]


def test_a_selector_replaces_the_learning() -> None:
    """`links` of sources.toml names links or the blocks that hold them; other sites stay out."""
    html = (
        '<div class="x"><a href="/a">A</a><a href="https://khac.vn/b">B</a></div><p><a class="y" href="/c">C</a></p>'
        + items(PATHS)
    )
    assert found(html, selector=".x, a.y") == ["a", "c"]


def test_relative_links_follow_the_base_element() -> None:
    """Joomla sets <base>; a pager beside it is not the page itself."""
    html = f'<base href="{HOME}tin-tuc">' + items([path[1:] for path in PATHS]) + '<a href="/tin-tuc?start=6">2</a>'
    assert found(html, HOME + "tin-tuc") == NEWS
    tree = parse(html)
    assert tree is not None
    assert onward(tree, HOME + "tin-tuc").url == HOME + "tin-tuc?start=6"


def test_markup_made_to_hang_is_not_parsed() -> None:
    """The parser is quadratic on deep nesting; such a page has no tree and no links."""
    assert parse("<div>" * 20_000) is None


def test_links_straight_below_the_body_are_read() -> None:
    """A bare page has fewer ancestors than a signature: the document above the root has no attributes to ask for."""
    assert (
        found("".join(f'<a href="{path}">{title}</a>' for path, title in zip(PATHS, TITLES, strict=True)))[:1]
        == NEWS[:1]
    )
