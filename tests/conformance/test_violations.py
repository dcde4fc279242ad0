"""What clients do against the vendors' documents, although the vendors let it pass."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mock_server.contract.vendor import Vendor
from mock_server.registry import VENDORS
from mock_server.vendors.cloudrx.routes.samples import MESSAGE, SMALLEST_ORDER
from tests.clients import Client
from tests.vendors.cloudrx.calls import CREDENTIALS, FORM, TOKEN
from tests.vendors.cloudrx.calls import order_with as cloudrx_order
from tests.vendors.nimbus.orders import KEY, ORDER, order_with

ONCE = KEY | {"Idempotency-Key": "order-1"}
PHARMACY = {"X-API-Key": "rxscale-pharmacy-key"}
API = "/rxscale/v1/external_pharmacy_api"
CREATE = "/cloudrx/api/v2/Order/create"
JOURNAL = "/_mock/sandboxes/default/journal"

Found = list[dict[str, Any]]


@pytest.fixture
def violations(client: Client) -> Callable[[httpx.Response], Found]:
    """What the journal says that the call of an answer does against the vendor's document."""

    def read(answer: httpx.Response) -> Found:
        found: Found = client.get(f"{JOURNAL}/{answer.headers['x-mock-journal']}").json()["violations"]
        return found

    return read


def told(found: Found) -> list[tuple[str, str | None, str]]:
    return [(each["sort"], each["pointer"] or each["name"], each["do"]) for each in found]


def test_a_call_by_the_book_violates_nothing(client: Client, violations: Callable[[httpx.Response], Found]) -> None:
    assert violations(client.post("/nimbus/orders", ORDER, headers=ONCE)) == []
    assert violations(client.get("/nimbus/orders/ord_abc123xyz", KEY)) == []
    assert violations(client.get(f"{API}/pharmacy_orders/?page=0&limit=5", PHARMACY)) == []
    assert violations(client.request("PUT", CREATE, json=SMALLEST_ORDER, headers=TOKEN)) == []
    assert violations(client.post("/cloudrx/connect/token", content=CREDENTIALS, headers=FORM)) == []


@pytest.mark.parametrize("vendor", VENDORS.values(), ids=lambda vendor: vendor.slug)
def test_the_vendors_own_samples_violate_nothing(
    client: Client, violations: Callable[[httpx.Response], Found], vendor: Vendor
) -> None:
    for operation in vendor.operations:
        path = operation.path
        for name, (_, example) in operation.path_values.items():
            path = path.replace(f"{{{name}}}", example)
        query = "&".join(f"{each.name}={each.example}" for each in operation.query).replace("#", "%23")
        for sample in operation.body_examples.values() or [None]:
            key = {"Idempotency-Key": "sample"} if operation.is_idempotent else {}
            answer = client.request(operation.method, f"/{vendor.slug}{path}?{query}", json=sample, headers=key)
            assert violations(answer) == [], operation.name


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (order_with(shippingAdress={}), ("undocumented", "/shippingAdress", "write 'shippingAddress'")),
        (order_with(Notes="x"), ("undocumented", "/Notes", "write 'notes'")),
        (
            order_with(xyzzy=1),
            ("undocumented", "/xyzzy", "leave it out; known here: patientId, prescriptionId, shippingAddress, notes"),
        ),
        (
            order_with(shippingAddress={**ORDER["shippingAddress"], "zip4": "x"}),  # type: ignore[dict-item]  # the sample's address
            ("undocumented", "/shippingAddress/zip4", "write 'zip'"),
        ),
    ],
)
def test_members_that_nobody_documents_are_told_with_the_nearest(
    client: Client, violations: Callable[[httpx.Response], Found], body: object, found: tuple[str, str, str]
) -> None:
    answer = client.post("/nimbus/orders", body, headers=ONCE)

    assert answer.status_code == 201
    assert told(violations(answer)) == [found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"customer__clinicAccountNumber": "17"}, ("wrong-type", "/customer/clinicAccountNumber", "send a whole number")),
        (
            {"customer__gender": "male"},
            ("spelling", "/customer/gender", "send one of Male, Female, Other, Unknown"),
        ),
        (
            {"deliveryAddress__countryCode": "gbr"},
            ("spelling", "/deliveryAddress/countryCode", "send three capitals, such as GBR"),
        ),
        ({"prescribedItems__0__Pack": 3}, ("spelling", "/prescribedItems/0/Pack", "write 'pack'")),
    ],
)
def test_types_and_spellings_that_are_taken_leniently(
    client: Client, violations: Callable[[httpx.Response], Found], changes: dict[str, object], found: tuple[str, str, str]
) -> None:
    answer = client.request("PUT", CREATE, json=cloudrx_order(**changes), headers=TOKEN)

    assert answer.status_code == 200, answer.text
    assert told(violations(answer)) == [found]


