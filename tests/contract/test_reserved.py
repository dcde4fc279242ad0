"""Reserved values: each does what it says, and together they give what the vendors document."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_server.cli import main
from mock_server.contract.operation import Operation
from mock_server.contract.reserved import FILE, page, reserved_rules
from mock_server.contract.vendor import Vendor
from mock_server.engine.evidence import Evidence
from mock_server.faults.conditions import steps_of
from mock_server.faults.rules import Refuse, Rule
from mock_server.registry import VENDORS, words
from mock_server.resources import folder
from mock_server.scenarios.library import ScenarioLibrary
from mock_server.vendors.caryrx.routes import samples
from tests.clients import Client
from tests.vendors.caryrx import calls as caryrx
from tests.vendors.cloudrx.calls import order_with as cloudrx_order
from tests.vendors.nimbus.orders import REFILL
from tests.vendors.nimbus.orders import order_with as nimbus_order

DEFAULT = ScenarioLibrary([folder("scenarios")], words(VENDORS)).named("default")
EVERY_VENDOR = pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
CONTROL = "/_mock/sandboxes/default"
KEYS = {
    "nimbus": {"X-API-Key": "nimbus-test-key"},
    "rxscale": {"X-API-Key": "rxscale-pharmacy-key"},
    "rxscale.get_order_status": {"X-API-Key": "rxscale-shop-key"},
    "cloudrx": {"Authorization": "Bearer cloudrx-test-token"},
    "caryrx": {"apikey": "caryrx-test-key"},
}
VALUES = {
    "nimbus.create_order": nimbus_order(),
    "nimbus.create_refill": REFILL,
    "rxscale.update_pharmacy_order_status": {"status": "on-hold"},
    "rxscale.complete_pharmacy_order": {"tracking_links": [{"tracking_link": "", "carrier": "DHL"}]},
    "cloudrx.create_order": cloudrx_order(),
    "cloudrx.issue_token": {},
    "caryrx.create_order": caryrx.order_with(),
    "caryrx.create_patient": samples.NEW_PATIENT,
    "caryrx.create_location": samples.NEW_LOCATION,
    "caryrx.create_prescription": caryrx.prescription_with(),
}
PLACES = {"pharmacy_order_uid": "po-202", "shop_identifier": "my-shop", "orderId": "ord_abc123xyz", "patientId": "wuyhosgwuc"}


def cases(vendor: Vendor) -> Iterator[tuple[Rule, Operation]]:
    """Each reserved rule with each operation that a value of its can be sent to."""
    for rule in reserved_rules(DEFAULT, vendor.slug):
        part = "" if rule.is_quiet else rule.when.equals[0][0].partition(".")[0]
        for operation in vendor.operations:
            name = vendor.names[operation.name]
            if rule.on == name or (rule.on.startswith(f"{vendor.slug}.*") and part == "body" and name in VALUES):
                yield rule, operation


def put(document: Any, steps: tuple[str, ...], value: str) -> None:  # noqa: ANN401  # JSON values
    *way, last = steps
    for step in way:
        document = document[int(step)] if step.isdecimal() else document[step]
    document[last] = value


def request_for(vendor: Vendor, rule: Rule, operation: Operation) -> tuple[str, str, object, dict[str, str]]:
    """A call to an operation that would go well but for the rule's value."""
    name = vendor.names[operation.name]
    body: Any = json.loads(json.dumps(VALUES.get(name)))
    query, places = {"clinicCode": "cl1234", "clinicOrderId": "abc1234"} if vendor.slug == "cloudrx" else {}, dict(PLACES)
    for path, value in rule.when.equals:
        part, *steps = steps_of(path)
        target: Any = {"body": body, "query": query, "path": places}[part]
        put(target, tuple(steps), value)
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    address = f"/{vendor.slug}{operation.path.format(**places)}?{asked}"
    return operation.method, address, body, KEYS.get(name, KEYS[vendor.slug])


