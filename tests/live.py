"""A real server on a loopback port, in a process of its own."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

_SERVE = """
from mock_server.app import build_app
from mock_server.protocol import GuardedProtocol
from mock_server.serving import end_on_signals, listen, run
from mock_server.settings import Settings

GuardedProtocol.request_seconds = {request_seconds}
settings = Settings(port=0, egress={egress!r})
server = build_app(settings)
listener = listen(settings)
end_on_signals()
print(listener.getsockname()[1], flush=True)
run(server, listener)
"""


@contextlib.contextmanager
def serving(request_seconds: float = 10.0, egress: str = "team") -> Iterator[int]:
    """The port of a server that is ended afterwards, and must then have ended well and without complaint."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(request_seconds=request_seconds, egress=egress)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=15)
        assert process.returncode == 0, complaints
        assert "Traceback" not in complaints, complaints