def test_a_comment_of_another_type_is_taken_leniently(client: Client, violations: Callable[[httpx.Response], Found]) -> None:
    body = {"status": "in-progress", "comment": 7}
    answer = client.request("PATCH", f"{API}/pharmacy_orders/po-abc123/status", json=body, headers=PHARMACY)

    assert answer.status_code == 200
    assert told(violations(answer)) == [("wrong-type", "/comment", "send text")]


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({}, "nothing says what the body is"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "the body is said to be application/x-www-form-urlencoded"),
    ],
)
def test_a_missing_or_another_content_type_is_told(
    client: Client, violations: Callable[[httpx.Response], Found], headers: dict[str, str], says: str
) -> None:
    sample = b'{"patientId": "pat_1", "prescriptionId": "rx_1"}'
    (found,) = violations(client.post("/nimbus/orders", content=sample, headers=ONCE | headers))

    assert (found["sort"], found["says"], found["cites"]) == ("content-type", says, ["NIM-38"])
    assert found["do"] == "send Content-Type: application/json"


@pytest.mark.parametrize("media", ["application/hl7-v2", "text/plain; charset=utf-8"])
def test_a_message_is_no_json_and_need_not_be(
    client: Client, violations: Callable[[httpx.Response], Found], media: str
) -> None:
    headers = TOKEN | {"Content-Type": media}
    answer = client.request("PUT", f"{CREATE}-with-hl7message", content=MESSAGE.encode(), headers=headers)

    assert (answer.status_code, violations(answer)) == (200, [])


def test_a_body_where_none_is_documented_is_told(client: Client, violations: Callable[[httpx.Response], Found]) -> None:
    answer = client.request("DELETE", f"{API}/webhooks/sub-1", json={}, headers=PHARMACY)

    assert told(violations(answer)) == [("undocumented", None, "send none")]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/pharmacy_orders", ("spelling", None, f"call {API.removeprefix('/rxscale')}/pharmacy_orders/")),
        ("/pharmacy_orders/?Status=x", ("undocumented", "Status", "write status")),
        ("/pharmacy_orders/?limit=%2B5", ("wrong-type", "limit", "send plain digits, such as 50")),
    ],
)
def test_paths_and_queries_that_are_spelled_otherwise(
    client: Client, violations: Callable[[httpx.Response], Found], path: str, found: tuple[str, str | None, str]
) -> None:
    answer = client.get(f"{API}{path}", PHARMACY)

    assert answer.status_code == 200
    assert told(violations(answer)) == [found]


def test_older_spellings_are_told_with_the_present_one(client: Client, violations: Callable[[httpx.Response], Found]) -> None:
    old_path = client.get(
        "/rxscale/v2/public-api/orders/my-shop?prescription_uids=px-abc123", {"X-API-Key": "rxscale-shop-key"}
    )
    old_header = client.get(
        "/rxscale/v2/public/orders/my-shop?prescription_uids=px-abc123", {"X-RxScale-Authorization": "rxscale-shop-key"}
    )
    other_case = client.get("/cloudrx/API/v2/order/STATUS?ORDERID=1", TOKEN)

    assert told(violations(old_path)) == [("spelling", None, "call /v2/public/orders/{shop_identifier}")]
    assert told(violations(old_header)) == [("spelling", "x-rxscale-authorization", "send X-API-Key")]
    assert told(violations(other_case)) == [
        ("spelling", None, "call /api/v2/Order/status"),
        ("spelling", "ORDERID", "write orderId"),
    ]


def test_a_missing_key_is_told_where_the_vendor_urges_to_send_one(
    client: Client, violations: Callable[[httpx.Response], Found]
) -> None:
    (found,) = violations(client.post("/nimbus/orders", ORDER, headers=KEY))

    assert (found["sort"], found["name"], found["evidence"]) == ("no-idempotency-key", "Idempotency-Key", "documented")


def test_an_undocumented_parameter_of_a_form_is_told(client: Client, violations: Callable[[httpx.Response], Found]) -> None:
    answer = client.post("/cloudrx/connect/token", content=CREDENTIALS + b"&audience=x", headers=FORM)

    assert answer.status_code == 200
    assert [each["pointer"] for each in violations(answer)] == ["/audience"]


def test_calls_that_violate_are_found_by_a_filter(client: Client) -> None:
    client.post("/nimbus/orders", ORDER, headers=ONCE)
    client.post("/nimbus/orders", ORDER, headers=KEY)

    entries = client.get(f"{JOURNAL}?violations=true").json()["entries"]

    assert [(each["n"], each["violations"]) for each in entries] == [(4, ["no-idempotency-key"])]
