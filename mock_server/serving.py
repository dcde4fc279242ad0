"""Running the server: the listening socket, uvicorn with our guards, and the memory manager told what will stay."""

import asyncio
import gc
import json
import logging
import signal
import socket
import sys
from typing import Final, NoReturn

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_server.app import Server
from mock_server.settings import SettingError, Settings

HARD_HEADER_BYTES: Final = 64 << 10
"""Where reading headers ends; the application refuses far less, but only once it has read them."""


class Corked(asyncio.Transport):
    """A transport that sends an answer's head together with its body, where uvicorn writes them one after the other.

    A write costs more than most of what an answer takes to make. What is held goes out at the latest when the event loop comes
    round again.
    """

    __slots__ = ("_flushing", "_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held: bytes | None = None
        self._flushing: asyncio.Handle | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hold the first piece until the second comes."""
        if self._held is None:
            self._held = bytes(data)
            self._flushing = self._loop.call_soon(self._flush)
        else:
            self._flush(bytes(data))

    def _flush(self, more: bytes = b"") -> None:
        held, self._held = self._held, None
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        if held is not None and not self._transport.is_closing():
            self._transport.write(held + more)

    def close(self) -> None:
        """Send what is held, and close."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What the transport knows of its socket."""
        return self._transport.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Let another protocol have the connection."""
        self._transport.set_protocol(protocol)


class GuardedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with two bounds that it lacks: on the bytes of headers, and on the time a request may take.

    A request that arrives in one piece, as nearly all do, costs no timer. `request_seconds` is how long a request may take
    to arrive whole.
    """

    request_seconds = 10.0
    _arriving: asyncio.TimerHandle | None = None
    _is_whole = False
    _is_in_head = True
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Start the time of the first request."""
        super().connection_made(transport)
        self.transport = Corked(transport, self.loop)
        self._arriving = self.loop.call_later(self.request_seconds, self._close_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer with the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to count a request's headers."""
        super().on_message_begin()
        self._is_whole = False
        self._is_in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Take note that what comes now is the body."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take note that the request is whole."""
        self._is_whole = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the parser, and keep a timer only while a request is not whole."""
        began_in_head = self._is_in_head
        super().data_received(data)
        if self._is_whole:
            self._stop_timer()
            self._is_in_head = True
            return
        if self._is_in_head and began_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HARD_HEADER_BYTES:
                self._close(b"431 Request Header Fields Too Large")
        if self._arriving is None:
            self._arriving = self.loop.call_later(self.request_seconds, self._close_slow)

    def _stop_timer(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def _close_slow(self) -> None:
        self._arriving = None
        self._close(b"408 Request Timeout")

    def _close(self, status: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
            self.transport.close()


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
    except (OSError, OverflowError) as wrong:
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


def run(server: Server, listener: socket.socket) -> None:
    """Serve until told to stop by a signal; then finish what is being answered, for at most five seconds."""
    # Before uvicorn listens, a signal ends the process at once; afterwards uvicorn ends well and raises the signal anew.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, _end)
    tell_collector()
    config = uvicorn.Config(
        server,
        http=GuardedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run(sockets=[listener])
