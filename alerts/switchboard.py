"""Which way out a delivery takes, by the number that it is for (parwatch_core.addresses)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from alerts.channels import Channel
from parwatch_core import addresses
from parwatch_core.errors import ChatGone, ChatMoved
from parwatch_core.notice import Delivery


class Switchboard:
    """A channel over channels: chats and lines to operators by `chats`, each `[[channel]]` by its own."""

    def __init__(self, chats: Channel, channels: Mapping[int, Channel]) -> None:
        """`channels` by number; it may change while the service runs."""
        self._chats = chats
        self._channels = channels

    async def deliver(self, delivery: Delivery) -> int | None:
        """Hand the delivery to its way out. Raises DeliveryError; a channel that is configured no more is gone."""
        number = delivery.chat_id
        if addresses.is_channel(number):
            way = self._channels.get(number)
            if way is None:
                raise ChatGone("the channel is not in sources.toml any more")
            return await way.deliver(delivery)
        if not addresses.is_operator(number):
            return await self._chats.deliver(delivery)
        try:
            return await self._chats.deliver(replace(delivery, chat_id=addresses.chat_of(number)))
        except ChatMoved as error:
            moved = ChatMoved(str(error), new_chat_id=addresses.of_operator(error.new_chat_id))
        raise moved
