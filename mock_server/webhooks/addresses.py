"""Sorts of network addresses, told apart by one table. Names and spellings are never looked at, only what they resolve to."""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class Sort(StrEnum):
    """What an address is, as far as it matters to whom fake orders may be sent."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    PUBLIC = "public"
    LINK_LOCAL = "link-local"
    METADATA = "metadata"
    UNSPECIFIED = "unspecified"
    MULTICAST = "multicast"
    DOCUMENTATION = "documentation"
    RESERVED = "reserved"


_TABLE: Final[tuple[tuple[Sort, tuple[str, ...]], ...]] = (
    # The single addresses first: each lies within a wider range below.
    (
        Sort.METADATA,
        (
            "169.254.169.254/32",
            "169.254.170.2/32",
            "100.100.100.200/32",
            "192.0.0.192/32",
            "168.63.129.16/32",
            "fd00:ec2::254/128",
            "fd20:ce::254/128",
        ),
    ),
    (Sort.LOOPBACK, ("127.0.0.0/8", "::1/128")),
    (Sort.UNSPECIFIED, ("0.0.0.0/32", "::/128")),
    (Sort.LINK_LOCAL, ("169.254.0.0/16", "fe80::/10")),
    (Sort.MULTICAST, ("224.0.0.0/4", "ff00::/8")),
    (Sort.DOCUMENTATION, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")),
    (Sort.PRIVATE, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
    # Translation and tunnel prefixes hide another address, so none of them is ever a target.
    (
        Sort.RESERVED,
        (
            "0.0.0.0/8",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "::/8",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2002::/16",
            "5f00::/16",
            "fec0::/10",
        ),
    ),
    (Sort.PUBLIC, ("0.0.0.0/0", "2000::/3")),
)

_NETWORKS: Final[tuple[tuple[Sort, Network], ...]] = tuple((sort, ip_network(text)) for sort, texts in _TABLE for text in texts)


def read_address(text: str) -> Address:
    """The address in a resolver's answer: without a zone, and as IPv4 where it is one in IPv6's clothes.

    Raises:
        ValueError: it is no address.
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def sort_of(address: Address) -> Sort:
    """What an address is; what the table does not know is reserved."""
    for sort, network in _NETWORKS:
        if address.version == network.version and address in network:
            return sort
    return Sort.RESERVED
