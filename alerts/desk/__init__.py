"""The bot's view of the service: what the roof fills in, so that this room needs no database."""

from __future__ import annotations

from typing import Protocol

from alerts.desk.archive import Archive, StatusReport
from alerts.desk.subscriptions import Subscriptions

__all__ = ["Archive", "Desk", "StatusReport", "Subscriptions"]


class Desk(Subscriptions, Archive, Protocol):
    """Everything the bot may ask for. The roof runs storage in a thread behind these; any of them may raise."""
