"""Which certificates are believed. There is no way to switch verification off, here or anywhere else."""

from __future__ import annotations

import ssl
import sys

import certifi
import truststore

from parwatch_core.source import TlsMode

# ssl.OP_LEGACY_SERVER_CONNECT got its name in Python 3.12; the bit is OpenSSL's.
_LEGACY_SERVER_CONNECT = 0x4


def context(tls: TlsMode, ca: str | None) -> ssl.SSLContext:
    """A client context: the roots of the system and of certifi, and those in the PEM file `ca`.

    LEGACY admits what old portals still speak (TLS 1.0, renegotiation without RFC 5746, short keys, SHA-1), with
    chain and host name checked all the same. Costs some 20 ms: made once and kept. Raises OSError (ssl.SSLError is
    one) where `ca` cannot be read or holds no certificate.
    """
    made = _system()
    made.load_verify_locations(cafile=certifi.where())
    if ca is not None:
        made.load_verify_locations(cafile=ca)
    if tls is TlsMode.LEGACY:
        _loosen(made)
    return made


def _system() -> ssl.SSLContext:
    # On Linux truststore only finds the files that OpenSSL finds, but reads them again for every connection.
    if sys.platform in ("darwin", "win32"):
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.create_default_context()


def _loosen(made: ssl.SSLContext) -> None:
    made.options |= _LEGACY_SERVER_CONNECT
    # MINIMUM_SUPPORTED is TLS 1.0 in every OpenSSL that Python 3.11 accepts, SSL 3 being off by its own option.
    made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    made.set_ciphers("DEFAULT:@SECLEVEL=0")
