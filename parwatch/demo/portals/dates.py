"""How the portals print a moment: Vietnamese forms, day first, on a Vietnamese clock; and their machine forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from parwatch_core.zones import to_vietnam

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: datetime) -> str:
    """23/11/2026."""
    return f"{to_vietnam(moment):%d/%m/%Y}"


def clock(moment: datetime) -> str:
    """08:05."""
    return f"{to_vietnam(moment):%H:%M}"


def weekday(moment: datetime) -> str:
    """Thứ hai … Chủ nhật."""
    return WEEKDAYS[to_vietnam(moment).weekday()]


def long_day(moment: datetime) -> str:
    """Thứ Hai, ngày 23 tháng 11 năm 2026 | 08:05."""
    local = to_vietnam(moment)
    return f"{weekday(moment).title()}, ngày {local.day} tháng {local.month} năm {local.year} | {local:%H:%M}"


def am_pm(moment: datetime) -> str:
    """23-11-2026 08:05:00 AM, as old ASP pages print it: a twelve-hour clock whose 00:05 is 12:05."""
    local = to_vietnam(moment)
    return f"{local:%d-%m-%Y} {(local.hour + 11) % 12 + 1:02d}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"


def gmt_plus_7(moment: datetime) -> str:
    """Fri, 04/05/2018 10:00 | GMT +7: an English weekday before a day-first date."""
    local = to_vietnam(moment)
    return f"{_ENGLISH_DAYS[local.weekday()]}, {local:%d/%m/%Y %H:%M} | GMT +7"


def iso(moment: datetime) -> str:
    """2026-11-23T08:05:00+07:00."""
    return to_vietnam(moment).isoformat(timespec="seconds")


def nukeviet_meta(moment: datetime) -> str:
    """2026-11-23+0708:05:00: the zone where the T belongs; only the first ten characters are right."""
    return f"{to_vietnam(moment):%Y-%m-%d+07%H:%M:%S}"


def nukeviet_rss(moment: datetime) -> str:
    """Mon, 23 Nov 2026 01:11:00 GMT: the month stands in place of the minutes."""
    return _rss(moment, f"{moment.astimezone(UTC).month:02d}")


def rss(moment: datetime) -> str:
    """Mon, 23 Nov 2026 01:05:00 GMT."""
    return _rss(moment, f"{moment.astimezone(UTC):%M}")


def utc(moment: datetime) -> str:
    """2026-11-23T01:05:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _rss(moment: datetime, minutes: str) -> str:
    at = moment.astimezone(UTC)
    name = f"{_ENGLISH_DAYS[at.weekday()]}, {at.day:02d} {_ENGLISH_MONTHS[at.month - 1]} {at.year}"
    return f"{name} {at.hour:02d}:{minutes}:00 GMT"


FILTERS: dict[str, Callable[[datetime], str]] = {
    form.__name__: form
    for form in (day, clock, weekday, long_day, am_pm, gmt_plus_7, iso, nukeviet_meta, nukeviet_rss, rss, utc)
}
