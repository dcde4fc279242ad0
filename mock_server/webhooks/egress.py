"""The guard on the way out: which addresses the server may send to, judged at the moment of connecting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network
from typing import Final, NoReturn
from urllib.parse import urlsplit

from mock_server.webhooks.addresses import Address, Network, Sort, read_address, sort_of

LONGEST_URL: Final = 2_048

NEVER: Final = frozenset({Sort.LINK_LOCAL, Sort.METADATA, Sort.UNSPECIFIED, Sort.MULTICAST, Sort.DOCUMENTATION, Sort.RESERVED})
"""Where nothing is ever sent, whatever the reach and the allow-list say."""


class Reach(StrEnum):
    """How far webhooks may go.

    `local` reaches this machine and private networks, `team` only what the allow-list names, `open` everything but what is
    never reached.
    """

    LOCAL = "local"
    TEAM = "team"
    OPEN = "open"


class Blocked(Exception):
    """An address that the server does not send to.

    `sort` is what the address is, `says` how it could be allowed.
    """

    def __init__(self, sort: str, says: str) -> None:
        super().__init__(f"blocked:{sort}: {says}")
        self.sort = sort
        self.says = says


@dataclass(frozen=True, slots=True)
class Egress:
    """The rule for one server: a reach, and what is allowed besides.

    `names` are host names, or suffixes that begin with a dot; they allow private and public addresses. `networks` allow
    private addresses.
    """

    reach: Reach = Reach.LOCAL
    names: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()

    @staticmethod
    def of(reach: Reach, allowed: Sequence[str]) -> "Egress":
        """A rule from a reach and the entries of an allow-list: names, suffixes such as `.example.test`, networks.

        Raises:
            ValueError: an entry has a slash and is no network.
        """
        networks = tuple(ip_network(entry) for entry in allowed if "/" in entry)
        return Egress(reach, tuple(entry.lower().rstrip(".") for entry in allowed if "/" not in entry), networks)

    def check_name(self, host: str) -> None:
        """Refuse a name that could not be allowed wherever it leads, before anybody is asked where that is.

        Raises:
            Blocked: no entry of the allow-list could let it through.
        """
        if self.reach is Reach.TEAM and not self.networks and not self._is_named(host):
            raise Blocked("unlisted", f"this server can be reached from elsewhere; --webhook-allow lets it send to {host}")

    def check(self, host: str, addresses: Sequence[str]) -> list[Address]:
        """The addresses that a name resolved to, once each of them is one that the server may send to.

        Raises:
            Blocked: one of them is not, or there is none. A name that leads to a good and a bad place is a bad name.
        """
        read = [read_address(text) for text in addresses]
        for address in read:
            self._check_one(host, address)
        if not read:
            raise Blocked("nowhere", f"{host} leads to no address")
        return read

    def _check_one(self, host: str, address: Address) -> None:
        sort = sort_of(address)
        if sort in NEVER:
            raise Blocked(sort, f"nothing is ever sent to {sort} addresses")
        if sort is Sort.LOOPBACK:
            if self.reach is Reach.TEAM:
                raise Blocked(sort, "this server can be reached from elsewhere, and its own loopback is nobody else's receiver")
        elif self.reach is Reach.OPEN or self._is_named(host):
            return
        elif sort is Sort.PUBLIC:
            _refuse(sort, host, "--webhook-allow")
        elif self.reach is Reach.TEAM and not any(_holds(network, address) for network in self.networks):
            _refuse(sort, host, "--webhook-allow, as a name or a network,")

    def _is_named(self, host: str) -> bool:
        name = host.lower().rstrip(".")
        return any(name == entry or (entry.startswith(".") and name.endswith(entry)) for entry in self.names)


def _holds(network: Network, address: Address) -> bool:
    return network.version == address.version and address in network


def _refuse(sort: Sort, host: str, how: str) -> NoReturn:
    raise Blocked(sort, f"{host} is a {sort} address; {how} lets the server send there")


def flaw_in(url: str) -> str | None:
    """What is wrong with an address for webhooks, in words; None where nothing is.

    A courtesy to whoever registers it: what counts is judged when the server connects.
    """
    return next(_flaws_in(url), None)


def _flaws_in(url: str) -> Iterator[str]:
    if len(url) > LONGEST_URL:
        yield f"has more than {LONGEST_URL} characters"
    if any(not "!" <= sign <= "~" for sign in url):
        yield "holds spaces, control characters or letters beyond ASCII; write those as percent-encoding or punycode"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        yield f"cannot be read: {wrong}"
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "is no absolute http or https address"
        return
    if "@" in parts.netloc or "#" in url or "\\" in url:
        yield "carries a user, a fragment or a backslash"
    if port == 0 or parts.netloc.endswith(":"):
        yield "has no usable port"
    try:
        sort = sort_of(read_address(parts.hostname))
    except ValueError:
        return  # a name: only the resolver knows where it leads
    if sort in NEVER:
        yield f"is a {sort} address, and nothing is ever sent there"
