"""The parts of extraction one by one: rendering, furniture, titles, authors, selectors by hand, plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch_core.page import PageKind
from parwatch_core.source import Selectors
from scraper.extract import byline, extract, headline, markup, render
from scraper.extract.furniture import clean_lines
from scraper.extract.render import Line

URL = "https://thanhlam.example.gov.vn/tin/1.html"
PROSE = [
    "Sáng 12/3, UBND huyện Thanh Lâm công bố kết quả xếp hạng Chỉ số cải cách hành chính năm 2023 của các xã.",
    "Xã Phú Hòa đứng thứ nhất với 93,80 điểm; thị trấn Lâm Trạch xếp thứ 2/14 với 92,11 điểm, tăng ba bậc.",
    "Chủ tịch UBND huyện yêu cầu các đơn vị xếp cuối bảng rà soát từng tiêu chí bị trừ điểm trước ngày 30/4.",
]


def rendered(html: str) -> list[str]:
    return [line.text for line in render.lines(markup.read(f"<body>{html}".encode(), URL).body)]


def cleaned(*texts: str) -> list[str]:
    return [line.text for line in clean_lines([Line(text) for text in texts])]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("một<p>hai <b>b</b>a</p>bốn", ["một", "hai ba", "bốn"]),
        ("một<br>hai<br/><br>ba", ["một", "hai", "ba"]),
        ("<ul><li>một<li><p>hai</p></ul>", ["- một", "- hai"]),
        ("<p>- sẵn gạch</p><ul><li>- sẵn gạch</li></ul>", ["- sẵn gạch", "- sẵn gạch"]),
        (
            "<table><tr><th>Xã</th><th>Hạng</th></tr><tr><td><p>Phú</p><p>Hòa</p></td><td>1</td></tr></table>",
            ["Xã | Hạng", "Phú Hòa | 1"],
        ),
        ("<table><tr><td>chỉ một ô</td></tr></table>", ["chỉ một ô"]),
        ("<figure><img><figcaption>Toàn cảnh</figcaption></figure><p>Hội nghị</p>", ["Toàn cảnh", "Hội nghị"]),
        ("<p>ngoài\u00a0\u00a0việc\u200b này</p>", ["ngoài việc này"]),
        ("<p>hoà bi\u0300nh</p>", ["hoà bình"]),
        ("<p>câu <!-- ghi chú --> nối</p>", ["câu nối"]),
        ("<p>a<script>x()</script><select><option>b</select><button>c</button></p>", ["a"]),
        ("<form><div>trong biểu mẫu</div></form>", ["trong biểu mẫu"]),
    ],
)
def test_text_is_rendered_as_a_person_would_copy_it(html, lines):
    assert rendered(html) == lines


def test_a_row_that_lays_out_the_page_is_no_row_of_data():
    """A cell as long as an article is not joined to the menu beside it."""
    long = " ".join(PROSE * 2)
    assert rendered(f"<table><tr><td>Menu</td><td>{long}</td></tr></table>") == ["Menu", long]


@pytest.mark.parametrize(
    "tail",
    [
        ["Các tin khác", "Khai giảng lớp bồi dưỡng nghiệp vụ văn thư", "Hội thi cán bộ một cửa giỏi"],
        ["Đánh giá:", "lượt đánh giá: , trung bình: Bình luận", "Mã xác thực không đúng."],
        ["Bản đồ hành chính", "Liên kết website", "Thống kê: 270.869", "Online: 21"],
        ["THÔNG TIN CẢI CÁCH", "THỐNG KÊ TRUY CẬP", "Tổng số lượt truy cập: 44540891", "Số người đang truy cập: 70"],
        ["Có thể bạn quan tâm"],
        ["Thống kê truy cập", "• Đang truy cập: 27", "• Hôm nay: 2082", "• Tổng lượt truy cập: 1202783", "Đăng nhập"],
        [
            "Trang web Ủy ban nhân dân huyện Thanh Lâm",
            "Số giấy phép theo quyết định số 88/QĐ-UBND ngày 16/9/2010 của UBND tỉnh",
            "Đơn vị quản lý: Văn phòng HĐND và UBND huyện",
            "Điện thoại - Fax: 0255333444, Email: vp@thanhlam.example.gov.vn",
        ],
        ["Lượt xem: 1.204", "In trang", "Gửi email", "Chia sẻ:", "Facebook"],
        ["Related articles", "You may also like"],
    ],
    ids=lambda lines: lines[0],
)
def test_furniture_is_cut_off_the_end(tail):
    assert cleaned(*PROSE, *tail) == PROSE


def test_a_byline_glued_to_the_next_heading_is_freed():
    menu = ["• Diện mạo huyện Thanh Lâm sau 40 năm", "• Phiêu du trên hồ Sông Vệ", "1 2"]
    assert cleaned(*PROSE, "Từ HiếuTRANG TRUYỀN HÌNH", *menu) == [*PROSE, "Từ Hiếu"]


def test_a_box_of_related_news_in_the_middle_costs_only_itself():
    assert cleaned(PROSE[0], "Tin liên quan", *PROSE[1:]) == PROSE


def test_an_article_about_comments_and_statistics_keeps_its_sentences():
    """Words of furniture inside sentences are words."""
    lines = [
        "Cổng thông tin điện tử huyện đạt 1,2 triệu lượt truy cập trong năm 2023, tăng 15% so với năm trước.",
        "Tổng số lượt truy cập dịch vụ công trực tuyến của xã là 4.512, đứng thứ 3 toàn huyện.",
        *PROSE,
    ]
    assert cleaned(*lines) == lines


def test_links_to_documents_are_kept_and_headline_links_are_not():
    lines = [
        *(Line(text) for text in PROSE),
        Line("Kế hoạch xác định Chỉ số cải cách hành chính.pdf", linked=48, files=True),
        Line("Thanh Lâm tập huấn chấm điểm chỉ số cho các xã", linked=46),
    ]
    assert [line.text for line in clean_lines(lines)] == [*PROSE, lines[3].text]


@given(
    st.lists(
        st.sampled_from([*PROSE, "Các tin khác", "Online: 2", "Trang chủ", "© UBND huyện", "Minh Châu"]), max_size=12
    )
)
def test_cleaning_is_stable_and_adds_nothing(texts):
    once = clean_lines([Line(text) for text in texts])
    assert [line.text for line in clean_lines(once)] == [line.text for line in once]
    assert {line.text for line in once} <= set(texts)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Thanh Lâm xếp thứ hai toàn tỉnh | Cổng thông tin huyện</title>",
            "",
            "Thanh Lâm xếp thứ hai toàn tỉnh",
        ),
        (
            "<title>Thanh Lâm xếp thứ hai toàn tỉnh về cải cách - Cổng TT</title>",
            "<h1>Cải cách hành chính</h1><h2>Thanh Lâm xếp thứ hai toàn tỉnh về cải cách</h2>",
            "Thanh Lâm xếp thứ hai toàn tỉnh về cải cách",
        ),
        (
            "<title>x</title><meta property='og:title' content='null Hội nghị giao ban quý II'>",
            "<h1>Xuất bản thông tin</h1><h3>null Hội nghị giao ban quý II</h3>",
            "Hội nghị giao ban quý II",
        ),
        ("<title>Sông Vệ vươn lên xếp thứ 3 - tăng 2 bậc</title>", "", "Sông Vệ vươn lên xếp thứ 3 - tăng 2 bậc"),
        ("", "<h1>Thông báo lịch tiếp công dân</h1>", "Thông báo lịch tiếp công dân"),
        ("", "", ""),
    ],
)
def test_the_title_is_the_heading_that_the_page_declares(head, body, title):
    assert headline.find(markup.read(f"<html><head>{head}</head><body>{body}".encode(), URL))[0] == title


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tác giả: Minh Châu", "Minh Châu"),
        ("T/h: Lê Đĩnh", "Lê Đĩnh"),
        ("Bài, ảnh: Hoài Nam", "Hoài Nam"),
        ("Viết bởi Thu Hằng", "Thu Hằng"),
        ("Phạm Phượng (CTV)", "Phạm Phượng (CTV)"),
        ("Phòng Nội vụ", "Phòng Nội vụ"),
        ("Quản trị", None),
        ("quantri", None),
        ("admin admin", None),
        ("Super User", None),
        ("thanhlam.example.gov.vn", None),
        ("vanphong@thanhlam.example.gov.vn", None),
        ("https://facebook.com/thanhlam", None),
        ("Cổng thông tin điện tử huyện Thanh Lâm", None),
        ("Huyện Thanh Lâm", None),
        ("", None),
    ],
)
def test_a_site_an_address_and_an_administrator_are_no_authors(text, name):
    assert byline.clean(text, "Cổng TTĐT Huyện Thanh Lâm", "thanhlam.example.gov.vn") == name


@pytest.mark.parametrize(
    ("last", "name"),
    [
        ("Hồng Nhung", "Hồng Nhung"),
        ("Tin và ảnh: Quốc Tuấn", "Quốc Tuấn"),
        ("Mi Lê (TTVH-TT và Truyền thanh)", "Mi Lê (TTVH-TT và Truyền thanh)"),
        ("Nguồn: Báo Bình Ninh", None),
        ("Ban biên tập", None),
        ("Hội nghị kết thúc tốt đẹp.", None),
        ("- Minh Châu", None),
    ],
)
def test_a_signature_under_the_text_is_the_author(last, name):
    assert byline.in_lines([*map(Line, PROSE), Line(last, tag="li" if last.startswith("-") else "p")]) == name


def test_selectors_by_hand_win():
    html = (
        "<html><head><title>Tên khác của trang</title></head><body><h1>Sai</h1><div class=t>Tên đúng của bài</div>"
        "<i class=d>5/9/2024 17:42</i><div class=b>" + "".join(f"<p>{text}</p>" for text in PROSE)

        + "<p class=ad>Mời gọi đầu tư vào cụm công nghiệp của huyện, liên hệ Ban quản lý.</p></div>"
        "<b class=a>Lan Chi</b>"
    )  # fmt: skip
    page = extract(html, URL, selectors=Selectors(body=".b", title=".t", date=".d", author=".a", drop=(".ad",)))
    assert (page.title, page.author, page.method) == ("Tên đúng của bài", "Lan Chi", "selectors")
    assert page.text.split("\n") == PROSE
    assert page.published is not None and page.published.isoformat() == "2024-09-05T10:42:00+00:00"


def test_a_plain_text_dump_is_read_like_a_page():
    dump = "\n".join(
        [
            "Tin tức trong huyện",
            "",
            "Thanh Lâm công bố xếp hạng cải cách hành chính năm 2023",
            "Fri, 04/05/2018 10:00 | GMT +7",
            " ".join(PROSE),
            "Toàn cảnh hội nghị",
            PROSE[2],
            "Phạm Phương (CTV)",
            "THỐNG KÊ TRUY CẬP",
            "Tổng số lượt truy cập: 44540891",
        ]
    )
    page = extract(dump, URL)
    assert (page.kind, page.method) == (PageKind.ARTICLE, "text")
    assert page.title == "Thanh Lâm công bố xếp hạng cải cách hành chính năm 2023"
    assert page.text.split("\n") == [" ".join(PROSE), "Toàn cảnh hội nghị", PROSE[2], "Phạm Phương (CTV)"]
    assert (page.author, page.removed) == ("Phạm Phương (CTV)", 4)
    assert page.published is not None and page.published.isoformat() == "2018-05-04T03:00:00+00:00"


def test_a_clock_is_no_date_of_publication():
    html = (
        "<html><title>Thanh Lâm công bố kết quả xếp hạng</title><body><div id=dongho>Thứ Ba, 24/09/2024 10:11</div>"
        "<div id=w><h1>Thanh Lâm công bố kết quả xếp hạng</h1>"
        + "".join(f"<p>{text}</p>" for text in PROSE * 3)
        + "</div>"
    )
    assert extract(html, URL).published is None


def test_the_encoding_of_the_header_is_used():
    html = "<html><title>Kết quả xếp hạng</title><body><div>" + "".join(f"<p>{text}</p>" for text in PROSE * 3)
    page = extract(html.encode("utf-16"), URL, content_type="text/html; charset=utf-16")
    assert page.text.startswith("Sáng 12/3, UBND huyện")


@pytest.mark.parametrize(
    "sentence",
    [
        "Điện lực huyện tạm ngừng cung cấp dịch vụ để bảo trì lưới điện, nâng cấp hệ thống đo đếm từ ngày 5/9.",
        "Huyện chấn chỉnh tình trạng hồ sơ không tồn tại trên phần mềm một cửa, 404 hồ sơ được bổ sung trong tháng 8.",
        "Lực lượng chức năng cảnh báo người dân không đăng nhập vào các đường dẫn lạ, từ chối truy cập trang giả mạo.",
    ],
)
def test_news_about_faults_is_news(sentence):
    title = "Thông báo của Ủy ban nhân dân huyện Thanh Lâm"
    body = f"<h1>{title}</h1><div>05/09/2024 08:00</div>" + f"<p>{sentence}</p>" * 7
    page = extract(f"<html><head><title>{title}</title></head><body><div>{body}</div></body></html>", URL)
    assert (page.kind, page.title) == (PageKind.ARTICLE, title)
