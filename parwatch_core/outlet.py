"""A `[[channel]]` of sources.toml: a way out beside Telegram, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from parwatch_core import addresses
from parwatch_core.preferences import DEFAULT, Preferences


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where alerts go by Apprise. Exactly one of `url`, `url_env` (a variable's name) and `url_file` is set.

    An address of Apprise holds passwords: `url` is in no representation of the value.
    """

    name: str
    preferences: Preferences = DEFAULT
    url: str = field(default="", repr=False)
    url_env: str = ""
    url_file: str = ""
    enabled: bool = True

    @property
    def number(self) -> int:
        """The channel's number among the subscribers (parwatch_core.addresses)."""
        return addresses.of_channel(self.name)