@EVERY_VENDOR
def test_every_reserved_value_does_what_it_says(client: Client, vendor: Vendor) -> None:
    met = set()
    for rule, operation in cases(vendor):
        method, path, body, key = request_for(vendor, rule, operation)
        answer = client.request(method, path, json=body, headers=key)

        entry = client.get(f"{CONTROL}/journal/{answer.headers['x-mock-journal']}").json()
        assert entry["rule"] == rule.name, (rule.name, answer.text)
        if isinstance(rule.action, Refuse):
            error = vendor.error(rule.action.error)
            assert error is not None
            assert answer.status_code == error.status
        met.add(rule.name)
        client.post(f"{CONTROL}/reset", {})

    assert met == {rule.name for rule in reserved_rules(DEFAULT, vendor.slug) if not rule.is_quiet}


@EVERY_VENDOR
def test_rules_that_are_asked_for_act_on_every_operation_of_the_vendor(client: Client, vendor: Vendor) -> None:
    for rule in reserved_rules(DEFAULT, vendor.slug):
        if rule.is_quiet and isinstance(rule.action, Refuse):
            operation = next(each for each in vendor.operations if vendor.names[each.name] in VALUES)
            method, path, body, key = request_for(vendor, Rule("plain", "*", rule.action), operation)

            answer = client.request(method, path, json=body, headers=key | {"X-Mock-Rule": rule.name})

            error = vendor.error(rule.action.error)
            assert error is not None
            assert answer.status_code == error.status


BY_ITSELF = {
    "nimbus": set[str](),
    # A key, a permission, a fault of the status or the comment that is sent: each of these has a call of its own.
    "rxscale": set[str](),
    # A locked-out patient and the like are among the test values; dates, numbers and tokens are refused for what they are.
    "caryrx": set[str](),
    "cloudrx": {
        "unsupported_grant_type",
        "oauth_invalid_request",
        "invalid_client",
    },
}
"""Documented refusals that no reserved value needs to give: what is sent brings them about by itself."""


@EVERY_VENDOR
def test_each_documented_refusal_is_given_by_a_reserved_value(vendor: Vendor) -> None:
    given = {rule.action.error for rule in reserved_rules(DEFAULT, vendor.slug) if isinstance(rule.action, Refuse)}
    documented = {
        error.name
        for operation in vendor.operations
        for error in operation.refuses
        if error.grounds.evidence is Evidence.DOCUMENTED
    }

    assert documented - given == BY_ITSELF[vendor.slug]


def nimbus_order_for(client: Client, patient: str) -> str:
    answer = client.post("/nimbus/orders", nimbus_order(patientId=patient), headers=KEYS["nimbus"])
    return str(answer.json()["id"])


def nimbus_refill_for(client: Client, patient: str) -> str:
    return str(client.post("/nimbus/refills", REFILL | {"patientId": patient}, headers=KEYS["nimbus"]).json()["id"])


def cloudrx_order_for(client: Client, surname: str) -> str:
    order = cloudrx_order(customer__surname=surname, prescription__paymentType="Patient")
    answer = client.request("PUT", "/cloudrx/api/v2/Order/create", json=order, headers=KEYS["cloudrx"])
    return str(answer.json()["orderId"])


def caryrx_prescription_of(client: Client, medicine: str) -> str:
    return str(caryrx.made(client, "prescriptions", caryrx.prescription_with(medication_name=medicine))["id"])


def caryrx_order_to(client: Client, zip_code: str) -> str:
    address = caryrx.changed(samples.NEW_LOCATION, address_to_zip=zip_code)
    location = caryrx.made(client, "patients/wuyhosgwuc/location", address)["id"]
    return str(caryrx.made(client, "orders", caryrx.order_with(patient_location_id=location))["id"])


