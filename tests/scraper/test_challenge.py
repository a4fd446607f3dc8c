"""Fault pages are recognised by their bytes; pages that speak about them are not."""

import pytest
from support.shared import SHARED
from support.wire import page

from parwatch_core.fetching import FetchStatus
from scraper import challenge


def bare(title: str, text: str = "", extra: str = "") -> bytes:
    return f"<html><head><title>{title}</title>{extra}</head><body><h1>{title}</h1><p>{text}</p></body></html>".encode()


FAULTS = [
    (bare("Hãy đợi...", "Bạn hãy đợi. Máy chủ đang từ chối truy cập"), FetchStatus.RATE_LIMITED),
    (bare("Just a moment...", "Enable JavaScript and cookies to continue"), FetchStatus.CHALLENGE),
    (bare("x", "", "<script>window._cf_chl_opt={cvId:'3'}</script>"), FetchStatus.CHALLENGE),
    (bare("Attention Required! | Cloudflare", "Sorry, you have been blocked"), FetchStatus.BLOCKED),
    (bare("Request Rejected", "The requested URL was rejected. Your support ID is: 123"), FetchStatus.BLOCKED),
    (b"<html><body>The requested URL was rejected. Your support ID is: 99</body></html>", FetchStatus.BLOCKED),
    (bare("Thông báo", "Yêu cầu bị chặn bởi Viettel WAF. Mã: 1"), FetchStatus.BLOCKED),
    (
        b"<html><iframe src='/_Incapsula_Resource?x'>Request unsuccessful. Incapsula incident ID: 1</iframe></html>",
        FetchStatus.BLOCKED,
    ),
    (b"<html><script src='/_Incapsula_Resource?SWJ=1'></script><body></body></html>", FetchStatus.CHALLENGE),
    (
        b"<script src='/aes.js'></script><script>document.cookie='__test='+toHex(slowAES.decrypt(c,2,a,b))</script>",
        FetchStatus.CHALLENGE,
    ),
    (b'<script>document.cookie="D1N=abc"+"; path=/";window.location.reload(true)</script>', FetchStatus.CHALLENGE),
    (bare("403 Forbidden", "You don't have permission"), FetchStatus.BLOCKED),
    (bare("Trang đang bảo trì", "Vui lòng quay lại sau"), FetchStatus.MAINTENANCE),
    (bare("Cổng thông tin", "Hệ thống đang được bảo trì, mong quý vị thông cảm"), FetchStatus.MAINTENANCE),
    (bare("Thông báo", "HỆ THỐNG ĐANG NÂNG CẤP. Vui lòng quay lại sau!"), FetchStatus.MAINTENANCE),
    (bare("Site is under maintenance"), FetchStatus.MAINTENANCE),
    (bare("Không tìm thấy trang này – Huyện X"), FetchStatus.SOFT_404),
    (bare("404 Not Found"), FetchStatus.SOFT_404),
    (bare("Lỗi truy cập 404"), FetchStatus.SOFT_404),
    (bare("Error establishing a database connection"), FetchStatus.HTTP_SERVER),
    (bare("Đăng nhập - Cổng thông tin", "", "<input type='password'>"), FetchStatus.LOGIN),
]


@pytest.mark.parametrize(("body", "status"), FAULTS)
def test_each_fault_has_its_class(body, status):
    found = challenge.recognise(body)
    assert found is not None
    assert found.status is status


@pytest.mark.parametrize("title", ["Không tìm thấy trang này – Huyện X", "lỗi: 404 Không tìm thấy bài viết"])
def test_a_not_found_page_in_the_dress_of_the_site_is_recognised(title):
    found = challenge.recognise(page("Trang chủ ", title))
    assert found is not None
    assert found.status is FetchStatus.SOFT_404


