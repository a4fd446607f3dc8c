"""Pages that answer 200 and are not the page: blockers, browser checks, maintenance, login, "not found". Pure.

Measured costs decide the order: a real page has many links and is let through after its title was read; only a page
with few links is searched for marks. A mark alone proves nothing (an article may quote "Request Rejected", and
several firewalls put their script into every good page), so marks count on nearly bare pages only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parwatch_core.fetching import FetchStatus
from parwatch_core.text import nfc, squeeze, unescape

# Beyond this many links a page is somebody's content: fault pages link to the home page and a hotline.
_MOST_LINKS = 8
_MOST_BYTES = 262_144
_TITLE_WITHIN = 16_384
_COOKIE_STUB_BYTES = 4_096
_STUB_TEXT = 40
_SHELL_TEXT = 200

_TITLE = re.compile(rb"<title[^>]*>(.{0,400}?)</title\s*>", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(rb"<(script|style|template|noscript|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.DOTALL)
# No "<" inside: a page of bare "<" must not be scanned to its end for each of them.
_TAG = re.compile(rb"<[^<>]*>")
_COOKIE_VALUE = rb"[^;\"'\\\x00-\x20\x7f-\xff]{0,512}"
_SET_COOKIE = re.compile(
    rb"document\.cookie\s*=\s*[\"']\s*([\w.-]{1,64})=(%b)" % _COOKIE_VALUE,
    re.IGNORECASE,
)
_MOUNT = re.compile(
    rb"<(div|main)\b[^<>]{0,300}\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|q-app|main-app)[\"']?[^<>]{0,300}>\s*</\1>"
    rb"|<app-root[^<>]{0,300}>\s*(?:</app-root>|<(?:div|img|span)[^<>]{0,300}(?:load|spin))",
    re.IGNORECASE,
)
_FRAME = re.compile(rb"<i?frame\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a page is instead of content. `name` is for people: the product or the words that gave it away."""

    status: FetchStatus
    name: str


@dataclass(frozen=True, slots=True)
class _TitleRule:
    pattern: re.Pattern[str]
    fault: Fault
    most_text: int | None = None  # characters that a person would see; None: the title alone is proof
    also: bytes = b""  # must occur in the page, in lower case


@dataclass(frozen=True, slots=True)
class _Mark:
    needles: tuple[bytes, ...]  # all of them, in the lower-cased markup
    fault: Fault
    most_text: int = 1_200


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]  # somewhere in what a person sees, folded
    fault: Fault
    most_text: int


def _rule(pattern: str, status: FetchStatus, name: str, most_text: int | None = None, also: bytes = b"") -> _TitleRule:
    return _TitleRule(re.compile(pattern), Fault(status, name), most_text, also)


# On folded titles (NFC, lower case, blanks collapsed).
_TITLE_RULES = (
    _rule(r"hãy đợi", FetchStatus.RATE_LIMITED, "flood blocker", 800),
    _rule(r"(just a moment|một chút thôi|chờ một chút)\W*$", FetchStatus.CHALLENGE, "Cloudflare browser check", 2_000),
    _rule(r"attention required! \| cloudflare", FetchStatus.BLOCKED, "Cloudflare block", 4_000),
    _rule(r"ddos-guard|ddos protection", FetchStatus.CHALLENGE, "DDoS protection", 1_000),
    _rule(r"(request rejected|the requested url was rejected)", FetchStatus.BLOCKED, "F5 firewall", 1_000),
    _rule(
        r"(access denied|403 forbidden|forbidden|truy cập bị (chặn|từ chối))\W*$",
        FetchStatus.BLOCKED,
        "access denied",
        1_500,
    ),
    _rule(r"(web page blocked|sucuri website firewall)", FetchStatus.BLOCKED, "web firewall", 3_000),
    _rule(
        r".*(bảo trì|đang nâng cấp|tạm ngừng hoạt động|maintenance|under construction|be right back|coming soon)",
        FetchStatus.MAINTENANCE,
        "maintenance page",
        1_000,
    ),
    _rule(
        r"(lỗi|error|http)?\W*(truy cập\W*)?(404|410)(\W|$)|.*(404 not found|lỗi 404|error 404)|page not found"
        r"|(the )?page (you .{0,40})?(can ?not|could not) be found"
        r"|(không|chưa) (tìm )?thấy (trang|nội dung|bài viết|đường dẫn|liên kết)|trang .{0,40}không tồn tại",
        FetchStatus.SOFT_404,
        "not-found page",
        20_000,
    ),
    _rule(
        r"(error establishing a database connection|database error|lỗi (kết nối )?(cơ sở dữ liệu|csdl|máy chủ)"
        r"|runtime error|server error|(http )?(error )?50[0234]\b|service unavailable|bad gateway|gateway time-?out)",
        FetchStatus.HTTP_SERVER,
        "server error page",
        3_000,
    ),
    _rule(
        r"((thành viên|cán bộ|quản trị( viên)?) )?(đăng nhập|login|log in|sign in|signin)"
        r"( (hệ thống|tài khoản|thành viên|quản trị))?\s*($|[-–—|:»])",
        FetchStatus.LOGIN,
        "login page",
        None,
        b"password",
    ),
)

