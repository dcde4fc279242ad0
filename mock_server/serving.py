"""Running the server: the listening socket, uvicorn with our protocol, and the memory manager told what will stay."""

import asyncio
import contextlib
import gc
import json
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from typing import NoReturn

import uvicorn

from mock_server.app import Server
from mock_server.protocol import GuardedProtocol
from mock_server.settings import SettingError, Settings


class _JsonLines(logging.Formatter):
    """One JSON object a line; what users sent is escaped, so that no line can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        """A log record as a line of JSON."""
        line = {"level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        SettingError: the address cannot be had, for instance because the port is taken.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except (OSError, OverflowError, TypeError, ValueError) as wrong:  # the last two of a name that none can be
        listener.close()
        reason = wrong.strerror if isinstance(wrong, OSError) and wrong.strerror else str(wrong)
        raise SettingError(f"cannot listen on {settings.host} port {settings.port}: {reason}") from None
    listener.listen(2048)
    return listener


def address_of(listener: socket.socket, settings: Settings) -> str:
    """The address under which a client on this machine reaches the server, without a slash at the end."""
    port = listener.getsockname()[1]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  # compared, not bound
    return f"http://[{host}]:{port}" if ":" in host and not host.startswith("[") else f"http://{host}:{port}"


def set_up_logging(log_format: str) -> None:
    """Send what the server has to say to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if log_format == "json" else logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def end_on_signals() -> None:
    """Let a signal end the process well from now on, until uvicorn listens to signals and when it no longer does."""
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, _end)


def _end(*_: object) -> NoReturn:
    sys.exit(0)


def tell_collector() -> None:
    """Spare the collector what lives as long as the process, and the calls its long pauses.

    Records, entries and answers hold no circles and go by themselves. Looking at the young often keeps each pause short;
    looking at the old seldom is no loss.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 200, 1_000)


class Listening(uvicorn.Server):
    """Uvicorn with our guards. Before it waits for answers under way, it ends those that wait for something themselves."""

    def __init__(self, server: Server) -> None:
        self._served = server
        config = uvicorn.Config(
            server,
            http=GuardedProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=5,
        )
        super().__init__(config)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is being answered, and end."""
        self._served.retire()
        await super().shutdown(sockets)


def run(server: Server, listener: socket.socket) -> None:
    """Serve until told to stop by a signal; then finish what is being answered, for at most five seconds.

    Call `end_on_signals` first, and only then say that the server is there: uvicorn raises the signal anew once it has ended.
    """
    tell_collector()
    Listening(server).run(sockets=[listener])


class _Guest(Listening):
    """A server in somebody else's event loop, to whom signals are left."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


@contextlib.asynccontextmanager
async def serving_beside(server: Server) -> AsyncIterator[str]:
    """Serve on a free loopback port, in the event loop that runs already; gives the address, and ends afterwards."""
    settings = Settings(port=0)
    guest = _Guest(server)
    with listen(settings) as listener:
        running = asyncio.create_task(guest.serve(sockets=[listener]))
        try:
            yield address_of(listener, settings)  # it listens already: who calls early waits until it serves
        finally:
            guest.should_exit = True
            await running
