"""`mock-server why`, against a server in a process of its own, and what it makes of entries."""

import json
from collections.abc import Iterator

import httpx
import pytest

from mock_server.cli import main
from mock_server.cli.why import told
from tests.live import serving


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture
def address(port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server's address; the default sandbox is at its start."""
    address = f"http://127.0.0.1:{port}"
    monkeypatch.setenv("MOCK_SERVER_URL", address)
    assert main(["sandbox", "reset", "--json"]) == 0
    return address


def refused(address: str, path: str, body: bytes | None = None) -> str:
    """Makes a call that is refused; answers with what X-Mock-Journal says."""
    headers = {"X-API-Key": "nimbus-test-key", "Content-Type": "application/json"}
    answer = httpx.request("GET" if body is None else "POST", f"{address}{path}", content=body, headers=headers)
    assert answer.is_client_error
    return str(answer.headers["x-mock-journal"])


def test_why_tells_a_person_what_was_wrong_and_what_to_do(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    n = refused(address, "/nimbus/order", b"{}")
    capsys.readouterr()

    assert main(["why", n]) == 0

    assert capsys.readouterr().out == (
        "2: nimbus POST /order was answered 404 not_found, at 2026-01-05T09:00:00Z\n"
        "\n"
        "What was wrong\n"
        "  Nimbus OS has no operation POST /order\n"
        "\n"
        "What to do\n"
        "  call POST /orders: /order has to be /orders\n"
        "\n"
        "How we know\n"
        '  documented, NIM-19, OpenAPI v1: 404 `not_found`, "The requested resource was not found".\n'
    )


def test_what_a_rule_refused_is_not_said_to_be_the_vendors(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    rule = {"name": "busy", "on": "nimbus.get_order", "fault": {"status": 500}}
    httpx.post(f"{address}/_mock/sandboxes/default/rules", json=rule).raise_for_status()
    headers = {"X-API-Key": "nimbus-test-key"}
    n = httpx.get(f"{address}/nimbus/orders/ord_abc123xyz", headers=headers).headers["x-mock-journal"]
    httpx.delete(f"{address}/_mock/sandboxes/default/rules/busy").raise_for_status()
    capsys.readouterr()

    assert main(["why", n]) == 0

    said = capsys.readouterr().out
    assert (
        "invented: that it was refused at all is the rule's doing; how the vendor's error is known:\n  documented, NIM-21"
        in said
    )


def test_a_rule_that_is_misspelt_in_the_header_is_our_own_matter(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    headers = {"X-API-Key": "nimbus-test-key", "X-Mock-Rule": "bussy"}
    n = httpx.get(f"{address}/nimbus/orders/ord_abc123xyz", headers=headers).headers["x-mock-journal"]
    capsys.readouterr()

    assert main(["why", n]) == 0

    assert "invented: the vendor knows no header X-Mock-Rule" in capsys.readouterr().out


def test_without_a_number_the_call_that_was_refused_last_is_told(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(address, "/nimbus/order", b"{}")
    last = refused(address, "/nimbus/orders/zzz")
    httpx.get(f"{address}/nimbus/orders/ord_abc123xyz", headers={"X-API-Key": "nimbus-test-key"})
    capsys.readouterr()

    for flags in ([], ["--last"]):
        assert main(["why", *flags]) == 0
        assert capsys.readouterr().out.startswith(f"{last}: nimbus GET /orders/zzz was answered 404 not_found")


def test_a_program_gets_the_whole_entry(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    n = refused(address, "/nimbus/orders", b'{"patientId": "canary"}')
    capsys.readouterr()

    assert main(["why", n, "--json", "--unmasked"]) == 0

    entry = json.loads(capsys.readouterr().out)
    assert (entry["n"], entry["request"]["body"]) == (int(n), {"patientId": "canary"})
    assert dict(entry["request"]["headers"])["x-api-key"] == "nimbus-test-key"


def test_where_nothing_was_refused_there_is_nothing_to_explain(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert main(["why", "--last", "--url", address]) == 1
    assert "no call to the sandbox 'default' has been refused" in capsys.readouterr().err
    assert main(["why", "99"]) == 1
    assert "entry 99 was never written" in capsys.readouterr().err


def test_a_number_and_the_last_one_are_not_both_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "3", "--last"]) == 2
    assert "not allowed with argument" in capsys.readouterr().err


def test_an_entry_that_is_no_refusal_is_told_with_its_story() -> None:
    record = {"kind": "nimbus.order", "id": "ord_1"}
    call = {"n": 2, "at": "A", "kind": "call", "vendor": "nimbus", "call": "POST /orders", "query": "a=b", "status": 201}
    clock = {"n": 4, "at": "B", "kind": "clock", "do": "advance 1d"}
    webhook = {
        "n": 6,
        "at": "D",
        "kind": "webhook",
        "event": "order.fulfilled",
        "record": record,
        "url": "http://x",
        "attempt": 1,
    }
    move = {"n": 5, "at": "C", "kind": "move", "record": record, "do": "ship", "from": "processing", "to": "shipped"}
    skipped = {"n": 7, "at": "E", "kind": "skipped", "record": record, "do": "ship", "reason": "it is shipped already"}

    lines = list(told({**move, "timeline": "swift", "because_of": [call, clock], "led_to": [webhook, skipped]}))

    assert lines == [
        "5: nimbus.order ord_1 ship, processing to shipped, as the timeline swift had planned, at C",
        "",
        "What led to it",
        "  2: nimbus POST /orders?a=b was answered 201, at A",
        "  4: clock advance 1d, at B",
        "",
        "What it led to",
        "  6: order.fulfilled about nimbus.order ord_1 to http://x, attempt 1 under way, at D",
        "  7: skipped nimbus.order ord_1 ship it is shipped already, at E",
    ]
