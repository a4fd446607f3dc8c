"""A trouble that lasts is said once, and once more when it is over: said every two seconds it would hide the rest."""

from __future__ import annotations

from typing import Any


class Trouble:
    """One kind of trouble of one part of the service. `log` is a structlog logger."""

    def __init__(self, log: Any, what: str) -> None:
        self._log = log
        self._what = what
        self.reason: str | None = None

    def say(self, reason: str) -> None:
        """It happened, for this reason; the same reason again is not news."""
        if reason != self.reason:
            self._log.warning(self._what, reason=reason)
        self.reason = reason

    def over(self) -> None:
        """It works, or works again."""
        if self.reason is not None:
            self._log.info(f"over: {self._what}")
        self.reason = None
