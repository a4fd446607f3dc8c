"""The identity of a page: which addresses are the same page, and which belong to the same site.

Three forms, from the address that is fetched to the key that is compared:

    resolve(base, href)   what a browser would open: absolute, white space and fragment gone
    canonical(url)        the same page without tracking, session and view state; safe to fetch, and stored
    identity(url)         the key of novelty: canonical without the scheme and without a leading "www."

Portals answer on http and https, with and without "www.", and switch between them over the years; the same article
under both must not be told twice, so neither is part of the identity. Both stay in the canonical form, because a
portal may answer on one of them only. A trailing slash stays in both: NukeViet and WordPress redirect it away,
others serve another page there. Parameters keep their order, and `ItemID=12` and its like are kept: they are the page.

Rules after RFC 3986 (section 6.2.2) and the URL Standard; general libraries sort the query or drop `id` parameters.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from parwatch_core.text import nfc

_BLANK = re.compile(r"[\t\r\n]")
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"(%[0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PLAIN = re.compile(r"[\w.~!$&'()*+,;=:@/?-]*", re.ASCII)
_ROOTED = re.compile(r"/(?!/|\.|.*/\.)[\w.~!$&'()*+,=:@/?%-]*(?<!\?)", re.ASCII)
_BELOW = re.compile(r"(?!.*/\.)[\w-][\w~-]*(?:[./][\w~-]+)*", re.ASCII)
# Most addresses are canonical as they stand; told by one match they cost a tenth.
_SIMPLE = re.compile(
    r"https?://((?:[a-z0-9-]+\.)*[a-z0-9-]+(?::(?!80/|443/)[1-9][0-9]{0,4})?)/(?!.*/[./])(?![./])[\w.~/-]*", re.ASCII
)
_DOTS = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = "/?:@!$&'()*+,;=~%[]|"
_DEFAULT_PORTS = {"http": 80, "https": 443}

LONGEST = 8_192
"""Characters of an address and of its base. Servers refuse longer ones (RFC 9110, 4.1: at least 8,000 are taken)."""

# Parameters that say where a click came from or who clicked, never which page it is.
_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_(?:campaign|kwd|source)|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|zarsrc|"
    r"igshid|igsh|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|_openstat|jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|"
    r"doAsUserId|nv_redirect|redirect(?:_?url)?|back_?url|return_?(?:url|to))",
    re.IGNORECASE,
)
# Liferay: how a portlet is drawn and where "back" leads. Which portlet (p_p_id) and its own parameters are the page.
_VIEW_STATE = re.compile(
    r"p_p_(?:state(?:_rcv)?|mode|auth|isolated|width|cacheability|col_(?:id|pos|count))|p_l_back_url(?:_title)?|"
    r"_\w+_(?:redirect|backURL)",
    re.IGNORECASE,
)


def resolve(base: str, href: str) -> str | None:
    """The absolute http(s) address that `href` means on the page at `base`, without fragment; None: not a page."""
    if len(href) + len(base) > LONGEST:
        return None
    if _ROOTED.fullmatch(href) and (end := base.find("/", 8)) > 0:  # most links: spares 10 µs each
        return base[:end] + href
    if _BELOW.fullmatch(href) and _SIMPLE.fullmatch(base):
        return base[: base.rfind("/") + 1] + href
    href = _BLANK.sub("", href).strip()
    if not href or href[0] == "#":
        return None
    try:
        parts = urlsplit(urljoin(base, href))
    except ValueError:  # a broken IPv6 host and the like
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        return None
    return urlunsplit(parts._replace(fragment=""))


def canonical(url: str) -> str:
    """The one spelling of a page's address. Idempotent; an address that cannot be read comes back as it is."""
    if _SIMPLE.fullmatch(url):
        return url
    try:
        parts = urlsplit(_BLANK.sub("", url).strip())
        host = _host(parts.hostname, parts.port, parts.scheme)
    except ValueError:
        return url
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return url
    path = _path(parts.path)
    return urlunsplit((parts.scheme, host, path, _query(parts.query) if parts.query else "", ""))


