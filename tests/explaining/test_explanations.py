"""What else an explanation knows: the rule or switch behind a refusal, where a record is, which call came first."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.clients import Client
from tests.vendors.cloudrx.calls import FORM
from tests.vendors.nimbus.orders import KEY, ORDER, REFILL, address_with, order_with

PHARMACY = {"X-API-Key": "rxscale-pharmacy-key"}
API = "/rxscale/v1/external_pharmacy_api"
TOKEN = {"Authorization": "Bearer cloudrx-test-token"}

Json = dict[str, Any]  # whatever a JSON object holds


@pytest.fixture
def why(client: Client) -> Callable[..., Json]:
    """The explanation of an answer, read from the journal of a sandbox."""

    def read(answer: httpx.Response, sandbox: str = "default") -> Json:
        entry = client.get(f"/_mock/sandboxes/{sandbox}/journal/{answer.headers['x-mock-journal']}").json()
        explanation: Json = entry["explanation"]
        return explanation

    return read


def test_a_rule_that_refuses_is_named_with_what_it_is_about(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.post("/nimbus/orders", order_with(patientId="pat_notfound"), headers=KEY))

    assert explained["behind"] == {
        "sort": "rule",
        "name": "nimbus-unknown-patient",
        "on": "nimbus.create_order",
        "about": "The patient pat_notfound is unknown on every order.",
    }
    assert explained["place"]["wanted"] is None
    assert "on purpose" in explained["do"][0]


def test_a_switch_is_named_with_where_it_stands(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {references: known}}\n")
    answer = client.post("/nimbus/orders", order_with(patientId="pat_7"), headers=KEY)

    explained = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()["explanation"]

    behind = explained["behind"]
    assert (behind["name"], behind["stands_at"], behind["values"]) == ("nimbus.references", "known", ["any", "known"])
    assert behind["cites"] == ["NIM-32"]
    assert explained["do"] == [
        "send /patientId in the body as one that the sandbox knows: pat_1234567890, pat_test_001, pat_test_002"
    ]


def test_every_place_that_does_not_fit_is_told_with_its_pointer(client: Client, why: Callable[..., Json]) -> None:
    body = {"tracking_links": [{"tracking_link": "x", "carrier": "dhl"}]}

    explained = why(client.request("PATCH", f"{API}/pharmacy_orders/po-abc123/complete_order", json=body, headers=PHARMACY))

    assert explained["place"]["pointer"] == "/tracking_links/0/tracking_link"
    assert [each["pointer"] for each in explained["also"]] == ["/tracking_links/0/carrier"]
    assert explained["do"][1] == "send /tracking_links/0/carrier in the body as one of DHL, DPD, UPS, Hermes, FedEx, Other"


def test_a_field_that_the_vendor_spells_otherwise_is_found_in_the_body(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.request("PUT", "/cloudrx/api/v2/Order/create", json={"customer": {}}, headers=TOKEN))

    assert explained["field"] == "DeliveryAddress"
    assert explained["place"]["pointer"] == "/deliveryAddress"
    assert "/customer/dateOfBirth" in [each["pointer"] for each in explained["also"]]


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b""])
def test_a_body_that_cannot_be_read_gets_a_sample(client: Client, why: Callable[..., Json], body: bytes) -> None:
    explained = why(client.post("/nimbus/orders", content=body, headers=KEY))

    assert explained["place"] is None
    assert explained["do"][0].startswith('send a JSON object such as {"patientId": "pat_1234567890"')


def test_an_id_that_is_nearly_right_leads_to_the_right_one(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.get("/nimbus/orders/ord_abc123xy", KEY))

    assert explained["do"] == ["ask for 'ord_abc123xyz', which is the nearest that there is"]


def test_an_order_of_another_sandbox_is_found_there(client: Client, why: Callable[..., Json]) -> None:
    client.post("/_mock/sandboxes", {"id": "w3", "seed": 7})
    id = client.post("/s/w3/nimbus/orders", ORDER, headers=KEY).json()["id"]

    explained = why(client.get(f"/nimbus/orders/{id}", KEY))

    assert explained["do"] == [f"the sandbox 'w3' has it, and the call reached 'default': call /s/w3/nimbus/orders/{id}"]


def test_an_order_of_another_tenant_is_said_to_be_one(play: Callable[[str], Client]) -> None:
    client = play("fixtures: {nimbus: {credentials: [{key: other-key, tenant: other}]}}\n")
    id = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]
    answer = client.get(f"/nimbus/orders/{id}", {"X-API-Key": "other-key"})

    explained = client.get(f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}").json()["explanation"]

    assert explained["do"] == [f"use the credential that made it: the order '{id}' is there, and belongs to another tenant"]


def test_what_is_nowhere_is_said_to_be_nowhere(client: Client, why: Callable[..., Json]) -> None:
    assert "since its last reset" in why(client.get("/nimbus/orders/zzz", KEY))["do"][0]


def test_an_unknown_prescription_is_answered_with_known_ones(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.post("/nimbus/refills", REFILL | {"prescriptionId": "rx_7"}, headers=KEY))

    assert explained["do"][0].endswith("one that the sandbox knows: rx_9876543210, rx_test_001, rx_test_002")


def test_a_sandbox_that_is_not_there_is_to_be_made_or_spelled_rightly(client: Client, why: Callable[..., Json]) -> None:
    client.post("/_mock/sandboxes", {"id": "worker-3"})

    explained = why(client.get("/s/worker3/nimbus/orders/ord_abc123xyz", KEY))

    assert explained["do"] == [
        "name the sandbox 'worker-3', which is there",
        "make it first: mock-server sandbox create worker3",
    ]


def test_a_credential_of_another_vendor_is_recognised(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.post("/nimbus/orders", ORDER, headers={"X-API-Key": "rxscale-pharmacy-key"}))

    assert explained["do"] == [
        "send X-API-Key: nimbus-test-key, which may do everything; what was sent is a credential of RxScale"
    ]


def test_in_another_sandbox_the_credential_is_told_with_its_suffix(client: Client, why: Callable[..., Json]) -> None:
    client.post("/_mock/sandboxes", {"id": "w3"})

    explained = why(client.post("/nimbus/orders", ORDER, headers={"X-API-Key": "wrong--w3"}), "w3")

    assert explained["do"][1] == "append --w3 to it, where nothing else leads to this sandbox"


@pytest.mark.parametrize(
    ("path", "key", "do"),
    [
        (
            "/nimbus/orders",
            "nimbus-test-key--w33",
            [
                "name the sandbox 'w3', which is there",
                "make it first: mock-server sandbox create w33",
                "leave --w33 off the credential, to stay in the sandbox 'default'",
            ],
        ),
        (
            "/s/other/nimbus/orders",
            "nimbus-test-key--w3",
            [
                "leave the sandbox 'other' out of the path and the headers, to reach 'w3'",
                "leave --w3 off the credential, to stay in the sandbox 'other'",
            ],
        ),
        (
            "/nimbus/orders",
            "wrong--a;b",
            [
                "send X-API-Key: nimbus-test-key, which may do everything",
                "leave --a;b off the credential, to stay in the sandbox 'default'",
            ],
        ),
    ],
)
def test_a_credential_that_names_another_sandbox_leads_to_it_or_loses_its_suffix(
    client: Client, why: Callable[..., Json], path: str, key: str, do: list[str]
) -> None:
    for id in ("w3", "other"):
        client.post("/_mock/sandboxes", {"id": id})

    answer = client.post(path, ORDER, headers={"X-API-Key": key})

    assert why(answer, "other" if "other" in path else "default")["do"] == do


def test_a_prefix_of_another_vendor_is_taken_for_a_slip_unless_its_key_comes_along(
    client: Client, why: Callable[..., Json]
) -> None:
    slip = "call GET /orders/{orderId}: the prefix /v1 has to go"
    there = "call /caryrx/v1/orders/ord_abc123xyz: this is CaryRx's get_order"

    with_own_key = why(client.get("/nimbus/v1/orders/ord_abc123xyz", KEY))
    with_other_key = why(client.get("/nimbus/v1/orders/ord_abc123xyz", {"apikey": "caryrx-test-key"}))

    assert (with_own_key["do"], with_other_key["do"]) == ([slip, there], [there, slip])


def test_of_a_call_whose_credential_is_refused_the_body_is_not_judged(client: Client, why: Callable[..., Json]) -> None:
    assert why(client.post("/nimbus/orders", {}, headers={"X-API-Key": "wrong"}))["also"] == []


@pytest.mark.parametrize(
    ("body", "headers", "place"),
    [
        (address_with(zap=1), {"Idempotency-Key": "1"}, ("body", "/shippingAddress/zap", None, "1")),
        (ORDER, {}, ("header", None, "Idempotency-Key", "nothing")),
    ],
)
def test_what_only_a_strict_sandbox_refuses_has_its_place_too(
    client: Client, why: Callable[..., Json], body: Json, headers: dict[str, str], place: tuple[str | None, ...]
) -> None:
    client.post("/_mock/sandboxes", {"id": "w3", "strict": True})

    found = why(client.post("/s/w3/nimbus/orders", body, headers=KEY | headers), "w3")["place"]

    assert (found["in"], found["pointer"], found["name"], found["sent"]) == place


def test_the_secret_of_a_client_is_told_apart_from_the_client(client: Client, why: Callable[..., Json]) -> None:
    form = "grant_type=client_credentials&client_id={}&client_secret=wrong"
    known = client.post("/cloudrx/connect/token", content=form.format("cloudrx-test-client").encode(), headers=FORM)
    unknown = client.post("/cloudrx/connect/token", content=form.format("nobody").encode(), headers=FORM)

    assert why(known)["says"] == "the secret is not that of the client 'cloudrx-test-client'"
    assert why(unknown)["says"].startswith("the client 'nobody' is none that the sandbox 'default' knows")
    assert (why(known)["place"]["pointer"], why(known)["place"]["sent"]) == ("/client_secret", "text of 5 characters")


def test_a_used_up_limit_says_how_to_let_time_pass(play: Callable[[str], Client]) -> None:
    client = play("switches: {nimbus: {rate_limit: production}}\n")
    answers = [client.get("/nimbus/orders/ord_abc123xyz", KEY) for _ in range(61)]

    entry = client.get(f"/_mock/sandboxes/default/journal/{answers[-1].headers['x-mock-journal']}").json()

    assert answers[-1].status_code == 429
    assert entry["explanation"]["do"] == ["wait; in the sandbox that takes no time: mock-server clock advance 60s"]


def test_a_call_of_another_vendor_is_led_there(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.request("PUT", "/nimbus/api/v2/Order/create", json={}, headers=KEY))

    assert explained["do"] == ["call /cloudrx/api/v2/Order/create: this is CloudRx's create_order"]


def test_a_call_without_a_vendor_is_led_to_one(client: Client) -> None:
    detail = client.post("/orders", ORDER, headers=KEY).json()["detail"]

    assert detail == "no vendor stands under '/orders'; Nimbus OS has that: call '/nimbus/orders'"


def test_the_story_of_the_record_is_as_it_was_when_the_call_came(client: Client, why: Callable[..., Json]) -> None:
    id = client.post("/nimbus/orders", ORDER, headers=KEY).json()["id"]
    moves = f"/_mock/sandboxes/default/records/nimbus/order/{id}/moves"
    client.post(moves, {"do": "process"})
    refused = client.request("DELETE", f"/nimbus/orders/{id}", headers=KEY)
    client.post(moves, {"do": "cancel"})

    (record,) = why(refused)["records"]

    assert (record["kind"], record["id"], record["status"]) == ("nimbus.order", id, "processing")
    assert [(step["do"], step["cause"]) for step in record["history"]] == [("create", 2), ("process", 4)]


def test_causes_and_effects_stand_with_an_entry(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=KEY)

    call = client.get("/_mock/sandboxes/default/journal/2").json()
    move = client.get("/_mock/sandboxes/default/journal/3").json()

    assert [each["n"] for each in call["led_to"]] == [3]
    assert [each["n"] for each in move["because_of"]] == [2]


def test_what_an_explanation_repeats_of_a_call_is_masked_too(client: Client) -> None:
    body = address_with(street1=7, zip="1 Canary Street")
    answer = client.post("/nimbus/orders", body, headers=KEY | {"Idempotency-Key": "nimbus-test-key"})
    path = f"/_mock/sandboxes/default/journal/{answer.headers['x-mock-journal']}"

    masked = client.get(path).json()["explanation"]

    assert "Canary" not in str(masked)
    assert [each["sent"] for each in (masked["place"], *masked["also"])] == ["a number", "text of 15 characters"]
    assert "Canary" in str(client.get(f"{path}?unmasked=true").json()["explanation"])


def test_sources_come_with_the_page_and_the_evidence(client: Client, why: Callable[..., Json]) -> None:
    explained = why(client.get("/nimbus/orders/zzz", KEY))

    (row,) = explained["sources"]
    assert (row["id"], row["page"], row["evidence"]) == ("NIM-19", "OpenAPI v1", "documented")
    assert "404" in row["says"]