_MARKS = (
    _Mark((b"floodblocker",), Fault(FetchStatus.RATE_LIMITED, "flood blocker")),
    _Mark((b"slowaes.decrypt",), Fault(FetchStatus.CHALLENGE, "aes.js cookie challenge")),
    _Mark((b"_cf_chl_opt",), Fault(FetchStatus.CHALLENGE, "Cloudflare browser check"), 2_000),
    _Mark((b"awswafcookiedomainlist",), Fault(FetchStatus.CHALLENGE, "AWS WAF challenge")),
    _Mark((b"sucuri_cloudproxy_js",), Fault(FetchStatus.CHALLENGE, "Sucuri challenge")),
    _Mark((b"captcha-delivery.com",), Fault(FetchStatus.CHALLENGE, "DataDome challenge")),
    _Mark((b"px-captcha",), Fault(FetchStatus.CHALLENGE, "HUMAN challenge")),
    _Mark((b"_incapsula_resource",), Fault(FetchStatus.CHALLENGE, "Imperva challenge"), 300),
    _Mark((b"g-recaptcha",), Fault(FetchStatus.CHALLENGE, "captcha"), 400),
    _Mark((b"h-captcha",), Fault(FetchStatus.CHALLENGE, "captcha"), 400),
    _Mark((b"cf-turnstile",), Fault(FetchStatus.CHALLENGE, "captcha"), 400),
    _Mark((b"fortigate",), Fault(FetchStatus.BLOCKED, "Fortinet firewall")),
    _Mark((b"fortiweb",), Fault(FetchStatus.BLOCKED, "Fortinet firewall")),
)


def _words(pattern: str, status: FetchStatus, name: str, most_text: int) -> _Words:
    return _Words(re.compile(pattern), Fault(status, name), most_text)


_WORDS = (
    _words(r"từ chối truy cập.*đợi|đợi.*từ chối truy cập", FetchStatus.RATE_LIMITED, "flood blocker", 800),
    _words(r"checking your browser", FetchStatus.CHALLENGE, "browser check", 1_200),
    _words(r"incapsula incident id", FetchStatus.BLOCKED, "Imperva firewall", 1_200),
    _words(r"reject.*support id|support id.*reject", FetchStatus.BLOCKED, "F5 firewall", 800),
    _words(r"viettel (waf|cloudrity)", FetchStatus.BLOCKED, "Viettel WAF", 1_500),
    _words(r"web application firewall|mod_?security", FetchStatus.BLOCKED, "web firewall", 800),
    _words(r"\battack id\b", FetchStatus.BLOCKED, "Fortinet firewall", 800),
    _words(
        r"(hệ thống|website|trang|cổng|máy chủ)\b.{0,80}đang (được |trong quá trình |tạm dừng để )?(bảo trì|nâng cấp)"
        r"|(bảo trì|nâng cấp) hệ thống.*quay lại|under maintenance",
        FetchStatus.MAINTENANCE,
        "maintenance page",
        400,
    ),
)

