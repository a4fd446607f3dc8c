"""An answer -> its class. Pure. Everything that is not plainly what was asked for is a fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from parwatch_core.fetching import FetchStatus
from scraper import challenge
from scraper.fetch.connection import Answer
from scraper.fetch.exchange import Request
from scraper.filetype import FileType, sniff

# A server that counts requests and names no time is left alone this long.
RATE_LIMIT_PAUSE = 60.0
_MOST_PAUSE = 24 * 3600.0

_BLANK = b"\xef\xbb\xbf \t\r\n\x00"
_LOGIN_PATH = re.compile(r"/(login|logon|signin|sign-in|dang-?nhap|cas|sso|auth)\b", re.IGNORECASE)
_UNWANTED: dict[str, tuple[FileType, ...]] = {
    "page": ("binary", "json"),
    "feed": ("binary", "html"),
    "sitemap": ("binary", "html"),
    "robots": (),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The class and one line for a person. `pause`: seconds for which the host wants to be left alone."""

    status: FetchStatus
    message: str
    pause: float | None = None


def judge(answer: Answer, request: Request, wall: float) -> Judgement:
    """The class of the last answer of a chain. `wall`: now in seconds since 1970, for a Retry-After that is a date."""
    if answer.status == 304:
        return _unchanged(request)
    if answer.status != 200:
        return _refusal(answer, wall)
    return _page(answer, request)


def _unchanged(request: Request) -> Judgement:
    if request.etag or request.last_modified:
        return Judgement(FetchStatus.NOT_MODIFIED, "not modified")
    return Judgement(FetchStatus.PROTOCOL, "304 to a question without validators")


def _refusal(answer: Answer, wall: float) -> Judgement:
    status = answer.status
    if 200 <= status < 300:
        return Judgement(FetchStatus.EMPTY, f"HTTP {status}, an answer without a page")
    if status < 400:
        return Judgement(FetchStatus.PROTOCOL, f"HTTP {status} that leads nowhere")
    pause = retry_after(answer, wall)
    if status == 429:
        return Judgement(
            FetchStatus.RATE_LIMITED, "HTTP 429, too many requests", RATE_LIMIT_PAUSE if pause is None else pause
        )
    fault = challenge.recognise(answer.body) if status not in (404, 410) else None
    return _with_fault(status, fault, pause)


def _with_fault(status: int, fault: challenge.Fault | None, pause: float | None) -> Judgement:
    told = (FetchStatus.CHALLENGE, FetchStatus.BLOCKED, FetchStatus.MAINTENANCE, FetchStatus.RATE_LIMITED)
    if fault is not None and fault.status in told:
        return Judgement(fault.status, f"HTTP {status}, {fault.name}", pause)
    if status in (404, 410):
        return Judgement(FetchStatus.HTTP_GONE, f"HTTP {status}")
    if status == 401:
        return Judgement(FetchStatus.LOGIN, "HTTP 401, a login is wanted")
    named = FetchStatus.HTTP_SERVER if status >= 500 else FetchStatus.HTTP_CLIENT
    return Judgement(named, f"HTTP {status}", pause)


def _page(answer: Answer, request: Request) -> Judgement:
    body = answer.body
    if not body[:64].strip(_BLANK) and not body.strip(_BLANK):
        return Judgement(FetchStatus.EMPTY, f"an empty body ({len(body)} bytes)")
    if request.kind == "robots":
        return Judgement(FetchStatus.OK, "ok")
    found = sniff(body)
    fault = _fault(answer, request, found)
    if fault is not None:
        pause = RATE_LIMIT_PAUSE if fault.status is FetchStatus.RATE_LIMITED else None
        return Judgement(fault.status, fault.name, pause)
    if found in _UNWANTED[request.kind]:
        said = answer.headers.get("content-type", "no type")
        return Judgement(FetchStatus.BAD_TYPE, f"{found} where a {request.kind} was expected ({said})")
    return Judgement(FetchStatus.OK, "ok")


def _fault(answer: Answer, request: Request, found: FileType) -> challenge.Fault | None:
    if found != "html" and found != "text":
        return None
    fault = challenge.recognise(answer.body)
    if fault is None and _LOGIN_PATH.search(answer.target.url) and not _LOGIN_PATH.search(request.url):
        fault = challenge.Fault(FetchStatus.LOGIN, f"led to the login page {answer.target.url}")
    if fault is None and request.kind == "page":
        fault = challenge.shell(answer.body)
    return fault


def is_stub(answer: Answer, judged: Judgement, request: Request) -> bool:
    """Whether this may be the bare page that some portals give to the first visit; the second may be real."""
    return (
        answer.status == 200 and request.kind == "page" and judged.status in (FetchStatus.EMPTY, FetchStatus.NEEDS_JS)
    )


def retry_after(answer: Answer, wall: float) -> float | None:
    """Seconds that the server asked for, within a day; None: it did not, or nothing readable.

    A date is measured against the server's own Date header where there is one: its clock may be wrong, the
    difference is not.
    """
    value = answer.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(float(value), _MOST_PAUSE)
    until = _moment(value)
    if until is None:
        return None
    now = _moment(answer.headers.get("date", "")) or wall
    return min(max(0.0, until - now), _MOST_PAUSE)


def _moment(value: str) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _aware(moment).timestamp()


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
