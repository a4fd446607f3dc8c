"""Answering: each chat's commands in their order, no chat waiting for another, no failure unseen or unanswered."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque

from alerts.desk import Desk
from alerts.handlers.router import answer
from alerts.incoming import Incoming, Press
from alerts.pacing import Pacer, Sleep
from alerts.reply import Reply, say
from alerts.spans import to_html, to_plain
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
                replies = await answer(event, self._desk, self.username)
        except Exception:  # noqa: BLE001 - the boundary; logging.exception would print the token, if it is there
            log.error("a command failed\n%s", self._api.redactor.text(traceback.format_exc()))
            replies = () if event.left else (say(texts(event.language).failed),)
        if event.press:
            await self._acknowledge(event.press, replies)
        for reply in replies:
            if reply.spans:
                await self._send(event, reply)

    async def _acknowledge(self, press: Press, replies: tuple[Reply, ...]) -> None:
        """Stop the button from waiting. Telegram forgets a press after some seconds: a failure means nothing."""
        toast = next((reply.toast for reply in replies if reply.toast), "")
        try:
            await self._api.acknowledge(press.query_id, toast)
        except DeliveryError as error:
            log.info("a pressed button could not be acknowledged: %s", error)

    async def _send(self, event: Incoming, reply: Reply) -> None:
        """Send a reply, again where it certainly did not leave. A lost reply is asked for again by its reader."""
        chat_id = event.chat_id
        for attempt in range(_SENDS):
            try:
                await self._pacer.turn(chat_id)
                await self._send_once(event, reply)
            except TooManyRequests as error:
                self._pacer.hold(chat_id, error.retry_after or 0.0)
            except DeliveryError as error:
                if error.permanent or error.maybe_sent:
                    return self._give_up(chat_id, error)
                await self._sleep(2.0**attempt)
            else:
                return None
        return log.warning("no reply could be sent to chat %s", chat_id)

    async def _send_once(self, event: Incoming, reply: Reply) -> None:
        try:
            await self._put(event, reply, html=True)
        except BadMarkup:
            await self._put(event, reply, html=False)

    async def _put(self, event: Incoming, reply: Reply, *, html: bool) -> None:
        """A photo, an edit of the message whose button was pressed, or a new message where it cannot be edited."""
        text = to_html(reply.spans) if html else to_plain(reply.spans)
        if reply.photo is not None:
            await self._api.send_photo(
                event.chat_id, reply.photo, text, html=html, keyboard=reply.keyboard, thread=event.thread
            )
            return
        place = event.press if reply.edits else None
        if place and place.readable and not place.pictured:
            await self._api.edit(event.chat_id, place.message_id, text, html=html, keyboard=reply.keyboard)
            return
        await self._api.send(event.chat_id, text, html=html, keyboard=reply.keyboard, thread=event.thread)

    def _give_up(self, chat_id: int, error: DeliveryError) -> None:
        level = logging.INFO if isinstance(error, ChatGone) else logging.WARNING
        log.log(level, "the reply to chat %s was given up: %s", chat_id, error)
