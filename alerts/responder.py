"""Answering: each chat's commands in their order, no chat waiting for another, no failure unseen or unanswered."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque

from alerts.commands import Incoming, answer
from alerts.desk import Desk
from alerts.pacing import Pacer, Sleep
from alerts.spans import Span, to_html, to_plain
from alerts.telegram import Api
from alerts.texts import texts
from parwatch_core.errors import BadMarkup, ChatGone, DeliveryError, TooManyRequests

log = logging.getLogger("parwatch.bot")

# One chat's unanswered commands; more are a flood and dropped.
_PATIENCE = 20
_SENDS = 3
_DESK_SECONDS = 30.0


class Responder:
    """Takes what was heard and answers it. One task a chat lives as long as that chat has something to be answered."""

    def __init__(self, api: Api, desk: Desk, pacer: Pacer, sleep: Sleep) -> None:
        self._api = api
        self._desk = desk
        self._pacer = pacer
        self._sleep = sleep
        self._waiting: dict[int, deque[Incoming]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.username = ""

    def take(self, event: Incoming) -> None:
        """Answer this after everything else of its chat. Returns at once."""
        lane = self._waiting.setdefault(event.chat_id, deque())
        if len(lane) >= _PATIENCE:
            log.warning("chat %s sends commands faster than they can be answered; one was dropped", event.chat_id)
            return
        lane.append(event)
        if event.chat_id not in self._tasks:
            self._tasks[event.chat_id] = asyncio.create_task(self._work(event.chat_id, lane))

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered, or for `seconds`."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Settle, and give up what has not been answered by then."""
        await self.settle(seconds)
        left = list(self._tasks.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _work(self, chat_id: int, lane: deque[Incoming]) -> None:
        try:
            while lane:
                await self._handle(lane.popleft())
        finally:
            del self._tasks[chat_id], self._waiting[chat_id]

    async def _handle(self, event: Incoming) -> None:
        """A loop boundary: whatever goes wrong with one command ends here."""
        try:
            async with asyncio.timeout(_DESK_SECONDS):
                spans = await self._answer(event)
        except Exception:  # noqa: BLE001 - the boundary; logging.exception would print the token, if it is there
            log.error("a command failed\n%s", self._api.redactor.text(traceback.format_exc()))
            spans = [Span(texts(event.language).failed)]
        if spans and not event.left:
            await self._send(event.chat_id, spans)

    async def _answer(self, event: Incoming) -> list[Span]:
        if event.left:
            await self._desk.unsubscribe(event.chat_id)
            return []
        return await answer(event, self._desk, self.username)

    async def _send(self, chat_id: int, spans: list[Span]) -> None:
        """Send a reply, again where it certainly did not leave. A lost reply is asked for again by its reader."""
        for attempt in range(_SENDS):
            try:
                await self._pacer.turn(chat_id)
                await self._send_once(chat_id, spans)
            except TooManyRequests as error:
                self._pacer.hold(chat_id, error.retry_after or 0.0)
            except DeliveryError as error:
                if error.permanent or error.maybe_sent:
                    return self._give_up(chat_id, error)
                await self._sleep(2.0**attempt)
            else:
                return None
        return log.warning("no reply could be sent to chat %s", chat_id)

    async def _send_once(self, chat_id: int, spans: list[Span]) -> None:
        try:
            await self._api.send(chat_id, to_html(spans), html=True)
        except BadMarkup:
            await self._api.send(chat_id, to_plain(spans), html=False)

    def _give_up(self, chat_id: int, error: DeliveryError) -> None:
        level = logging.INFO if isinstance(error, ChatGone) else logging.WARNING
        log.log(level, "the reply to chat %s was given up: %s", chat_id, error)
