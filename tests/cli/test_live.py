"""The command as people use it: a server in a process of its own, steered from outside."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mock_server.cli import main

ROOT = Path(__file__).parents[2]
Ask = Callable[..., Any]


@contextmanager
def serving(*flags: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A server on a free port, and what it said when it listened; told to end afterwards, and then ending well."""
    command = [sys.executable, "-m", "mock_server", "serve", "--port", "0", "--log-format", "json", *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
            process.terminate()
            _, complaints = process.communicate(timeout=15)
            assert process.returncode == 0, complaints
            assert complaints == ""
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, Any]]:
    """What the server that all tests here share said when it listened."""
    with serving() as (_, said):
        yield said


@pytest.fixture
def ask(server: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command against the server, the environment naming it, and answers with its JSON."""
    monkeypatch.setenv("MOCK_SERVER_URL", server["address"])

    def run(*argv: str) -> Any:  # noqa: ANN401  # whatever JSON comes
        assert main([*argv, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def refusal(server: dict[str, Any], capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main([*argv, "--url", server["address"]]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_the_server_says_where_it_is_and_what_it_plays(server: dict[str, Any]) -> None:
    assert server["vendors"]["nimbus"]["url"] == f"{server['address']}/nimbus"
    assert server["vendors"]["nimbus"]["credentials"][0]["send"] == "X-API-Key: nimbus-test-key"
    assert server["control"] == f"{server['address']}/_mock"
    assert (server["scenario"], server["seed"]) == ("default", 1)
    assert server["clock"] == {"now": "2026-01-05T09:00:00Z", "mode": "frozen", "speed": 1.0}
    assert "Not affiliated" in server["note"]


def test_the_line_to_try_works_as_pasted(server: dict[str, Any]) -> None:
    curl, flag, header, url = shlex.split(server["try"])
    name, _, value = header.partition(": ")

    with urllib.request.urlopen(urllib.request.Request(url, headers={name: value}), timeout=10) as answer:  # noqa: S310  # our own server
        found = json.load(answer)

    assert (curl, flag) == ("curl", "-H")
    assert found["id"] == url.rpartition("/")[2]


def test_a_server_that_is_well_is_said_to_be(server: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--url", server["address"]]) == 0
    assert capsys.readouterr().out == f"the server at {server['address']} is well\n"


def test_health_is_told_as_json(ask: Ask) -> None:
    assert ask("health")["status"] == "ok"


def test_an_order_is_found_and_moved_and_the_sandbox_reset(ask: Ask) -> None:
    made = ask("sandbox", "create", "story", "--scenario", "default", "--seed", "7")
    before = ask("orders", "list", "--sandbox", "story", "--vendor", "nimbus", "--status", "processing")

    moved = ask("orders", "move", "nimbus", "ord_abc123xyz", "ship", "--sandbox", "story", "trackingNumber=1Z999AA10123456784")
    shipped = ask("orders", "list", "--sandbox", "story", "--vendor", "nimbus", "--stage", "shipped")
    ask("sandbox", "reset", "story")

    assert (made["id"], made["seed"]) == ("story", 7)
    assert before["total"] == 2
    assert moved["status"] == "shipped"
    assert [order["id"] for order in shipped["orders"]] == ["ord_abc123xyz"]
    assert ask("orders", "list", "--sandbox", "story", "--vendor", "nimbus", "--stage", "shipped")["total"] == 0


def test_the_clock_is_moved_and_says_what_happened(ask: Ask) -> None:
    ask("sandbox", "create", "timed", "--scenario", "happy-path")
    ask("clock", "freeze", "--sandbox", "timed")

    following = ask("clock", "next", "--sandbox", "timed")
    set_to = ask("clock", "set", "2026-01-07T09:00:00Z", "--sandbox", "timed")
    advanced = ask("clock", "advance", "1d 12h", "--sandbox", "timed")
    running = ask("clock", "run", "--speed", "2.5", "--sandbox", "timed")

    assert following["now"] == "2026-01-05T09:10:00Z"
    assert {entry["do"] for entry in following["happened"] if entry["kind"] == "move"} == {"queue"}
    assert set_to["now"] == "2026-01-07T09:00:00Z"
    assert advanced["now"] == "2026-01-08T21:00:00Z"
    assert (running["mode"], running["speed"]) == ("running", 2.5)


def test_tables_for_people_are_whole(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    id = "w" * 100
    ask("sandbox", "create", id, "--scenario", "happy-path")
    ask("clock", "freeze", "--sandbox", id)

    for argv, seen in (
        (["sandbox", "list"], id),
        (["orders", "list", "--sandbox", id], "ship at 2026-01-06T09:00:00Z"),
        (["clock", "next", "--sandbox", id], "rxscale.pharmacy_order po-201"),
        (["clock", "show", "--sandbox", id], "frozen at 2026-01-05T09:10:00Z; next due 2026-01-05T09:15:00Z, planned "),
        (["orders", "move", "nimbus", "ord_abc123xyz", "ship", "--sandbox", id], "ship done, now shipped"),
        (["sandbox", "reset", id], f"/s/{id}/nimbus"),
    ):
        assert main(argv) == 0
        assert seen in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["clock", "show", "--sandbox", "nowhere"], "no sandbox is called 'nowhere'"),
        (["sandbox", "create", "a/b"], "cannot name a sandbox"),
        (["sandbox", "create", "--scenario", "defalt"], "did you mean 'default'?"),
        (["orders", "move", "nimbus", "ord_abc123xyz", "shp"], "knows no move 'shp'"),
        (["orders", "move", "nimbos", "ord_abc123xyz", "ship"], "did you mean 'nimbus'?"),
        (["clock", "set", "2020-01-01T00:00:00Z"], "a clock never goes back"),
    ],
)
def test_what_the_server_refuses_is_one_line(
    argv: list[str], says: str, server: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert says in refusal(server, capsys, *argv)


def test_a_path_that_nothing_stands_at_is_not_well(server: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--url", f"{server['address']}/nimbus"]) == 1

    assert capsys.readouterr().err.count("\n") == 1


def test_a_server_that_is_not_there_is_answered_with_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as unheard:  # bound and not listening, so that nobody else can answer
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}"

        assert main(["clock", "show", "--url", url]) == 1

    assert capsys.readouterr().err == (
        f"mock-server: no server answers at {url} (Connection refused); start one with: mock-server serve\n"
    )


def test_a_port_that_is_taken_is_refused(server: dict[str, Any]) -> None:
    port = server["address"].rpartition(":")[2]
    command = [sys.executable, "-m", "mock_server", "serve", "--port", port]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"mock-server: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_the_admin_token_is_asked_for_and_sent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with serving("--admin-token", "open-sesame") as (_, said):
        monkeypatch.setenv("MOCK_SERVER_URL", said["address"])

        assert main(["health"]) == 0
        assert main(["clock", "show"]) == 1
        assert main(["clock", "show", "--admin-token", "open-sesame"]) == 0
        monkeypatch.setenv("MOCK_SERVER_ADMIN_TOKEN", "open-sesame")
        assert main(["clock", "show"]) == 0

    assert capsys.readouterr().err == "mock-server: send the server's admin token as Authorization: Bearer\n"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_server_ends_well_as_soon_as_it_has_said_that_it_is_there(told: signal.Signals) -> None:
    with serving() as (process, _):
        process.send_signal(told)


def test_a_server_that_is_told_to_stop_waits_for_no_half_request() -> None:
    with serving() as (_, said):
        port = int(said["address"].rpartition(":")[2])
        halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        for half, path in zip(halves, ("/nimbus/orders", "/_mock/sandboxes", "/nimb"), strict=True):
            rest = " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
            half.sendall(f"POST {path}{'' if path == '/nimb' else rest}".encode())
        with urllib.request.urlopen(f"{said['address']}/_mock/health", timeout=10) as answer:  # noqa: S310  # our own server
            assert answer.status == 200  # it has read what came before
    for half in halves:
        half.close()


def test_an_upgrade_that_nobody_offers_is_no_news_for_the_log() -> None:
    with serving() as (_, said):
        headers = {"Connection": "Upgrade", "Upgrade": "websocket", "X-API-Key": "nimbus-test-key"}
        asked = urllib.request.Request(f"{said['address']}/nimbus/orders/ord_abc123xyz", headers=headers)  # noqa: S310  # ours
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  # our own server
            assert answer.status == 200


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_ends_quietly(told: signal.Signals) -> None:
    command = [sys.executable, "-m", "mock_server", "serve", "--port", "0"]
    environ = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        banner = [next(lines)]
        while "Ctrl-C" not in banner[-1]:
            banner.append(next(lines))

        address = next(line.split()[1] for line in banner if line.strip().startswith("control"))
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:  # noqa: S310  # our own server
            assert answer.status == 200  # now it serves, and listens to signals
        process.send_signal(told)
        _, complaints = process.communicate(timeout=15)

    assert complaints == ""
    assert process.returncode == 0
    said = "".join(banner)
    assert "X-API-Key: nimbus-test-key" in said
    assert "frozen at 2026-01-05T09:00:00Z" in said
    assert "not affiliated" in said.lower()


def test_coverage_is_asked_of_a_server_and_counted_anew(server: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    request = urllib.request.Request(  # noqa: S310  # our own server
        f"{server['address']}/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": "nimbus-test-key"}
    )
    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
        command = ["coverage", "--url", server["address"], "--format", "json", "--reset"]
    first, second = (json.loads(capsys.readouterr().out) for _ in range(2) if main(command) == 0)

    assert first["shares"][0]["met"]["nimbus"]["operation"]["get_order"] >= 1
    assert second["shares"] == []
