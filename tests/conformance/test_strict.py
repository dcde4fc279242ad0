"""Strict sandboxes: what is a violation elsewhere is refused there, in the vendor's voice and with an explanation."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mock_server.registry import VENDORS
from mock_server.vendors.cloudrx.routes.samples import SMALLEST_ORDER
from tests.clients import Client
from tests.control.problems import problem
from tests.vendors.cloudrx.calls import CREDENTIALS, FORM, TOKEN
from tests.vendors.cloudrx.calls import order_with as cloudrx_order
from tests.vendors.nimbus.orders import KEY, ORDER, order_with

ONCE = KEY | {"Idempotency-Key": "order-1"}
PHARMACY = {"X-API-Key": "rxscale-pharmacy-key"}
API = "/s/strict/rxscale/v1/external_pharmacy_api"
CLOUDRX = "/s/strict/cloudrx/api/v2/Order"


@pytest.fixture
def strict(client: Client) -> Client:
    assert client.post("/_mock/sandboxes", {"id": "strict", "strict": True}).json()["strict"] is True
    return client


def explained(client: Client, answer: httpx.Response) -> dict[str, Any]:
    entry = client.get(f"/_mock/sandboxes/strict/journal/{answer.headers['x-mock-journal']}").json()
    explanation: dict[str, Any] = entry["explanation"]
    return explanation


def orders(client: Client, vendor: str) -> int:
    total: int = client.get(f"/_mock/sandboxes/strict/orders?vendor={vendor}").json()["total"]
    return total


def test_a_call_by_the_book_is_answered_as_ever(strict: Client) -> None:
    assert strict.post("/s/strict/nimbus/orders", ORDER, headers=ONCE).status_code == 201
    assert strict.get(f"{API}/pharmacy_orders/", PHARMACY).status_code == 200
    assert strict.request("PUT", f"{CLOUDRX}/create", json=SMALLEST_ORDER, headers=TOKEN).status_code == 200
    assert strict.post("/s/strict/cloudrx/connect/token", content=CREDENTIALS, headers=FORM).status_code == 200


@pytest.mark.parametrize(
    ("body", "headers", "status", "details"),
    [
        (order_with(xyzzy=1), ONCE, 422, {"field": "xyzzy", "reason": "Unknown field"}),
        (ORDER, KEY, 400, {"field": "Idempotency-Key", "reason": "Header is required"}),
        (
            order_with(notes="ann.lee@gmail.com"),
            ONCE,
            422,
            {"field": "notes", "reason": "Real personal data is not accepted"},
        ),
    ],
)
def test_nimbus_refuses_in_its_envelope_and_makes_nothing(
    strict: Client, body: object, headers: dict[str, str], status: int, details: dict[str, str]
) -> None:
    before = orders(strict, "nimbus")

    answer = strict.post("/s/strict/nimbus/orders", body, headers=headers)

    assert (answer.status_code, answer.json()["error"]["details"]) == (status, details)
    VENDORS["nimbus"].error_model.model_validate(answer.json())
    assert orders(strict, "nimbus") == before
    assert explained(strict, answer)["behind"]["sort"] == "strict"


def test_rxscale_refuses_under_the_name_of_the_field(strict: Client) -> None:
    body = {"status": "in-progress", "coment": "x"}
    answer = strict.request("PATCH", f"{API}/pharmacy_orders/po-abc123/status", json=body, headers=PHARMACY)
    by_path = strict.get(f"{API}/pharmacy_orders", PHARMACY)

    assert (answer.status_code, answer.json()) == (400, {"error": {"coment": ["Unknown field."]}})
    assert (by_path.status_code, by_path.json()) == (400, {"error": "Bad request"})
    assert explained(strict, by_path)["do"][0] == "call /v1/external_pharmacy_api/pharmacy_orders/"


def test_cloudrx_refuses_with_the_place_in_pascal_case(strict: Client) -> None:
    order = cloudrx_order(prescribedItems__0__pak=3)
    answer = strict.request("PUT", f"{CLOUDRX}/create", json=order, headers=TOKEN)
    by_query = strict.get(f"{CLOUDRX}/status?ORDERID=1", TOKEN)

    assert answer.json()["details"] == [{"field": "PrescribedItems[0].Pak", "message": "Unknown field."}]
    assert (by_query.status_code, by_query.json()["details"]) == (400, {"message": "Unknown spelling."})


def test_the_explanation_says_what_to_send_and_that_others_would_let_it_pass(strict: Client) -> None:
    answer = strict.post("/s/strict/nimbus/orders", order_with(shippingAdress={}), headers=ONCE)

    explanation = explained(strict, answer)

    assert explanation["says"].startswith("/shippingAdress in the body: the document has no member 'shippingAdress' here")
    assert explanation["do"] == [
        "write 'shippingAddress'",
        "or use a sandbox that is not strict, where this is only written down",
    ]


def test_what_the_vendor_refuses_anyway_is_refused_as_ever(strict: Client) -> None:
    answer = strict.post("/s/strict/nimbus/orders", order_with(patientId="x", xyzzy=1), headers={"X-API-Key": "wrong"})
    by_schema = strict.post("/s/strict/nimbus/orders", order_with(patientId="x", xyzzy=1), headers=KEY)

    assert answer.status_code == 401
    assert by_schema.json()["error"]["details"]["field"] == "patientId"


def test_a_refused_call_does_not_use_up_its_key(strict: Client) -> None:
    assert strict.post("/s/strict/nimbus/orders", order_with(xyzzy=1), headers=ONCE).status_code == 422
    assert strict.post("/s/strict/nimbus/orders", ORDER, headers=ONCE).status_code == 201


def test_a_scenario_can_be_strict_and_what_extends_it_is(play: Callable[[str], Client]) -> None:
    client = play("strict: true\n")

    assert client.post("/nimbus/orders", ORDER, headers=KEY).status_code == 400
    assert client.get("/_mock/sandboxes/default").json()["strict"] is True


def test_a_sandbox_can_be_lenient_under_a_strict_scenario_and_stays_so(play: Callable[[str], Client]) -> None:
    client = play("strict: true\n")
    client.post("/_mock/sandboxes", {"id": "lenient", "strict": False})
    client.post("/_mock/sandboxes/lenient/reset", {})
    client.post("/_mock/sandboxes/lenient/fork", {"id": "fork"})

    for id in ("lenient", "fork"):
        assert client.get(f"/_mock/sandboxes/{id}").json()["strict"] is False
        assert client.post(f"/s/{id}/nimbus/orders", ORDER, headers=KEY).status_code == 201


@pytest.mark.parametrize("value", ["yes", 1, "true"])
def test_strict_is_true_or_false_and_nothing_else(client: Client, value: object) -> None:
    refused = problem(client.post("/_mock/sandboxes", {"strict": value}), "invalid-request")

    assert "/strict must be true or false" in refused["detail"]
