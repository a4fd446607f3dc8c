"""What one source remembers between polls beside its counters; kept as JSON in its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from parwatch_core.source import Source
from scraper.discover import Channel, ChannelKind, Discovery


@dataclass(frozen=True, slots=True)
class Memory:
    """Since when the source is watched, and what the last survey found.

    `settled`: the first look has been gone through to its end, so what is new from now on is news. `barren` counts
    polls in a row without one link. `digests` are hashes of the channels' last bodies, by address. `quiet_until`: no
    known page is due for another look before; None: not known.
    """

    since: datetime
    address: str
    settled: bool = False
    surveyed: datetime | None = None
    cms: str | None = None
    site_name: str | None = None
    unit: str | None = None
    province: str | None = None
    barren: int = 0
    channels: tuple[Channel, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    quiet_until: datetime | None = None


def learn(memory: Memory, found: Discovery, now: datetime) -> Memory:
    """Take over what a survey found."""
    return replace(
        memory,
        surveyed=now,
        cms=found.cms,
        site_name=found.site_name,
        unit=found.unit,
        province=found.province,
        channels=found.channels,
        barren=0,
        digests={},
    )


def recall(raw: Mapping[str, Any] | None, source: Source, now: datetime) -> Memory:
    """The stored memory; a blank one for a new source, or when the address or the feed in sources.toml was changed."""
    address = f"{source.url} {source.feed or ''} {source.selectors.links or ''}"
    if raw is None:
        return Memory(since=now, address=address)
    memory = Memory(
        since=datetime.fromisoformat(raw["since"]),
        address=raw["address"],
        settled=raw["settled"],
        surveyed=datetime.fromisoformat(raw["surveyed"]) if raw["surveyed"] else None,
        cms=raw["cms"],
        site_name=raw["site_name"],
        unit=raw["unit"],
        province=raw["province"],
        barren=raw["barren"],
        channels=tuple(Channel(ChannelKind(kind), url, confidence) for kind, url, confidence in raw["channels"]),
        digests=raw["digests"],
        quiet_until=datetime.fromisoformat(raw["quiet_until"]) if raw.get("quiet_until") else None,
    )
    return memory if memory.address == address else Memory(since=memory.since, address=address)


def keep(memory: Memory) -> dict[str, Any]:
    """The memory as JSON."""
    return {
        "since": memory.since.isoformat(),
        "address": memory.address,
        "settled": memory.settled,
        "surveyed": memory.surveyed.isoformat() if memory.surveyed else None,
        "cms": memory.cms,
        "site_name": memory.site_name,
        "unit": memory.unit,
        "province": memory.province,
        "barren": memory.barren,
        "channels": [[channel.kind.value, channel.url, channel.confidence] for channel in memory.channels],
        "digests": dict(memory.digests),
        "quiet_until": memory.quiet_until.isoformat() if memory.quiet_until else None,
    }
