"""Pages made to hurt: named and refused without a hang, whatever they hold; nothing raises."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parwatch_core.page import PageKind
from parwatch_core.source import Selectors
from scraper.extract import extract
from scraper.extract.guard import danger

# CPU seconds, on any machine under any load: half a second is usual, a parser that hangs takes minutes.
NO_HANG = 5.0
URL = "https://thanhlam.example.gov.vn/tin/1.html"
BOMBS = {
    "50,000 nested elements": "<div>" * 50_000 + "x",
    "closed nested elements": "<div>" * 50_000 + "x" + "</div>" * 50_000,
    "end tags of nothing": "<true></span>" * 50_000 + "x",
    "surplus end tags first": "</div>" * 50_000 + "<div>" * 50_000,
    "100,000 attributes": "<div " + " ".join(f"a{i}" for i in range(100_000)) + ">x",
    "100,000 attributes without blanks": "<div" + "".join(f"/a{i}" for i in range(100_000)) + ">x",
    "attributes that hide the end": "<div " + " ".join(f'a{i}=">"' for i in range(100_000)) + ">x",
    "formatting left open": "".join(f"<p><font size={i}>x" for i in range(2_000)),
    "formatting opened again": "<p>" + "".join(f"<font color=c{i}>" for i in range(240)) + "<p>x" * 5_000,
    "formatting opened again by end tags": "<p>" + "".join(f"<FONT color=c{i}>" for i in range(240)) + "</p>x" * 5_000,
    "50,000 options": "<select>" + "<option selected>a" * 50_000 + "</select>",
    "100,000 table cells": "<table>" + ("<tr>" + "<td>12</td>" * 10) * 10_000 + "</table>",
    "a million elements": "<br>" * 1_000_000,
    "5 MB of text": "<p>" + "x" * 5_000_000,
}


HIDDEN = " ".join(f"a{i}" for i in range(5_000))


@pytest.mark.parametrize(
    "markup",
    [
        f"<p '><div {HIDDEN}>'",
        f"<p a=b'><div {HIDDEN}>'",
        f"<!-- <x a=' --><div {HIDDEN}>'",
        f"<title><x a='</title><div {HIDDEN}>'",
        f"<script>if (a <b) c = '</script><div {HIDDEN}>'",
        f"<script {HIDDEN}></script>",
    ],
)
def test_no_stray_quote_hides_attributes(markup):
    """A quote opens a value only behind "=", as in the parser."""
    assert danger(markup.encode()) == "hostile: 5000 attributes in one element"


@pytest.mark.parametrize("piece", ['<a b="', "<a '", "<a =", "<title>", "<script ", "<!--", "<a b" + " " * 2_000])
def test_the_guard_reads_nothing_twice(piece):
    """Open quotes and elements cost no more than other markup: their search for an end must not begin again."""
    started = time.process_time()
    danger((piece * (3_900_000 // len(piece))).encode())
    danger((piece * 900).encode() + b"=" * 5_000)
    assert time.process_time() - started < NO_HANG


def test_a_thousand_nested_headings_are_not_each_read_whole():
    markup = "<h2 class=title>" * 900 + "<p></p><b>" * 2 + "<div></div>" * 3_000
    started = time.process_time()
    extract(f"<html><title>Kết quả xếp hạng</title><body>{markup}", URL)
    assert time.process_time() - started < NO_HANG


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(name):
    started = time.process_time()
    page = extract("<html><body>" + BOMBS[name], URL)
    assert time.process_time() - started < NO_HANG
    assert page.kind is PageKind.ERROR
    assert page.problems[0].startswith("hostile")


@pytest.mark.parametrize(
    "markup",
    [
        "<select>" + "<option selected>a" * 15_000 + "</select>",
        "<table>" + "x<tr>" * 20_000,
        "<ul>" + "<li>x" * 50_000,
        '<img src="data:image/png;base64,' + "A/+" * 400_000 + '">',
        "<div>" * 900 + "Nội dung" + "</div>" * 900,
    ],
    ids=["15,000 options", "text in tables", "items left open", "a large data address", "900 nested elements"],
)
def test_large_but_harmless_markup_is_read_without_a_hang(markup):
    started = time.process_time()
    page = extract("<html><body>" + markup, URL)
    assert time.process_time() - started < NO_HANG
    assert page.problems == () or not page.problems[0].startswith("hostile")


def test_depth_costs_no_stack():
    """900 levels are walked with a recursion limit far below that."""
    limit = sys.getrecursionlimit()
    text = "Sáng 12/3, UBND huyện Thanh Lâm công bố kết quả xếp hạng cải cách hành chính của các xã, thị trấn. " * 9
    depth = len(__import__("inspect").stack()) + 120
    try:
        sys.setrecursionlimit(depth)
        page = extract(f"<html><title>Kết quả xếp hạng</title><body>{'<div>' * 900}<p>{text}</p>{'</div>' * 900}", URL)
    finally:
        sys.setrecursionlimit(limit)
    assert "công bố kết quả" in page.text


def test_the_time_grows_with_the_size_and_not_faster():
    """From 20 KB to 1.6 MB: eighty times the page costs at most about eighty times the time."""
    paragraph = (
        "<p>Huyện đã hoàn thành 21/25 nhiệm vụ, tỷ lệ hồ sơ trực tuyến toàn trình đạt 71,3%, tăng gần 12%.</p>\n"
    )

    def seconds(count: int) -> float:
        markup = f"<html><title>Kết quả thực hiện nhiệm vụ</title><body><div>{paragraph * count}</div></body></html>"
        best = 9.0
        for _ in range(3):
            started = time.process_time()
            assert extract(markup, URL).kind is PageKind.ARTICLE
            best = min(best, time.process_time() - started)
        return best

    assert seconds(16_000) < 80 * 2.5 * max(seconds(200), 0.001)


def test_the_guard_lets_an_ordinary_page_pass():
    assert danger(b"<html><body><p class='a'>x</p></body></html>") is None


@given(st.text(alphabet=st.sampled_from("<>/=\"' abdivptrx&;-!à\n"), max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_markup_is_a_page_of_some_kind(markup):
    page = extract(f"<html><body>{markup}", URL)
    assert isinstance(page.kind, PageKind)


@given(st.binary(max_size=600))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_page_of_some_kind(body):
    assert isinstance(extract(body, URL).kind, PageKind)


@pytest.mark.parametrize("url", ["", "x", "https://", "https://a b/c", "//x", "https://[::1", "mailto:a@b"])
def test_no_address_is_too_strange(url):
    assert isinstance(extract("<html><body><p>Xin chào</p>", url).kind, PageKind)


@pytest.mark.parametrize("name", ["date", "title", "author", "post-meta", "time"])
def test_nested_elements_of_one_name_are_not_each_read_whole(name):
    """900 levels over 3,000 blocks, in any name that a part of the page is looked for by."""
    markup = f"<div class={name}>" * 900 + "<option>x</option><p></p>" * 3_000
    started = time.process_time()
    extract(f"<html><title>Kết quả xếp hạng</title><body><h1>Kết quả xếp hạng</h1>{markup}", URL, cms=False)
    assert time.process_time() - started < NO_HANG


def test_a_page_of_nothing_but_bylines_is_no_article():
    signed = "<p align=right>Nguồn: baochinhphu.vn</p>" * 40
    page = extract(f'<html><meta property="og:type" content="article"><div itemprop=articleBody>{signed}</div>', URL)
    assert page.kind is not PageKind.ARTICLE or page.text


def test_a_selector_by_hand_that_names_nested_elements_gives_their_text_once():
    text = "Huyện Thanh Lâm đứng thứ 2 toàn tỉnh về chỉ số cải cách hành chính năm 2023, tăng 3 bậc. " * 10
    markup = f"<html><title>x</title><body><div><div><div><p>{text}</p></div></div></div><div><p>Hết.</p></div>"
    page = extract(markup, URL, selectors=Selectors(body="div"))
    assert page.text.count("Huyện Thanh Lâm") == 10
    assert page.text.endswith("Hết.")


def test_a_selector_that_is_no_css_is_a_problem_and_not_the_end():
    text = "Huyện Thanh Lâm đứng thứ 2 toàn tỉnh về chỉ số cải cách hành chính năm 2023, tăng 3 bậc. " * 10
    markup = f"<html><title>x</title><body><div class=tin><p>{text}</p></div><p>Chân trang</p>"
    assert extract(markup, URL, selectors=Selectors(date="", drop=("",))).kind is PageKind.ARTICLE
    page = extract(markup, URL, selectors=Selectors(body="div[", drop=("p:::x",)))
    assert page.kind is PageKind.ARTICLE
    assert page.problems == ("not a CSS selector: div[", "not a CSS selector: p:::x")
