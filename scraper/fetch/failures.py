"""An exception of the network -> the class that names it. Pure.

The classes are read from the whole chain of causes: the libraries between the socket and us wrap the error that
tells the truth up to four times.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from parwatch_core.fetching import FetchStatus

_BY_ERRNO = {
    errno.ECONNREFUSED: FetchStatus.REFUSED,
    errno.ECONNRESET: FetchStatus.RESET,
    errno.EPIPE: FetchStatus.RESET,
    errno.ECONNABORTED: FetchStatus.RESET,
    errno.ETIMEDOUT: FetchStatus.UNREACHABLE,
    errno.EHOSTUNREACH: FetchStatus.UNREACHABLE,
    errno.ENETUNREACH: FetchStatus.UNREACHABLE,
    errno.EHOSTDOWN: FetchStatus.UNREACHABLE,
    errno.ENETDOWN: FetchStatus.UNREACHABLE,
    errno.EADDRNOTAVAIL: FetchStatus.UNREACHABLE,
    errno.EAFNOSUPPORT: FetchStatus.UNREACHABLE,
}

# OpenSSL's X509_V_ERR_*, from x509_vfy.h; Python names none of them.
_EXPIRED = {9, 10}  # not yet valid, has expired
_HOST = {62, 64}  # host name, IP address
_WEAK = {66, 67, 68}  # end-entity key, CA key, CA digest below the security level
_CHAIN = {2, 18, 19, 20, 21, 22, 24, 25, 26, 27}  # no issuer, self-signed, unverified leaf, depth, not a CA, untrusted

# Reasons for which `tls = "legacy"` may help.
_LEGACY_REASONS = frozenset(
    {
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "UNSUPPORTED_PROTOCOL",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "DH_KEY_TOO_SMALL",
        "EE_KEY_TOO_SMALL",
        "CA_KEY_TOO_SMALL",
        "CA_MD_TOO_WEAK",
        "EE_MD_TOO_WEAK",
        "BAD_ECPOINT",
        "WRONG_SIGNATURE_TYPE",
        "UNSUPPORTED_SIGNATURE_TYPE",
        "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
        "NO_SUITABLE_SIGNATURE_ALGORITHM",
        "NO_CIPHERS_AVAILABLE",
        "INVALID_SIGNATURE_ALGORITHM",
    }
)


def classify(error: BaseException) -> FetchStatus:
    """The class of a failure below HTTP; PROTOCOL where no cause says more."""
    for cause in _causes(error):
        status = _one(cause)
        if status is not None:
            return status
    return FetchStatus.PROTOCOL


def reason(error: BaseException) -> str:
    """The innermost cause in words, one line."""
    innermost = list(_causes(error))[-1]
    return " ".join((str(innermost) or type(innermost).__name__).split())


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _one(cause: BaseException) -> FetchStatus | None:
    if isinstance(cause, ssl.SSLError):
        return _tls(cause)
    if isinstance(cause, socket.gaierror):
        return FetchStatus.DNS
    if isinstance(cause, OSError) and cause.errno in _BY_ERRNO:
        return _BY_ERRNO[cause.errno]
    if isinstance(cause, TimeoutError):
        return FetchStatus.TIMEOUT
    return None


def _tls(error: ssl.SSLError) -> FetchStatus:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error.verify_code)
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return FetchStatus.RESET
    return FetchStatus.TLS_LEGACY if error.reason in _LEGACY_REASONS else FetchStatus.TLS_OTHER


def _certificate(code: int) -> FetchStatus:
    if code in _EXPIRED:
        return FetchStatus.TLS_EXPIRED
    if code in _HOST:
        return FetchStatus.TLS_HOST
    if code in _WEAK:
        return FetchStatus.TLS_LEGACY
    return FetchStatus.TLS_CHAIN if code in _CHAIN else FetchStatus.TLS_OTHER
