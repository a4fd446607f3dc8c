"""The way out of a `[[channel]]`: e-mail, ntfy, webhooks, Discord and whatever else Apprise knows.

Apprise is an extra of the package and is imported when a channel is made. It says "sent" or "not sent" and writes the
rest into log lines, which hold addresses and with them passwords: nothing of a line is ever shown, it is only looked
through for what happened.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts import digest, render
from alerts.spans import shorten
from parwatch_core.errors import BadMessage, DeliveryError, ParwatchError
from parwatch_core.notice import Delivery

if TYPE_CHECKING:
    from apprise import Apprise

# Less than the claim on a row (parwatch.dispatch.LEASE_SECONDS): nobody else may send it meanwhile.
SECONDS = 90.0
_TITLE = 200
# Retries grow to an hour apart: the message itself was refused for some three days.
_REFUSED_ENOUGH = 80
_REFUSED_MESSAGE = frozenset({400, 413, 422})
# Nothing else in this process uses them.
_TALKERS = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib", "markdown")
_STATUS = re.compile(r"\berror=([1-5]\d\d)\b")
# What requests and urllib3 call a connection that was never made.
_NEVER_LEFT = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|Failed to establish a new connection|Connection refused"
    r"|CERTIFICATE_VERIFY_FAILED|Name or service not known|Failed to resolve"
)
_BROKE = re.compile(
    r"Connection aborted|RemoteDisconnected|Connection broken|IncompleteRead|read( operation)? timed out|reset by peer",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Apprise made of one message: whether it was accepted, whether time ran out, and what was logged."""

    sent: bool
    timed_out: bool
    log: str


class AppriseChannel:
    """Sends plain text to one address of Apprise. It has no message ids, so nothing that was sent is ever edited."""

    def __init__(self, name: str, address: str, *, seconds: float = SECONDS) -> None:
        """Raises ParwatchError where Apprise is not installed, or does not understand the address."""
        self._server = _server(name, address)
        self._seconds = seconds
        self._thread: threading.Thread | None = None

    async def deliver(self, delivery: Delivery) -> int | None:
        """Send one message. Raises DeliveryError; `maybe_sent` where the other side fell silent in the middle."""
        if delivery.message_id is not None:
            return delivery.message_id
        if self._thread and self._thread.is_alive():
            raise DeliveryError("the channel is still busy with the message before")
        title, body = words(delivery)
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._threaded(lambda: _notify(self._server, title, body))
        except TimeoutError:
            raise DeliveryError(f"no answer within {self._seconds:.0f} s", maybe_sent=True) from None
        if not answer.sent:
            raise _error(answer, delivery.attempt)
        return None

    async def _threaded(self, work: Callable[[], _Answer]) -> _Answer:
        """In a thread of its own, which keeps neither other channels nor the end of the process waiting."""
        promise: Future[_Answer] = Future()
        promise.set_running_or_notify_cancel()
        self._thread = threading.Thread(target=_fulfil, args=(promise, work), name="channel", daemon=True)
        self._thread.start()
        return await asyncio.wrap_future(promise)


def words(delivery: Delivery) -> tuple[str, str]:
    """Title and body in plain text. The first line of an alert says most, and is not said twice."""
    if delivery.others:
        text = digest.plain(delivery.notices, delivery.language)
    else:
        (text,) = render.plain(delivery.notice, delivery.language)
    first, _, rest = text.strip().partition("\n")
    if not rest.strip():
        return "", first
    title = shorten(first, _TITLE)
    return title, rest.strip() if title == first else text.strip()


def _server(name: str, address: str) -> Apprise:
    try:
        import apprise
    except ImportError:
        raise ParwatchError(
            f'[[channel]] {name!r} needs Apprise, which is not installed: pip install "parwatch[channels]"'
        ) from None
    _silence()
    asset = apprise.AppriseAsset(app_id="parwatch", app_desc="parwatch", async_mode=False)
    plugin = apprise.Apprise.instantiate(address, asset=asset)
    if plugin is None:
        raise ParwatchError(f"[[channel]] {name!r}: Apprise does not understand its address")
    if "overflow" not in address:
        # Text that a service has no room for follows in a second message; by default such a message is refused.
        plugin.overflow_mode = apprise.OverflowMode.SPLIT
    server = apprise.Apprise(asset=asset)
    server.add(plugin)
    return server


def _silence() -> None:
    """Apprise and what it sends with log addresses: their loggers lead nowhere.

    Apprise keeps the lines of a message with its result; for those that say how a connection ended it takes them all.
    """
    for name in _TALKERS:
        logger = logging.getLogger(name)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    logging.getLogger("apprise").setLevel(logging.DEBUG)


def _notify(server: Apprise, title: str, body: str) -> _Answer:
    result = server.notify(body=body, title=title, body_format="text", log_level=logging.DEBUG)
    log = "\n".join(str(entry.message) for entry in result.logs())
    return _Answer(bool(result), "timeout" in str(result.status).lower(), log)


def _fulfil(promise: Future[_Answer], work: Callable[[], _Answer]) -> None:
    """The boundary of a plugin's code: what it raises may hold the address, so only its kind is told."""
    try:
        promise.set_result(work())
    except Exception as error:  # noqa: BLE001 - the boundary of somebody else's code; told as the outcome
        promise.set_exception(DeliveryError(f"Apprise broke ({type(error).__name__})", maybe_sent=True))


def _error(answer: _Answer, attempt: int) -> DeliveryError:
    """Why it was not sent, in words of our own. An answer of whatever status says that it was not accepted."""
    found = _STATUS.findall(answer.log)
    if found:
        status = int(found[-1])
        kind = BadMessage if status in _REFUSED_MESSAGE and attempt >= _REFUSED_ENOUGH else DeliveryError
        return kind(f"the channel answered with HTTP status {status}")
    if _NEVER_LEFT.search(answer.log):
        return DeliveryError("the channel cannot be reached")
    if answer.timed_out or _BROKE.search(answer.log):
        return DeliveryError("the channel fell silent before it answered", maybe_sent=True)
    return DeliveryError("Apprise could not send it")
