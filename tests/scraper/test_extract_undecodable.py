"""A page whose letters are lost is no article; one typed for the fonts of the nineties is read as what it says."""

from __future__ import annotations

from support.legacy_fonts import TCVN3

from parwatch_core.page import PageKind
from scraper.extract import extract

TITLE = "Huyện Sông Trà đứng thứ hai toàn tỉnh về cải cách hành chính"
BODY = (
    "Sáng nay, Ủy ban nhân dân huyện Sông Trà tổ chức hội nghị đánh giá công tác cải cách hành chính năm qua. "
    "Theo kết quả công bố, huyện xếp thứ hai trong mười huyện, thành phố của tỉnh, tăng ba bậc so với năm trước. "
    "Đồng chí Chủ tịch yêu cầu các phòng, ban tiếp tục rút ngắn thời gian giải quyết thủ tục cho người dân."
)


def page(title: str, body: str) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><div class='contentdetail'><h1>{title}</h1>"
        f"<p>Thứ Hai, 02/03/2026 08:30</p><p>{body}</p><p>{body[::1]}</p></div></body></html>"
    )


def test_lost_letters_are_no_article() -> None:
    """Where a server wrote "?" for every Vietnamese letter, nothing is stored as words."""
    lost = page(TITLE, BODY).encode("ascii", "replace")
    found = extract(lost, "https://a.gov.vn/1.html", content_type="text/html; charset=utf-8")
    assert found.kind is not PageKind.ARTICLE
    assert any("broken" in problem for problem in found.problems)


def test_an_old_font_is_read_as_what_it_says() -> None:
    """TCVN3 bytes declared as windows-1252 become the sentence that was typed."""
    typed = b"".join(
        TCVN3.get(letter, TCVN3.get(letter.lower(), letter.encode("latin-1", "replace"))) for letter in BODY
    )
    title = b"".join(TCVN3.get(letter, letter.encode("latin-1", "replace")) for letter in TITLE)
    markup = page("@@", "@").encode().replace(b"@@", title).replace(b"@", typed)
    found = extract(markup, "https://a.gov.vn/1.html", content_type="text/html; charset=windows-1252")
    assert found.kind is PageKind.ARTICLE
    assert "huyện xếp thứ hai trong mười huyện, thành phố của tỉnh" in found.text
    assert found.title == TITLE
