"""A sample Bot API on loopback: what tests and the demo use in place of api.telegram.org.

It answers as the real one does where parwatch can see it: tokens, update confirmation and long polling, one poller at
a time, HTML entities and their errors, 4,096 UTF-16 units, inline keyboards and their callbacks, photos, groups with
administrators, topics, channels, unknown, blocked and migrated chats, flood control. On
demand it fails in every way that a network knows (`Fault`). People are played by `say`, and everything that was
accepted can be looked at (`messages`, `requests`) or waited for (`arrived`, `until`).

    async with BotApi() as server:
        ... TelegramChannel(server.token, server.base_url) ...
        server.say(42, "/start")
        (message,) = await server.arrived(42)
"""

from __future__ import annotations

from parwatch.demo.telegram.faults import Fault
from parwatch.demo.telegram.flood import Limits
from parwatch.demo.telegram.keyboards import Button
from parwatch.demo.telegram.photos import Photo
from parwatch.demo.telegram.server import TOKEN, BotApi
from parwatch.demo.telegram.state import USERNAME, Call, Chat, Message

__all__ = ["TOKEN", "USERNAME", "BotApi", "Button", "Call", "Chat", "Fault", "Limits", "Message", "Photo"]