@pytest.mark.parametrize(
    "body",
    [
        page("Hệ thống dịch vụ công đang bảo trì đến hết ngày 30/6/2026. ", "Thông báo bảo trì hệ thống một cửa"),
        page("Lỗi Request Rejected, support ID, Viettel WAF là gì? ", "Viettel WAF chặn truy cập trái phép"),
        page("Người dân đăng nhập bằng VNeID. <input type=password>", "Đăng nhập Cổng dịch vụ công bằng VNeID"),
        page("Đã trao 404 suất quà. ", "Trao 404 suất quà Tết"),
        page("Sau khi tìm kiếm. ", "Không tìm thấy nạn nhân vụ sạt lở"),
        page("Chương trình. ", "Just a moment in Hội An: lễ hội đèn lồng"),
        page()
        + b"<script src='/cdn-cgi/challenge-platform/x.js'></script><script src='/_Incapsula_Resource?a'></script>",
        bare("Khởi công cầu Đò", "Tuyến đường liên xã đang được nâng cấp, dự kiến thông xe quý I."),
        b"<rss><channel><title>Tin</title></channel></rss>",
        b"",
    ],
)
def test_a_page_that_only_mentions_a_fault_passes(body):
    assert challenge.recognise(body) is None


def test_the_cookie_of_a_reload_page_is_read_and_no_other():
    stub = b'<script>document.cookie="D1N=b7e2a5"+"; expires=Fri; path=/";window.location.reload(true);</script>'
    assert challenge.cookie(stub) == "D1N=b7e2a5"
    assert challenge.cookie(page() + stub) is None
    assert challenge.cookie(b"<script>document.cookie='a='+f();location.reload()</script>") == "a="
    assert challenge.cookie(b"<html></html>") is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html><body><div id=app></div><script src=/a.js></script></body></html>", FetchStatus.NEEDS_JS),
        (
            b"<html><body><noscript>Enable JavaScript.</noscript><div id='root'></div></body>",
            FetchStatus.NEEDS_JS,
        ),
        (b"<html><body><app-root></app-root><script src=main.js></script></body></html>", FetchStatus.NEEDS_JS),
        (b"<html><body><script>boot()</script></body></html>", FetchStatus.NEEDS_JS),
        (b"<html><head><title>Cong thong tin dien tu</title></head><body></body></html>", FetchStatus.EMPTY),
    ],
)
def test_a_shell_without_content_is_named(body, status):
    found = challenge.shell(body)
    assert found is not None
    assert found.status is status


@pytest.mark.parametrize(
    "body",
    [
        page(),
        b"<html><frameset><frame src='menu.asp'><frame src='tin.asp'></frameset></html>",
        b"<html><body><a href='/1'>1</a></body></html>",
        b"<html><body><div id=root><p>Da co noi dung tren may chu, khong can JavaScript.</p></div></body></html>",
    ],
)
def test_little_content_is_content(body):
    assert challenge.shell(body) is None


def test_scripts_styles_and_comments_are_not_seen():
    body = b"<title>T</title><script>a='<p>x</p>'</script><style>p</style><!-- <p>y</p> --><p>Hai &amp; b</p><script>z"
    assert challenge.visible_length(body) == len("Hai&b")


def test_a_page_of_unclosed_comments_is_measured_in_time():
    assert challenge.visible_length(b"<!--" * 60_000) == 0
    assert challenge.visible_length(b"<script>" * 30_000) == 0
    assert challenge.visible_length(b"<" * 200_000) == 200_000
    assert challenge.shell(b"<div " + b"id=root " * 30_000 + b">") is not None


@pytest.mark.shared
def test_of_the_saved_pages_only_the_faults_are_faults():
    found = {}
    for folder in ("pages", "sites", "general"):
        for path in (SHARED / folder).rglob("*.html"):
            fault = challenge.recognise(path.read_bytes()) or challenge.shell(path.read_bytes())
            if fault is not None and path.stat().st_size:
                found[f"{path.parent.name}/{path.name}"] = fault.status
    expected = {
        "nukeviet/flood-blocked.html": FetchStatus.RATE_LIMITED,
        "nukeviet/login.html": FetchStatus.LOGIN,
        "nukeviet/notfound-article.html": FetchStatus.SOFT_404,
        "wordpress/notfound.html": FetchStatus.SOFT_404,
        "wordpress/list-pastend.html": FetchStatus.SOFT_404,
        "joomla/notfound.html": FetchStatus.SOFT_404,
        "joomla/sitemap.html": FetchStatus.SOFT_404,
        "liferay_hanoi/lfr_neg_login.html": FetchStatus.LOGIN,
    }
    assert found == expected
