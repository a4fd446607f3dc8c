"""The bot's view of the service: what the roof fills in, so that this room needs no database."""

from __future__ import annotations

from typing import Protocol

from alerts.desk.alerted import Alerted
from alerts.desk.archive import Archive, StatusReport
from alerts.desk.operations import Operations
from alerts.desk.ranks import Ranks
from alerts.desk.subscriptions import Subscriptions

__all__ = ["Alerted", "Archive", "Desk", "Operations", "Ranks", "StatusReport", "Subscriptions"]


class Desk(Subscriptions, Archive, Ranks, Alerted, Protocol):
    """Everything the bot may ask for. The roof runs storage in a thread behind these; any of them may raise."""

    @property
    def operations(self) -> Operations:
        """What operators may do, and who may subscribe."""
