"""Dates as Vietnamese portals write them: day first, always; a weekday in the string decides a doubtful order.

Forms met: "Thứ Hai, ngày 14 tháng 7 năm 2022 | 08:30", "9h30 ngày 1/12/2023", "28-02-2022 07:15:00 AM",
"Fri, 04/05/2018 10:00 | GMT +7", "Được đăng: 20 Tháng 9 2022", "07:40 SA", "2026-11-18+0707:40:00" (NukeViet's broken
ISO: the first ten characters are right). Everything without a zone is Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from parwatch_core.text import strip_marks
from parwatch_core.zones import VIETNAM

_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10}
_MONTHS |= {"nov": 11, "dec": 12}
_MONTHS |= {
    "gieng": 1,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
    "muoi hai": 12,
    "chap": 12,
}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5}
_WEEKDAYS |= {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}

_ISO = re.compile(
    r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}(?![\d:]))?)?", re.I
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-])")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_WORDS = re.compile(
    r"\b(\d{1,2})(?:\s*,)?\s+thang\s+(\d{1,2}|muoi (?:mot|hai)|muoi|gieng|mot|hai|ba|tu|nam|sau|bay|tam|chin|chap)"
    r"\s*,?\s*(?:nam\s+)?(\d{4})"
)
_ENGLISH = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?[\s.-]+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s.,-]+"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})\b"
)
_CLOCK = re.compile(
    r"(?<![\d/])(\d{1,2})\s?(?::|h|gio|g)\s?(\d{2})?(?::(\d{2}))?(?!\d)(?:\s?phut)?(?:\s*(sa|ch|am|pm|a\.m|p\.m)\b)?"
)
_OFFSET = re.compile(r"(?:gmt|utc)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")
_WEEKDAY = re.compile(r"\b(?:thu\s+(hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn)|(mon|tue|wed|thu|fri|sat|sun)[a-z]*)\b")
_LABEL = re.compile(
    r"^\W*(?:(?:ngay|thoi gian|cap nhat|duoc dang|dang|published|posted|updated|xuat ban|ngay (?:dang|cap nhat|gui|tao"
    r"|xuat ban|ban hanh|viet|dang tin)|dang (?:ngay|luc|boi.{0,30})|cap nhat (?:luc|ngay)|date|on|luc|gio|vao luc|"
    r"(?:submitted )?by .{0,30}|last updated|da dang|dang tai|tin dang)\b\s*:?\s*(?:luc|ngay|on)?\W*)*\W*"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC; `precise` is false when the source gave a day only (then it is midnight in Viet Nam)."""

    at: datetime
    precise: bool


def parse(text: str) -> Moment | None:
    """The first plausible date of a short text; None where there is none. Years from 1990 to 2099 count."""
    if not text or not any(character.isdigit() for character in text):
        return None
    folded = strip_marks(text[:300]).lower()
    if match := _ISO.search(folded):
        return _from_iso(match)
    day, span = _day(folded)
    if day is None:
        return None
    return _at(day, folded[: span[0]] + " " + folded[span[1] :])


