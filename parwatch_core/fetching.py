"""How a fetch can end. The names are kept in the database and shown to people: never rename one."""

from __future__ import annotations

from enum import StrEnum


class FetchStatus(StrEnum):
    """The named outcome of one fetch. Good: OK and NOT_MODIFIED; everything else is a failure with its own pace."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"

    # the server could not be reached
    DNS = "dns"
    REFUSED = "refused"
    RESET = "reset"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    TLS_CHAIN = "tls_chain"
    TLS_EXPIRED = "tls_expired"
    TLS_HOST = "tls_host"
    TLS_LEGACY = "tls_legacy"
    TLS_OTHER = "tls_other"
    PROTOCOL = "protocol"

    # the server answered, and the answer is no page
    HTTP_GONE = "http_gone"
    HTTP_CLIENT = "http_client"
    HTTP_SERVER = "http_server"
    RATE_LIMITED = "rate_limited"
    REDIRECT_LOOP = "redirect_loop"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_TYPE = "bad_type"
    EMPTY = "empty"

    # the answer is a page, but not the one that was asked for
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    MAINTENANCE = "maintenance"
    LOGIN = "login"
    SOFT_404 = "soft_404"
    NEEDS_JS = "needs_js"
    HOSTILE = "hostile"

    # we did not ask
    ROBOTS = "robots"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    PRIVATE_ADDRESS = "private_address"
    BAD_URL = "bad_url"

    @property
    def good(self) -> bool:
        """Whether the source answered as it should."""
        return self in (FetchStatus.OK, FetchStatus.NOT_MODIFIED)

    @property
    def permanent(self) -> bool:
        """Whether the same request would fail the same way for a long time; the pace then is the slowest."""
        return self in _PERMANENT

    @property
    def advice(self) -> str:
        """What the operator can do about it, as a clause; empty for what is good."""
        return _ADVICE.get(self, "")


_MOVED = "check the address: many portals were merged or moved in July 2025"
_LATER = "often it comes back by itself, try again later"
_ADVICE = {
    FetchStatus.DNS: _MOVED,
    FetchStatus.HTTP_GONE: _MOVED,
    FetchStatus.SOFT_404: _MOVED,
    FetchStatus.REFUSED: "the portal is down, or it refuses this network",
    FetchStatus.UNREACHABLE: "the portal is down, or it refuses this network",
    FetchStatus.TIMEOUT: "the portal is slow, or it refuses this network",
    FetchStatus.TLS_CHAIN: "the certificate chain is incomplete: set ca to a file with the missing certificate",
    FetchStatus.TLS_EXPIRED: "the portal's certificate has expired: only its administrator can renew it",
    FetchStatus.TLS_HOST: "the certificate is for another host: check the address",
    FetchStatus.TLS_LEGACY: 'the portal speaks only old TLS: set tls = "legacy" for this source',
    FetchStatus.CHALLENGE: 'the portal asks for a browser; if it is a cookie page, set challenge = "cookie"',
    FetchStatus.BLOCKED: "a firewall in front of the portal refuses us: ask its administrator",
    FetchStatus.LOGIN: "the page asks for a login: use the address of the public news page",
    FetchStatus.NEEDS_JS: "the page is empty without JavaScript: set feed to the portal's feed",
    FetchStatus.ROBOTS: "the portal's robots.txt forbids it: ask its administrator",
    FetchStatus.PRIVATE_ADDRESS: "private addresses are refused: PARWATCH_ALLOW_NETWORKS admits a network",
    FetchStatus.BAD_TYPE: "use the address of a web page or a feed",
    FetchStatus.RESET: f"the portal, or a firewall before it, cuts the connection: {_LATER}",
    FetchStatus.TLS_OTHER: "the handshake failed: check ca if it is set, else tell the portal's administrator",
    FetchStatus.PROTOCOL: "the answer is not valid HTTP: tell the portal's administrator",
    FetchStatus.HTTP_CLIENT: "the portal refuses this address: compare with what a browser shows",
    FetchStatus.HTTP_SERVER: f"the portal itself fails: {_LATER}",
    FetchStatus.RATE_LIMITED: "the portal asks for fewer requests: set every to a longer time",
    FetchStatus.REDIRECT_LOOP: "use the address that a browser shows in the end",
    FetchStatus.TRUNCATED: f"the answer broke off: {_LATER}",
    FetchStatus.TOO_LARGE: "use the address of a smaller page, or of the feed",
    FetchStatus.BAD_ENCODING: f"the answer cannot be decompressed: {_LATER}",
    FetchStatus.EMPTY: f"the answer has no content: {_LATER}",
    FetchStatus.MAINTENANCE: f"the portal is being worked on: {_LATER}",
    FetchStatus.HOSTILE: "the page is built to exhaust its reader: use another address of the portal",
    FetchStatus.ROBOTS_UNAVAILABLE: f"nothing is asked for while robots.txt cannot be read: {_LATER}",
    FetchStatus.BAD_URL: "write the address in full, such as https://example.gov.vn/",
}

_PERMANENT = frozenset(
    {
        FetchStatus.HTTP_GONE,
        FetchStatus.ROBOTS,
        FetchStatus.PRIVATE_ADDRESS,
        FetchStatus.BAD_URL,
        FetchStatus.TLS_EXPIRED,
        FetchStatus.TLS_HOST,
        FetchStatus.TLS_CHAIN,
        FetchStatus.TLS_LEGACY,
        FetchStatus.HOSTILE,
    }
)
