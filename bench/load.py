"""Load from the second core with wrk: requests a second, latencies, and the server's processor time for each call."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.servers import LOAD_CORE, Running, pinned

KEY = "nimbus-test-key"
_SECONDS = 4
_CONNECTIONS = 32

# Each thread's own counter and a mark of the run make every idempotency key a new one, as an honest client's would be.
_CREATE = """
local counter = 0
local body = '{"patientId":"pat_1234567890","prescriptionId":"rx_9876543210","shippingAddress":{"street1":"123 Main St",' ..
  '"city":"Austin","state":"TX","zip":"78701","country":"US"},"notes":"Please leave at front door"}'
request = function()
  counter = counter + 1
  return wrk.format("POST", nil, {["X-API-Key"] = "%(key)s", ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = "%(mark)s-" .. counter}, body)
end
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of load: microseconds of the server's processor for a call, latencies in milliseconds, calls a second."""

    cpu_us: float
    p50_ms: float
    p99_ms: float
    per_second: float
    errors: int


def _milliseconds(text: str) -> float:
    amount, unit = re.fullmatch(r"([0-9.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]  # wrk's own format
    return float(amount) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def _wrk(server: Running, path: str, script: str | None) -> Measured:
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", "--latency", "-H", f"X-API-Key: {KEY}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        if script is not None:
            lua.write(script)
            lua.flush()
            command += ["-s", lua.name]
        before = server.cpu_seconds()
        done = subprocess.run(
            pinned(LOAD_CORE, [*command, f"http://127.0.0.1:{server.port}{path}"]), capture_output=True, text=True, check=True
        )
        used = server.cpu_seconds() - before
    said = done.stdout
    calls = int(re.search(r"([0-9]+) requests in", said).group(1))  # type: ignore[union-attr]  # wrk's own format
    refused = re.search(r"Non-2xx or 3xx responses: ([0-9]+)", said)
    latency = dict(re.findall(r"^\s+(50|99)%\s+(\S+)", said, re.MULTILINE))
    return Measured(
        cpu_us=used / calls * 1e6,
        p50_ms=_milliseconds(latency["50"]),
        p99_ms=_milliseconds(latency["99"]),
        per_second=calls / _SECONDS,
        errors=int(refused.group(1)) if refused else 0,
    )


def read(server: Running, path: str) -> Measured:
    """Load of GETs at one path."""
    return _wrk(server, path, None)


def create(server: Running, path: str, mark: str) -> Measured:
    """Load of POSTs of an order, each with an idempotency key of its own."""
    return _wrk(server, path, _CREATE % {"key": KEY, "mark": f"{Path(path).name}-{mark}"})


def typical(runs: list[Measured]) -> Measured:
    """The median of each figure of several runs."""
    return Measured(
        median(run.cpu_us for run in runs),
        median(run.p50_ms for run in runs),
        median(run.p99_ms for run in runs),
        median(run.per_second for run in runs),
        sum(run.errors for run in runs),
    )
