"""The channels of sources.toml while the service runs: their ways out, and their rows among the subscribers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path

import structlog

from alerts.apprise_channel import AppriseChannel
from alerts.channels import Channel
from parwatch.trouble import Trouble
from parwatch_core.errors import DeliveryError, ParwatchError, StorageError
from parwatch_core.notice import Delivery
from parwatch_core.outlet import Outlet
from storage import outlets
from storage.database import Database

# How soon a database that refused the change is asked again.
AGAIN_SECONDS = 5.0

log = structlog.get_logger("parwatch.channels")


class _Told:
    """A way out whose trouble is in the log, once, and its end: no chat of its own says that nothing comes."""

    def __init__(self, name: str, way: Channel) -> None:
        self._way = way
        self._trouble = Trouble(log.bind(channel=name), "a channel takes no alerts, trying until it does")

    async def deliver(self, delivery: Delivery) -> int | None:
        """As the way does. Raises DeliveryError."""
        try:
            message_id = await self._way.deliver(delivery)
        except DeliveryError as error:
            self._trouble.say(str(error))
            raise
        self._trouble.over()
        return message_id


class Outlets:
    """What a sources.toml says of channels, made true. `ways` is read by the switchboard, by number."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime],
        environment: Callable[[str], str | None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`environment` gives the value of a variable, for `url_env`."""
        self.ways: dict[int, Channel] = {}
        self._addresses: dict[int, str] = {}
        self._database = database
        self._clock = clock
        self._environment = environment
        self._sleep = sleep
        self._unwritten = Trouble(log, "channels of sources.toml not taken over yet, trying until they are")

    def sync(self, channels: Iterable[Outlet]) -> None:
        """Tell exactly these. Raises ParwatchError, and nothing has changed."""
        wanted = [channel for channel in channels if channel.enabled]
        addresses = {channel.number: self._address(channel) for channel in wanted}
        fresh = {channel.number: self._way(channel, addresses[channel.number]) for channel in wanted}
        # New ways lead out before anything waits for them; old ones until nothing does any more.
        before = dict(self.ways)
        self.ways.update(fresh)
        try:
            with self._database.write() as session:
                outlets.sync(session, {channel.number: channel.preferences for channel in wanted}, self._clock())
        except StorageError:
            self._lead(before)
            raise
        self._lead(fresh)
        self._addresses = addresses

    async def follow(self, channels: tuple[Outlet, ...]) -> None:
        """The same while the service runs: a channel that cannot be used is logged, and the last good ones stay."""
        while True:
            try:
                await asyncio.to_thread(self.sync, channels)
            except StorageError as error:
                self._unwritten.say(str(error))
                await self._sleep(AGAIN_SECONDS)
            except ParwatchError as error:
                log.error("the channels were not taken over; the last good ones stay", mistake=str(error))
                return
            else:
                self._unwritten.over()
                return

    def _lead(self, ways: dict[int, Channel]) -> None:
        self.ways.update(ways)
        for number in self.ways.keys() - ways.keys():
            del self.ways[number]

    def _way(self, channel: Outlet, address: str) -> Channel:
        """The way that there is, where it leads to the same address: it may have a message under way."""
        known = self.ways.get(channel.number)
        if known is not None and self._addresses.get(channel.number) == address:
            return known
        return _Told(channel.name, AppriseChannel(channel.name, address))

    def _address(self, channel: Outlet) -> str:
        if channel.url_env:
            found = (self._environment(channel.url_env) or "").strip()
            if not found:
                raise ParwatchError(f"[[channel]] {channel.name!r}: url_env: {channel.url_env} is not set")
            return found
        return _read(channel) if channel.url_file else channel.url


def _read(channel: Outlet) -> str:
    try:
        found = Path(channel.url_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ParwatchError(
            f"[[channel]] {channel.name!r}: url_file: {channel.url_file} cannot be read ({reason})"
        ) from None
    if not found:
        raise ParwatchError(f"[[channel]] {channel.name!r}: url_file: {channel.url_file} is empty")
    return found
