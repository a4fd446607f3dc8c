"""Which addresses may be connected to, whatever their spelling."""

from ipaddress import ip_address

import pytest

from scraper import guard


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::1", "2002:808:808::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "3fff::1", "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_closed(address):
    assert not guard.admits(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "103.1.2.3",
        "172.32.0.1",
        "192.0.1.1",
        "2001:4860:4860::8888",
        "2402:800::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_open(address):
    assert guard.admits(ip_address(address))


def test_networks_that_are_let_through_open_what_they_name_and_nothing_else():
    allowed = guard.parse_networks(("127.0.0.0/8", " ::1/128 ", "10.1.0.5"))
    opened = ["127.0.0.5", "::1", "10.1.0.5", "::ffff:127.0.0.1"]
    assert all(guard.admits(ip_address(address), allowed) for address in opened)
    assert not guard.admits(ip_address("10.1.0.6"), allowed)
    assert not guard.admits(ip_address("169.254.169.254"), allowed)


def test_a_network_that_is_none_is_refused():
    with pytest.raises(ValueError, match="khong"):
        guard.parse_networks(("khong",))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"), ("0177.0.0.1", "127.0.0.1"), ("127.0.0.1.", "127.0.0.1"), ("[::1]", "::1"),
        ("portal.gov.vn", None), ("1.gov.vn", None), ("", None), ("1 2", None), ("١٢٧.1", None), ("256.1.1.1.1", None),
    ],
)  # fmt: skip
def test_an_address_is_read_in_every_spelling_and_a_name_is_none(host, address):
    literal = guard.literal(host)
    assert (literal and str(literal)) == address
