"""`mock-server proxy` before a real server on a loopback port: its exit codes, its report, its recording."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mock_server.cli import main
from tests.drift.conftest import KEYS, ORDER
from tests.live import ROOT, serving

Capture = pytest.CaptureFixture[str]


@contextlib.contextmanager
def proxying(target: str, *flags: str) -> Iterator[tuple[httpx.Client, "subprocess.Popen[str]"]]:
    """A client of the command, and its process; the process is interrupted where it does not end by itself."""
    command = [sys.executable, "-m", "mock_server", "proxy", "--vendor", "nimbus", "--target", target, *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address is not None, said + process.stderr.read()
        with httpx.Client(base_url=address[0], headers=KEYS, trust_env=False) as client:
            yield client, process
        process.wait(timeout=20)


def test_no_drift_is_told_and_what_was_exchanged_can_be_played(tmp_path: Path, capsys: Capture) -> None:
    record, told = tmp_path / "recorded.yaml", tmp_path / "drift.json"
    flags = ("--count", "2", "--record", str(record), "--report", str(told), "--format", "json")

    with serving() as port, proxying(f"http://127.0.0.1:{port}/nimbus", *flags) as (client, process):
        made = client.post("/orders", json=ORDER)
        assert made.headers["x-mock-journal"]
        assert client.get(f"/orders/{made.json()['id']}").json()["status"] == "pending"

    assert process.returncode == 0
    assert json.loads(told.read_text())["verdict"] == "no-drift"
    assert main(["scenarios", "check", str(record)]) == 0
    assert main(["scenarios", "test", str(record)]) == 0
    capsys.readouterr()


def test_drift_ends_with_one_and_is_told_on_the_standard_output() -> None:
    # Another vendor stands there than the one whose document is held against.
    with serving() as port, proxying(f"http://127.0.0.1:{port}/caryrx", "--count", "1") as (client, process):
        client.get("/orders/ord_abc123xyz")
        said, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert "error-shape at nimbus.get_order" in said
    assert said.endswith("1 departure: 1 exchange with nimbus\n")


def test_where_nobody_is_it_cannot_be_told() -> None:
    with proxying("http://127.0.0.1:1") as (client, process):
        assert client.get("/orders/1").status_code == 502
        process.terminate()
        said, _ = process.communicate(timeout=20)

    assert process.returncode == 2
    assert said.endswith("could not tell: 0 exchanges with nimbus, 1 not held\n")


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--vendor", "nimbs", "--target", "http://127.0.0.1:1"], "there is no vendor 'nimbs'"),
        (["--vendor", "nimbus", "--target", "nowhere"], "--target 'nowhere' is no address to forward to"),
        (["--vendor", "nimbus"], "the following arguments are required: --target"),
        (["--vendor", "nimbus", "--target", "http://127.0.0.1:1", "--format", "xml"], "'xml' is no format"),
        (["--vendor", "nimbus", "--target", "http://127.0.0.1:1", "--record", "A b.yaml"], "name it by small letters"),
        (["--vendor", "nimbus", "--target", "http://127.0.0.1:1", "--report", "/nowhere/x"], "there is no folder /nowhere"),
    ],
)
def test_a_mistake_is_told_in_a_line_before_anything_listens(flags: list[str], says: str, capsys: Capture) -> None:
    assert main(["proxy", *flags]) == 2
    assert says in capsys.readouterr().err
