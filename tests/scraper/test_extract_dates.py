"""Dates: day first, Vietnamese words, broken ISO, zones; each form was met on a portal."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parwatch_core.zones import VIETNAM, to_vietnam
from scraper.extract.dates import is_date_line, parse


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("Thứ Hai, ngày 14 tháng 7 năm 2022 | 08:30", "2022-07-14T08:30"),
        ("9h30 ngày 1/12/2023", "2023-12-01T09:30"),
        ("14h ngày 3 tháng 12 năm 2020", "2020-12-03T14:00"),
        ("28-02-2022 07:15:00 AM", "2022-02-28T07:15"),
        ("05/09/2022 02:15 CH", "2022-09-05T14:15"),
        ("05/09/2022 12:05 SA", "2022-09-05T00:05"),
        ("Fri, 04/05/2018 10:00 | GMT +7", "2018-05-04T10:00"),
        ("04/05/2018 03:00 GMT+0", "2018-05-04T10:00"),
        ("Thứ tư - 18/11/2026 07:40", "2026-11-18T07:40"),
        ("Cập nhật lúc: 15:04 26/02/2021", "2021-02-26T15:04"),
        ("12/31/2020 3:04:05 PM", "2020-12-31T15:04"),
        ("2022-04-28T07:45:00Z", "2022-04-28T14:45"),
        ("2026-11-22T08:27:39+07:00", "2026-11-22T08:27"),
        ("2025-10-22T06:30:00.000+0700", "2025-10-22T06:30"),
        ("2024-06-21T08:05:00", "2024-06-21T08:05"),
    ],
)
def test_a_moment_is_read_in_vietnamese_time(text, local):
    moment = parse(text)
    assert moment is not None and moment.precise
    assert to_vietnam(moment.at).strftime("%Y-%m-%dT%H:%M") == local


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Được đăng: 20 Tháng 9 2022", "2022-09-20"),
        ("Ngày đăng: 3.4.2021", "2021-04-03"),
        ("20/7/21", "2021-07-20"),
        ("January 12th, 2011", "2011-01-12"),
        ("08 Oct 2019", "2019-10-08"),
        ("ngày 5 tháng giêng năm 2020", "2020-01-05"),
        ("2026-11-18+0707:40:00", "2026-11-18"),  # NukeViet's article:published_time: only the day is right
        ("02/03/2024", "2024-03-02"),
        ("Thứ Ba, 03/12/2024", "2024-12-03"),  # both orders are dates: the weekday agrees with day first
        ("Tuesday, 07/12/2022", "2022-07-12"),  # and here with month first
        ("2024/3/12", "2024-03-12"),
    ],
)
def test_a_day_without_a_clock_is_midnight_in_viet_nam_and_not_precise(text, day):
    moment = parse(text)
    assert moment is not None and not moment.precise
    local = moment.at.astimezone(VIETNAM)
    assert (local.date().isoformat(), local.hour, local.minute) == (day, 0, 0)


@pytest.mark.parametrize(
    "text",
    ["", "Nghị định số 12/2021/NĐ-CP", "Tháng 9 2022", "31/02/2022", "Điện thoại 0255.333.444", "1/1/1850", "7/8"],
)
def test_what_is_no_date_gives_none(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Thứ Năm, ngày 5 tháng 9 năm 2024 | 17:42", True),
        ("Ngày đăng: 12-03-2024 03:20:00 CH", True),
        ("Fri, 04/05/2018 10:00 | GMT +7", True),
        ("Chiều ngày 03/5/2018, UBND huyện đã tổ chức họp", False),
        ("Quyết định số 12 ngày 5/9/2024", False),
    ],
)
def test_a_line_is_a_bare_date_only_without_other_words(text, bare):
    assert is_date_line(text) is bare


FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2099-12-31")


@given(st.datetimes(min_value=FIRST, max_value=LAST))
def test_what_a_portal_prints_is_read_back(moment):
    found = parse(moment.strftime("%d/%m/%Y %H:%M:%S"))
    assert found is not None and found.precise
    assert found.at.astimezone(VIETNAM).replace(tzinfo=None) == moment.replace(microsecond=0)


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text):
    moment = parse(text)
    assert moment is None or moment.at.tzinfo is not None
    assert is_date_line(text) in (True, False)
