"""What the bot may ask of the service: storage behind the protocols of alerts.desk, in threads."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from parwatch.desk.alerted import StoredAlerted
from parwatch.desk.archive import StoredArchive
from parwatch.desk.operations import StoredOperations
from parwatch.desk.ranks import StoredRanks
from parwatch.desk.subscriptions import StoredSubscriptions
from parwatch_core.source import Source
from storage.database import Database

__all__ = ["StorageDesk", "StoredOperations"]


class StorageDesk(StoredSubscriptions, StoredArchive, StoredRanks, StoredAlerted):
    """Answers the bot."""

    def __init__(
        self,
        database: Database,
        *,
        watched: Callable[[], tuple[Source, ...]],
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
        topics: Callable[[], tuple[str, ...]] = tuple,
        operations: StoredOperations | None = None,
    ) -> None:
        """As the parts of it; `operations`: those on the real sources.toml, None: where nothing can be added."""
        super().__init__(database, watched=watched, clock=clock, operators=operators, topics=topics)
        self._operations = operations or StoredOperations(database, watched=watched, clock=clock, operators=operators)

    @property
    def operations(self) -> StoredOperations:
        """What operators may do, and who may subscribe."""
        return self._operations
