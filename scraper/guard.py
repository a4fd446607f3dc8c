"""Which addresses may be connected to: public unicast, and what the administrator lets through.

Written out from the IANA special-purpose registries (RFC 6890 and its updates) instead of `ipaddress.is_global`,
whose answer changed between Python releases and which calls 6to4 and NAT64 addresses global whatever they embed.
For IPv6 it is the other way round: only 2000::/3 is assigned, so only that is open. The check belongs on the
resolved address that is connected to, never on the name: "127.1", "0x7f.1" and a name that resolves to a private
address differ only in spelling.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_CLOSED_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; one cloud's metadata service among it
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host agent on an address that looks public
        "169.254.0.0/16",  # link-local; most clouds' metadata service
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
)
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: a tunnel into any IPv4 address
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def parse_networks(networks: Iterable[str]) -> tuple[Network, ...]:
    """CIDR blocks as written in a setting. Raises ValueError naming the one that is none."""
    return tuple(ip_network(network.strip(), strict=False) for network in networks)


def literal(host: str) -> Address | None:
    """The address that `host` spells, in any form that the C library would accept; None: it is a name.

    "127.1", "2130706433", "0x7f.0.0.1" and "0177.0.0.1" are all 127.0.0.1.
    """
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        pass
    # inet_aton takes trailing garbage after a blank; no host name starts with a digit's worth of blanks, so refuse it.
    if not host[:1].isdigit() or not host.isascii() or any(letter.isspace() for letter in host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):  # ValueError: a NUL
        return None


def admits(address: Address, allowed: tuple[Network, ...] = ()) -> bool:
    """Whether a connection to `address` may be opened. `allowed` networks pass, in either notation of IPv4."""
    if any(address in network for network in allowed if network.version == address.version):
        return True
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_V4)
    embedded = _embedded(address)
    if embedded is not None:
        return admits(embedded, allowed)
    return address in _OPEN_V6 and not any(address in block for block in _CLOSED_V6)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that the kernel or a translator would really reach through this one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None
