"""Servers under measurement: started on the first core, asked from the second, ended by their own process id."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVER_CORE, LOAD_CORE = "0", "1"
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

BARE = ("bare", [sys.executable, "-m", "uvicorn", "bench.bare:app", "--no-access-log", "--log-level", "warning"])


def pinned(core: str, command: Sequence[str]) -> list[str]:
    """The command, kept to one core where the machine has `taskset` and more than one core."""
    can = shutil.which("taskset") and (os.cpu_count() or 1) > 1
    return ["taskset", "-c", core, *command] if can else list(command)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers. `first_answer_ms` is the time from its command to its first 200."""

    name: str
    pid: int
    port: int
    first_answer_ms: float

    def cpu_seconds(self) -> float:
        """The processor time that the server has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """What the server holds in memory."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE / 1e6

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> bytes:
        """One request; answers with the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            return connection.getresponse().read()
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", path, headers={"X-API-Key": "nimbus-test-key"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def running(name: str, command: Sequence[str], path: str = "/") -> Iterator[Running]:
    """Start a server with `--port` appended, wait for its first 200 at `path`, and end it afterwards."""
    port = _free_port()
    begun = time.perf_counter()
    with subprocess.Popen(
        pinned(SERVER_CORE, [*command, "--port", str(port)]), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - begun > 60:  # a minute: it hangs
                raise RuntimeError(f"{name} did not start")
        try:
            yield Running(name, process.pid, port, (time.perf_counter() - begun) * 1e3)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


@contextlib.contextmanager
def scenario_with_rules(rules: int = 40) -> Iterator[str]:
    """A scenario file with as many rules on the measured operations, none of which ever matches."""
    lines = ["scenario: forty-rules", "title: The default one and rules that never match", "extends: default", "rules:"]
    for n in range(rules):
        on = ("nimbus.create_order", "nimbus.get_order")[n % 2]
        part = ("body.patientId", "path.orderId")[n % 2]
        lines.append(f"  - {{name: rule-{n}, on: {on}, when: {{{part}: never-{n}}}, refuse: {{error: not_found}}}}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forty-rules.yaml"
        path.write_text("\n".join(lines) + "\n")
        yield str(path)


@contextlib.contextmanager
def ours(scenario: str | None = None) -> Iterator[Running]:
    """Our own server, as a user would start it."""
    command = [sys.executable, "-m", "mock_server", "serve", *(["--scenario", scenario] if scenario else [])]
    with running("pharmacy-mock-server", command, "/nimbus/orders/ord_abc123xyz") as server:
        yield server


@contextlib.contextmanager
def bare() -> Iterator[Running]:
    """The bare answer."""
    with running(*BARE) as server:
        yield server
