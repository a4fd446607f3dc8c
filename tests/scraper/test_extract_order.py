"""What is read in the order of the screen: headline, lead, byline and date of pages whose elements say nothing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from parwatch_core.zones import to_vietnam
from scraper.extract import dates, extract

LEAD = "Sáng 12/3, UBND xã Kỳ Phú tổ chức hội nghị đánh giá kết quả cải cách hành chính năm 2025 của các thôn."
BODY = [
    "Theo báo cáo của phòng Văn hóa - Xã hội, toàn xã đã hoàn thành 21/25 nhiệm vụ đề ra trong kế hoạch năm.",
    "Chủ tịch UBND xã yêu cầu các đơn vị khắc phục tình trạng hồ sơ đất đai trễ hạn ngay trong quý II.",
]
TITLE = "Xã Kỳ Phú đánh giá kết quả cải cách hành chính năm 2025"
OTHERS = [
    "Trao quà cho người cao tuổi nhân ngày thành lập hội",
    "Khai mạc giải bóng chuyền nông dân toàn xã năm nay",
    "Ra quân làm thủy lợi nội đồng vụ hè thu năm 2026",
]


def page(*inside: str, title: str = "Cổng thông tin điện tử xã Kỳ Phú") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{''.join(inside)}</body></html>".encode()


def prose() -> str:
    return "".join(f"<p>{line}</p>" for line in BODY)


def related() -> str:
    return "".join(f"<div><a href='/{n}'>{title}</a></div>" for n, title in enumerate(OTHERS))


@pytest.mark.parametrize(
    "lead",
    [
        f"<h2 class='sapo'>{LEAD}</h2>",
        f"<div><div><div><b>{LEAD}</b></div></div></div>",
        f"<div class='article-byline'><span>{LEAD}</span></div>",
        f"<div class='field--label-hidden'>{LEAD}</div>",
    ],
)
def test_the_lead_is_what_stands_between_headline_and_text(lead):
    """However deep it is wrapped, and whatever its box is called."""
    text = f"<div>{lead}</div><div><div class='x'>{prose()}</div></div>"
    html = page(f"<div><h1>{TITLE}</h1><div>12/03/2026 08:30</div>{text}</div>")
    assert extract(html, "https://kyphu.example.gov.vn/a-1").text.split("\n") == [LEAD, *BODY]


@pytest.mark.parametrize("above", [True, False])
def test_a_headline_without_a_name_stands_beside_the_date(above):
    """Above it or below it; the page itself only says which site it is, and shows that as its h1 too."""
    date, headline = "<td>(Thứ năm, 12/03/2026 - 8h30)</td>", f"<td><font size='4'>{TITLE}</font></td>"
    rows = (headline, date) if above else (date, headline)
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    html = page("<h1>Cổng thông tin điện tử xã Kỳ Phú</h1>", f"<table>{table}<tr><td>{LEAD}{prose()}</td></tr></table>")
    found = extract(html, "https://kyphu.example.gov.vn/default.asp?id=7")
    assert (found.title, found.text.split("\n")) == (TITLE, [LEAD, *BODY])
    assert found.published is not None
    assert to_vietnam(found.published) == datetime(2026, 3, 12, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("row", "author"),
    [
        ("08:30, 12/03/2026 Thu Hà", "Thu Hà"),
        ("Thứ năm, 12/03/2026 08:30 | Tác giả: Minh Châu", "Minh Châu"),
        ("Người viết: Hoàng Yến - Đức Thọ Thứ năm, 12 Tháng 3 2026 08:30 / Danh mục: Tin tức", "Hoàng Yến - Đức Thọ"),
        ("Được gửi bởi admin vào Thứ năm, 12/03/2026 - 08:30", None),
        ("Đăng bởi: Quản trị viên 12/03/2026 08:30", None),
    ],
)
def test_the_author_may_stand_in_the_row_of_the_date(row, author):
    """With a label or without one; the row itself is no part of the text."""
    html = page(f"<div><h1>{TITLE}</h1><div>{row}</div><div>{LEAD}</div>{prose()}</div>", title=TITLE)
    found = extract(html, "https://kyphu.example.gov.vn/a-1")
    assert (found.author, found.text.split("\n")) == (author, [LEAD, *BODY])


def test_other_news_with_teasers_under_the_text_is_cut():
    """Each a headline's link and a sentence below it, without a heading that says so."""
    teasers = "".join(f"<div><a href='/{n}'>{t}</a></div><div>{BODY[0][:90]}...</div>" for n, t in enumerate(OTHERS))
    html = page(f"<div><h1>{TITLE}</h1><p>{LEAD}</p>{prose()}{teasers}</div>", title=TITLE)
    assert extract(html, "https://kyphu.example.gov.vn/a-1").text.split("\n") == [LEAD, *BODY]


def test_links_in_the_text_and_again_below_it_make_no_list():
    """A story may link the same two others above its text and under it."""
    html = page(f"<div><h1>{TITLE}</h1><p>{LEAD}</p>{related()}{prose()}<b>Tin khác:</b>{related()}</div>", title=TITLE)
    found = extract(html, "https://kyphu.example.gov.vn/a-1")
    assert (found.kind, found.text.split("\n")) == ("article", [LEAD, *BODY])


def test_a_list_may_have_two_items():
    """The last page of a category, under the name of the section."""
    items = "".join(f"<div><a href='/{n}'>{t}</a><p>{LEAD}</p></div>" for n, t in enumerate(OTHERS[:2]))
    html = page(f"<h1>Tin tức</h1>{items}", title="Tin tức")
    assert extract(html, "https://kyphu.example.gov.vn/tin-tuc?p=9").kind == "list"


def test_what_the_headline_stands_in_is_no_mark_of_furniture():
    """Page builders call every part a widget."""
    parts = (f"<h1>{TITLE}</h1>", f"<p>{LEAD}</p>{prose()}", related())
    widgets = "".join(f"<div class='builder-widget'>{part}</div>" for part in parts)
    assert extract(page(widgets, title=TITLE), "https://kyphu.example.gov.vn/a-1").text.split("\n") == [LEAD, *BODY]


def test_local_time_printed_as_utc_keeps_its_day():
    """WordPress themes do so: the day that readers see is the one meant."""
    stamp = '<time datetime="2026-03-12T21:10:00+00:00">12/03/2026</time>'
    html = page(f"<article><h1>{TITLE}</h1>{stamp}<p>{LEAD}</p>{prose()}</article>", title=TITLE)
    found = extract(html, "https://kyphu.example.gov.vn/a-1")
    assert found.published is not None
    assert to_vietnam(found.published).date().isoformat() == "2026-03-12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:05, 03/11/2026 Văn Hùng", "Văn Hùng"),
        ("09:30, 31/10/2026Thu Hà", "Thu Hà"),
        ("Chủ nhật, 01/11/2026, 15:40 (GMT+7) Đọc bài", "Đọc bài"),
        ("03/11/2026", None),
        ("không có ngày", None),
    ],
)
def test_what_a_row_says_besides_its_date(text, expected):
    """None where it lacks the day or the time; "Thu" is a name unless a comma follows."""
    assert dates.without_date(text) == expected


def test_hours_and_minutes_in_words():
    """ "9 giờ 30 phút" is half past nine, and the whole of it is the time."""
    text = "Ngày 3 tháng 11 năm 2026, 9 giờ 30 phút"
    found = dates.parse(text)
    assert found is not None
    assert to_vietnam(found.at).strftime("%d/%m/%Y %H:%M") == "03/11/2026 09:30"
    assert dates.is_date_line(text)