def identity(url: str) -> str:
    """The key under which two addresses are the same page: `canonical` without scheme and leading "www."."""
    return canonical(url).partition("://")[2].removeprefix("www.")


def site(url: str) -> str:
    """The host that a site is known by: lower case, without "www.", with its port unless that is a default one."""
    if simple := _SIMPLE.fullmatch(url):
        return simple[1].removeprefix("www.")
    try:
        parts = urlsplit(url)
        host = _host(parts.hostname, parts.port, parts.scheme)
    except ValueError:
        return ""
    return host.removeprefix("www.")


def same_site(url: str, home: str) -> bool:
    """Whether both addresses have the same host, "www." aside. A subdomain is another site, as is another port."""
    own = site(home)
    return bool(own) and site(url) == own


def _host(name: str | None, port: int | None, scheme: str) -> str:
    """`name` in ASCII (IDNA) with the port where it is not the scheme's own. Raises ValueError on a broken name."""
    host = (name or "").rstrip(".")
    if not host.isascii():
        host = nfc(host).encode("idna").decode("ascii")  # which makes a blank of a no-break space
    if _NO_HOST.search(host):
        raise ValueError(f"no host has such a name: {host!r}")
    if ":" in host:
        host = f"[{host}]"
    # 80 on https and 443 on http are misspelt defaults only where the scheme says so; anything else is kept.
    return host if port is None or port == _DEFAULT_PORTS.get(scheme) else f"{host}:{port}"


def _path(path: str) -> str:
    if ";" in path:
        path = _PATH_SESSION.sub("", path)
    if _DOTS.search(path):
        path = _without_dots(path)
    return _spelled(path, _PATH_SAFE) or "/"


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4. (urljoin takes "//a/./b" for the address of a host.)"""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    end = "/" if segments[-1:] in (["."], [".."]) and kept else ""
    return f"/{'/'.join(kept)}{end}"


def _query(query: str) -> str:
    pairs = [pair for pair in query.split("&") if pair]
    names = [pair.partition("=")[0] for pair in pairs]
    kept = [pair for pair, name in zip(pairs, names, strict=True) if not _is_state(name, pair, names)]
    return "&".join(_spelled(pair, _QUERY_SAFE) for pair in kept)


def _is_state(name: str, pair: str, names: list[str]) -> bool:
    if _TRACKING.fullmatch(name) or _VIEW_STATE.fullmatch(name):
        return True
    if name == "p_p_lifecycle":  # 0 is the default, drawing; 1 and 2 do other things
        return pair.endswith("=0")
    if name == "p_p_id":  # names the portlet of the parameters "_<portlet>_..."; alone it selects nothing
        own = f"_{pair.partition('=')[2]}_"
        return not any(other.startswith(own) and not _VIEW_STATE.fullmatch(other) for other in names)
    return False


def _spelled(text: str, safe: str) -> str:
    """One percent-encoding: UTF-8 of the NFC form, upper-case hex, escaped only where it must be."""
    if _PLAIN.fullmatch(text):
        return text
    text = _ESCAPES.sub(_unescaped, _STRAY_PERCENT.sub("%25", text))
    # Piece by piece: a mark behind an escape ("%7C" and an acute) must not be composed with the escape's last digit.
    composed = "".join(part if place % 2 else nfc(part) for place, part in enumerate(_ESCAPE.split(text)))
    return quote(composed, safe=safe, errors="surrogatepass")


def _unescaped(match: re.Match[str]) -> str:
    """Escapes that need not be: letters and everything beyond ASCII. Bytes that are no UTF-8 stay escaped."""
    raw = unquote_to_bytes(match.group())
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return match.group().upper()
    return "".join(char if char in _UNRESERVED or ord(char) > 0x7F else f"%{ord(char):02X}" for char in text)
