"""The proxy before a second instance of ourselves that departs in three things reports exactly these three."""

import json
import re
from typing import Any

import httpx

from mock_server.drift.departures import Confidence, Kind
from mock_server.drift.report import as_text, report
from tests.drift.conftest import ORDER, Watch
from tests.live import ROOT


def rewritten(answer: httpx.Response, body: object) -> httpx.Response:
    return httpx.Response(answer.status_code, headers=answer.headers, content=json.dumps(body))


def drifting(call: str, answer: httpx.Response) -> httpx.Response:
    """One field renamed, one status changed, one error reshaped."""
    if call == "GET /nimbus/orders/ord_abc123xyz":
        body = answer.json()
        return rewritten(answer, {("tracking_no" if name == "trackingNumber" else name): each for name, each in body.items()})
    if call == "POST /nimbus/refills":
        return httpx.Response(200, headers=answer.headers, content=answer.content)
    if answer.status_code == 404:
        error: Any = answer.json()["error"]
        return rewritten(answer, {"code": error["code"], "detail": error["message"]})
    return answer


def test_three_changes_are_three_departures(watch: Watch) -> None:
    watched = watch(change=drifting)

    for _ in range(2):
        watched.ask("POST", "/orders", json=ORDER)
        watched.ask("GET", "/orders/ord_abc123xyz")
        watched.ask("POST", "/refills", json={"prescriptionId": "rx_9876543210", "patientId": "pat_1234567890"})
        watched.ask("GET", "/orders/ord_nothere")

    assert watched.found == [
        ("renamed-member", "nimbus.get_order", "/trackingNumber", "'trackingNumber'", "'tracking_no'"),
        ("undocumented-status", "nimbus.create_refill", "", "201", "200"),
        (
            "error-shape",
            "nimbus.get_order",
            "",
            "{error: {code, message, requestId, details: an object or null}}",
            "{code, detail}",
        ),
    ]
    printed = re.search(r"^```text\n(.*?)^```", (ROOT / "docs/drift.md").read_text(), re.MULTILINE | re.DOTALL)
    assert printed is not None
    assert list(as_text(report(watched.observer, "the vendor"))) == printed[1].splitlines()


def test_a_record_with_a_status_of_its_own_is_one_departure_too(watch: Watch) -> None:
    def change(_: str, answer: httpx.Response) -> httpx.Response:
        return rewritten(answer, answer.json() | {"status": "in_transit"})

    watched = watch(change=change)
    watched.ask("GET", "/orders/ord_abc123xyz")

    assert [kind for kind, *_ in watched.found] == ["unknown-status"]


def test_the_guide_tells_every_kind_and_every_confidence() -> None:
    guide = (ROOT / "docs/drift.md").read_text()

    assert [each.value for each in (*Kind, *Confidence) if f"`{each.value}`" not in guide] == []