ENDINGS: list[tuple[str, Callable[[Client, str], str], str, str]] = [
    ("nimbus/order", nimbus_order_for, "pat_delivered", "delivered"),
    ("nimbus/order", nimbus_order_for, "pat_neverarrives", "shipped"),
    ("nimbus/order", nimbus_order_for, "pat_cancelled", "cancelled"),
    ("nimbus/order", nimbus_order_for, "pat_cancelledlate", "cancelled"),
    ("nimbus/order", nimbus_order_for, "pat_test_001", "pending"),
    ("nimbus/refill", nimbus_refill_for, "pat_delivered", "shipped"),
    ("nimbus/refill", nimbus_refill_for, "pat_cancelled", "cancelled"),
    ("cloudrx/order", cloudrx_order_for, "Processed", "Prescription Processed"),
    ("cloudrx/order", cloudrx_order_for, "Cancelled", "Cancelled"),
    ("cloudrx/order", cloudrx_order_for, "Unpaid", "Payment Failed"),
    ("cloudrx/order", cloudrx_order_for, "Sample", "Waiting Payment Success"),
    ("caryrx/prescription", caryrx_prescription_of, "SAMPLE Verified", "verified"),
    ("caryrx/prescription", caryrx_prescription_of, "SAMPLE Rejected", "rejected"),
    ("caryrx/prescription", caryrx_prescription_of, "SAMPLE Alphazol", "pending"),
    ("caryrx/order", caryrx_order_to, "00010", "delivered"),
    ("caryrx/order", caryrx_order_to, "00011", "delivery_failed"),
    ("caryrx/order", caryrx_order_to, "00012", "shipped"),
]


@pytest.mark.parametrize(("kind", "create", "value", "status"), ENDINGS)
def test_a_record_with_a_reserved_value_comes_to_its_ending(
    client: Client, kind: str, create: Callable[[Client, str], str], value: str, status: str
) -> None:
    id = create(client, value)

    client.post(f"{CONTROL}/clock", {"advance": "30d"})

    assert client.get(f"{CONTROL}/records/{kind}/{id}").json()["status"] == status


def test_each_final_status_that_nobody_calls_for_is_the_ending_of_some_value() -> None:
    ends = {status for kind, _, _, status in ENDINGS if kind == "nimbus/order"}

    assert {"delivered", "cancelled"} <= ends
    assert len([each for each in DEFAULT.timelines if each.is_reserved]) == len(ENDINGS) - 3


def test_a_scenario_can_do_without_reserved_values(play: Callable[[str], Client]) -> None:
    client = play("reserved: off\n")

    assert client.post("/nimbus/orders", nimbus_order(patientId="pat_notfound"), headers=KEYS["nimbus"]).status_code == 201
    assert client.get(f"{CONTROL}/rules").json() == {"rules": []}


@EVERY_VENDOR
def test_the_api_tells_of_the_values(client: Client, vendor: Vendor) -> None:
    told = client.get(f"/_mock/vendors/{vendor.slug}/magic").json()

    assert told["vendor"] == vendor.slug
    assert [each["send"] for each in told["credentials"]] == [each.how for each in vendor.credentials]
    assert told["values"][0]["evidence"] in [each.value for each in Evidence]
    assert {each["rule"] for each in told["reserved"]} == {rule.name for rule in reserved_rules(DEFAULT, vendor.slug)}
    assert {each["rule"] for each in told["reserved"] if each["asked"]} >= {"answer-lost"}
    assert all(each["about"] for each in told["reserved"] + told["endings"])


def test_an_ending_is_told_with_its_moves(client: Client) -> None:
    told = client.get("/_mock/vendors/nimbus/magic").json()

    ending = told["endings"][0]
    assert {name: ending[name] for name in ("timeline", "kind", "value", "about", "moves")} == {
        "timeline": "nimbus-order-delivered",
        "kind": "nimbus.order",
        "value": "patientId: pat_delivered",
        "about": "Orders for the patient pat_delivered reach the patient on the third day.",
        "moves": "process after 5m, ship after 1d, deliver after 3d",
    }
    assert (ending["evidence"], bool(ending["cites"])) == ("invented", True)


@EVERY_VENDOR
def test_known_values_are_in_the_default_scenario(client: Client, vendor: Vendor) -> None:
    snapshot = client.get(f"{CONTROL}/snapshot").text

    for known in vendor.known:
        for value in known.values:
            assert value == "any other" or all(part in snapshot for part in value.split(", ")), value


def test_the_page_is_as_the_scenario_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert (folder("docs") / FILE).read_text() == page(VENDORS, DEFAULT)
    assert main(["scenarios", "reserved", "--check"]) == 0
    assert capsys.readouterr().out == ""
