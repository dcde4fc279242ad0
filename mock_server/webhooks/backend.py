"""How the server connects to receivers: resolve once, judge every address, and connect to one of those that were judged."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

import httpcore

from mock_server.webhooks.egress import Egress

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses that a name leads to, as text."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives for a name.

    Raises:
        httpcore.ConnectError: it gives none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as wrong:
        raise UnknownHost(f"{host} is not known: {wrong}") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class UnknownHost(httpcore.ConnectError):
    """The resolver knows no address of a name."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """A network for one outgoing call, on which only judged addresses can be reached.

    The name stays what the certificate is checked against and what the Host header says; the connection goes to the address.
    """

    def __init__(self, egress: Egress, resolve: Resolve, inner: httpcore.AsyncNetworkBackend) -> None:
        self._egress = egress
        self._resolve = resolve
        self._inner = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the library's own interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of a name's addresses that answers, once all of them have been judged.

        Raises:
            Blocked: one of them may not be sent to; nothing was connected.
            httpcore.ConnectError: none of them answers.
        """
        self._egress.check_name(host)
        addresses = self._egress.check(host, await self._resolve(host, port))
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._inner.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  # the library's own interface
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  # so it is
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no webhook goes to a file.

        Raises:
            httpcore.ConnectError: always.
        """
        raise httpcore.ConnectError(f"{path} is no network address")

    async def sleep(self, seconds: float) -> None:
        """Wait between the library's own attempts to connect, of which the server makes none."""
        await self._inner.sleep(seconds)


NETWORK: Final = httpcore.AnyIOBackend
"""What really connects."""
