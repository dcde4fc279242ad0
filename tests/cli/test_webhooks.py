"""Webhooks at the terminal: the outbox of a running server, a receiver, and why a signature does not fit."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_server.cli import main
from tests.cli.test_live import ROOT, serving
from tests.webhooks.steps import KEY, ORDER


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    with serving("--egress", "local") as (_, said):
        yield said


@pytest.fixture(autouse=True)
def _named(server: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCK_SERVER_URL", server["address"])
    assert main(["sandbox", "reset"]) == 0


def make_order(server: dict[str, Any]) -> None:
    assert httpx.post(f"{server['address']}/nimbus/orders", json=ORDER, headers=KEY).status_code == 201


@contextmanager
def listening(*flags: str) -> Iterator[subprocess.Popen[str]]:
    """A receiver in a process of its own, once it listens and has subscribed; ended with the block, come what may."""
    command = [sys.executable, "-m", "mock_server", "webhooks", "listen", "--vendor", "nimbus", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "and subscribed" in process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_a_receiver_prints_and_verifies_what_arrives_and_goes_without_a_trace(
    server: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with listening("--count", "1") as receiver:
        make_order(server)
        told, complaints = receiver.communicate(timeout=30)

    assert (receiver.returncode, complaints) == (0, "")
    assert told.startswith("order.created  signature right  answered 204\n")
    capsys.readouterr()
    assert main(["webhooks", "list", "--json"]) == 0
    states = [each["state"] for each in json.loads(capsys.readouterr().out)["deliveries"]]
    assert states == ["collected", "delivered"]
    left = httpx.get(f"{server['address']}/_mock/sandboxes/default/webhooks").json()["webhooks"]
    assert [each["made_by"] for each in left] == ["scenario"]


def test_a_receiver_can_be_told_to_fail_first(server: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    with listening("--count", "3", "--fail", "2", "--status", "500") as receiver:
        make_order(server)
        assert main(["clock", "advance", "1h"]) == 0
        told, _ = receiver.communicate(timeout=30)

    assert [line.split()[-1] for line in told.splitlines()[::2]] == ["500", "500", "204"]
    capsys.readouterr()
    assert main(["webhooks", "show", "whd-2"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[2:]] == ["1.", "2.", "3."]


def test_an_event_is_told_by_hand_and_sent_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhooks", "trigger", "nimbus", "order.fulfilled", "data.trackingNumber=ODD", "--json"]) == 0
    (delivery,) = json.loads(capsys.readouterr().out)["deliveries"]
    assert json.loads(delivery["body"])["data"]["trackingNumber"] == "ODD"

    assert main(["webhooks", "resend", delivery["id"]]) == 0
    assert "collected" in capsys.readouterr().out
    assert main(["webhooks", "resend", "--failed"]) == 0
    assert "nobody was told" in capsys.readouterr().out
    assert main(["webhooks", "resend"]) == 2
    assert "--failed" in capsys.readouterr().err


def test_what_does_not_arrive_ends_with_code_one(server: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    wish = {"vendor": "nimbus", "url": "http://127.0.0.1:1/"}
    assert httpx.post(f"{server['address']}/_mock/sandboxes/default/webhooks", json=wish).status_code == 201

    assert main(["webhooks", "trigger", "nimbus", "order.created"]) == 1
    assert main(["webhooks", "trigger", "nimbus", "order.creatd"]) == 1
    assert "did you mean 'order.created'?" in capsys.readouterr().err


def test_a_signature_is_judged_without_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = tmp_path / "body.json"
    body.write_bytes(b"{}\n")
    signature = "aad7a5a0a07bd0f3dc1a4dc7fbcc66d9a4d5eb60d0ec2d4b3f5b1a5b8b4a3c5e"

    assert main(["webhooks", "verify", str(body), "--secret", "s", "--signature", signature]) == 1
    assert "either the secret is another one" in capsys.readouterr().out
    assert main(["webhooks", "verify", str(tmp_path / "none"), "--secret", "s", "--signature", signature]) == 2
    assert "cannot read" in capsys.readouterr().err
