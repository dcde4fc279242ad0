"""`mock-server scenarios test`: against a server of its own, a running one, and any other address."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_server.cli import main
from tests.live import serving

Write = Callable[..., str]
Capture = pytest.CaptureFixture[str]

READ = "{call: GET /nimbus/orders/ord_abc123xyz, as: nimbus-test-key, expect: {body: {status: processing}}}"
SHIP = "{move: nimbus.order, id: ord_abc123xyz, do: ship, becomes: shipped}"
UNKNOWN = "{call: GET /nimbus/orders/ord_abc123xyz, as: nobodys-key, expect: {status: 401}}"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a scenario with a conversation of these steps; answers with its path."""

    def write(*steps: str, name: str = "tale", extends: str = "default") -> str:
        path = tmp_path / f"{name}.yaml"
        lines = [
            f"scenario: {name}",
            "title: A tale",
            f"extends: {extends}",
            "conversation:",
            *(f"  - {each}" for each in steps),
        ]
        path.write_text("\n".join(lines) + "\n")
        return str(path)

    return write


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a mock server that all tests here share."""
    with serving() as port:
        yield f"http://127.0.0.1:{port}"


def test_conversations_are_held_with_a_server_of_their_own(write: Write, capsys: Capture) -> None:
    paths = [write(READ, SHIP, name="one"), write(READ, UNKNOWN, name="two"), write(name="none")]
    Path(paths[2]).write_text("scenario: none\ntitle: Says nothing\n")

    assert main(["scenarios", "test", *paths]) == 0

    assert capsys.readouterr().out.splitlines() == [
        f"as told {paths[0]}: 2 steps",
        f"as told {paths[1]}: 2 steps",
        f"--      {paths[2]}: has no conversation",
        "2 conversations held, none differing",
    ]


def test_a_file_may_stand_on_its_neighbour(write: Write) -> None:
    write(READ, name="neighbour")
    path = write(READ, name="tale", extends="neighbour")

    assert main(["scenarios", "test", path]) == 0


def test_a_difference_is_shown_and_ends_with_one(write: Write, capsys: Capture) -> None:
    path = write("{call: GET /nimbus/orders/ord_abc123xyz, expect: {status: 200}}")

    assert main(["scenarios", "test", path]) == 1

    said = capsys.readouterr().out
    assert f"differs {path}: step 1, tale.yaml:5: GET /nimbus/orders/ord_abc123xyz" in said
    assert "    - expected 200\n    + found    401\n" in said
    assert said.endswith("1 conversation held, 1 differing\n")


def test_outcomes_are_told_as_json(write: Write, capsys: Capture) -> None:
    path = write(READ, "{call: GET /nimbus/orders/none, as: nimbus-test-key}")

    assert main(["scenarios", "test", path, "--json"]) == 1

    told: Any = json.loads(capsys.readouterr().out)
    assert told["differing"] == 1
    assert told["conversations"][0]["differing"]["differences"] == [{"at": "status", "expected": "any of 2xx", "found": "404"}]


def test_a_file_with_mistakes_ends_with_two_and_nothing_is_held(write: Write, capsys: Capture) -> None:
    good, bad = write(READ, name="good"), write("{call: GET /nimbs/orders}", "{advance: soon}", name="bad")

    assert main(["scenarios", "test", good, bad, "nowhere"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(bad)[2] for line in said.err.splitlines()[:2]] == [
        ":5:12: no vendor stands under '/nimbs'; did you mean 'nimbus'?",
        ":6:15: 'soon' is no duration; write 90s, 5m, 2h, 1d or 1d 12h",
    ]
    assert "there is no scenario 'nowhere'" in said.err


def test_a_running_server_holds_each_in_a_sandbox_of_its_own(write: Write, address: str, capsys: Capture) -> None:
    path = write(READ, SHIP)

    assert main(["scenarios", "test", path, "--url", address]) == 0
    assert main(["scenarios", "test", path, "--url", address]) == 0
    assert main(["sandbox", "list", "--url", address, "--json"]) == 0

    listed = capsys.readouterr().out.partition("{")
    assert [each["id"] for each in json.loads(listed[1] + listed[2])["sandboxes"]] == ["default"]


def test_a_sandbox_of_a_running_server_is_taken_as_it_stands(write: Write, address: str, capsys: Capture) -> None:
    path = write(READ, SHIP)
    assert main(["sandbox", "create", "mine", "--url", address]) == 0

    assert main(["scenarios", "test", path, "--url", address, "--sandbox", "mine"]) == 0
    assert main(["scenarios", "test", path, "--url", address, "--sandbox", "mine"]) == 1

    assert '+ found    "shipped"' in capsys.readouterr().out


def test_a_server_that_refuses_the_scenario_says_why(write: Write, address: str, capsys: Capture) -> None:
    write(READ, name="neighbour")
    path = write(READ, name="tale", extends="neighbour")

    assert main(["scenarios", "test", path, "--url", address]) == 1

    assert "the server makes no sandbox: scenario_text:3: there is no scenario 'neighbour'" in capsys.readouterr().err


def test_at_another_address_what_needs_a_sandbox_is_left_out(write: Write, address: str, capsys: Capture) -> None:
    path = write(READ, UNKNOWN, SHIP, READ)

    assert main(["scenarios", "test", path, "--base-url", f"{address}/nimbus"]) == 0

    assert capsys.readouterr().out.splitlines()[0] == (
        f"in part {path}: 2 of 4 steps; step 3 needs a sandbox: a move is made (ship nimbus.order ord_abc123xyz)"
    )


def test_ones_own_credentials_take_the_place_of_the_scenarios(
    write: Write, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(READ, UNKNOWN)
    there = ["--base-url", f"nimbus={address}/nimbus"]

    assert main(["scenarios", "test", path, *there, "--header", "X-API-Key: nimbus-forbidden-key"]) == 1
    assert main(["scenarios", "test", path, *there, "--credential", "nimbus-test-key=nimbus-forbidden-key"]) == 1
    monkeypatch.setenv("MOCK_SERVER_HEADER", "X-API-Key: nimbus-forbidden-key")
    assert main(["scenarios", "test", path, *there]) == 1
    assert main(["scenarios", "test", path, *there, "--header", "X-API-Key: nimbus-test-key"]) == 0
    assert main(["scenarios", "test", path, *there, "--credential", "nimbus-test-key=nimbus-test-key"]) == 0


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--base-url", "nowhere"], "--base-url 'nowhere' is no address"),
        (["--base-url", "cloudrx=http://127.0.0.1:9"], "speaks with nimbus; give it its --base-url nimbus=URL"),
        (["--base-url", "http://127.0.0.1:9", "--url", "http://127.0.0.1:9"], "--base-url is for addresses that are no mock"),
        (["--base-url", "http://127.0.0.1:9", "--header", "X-API-Key"], "--header 'X-API-Key' is no header"),
        (["--base-url", "http://127.0.0.1:9", "--credential", "key"], "--credential 'key' has no value; write key=…"),
        (["--sandbox", "mine"], "say where that is with --url"),
        (["--jobs", "0"], "'0' is no whole number from 1 to 100"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(write: Write, flags: list[str], says: str, capsys: Capture) -> None:
    assert main(["scenarios", "test", write(READ), *flags]) == 2

    assert says in capsys.readouterr().err


def test_two_vendors_need_an_address_each(write: Write, capsys: Capture) -> None:
    path = write(READ, "{call: GET /cloudrx/x}")

    assert main(["scenarios", "test", path, "--base-url", "http://127.0.0.1:9"]) == 2

    assert "speaks with cloudrx and nimbus; give each its --base-url VENDOR=URL" in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--url", "--base-url"])
def test_where_nobody_answers_that_is_said_in_a_line(write: Write, flag: str, capsys: Capture) -> None:
    with socket.socket() as unheard:  # bound and not listening, so that nobody else can answer
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}"

        assert main(["scenarios", "test", write(READ), flag, url]) == 1

    said = capsys.readouterr().err
    assert said.startswith("mock-server: no server answers: ")
    assert said.count("\n") == 1
