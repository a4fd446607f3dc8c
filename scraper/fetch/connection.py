"""Bytes on the wire: the only module that imports httpx and httpcore.

httpx reads addresses (IDNA, percent-encoding, joining); its transport, httpcore, is used without httpx's client,
whose redirects, cookies, decoders and URL logging would all have to be switched off again: that halves the CPU of a
small request. The guard sits in httpcore's network backend, below redirects and keep-alive: names are resolved
here, and the address that was checked is the address that is connected to, so a name cannot change between check
and use.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpcore
import httpx

from parwatch_core.errors import FetchError
from parwatch_core.fetching import FetchStatus
from parwatch_core.source import TlsMode
from scraper import guard
from scraper.fetch import compression, failures, trust

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# Below the 5 s after which Apache, Node and uvicorn close an idle connection: none dies under our request. Nothing
# idles from one poll to the next, so 500 sources hold no more than these sockets.
_KEEPALIVE_SECONDS = 4.0
# More than polls run at once: a poll rests between two requests to its host, and another handshake costs both sides
# more than an idle connection does.
_IDLE_CONNECTIONS = 40
# Connecting may take this share of the deadline; silence until then is "unreachable from here", not "slow".
_CONNECT_SHARE = 0.6
_MANY_ADDRESSES = 4
# An address that is not the last one gets this long: a dead IPv6 route must not eat the deadline.
_FIRST_TRIES_SECONDS = 4.0

_NETWORK_ERRORS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Target:
    """An address ready to be asked: `url` without fragment, `host` in lower case and IDNA."""

    url: str
    scheme: str
    host: str
    port: int
    netloc: bytes
    path: bytes

    @property
    def origin(self) -> str:
        """Scheme, host and port: the reach of a robots.txt."""
        return f"{self.scheme}://{self.host}:{self.port}"


def target(url: str, base: str | None = None) -> Target:
    """Read an address, against `base` where it is relative. Raises FetchError BAD_URL."""
    try:
        parsed = _parsed(url, base)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(FetchStatus.BAD_URL, f"not an address: {error}", url=url) from error
    if parsed.scheme not in ("http", "https") or not parsed.raw_host:
        raise FetchError(FetchStatus.BAD_URL, "not an http or https address", url=url)
    if parsed.userinfo:
        raise FetchError(FetchStatus.BAD_URL, "an address with a user name is not fetched", url=url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    if not 0 < port < 65_536:
        raise FetchError(FetchStatus.BAD_URL, f"no port has the number {port}", url=url)
    host = parsed.raw_host.decode("ascii").lower()
    return Target(str(parsed), parsed.scheme, host, port, parsed.netloc, parsed.raw_path)


def _parsed(url: str, base: str | None) -> httpx.URL:
    """The address without its fragment. Raises InvalidURL and ValueError."""
    try:
        parsed = httpx.URL(url.strip()) if base is None else httpx.URL(base).join(url.strip())
    except (httpx.InvalidURL, ValueError):
        if (spelled := _spelled_out(url)) is None:
            raise
        parsed = httpx.URL(spelled)
    return parsed.copy_with(fragment=None) if parsed.fragment else parsed


def _spelled_out(url: str) -> str | None:
    """The address with an octal or otherwise odd spelling of an IPv4 host made plain, so that the guard can name it."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return None
    literal = guard.literal(host)
    return url.replace(host, str(literal), 1) if literal is not None and str(literal) != host else None


@dataclass(frozen=True, slots=True)
class Limits:
    """`cap`: most bytes, on the wire and decompressed; more is a failure. `enough`: bytes after which reading stops.

    `unpack`: a body that is a gzip file is handed over unpacked (sitemap.xml.gz, and pages that do not say so).
    """

    cap: int
    enough: int | None = None
    unpack: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as it came, decompressed. `headers` has lower-case names; of repeated ones the last counts."""

    target: Target
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes


class Connection:
    """The pools of connections: one for plain HTTP and one for each (tls, ca) that is used, opened when needed."""

    def __init__(self, allowed: tuple[guard.Network, ...], resolve: Resolve | None, deadline: float) -> None:
        self._backend = _GuardedBackend(allowed, resolve or _getaddrinfo)
        self._timeout = {"connect": deadline * _CONNECT_SHARE}
        self._pools: dict[tuple[str, TlsMode, str | None], httpcore.AsyncConnectionPool] = {}

    async def aclose(self) -> None:
        """Close every connection."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.aclose()

    async def get(
        self,
        target: Target,
        headers: list[tuple[bytes, bytes]],
        tls: tuple[TlsMode, str | None],
        limits: Callable[[int], Limits],
        unwanted: Callable[[bytes], bool],
    ) -> Answer:
        """One GET, without redirects and without a deadline (the caller's).

        `limits` is asked once the HTTP status is known; a body whose first bytes are `unwanted` is left unread. Raises
        FetchError of the classes below HTTP, PRIVATE_ADDRESS, TRUNCATED, TOO_LARGE and BAD_ENCODING.
        """
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path),
            headers=[(b"Host", target.netloc), *headers],
            extensions={"timeout": self._timeout},
        )
        pool = self._pool(target, *tls)
        try:
            response = await pool.handle_async_request(request)
        except _NoConnectionError as error:
            raise FetchError(error.status, str(error), url=target.url) from error
        except _NETWORK_ERRORS as error:
            raise _failure(error, target, started=False) from error
        try:
            return await self._read(response, target, limits(response.status), unwanted)
        finally:
            await response.aclose()

    def _pool(self, target: Target, tls: TlsMode, ca: str | None) -> httpcore.AsyncConnectionPool:
        secure = target.scheme == "https"
        key = (target.scheme, tls if secure else TlsMode.STRICT, ca if secure else None)
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools[key] = httpcore.AsyncConnectionPool(
                ssl_context=_context(target, tls, ca) if secure else None,
                max_connections=None,  # the pacer bounds them: one a host; a queue here would eat the deadline
                max_keepalive_connections=_IDLE_CONNECTIONS,
                keepalive_expiry=_KEEPALIVE_SECONDS,
                network_backend=self._backend,
            )
        return pool

    async def _read(
        self, response: httpcore.Response, target: Target, limits: Limits, unwanted: Callable[[bytes], bool]
    ) -> Answer:
        headers = {name.lower().decode("latin-1"): _text(value) for name, value in response.headers}
        cookies = tuple(_text(value) for name, value in response.headers if name.lower() == b"set-cookie")
        try:
            body = await _body(response, headers, limits, unwanted)
            if body and limits.unpack:
                body = compression.gunzip(body, limits.cap)
        except compression.TooLargeError as error:
            raise FetchError(FetchStatus.TOO_LARGE, f"larger than {limits.cap} bytes", url=target.url) from error
        except compression.CorruptError as error:
            raise FetchError(FetchStatus.BAD_ENCODING, f"broken compression: {error}", url=target.url) from error
        except _NETWORK_ERRORS as error:
            raise _failure(error, target, started=True) from error
        if body is None:
            raise FetchError(FetchStatus.TRUNCATED, "the compressed body was cut", url=target.url)
        return Answer(target, response.status, headers, cookies, body)


