"""Answering: each chat's commands in their order, no chat waiting for another, no failure unseen or unanswered."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace

from alerts.desk import Desk
from alerts.handlers import router
from alerts.incoming import Incoming, Press
from alerts.limits import Limit, Verdict
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

    def __init__(self, api: Api, desk: Desk, pacer: Pacer, sleep: Sleep, limit: Limit | None = None) -> None:
        """`limit`: how often a chat may ask; without one it may always."""
        self._limit = limit
        self._api = api
        self._desk = desk
        self._pacer = pacer
        self._sleep = sleep
        self._waiting: dict[int, deque[tuple[Incoming, Verdict]]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._following: set[asyncio.Task[None]] = set()
        self.username = ""

    def take(self, event: Incoming) -> None:
        """Answer this after everything else of its chat. Returns at once."""
        verdict = self._judge(event)
        if verdict is Verdict.IGNORE:
            return
        lane = self._waiting.setdefault(event.chat_id, deque())
        if len(lane) >= _PATIENCE:
            log.warning("chat %s sends commands faster than they can be answered; one was dropped", event.chat_id)
            return
        lane.append((event, verdict))
        if event.chat_id not in self._tasks:
            self._tasks[event.chat_id] = asyncio.create_task(self._work(event.chat_id, lane))

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered, or for `seconds`."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Settle, and give up what has not been answered by then."""
        await self.settle(seconds)
        left = [*self._tasks.values(), *self._following]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _judge(self, event: Incoming) -> Verdict:
        """Comings and goings are never too many; talk in a group is nothing to us."""
        if event.left or event.joined:
            return Verdict.ANSWER
        if not router.asks(event, self.username):
            return Verdict.IGNORE
        return self._limit.judge(event.chat_id, press=event.press is not None) if self._limit else Verdict.ANSWER

    async def _work(self, chat_id: int, lane: deque[tuple[Incoming, Verdict]]) -> None:
        try:
            while lane:
                await self._handle(*lane.popleft())
        finally:
            del self._tasks[chat_id], self._waiting[chat_id]

    async def _handle(self, event: Incoming, verdict: Verdict) -> None:
        """A loop boundary: whatever goes wrong with one command ends here."""
        try:
            async with asyncio.timeout(_DESK_SECONDS):
                replies = await self._answer(event, verdict)
        except Exception:  # noqa: BLE001 - the boundary; logging.exception would print the token, if it is there
            log.error("a command failed\n%s", self._api.redactor.text(traceback.format_exc()))
            replies = () if event.left else (say(texts(event.language).failed),)
        if event.press:
            await self._acknowledge(event.press, replies)
        for reply in replies:
            if reply.spans or (reply.edits and reply.keyboard):
                await self._send(event, reply)
            if reply.later:
                following = asyncio.create_task(self._follow(replace(event, press=None), reply.later))
                self._following.add(following)
                following.add_done_callback(self._following.discard)

    async def _follow(self, event: Incoming, later: Callable[[], Awaitable[tuple[Reply, ...]]]) -> None:
        """A loop boundary: what takes long is answered when it is done, beside whatever the chat asks meanwhile."""
        try:
            replies = await later()
        except Exception:  # noqa: BLE001 - the boundary, as above
            log.error("a long command failed\n%s", self._api.redactor.text(traceback.format_exc()))
            replies = (say(texts(event.language).failed),)
        for reply in replies:
            await self._send(event, reply)

    async def _answer(self, event: Incoming, verdict: Verdict) -> tuple[Reply, ...]:
        if verdict is Verdict.WARN:
            return await router.slowed(event, self._desk)
        return await router.answer(event, self._desk, self.username, self._api.is_admin)

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
                await self._pacer.turn(chat_id, reply=True)
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
        """A photo, an edit of the message whose button was pressed (or of its buttons), or a new message."""
        text = to_html(reply.spans) if html else to_plain(reply.spans)
        if reply.photo is not None:
            await self._api.send_photo(
                event.chat_id, reply.photo, text, html=html, keyboard=reply.keyboard, thread=event.thread
            )
            return
        place = event.press if reply.edits else None
        if not reply.spans:
            if place and place.readable:
                await self._api.edit_keyboard(event.chat_id, place.message_id, reply.keyboard)
            return
        if place and place.readable and not place.pictured:
            await self._api.edit(event.chat_id, place.message_id, text, html=html, keyboard=reply.keyboard)
            return
        await self._api.send(event.chat_id, text, html=html, keyboard=reply.keyboard, thread=event.thread)

    def _give_up(self, chat_id: int, error: DeliveryError) -> None:
        level = logging.INFO if isinstance(error, ChatGone) else logging.WARNING
        log.log(level, "the reply to chat %s was given up: %s", chat_id, error)
