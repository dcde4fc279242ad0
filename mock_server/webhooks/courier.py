"""The courier: takes what is due out of the outboxes and brings it to the receivers, a line for each endpoint at a time."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Final

import httpcore

from mock_server.webhooks.backend import NETWORK, GuardedBackend, Resolve, UnknownHost, resolve
from mock_server.webhooks.deliveries import KEPT_OF_ANSWER, Attempt, Delivery, Outcome
from mock_server.webhooks.egress import Blocked, Egress
from mock_server.webhooks.mishaps import Mishap
from mock_server.webhooks.outbox import Outbox

MOST_AT_ONCE: Final = 200
"""How many lines are worked on at the same time, over all sandboxes."""

JOURNAL_HEADER: Final = "X-Mock-Journal"
"""The one header that is not the vendor's: the attempt's number in the journal."""

PIECES: Final = 20
"""In how many pieces a body dribbles out."""

Patience = Callable[[Delivery], float]
"""How many real seconds an attempt may take in all."""

BROKEN_OFF: Final = Outcome(None, error="cancelled", says="the server stopped while this was under way")


class CutShort(Exception):
    """A rule ends a delivery before its body is whole."""


class Courier:
    """Sends for all outboxes of a server, with one guard on the way out.

    Each endpoint of each outbox has a line of its own, served in order over one connection; so a receiver that hangs keeps back
    nobody else, and a burst of news costs one connection. No call to the server waits for any of it.
    """

    def __init__(
        self,
        egress: Egress,
        patience: Patience,
        wall: Callable[[], float],
        *,
        resolve: Resolve = resolve,
        network: Callable[[], httpcore.AsyncNetworkBackend] = NETWORK,
    ) -> None:
        self._backend = GuardedBackend(egress, resolve, network())
        self._patience = patience
        self._wall = wall
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._lines: dict[tuple[int, str], asyncio.Task[None]] = {}

    def rouse(self, outbox: Outbox) -> None:
        """Begin to send what is due in an outbox, at the endpoints that are not being served already."""
        for endpoint in outbox.endpoints():
            line = (id(outbox), endpoint)
            if line not in self._lines:
                task = asyncio.create_task(self._serve(outbox, endpoint))
                self._lines[line] = task
                task.add_done_callback(partial(self._leave, outbox, line))

    def _leave(self, outbox: Outbox, line: tuple[int, str], task: "asyncio.Task[None]") -> None:
        del self._lines[line]
        # Something may have become due between the last look at the line and now.
        if not task.cancelled():
            self.rouse(outbox)

    async def settle(self, outbox: Outbox) -> None:
        """Come back when nothing is under way or due now."""
        self.rouse(outbox)
        while under_way := [task for (owner, _), task in self._lines.items() if owner == id(outbox)]:
            await asyncio.wait(under_way)

    async def stop(self) -> int:
        """Break off what is under way; each attempt is written down as broken off. Answers how many lines there were."""
        tasks = list(self._lines.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return len(tasks)

    async def _serve(self, outbox: Outbox, endpoint: str) -> None:
        async with self._room, httpcore.AsyncConnectionPool(max_connections=1, network_backend=self._backend) as connection:
            while (delivery := outbox.take(endpoint)) is not None:
                attempt = outbox.begin(delivery)
                began = self._wall()
                outcome = BROKEN_OFF
                try:
                    outcome = await self._try(connection, delivery, attempt)
                finally:
                    outbox.end(delivery, attempt, outcome._replace(seconds=self._wall() - began))

    async def _try(self, connection: httpcore.AsyncConnectionPool, delivery: Delivery, attempt: Attempt) -> Outcome:
        mishap = attempt.mishap
        patience = self._patience(delivery) + (0.0 if mishap is None else mishap.seconds)
        try:
            async with asyncio.timeout(patience):
                return await _post(connection, delivery.to.url or "", attempt)
        except TimeoutError:
            return Outcome(None, error="timeout", says=f"no whole answer within {patience:g} s")
        except Blocked as blocked:
            return Outcome(None, error=f"blocked:{blocked.sort}", says=blocked.says)
        except CutShort:
            return Outcome(None, error="cut", says="a rule ended the connection in the midst of the body")
        except Exception as wrong:  # noqa: BLE001  # whatever a receiver does, the line goes on and the attempt is written down
            return Outcome(None, error=_sort_of(wrong), says=str(wrong) or type(wrong).__name__)


async def _post(connection: httpcore.AsyncConnectionPool, url: str, attempt: Attempt) -> Outcome:
    headers = [*attempt.headers, (JOURNAL_HEADER, str(attempt.n))]
    content: bytes | AsyncIterator[bytes] = attempt.body
    if attempt.mishap is not None:
        # The length is that of the whole, whatever of it is sent.
        headers.append(("Content-Length", str(len(attempt.body))))
        content = spoiled(attempt.body, attempt.mishap)
    async with connection.stream("POST", url, headers=headers, content=content) as response:
        answer = bytearray()
        async for part in response.aiter_stream():
            answer += part
            if len(answer) > KEPT_OF_ANSWER:
                break  # what is left stays unread, and the connection is closed for it
        return Outcome(response.status, bytes(answer[:KEPT_OF_ANSWER]), is_cut=len(answer) > KEPT_OF_ANSWER)


async def spoiled(body: bytes, mishap: Mishap) -> AsyncIterator[bytes]:
    """A body as it goes out when something befalls it: in slow pieces, or not to its end."""
    if mishap.cut is not None:
        yield mishap.cut(body)
        raise CutShort
    size = max(1, -(-len(body) // PIECES))
    for start in range(0, len(body), size):
        yield body[start : start + size]
        with contextlib.suppress(TimeoutError):  # nothing else is waited for: the time is to pass
            async with asyncio.timeout(mishap.seconds / PIECES):
                await asyncio.Event().wait()


_FAILURES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (UnknownHost, "dns"),
    (httpcore.ConnectError, "refused"),
    (httpcore.RemoteProtocolError, "protocol"),
    (httpcore.NetworkError, "reset"),
    (OSError, "reset"),
)


def _sort_of(wrong: Exception) -> str:
    cause: BaseException | None = wrong
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    return next((name for sort, name in _FAILURES if isinstance(wrong, sort)), "failed")
