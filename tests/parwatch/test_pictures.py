"""Pictures of ranks: what is in them, that nothing runs out of them, that nothing in them runs."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest
from support.witnesses import said

from parwatch import pictures
from parwatch.pictures import letters, raster, series, theme
from parwatch_core.errors import ParwatchError
from parwatch_core.facts import Fact
from parwatch_core.history import facts_of, with_changes
from parwatch_core.leagues import Gap, League, leagues
from parwatch_core.notice import Language
from parwatch_core.ranking import Index, UnitLevel

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Ủy ban nhân dân xã Nguyễn Nghiêm Đông Trường Xuân Thượng Hạ mới thành lập, tỉnh Quảng Ngãi sau sắp xếp"


def facts(*ranked: tuple[int, int | None, int | None], **changes: Any) -> tuple[Fact, ...]:
    """Year, rank and total, an article each."""
    claims = [said(rank, total, article=n, year=year, **changes) for n, (year, rank, total) in enumerate(ranked, 1)]
    return with_changes(facts_of(claims))


CASES = {
    "one year": facts((2025, 12, 69)),
    "twelve years with a gap": facts(*((2012 + n, 63 - 5 * n, 63) for n in range(12) if n != 9)),
    "forty years": facts(*((1980 + n, 1 + n, 63) for n in range(40))),
    "first and last of 63": facts((2020, 1, 63), (2021, 63, 63)),
    "168 communes": facts((2025, 101, 168), (2026, 168, 168), unit=LONG, unit_level=UnitLevel.COMMUNE),
    "the only one": facts((2025, 1, 1)),
    "no total": facts((2024, 3, None), (2025, 5, None)),
    "articles disagree": facts((2015, 3, 63), (2015, 18, 63), (2015, 4, 63), (2015, 63, 63), (2016, 10, 63)),
    "doubtful": facts((2015, 3, 63), doubtful=True),
    "two indices": facts((2020, 10, 10), (2021, 2, 10)) + facts((2021, 3, 12), index=Index.SIPAS),
    "five indices": tuple(fact for index in list(Index)[:5] for fact in facts((2021, 3, 12), index=index)),
    "hostile": facts((2021, 2, 10), unit='<script>alert("1")</script> & \x00\x1b[2J \u202eđảo', province="]]>"),
    "one endless word": facts((2021, 2, 10), unit="Ạ" * 300),
    "absurd numbers": facts((2021, 999_999, 5), (2022, 2, 999_999)),
}


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", CASES)
def test_whatever_the_facts_the_picture_stands(name: str, language: Language) -> None:
    """Well-formed, as wide as a chat shows it, nothing beyond its edges, and the same each time."""
    svg = pictures.unit_svg(CASES[name], language)
    assert svg == pictures.unit_svg(CASES[name], language)
    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert (width, root.get("viewBox")) == (1280, f"0 0 1280 {root.get('height')}")
    assert 700 < height < 2600
    for node in root.iter():
        left, right, top, bottom = extent(node)
        assert 0 <= left <= right <= width, ElementTree.tostring(node)
        assert 0 <= top <= bottom <= height, ElementTree.tostring(node)


def extent(node: ElementTree.Element) -> tuple[float, float, float, float]:
    """The box of an element: left, right, top, bottom; empty for what has none."""

    def number(key: str) -> float:
        return float(node.get(key, 0))

    kind = node.tag.removeprefix(SVG)
    if kind == "text":
        wide = letters.width(node.text or "", number("font-size"), bold=node.get("font-weight") == "700") / 1.04
        left = number("x") - {"middle": wide / 2, "end": wide}.get(node.get("text-anchor", ""), 0)
        return left, left + wide, number("y") - number("font-size") * 0.8, number("y") + number("font-size") * 0.25
    if kind == "circle":
        return (
            number("cx") - number("r"),
            number("cx") + number("r"),
            number("cy") - number("r"),
            number("cy") + number("r"),
        )
    if kind == "line":
        return (*sorted((number("x1"), number("x2"))), *sorted((number("y1"), number("y2"))))  # type: ignore[return-value]
    if kind == "polygon":
        xs, ys = zip(*(map(float, pair.split(",")) for pair in node.get("points", "").split()), strict=True)
        return min(xs), max(xs), min(ys), max(ys)
    return number("x"), number("x") + number("width"), number("y"), number("y") + number("height")


def test_every_rank_and_year_is_written_out() -> None:
    """Nothing has to be read off an axis; the title has the unit, the heading the index and the change."""
    shown = texts(pictures.unit_svg(CASES["two indices"]))
    assert shown[:2] == ["Huyện Hương Sơn", "Hà Tĩnh"]
    for words in ("10", "2", "3", "2020", "2021", "/10", "/12", "Năm 2021: hạng 2/10", "tăng 8 bậc"):
        assert words in shown, words
    assert any("PAR INDEX" in line for line in shown)
    assert any("SIPAS" in line for line in shown)
    assert shown[-2:] == ["Nguồn: 2 bài trên portal2, portal1", "parwatch"]


def test_better_ranks_stand_higher_and_lanes_are_as_long_as_the_field() -> None:
    """Rank 1 on top; ten units make a shorter lane than twelve."""
    svg = pictures.unit_svg(facts((2020, 10, 10), (2021, 7, 12), (2022, 1, 12)))
    root = ElementTree.fromstring(svg)
    heights = [float(node.get("cy", 0)) for node in root.iter(f"{SVG}circle")]
    assert heights == sorted(heights, reverse=True)
    lanes = [float(node.get("height", 0)) for node in root.iter(f"{SVG}rect") if node.get("fill") == theme.LANE]
    assert lanes[0] < lanes[1] == lanes[2]


def test_no_line_leads_across_a_gap() -> None:
    """2020, 2021, nothing, 2023: one line, and a year with a question mark in it."""
    svg = pictures.unit_svg(facts((2020, 5, 10), (2021, 4, 10), (2023, 3, 10)))
    assert len(re.findall("<line ", svg)) == 1
    assert "?" in texts(svg)
    assert "chưa có tin" in texts(svg)


def test_disputes_and_doubts_are_told_by_shape_and_words() -> None:
    """Not by colour: a diamond or a dashed ring, a question mark, the legend, and the other ranks beside it."""
    disputed = pictures.unit_svg(CASES["articles disagree"])
    shown = texts(disputed)
    assert {"3?", "4", "18", "63", "các bài nêu khác nhau"} <= set(shown)
    assert disputed.count("<polygon") == 4 + 1
    doubtful = pictures.unit_svg(CASES["doubtful"])
    assert {"3?", "chưa chắc chắn"} <= set(texts(doubtful))
    assert "stroke-dasharray" in doubtful
    plain = texts(pictures.unit_svg(CASES["one year"]))
    assert not {"các bài nêu khác nhau", "chưa chắc chắn", "chưa có tin"} & set(plain)


def test_it_can_be_heard() -> None:
    """Title and description say everything, and are tied to the picture by ids that the page chooses."""
    svg = pictures.unit_svg(facts((2020, 10, 10), (2022, 2, 10), (2022, 3, 10)), ids="a")
    root = ElementTree.fromstring(svg)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "a-title a-desc")
    title, description = (root.find(f"{SVG}{name}") for name in ("title", "desc"))
    assert title is not None
    assert title.text == "Huyện Hương Sơn, Hà Tĩnh: thứ hạng qua các năm"
    assert description is not None
    assert description.text == (
        "Chỉ số cải cách hành chính (PAR INDEX): 2020: hạng 10/10; 2021: chưa rõ; 2022: hạng 2/10, có bài nêu hạng 3."
    )


def test_nothing_in_it_runs_or_loads() -> None:
    """What portals write stays text: no script, no style, no link, no control character."""
    svg = pictures.unit_svg(CASES["hostile"])
    tags = {node.tag.removeprefix(SVG) for node in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "text", "line", "circle", "polygon"}
    assert not re.search(r"href|url\(|on\w+=|style=|[\x00-\x08\x0b-\x1f\u202e]", svg)
    assert "&lt;script&gt;" in svg


def test_letters_are_large_enough_for_a_phone() -> None:
    """1280 are shown as 360: under 28 nothing is read. Ranks that fill their ball are the exception, at 18."""
    for facts_ in CASES.values():
        for node in ElementTree.fromstring(pictures.unit_svg(facts_)).iter(f"{SVG}text"):
            small = 18 if re.fullmatch(r"/?\d+\??", node.text or "") else 28
            assert float(node.get("font-size", 0)) >= small, node.text


@pytest.mark.parametrize(
    "pair",
    [
        (theme.MUTED, theme.LANE),
        (theme.MUTED, theme.PAPER),
        (theme.PAPER, theme.ACCENT),
        (theme.ACCENT, theme.PAPER),
        (theme.GOOD, theme.PAPER),
        (theme.BAD, theme.PAPER),
        (theme.DISPUTED, theme.CONTESTED),
    ],
)
def test_text_has_contrast(pair: tuple[str, str]) -> None:
    """4.5 to 1 (WCAG 2.2, 1.4.3)."""
    light, dark = sorted(map(luminance, pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_latest_years_and_the_reform_indices_are_kept() -> None:
    """Forty years are no picture for a phone, five indices neither."""
    (long,) = series.series(CASES["forty years"])
    assert (long.points[0].year, long.last.year) == (2006, 2019)
    assert [one.index for one in series.series(CASES["five indices"])] == [Index.PAR, Index.SIPAS, Index.QD766]


@pytest.mark.parametrize("nothing", [(), facts((2021, None, 10)), with_changes(facts_of([said(3, year=None)]))])
def test_without_a_rank_and_a_year_there_is_no_picture(nothing: tuple[Fact, ...]) -> None:
    """One clear error, and a way to ask before."""
    assert not pictures.drawable(nothing)
    with pytest.raises(ParwatchError, match="no rank"):
        pictures.unit_svg(nothing)


LEAGUES = {
    "districts with gaps": [("huyện Hương Sơn", 2, 13), ("huyện Can Lộc", 5, 13), (LONG, 9, 13)],
    "more than fit": [(f"huyện {number}", number, 200) for number in range(1, 101, 2)],
    "disputed": [("huyện Hương Sơn", 2, 13), ("huyện Hương Sơn", 3, 13)],
    "hostile": [('<a href="x">&\x00\u202e', 1, None)],
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", LEAGUES)
def test_whatever_the_league_the_picture_stands(name: str, language: Language) -> None:
    """Well-formed, nothing beyond its edges, of bounded height; all rows are in the description."""
    claims = [said(rank, total, article=n, unit=unit) for n, (unit, rank, total) in enumerate(LEAGUES[name])]
    (one,) = leagues(facts_of(claims))
    root = ElementTree.fromstring(pictures.league_svg(one, language))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width == 1280
    assert 300 < height < 3000
    for node in root.iter():
        left, right, top, bottom = extent(node)
        assert 0 <= left <= right <= width, ElementTree.tostring(node)
        assert 0 <= top <= bottom <= height, ElementTree.tostring(node)
    assert (root.findtext(f"{SVG}desc") or "").count(";") >= len(one.rows) - 1


def test_a_league_of_nobody_is_no_picture() -> None:
    """One clear error."""
    with pytest.raises(ParwatchError, match="nothing"):
        pictures.league_svg(League(Index.PAR, 2021, UnitLevel.DISTRICT, "Hà Tĩnh", None, 13, (Gap(1, 13),)))


def test_the_png_is_the_picture_in_its_own_font() -> None:
    """1280 wide, of a size that a chat takes; letters with two marks are drawn, without any font of the system."""
    png = pictures.unit_png(CASES["two indices"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height < 2000, len(png) < 300_000) == (1280, True, True)

    def of(word: str) -> bytes:
        return raster.png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text y="50">{word}</text></svg>'
        )

    drawn = [of(word) for word in ("a", "ă", "ắ", "ẫ", "Ỡ", "đ", "ữ", " ")]
    assert len(set(drawn)) == len(drawn)


def test_what_cannot_be_drawn_is_one_line() -> None:
    """The rasteriser's own last words, without its traceback."""
    with pytest.raises(ParwatchError, match=r"^the picture could not be drawn \(.*\)$"):
        raster.png("<svg")


def test_the_service_never_holds_the_rasteriser() -> None:
    """Nor the 16 MiB of a picture: both are a process of their own, which ends with the picture."""
    code = (
        "import sys; from parwatch import pictures; from parwatch.pictures import raster;"
        "import parwatch.desk, parwatch.web.app;"
        'raster.png(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\');'
        "print('resvg_py' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
