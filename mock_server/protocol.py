"""One connection: uvicorn's protocol, with bounds that it lacks, and answers of ours where it would give its own."""

import asyncio
import re
import socket
import struct
from http import HTTPMethod
from typing import Any, Final
from urllib.parse import unquote

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from mock_server.faults.wire import LINE
from mock_server.wire import UNREADABLE

HARD_HEADER_BYTES: Final = 64 << 10
"""Where reading headers ends; the application refuses far less, but only once it has read them."""

_NO_LINGER: Final = struct.pack("ii", 1, 0)
_FIRST_LINE: Final = re.compile(rb"[\r\n]*([!-~]{1,32}) ([^ \r\n]+)")
_HEADER: Final = re.compile(rb"\r\n([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([ -~]*)")


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

    def abort(self) -> None:
        """Close without another byte."""
        self._held = None
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether nothing more can be sent."""
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: object = None) -> object:
        """What the transport knows of its socket."""
        return self._transport.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Let another protocol have the connection."""
        self._transport.set_protocol(protocol)


class SocketLine:
    """The socket beneath a connection's requests, as faults see it (`faults.wire.Line`)."""

    __slots__ = ("_transport", "is_held")

    def __init__(self, transport: Corked) -> None:
        self._transport = transport
        self.is_held = False

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._transport.write(data)

    def close(self) -> None:
        """End the connection once all is sent."""
        self._transport.close()

    def reset(self) -> None:
        """Break the connection off: a socket that may not linger is closed by a reset."""
        set_option = getattr(self._transport.get_extra_info("socket"), "setsockopt", None)
        if set_option is not None:
            set_option(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()


class GuardedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with two bounds that it lacks: on the bytes of headers, and on the time a request may take.

    A request that arrives in one piece, as nearly all do, costs no timer. `request_seconds` is how long a request may take
    to arrive whole. What cannot be read is answered by the application too, so that no text of uvicorn's shows at a vendor's
    address.
    """

    cycle: RequestResponseCycle | None  # type: ignore[assignment]  # there is none before the first request
    request_seconds = 10.0
    _arriving: asyncio.TimerHandle | None = None
    _is_whole = False
    _is_in_head = True
    _head_bytes = 0
    _latest = b""
    _is_refused = False
    _line: SocketLine

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Start the time of the first request."""
        super().connection_made(transport)
        corked = Corked(transport, self.loop)
        self.transport = corked
        self._line = SocketLine(corked)
        self._extensions: dict[str, dict[object, object]] = {LINE: {"line": self._line}}
        self._arriving = self.loop.call_later(self.request_seconds, self._close_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer with the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to count a request's headers."""
        super().on_message_begin()
        self.scope["extensions"] = self._extensions
        self._is_whole = False
        self._is_in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Take note that what comes now is the body."""
        super().on_headers_complete()
        self._is_in_head = False

    def on_message_complete(self) -> None:
        """Take note that the request is whole."""
        self._is_whole = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the parser, and keep a timer only while a request is not whole."""
        if self._is_refused:
            return  # what follows what cannot be read means nothing
        self._latest = data
        began_in_head = self._is_in_head
        super().data_received(data)
        self._latest = b""
        if self._is_whole or self._is_refused:
            self._stop_timer()
            self._is_in_head = True
            return
        if self._is_in_head and began_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HARD_HEADER_BYTES:
                self._close(b"431 Request Header Fields Too Large")
        if self._arriving is None:
            self._arriving = self.loop.call_later(self.request_seconds, self._close_slow)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # uvicorn's own words, which nobody is to see
        """Let the application answer what is no HTTP, as far as it can be told what was asked for; then close."""
        self._is_refused = True
        before = self.cycle
        if before is not None and not self._is_in_head:
            if before.response_complete:
                self.transport.close()  # it was answered before its body came
                return
            # Nobody will ever see the rest of this body, so the request that it belongs to is as good as gone.
            before.disconnected = True
            before.message_event.set()
            before = None
        method, target, headers = self._asked()
        path, _, query = target.partition(b"?")
        scope = {
            **self.scope,
            "method": method,
            "path": unquote(path.decode("utf-8", "replace")),
            "raw_path": path,
            "query_string": query,
            "headers": headers,
        }
        if method in HTTPMethod.__members__:
            scope[UNREADABLE] = True  # else it is only the method, which the application can judge by itself
        self.cycle = last = self._last_cycle(scope)
        if before is None or before.response_complete:
            self._start_asgi_task(last, self.app)
        else:
            self.pipeline.appendleft((last, self.app))

    def _asked(self) -> tuple[str, bytes, list[tuple[bytes, bytes]]]:
        """Method, target and headers of what cannot be read, as far as they can be told: else a GET of nothing."""
        if self.url.startswith(b"/"):
            return self.parser.get_method().decode(), self.url, self.headers
        head = self._latest.partition(b"\r\n\r\n")[0]
        line = _FIRST_LINE.match(head)
        if line is None or not line[2].startswith(b"/"):
            return "GET", b"/", []
        return line[1].decode(), line[2], [(name.lower(), value.rstrip()) for name, value in _HEADER.findall(head)]

    def _last_cycle(self, scope: Any) -> RequestResponseCycle:  # noqa: ANN401  # ASGI's own type
        cycle = RequestResponseCycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        cycle.more_body = False
        cycle.message_event.set()
        return cycle

    def _unsupported_upgrade_warning(self) -> None:
        """Answer who asks for another protocol as if it had not, and close: the parser reads no further."""
        if self.cycle is not None:
            self.cycle.keep_alive = False

    def shutdown(self) -> None:
        """Finish what is being answered. A request that is not whole yet is none, and its client is told so by the end."""
        if self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete:
            self.transport.close()
        else:
            super().shutdown()
            if self._line.is_held:
                self.transport.close()  # a fault keeps its request from being answered

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
