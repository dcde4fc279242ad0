"""A network that connects to nothing and remembers who was asked for, and a resolver that knows what it is told."""

from collections.abc import Iterable, Mapping, Sequence

import httpcore

from mock_server.webhooks.backend import UnknownHost


class Recording(httpcore.AsyncNetworkBackend):
    """Refuses every connection and remembers its address."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109  # the library's own interface
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        self.asked.append((host, port))
        raise httpcore.ConnectError("recorded, and not connected")


class Names:
    """A resolver: each name's answers, one list after another, the last of them for ever. Addresses lead to themselves."""

    def __init__(self, known: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._known = {name: list(answers) for name, answers in known.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._known.get(host)
        if answers is None:
            raise UnknownHost(f"{host} is not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]
