"""The loop that listens to the bot's chats.

The library's Updater ends for good on one stray 401 or 404 while it still calls itself running. This loop has no such
state: every failure, whatever it is, leads to another attempt, later and later, and when nothing has been heard for
a while the connections themselves are thrown away. `last_good_poll` tells from outside whether it hears.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import telegram

from alerts.desk import Desk, StatusReport
from alerts.incoming import incoming
from alerts.limits import Limit
from alerts.pacing import Clock, Pacer, Sleep
from alerts.responder import Responder
from alerts.telegram import PATIENCE, Api
from alerts.texts import texts
from parwatch_core.errors import DeliveryError
from parwatch_core.notice import Language

__all__ = ["Bot", "Desk", "StatusReport"]

log = logging.getLogger("parwatch.bot")

POLL_SECONDS = 25
# No good poll for this long: the connections are suspect, not only the server.
STALE_SECONDS = 120.0
_LONGEST_REST = 30.0
# How long a batch may keep the next poll waiting. The next poll confirms the batch, so a crash within this time loses
# no command; a chat that is slower than this does not make the bot deaf to the others.
_BATCH_SECONDS = 2.0
_STOP_SECONDS = 5.0
_HASTE = 0.2


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Bot:
    """Listens and has its commands answered. `start` and `stop` belong to one event loop; `desk` does the work."""

    def __init__(
        self,
        token: str,
        api_url: str,
        desk: Desk,
        *,
        pacer: Pacer | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = _utc_now,
        poll_seconds: int = POLL_SECONDS,
        patience: float = PATIENCE,
    ) -> None:
        """`pacer` is the one that the channel uses; `patience` as in Api. Raises BadToken for an impossible token."""
        self._api = Api(token, api_url, patience=patience)
        self._responder = Responder(self._api, desk, pacer or Pacer(clock, sleep), sleep, Limit(clock))
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        # Telegram may begin anew with any number after a quiet week (Bot API, "Update"): only equality counts.
        self._seen: deque[int] = deque(maxlen=1000)
        self._introduced = False
        self._failures = 0
        self._heard_at = clock()
        self._listening: asyncio.Task[None] | None = None
        self._last_good_poll: datetime | None = None
        self._trouble: str | None = None

    @property
    def last_good_poll(self) -> datetime | None:
        """When getUpdates last answered as it should, in UTC. Some 30 seconds old is normal; minutes are not."""
        return self._last_good_poll

    @property
    def trouble(self) -> str | None:
        """One line on what keeps the bot from hearing (token refused, a second poller, no connection), or None."""
        return self._trouble

    async def start(self) -> None:
        """Begin to listen. Returns at once and needs no connection: a server that is away is tried until it comes."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="parwatch bot")

    async def stop(self) -> None:
        """Stop listening, answer what was heard, confirm it, close. Takes some 10 seconds at the most."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None
        await self._responder.close(_STOP_SECONDS)
        await self._confirm()
        await self._api.close()

    async def _listen(self) -> None:
        while True:
            try:
                await self._introduce()
                await self._poll()
            except DeliveryError as error:
                await self._rest(str(error), error.retry_after)
            except Exception as error:  # noqa: BLE001 - the boundary of the loop: a bot that has died hears nothing
                log.error("listening failed\n%s", self._api.redactor.text(traceback.format_exc()))
                await self._rest(f"a defect of parwatch ({type(error).__name__})", None)

    async def _poll(self) -> None:
        began = self._clock()
        updates = await self._api.updates(self._offset, self._poll_seconds)
        self._hear()
        await self._take(updates)
        if not updates and self._clock() - began < _HASTE:
            # A server that does not hold the request open (some proxies) must not be asked in a circle.
            await self._sleep(1.0)

    async def _introduce(self) -> None:
        """What has to be said once a connection first works: no webhook, our name, the menus."""
        if self._introduced:
            return
        await self._api.use_polling()
        self._responder.username = await self._api.username()
        self._introduced = True
        try:
            await self._api.set_commands(texts(Language.VI).commands, None)
            await self._api.set_commands(texts(Language.EN).commands, "en")
        except DeliveryError as error:
            # The menu is a convenience; the commands work without it.
            log.warning("the menu of commands could not be set: %s", error)

    def _hear(self) -> None:
        if self._trouble is not None:
            log.info("the bot hears again")
        self._trouble = None
        self._failures = 0
        self._heard_at = self._clock()
        self._last_good_poll = self._now()

    async def _take(self, updates: Sequence[telegram.Update]) -> None:
        for update in updates:
            self._offset = update.update_id + 1
            event = incoming(update) if update.update_id not in self._seen else None
            self._seen.append(update.update_id)
            if event:
                self._responder.take(event)
        await self._responder.settle(_BATCH_SECONDS)

    async def _rest(self, trouble: str, retry_after: float | None) -> None:
        """Say what is wrong, once for each new kind of it; wait; begin with fresh connections if it lasts."""
        if trouble != self._trouble:
            log.warning("the bot hears nothing: %s", trouble)
        self._trouble = trouble
        self._failures += 1
        await self._sleep(retry_after or min(_LONGEST_REST, 2.0 ** min(self._failures - 1, 10)))
        if self._clock() - self._heard_at > STALE_SECONDS:
            self._heard_at = self._clock()
            log.warning("nothing heard for %.0f seconds: trying with new connections", STALE_SECONDS)
            await self._api.reconnect()

    async def _confirm(self) -> None:
        """Tell Telegram what was handled, so that the next start does not hear it again."""
        if self._offset is None or self._trouble is not None:
            return
        with contextlib.suppress(DeliveryError, TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                await self._api.updates(self._offset, 0)