def _from_iso(match: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone = match.groups()
    date = _valid(int(year), int(month), int(day))
    if date is None:
        return None
    # NukeViet prints "+0707:40:00" for the time: the day is right and the rest is noise.
    if hour is None or not (int(hour) < 24 and int(minute) < 60):
        return _midnight(date)
    moment = date.replace(hour=int(hour), minute=int(minute), second=min(59, int(second or 0)), tzinfo=_zone(zone))
    return Moment(moment.astimezone(UTC), True)


def _zone(text: str | None) -> timezone:
    if not text:
        return VIETNAM
    if text == "z":
        return timezone.utc  # noqa: UP017 - the annotation is timezone
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=min(hours, 14), minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _day(folded: str) -> tuple[datetime | None, tuple[int, int]]:
    """The day without its time, and where it stands."""
    for pattern, reader in (
        (_WORDS, _from_words),
        (_NUMERIC, _from_numbers),
        (_YEAR_FIRST, _from_year_first),
        (_ENGLISH, _from_english),
    ):
        for match in pattern.finditer(folded):
            date = reader(match, folded)
            if date is not None:
                return date, match.span()
    return None, (0, 0)


def _from_words(match: re.Match[str], folded: str) -> datetime | None:
    day, month, year = match.groups()
    return _valid(int(year), int(month) if month.isdigit() else _MONTHS[month], int(day))


def _from_numbers(match: re.Match[str], folded: str) -> datetime | None:
    """Day first; month first only where day first is impossible or a weekday beside it says so."""
    first, _, second, year = match.groups()
    number = int(year) + (2000 if len(year) == 2 else 0)
    usual, swapped = _valid(number, int(second), int(first)), _valid(number, int(first), int(second))
    weekday = _weekday(folded)
    if usual and swapped and weekday is not None and usual.weekday() != weekday == swapped.weekday():
        return swapped
    return usual or swapped


def _from_year_first(match: re.Match[str], folded: str) -> datetime | None:
    year, _, month, day = match.groups()
    return _valid(int(year), int(month), int(day))


def _from_english(match: re.Match[str], folded: str) -> datetime | None:
    before, month, after, year = match.groups()
    day = before or after
    return _valid(int(year), _MONTHS[month], int(day)) if day else None


def _weekday(folded: str) -> int | None:
    match = _WEEKDAY.search(folded)
    if match is None:
        return None
    return 6 if match.group(2) else _WEEKDAYS[match.group(1) or match.group(3)]


def _valid(year: int, month: int, day: int) -> datetime | None:
    if not (1990 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    try:
        return datetime(year, month, day, tzinfo=VIETNAM)
    except ValueError:
        return None


def _midnight(date: datetime) -> Moment:
    return Moment(date.astimezone(UTC), False)


def _at(date: datetime, rest: str) -> Moment:
    """The day with the clock time found beside it, if there is one."""
    for match in _CLOCK.finditer(_OFFSET.sub(" ", rest)):
        hour, minute, second = int(match.group(1)), int(match.group(2) or 0), int(match.group(3) or 0)
        half = (match.group(4) or "").replace(".", "")
        if half in ("ch", "pm") and hour < 12:
            hour += 12
        elif half in ("sa", "am") and hour == 12:
            hour = 0
        if hour < 24 and minute < 60 and second < 60:
            local = date.replace(hour=hour, minute=minute, second=second, tzinfo=_stated_zone(rest))
            return Moment(local.astimezone(UTC), True)
    return _midnight(date)


def _stated_zone(rest: str) -> timezone:
    match = _OFFSET.search(rest)
    if match is None:
        return VIETNAM
    offset = timedelta(hours=min(14, int(match.group(2))), minutes=int(match.group(3) or 0))
    return timezone(-offset if match.group(1) == "-" else offset)


_DIGIT = re.compile(r"\d")
_ROW = 160
_COUNTERS = re.compile(
    r"(?:(?:số )?(?:lượt|lần) (?:xem|đọc|truy cập)|đã xem|(?:\d[\d.]* )?views?\b|xem:"
    r"|\d[\d.]*\s+lượt|tác giả|người (?:đăng|viết|gửi)|(?:được )?(?:đăng|viết|gửi) bởi|in bài|nguồn)",
    re.IGNORECASE,
)
# One of these stands in whatever _COUNTERS finds.
_COUNTER_WORDS = ("lượt", "lần ", "đã xem", "view", "xem:", "tác giả", "người ", " bởi", "in bài", "nguồn")


def stamp(text: str) -> str:
    """The part of a meta row that can be a date: counters and names behind it do not count as words."""
    # What stands behind so many characters is behind no date that stands alone. The words are looked for first: the
    # pattern takes twenty times as long, and most lines have none of them.
    head = text[:_ROW].lower()
    if not _DIGIT.search(head) or not any(map(head.__contains__, _COUNTER_WORDS)):
        return text
    match = _COUNTERS.search(text, 0, _ROW)
    return text if match is None else text[: match.start()].rstrip(" |•·–-")


_SECTION = re.compile(r"(?:^|[/|•·,;-])\s*(?:danh mục|chuyên mục|thể loại|mục)\s*:.*$", re.IGNORECASE)


def without_date(text: str) -> str | None:
    """What a row with a date and a clock time says besides ("Minh Châu"); None for a row without both."""
    text = _SECTION.sub("", text)
    folded = strip_marks(text).lower()
    if len(folded) != len(text):  # positions would not agree
        return None
    date, span = _day(folded)
    if date is None:
        return None
    rest, plain = f"{text[: span[0]]} {text[span[1] :]}", f"{folded[: span[0]]} {folded[span[1] :]}"
    timed = False
    for pattern in (_OFFSET, _CLOCK, _WEEKDAY):
        # "Thu" is Thursday only with a comma behind it: else it is a given name.
        found = (match for match in pattern.finditer(plain) if pattern is not _WEEKDAY or not _is_given_name(match))
        spans = [match.span() for match in found]
        timed = timed or (pattern is _CLOCK and bool(spans))
        for start, end in reversed(spans):
            rest, plain = f"{rest[:start]} {rest[end:]}", f"{plain[:start]} {plain[end:]}"
    again, span = _day(plain) if timed else (None, span)
    if again is not None:  # the day of the last edit
        rest, plain = f"{rest[: span[0]]} {rest[span[1] :]}", f"{plain[: span[0]]} {plain[span[1] :]}"
    label = _LABEL.match(plain)
    return rest[label.end() if label else 0 :].strip(" ,;:.|/•·–-()'’") if timed else None


def _is_given_name(match: re.Match[str]) -> bool:
    return match.group(3) is not None and match.string[match.end() : match.end() + 1] not in (",", ".")


_FIELDS = re.compile(
    r"(?:(?:đóng góp|viết|đăng|gửi) bởi|xuất bản|lần sửa cuối|(?:sửa|cập nhật)(?: lần)?(?: cuối)?|danh mục|chuyên mục"
    r"|last (?:updated|modified)|published|posted|updated)\b:?",
    re.IGNORECASE,
)
"""Labels of a meta row, which are none of its words."""


def is_meta_row(text: str) -> bool:
    """Whether a line is a date, or a date with its time and little else: a name, a section, tools."""
    if len(text) > _LONGEST_ROW or text.endswith("…") or not _DIGIT.search(text):
        return False
    if is_date_line(stamp(text).strip("() ")):
        return True
    if text.endswith("."):
        return False
    rest = without_date(stamp(text))
    rest = without_date(text) if rest is None else rest
    rest = _after_day(text) if rest is None else rest
    return rest is not None and len(_FIELDS.sub("", rest)) <= _LONGEST_REST


def _after_day(text: str) -> str | None:
    """What follows a row's day in figures ("06.11.2026 Tin hoạt động"): no sentence begins so."""
    date, span = _day(strip_marks(text).lower())
    return text[span[1] :] if date is not None and span[0] == 0 and text[0].isdigit() else None


_LONGEST_ROW, _LONGEST_REST = 160, 60


def is_date_line(text: str) -> bool:
    """Whether a line holds a date (and time, weekday, label) and no other words."""
    if len(text) > 80 or not _DIGIT.search(text):
        return False
    folded = strip_marks(text).lower()
    date, span = _day(folded)
    if date is None and (iso := _ISO.search(folded)):
        span = iso.span()
    elif date is None:
        return False
    rest = _OFFSET.sub(" ", folded[: span[0]] + " " + folded[span[1] :])
    rest = _WEEKDAY.sub(" ", _CLOCK.sub(" ", rest).replace("'", " ").replace("’", " "))
    return len(re.findall(r"[^\W\d_]", _LABEL.sub("", rest.strip()))) <= 3
