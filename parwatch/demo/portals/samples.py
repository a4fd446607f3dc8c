"""The five portals of `parwatch demo`, one per seed: an address each, a markup each, their own articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from parwatch.demo.portals import content
from parwatch.demo.portals.liferay import Liferay
from parwatch.demo.portals.nested_tables import NestedTables
from parwatch.demo.portals.nukeviet import NukeViet
from parwatch.demo.portals.portal import Clock, Portal
from parwatch.demo.portals.sharepoint import SharePoint
from parwatch.demo.portals.style import Style
from parwatch.demo.portals.tandan import Tandan

_NO_PORTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a sample portal stands and how it is built."""

    key: str
    host: str
    style: type[Style]


STANDS = (
    Stand("nukeviet", "127.0.0.11", NukeViet),
    Stand("tandan", "127.0.0.12", Tandan),
    Stand("nested_tables", "127.0.0.13", NestedTables),
    Stand("sharepoint", "127.0.0.14", SharePoint),
    Stand("liferay", "127.0.0.15", Liferay),
)


def wall_clock() -> datetime:
    """The real time, the default of `sample_portals`."""
    return datetime.now(UTC)


def sample_portals(
    now: datetime, *, clock: Clock = wall_clock, ports: Mapping[str, int] = _NO_PORTS
) -> tuple[Portal, ...]:
    """The five portals, not yet started. Articles are dated relative to `now` (aware); `ports` by key, else free ones.

    `clock` dates what is published later and the headers of the answers.
    """
    return tuple(_portal(stand, now, clock, ports.get(stand.key, 0)) for stand in STANDS)


def expected_alerts(portals: Iterable[Portal]) -> dict[str, tuple[str, ...]]:
    """What a first poll of these portals must alert on: story -> the addresses that carry it, one alert a story."""
    carriers: dict[str, tuple[str, ...]] = {}
    for portal in portals:
        for article in filter(lambda article: article.alerts, portal.articles):
            carriers[article.story] = (*carriers.get(article.story, ()), portal.address(article))
    return carriers


def _portal(stand: Stand, now: datetime, clock: Clock, port: int) -> Portal:
    return Portal(content.load(stand.key, now), stand.style(), host=stand.host, port=port, clock=clock)
