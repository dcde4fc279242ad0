"""Addresses are told apart by what they are, however they are written."""

import pytest

from mock_server.webhooks.addresses import Sort, read_address, sort_of

SAMPLES = {
    Sort.LOOPBACK: ("127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"),
    Sort.PRIVATE: (
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255"),
        *("fc00::1", "fdff::1", "::ffff:10.0.0.1"),
    ),
    Sort.PUBLIC: (
        "1.1.1.1",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "11.0.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
    ),
    Sort.LINK_LOCAL: ("169.254.0.1", "169.254.255.255", "fe80::1", "fe80::1%eth0", "febf::1"),
    Sort.METADATA: (
        *("169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
        *("fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254"),
    ),
    Sort.UNSPECIFIED: ("0.0.0.0", "::"),
    Sort.MULTICAST: ("224.0.0.1", "239.255.255.255", "ff02::1"),
    Sort.DOCUMENTATION: ("192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"),
    Sort.RESERVED: (
        *("0.1.2.3", "192.0.0.1", "192.88.99.1", "198.18.0.1", "240.0.0.1", "255.255.255.255"),
        *("64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2002:7f00:1::", "fec0::1", "::7f00:1", "4000::1", "8000::1"),
    ),
}


@pytest.mark.parametrize(("sort", "text"), [(sort, text) for sort, texts in SAMPLES.items() for text in texts])
def test_an_address_is_what_the_table_says(sort: Sort, text: str) -> None:
    assert sort_of(read_address(text)) is sort


def test_every_sort_has_a_sample() -> None:
    assert set(SAMPLES) == set(Sort)
