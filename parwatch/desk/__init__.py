"""What the bot may ask of the service: storage behind the protocols of alerts.desk, in threads."""

from __future__ import annotations

from parwatch.desk.alerted import StoredAlerted
from parwatch.desk.archive import StoredArchive
from parwatch.desk.ranks import StoredRanks
from parwatch.desk.subscriptions import StoredSubscriptions

__all__ = ["StorageDesk"]


class StorageDesk(StoredSubscriptions, StoredArchive, StoredRanks, StoredAlerted):
    """Answers the bot."""