async def _body(
    response: httpcore.Response, headers: dict[str, str], limits: Limits, unwanted: Callable[[bytes], bool]
) -> bytes | None:
    """The body within its limits; None where its compression has no end. Raises TooLargeError and CorruptError."""
    if limits.enough is None and _announced(headers) > limits.cap:
        raise compression.TooLargeError
    layer: compression.Decoder | None = None
    wire = compression.Allowance(limits.cap)
    body = bytearray()
    async with aclosing(response.aiter_stream()) as chunks:  # type: ignore[type-var]
        async for chunk in chunks:
            wire.spend(chunk)
            layer = layer or compression.decoder(headers.get("content-encoding", ""), chunk, limits.cap)
            first = not body
            body += layer.feed(chunk)
            if limits.enough is not None and len(body) >= limits.enough:
                return bytes(body[: limits.enough])
            if first and unwanted(bytes(body[:1024])):
                return bytes(body)
    return bytes(body) if layer is None or layer.complete() else None


def _announced(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _text(value: bytes) -> str:
    """Header bytes: UTF-8 where they are (Location with Vietnamese in it), else Latin-1 as the RFC has it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _context(target: Target, tls: TlsMode, ca: str | None) -> ssl.SSLContext:
    try:
        return trust.context(tls, ca)
    except OSError as error:
        message = f"the certificates in {ca} cannot be used: {failures.reason(error)}"
        raise FetchError(FetchStatus.TLS_OTHER, message, url=target.url) from error


def _failure(error: Exception, target: Target, *, started: bool) -> FetchError:
    """The class of a broken exchange. `started`: the head of the answer had arrived."""
    status = failures.classify(error)
    if isinstance(error, httpcore.RemoteProtocolError):
        # h11's and httpcore's own words are the only mark of a peer that went away in good form.
        if started and "complete message body" in str(error):
            status = FetchStatus.TRUNCATED
        elif not started and "disconnected" in str(error):
            status = FetchStatus.RESET
    elif status is FetchStatus.PROTOCOL and isinstance(error, httpcore.NetworkError):
        status = FetchStatus.RESET
    return FetchError(status, f"{target.host}: {failures.reason(error)}", url=target.url)


class _NoConnectionError(Exception):
    """No connection was opened."""

    def __init__(self, status: FetchStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


async def _getaddrinfo(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, asks the guard, and connects to exactly what it admitted."""

    def __init__(self, allowed: tuple[guard.Network, ...], resolve: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A stream to the first admitted address that answers. Raises _NoConnectionError."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._admitted(host, port)
                return await self._first(addresses, port)
        except TimeoutError as error:
            message = f"{host}: no connection within {timeout:.0f} s"
            raise _NoConnectionError(FetchStatus.UNREACHABLE, message) from error

    async def sleep(self, seconds: float) -> None:
        """Used by httpcore between retries, of which we ask none."""
        await self._inner.sleep(seconds)

    async def _admitted(self, host: str, port: int) -> list[str]:
        found = await self._addresses(host, port)
        admitted = [address for address in found if guard.admits(ip_address(address), self._allowed)]
        if not admitted:
            what = "a private or local address"
            message = f"{host} is {what}" if host == found[0] else f"{host} has {what}, {found[0]}"
            raise _NoConnectionError(FetchStatus.PRIVATE_ADDRESS, message)
        return admitted[:_MANY_ADDRESSES]

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        literal = guard.literal(host)
        if literal is not None:
            return [str(literal)]
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise _NoConnectionError(FetchStatus.DNS, f"no host is called {host}") from error
        except UnicodeError as error:
            raise _NoConnectionError(FetchStatus.BAD_URL, f"{host} is no host name") from error
        if not found:
            raise _NoConnectionError(FetchStatus.DNS, f"{host} has no address")
        return found

    async def _first(self, addresses: list[str], port: int) -> httpcore.AsyncNetworkStream:
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, timeout=_FIRST_TRIES_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port)
