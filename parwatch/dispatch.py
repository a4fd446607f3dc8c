"""outbox -> channel -> marked sent. Several instances may run on one database: a row is claimed by one of them only.

A delivery may hold several rows, which are one message and share its fate.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from alerts.channels import Channel
from parwatch.deciding import Failure, Fate, after_failure
from parwatch.trouble import Trouble
from parwatch_core.errors import BadToken, ChatGone, ChatMoved, DeliveryError, StorageError
from parwatch_core.notice import Delivery
from storage import flights, outbox, subscribers
from storage.database import Database, Session

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]

# Longer than any single delivery takes (connect, send and one wait for the pace), so that no row is claimed twice.
LEASE_SECONDS = 120.0
# How often rows are looked for whose sender vanished; a fraction of the lease.
ABANDONED_EVERY = timedelta(seconds=30)
IN_FLIGHT = 64
TICK_SECONDS = 2.0
# A claim looks at all that is due: while many are on their way, places are filled so many at a time, or at a tick.
BATCH = 16
# A refused token is refused for every chat: the whole queue waits.
TOKEN_PAUSE = timedelta(seconds=60)

log = structlog.get_logger("parwatch.dispatch")


class Dispatcher:
    """Delivers what is due, many chats at once, one message a chat at a time: a slow chat delays nobody else."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        *,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        on_sent: Callable[[Delivery], None] = lambda _delivery: None,
        on_noted: Callable[[int], None] = lambda _chat_id: None,
    ) -> None:
        """`on_noted`: how the last message to this chat ended is stored; the pace of the others may wait for that."""
        self._database = database
        self._channel = channel
        self._clock = clock
        self._sleep = sleep
        self._on_sent = on_sent
        self._on_noted = on_noted
        self._wake = asyncio.Event()
        self._asked = True
        self._tasks: set[asyncio.Task[None]] = set()
        # Ours, until their outcome is stored: whatever the clock says of their lease, nobody vanished.
        self._flights: set[int] = set()
        self._unreadable = Trouble(log, "outbox not readable, trying until it is")
        self._unwritable = Trouble(log, "outcome of a delivery not stored yet, trying until it is")
        self._refused = Trouble(log, "alerts wait in the outbox until TELEGRAM_BOT_TOKEN is mended")
        self._looked_for_abandoned: datetime | None = None
        self.paused_until: datetime | None = None
        # Why the last message that still waits could not be sent.
        self.waiting_because: str | None = None

    def wake(self) -> None:
        """Say that the outbox has something new; safe to call at any time from the event loop."""
        self._asked = True
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled. What is in flight then is finished first."""
        ticker = asyncio.create_task(self._tick())
        try:
            while True:
                await self._round()
                await self._wake.wait()
                self._wake.clear()
        finally:
            ticker.cancel()
            await asyncio.gather(*self._tasks, ticker, return_exceptions=True)

    async def drain(self) -> None:
        """Deliver everything that is due now and return: what `parwatch once` needs."""
        while await self._round() or self._tasks:
            await asyncio.gather(*self._tasks)

    async def finish(self, seconds: float) -> None:
        """Deliver for so long what there is; what is in flight then gets as long again to learn how it went.

        What is cut off even so may have arrived: its row says so when the lease is over.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self._round() or self._tasks:
                    await asyncio.wait(self._tasks)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            await self._sleep(TICK_SECONDS)
            self.wake()

    async def _round(self) -> int:
        free = IN_FLIGHT - len(self._tasks)
        now = self._clock()
        if not free or self._is_paused(now) or (free < BATCH and not self._asked):
            return 0
        self._asked = False
        try:
            deliveries = await asyncio.to_thread(self._claim, now, free)
        except StorageError as error:
            # A loop boundary: the rows are still there, the next tick claims them.
            self._unreadable.say(str(error))
            return 0
        self._unreadable.over()
        for delivery in deliveries:
            self._flights.add(delivery.flight)
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._done)
        return len(deliveries)

    def _is_paused(self, now: datetime) -> bool:
        """Whether the token was refused a moment ago. A clock that was set back since makes no pause longer."""
        return self.paused_until is not None and now < self.paused_until <= now + TOKEN_PAUSE

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._wake.set()

    def _claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        looked = self._looked_for_abandoned
        if looked and abs(now - looked) < ABANDONED_EVERY and not self._is_due(now):
            return ()
        with self._database.write() as session:
            flights.release_expired(session, now, keep=frozenset(self._flights))
            claimed = outbox.claim(session, now, LEASE_SECONDS, limit)
        self._looked_for_abandoned = now
        return claimed

    def _is_due(self, now: datetime) -> bool:
        """Whether a row waits for its turn now. Only a read: a tick on an empty outbox takes nobody's write lock."""
        with self._database.read() as session:
            return outbox.is_due(session, now)

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            message_id = await self._channel.deliver(delivery)
        except DeliveryError as error:
            await self._failed(delivery, error)
            return
        except Exception as error:
            # The boundary of one notice: its own defect must not stop the others, and it stays in the outbox.
            log.exception("delivery broke", outbox_id=delivery.outbox_id)
            await self._failed(delivery, DeliveryError(f"a defect of parwatch ({type(error).__name__})"))
            return
        self._refused.over()
        await self._store(delivery, lambda session: outbox.mark_sent(session, delivery, message_id, self._clock()))
        self._on_sent(delivery)

    async def _failed(self, delivery: Delivery, error: DeliveryError) -> None:
        self.waiting_because = None if error.permanent else str(error)
        if isinstance(error, BadToken):
            self.paused_until = self._clock() + TOKEN_PAUSE
            self._refused.say(str(error))
        await self._store(delivery, lambda session: self._settle(session, delivery, error))

    async def _store(self, delivery: Delivery, change: Callable[[Session], object]) -> None:
        """Write what became of a delivery. A busy database is asked until it answers: the outcome must not be lost."""
        while True:
            try:
                await asyncio.to_thread(self._write, change)
            except StorageError as error:
                self._unwritable.say(str(error))
                await self._sleep(TICK_SECONDS)
            else:
                self._unwritable.over()
                self._flights.discard(delivery.flight)
                self._on_noted(delivery.chat_id)
                return

    def _write(self, change: Callable[[Session], object]) -> None:
        with self._database.write() as session:
            change(session)

    def _settle(self, session: Session, delivery: Delivery, error: DeliveryError) -> None:
        now = self._clock()
        if isinstance(error, ChatGone):
            subscribers.deactivate(session, delivery.chat_id, str(error), now)
        if isinstance(error, ChatMoved):
            subscribers.move(session, delivery.chat_id, error.new_chat_id, now)
        failure = self._failure(delivery, error, now)
        if failure.fate is Fate.DEAD:
            outbox.dead(session, delivery, str(error), now)
            return
        outbox.retry(
            session,
            delivery,
            failure.not_before,
            str(error),
            uncertain=failure.uncertain,
            plain=delivery.plain or failure.fate is Fate.PLAIN,
            apart=failure.fate is Fate.APART,
        )

    def _failure(self, delivery: Delivery, error: DeliveryError, now: datetime) -> Failure:
        if isinstance(error, BadToken):
            # No fault of this message: the pause is the whole queue's, and a mended token finds the row ready.
            return Failure(Fate.RETRY, now, delivery.uncertain)
        return after_failure(
            error,
            attempt=delivery.attempt,
            uncertain=delivery.uncertain,
            plain=delivery.plain,
            folded=bool(delivery.others),
            edit=delivery.message_id is not None,
            now=now,
        )