_COOKIE_STUB = Fault(FetchStatus.CHALLENGE, "cookie-and-reload challenge")
_SHELL = Fault(FetchStatus.NEEDS_JS, "empty JavaScript shell")
_BARE = Fault(FetchStatus.EMPTY, "page without text")


def recognise(body: bytes) -> Fault | None:
    """The fault that this page is; None: nothing speaks against it."""
    if len(body) > _MOST_BYTES:
        return None
    title = _title(body)
    by_title = next((rule for rule in _TITLE_RULES if title and rule.pattern.match(title)), None)
    bare = _is_bare(body)
    if by_title is None and not bare:
        return None
    seen = visible_text(body)
    length = _letters(seen)
    if by_title is not None and _holds(by_title, body, length, bare=bare):
        return by_title.fault
    return _by_words(seen, length) or _by_marks(body, length) if bare else None


def shell(body: bytes) -> Fault | None:
    """NEEDS_JS for a page whose content is made by a script, EMPTY for one without any text; both for pages only.

    A frame is content of its own: old portals are a frameset without a word.
    """
    if len(body) > _MOST_BYTES or not _is_bare(body):
        return None
    length = visible_length(body)
    if length <= _SHELL_TEXT and _MOUNT.search(body):
        return _SHELL
    if length > _STUB_TEXT or _FRAME.search(body):
        return None
    if b"<a " in body or b"<A " in body:
        return None
    return _SHELL if b"<script" in body.lower() and length == 0 else _BARE


def cookie(body: bytes) -> str | None:
    """The `name=value` that a cookie-and-reload page wants to see; None: this is no such page."""
    if len(body) > _COOKIE_STUB_BYTES or b"location" not in body:
        return None
    found = _SET_COOKIE.search(body)
    if found is None or not found.group(2).isascii() or visible_length(body) > _SHELL_TEXT:
        return None
    return f"{found.group(1).decode()}={found.group(2).decode()}"


def visible_text(body: bytes) -> str:
    """What a person would see, folded (NFC, lower case, blanks collapsed); tags, scripts and the title are left out."""
    return _folded(_TAG.sub(b" ", _UNSEEN.sub(b" ", _TITLE.sub(b" ", body, count=1))))


def visible_length(body: bytes) -> int:
    """How many characters of `visible_text` are no blanks."""
    return _letters(visible_text(body))


def _is_bare(body: bytes) -> bool:
    """Whether the page has few links. Stops at the first too many: real pages have them in their menu."""
    for link in (b"<a ", b"<A "):
        at = -1
        for _ in range(_MOST_LINKS + 1):
            at = body.find(link, at + 1)
            if at < 0:
                break
        else:
            return False
    return True


def _title(body: bytes) -> str:
    found = _TITLE.search(body, 0, _TITLE_WITHIN)
    return _folded(found.group(1)) if found else ""


def _folded(raw: bytes) -> str:
    return squeeze(nfc(unescape(raw.decode("utf-8", "replace")))).lower()


def _letters(seen: str) -> int:
    return len(seen) - seen.count(" ")


def _holds(rule: _TitleRule, body: bytes, length: int, *, bare: bool) -> bool:
    if rule.also and rule.also not in body.lower():
        return False
    # A not-found or login page may wear the whole site around it; every other fault page is nearly bare.
    dressed = rule.fault.status in (FetchStatus.SOFT_404, FetchStatus.LOGIN)
    return (bare or dressed) and (rule.most_text is None or length <= rule.most_text)


def _by_marks(body: bytes, length: int) -> Fault | None:
    if cookie(body) is not None:
        return _COOKIE_STUB
    lowered = body.lower()
    for mark in _MARKS:
        if length <= mark.most_text and all(needle in lowered for needle in mark.needles):
            return mark.fault
    return None


def _by_words(seen: str, length: int) -> Fault | None:
    return next((words.fault for words in _WORDS if length <= words.most_text and words.pattern.search(seen)), None)
